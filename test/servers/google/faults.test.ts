import { sleep } from 'n8n-workflow';

import { addPeople, ANN, creates, failure, LIST, refusal, startBench, SYNC, type TestBench } from './testClient';

let bench: TestBench;

beforeEach(async () => (bench = await startBench()));
afterEach(async () => await bench.server.close());

async function list() {
	return await bench.client.people.connections.list(LIST);
}

async function create() {
	return await bench.client.people.createContact({ requestBody: ANN });
}

describe('an error status instead of an answer', () => {
	test.each([
		[401, 'UNAUTHENTICATED'],
		[403, 'PERMISSION_DENIED'],
		[404, 'NOT_FOUND'],
		[429, 'RESOURCE_EXHAUSTED'],
		[500, 'INTERNAL'],
		[502, 'UNAVAILABLE'],
		[503, 'UNAVAILABLE'],
		[504, 'DEADLINE_EXCEEDED'],
	])('%i %s, once', async (status, code) => {
		bench.server.faults.failNext({ operation: 'createContact', status });
		await list();
		expect(await refusal(create())).toMatchObject({ status, code });
		expect(bench.server.book.all()).toEqual([]);
		await create();
	});

	test('S53: 429 with and without Retry-After', async () => {
		const { faults } = bench.server;
		faults.failNext({ status: 429, retryAfter: 7 });
		expect(await refusal(list())).toMatchObject({ retryAfter: '7', details: [{ reason: 'RATE_LIMIT_EXCEEDED' }] });
		faults.failNext({ status: 429 });
		expect(await refusal(list())).toMatchObject({ retryAfter: null, details: [{ reason: 'RATE_LIMIT_EXCEEDED' }] });
	});

	test('with a body of the test', async () => {
		bench.server.faults.failNext({ status: 418, body: { error: { code: 418, message: 'Tea', status: 'TEAPOT' } } });
		expect(await refusal(list())).toMatchObject({ status: 418, message: 'Tea' });
	});

	test('S54: after the effect', async () => {
		bench.server.faults.failNext({ operation: 'createContact', status: 503, when: 'after' });
		expect((await refusal(create())).status).toBe(503);
		expect(bench.server.book.all()).toHaveLength(1);
		expect(bench.server.log.writes()).toMatchObject([{ status: 503, wrote: [{ how: 'create' }] }]);
	});

	test('as often as told, for requests that match', async () => {
		bench.server.faults.failNext({
			operation: 'connections.list',
			status: 500,
			times: 2,
			matches: ({ query }) => query.pageSize === '7',
		});
		const page = async (pageSize: number) => await bench.client.people.connections.list({ ...LIST, pageSize });
		await page(8);
		expect((await refusal(page(7))).status).toBe(500);
		expect((await refusal(page(7))).status).toBe(500);
		await page(7);
	});

	test('on the first page of a full sync', async () => {
		addPeople(bench, 3);
		bench.server.faults.failFullSync({ times: 2, retryAfter: 30 });
		const sync = async (more = {}) =>
			(await bench.client.people.connections.list({ ...SYNC, pageSize: 2, ...more })).data;
		await list();
		expect(await refusal(sync())).toMatchObject({ status: 429, retryAfter: '30' });
		expect((await refusal(sync())).status).toBe(429);
		const { nextPageToken: pageToken } = await sync();
		bench.server.faults.failFullSync();
		const { nextSyncToken: syncToken } = await sync({ pageToken });
		await sync({ syncToken });
		expect((await refusal(sync())).status).toBe(429);
	});
});

describe('a connection that is cut', () => {
	test.each([
		['before', 0],
		['after', 1],
	] as const)('S54: %s the effect', async (when, stored) => {
		bench.server.faults.resetNext({ operation: 'createContact', when });
		expect(await failure(create())).toMatchObject({ response: undefined });
		expect(bench.server.book.all()).toHaveLength(stored);
		expect(bench.server.log.writes()).toMatchObject([{ status: 'cut' }]);
		expect(bench.server.log.writes()[0].wrote ?? []).toHaveLength(stored);
	});
});

test('F15: the request with a number in the log goes wrong', async () => {
	const { faults, log } = bench.server;
	faults.at(1, { kind: 'fail', status: 503 });
	faults.at(3, { kind: 'reset', when: 'after' });
	await list();
	expect((await refusal(create())).status).toBe(503);
	await create();
	expect(await failure(create())).toMatchObject({ response: undefined });
	await create();
	expect(log.entries().map(({ status }) => status)).toEqual([200, 503, 200, 'cut', 200]);
	expect(bench.server.book.all()).toHaveLength(3);
});

describe('a callback between requests', () => {
	test('S57: the user edits just before a request takes effect', async () => {
		const { faults, book } = bench.server;
		const seen: number[] = [];
		faults.beforeOperation('batchCreateContacts', () => void seen.push(book.all().length), { times: 2 });
		for (let time = 0; time < 3; time++) await bench.client.people.batchCreateContacts(creates([ANN]));
		expect(seen).toEqual([0, 1]);
	});

	test('what it scripts is for later requests', async () => {
		const { faults } = bench.server;
		faults.beforeOperation('createContact', () => {
			faults.failNext({ status: 500 });
			faults.losePermission();
		});
		await create();
		expect((await refusal(list())).status).toBe(500);
		expect((await refusal(list())).status).toBe(403);
	});

	test('does not run for a request that a fault keeps from being carried out', async () => {
		const { faults } = bench.server;
		let runs = 0;
		faults.beforeOperation('createContact', () => void (runs += 1));
		faults.resetNext({ operation: 'createContact' });
		await failure(create());
		expect(runs).toBe(0);
		await create();
		expect(runs).toBe(1);
	});
});

describe('S41: permission lost half way', () => {
	test('after so many requests, until it is given back', async () => {
		const { faults } = bench.server;
		faults.losePermission('all', { after: 2 });
		await list();
		await create();
		for (const call of [list, create]) {
			expect(await refusal(call())).toMatchObject({ status: 403, code: 'PERMISSION_DENIED' });
		}
		faults.restorePermission();
		await create();
		expect(bench.server.book.all()).toHaveLength(2);
	});

	test('for writes alone', async () => {
		bench.server.faults.losePermission('writes');
		await list();
		expect((await refusal(create())).status).toBe(403);
	});
});

test('answers take their time: a later request overtakes one that arrived while they did', async () => {
	await bench.server.close();
	bench = await startBench({ latencyMs: 1_000 });
	const answers: string[] = [];
	const slow = list().then(() => answers.push('slow'));
	while (bench.server.log.count() === 0) await sleep(1);
	bench.server.switches.latencyMs = 0;
	await list().then(() => answers.push('quick'));
	await slow;
	expect(answers).toEqual(['quick', 'slow']);
});

test('all is healthy again after clear()', async () => {
	const { faults, switches } = bench.server;
	faults.failNext({ status: 500, times: 9 });
	faults.at(0, { kind: 'reset' });
	faults.losePermission();
	faults.poisonContact(() => true);
	faults.quota({ criticalReads: 0 });
	faults.canonicalise(() => ({}));
	faults.stopListingEarly({ page: 1, how: 'fails' });
	faults.freezeListings();
	Object.assign(switches, { contactLimit: 0, shuffleItems: true });
	faults.clear();
	await create();
	expect((await list()).data.connections).toHaveLength(1);
});
