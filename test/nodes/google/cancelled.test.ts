import type { NodeRunResult } from '../../harness';
import { stopN8n } from '../../harness';
import { GoogleWorld, named } from './googleWorld';

const mockWaits = { happens: () => {} };

// Waits take no time here; what happens meanwhile is a matter of the test.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => mockWaits.happens(),
}));

let world: GoogleWorld;
let stop: AbortController;

beforeEach(async () => {
	world = await GoogleWorld.start();
	stop = new AbortController();
	mockWaits.happens = () => {};
});
afterEach(async () => await world.close());
afterAll(stopN8n);

/** Units of which one batch uses up a minute's, so that the node waits before the next. */
const options = { unitsPerMinute: 6 };

function stopBetweenBatches(): void {
	mockWaits.happens = () => stop.abort();
}

/** n8n cuts off the request that is under way. */
function stopDuring(operation: Parameters<GoogleWorld['meanwhile']>[0]): void {
	world.meanwhile(operation, () => stop.abort());
}

async function run(operation: string, parameters: Parameters<GoogleWorld['contact']>[1], items: object[]) {
	return await world.contact(operation, parameters, { items, cancelSignal: stop.signal, node: { onError: 'continueRegularOutput' } });
}

function creates(count: number) {
	return Array.from({ length: count }, (_, index) => world.createOf({ givenName: `Ann${index}` }));
}

/** How many items came out with each value of a key. */
function tally({ items }: NodeRunResult, key: string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { json } of items) counts[String(json[key])] = (counts[String(json[key])] ?? 0) + 1;
	return counts;
}

describe('an execution that is cancelled between two batches sends no further write, and tells what it wrote', () => {
	beforeEach(stopBetweenBatches);

	test('creates', async () => {
		const result = await run('applyChanges', { options }, creates(450));
		expect(result.status).toBe('canceled');
		expect(tally(result, 'outcome')).toEqual({ written: 200, notSent: 250 });
		expect(result.items[199].json).toMatchObject({ outcome: 'written', id: expect.any(String), after: { givenName: 'Ann199' } });
		expect(world.takeRequests()).toEqual(['batchCreateContacts']);
		expect(world.server.book.all()).toHaveLength(200);
	});

	test('updates, and the deletes and creates after them', async () => {
		const { ids, operations } = world.phoneUpdates(210);
		const bob = world.add(named('Bob'));
		const result = await run('applyChanges', { options: { unitsPerMinute: 9 } }, [...operations, world.deleteOf(bob, {}), ...creates(1)]);
		expect(tally(result, 'outcome')).toEqual({ written: 200, notSent: 12 });
		expect(world.server.log.writes()).toHaveLength(1);
		expect(ids.map((id) => world.phoneOf(id))).toEqual([...Array<string>(200).fill('2'), ...Array<string>(10).fill('1')]);
		expect(world.get(bob).resourceName).toBe(bob);
	});

	test('Create or Update', async () => {
		const items = Array.from({ length: 250 }, (_, index) => ({ email: `ann${index}@example.org` }));
		const parameters = { email: '={{ $json.email }}', group: { __rl: true, mode: 'list', value: '' }, fields: {}, options: { unitsPerMinute: 7 } };
		const result = await run('upsert', parameters, items);
		expect(tally(result, 'result')).toEqual({ created: 200, failed: 50 });
		expect(result.items[200].json.error).toContain('not written, since the execution was stopped');
		expect(world.takeRequests()).toEqual(['connections.list', 'batchCreateContacts']);
	});

	test('Delete', async () => {
		const items = Array.from({ length: 501 }, (_, index) => ({ id: world.add(named(`Ann${index}`)) }));
		const parameters = { deleteBy: 'contact', contact: { __rl: true, mode: 'id', value: '={{ $json.id }}' }, options };
		const result = await run('delete', parameters, items);
		expect(tally(result, 'deleted')).toEqual({ true: 500, undefined: 1 });
		expect(result.items[500].json.error).toContain('cancelled');
		expect(world.takeRequests()).toEqual(['batchDeleteContacts']);
		expect(world.server.book.all()).toHaveLength(1);
	});
});

describe('an execution that is cancelled while a request is under way sends none after it', () => {
	test('S54: creates of which no answer came are unknown', async () => {
		stopDuring('batchCreateContacts');
		expect(tally(await run('applyChanges', {}, creates(450)), 'outcome')).toEqual({ unknown: 200, notSent: 250 });
		expect(world.takeRequests()).toEqual(['batchCreateContacts']);
	});

	test('so are updates, that are not looked up any more', async () => {
		const { operations } = world.phoneUpdates(210);
		stopDuring('batchUpdateContacts');
		expect(tally(await run('applyChanges', {}, operations), 'outcome')).toEqual({ unknown: 200, notSent: 10 });
		expect(world.takeRequests()).toEqual(['batchGet', 'batchGet', 'batchUpdateContacts']);
	});

	test('a listing ends without a cursor to go on from', async () => {
		for (let count = 0; count < 1_001; count++) world.add(named(`Ann${count}`));
		stopDuring('connections.list');
		const result = await run('getChanges', { group: { __rl: true, mode: 'id', value: world.group } }, [world.instruction()]);
		expect(result.items.filter(({ json }) => json.kind !== undefined)).toEqual([]);
		expect(world.takeRequests()).toEqual(['contactGroups.get', 'connections.list']);
	});
});
