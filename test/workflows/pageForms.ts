import type { PageAnswer, PageWorld } from './pageWorld';

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

function plain(text: string): string {
	return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]);
}

/** What a page shows, without its tags. */
export function textOf({ body }: PageAnswer): string {
	return plain(body.replace(/<style>[^]*?<\/style>/, '').replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
}

/** The fields of the form of a page that does something, as a browser would send them. */
export function formOf({ body }: PageAnswer, verb: string): Record<string, string> {
	const forms = [...body.matchAll(/<form [^]*?<\/form>/g)].map(([form]) => form);
	const form = forms.find((one) => one.includes(`name="verb" value="${verb}"`));
	if (!form) throw new Error(`The page has no form to ${verb}: ${body.slice(-3000)}`);
	const attribute = (tag: string, name: string) => plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
	const fields: Record<string, string> = {};
	for (const [tag] of form.matchAll(/<input [^>]+>/g)) {
		if (/type="(checkbox|radio)"/.test(tag) && !tag.includes(' checked')) continue;
		fields[attribute(tag, 'name')] = attribute(tag, 'value');
	}
	for (const [select, , options] of form.matchAll(/<select ([^>]*)>([^]*?)<\/select>/g)) {
		const chosen = /<option value="([^"]*)" selected>/.exec(options) ?? /<option value="([^"]*)"/.exec(options);
		fields[attribute(select, 'name')] = plain(chosen?.[1] ?? '');
	}
	return fields;
}

/** The values of the options of a list. */
export function optionsOf({ body }: PageAnswer, name: string): string[] {
	const [, options = ''] = new RegExp(`<select id="${name}"[^>]*>([^]*?)</select>`).exec(body) ?? [];
	return [...options.matchAll(/<option value="([^"]*)"/g)].map(([, value]) => plain(value));
}

/** A customer at the page of a world. */
export class Customer {
	constructor(private readonly world: PageWorld) {}

	async open(page: string, more: Record<string, string> = {}): Promise<PageAnswer> {
		return await this.world.ask({ query: { page, ...more } });
	}

	/** Opens a page, fills a form of it in, and sends it. */
	async submit(verb: string, page: string, more: Record<string, string>, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<PageAnswer> {
		const form = { ...formOf(await this.open(page, more), verb), ...fields };
		return await this.world.ask({ form, headers });
	}
}
