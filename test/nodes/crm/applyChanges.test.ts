import type { CrmWorld } from './crmWorld';
import { create, remove, startCrmWorld, update } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

test('ten creates are one look-up, one write and one reading back', async () => {
	const results = await world.apply(
		Array.from({ length: 10 }, (_, n) => create({ Last_Name: `N${n}`, Email: `p${n}@example.org` })),
	);
	expect(results.every(({ outcome }) => outcome === 'written')).toBe(true);
	expect(results[3]).toMatchObject({ after: { Last_Name: 'N3', Email: 'p3@example.org' } });
	expect(world.record(results[3].id ?? '').Email).toBe('p3@example.org');
	expect(world.requests()).toEqual(['settings.module', 'settings.fields', 'coql', 'records.create', 'records.list']);
});

test('ten updates are one reading, one write and one reading back', async () => {
	const ids = Array.from({ length: 10 }, (_, n) => world.add({ Email: `p${n}@example.org`, Title: 'Clerk' }));
	const results = await world.apply(ids.map((id) => update(id, { Title: 'Chair' }, { Title: 'Clerk' })));
	expect(results.every(({ outcome }) => outcome === 'written')).toBe(true);
	expect(results[0]).toMatchObject({ before: { Title: 'Clerk' }, after: { Title: 'Chair' } });
	expect(world.requests()).toEqual(['settings.module', 'settings.fields', 'records.list', 'records.update', 'records.list']);
});

test('a create never touches what exists, whatever the case of its address', async () => {
	const id = world.add({ Email: 'Ann@Example.org', Title: 'Queen' });
	const results = await world.apply([create({ Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk' })]);
	expect(results).toMatchObject([{ outcome: 'exists', id }]);
	expect(world.record(id).Title).toBe('Queen');
	expect(world.server.log.writes()).toEqual([]);
});

test('S56: a record that was changed since is left alone', async () => {
	const id = world.add({ Email: 'ann@example.org', Title: 'Queen' });
	expect(await world.apply([update(id, { Title: 'Chair' }, { Title: 'Clerk' })])).toMatchObject([
		{ outcome: 'mismatch', before: { Title: 'Queen' } },
	]);
	expect(world.server.log.writes()).toEqual([]);
});

test('a record that shows the value already is not written', async () => {
	const id = world.add({ Title: 'Chair' });
	expect(await world.apply([update(id, { Title: 'Chair' }, { Title: 'Clerk' })])).toMatchObject([{ outcome: 'written' }]);
	expect(world.server.log.writes()).toEqual([]);
});

test('S51: of a batch the good ones land, and the refused one is named with its reason', async () => {
	const ids = Array.from({ length: 3 }, (_, n) => world.add({ Email: `p${n}@example.org`, Title: 'Clerk' }));
	world.server.faults.poisonRecord((record) => record.id === ids[1], 'INVALID_DATA', 'not today');
	const results = await world.apply(ids.map((id) => update(id, { Title: 'Chair' }, { Title: 'Clerk' })));
	expect(results.map(({ outcome }) => outcome)).toEqual(['written', 'failed', 'written']);
	expect(results[1].error).toMatchObject({ code: 'INVALID_DATA' });
	expect(world.record(ids[1]).Title).toBe('Clerk');
});

test('S54: a create whose answer is lost is unknown and not sent again', async () => {
	world.server.faults.resetNext({ operation: 'records.create', when: 'after' });
	expect(await world.apply([create({ Last_Name: 'Lee', Email: 'ann@example.org' })])).toMatchObject([{ outcome: 'unknown' }]);
	expect(world.server.log.count({ operation: 'records.create' })).toBe(1);
	expect(world.server.crm.module('Contacts').size).toBe(1);
});

test('an update whose answer is lost is read back', async () => {
	const id = world.add({ Title: 'Clerk' });
	world.server.faults.resetNext({ operation: 'records.update', when: 'after' });
	expect(await world.apply([update(id, { Title: 'Chair' }, { Title: 'Clerk' })])).toMatchObject([
		{ outcome: 'written', after: { Title: 'Chair' } },
	]);
});

test('S41: a lost permission stops the writing and is named', async () => {
	const id = world.add({ Title: 'Clerk' });
	world.server.faults.losePermission('Contacts', 'edit');
	const [result] = await world.apply([update(id, { Title: 'Chair' }, { Title: 'Clerk' })]);
	expect(result.error).toMatchObject({ access: true });
	expect(world.record(id).Title).toBe('Clerk');
});

test('S34: what the CRM makes of a value is reported', async () => {
	const id = world.add({ Phone: '1' });
	world.server.faults.canonicalise('Contacts', (record) => ({ ...record, Phone: '+1 555 0100' }));
	expect(await world.apply([update(id, { Phone: '555 0100' }, { Phone: '1' })])).toMatchObject([
		{ outcome: 'written', after: { Phone: '+1 555 0100' } },
	]);
});

test('a company is linked by its name, and left empty where there is none', async () => {
	const account = world.server.crm.module('Accounts').add({ Account_Name: 'Acme' });
	const results = await world.apply([
		create({ Last_Name: 'A', Email: 'a@example.org', Account_Name: 'acme' }),
		create({ Last_Name: 'B', Email: 'b@example.org', Account_Name: 'Unheard' }),
	]);
	expect(results.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
	expect(results[0].after).toMatchObject({ Account_Name: 'Acme' });
	expect(world.record(results[0].id ?? '').Account_Name).toMatchObject({ id: account });
	expect(results[1]).toMatchObject({ error: { code: 'LINK_NOT_FOUND', field: 'Account_Name' } });
	expect(results[1].after).not.toHaveProperty('Account_Name');
});

test('a cleared field is cleared, a deleted record is in the recycle bin, a missing one is gone', async () => {
	const cleared = world.add({ Title: 'Clerk' });
	const deleted = world.add({ Title: 'Clerk' });
	const gone = world.add({ Title: 'Clerk' });
	world.server.crm.module('Contacts').remove(gone);
	const results = await world.apply([
		update(cleared, { Title: '' }, { Title: 'Clerk' }),
		remove(deleted, { Title: 'Clerk' }),
		update(gone, { Title: 'Chair' }, { Title: 'Clerk' }),
	]);
	expect(results.map(({ outcome }) => outcome)).toEqual(['written', 'written', 'gone']);
	expect(world.record(cleared).Title).toBeNull();
	expect(world.server.crm.module('Contacts').get(deleted)).toBeUndefined();
});

test.each([
	[false, 0],
	[true, 1],
])('with Run CRM Workflows %s, the CRM fires %i', async (runWorkflows, fired) => {
	await world.apply([create({ Last_Name: 'Lee', Email: 'ann@example.org' })], { runWorkflows });
	expect(world.server.crm.firedWorkflows).toHaveLength(fired);
});
