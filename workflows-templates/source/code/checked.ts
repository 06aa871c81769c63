import type { Route, Verb } from './shared/choices';
import type { CodeScope, Item } from './shared/scope';
import { answersOf } from './pages/answers';
import { changeOf, GOING_ON } from './pages/changes';
import { FOREIGN } from './pages/read';
import type { Checked, Refused, Request } from './pages/request';

/** Refuses forms that this page did not make, and says where the others go. */
export function checked({ $input }: CodeScope): Item[] {
	const items = $input.all<{ verb: Verb; token: string }>().map(({ json }) => json);
	const tokens = Object.fromEntries(items.map(({ verb, token }) => [verb, token])) as Record<Verb, string>;
	const { request } = $input.first<{ request: Request }>().json;
	return [{ json: check(request, tokens, Date.now()) }];
}

function check(request: Request, tokens: Record<Verb, string>, now: number): Checked {
	const { verb, row, given } = request;
	const refuse = (refused: Refused): Checked => ({ ...request, refused, route: 'show', tokens, change: null, answers: null });
	const foreign = verb && !isSame(request.token, tokens[verb]) ? FOREIGN : null;
	const refused = request.refused ?? foreign;
	// Whoever did not come from this page is told nothing of what is on it.
	if (refused) return { ...refuse(refused), row: null };
	if (verb === 'deactivate' && row && row.leaseUntil > now) return refuse(GOING_ON);
	const change = changeOf(request, now);
	if (change && 'title' in change) return refuse(change);
	return { ...request, route: routeOf(request), tokens, change, answers: verb === 'save' ? answersOf(given, row) : null };
}

/** Without telling by the time it takes how much of it is right. */
function isSame(given: string, token: string): boolean {
	let differences = given.length ^ token.length;
	for (let index = 0; index < token.length; index++) differences |= given.charCodeAt(index) ^ token.charCodeAt(index);
	return token !== '' && differences === 0;
}

function routeOf({ verb, page }: Request): Route {
	if (page === 'setup' || page === 'undo') return page;
	if (verb === null) return 'show';
	return verb === 'deactivate' ? 'deactivate' : 'change';
}
