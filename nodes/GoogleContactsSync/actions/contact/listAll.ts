import type { Person } from '../../transport/person';
import type { GoogleContacts } from '../../transport/client';
import { connectionPages } from '../../transport/pages';

/** Every contact of the account. */
export async function listAll(google: GoogleContacts): Promise<Person[]> {
	const people: Person[] = [];
	for await (const page of connectionPages(google)) people.push(...page.people);
	return people;
}
