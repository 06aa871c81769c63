import type { CrmWorld } from './crmWorld';
import { startCrmWorld } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

const NO_VIEW = { __rl: true, mode: 'list', value: '' };

test('Get Many stops fetching at its limit', async () => {
	for (let n = 0; n < 250; n++) world.add({ Email: `p${n}@example.org` });
	const limited = await world.run({ operation: 'getAll', limit: 10, view: NO_VIEW, fields: ['Email'] });
	expect(limited.items).toHaveLength(10);
	expect(world.server.log.count({ operation: 'records.list' })).toBe(1);
	const all = await world.run({ operation: 'getAll', returnAll: true, view: NO_VIEW, fields: ['Email'] });
	expect(all.items).toHaveLength(250);
});

test('Get Many shows only what a list view shows', async () => {
	world.server.crm.module('Contacts').views.addView({ name: 'Clerks', predicate: ({ Title }: { Title?: unknown }) => Title === 'Clerk' } as never);
	world.add({ Title: 'Clerk' });
	world.add({ Title: 'Chair' });
	const view = { __rl: true, mode: 'name', value: 'Clerks' };
	expect((await world.run({ operation: 'getAll', returnAll: true, view, fields: [] })).items).toHaveLength(1);
});

test('Get returns one record, and names one that does not exist', async () => {
	const id = world.add({ Title: 'Clerk' });
	expect((await world.run({ operation: 'get', recordId: id })).items[0].json).toMatchObject({ id, Title: 'Clerk' });
	expect((await world.run({ operation: 'get', recordId: '4876001000000999999' })).error).toContain('4876001000000999999');
});

function upsert(value: object) {
	return {
		operation: 'upsert',
		email: '={{ $json.email }}',
		columns: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
	} as never;
}

test('Create or Update tells created, updated and unchanged apart, and writes only what differs', async () => {
	const clerk = world.add({ Email: 'Ann@example.org', Title: 'Clerk' });
	world.add({ Email: 'bob@example.org', Title: 'Chair' });
	const items = ['ann@example.org', 'bob@example.org', 'new@example.org'].map((email) => ({ email }));
	const result = await world.run(upsert({ Last_Name: 'Lee', Title: 'Chair' }), items);
	expect(result.items.map(({ json }) => json.result)).toEqual(['updated', 'unchanged', 'created']);
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	expect(world.record(clerk)).toMatchObject({ Email: 'Ann@example.org', Title: 'Chair' });
});

test('Create or Update goes a hundred a request', async () => {
	const items = Array.from({ length: 200 }, (_, n) => ({ email: `p${n}@example.org` }));
	await world.run(upsert({ Last_Name: 'Lee' }), items);
	expect(world.server.log.writes()).toHaveLength(2);
});

test('Create or Update shows the reason of the CRM, for each item under Continue On Fail', async () => {
	const items = [{ email: 'ann@example.org' }, { email: 'no address' }];
	const options = { node: { onError: 'continueRegularOutput' as const } };
	const result = await world.run(upsert({ Last_Name: 'Lee' }), items, options);
	expect(result.items[0].json).toMatchObject({ result: 'created' });
	expect(result.items[1]).toMatchObject({ json: { error: expect.stringContaining('INVALID_DATA') }, pairedItem: { item: 1 } });
	expect((await world.run(upsert({ Last_Name: 'Lee' }), [items[1]])).error).toContain('INVALID_DATA');
});

test('Create or Update leaves two records of one address alone', async () => {
	world.add({ Email: 'ann@example.org' });
	world.add({ Email: 'ann@example.org' });
	expect((await world.run(upsert({ Title: 'Chair' }), [{ email: 'ann@example.org' }])).error).toContain('2 records');
	expect(world.server.log.writes()).toEqual([]);
});

test('Delete takes ids and addresses, in one request', async () => {
	const ids = [world.add({ Email: 'ann@example.org' }), world.add({ Email: 'bob@example.org' })];
	const result = await world.run({ operation: 'delete', deleteBy: 'id', recordId: '={{ $json.id }}' }, ids.map((id) => ({ id })));
	expect(result.items.map(({ json }) => json)).toEqual(ids.map((id) => ({ deleted: true, id })));
	expect(world.server.log.writes()).toHaveLength(1);
	world.add({ Email: 'cem@example.org' });
	const byEmail = await world.run({ operation: 'delete', deleteBy: 'email', email: 'CEM@example.org' });
	expect(byEmail.items[0].json).toMatchObject({ deleted: true });
	expect(world.server.crm.module('Contacts').size).toBe(0);
});
