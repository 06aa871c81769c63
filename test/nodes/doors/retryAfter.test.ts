import { stopN8n } from '../../harness';
import { GoogleWorld } from '../google/googleWorld';

const mockWaits: number[] = [];
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async (milliseconds: number) => void mockWaits.push(milliseconds) }));

let world: GoogleWorld;

beforeEach(async () => {
	mockWaits.length = 0;
	world = await GoogleWorld.start();
});
afterEach(async () => await world.close());
afterAll(stopN8n);

const HOUR = 60 * 60_000;
const groups = async () => await world.run({ resource: 'contactGroup', operation: 'getAll', returnAll: true });

/** The next listing of groups is refused as too much, with such headers. */
function refuse(headers: Record<string, string>): void {
	world.server.faults.next({ kind: 'alter', how: () => ({ status: 429, body: {}, headers }), when: 'after' }, { operation: 'contactGroups.list' });
}

test.each([0, -3 * HOUR, 3 * HOUR])('a time after which to ask again is one of the clock of who names it, which is off by %d', async (off) => {
	const at = (milliseconds: number): string => new Date(Date.now() + off + milliseconds).toUTCString();
	refuse({ date: at(0), 'retry-after': at(20_000) });
	const { items, error } = await groups();
	expect(error).toBeUndefined();
	expect(items.length).toBeGreaterThan(0);
	expect(mockWaits).toEqual([20_000]);
});

test.each(['', '-1', '0', 'soon', '60, 120', 'PT30S', '"30"', '120;', 'Thu, 01 Jan 1970 00:00:00 GMT'])('a Retry-After of "%s" asks for nothing: the next try comes after a second', async (header) => {
	refuse({ 'retry-after': header });
	expect((await groups()).error).toBeUndefined();
	expect(mockWaits).toHaveLength(1);
	expect(mockWaits[0]).toBeGreaterThanOrEqual(500);
	expect(mockWaits[0]).toBeLessThanOrEqual(1_000);
});

test.each(['99999999999999', '1e300', 'Infinity', 'Fri, 31 Dec 9999 23:59:59 GMT'])('who would have to wait for "%s" is told that it is too much', async (header) => {
	refuse({ 'retry-after': header });
	const { error } = await groups();
	if (header === 'Infinity') expect(error).toBeUndefined();
	else expect(error).toMatch(/Run the workflow less often/);
});
