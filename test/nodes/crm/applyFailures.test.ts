import type { CrmWorld } from './crmWorld';
import { create, startCrmWorld, update } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

const clerks = (count: number): string[] =>
	Array.from({ length: count }, (_, n) => world.add({ Email: `p${n}@example.org`, Title: 'Clerk' }));
const toChair = (id: string) => update(id, { Title: 'Chair' }, { Title: 'Clerk' });
const creates = (count: number) =>
	Array.from({ length: count }, (_, n) => create({ Last_Name: `N${n}`, Email: `p${n}@example.org` }));

test('S41: what a missing permission stops is named with the direction that needs it; the rest goes on', async () => {
	const [id] = clerks(1);
	world.server.faults.losePermission('Contacts', 'create');
	const [updated, created] = await world.apply([toChair(id), create({ Last_Name: 'Lee', Email: 'ann@example.org' })]);
	expect(updated.outcome).toBe('written');
	expect(created).toMatchObject({ outcome: 'notSent', error: { code: 'NO_PERMISSION', access: true } });
	expect(created.error?.message).toContain('"Create"');
	expect(created.error?.remedy).toContain('A sync into the CRM needs it');
	expect(world.server.log.count({ operation: 'records.create' })).toBe(0);
});

test('S41: a permission lost half way stops the writing; what was written stands', async () => {
	const ids = clerks(150);
	let updates = 0;
	const lose = () => {
		if ((updates += 1) === 2) world.server.faults.losePermission('Contacts', 'edit');
	};
	world.server.faults.beforeOperation('records.update', lose, { times: 3 });
	const results = await world.apply(ids.map(toChair));
	expect(results.filter(({ outcome }) => outcome === 'written')).toHaveLength(100);
	expect(results.filter(({ outcome, error }) => outcome === 'failed' && error?.access)).toHaveLength(50);
});

test('S41: a scope lost half way stops the writing and says to connect again', async () => {
	const ids = clerks(150);
	let updates = 0;
	const lose = () => {
		if ((updates += 1) === 2) world.server.faults.revokeScope('ZohoCRM.modules.ALL');
	};
	world.server.faults.beforeOperation('records.update', lose, { times: 3 });
	const results = await world.apply(ids.map(toChair));
	expect(results.filter(({ outcome }) => outcome === 'failed')).toHaveLength(50);
	expect(results[149].error).toMatchObject({ access: true, remedy: expect.stringContaining('connect the account again') });
});

test.each(['record', 'request'] as const)('S56: an edit between reading and writing survives; told by %s', async (how) => {
	const [edited, other] = clerks(2);
	world.server.switches.modifiedRefusal = how;
	world.advance(60);
	const edit = () => world.server.crm.module('Contacts').update(edited, { Title: 'Queen' });
	world.server.faults.beforeOperation('records.update', edit);
	const results = await world.apply([edited, other].map(toChair));
	expect(results.map(({ outcome }) => outcome)).toEqual(['mismatch', 'written']);
	expect([edited, other].map((id) => world.record(id).Title)).toEqual(['Queen', 'Chair']);
});

test('S52: one record that spoils the whole request is found, and the others land in bounded further requests', async () => {
	world.server.faults.poisonRequest(({ Last_Name }) => Last_Name === 'N37', 'INVALID_DATA', 'body');
	const results = await world.apply(creates(100));
	expect(results.filter(({ outcome }) => outcome === 'written')).toHaveLength(99);
	expect(results[37]).toMatchObject({ outcome: 'failed', error: { code: 'INVALID_DATA' } });
	expect(world.server.log.writes().length).toBeLessThanOrEqual(15);
	expect(world.server.crm.module('Contacts').size).toBe(99);
});

test('S52: when every record is at fault the requests stay bounded', async () => {
	world.server.faults.poisonRequest(() => true);
	const results = await world.apply(creates(100));
	expect(results.every(({ outcome }) => outcome === 'failed')).toBe(true);
	expect(world.server.log.writes().length).toBeLessThanOrEqual(22);
});

test('S53: a wait that the CRM asks for in the answer alone is kept, and nothing is written twice', async () => {
	const [id] = clerks(1);
	const body = { code: 'TOO_MANY_REQUESTS', message: 'later', details: { retry_after: 0 }, status: 'error' };
	world.server.faults.failNext({ operation: 'records.update', status: 429, body, times: 3 });
	expect(await world.apply([toChair(id)])).toMatchObject([{ outcome: 'written' }]);
	expect(world.server.log.count({ operation: 'records.update' })).toBe(4);
});

test('S53: more than the run can wait for ends it; the rest is not sent', async () => {
	const ids = clerks(150);
	world.server.faults.failNext({ operation: 'records.update', status: 429, retryAfter: 3_600 });
	const results = await world.apply(ids.map(toChair));
	expect(results.every(({ outcome }) => outcome === 'notSent')).toBe(true);
	expect(results[0].error?.code).toBe('TOO_MANY_REQUESTS');
	expect(world.server.log.count({ operation: 'records.update' })).toBe(1);
});

test.each([500, 502, 503])('S54: a create answered with %i is unknown, and the next run finds it', async (status) => {
	world.server.faults.failNext({ operation: 'records.create', status, when: 'after' });
	const one = create({ Last_Name: 'Lee', Email: 'ann@example.org' });
	expect(await world.apply([one])).toMatchObject([{ outcome: 'unknown' }]);
	expect(await world.apply([one])).toMatchObject([{ outcome: 'exists' }]);
	expect(world.server.crm.module('Contacts').size).toBe(1);
});

test('S26: a record hidden from the user is not taken for one to write', async () => {
	const [id] = clerks(1);
	world.server.faults.beforeOperation('records.update', () => world.server.faults.hideRecord(id));
	const [result] = await world.apply([toChair(id)]);
	expect(result).toMatchObject({ outcome: 'failed', error: { code: 'AUTHORIZATION_FAILED', remedy: expect.stringContaining('sharing rules') } });
	expect(result.error).not.toHaveProperty('access');
	expect(world.record(id).Title).toBe('Clerk');
});

test('a record deleted between reading and writing is gone', async () => {
	const [id] = clerks(1);
	world.server.faults.beforeOperation('records.update', () => world.server.crm.module('Contacts').remove(id));
	expect(await world.apply([toChair(id)])).toMatchObject([{ outcome: 'gone' }]);
});

test('a reading back that fails leaves open what the CRM shows, and does not say what was sent', async () => {
	const [id] = clerks(1);
	const fail = () => world.server.faults.failNext({ operation: 'records.list', status: 403 });
	world.server.faults.beforeOperation('records.update', fail);
	expect(await world.apply([toChair(id)])).toMatchObject([{ outcome: 'written', after: null }]);
});

test('a cancelled execution sends no further batch', async () => {
	const ids = clerks(250);
	const stop = new AbortController();
	world.server.faults.beforeOperation('records.update', () => stop.abort());
	await world.run({ operation: 'applyChanges' }, ids.map(toChair), { cancelSignal: stop.signal });
	expect(world.server.log.count({ operation: 'records.update' })).toBe(1);
});
