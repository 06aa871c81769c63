import { type ApiCall, type ApiContext, requiredMask, viewOf } from './apiContext';
import { listPage } from './listing';
import type { Person } from './personFields';

/** `people.connections.list`: all contacts, or with a sync token those that changed. */
export function listConnections({ query }: ApiCall, context: ApiContext): object {
	const mask = requiredMask(query.get('personFields'), 'personFields');
	const sources = query.getAll('sources');
	const sortOrder = query.get('sortOrder') ?? 'LAST_MODIFIED_ASCENDING';
	const givesSyncToken = query.get('requestSyncToken') === 'true';
	const { book } = context;
	const page = listPage<Person>(
		{
			operation: 'connections.list',
			query,
			asked: JSON.stringify([[...mask].sort(), [...sources].sort(), sortOrder, givesSyncToken]),
			pageSize: 100,
			givesSyncToken,
			items: (since, until) =>
				inOrder(since === null ? book.allAt(until) : book.changesBetween(since, until), sortOrder),
			nameOf: ({ resourceName }) => resourceName ?? '',
		},
		context,
	);
	const view = viewOf(context, mask, sources, page.isSync);
	return {
		// Google leaves the key out when there is nothing.
		...(page.items.length > 0 && { connections: page.items.map(view).map(cutShort) }),
		...page.tokens,
		...(!page.isSync && page.total > 0 && { totalPeople: page.total, totalItems: page.total }),
	};
}

/** A listing shows at most a hundred e-mails and phones of a contact; reading by id shows all. */
function cutShort({ emailAddresses, phoneNumbers, ...person }: Person): Person {
	return {
		...person,
		...(emailAddresses && { emailAddresses: emailAddresses.slice(0, 100) }),
		...(phoneNumbers && { phoneNumbers: phoneNumbers.slice(0, 100) }),
	};
}

/** @param people the longest unchanged first. */
function inOrder(people: Person[], sortOrder: string): Person[] {
	switch (sortOrder) {
		case 'LAST_MODIFIED_DESCENDING':
			return people.reverse();
		case 'FIRST_NAME_ASCENDING':
			return people.sort(by(({ names }) => names?.[0].givenName));
		case 'LAST_NAME_ASCENDING':
			return people.sort(by(({ names }) => names?.[0].familyName));
		default:
			return people;
	}
}

function by(key: (person: Person) => string | null | undefined): (one: Person, other: Person) => number {
	return (one, other) => (key(one) ?? '').localeCompare(key(other) ?? '');
}
