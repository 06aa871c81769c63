import type { IDataObject } from 'n8n-workflow';

import type { CrmWorld } from './crmWorld';
import { startCrmWorld } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

const carryOn = { node: { onError: 'continueRegularOutput' as const } };

function upsert(value: object | null, more: object = {}) {
	return {
		operation: 'upsert',
		email: '={{ $json.email }}',
		columns: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [], ...more },
	} as never;
}

test('tells created, updated and unchanged apart, and writes only what differs', async () => {
	const clerk = world.add({ Email: 'Ann@example.org', Title: 'Clerk' });
	world.add({ Email: 'bob@example.org', Title: 'Chair' });
	const items = ['ann@example.org', 'bob@example.org', 'new@example.org'].map((email) => ({ email }));
	const result = await world.run(upsert({ Last_Name: 'Lee', Title: 'Chair' }), items);
	expect(result.items.map(({ json }) => json.result)).toEqual(['updated', 'unchanged', 'created']);
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	expect(world.record(clerk)).toMatchObject({ Email: 'Ann@example.org', Title: 'Chair' });
	expect(JSON.stringify(world.server.log.writes())).not.toContain('bob@example.org');
});

test('never takes a part of an address for the address, which the search of the CRM would', async () => {
	const joann = world.add({ Email: 'jo.ann@example.org', Title: 'Clerk' });
	const result = await world.run(upsert({ Last_Name: 'Lee', Title: 'Chair' }), [{ email: 'ann@example.org' }]);
	expect(result.items[0].json).toMatchObject({ result: 'created' });
	expect(world.record(joann).Title).toBe('Clerk');
	expect(world.server.log.count({ operation: 'records.search' })).toBe(0);
});

test('2,000 new records are 20 write requests', async () => {
	const items = Array.from({ length: 2_000 }, (_, n) => ({ email: `p${n}@example.org` }));
	const result = await world.run(upsert({ Last_Name: 'Lee' }), items);
	expect(result.items).toHaveLength(2_000);
	expect(result.items[1_999]).toMatchObject({ json: { result: 'created', email: 'p1999@example.org' }, pairedItem: { item: 1_999 } });
	expect(world.server.log.writes()).toHaveLength(20);
	expect(world.server.crm.module('Contacts').size).toBe(2_000);
});

test('2,000 existing records are 20 write requests', async () => {
	const items = Array.from({ length: 2_000 }, (_, n) => ({ email: `p${n}@example.org` }));
	items.forEach(({ email }) => world.add({ Email: email, Title: 'Clerk' }));
	const result = await world.run(upsert({ Title: 'Chair' }), items);
	expect(result.items.every(({ json }) => json.result === 'updated')).toBe(true);
	expect(world.server.log.writes()).toHaveLength(20);
});

test('several items of one address go one after the other, and make one record', async () => {
	const items = ['ann@example.org', 'ANN@example.org', 'ann@example.org'].map((email, n) => ({ email, title: `T${n}` }));
	const result = await world.run(upsert({ Last_Name: 'Lee', Title: '={{ $json.title }}' }), items);
	expect(result.items.map(({ json }) => json.result)).toEqual(['created', 'updated', 'updated']);
	expect(world.server.crm.module('Contacts').all()).toMatchObject([{ Title: 'T2' }]);
});

test('each refusal has the code, words and field of the CRM, and the others land', async () => {
	world.server.crm.module('Contacts').fields.alter('Phone', { unique: { caseSensitive: false } });
	const twin = world.add({ Email: 'twin@example.org', Phone: '555 0100' });
	const items = [
		{ email: 'ann@example.org', phone: '555 0199' },
		{ email: 'no address', phone: '' },
		{ email: 'bob@example.org', phone: '555 0100' },
		{ email: '', phone: '' },
	];
	const result = await world.run(upsert({ Last_Name: 'Lee', Phone: '={{ $json.phone }}' }), items, carryOn);
	expect(result.items.map(({ json }) => json)).toEqual([
		expect.objectContaining({ result: 'created' }),
		expect.objectContaining({ result: 'failed', code: 'WRONG_VALUE', field: 'Email', email: 'no address' }),
		expect.objectContaining({ result: 'failed', code: 'DUPLICATE_DATA', field: 'Phone', remedy: expect.stringContaining(twin) }),
		{ error: 'The item has no e-mail address', remedy: expect.stringContaining('"Email"') },
	]);
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
	const stopped = await world.run(upsert({ Last_Name: 'Lee' }), [{ email: 'no address' }]);
	expect(stopped.error).toContain('WRONG_VALUE');
});

test('what a field cannot hold is said before anything is sent', async () => {
	const result = await world.run(upsert({ Last_Name: 'Lee', Title: 'x'.repeat(101) }), [{ email: 'ann@example.org' }], carryOn);
	expect(result.items[0].json).toMatchObject({ result: 'failed', code: 'TOO_LONG', field: 'Title' });
	expect(world.server.log.writes()).toEqual([]);
});

test('two records of one address are left alone and named', async () => {
	const ids = [1, 2].map(() => world.add({ Email: 'ann@example.org' }));
	const { error } = await world.run(upsert({ Title: 'Chair' }), [{ email: 'ann@example.org' }]);
	expect(error).toContain('2 records');
	ids.forEach((id) => expect(error).toContain(id));
	expect(world.server.log.writes()).toEqual([]);
});

test('columns may come by their names from the items', async () => {
	const schema = ['Last_Name', 'Title'].map((id) => ({ id, displayName: id, required: false, defaultMatch: false, display: true }));
	const items = [{ email: 'ann@example.org', Last_Name: 'Lee', Title: 'Chair', other: 'x' }];
	const result = await world.run(upsert(null, { mappingMode: 'autoMapInputData', schema }), items);
	expect(result.items[0].json).toMatchObject({ result: 'created', fields: { Last_Name: 'Lee', Title: 'Chair' } });
});

test('a module and its fields may have any name', async () => {
	const { crm } = world.server;
	crm.module('Patients').fields.rename('Email', 'Correo');
	crm.renameModule('Patients', 'Pacientes');
	const id = crm.module('Pacientes').add({ Name: 'Ann', Correo: 'ann@example.org' });
	const where = { module: { __rl: true, mode: 'name', value: 'Pacientes' }, emailField: 'Correo' };
	const parameters = { ...(upsert({ Name: 'Ann Lee' }) as IDataObject), ...where };
	const result = await world.run(parameters, [{ email: 'ANN@example.org' }, { email: 'bob@example.org' }]);
	expect(result.items.map(({ json }) => json.result)).toEqual(['updated', 'created']);
	expect(crm.module('Pacientes').get(id)).toMatchObject({ Name: 'Ann Lee' });
	const removed = await world.run({ operation: 'delete', deleteBy: 'email', email: 'bob@example.org', ...where });
	expect(removed.items[0].json).toMatchObject({ deleted: true });
});

test('S53: credits that are used up stop it with what has been done', async () => {
	world.server.faults.credits({ limit: 16, retryAfter: 3_600 });
	const items = Array.from({ length: 200 }, (_, n) => ({ email: `p${n}@example.org` }));
	const result = await world.run(upsert({ Last_Name: 'Lee' }), items, carryOn);
	const results = result.items.map(({ json }) => json.result);
	expect(results.filter((one) => one === 'created')).toHaveLength(100);
	expect(result.items[199].json).toMatchObject({ result: 'failed', code: 'TOO_MANY_REQUESTS' });
	expect(world.server.crm.module('Contacts').size).toBe(100);
});

test('a record that has the address in another field is named, and nothing is written', async () => {
	const id = world.add({ Email: 'ann@example.org', Secondary_Email: 'home@example.org' });
	const { error } = await world.run(upsert({ Last_Name: 'Lee' }), [{ email: 'home@example.org' }]);
	expect(error).toMatch(new RegExp(`record ${id} has this address in another field, or was created while the node ran \\(EXISTS\\) \\| Nothing was written`));
	expect(world.server.crm.module('Contacts').size).toBe(1);
});

test('a record that was just made is known, whatever a look-up says of its address', async () => {
	let asked = 0;
	const how = (given: object) => (asked++ === 0 ? given : { status: 204 });
	world.server.faults.next({ kind: 'alter', how: how as never, when: 'after' }, { operation: 'coql', times: 99 });
	const items = ['ann@example.org', 'Ann@example.org', 'ann@example.org'].map((email, n) => ({ email, title: `T${n}` }));
	const result = await world.run(upsert({ Last_Name: 'Lee', Title: '={{ $json.title }}' }), items, carryOn);
	expect(result.items.map(({ json }) => json.result)).toEqual(['created', 'updated', 'updated']);
	expect(world.server.crm.module('Contacts').all()).toMatchObject([{ Title: 'T2' }]);
});
