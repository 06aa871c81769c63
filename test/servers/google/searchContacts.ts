import { type ApiCall, type ApiContext, requiredMask, viewOf } from './apiContext';

const MOST = 30;

/** `people.searchContacts`: an empty query finds nothing, and brings the index up to date. */
export function searchContacts({ query }: ApiCall, context: ApiContext): object {
	const mask = requiredMask(query.get('readMask'), 'readMask');
	const sources = query.getAll('sources');
	const text = (query.get('query') ?? '').trim();
	if (text === '') {
		context.search.warmUp();
		return {};
	}
	const limit = Math.min(MOST, Number(query.get('pageSize') ?? 0) || 10);
	const view = viewOf(context, mask, sources.length > 0 ? sources : ['READ_SOURCE_TYPE_CONTACT']);
	const found = context.search.find(text).slice(0, limit);
	return found.length > 0 ? { results: found.map((person) => ({ person: view(person) })) } : {};
}
