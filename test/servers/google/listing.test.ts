import { addPeople, ANN, DAY, LIST, MINUTE, refusal, startBench, SYNC, type TestBench } from './testClient';

let bench: TestBench;

beforeEach(async () => (bench = await startBench()));
afterEach(async () => await bench.server.close());

type Parameters = Record<string, unknown>;

async function list(parameters: Parameters = {}) {
	const { data } = await bench.client.people.connections.list({ ...SYNC, ...parameters });
	return data;
}

async function listRefusal(parameters: Parameters) {
	return await refusal(bench.client.people.connections.list({ ...SYNC, ...parameters }));
}

async function syncToken(): Promise<string> {
	return (await list()).nextSyncToken ?? '';
}

/** The names of all pages. */
async function listAll(parameters: Parameters = {}): Promise<string[]> {
	const names: string[] = [];
	let pageToken: string | undefined;
	do {
		const page = await list({ ...parameters, pageToken });
		names.push(...(page.connections ?? []).map(({ resourceName }) => resourceName ?? ''));
		pageToken = page.nextPageToken ?? undefined;
	} while (pageToken);
	return names;
}

describe('what a listing refuses', () => {
	test.each([
		['a missing mask', { personFields: '' }, /personFields mask is required/],
		['an unknown path of the mask', { personFields: 'names,nonsense' }, /Invalid personFields mask path/],
		['a path that only a write may not have', { personFields: 'names,fileAses' }, /Invalid personFields/],
		['more than 1,000 a page', { pageSize: 1_001 }, /between 1 and 1000/],
		['a malformed sync token', { syncToken: 'nonsense' }, /invalid sync token/],
		['a malformed page token', { pageToken: 'nonsense' }, /invalid page token/],
	])('%s', async (_, parameters, message) => {
		expect(await listRefusal(parameters)).toMatchObject({
			status: 400,
			code: 'INVALID_ARGUMENT',
			message: expect.stringMatching(message),
		});
	});

	test.each([
		['mask', { personFields: 'names' }],
		['sources', { sources: [] }],
		['wish for a sync token', { requestSyncToken: false }],
		['order', { sortOrder: 'FIRST_NAME_ASCENDING' }],
	])('tokens with another %s', async (_, parameters) => {
		addPeople(bench, 3);
		const { nextPageToken: pageToken } = await list({ pageSize: 2 });
		const token = await syncToken();
		expect((await listRefusal({ pageToken, pageSize: 2, ...parameters })).message).toMatch(/do not match/);
		expect((await listRefusal({ syncToken: token, ...parameters })).message).toMatch(/do not match/);
		expect(await list({ pageToken, pageSize: 2 })).toHaveProperty('nextSyncToken');
		expect(await list({ syncToken: token })).toHaveProperty('nextSyncToken');
	});

	test('another page size is allowed, and refused where the newer text is taken by the word', async () => {
		addPeople(bench, 3);
		const { nextPageToken: pageToken } = await list({ pageSize: 2 });
		expect((await list({ pageToken, pageSize: 1 })).connections).toHaveLength(1);
		bench.server.switches.bindPageSize = true;
		expect((await listRefusal({ pageToken, pageSize: 1 })).message).toMatch(/do not match/);
	});

	test('a token of another listing', async () => {
		const { data } = await bench.client.contactGroups.list();
		expect((await listRefusal({ syncToken: data.nextSyncToken })).status).toBe(400);
	});
});

describe('sync tokens', () => {
	test('bring what changed, and tombstones without fields', async () => {
		const [kept, deleted, untouched] = addPeople(bench, 3);
		const token = await syncToken();
		bench.server.book.update(kept, { names: [{ givenName: 'Bea' }] });
		bench.server.book.remove(deleted);
		const { connections } = await list({ syncToken: token });
		expect(connections).toMatchObject([{ resourceName: kept }, { resourceName: deleted, metadata: { deleted: true } }]);
		expect(Object.keys(connections?.[1] ?? {}).sort()).toEqual(['etag', 'metadata', 'resourceName']);
		expect(await listAll()).toEqual([untouched, kept]);
	});

	test('a quiet delta has no connections key, and no totals', async () => {
		addPeople(bench, 1);
		expect(Object.keys(await list({ syncToken: await syncToken() }))).toEqual(['nextSyncToken']);
	});

	test('come with the last page, and only when asked for', async () => {
		addPeople(bench, 3);
		const { nextSyncToken, nextPageToken: pageToken } = await list({ pageSize: 2 });
		expect(nextSyncToken).toBeUndefined();
		expect(await list({ pageSize: 2, pageToken })).toHaveProperty('nextSyncToken');
		expect(await list({ requestSyncToken: false })).not.toHaveProperty('nextSyncToken');
	});

	test('expire seven days after the full sync, or after the listing that gave them', async () => {
		const first = await syncToken();
		bench.clock.time += 6 * DAY;
		const { nextSyncToken: second } = await list({ syncToken: first });
		bench.clock.time += 2 * DAY;
		const expired = await listRefusal({ syncToken: second });
		expect(expired).toMatchObject({ status: 400, message: expect.stringMatching(/^Sync token is expired/) });
		expect(expired.details).toMatchObject([{ reason: 'EXPIRED_SYNC_TOKEN', domain: 'people.googleapis.com' }]);
		bench.server.switches.syncTokenAge = 'listing';
		expect(await list({ syncToken: second })).toHaveProperty('nextSyncToken');
		expect((await listRefusal({ syncToken: first })).status).toBe(400);
	});

	test.each([
		[400, 'INVALID_ARGUMENT'],
		[400, 'FAILED_PRECONDITION'],
		[410, 'FAILED_PRECONDITION'],
	] as const)('S40: are forgotten with %i %s', async (httpStatus, status) => {
		const token = await syncToken();
		bench.server.faults.expireSyncTokens({ httpStatus, status });
		expect(await listRefusal({ syncToken: token })).toMatchObject({
			status: httpStatus,
			code: status,
			details: [{ reason: 'EXPIRED_SYNC_TOKEN' }],
		});
		expect(await list({ syncToken: await syncToken() })).toHaveProperty('nextSyncToken');
	});
});

describe('what a listing may do to its reader', () => {
	test('S55: it is behind by some minutes, while reading by id is not', async () => {
		const [name] = addPeople(bench, 1);
		const token = await syncToken();
		bench.server.faults.lag(5 * MINUTE);
		bench.clock.time += 6 * MINUTE;
		bench.server.book.update(name, { names: [{ givenName: 'Bea' }] });
		const { connections, nextSyncToken } = await list({ syncToken: token });
		expect(connections).toBeUndefined();
		expect((await list()).connections?.[0].names?.[0].givenName).toBe('Person 1');
		const { data } = await bench.client.people.get({ resourceName: name, personFields: 'names' });
		expect(data.names?.[0].givenName).toBe('Bea');
		bench.clock.time += 6 * MINUTE;
		expect((await list({ syncToken: nextSyncToken })).connections).toMatchObject([{ resourceName: name }]);
	});

	test('S10, S55: it stays as it was until it is thawed', async () => {
		const [name] = addPeople(bench, 1);
		bench.server.faults.freezeListings();
		bench.server.book.remove(name);
		bench.server.book.add(ANN);
		expect(await listAll()).toEqual([name]);
		bench.server.faults.thawListings();
		expect(await listAll()).not.toContain(name);
	});

	test('it comes in no order, yet each contact once over all pages', async () => {
		const names = addPeople(bench, 25);
		expect(await listAll({ pageSize: 10 })).toEqual(names);
		bench.server.switches.shuffleItems = true;
		const shuffled = await listAll({ pageSize: 10 });
		expect(shuffled).not.toEqual(names);
		expect([...shuffled].sort()).toEqual([...names].sort());
	});

	test('its pages show the account as it was when it began', async () => {
		const names = addPeople(bench, 3);
		const { nextPageToken: pageToken } = await list({ pageSize: 2 });
		bench.server.book.remove(names[0]);
		expect((await list({ pageSize: 2, pageToken })).connections).toMatchObject([{ resourceName: names[2] }]);
	});

	test('S63: every etag is new though no value changed', async () => {
		addPeople(bench, 2);
		const token = await syncToken();
		const before = bench.server.book.all();
		bench.server.faults.touchAll();
		const { connections } = await list({ syncToken: token });
		expect(connections?.map(({ names }) => names?.[0].givenName)).toEqual(['Person 1', 'Person 2']);
		expect(connections?.map(({ etag }) => etag)).not.toEqual(before.map(({ etag }) => etag));
		expect(connections?.[0].metadata?.sources?.[0].etag).not.toBe(before[0].metadata?.sources?.[0].etag);
	});

	test('S60: a page fails, ends the listing early, claims more, or leads to itself', async () => {
		const names = addPeople(bench, 5);
		const { faults } = bench.server;
		faults.stopListingEarly({ page: 2, how: 'fails' });
		const { nextPageToken: pageToken } = await list({ pageSize: 2 });
		expect(await listRefusal({ pageSize: 2, pageToken })).toMatchObject({ status: 500, code: 'INTERNAL' });
		faults.clear();
		faults.stopListingEarly({ page: 2, how: 'saysLast' });
		expect(await listAll({ pageSize: 2 })).toEqual(names.slice(0, 4));
		expect(await list({ pageSize: 2, pageToken })).not.toHaveProperty('nextSyncToken');
		faults.clear();
		faults.stopListingEarly({ page: 3, how: 'saysMore' });
		expect(await listAll({ pageSize: 2 })).toEqual(names);
		faults.clear();
		faults.stopListingEarly({ page: 2, how: 'repeats' });
		const { nextPageToken: itself } = await list({ pageSize: 2, pageToken });
		const again = await list({ pageSize: 2, pageToken: itself });
		expect(again.connections?.map(({ resourceName }) => resourceName)).toEqual(names.slice(2, 4));
		expect(again).toHaveProperty('nextPageToken');
	});
});

describe('S21: merged and renamed contacts', () => {
	test('old names vanish, the new one tells them to a reader with a sync token', async () => {
		const names = addPeople(bench, 2);
		const token = await syncToken();
		const merged = bench.server.book.merge(names);
		const { connections } = await list({ syncToken: token });
		expect(connections).toMatchObject([
			{ resourceName: names[0], metadata: { deleted: true } },
			{ resourceName: names[1], metadata: { deleted: true } },
			{ resourceName: merged, metadata: { previousResourceNames: names }, names: [{ givenName: 'Person 1' }] },
		]);
		const { connections: all } = await list();
		expect(all).toHaveLength(1);
		expect(all?.[0].metadata).not.toHaveProperty('previousResourceNames');
		const { data } = await bench.client.people.getBatchGet({ resourceNames: names, personFields: 'names' });
		expect(data.responses?.map(({ status }) => status?.code)).toEqual([5, 5]);
	});

	test('there may be no tombstones, and old names may lead to the new contact', async () => {
		const [ann, bea] = addPeople(bench, 2);
		const token = await syncToken();
		const renamed = bench.server.book.rename(ann);
		const { connections } = await list({ syncToken: token });
		expect(connections).toMatchObject([{ resourceName: renamed, metadata: { previousResourceNames: [ann] } }]);
		const merged = bench.server.book.merge([bea], { oldNamesResolve: true });
		const { data } = await bench.client.people.getBatchGet({ resourceNames: [bea], personFields: 'names' });
		expect(data.responses).toMatchObject([{ requestedResourceName: bea, person: { resourceName: merged } }]);
	});
});

test('an unpinned listing mixes in profiles', async () => {
	bench.server.book.linkProfile(bench.server.book.add(ANN), { names: [{ givenName: 'Anna' }] });
	expect((await list()).connections?.[0].names).toHaveLength(1);
	const { data } = await bench.client.people.connections.list({ ...LIST, sources: undefined });
	expect(data.connections?.[0].names).toHaveLength(2);
});
