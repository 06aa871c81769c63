import type { IDataObject, INode, INodeParameters, INodeType } from 'n8n-workflow';

import { runWorkflow, stopN8n } from '../../harness';
import { nodeDescription } from '../../harness/standIns';
import { now, passed } from '../../soak/virtualTime';
import { GoogleWorld, named, outcomes } from './googleWorld';

// Waiting takes no time, for this process and for the server.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: jest.requireActual<typeof import('../../soak/virtualTime')>('../../soak/virtualTime').pass,
}));

let world: GoogleWorld;
let started: number;

beforeEach(async () => {
	jest.spyOn(Date, 'now').mockImplementation(now);
	world = await GoogleWorld.start();
	started = passed();
});
afterEach(async () => {
	expect(world.server.log.overlappingMutations).toBe(0);
	await world.close();
	jest.restoreAllMocks();
});
afterAll(stopN8n);

/** How long requests were held back; minutes. */
function minutesWaited(): number {
	return (passed() - started) / 60_000;
}

function creates(count: number) {
	return Array.from({ length: count }, (_, index) => world.createOf({ givenName: `Ann${index}` }, { contact: { google: null, crm: String(index) } }));
}

/** Reads everybody and then applies operations, as two nodes of one execution. */
async function readAndApply(operations: object[]) {
	const node = (name: string, type: string, parameters: INodeParameters = {}): INode => ({ id: name, name, type, typeVersion: 1, position: [0, 0], parameters });
	const google = (name: string, operation: string, parameters: INodeParameters = {}) =>
		node(name, 'n8n-nodes-contact-sync.googleContactsSync', { resource: 'contact', operation, ...parameters });
	const group = { __rl: true, mode: 'id', value: world.group };
	const planned: INodeType = {
		description: nodeDescription('planned'),
		execute: async () => [operations.map((operation) => ({ json: operation as IDataObject }))],
	};
	return await runWorkflow(
		{
			name: 'Read and apply',
			nodes: [node('Start', 'n8n-nodes-base.scheduleTrigger'), google('Read', 'getChanges', { group }), node('Planned', 'test.planned'), google('Apply', 'applyChanges')],
			connections: Object.fromEntries([['Start', 'Read'], ['Read', 'Planned'], ['Planned', 'Apply']].map(([from, to]) => [from, { main: [[{ node: to, type: 'main', index: 0 }]] }])),
			settings: { executionOrder: 'v1' },
		},
		{ credentials: world.credentials, extraNodeTypes: { 'test.planned': planned } },
	);
}

describe('the request floor', () => {
	test('10,000 creates are 50 writes and nothing else', async () => {
		const { results, error } = await world.apply(creates(10_000));
		expect(error).toBeUndefined();
		expect(new Set(outcomes(results))).toEqual(new Set(['written']));
		expect(new Set(results.map(({ id }) => id)).size).toBe(10_000);
		expect(world.server.book.members(world.group)).toHaveLength(10_000);
		expect(world.takeRequests()).toEqual(Array(50).fill('batchCreateContacts'));
		// 15 batches of 6 units fit into a minute of 90.
		expect(minutesWaited()).toBeGreaterThan(2.5);
		expect(minutesWaited()).toBeLessThan(3.1);
	});

	test('1,000 updates of one field are 5 reads and 5 writes', async () => {
		const { operations } = world.phoneUpdates(1_000);
		const { results } = await world.apply(operations);
		expect(new Set(outcomes(results))).toEqual(new Set(['written']));
		expect(world.takeRequests()).toEqual([...Array<string>(5).fill('batchGet'), ...Array<string>(5).fill('batchUpdateContacts')]);
		expect(minutesWaited()).toBe(0);
	});

	test('S63: every etag has changed and no value: one listing, no write is called for', async () => {
		for (let count = 0; count < 300; count++) world.add(named(`Ann${count}`));
		const first = await world.getChanges();
		world.server.faults.touchAll();
		world.takeRequests();
		const { readings } = await world.getChanges(world.next(first.cursor));
		const fieldsOf = (list: typeof readings) => new Map(list.flatMap((one) => (one.kind === 'contact' ? [[one.id, JSON.stringify(one.fields)]] : [])));
		expect(fieldsOf(readings)).toEqual(fieldsOf(first.readings));
		expect(world.takeRequests()).toEqual(['connections.list']);
	});
});

describe('pacing within the quota', () => {
	test('a user can lower it, and a hint says why it took so long', async () => {
		const options = { unitsPerMinute: 12 };
		const result = await world.contact('applyChanges', { options }, { items: creates(1_000) });
		expect(result.error).toBeUndefined();
		expect(world.takeRequests()).toHaveLength(5);
		// Two batches a minute.
		expect(minutesWaited()).toBeGreaterThan(1.5);
		expect(minutesWaited()).toBeLessThan(2.1);
		expect(JSON.stringify(result.runData.Node[0].hints)).toContain('Quota Units per Minute');
	});

	test('Google, that counts by its own clock, need not refuse anything', async () => {
		world.server.faults.quota({ criticalReads: 90, criticalWrites: 90, writes: 90 });
		const { results } = await world.apply(creates(5_000));
		expect(new Set(outcomes(results))).toEqual(new Set(['written']));
		expect(world.server.log.entries().filter(({ status }) => status === 429)).toEqual([]);
	});

	test('reading and writing in one execution share the minute', async () => {
		for (let count = 0; count < 5_000; count++) world.add(named(`Ann${count}`));
		world.server.faults.quota({ criticalReads: 90 });
		const { items } = await readAndApply(creates(3_000));
		expect(items('Read')).toHaveLength(5_001);
		expect(new Set(items('Apply').map(({ json }) => json.outcome))).toEqual(new Set(['written']));
		expect(world.server.log.count({ status: 429 })).toBe(0);
		expect(world.server.log.count({ operation: 'batchCreateContacts' })).toBe(15);
	});

	test.each([undefined, 20])('S53: a quota that is smaller than thought is waited for, with Retry-After %p: all is written, with one refusal a minute', async (retryAfter) => {
		world.server.faults.quota({ criticalWrites: 30, retryAfter });
		const result = await world.contact('applyChanges', {}, { items: creates(3_000) });
		expect(new Set(result.items.map(({ json }) => json.outcome))).toEqual(new Set(['written']));
		expect(world.server.log.count({ operation: 'batchCreateContacts', status: 200 })).toBe(15);
		expect(world.server.log.count({ status: 429 })).toBeLessThanOrEqual(retryAfter ? 6 : 2);
		expect(minutesWaited()).toBeLessThan(3.5);
		expect(JSON.stringify(result.runData.Node[0].hints)).toContain('Quota Units per Minute');
	});

	test('S53: when the quota of the day is used up nothing is waited for, and what was written stands', async () => {
		world.server.faults.quota({ dailyWrites: 400 });
		const { results } = await world.apply(creates(1_000));
		expect(outcomes(results)).toEqual([...Array<string>(400).fill('written'), ...Array<string>(600).fill('notSent')]);
		expect(results[999].error).toMatchObject({ message: expect.stringContaining('Quota exceeded'), remedy: expect.stringContaining('quota') });
		expect(minutesWaited()).toBeLessThan(1);
	});
});
