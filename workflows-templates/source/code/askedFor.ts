import { VERBS } from './shared/choices';
import type { Configuration } from './shared/configuration';
import type { CodeScope, Item } from './shared/scope';
import { readRequest, tokenOf } from './pages/read';
import type { Asked } from './pages/request';

/** What the tokens of the forms are made of, one an item; the first says what is asked for as well. */
export function askedFor({ $ }: CodeScope): Item[] {
	const secret = $('Secret').first<{ secret?: string }>().json.secret ?? '';
	// Anybody could make tokens without one.
	if (!/^[\da-f]{64}$/.test(secret)) throw new Error('The page has no secret yet: delete what rows there are in "Contact Sync: Secrets", and run "Set Up Contact Syncs"');
	const [form] = $('Page').all<Asked>(1);
	const asked = form ?? $('Page').first<Asked>(0);
	const rows = $('Configurations')
		.all<Configuration>()
		.map(({ json }) => json)
		.filter(({ id }) => id);
	const request = readRequest(asked.json, form !== undefined, rows);
	return VERBS.map((verb, index) => ({ json: { verb, of: tokenOf(verb, request.row), ...(index === 0 && { request }) } }));
}
