import type { Person } from '../../personField';
import type { GoogleContacts } from '../../transport/googleContacts';

/** Every contact of the account. */
export async function listAll(google: GoogleContacts): Promise<Person[]> {
	const people: Person[] = [];
	let pageToken: string | null = null;
	do {
		const page = await google.listPage({ pageToken });
		people.push(...page.people);
		pageToken = page.nextPageToken;
	} while (pageToken !== null);
	return people;
}
