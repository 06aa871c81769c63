import { stopN8n } from '../../harness';
import { GoogleWorld, named } from './googleWorld';

let world: GoogleWorld;

beforeEach(async () => {
	world = await GoogleWorld.start();
	for (let count = 0; count < 1_001; count++) world.add(named(`Ann${count}`));
});
afterEach(async () => await world.close());
afterAll(stopN8n);

const noGroup = { __rl: true, mode: 'list', value: '' };
const ENDLESS = 'the same page of a listing again and again';

describe('S60: a listing whose pages lead back to themselves', () => {
	beforeEach(() => world.server.faults.stopListingEarly({ page: 1, how: 'repeats' }));

	test('is incomplete to Get Changes, after four requests', async () => {
		const { cursor, error } = await world.getChanges();
		expect(error).toBeUndefined();
		expect(cursor).toMatchObject({ complete: false, cursor: null, hints: [expect.stringContaining(ENDLESS)] });
		expect(world.server.log.count({ operation: 'connections.list' })).toBe(4);
	});

	test('is an error to Get Many, unless the limit is reached before', async () => {
		expect((await world.contact('getAll', { group: noGroup, returnAll: true })).error).toContain(ENDLESS);
		expect((await world.contact('getAll', { group: noGroup, returnAll: false, limit: 1_000 })).items).toHaveLength(1_000);
	});

	test('is an error to Create or Update and to Delete by e-mail, before any write', async () => {
		const items = [{ email: 'new@example.org' }];
		const email = '={{ $json.email }}';
		expect((await world.contact('upsert', { email, group: noGroup, fields: {} }, { items })).error).toContain(ENDLESS);
		expect((await world.contact('delete', { deleteBy: 'email', email }, { items })).error).toContain(ENDLESS);
		expect(world.server.log.writes()).toEqual([]);
	});
});

test('a list of groups that leads back to itself is an error', async () => {
	world.server.faults.stopListingEarly({ operation: 'contactGroups.list', page: 1, how: 'repeats' });
	expect((await world.run({ resource: 'contactGroup', operation: 'getAll', returnAll: true })).error).toContain(ENDLESS);
});

test('a last page that is empty is no end before the end', async () => {
	world.server.faults.stopListingEarly({ page: 2, how: 'saysMore' });
	const { cursor, readings } = await world.getChanges();
	expect(readings).toHaveLength(1_002);
	expect(cursor).toMatchObject({ complete: true, cursor: expect.any(String) });
	expect((await world.getChanges(world.next(cursor))).cursor.mode).toBe('changes');
});
