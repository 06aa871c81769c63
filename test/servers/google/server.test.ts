import { people } from 'googleapis/build/src/apis/people';
import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

import { readDiscovery } from './contract';
import type { GooglePeopleServer } from './index';
import { membershipIn, startGooglePeopleServer } from './index';

/*
 * The server is driven with Google's own client and HTTP stack, so that it is honest towards others than this package.
 */

let server: GooglePeopleServer;
let client: people_v1.People;
let offset = 0;

beforeEach(async () => {
	offset = 0;
	server = await startGooglePeopleServer({ now: () => Date.now() + offset });
	client = people({
		version: 'v1',
		rootUrl: `${server.url}/`,
		headers: { authorization: 'Bearer google-access' },
		// Its own choice is loaded by a dynamic import, which jest does not allow.
		fetchImplementation: fetch,
		retry: false,
	} as Parameters<typeof people>[0]);
});
// Also fails when an answer did not fit Google's own schemas.
afterEach(async () => await server.close());

const LIST = { resourceName: 'people/me', personFields: 'names,metadata,memberships', sources: ['READ_SOURCE_TYPE_CONTACT'] };
const ANN = { names: [{ givenName: 'Ann' }] };

async function refusal(call: Promise<unknown>): Promise<string> {
	try {
		await call;
	} catch (error) {
		const { status, message } = error as { status?: number; message: string };
		return `${status}: ${message}`;
	}
	return 'not refused';
}

function updateOf(person: people_v1.Schema$Person, parts: people_v1.Schema$Person, updateMask: string) {
	const contacts = { [person.resourceName ?? '']: { metadata: person.metadata, ...parts } };
	return client.people.batchUpdateContacts({ requestBody: { contacts, updateMask, readMask: 'names,metadata' } });
}

test('creates, lists, updates and deletes', async () => {
	const { data } = await client.people.batchCreateContacts({
		requestBody: { contacts: [{ contactPerson: ANN }], readMask: 'names,metadata' },
	});
	const [{ person = {} }] = data.createdPeople ?? [];
	expect(person.names?.[0]).toMatchObject({ givenName: 'Ann', displayName: 'Ann' });
	const updated = await updateOf(person, { names: [{ givenName: 'Bea' }] }, 'names');
	expect(Object.values(updated.data.updateResult ?? {})[0].person?.names?.[0].givenName).toBe('Bea');
	await client.people.batchDeleteContacts({ requestBody: { resourceNames: [person.resourceName ?? ''] } });
	const { data: empty } = await client.people.connections.list(LIST);
	expect(empty).not.toHaveProperty('connections');
});

test('a sync token brings changes and tombstones, and is bound to its parameters', async () => {
	const kept = server.book.add(ANN);
	const deleted = server.book.add(ANN);
	const first = await client.people.connections.list({ ...LIST, requestSyncToken: true });
	const syncToken = first.data.nextSyncToken ?? '';
	server.book.update(kept, { names: [{ givenName: 'Bea' }] });
	server.book.remove(deleted);
	const { data } = await client.people.connections.list({ ...LIST, requestSyncToken: true, syncToken });
	expect(data.connections).toMatchObject([{ resourceName: kept }, { resourceName: deleted, metadata: { deleted: true } }]);
	expect(data.connections?.[1]).not.toHaveProperty('names');
	expect(await refusal(client.people.connections.list({ ...LIST, personFields: 'names', syncToken }))).toMatch(/^400/);
	offset += 8 * 24 * 60 * 60 * 1_000;
	expect(await refusal(client.people.connections.list({ ...LIST, syncToken }))).toMatch(/^400.*expired/);
});

test('the sync token comes with the last page only', async () => {
	for (let n = 0; n < 3; n++) server.book.add(ANN);
	const { data } = await client.people.connections.list({ ...LIST, pageSize: 2, requestSyncToken: true });
	expect(data.nextSyncToken).toBeUndefined();
	const last = await client.people.connections.list({ ...LIST, pageSize: 2, requestSyncToken: true, pageToken: data.nextPageToken ?? '' });
	expect(last.data.nextSyncToken).toBeDefined();
});

test('a stale or missing source is refused, and an update of the group advances both etags', async () => {
	const before = server.book.get(server.book.add(ANN)) ?? {};
	await updateOf(before, { memberships: [membershipIn('contactGroups/starred')] }, 'memberships');
	const after = server.book.get(before.resourceName ?? '');
	expect(after?.etag).not.toBe(before.etag);
	expect(after?.metadata?.sources?.[0].etag).not.toBe(before.metadata?.sources?.[0].etag);
	expect(await refusal(updateOf(before, ANN, 'names'))).toMatch(/^400.*different than the current/);
	expect(await refusal(updateOf({ ...before, metadata: undefined }, ANN, 'names'))).toMatch(/^400.*metadata.sources/);
});

test('what Google refuses is refused', async () => {
	const person = server.book.get(server.book.add(ANN)) ?? {};
	const many = Array.from({ length: 201 }, () => ({ contactPerson: ANN }));
	const refusals = [
		client.people.connections.list({ ...LIST, personFields: '' }),
		client.people.connections.list({ ...LIST, personFields: 'names,nonsense' }),
		client.people.connections.list({ ...LIST, pageSize: 1_001 }),
		client.people.batchCreateContacts({ requestBody: { contacts: many, readMask: 'names' } }),
		client.people.batchCreateContacts({ requestBody: { contacts: [{ contactPerson: { names: [{}, {}] } }], readMask: 'names' } }),
		updateOf(person, { names: [] }, 'photos'),
		updateOf(person, {}, 'memberships'),
		client.people.batchDeleteContacts({ requestBody: { resourceNames: Array.from({ length: 501 }, () => 'people/c1') } }),
	];
	for (const call of refusals) expect(await refusal(call)).toMatch(/^400/);
	server.book.addGroup('Customers');
	expect(await refusal(client.contactGroups.create({ requestBody: { contactGroup: { name: 'Customers' } } }))).toMatch(/^409/);
});

test('a batch is refused whole because of one contact', async () => {
	server.calls.poison = ({ names }) => names?.[0].givenName === 'Bad';
	const contacts = ['Ann', 'Bad'].map((givenName) => ({ contactPerson: { names: [{ givenName }] } }));
	expect(await refusal(client.people.batchCreateContacts({ requestBody: { contacts, readMask: 'names' } }))).toMatch(/^400/);
	expect(server.book.all()).toEqual([]);
});

test('an unknown name in a body or a query is refused by the official contract', async () => {
	// The reader of the contracts says so where they are absent.
	if (!readDiscovery()) return;
	const call = async (path: string, init: RequestInit = {}) =>
		(await fetch(`${server.url}/v1/${path}`, { ...init, headers: { authorization: 'Bearer google-access' } })).status;
	const body = JSON.stringify({ contacts: [{ contactPerson: { nickname: 'A' } }], readMask: 'names' });
	expect(await call('people:batchCreateContacts', { method: 'POST', body })).toBe(400);
	expect(await call('people/me/connections?personFields=names&groups=1')).toBe(400);
	expect(await call('people/me/connections?personFields=names')).toBe(200);
});

test('without a live token nothing is answered', async () => {
	server.tokens.expireAccess();
	expect(await refusal(client.people.connections.list(LIST))).toMatch(/^401/);
});
