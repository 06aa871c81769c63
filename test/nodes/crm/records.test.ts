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

test('Get Many finds who is searched for, on whatever page', async () => {
	for (let n = 0; n < 250; n++) world.add({ First_Name: 'Bob', Last_Name: `Ray ${n}`, Email: `p${n}@example.org` });
	const ann = world.add({ First_Name: 'Ann', Last_Name: 'Mc-Lee', Email: 'ann@example.org' });
	const found = async (search: string, limit = 1) => (await world.run({ operation: 'getAll', limit, view: NO_VIEW, fields: [], search })).items.map(({ json }) => json.id);
	expect(await found('mc‑lee ann')).toEqual([ann]);
	expect(await found('ray p24', 50)).toHaveLength(11);
	expect(await found('Ann Ray')).toEqual([]);
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

test('Get Many goes on by page tokens beyond 2,000 records', async () => {
	for (let n = 0; n < 2_350; n++) world.add({ Email: `p${n}@example.org` });
	const all = await world.run({ operation: 'getAll', returnAll: true, view: NO_VIEW, fields: ['Email'] });
	expect(new Set(all.items.map(({ json }) => json.id)).size).toBe(2_350);
	expect(world.server.log.count({ operation: 'records.list' })).toBe(12);
	world.server.log.clear();
	await world.run({ operation: 'getAll', limit: 250, view: NO_VIEW, fields: ['Email'] });
	expect(world.server.log.count({ operation: 'records.list' })).toBe(2);
});

test('Get Many and Get join requests for more than fifty fields', async () => {
	const names = Array.from({ length: 70 }, (_, n) => `Custom_${n}`);
	names.forEach((apiName) => world.server.crm.module('Contacts').fields.add({ apiName, type: 'text', length: 20 }));
	const id = world.add(Object.fromEntries(names.map((name, n) => [name, `v${n}`])));
	const many = await world.run({ operation: 'getAll', returnAll: true, view: NO_VIEW, fields: [] });
	expect(many.items).toMatchObject([{ json: { id, Last_Name: 'Lee', Custom_0: 'v0', Custom_69: 'v69' } }]);
	expect((await world.run({ operation: 'get', recordId: id, fields: [] })).items[0].json).toMatchObject({ id, Custom_69: 'v69' });
});

test.each(['id', 'name'])('a list view is found by id and by name, whichever the parameter calls it (%s)', async (mode) => {
	const { views } = world.server.crm.module('Contacts');
	const id = views.addView({ name: 'Clerks', predicate: ({ Title }) => Title === 'Clerk' });
	world.add({ Title: 'Clerk' });
	world.add({});
	for (const value of [id, 'Clerks']) {
		const view = { __rl: true, mode, value };
		expect((await world.run({ operation: 'getAll', returnAll: true, view, fields: ['Title'] })).items).toHaveLength(1);
	}
	views.addView({ name: 'Clerks', predicate: () => true });
	const twice = { __rl: true, mode, value: 'Clerks' };
	expect((await world.run({ operation: 'getAll', view: twice, fields: ['Title'] })).error).toContain('2 list views');
});

test('Get says when a record exists but may not be seen', async () => {
	const id = world.add({});
	world.server.faults.hideRecord(id);
	expect((await world.run({ operation: 'get', recordId: id, fields: ['Email'] })).error).toMatch(/"View"/);
});

test('Get shows a record that only its own address shows, as a converted lead, with all its fields', async () => {
	const id = world.add({ Email: 'ann@example.org' });
	world.server.switches.convertedRecords.add(id);
	expect((await world.run({ operation: 'get', recordId: id, fields: ['Email'] })).items).toMatchObject([{ json: { id, Email: 'ann@example.org' } }]);
	const [{ json }] = (await world.run({ operation: 'get', recordId: id, fields: [] })).items;
	world.server.switches.convertedRecords.clear();
	expect(Object.keys(json).sort()).toEqual(Object.keys((await world.run({ operation: 'get', recordId: id, fields: [] })).items[0].json).sort());
});

test('Delete tries no more of a module after a refusal that every other one would meet', async () => {
	const ids = Array.from({ length: 250 }, () => ({ id: world.add({}) }));
	world.server.faults.losePermission('Contacts', 'delete');
	const options = { node: { onError: 'continueRegularOutput' as const } };
	const { items } = await world.run({ operation: 'delete', deleteBy: 'id', recordId: '={{ $json.id }}' }, ids, options);
	expect(items.map(({ json }) => json.remedy)).toEqual(ids.map(() => expect.stringContaining('"Delete"')));
	expect(world.server.log.writes()).toHaveLength(1);
});

test.each(['nonsense '.repeat(1_000)])('an id that is a long text is not told in full', async (recordId) => {
	expect((await world.run({ operation: 'get', recordId })).error).toMatch(/^"nonsense .{0,40}… is no record ID/);
});

test('an id that is none is refused before anything is sent, under Continue On Fail too', async () => {
	const id = world.add({});
	const items = [{ id: 'nonsense' }, { id }];
	const options = { node: { onError: 'continueRegularOutput' as const } };
	const result = await world.run({ operation: 'get', recordId: '={{ $json.id }}', fields: ['Email'] }, items, options);
	expect(result.items).toMatchObject([
		{ json: { error: expect.stringContaining('no record ID') }, pairedItem: { item: 0 } },
		{ json: { id }, pairedItem: { item: 1 } },
	]);
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

test('Delete goes a hundred a request, to the recycle bin, and tells each that was not there', async () => {
	const contacts = world.server.crm.module('Contacts');
	const ids = Array.from({ length: 150 }, (_, n) => world.add({ Email: `p${n}@example.org` }));
	contacts.remove(ids[1]);
	const options = { node: { onError: 'continueRegularOutput' as const } };
	const items = [...ids, ids[0]].map((id) => ({ id }));
	const result = await world.run({ operation: 'delete', deleteBy: 'id', recordId: '={{ $json.id }}' }, items, options);
	expect(result.items[1]).toMatchObject({ json: { error: expect.stringContaining(ids[1]) }, pairedItem: { item: 1 } });
	expect(result.items.filter(({ json }) => json.deleted)).toHaveLength(150);
	expect(world.server.log.writes()).toHaveLength(2);
	contacts.restore(ids[0]);
	expect(contacts.size).toBe(1);
});

test('Delete by e-mail looks all addresses up at once, and deletes none that several have', async () => {
	const one = world.add({ Email: 'Ann@example.org' });
	world.add({ Email: 'bob@example.org' });
	world.add({ Email: 'bob@example.org' });
	const items = ['ann@example.org', 'bob@example.org', 'nobody@example.org'].map((email) => ({ email }));
	const options = { node: { onError: 'continueRegularOutput' as const } };
	const result = await world.run({ operation: 'delete', deleteBy: 'email', email: '={{ $json.email }}' }, items, options);
	expect(result.items.map(({ json }) => json)).toEqual([
		{ deleted: true, id: one },
		{ error: expect.stringContaining('2 records'), remedy: expect.stringContaining('Delete by ID') },
		{ error: expect.stringContaining('No record'), remedy: expect.stringContaining('Delete by ID') },
	]);
	expect(world.requests()).toEqual(['coql', 'records.delete']);
});

test('Delete of a record without the permission names it', async () => {
	const id = world.add({});
	world.server.faults.losePermission('Contacts', 'delete');
	expect((await world.run({ operation: 'delete', deleteBy: 'id', recordId: id })).error).toMatch(/"Delete".*A sync into the CRM/);
});

test.each([
	[false, []],
	[true, ['create', 'update', 'delete']],
])('with Run CRM Workflows %s, Upsert and Delete set off %j', async (runWorkflows, fired) => {
	const columns = { mappingMode: 'defineBelow', value: { Last_Name: 'Ray', Title: '={{ $json.title }}' }, matchingColumns: [], schema: [] };
	const items = ['Clerk', 'Chair'].map((title) => ({ title }));
	await world.run({ operation: 'upsert', email: 'bob@example.org', columns, runWorkflows } as never, items);
	await world.run({ operation: 'delete', deleteBy: 'email', email: 'bob@example.org', runWorkflows });
	expect(world.server.log.writes()).toHaveLength(3);
	expect(world.server.crm.firedWorkflows.map(({ operation }) => operation)).toEqual(fired);
});
