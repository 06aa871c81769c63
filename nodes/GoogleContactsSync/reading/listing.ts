import { OperationalError } from 'n8n-workflow';
import chunk from 'lodash/chunk';

import type { ConnectionPage, GoogleContacts, PageOptions } from '../transport/client';
import { BATCH } from '../transport/client';
import { eachPage } from '../transport/pages';
import type { Person } from '../transport/person';

/** A listing shows no more e-mail addresses and phone numbers of a contact (people_v1, `Person`); a reading by id shows all. */
const MOST_LISTED = 100;

/** All contacts of an account, or what changed since a sync token, page by page. */
export function connectionPages(google: GoogleContacts, options: Omit<PageOptions, 'pageToken'> = {}): AsyncGenerator<ConnectionPage> {
	return eachPage(
		async (pageToken) => {
			const page = await google.listPage({ ...options, pageToken });
			return { ...page, people: await withWholeLists(google, page.people) };
		},
		({ people }) => people.map(({ resourceName }) => resourceName),
	);
}

/** Every contact of the account. */
export async function listAll(google: GoogleContacts): Promise<Person[]> {
	const people: Person[] = [];
	for await (const page of connectionPages(google)) people.push(...page.people);
	return people;
}

/** @throws what a request throws; OperationalError where Google does not show the whole of a contact. */
async function withWholeLists(google: GoogleContacts, people: Person[]): Promise<Person[]> {
	const names = people.filter(mayBeCutOff).flatMap(({ resourceName }) => resourceName ?? []);
	if (names.length === 0) return people;
	const whole = new Map<string | null | undefined, Person>();
	for (const some of chunk(names, BATCH.get)) {
		for (const [name, answer] of await google.getBatch(some)) {
			if (answer.kind === 'contact' && answer.person.resourceName === name) whole.set(name, answer.person);
			else throw new OperationalError(`not all addresses and numbers of ${name} are shown`);
		}
	}
	return people.map((person) => {
		const { emailAddresses, phoneNumbers } = whole.get(person.resourceName) ?? person;
		return { ...person, ...(emailAddresses && { emailAddresses }), ...(phoneNumbers && { phoneNumbers }) };
	});
}

function mayBeCutOff({ emailAddresses, phoneNumbers }: Person): boolean {
	return [emailAddresses, phoneNumbers].some((entries) => (entries?.length ?? 0) >= MOST_LISTED);
}
