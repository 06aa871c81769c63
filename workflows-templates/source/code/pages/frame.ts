import type { Verb } from '../shared/choices';
import type { Configuration } from '../shared/configuration';
import { Html, html } from './html';
import { STYLE } from './style';

/** What every page knows. */
export interface View {
	/** For the forms of the page, by what they do. */
	tokens: Record<Verb, string>;
	/** Milliseconds since 1970. */
	now: number;
	/** A time for people, from milliseconds since 1970. */
	time(at: number): string;
}

/** The address of a page: always beside the page itself, so that nothing has to know where it is published. */
export function to(page: string, row: Pick<Configuration, 'id'> | null, more: Record<string, string> = {}): string {
	const query = { page, ...(row && { sync: String(row.id) }), ...more };
	return `?${Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')}`;
}

/** A form that changes something. */
export function form({ tokens }: View, verb: Verb, row: Configuration | null, inner: Html): Html {
	return html`<form method="post" action="?"><input type="hidden" name="verb" value="${verb}"><input type="hidden" name="sync" value="${row?.id ?? ''}"><input type="hidden" name="token" value="${tokens[verb]}">${inner}</form>`;
}

/** A form of nothing but its button. */
export function button(view: View, verb: Verb, row: Configuration, label: string, kind: '' | 'main' | 'harm' = ''): Html {
	return form(view, verb, row, html`<button class="${kind}">${label}</button>`);
}

const LINKS = [
	['sync', 'State'],
	['report', 'Last sync'],
	['conflicts', 'Conflicts'],
	['undo', 'Undo'],
	['setup', 'Settings'],
	['deactivate', 'Deactivate'],
] as const;

/** A whole page. @param row the sync that it is about, whose pages it links to */
export function frame(title: string, body: Html, row: Configuration | null = null, page = ''): string {
	const links = row && html`<nav aria-label="${row.name}"><ul>${LINKS.map(
		([name, label]) => html`<li><a href="${to(name, row)}"${name === page && new Html(' aria-current="page"')}>${label}</a></li>`,
	)}</ul></nav>`;
	return html`${new Html('<!DOCTYPE html>')}<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"><title>${title} · Contact sync</title><style>${new Html(STYLE)}</style></head><body><a class="skip" href="#content">To the content</a><header><nav aria-label="Contact sync"><ul><li><a href="?"${page === 'overview' && new Html(' aria-current="page"')}>All syncs</a></li></ul></nav>${links}</header><main id="content" tabindex="-1"><h1>${title}</h1>${body}</main><footer><p>Contact sync of Google Contacts and the CRM</p></footer></body></html>`.text;
}
