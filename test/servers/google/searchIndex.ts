import type { AddressBook } from './addressBook';
import type { Person } from './personFields';

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
