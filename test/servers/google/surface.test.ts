import { membershipIn } from './index';
import { API_CALLS } from './routes';
import {
	addPeople,
	ANN,
	creates,
	LIST,
	personOf,
	refusal,
	startBench,
	SYNC,
	type TestBench,
	updates,
} from './testClient';

/*
 * Every call of the API through Google's own client, so that the server is honest towards others than this package.
 * Closing the server fails a test in which an answer did not fit Google's own schemas.
 */

let bench: TestBench;

beforeEach(async () => (bench = await startBench()));
afterEach(async () => await bench.server.close());

/** Each served call, as Google's client makes it. */
const CALLS: Record<string, (bench: TestBench) => Promise<unknown>> = {
	'connections.list': async ({ client }) => await client.people.connections.list(SYNC),
	'people.get': async ({ client }) => await client.people.get({ resourceName: 'people/me', personFields: 'names' }),
	batchGet: async ({ client }) =>
		await client.people.getBatchGet({ resourceNames: ['people/me'], personFields: 'names' }),
	searchContacts: async ({ client }) => await client.people.searchContacts({ query: '', readMask: 'names' }),
	createContact: async ({ client }) => await client.people.createContact({ requestBody: ANN }),
	updateContact: async ({ client, server }) => {
		const { metadata, resourceName } = personOf(bench, server.book.add(ANN));
		const requestBody = { ...ANN, metadata };
		return await client.people.updateContact({
			resourceName: resourceName ?? '',
			updatePersonFields: 'names',
			requestBody,
		});
	},
	deleteContact: async ({ client, server }) =>
		await client.people.deleteContact({ resourceName: server.book.add(ANN) }),
	batchCreateContacts: async ({ client }) => await client.people.batchCreateContacts(creates([ANN])),
	batchUpdateContacts: async ({ client, server }) =>
		await client.people.batchUpdateContacts(updates([personOf(bench, server.book.add(ANN))], ANN, 'names')),
	batchDeleteContacts: async ({ client, server }) =>
		await client.people.batchDeleteContacts({ requestBody: { resourceNames: [server.book.add(ANN)] } }),
	'contactGroups.list': async ({ client }) => await client.contactGroups.list(),
	'contactGroups.get': async ({ client }) => await client.contactGroups.get({ resourceName: 'contactGroups/starred' }),
	'contactGroups.batchGet': async ({ client }) =>
		await client.contactGroups.batchGet({ resourceNames: ['contactGroups/starred', 'contactGroups/none'] }),
	'contactGroups.create': async ({ client }) =>
		await client.contactGroups.create({ requestBody: { contactGroup: { name: 'Customers' } } }),
	'contactGroups.members.modify': async ({ client, server }) =>
		await client.contactGroups.members.modify({
			resourceName: 'contactGroups/starred',
			requestBody: { resourceNamesToAdd: [server.book.add(ANN)] },
		}),
};

test.each(API_CALLS.map(({ operation }) => operation))('%s answers', async (operation) => {
	await CALLS[operation](bench);
	expect(bench.server.log.entries().at(-1)).toMatchObject({ operation, status: 200 });
});

test('a contact lives through single calls', async () => {
	const { client } = bench;
	const { data: created } = await client.people.createContact({ requestBody: ANN, personFields: 'names,metadata' });
	const resourceName = created.resourceName ?? '';
	expect(created.names?.[0]).toMatchObject({ givenName: 'Ann', displayName: 'Ann' });
	const requestBody = { names: [{ givenName: 'Bea' }], metadata: created.metadata };
	await client.people.updateContact({ resourceName, updatePersonFields: 'names', requestBody });
	const { data: read } = await client.people.get({ resourceName, personFields: 'names' });
	expect(read.names?.[0].givenName).toBe('Bea');
	await client.people.deleteContact({ resourceName });
	expect(await refusal(client.people.get({ resourceName, personFields: 'names' }))).toMatchObject({
		status: 404,
		code: 'NOT_FOUND',
	});
});

test('contacts live through batches', async () => {
	const { client } = bench;
	const { data: created } = await client.people.batchCreateContacts(creates([ANN, ANN]));
	const people = (created.createdPeople ?? []).map(({ person }) => person ?? {});
	const { data: updated } = await client.people.batchUpdateContacts(
		updates(people, { names: [{ givenName: 'Bea' }] }, 'names'),
	);
	expect(Object.values(updated.updateResult ?? {}).map(({ person }) => person?.names?.[0].givenName)).toEqual([
		'Bea',
		'Bea',
	]);
	const resourceNames = people.map(({ resourceName }) => resourceName ?? '');
	const { data: read } = await client.people.getBatchGet({
		resourceNames: [...resourceNames, 'people/c1'],
		personFields: 'names',
	});
	expect(read.responses?.map(({ httpStatusCode }) => httpStatusCode)).toEqual([200, 200, 404]);
	await client.people.batchDeleteContacts({ requestBody: { resourceNames } });
	const { data: empty } = await client.people.connections.list(LIST);
	expect(empty).not.toHaveProperty('connections');
});

test('a reading without a mask, or with an unknown path in it, is refused', async () => {
	const { people } = bench.client;
	for (const mask of ['', 'names,nonsense']) {
		const refused = { status: 400, code: 'INVALID_ARGUMENT', message: expect.stringContaining('mask') };
		expect(await refusal(people.get({ resourceName: 'people/me', personFields: mask }))).toMatchObject(refused);
		expect(await refusal(people.getBatchGet({ resourceNames: ['people/me'], personFields: mask }))).toMatchObject(refused);
		expect(await refusal(people.searchContacts({ query: '', readMask: mask }))).toMatchObject(refused);
	}
});

test('a listing shows a hundred phones and e-mails of a contact, reading by id all', async () => {
	const { client, server } = bench;
	const values = Array.from({ length: 120 }, (_, index) => ({ value: `${index}@example.org` }));
	const resourceName = server.book.add({ phoneNumbers: values, emailAddresses: values });
	const personFields = 'phoneNumbers,emailAddresses';
	const { data } = await client.people.connections.list({ ...LIST, personFields });
	const { data: whole } = await client.people.get({ resourceName, personFields });
	expect([data.connections?.[0], whole].map((one) => [one?.phoneNumbers?.length, one?.emailAddresses?.length])).toEqual([
		[100, 100],
		[120, 120],
	]);
});

test('without a read mask a batch tells nothing of what it wrote', async () => {
	const { data } = await bench.client.people.batchCreateContacts(creates([ANN], ''));
	expect(data).toEqual({});
	expect(bench.server.book.all()).toHaveLength(1);
});

test('the log says what each request wrote, with which mask, and what it cost', async () => {
	const { client, server } = bench;
	const [name] = addPeople(bench, 1);
	await client.people.batchUpdateContacts(
		updates([personOf(bench, name)], { urls: [{ value: 'https://example.org' }] }, 'urls,nicknames'),
	);
	await client.people.batchDeleteContacts({ requestBody: { resourceNames: [name] } });
	expect(server.log.writes()).toMatchObject([
		{
			wrote: [{ id: name, how: 'update', fields: ['urls', 'nicknames'] }],
			cost: { criticalReads: 6, criticalWrites: 6, dailyWrites: 200 },
		},
		{ wrote: [{ id: name, how: 'delete' }], cost: { writes: 10 } },
	]);
	expect(server.book.changes.map(({ by, how }) => `${by} ${how}`)).toEqual(['user create', 'api update', 'api delete']);
});

test('the search knows what there was when it was last warmed up, finds prefixes, and shows 30', async () => {
	const { client, server } = bench;
	const search = async (query: string, pageSize?: number) =>
		((await client.people.searchContacts({ query, readMask: 'names', pageSize })).data.results ?? []).length;
	addPeople(bench, 40);
	server.book.add({ names: [{ givenName: 'foo', familyName: 'name' }] });
	expect(await search('per')).toBe(0);
	expect(await search('')).toBe(0);
	expect([await search('per'), await search('Person', 100)]).toEqual([10, 30]);
	expect([await search('foo n'), await search('nam'), await search('oo n')]).toEqual([1, 1, 0]);
	server.book.add(ANN);
	expect(await search('ann')).toBe(0);
});

test('a linked profile is mixed in unless only the contact is asked for', async () => {
	const { client, server } = bench;
	const resourceName = server.book.add(ANN);
	server.book.linkProfile(resourceName, {
		names: [{ givenName: 'Anna' }],
		photos: [{ url: 'https://example.org/a.png' }],
	});
	const personFields = 'names,photos,metadata';
	const { data: mixed } = await client.people.get({ resourceName, personFields });
	expect(mixed.names?.map(({ givenName, metadata }) => [givenName, metadata?.source?.type])).toEqual([
		['Ann', 'CONTACT'],
		['Anna', 'PROFILE'],
	]);
	const { data: own } = await client.people.get({ resourceName, personFields, sources: LIST.sources });
	expect(own.names).toHaveLength(1);
	expect(own).not.toHaveProperty('photos');
});

test('a contact without a group goes to My Contacts', async () => {
	const { data } = await bench.client.people.createContact({ requestBody: ANN, personFields: 'memberships' });
	expect(data.memberships).toMatchObject([membershipIn('contactGroups/myContacts')]);
});
