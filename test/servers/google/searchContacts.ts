import type { AddressBook } from './addressBook';
import { type ApiCall, type ApiContext, requiredMask, viewOf } from './apiContext';
import type { Person } from './personFields';

const MOST = 30;

/** What the search knows: the contacts as they were when it was last warmed up. */
export class SearchIndex {
	private people: Person[] = [];

	constructor(private readonly book: AddressBook) {}

	warmUp(): void {
		this.people = this.book.all();
	}

	/** Contacts of which a phrase begins so; ignores case. */
	find(query: string): Person[] {
		const wanted = query.toLowerCase();
		return this.people.filter((person) => phrasesOf(person).some((phrase) => hasPrefix(phrase.toLowerCase(), wanted)));
	}
}

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

function phrasesOf({ names, nicknames, emailAddresses, phoneNumbers, organizations }: Person): string[] {
	const fullNames = (names ?? []).map(({ givenName, middleName, familyName }) =>
		[givenName, middleName, familyName].filter(Boolean).join(' '),
	);
	const values = [nicknames, emailAddresses, phoneNumbers]
		.flatMap((entries) => entries ?? [])
		.map(({ value }) => value);
	const jobs = (organizations ?? []).flatMap(({ name, title, department }) => [name, title, department]);
	return [...fullNames, ...values, ...jobs].flatMap((phrase) => phrase ?? []);
}

/** "foo name" has the prefixes "foo n" and "nam", but not "oo n". */
function hasPrefix(phrase: string, wanted: string): boolean {
	return phrase.startsWith(wanted) || phrase.includes(` ${wanted}`);
}
