/** Text that is HTML already; what is none is escaped before it stands in a page. */
export class Html {
	constructor(readonly text: string) {}
}

type Part = Html | string | number | null | undefined | false | readonly Part[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** HTML of a template, in which every value that is no {@link Html} is escaped; attributes have to stand in quotes. */
export function html(texts: TemplateStringsArray, ...values: Part[]): Html {
	return new Html(texts.map((text, index) => text + (index < values.length ? textOf(values[index]) : '')).join(''));
}

function textOf(part: Part): string {
	if (part instanceof Html) return part.text;
	if (Array.isArray(part)) return part.map(textOf).join('');
	if (part === null || part === undefined || part === false) return '';
	return String(part as string | number).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** An option of a list to choose from. */
export interface Option {
	value: string | number | boolean;
	name: string;
}

/** A list to choose from, with its label. */
export function select(label: string, name: string, options: readonly Option[], chosen: unknown, hidesLabel = false): Html {
	const shown = options.map(({ value, name: text }) => {
		const isChosen = String(value) === String(chosen);
		return html`<option value="${String(value)}"${isChosen && new Html(' selected')}>${text}</option>`;
	});
	return html`<div><label for="${name}"${hidesLabel && new Html(' class="unseen"')}>${label}</label><select id="${name}" name="${name}">${shown}</select></div>`;
}

/** A box to tick, with its label. */
export function box(label: string, name: string, value: string, isTicked = false): Html {
	return html`<label class="box"><input type="checkbox" name="${name}" value="${value}"${isTicked && new Html(' checked')}><span>${label}</span></label>`;
}

/** A table that stays readable on a phone: each cell bears its heading there. */
export function table(caption: string, heads: readonly string[], rows: ReadonlyArray<readonly Part[]>): Html {
	return html`<table><caption>${caption}</caption><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map(
		(row) => html`<tr>${row.map((cell, index) => html`<td data-head="${heads[index]}">${cell}</td>`)}</tr>`,
	)}</tbody></table>`;
}

export function list(items: readonly Part[]): Html {
	return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** One thing or several, in words. */
export function count(number: number, one: string, several = `${one}s`): string {
	return `${number} ${number === 1 ? one : several}`;
}
