import type { PageName, Verb } from '../shared/choices';
import { PAGES, VERBS } from '../shared/choices';
import type { Configuration } from '../shared/configuration';
import type { Asked, Refused, Request } from './request';

const NO_SUCH: Refused = { status: 404, title: 'Not found', text: 'There is no such page here. It may have been taken off.' };

export const FOREIGN: Refused = {
	status: 403,
	title: 'Nothing was changed',
	text: 'This did not come from a form of this page, or the form was too old. Open the page again and repeat it there.',
};

/** Which page each form leads back to. */
const PAGE_OF: Record<Verb, PageName> = {
	save: 'setup',
	sync: 'sync',
	pause: 'sync',
	resume: 'sync',
	approve: 'sync',
	decide: 'conflicts',
	apart: 'conflicts',
	together: 'conflicts',
	undo: 'undo',
	deactivate: 'deactivate',
};

/**
 * Reads what was asked for. Pages, verbs and syncs are taken by exact match alone.
 *
 * @param isForm whether it was sent by POST
 * @param rows the syncs of this page
 */
export function readRequest(asked: Asked, isForm: boolean, rows: readonly Configuration[]): Request {
	const given = textsOf(isForm ? asked.body : asked.query);
	const row = rows.find(({ id }) => String(id) === given.sync) ?? null;
	if (!isForm) {
		const page = PAGES.find((one) => one === (given.page ?? 'overview'));
		const isKnown = page && (row !== null || page === 'overview' || (page === 'setup' && given.sync === undefined));
		return { page: page ?? 'overview', verb: null, row, given, token: '', refused: isKnown ? null : NO_SUCH };
	}
	const verb = VERBS.find((one) => one === given.verb) ?? null;
	const isKnown = verb && (row !== null || (verb === 'save' && given.sync === ''));
	const refused = !isKnown || isForeign(asked) ? FOREIGN : null;
	return { page: verb ? PAGE_OF[verb] : 'overview', verb, row, given, token: given.token ?? '', refused };
}

/** Only what is one text: a field that is sent twice is none. */
function textsOf(values: unknown): Record<string, string> {
	const texts = Object.entries(values ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
	return Object.fromEntries(texts);
}

/**
 * Whether a browser says that another site sent the form. From n8n's sandbox it says "null", and "cross-site", of this page's own
 * forms too: these prove nothing, and the token has to.
 */
function isForeign({ headers = {}, webhookUrl = '' }: Asked): boolean {
	const text = (name: string) => (typeof headers[name] === 'string' ? headers[name] : '');
	const [origin, mode] = [text('origin'), text('sec-fetch-mode')];
	const own = [text('host'), text('x-forwarded-host'), hostOf(webhookUrl)].filter(Boolean);
	if (origin !== '' && origin !== 'null' && !own.includes(hostOf(origin))) return true;
	return mode !== '' && mode !== 'navigate';
}

function hostOf(address: string): string {
	return /^https?:\/\/([^/]+)/.exec(address)?.[1] ?? '';
}

/** What the token of a form is made of, besides the secret. @param row none for a sync that is to be made */
export function tokenOf(verb: Verb, row: Configuration | null): string {
	return JSON.stringify([verb, row?.id ?? 'new', row?.syncName ?? '']);
}
