import type { ConnectionPage, GoogleContacts, PageOptions } from '../transport/client';
import { eachPage } from '../transport/pages';
import type { Person } from '../transport/person';

/** All contacts of an account, or what changed since a sync token, page by page. */
export function connectionPages(google: GoogleContacts, options: Omit<PageOptions, 'pageToken'> = {}): AsyncGenerator<ConnectionPage> {
	return eachPage(
		async (pageToken) => await google.listPage({ ...options, pageToken }),
		({ people }) => people.map(({ resourceName }) => resourceName),
	);
}

/** Every contact of the account. */
export async function listAll(google: GoogleContacts): Promise<Person[]> {
	const people: Person[] = [];
	for await (const page of connectionPages(google)) people.push(...page.people);
	return people;
}
