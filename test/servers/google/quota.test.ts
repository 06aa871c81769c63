import type { QuotaKind } from './index';
import {
	addPeople,
	ANN,
	creates,
	DAY,
	LIST,
	MINUTE,
	personOf,
	refusal,
	startBench,
	SYNC,
	type TestBench,
	updates,
} from './testClient';

let bench: TestBench;

beforeEach(async () => (bench = await startBench()));
afterEach(async () => await bench.server.close());

type Calls = Record<string, () => Promise<unknown>>;

function calls(): Calls {
	const { client, server } = bench;
	const name = (): string => server.book.add(ANN);
	return {
		'one create': async () => await client.people.createContact({ requestBody: ANN }),
		'a batch of creates': async () => await client.people.batchCreateContacts(creates([ANN])),
		'a batch of updates': async () =>
			await client.people.batchUpdateContacts(updates([personOf(bench, name())], ANN, 'names')),
		'one delete': async () => await client.people.deleteContact({ resourceName: name() }),
		'a batch of deletes': async () =>
			await client.people.batchDeleteContacts({ requestBody: { resourceNames: [name()] } }),
		'a list': async () => await client.people.connections.list(LIST),
		'a full sync': async () => await client.people.connections.list(SYNC),
		'a batch of reads': async () => await client.people.getBatchGet({ resourceNames: [name()], personFields: 'names' }),
		'a group': async () => await client.contactGroups.get({ resourceName: 'contactGroups/starred' }),
		'a new group': async () =>
			await client.contactGroups.create({ requestBody: { contactGroup: { name: 'Customers' } } }),
	};
}

const KINDS: QuotaKind[] = ['criticalReads', 'criticalWrites', 'writes', 'dailyWrites', 'fullSyncs'];

test.each([
	['one create', [1, 1, 0, 1, 0]],
	['a batch of creates', [6, 6, 0, 200, 0]],
	['a batch of updates', [6, 6, 0, 200, 0]],
	['one delete', [0, 0, 1, 0, 0]],
	['a batch of deletes', [0, 0, 10, 0, 0]],
	['a list', [1, 0, 0, 0, 0]],
	['a full sync', [1, 0, 0, 0, 1]],
	['a batch of reads', [1, 0, 0, 0, 0]],
	['a group', [1, 0, 0, 0, 0]],
	['a new group', [0, 0, 1, 0, 0]],
])('%s costs its units, and needs all of them', async (name, units) => {
	const call = calls()[name];
	await call();
	expect(KINDS.map((kind) => bench.server.unitsUsed(kind))).toEqual(units);
	bench.clock.time += DAY;
	for (const [index, kind] of KINDS.entries()) {
		if (units[index] === 0) continue;
		bench.server.faults.quota({ [kind]: units[index] - 1 });
		expect(await refusal(call())).toMatchObject({ status: 429, code: 'RESOURCE_EXHAUSTED' });
	}
	expect(KINDS.map((kind) => bench.server.unitsUsed(kind))).toEqual([0, 0, 0, 0, 0]);
});

test('a quota is used up, says which it is, and is back a minute after', async () => {
	const { faults, book } = bench.server;
	faults.quota({ criticalWrites: 13 });
	const create = calls()['a batch of creates'];
	await create();
	bench.clock.time += MINUTE / 2;
	await create();
	const refused = await refusal(create());
	expect(refused).toMatchObject({ retryAfter: null, message: expect.stringContaining('Quota exceeded') });
	expect(refused.details).toMatchObject([
		{ reason: 'RATE_LIMIT_EXCEEDED', metadata: { quota_limit: 'CriticalWritesPerMinutePerProjectPerUser' } },
	]);
	expect(book.all()).toHaveLength(2);
	bench.clock.time += MINUTE / 2;
	await create();
});

test('Retry-After comes where it is switched on, and a minute may be short', async () => {
	bench.server.faults.quota({ criticalReads: 1, retryAfter: 9, minute: 100 });
	const list = calls()['a list'];
	await list();
	expect(await refusal(list())).toMatchObject({ retryAfter: '9' });
	bench.clock.time += 100;
	await list();
});

test('daily writes last a day', async () => {
	bench.server.faults.quota({ dailyWrites: 200 });
	const create = calls()['a batch of creates'];
	await create();
	bench.clock.time += DAY - MINUTE;
	expect((await refusal(create())).details).toMatchObject([
		{ metadata: { quota_limit: expect.stringContaining('PerDay') } },
	]);
	bench.clock.time += MINUTE;
	await create();
});

test('full syncs have a quota of their own, which later pages and deltas do not use', async () => {
	addPeople(bench, 3);
	bench.server.faults.quota({ fullSyncs: 1 });
	const sync = async (more = {}) =>
		(await bench.client.people.connections.list({ ...SYNC, pageSize: 2, ...more })).data;
	const { nextPageToken: pageToken } = await sync();
	const { nextSyncToken: syncToken } = await sync({ pageToken });
	await sync({ syncToken });
	const refused = await refusal(sync());
	expect(refused).toMatchObject({ status: 429, message: expect.stringContaining('FBS quota limit exceeded') });
	expect(refused.details[0]['@type']).toMatch(/QuotaFailure$/);
	await calls()['a list']();
});
