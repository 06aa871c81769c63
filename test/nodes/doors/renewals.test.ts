import { stopN8n } from '../../harness';
import type { CrmWorld } from '../crm/crmWorld';
import { startCrmWorld } from '../crm/crmWorld';
import { GoogleWorld } from '../google/googleWorld';

let google: GoogleWorld;
let crm: CrmWorld;

beforeEach(async () => void ([google, crm] = [await GoogleWorld.start(), await startCrmWorld()]));
afterEach(async () => await Promise.all([google.close(), crm.close()]));
afterAll(stopN8n);

const ids = Array.from({ length: 20 }, (_, number) => ({ id: `people/c${number}`, record: `48760010000009${10_000 + number}` }));
const carryOn = { node: { onError: 'continueRegularOutput' as const } };

const readAll = {
	google: async (items = ids) => await google.contact('get', { contact: { __rl: true, mode: 'id', value: '={{ $json.id }}' } }, { items, ...carryOn }),
	crm: async (items = ids) => await crm.run({ operation: 'get', recordId: '={{ $json.record }}', fields: ['Email'] }, items, carryOn),
};
const renewals = (side: 'google' | 'crm'): number => (side === 'google' ? google.server.log.count({ operation: 'auth.token' }) : crm.server.log.count({ operation: 'auth.token' }));

/** Zoho gives ten tokens in ten minutes, and then none to any workflow that uses the credential. */
describe.each(['google', 'crm'] as const)('%s: twenty items under Continue On Fail', (side) => {
	test('get one token in all where the service refuses each', async () => {
		if (side === 'google') google.refuse('batchGet', { status: 401 }, 999);
		else crm.server.faults.failNext({ operation: 'records.list', status: 401, times: 999 });
		const { items } = await readAll[side]();
		expect(items).toHaveLength(20);
		for (const { json } of items) expect(json.remedy).toMatch(/connect the account again/);
		expect(renewals(side)).toBe(1);
	});

	test('ask for one token in all where none is given', async () => {
		if (side === 'google') google.refuseRefresh();
		else crm.server.tokens.revokeAll();
		const { items } = await readAll[side]();
		expect(items).toHaveLength(20);
		for (const { json } of items) expect(json).toMatchObject({ error: expect.stringMatching(/could not be renewed/), remedy: expect.stringMatching(/connect the account again/) });
		expect(renewals(side)).toBe(1);
	});

	test('get another token each time that one has run out', async () => {
		let requests = 0;
		const { tokens } = side === 'google' ? google.server : crm.server;
		const expire = (): void => void (requests++ % 2 === 0 && tokens.expireAccessTokens());
		if (side === 'google') google.meanwhileAlways('batchGet', expire);
		else crm.server.faults.beforeOperation('records.list', expire, { times: Infinity });
		const { items } = await readAll[side](ids.slice(0, 5));
		for (const { json } of items) expect(json.error).toMatch(/There is no contact|has no record/);
		expect(renewals(side)).toBeGreaterThan(1);
	});
});

describe.each(['google', 'crm'] as const)('%s: twenty items under Continue On Fail, of which none can be read for now', (side) => {
	const refuse = (status: number): void => {
		if (side === 'google') google.refuse('batchGet', { status }, 999);
		else crm.server.faults.failNext({ operation: 'records.list', status, times: 999 });
	};
	const requests = (): number => (side === 'google' ? google.server : crm.server).log.entries().length;

	test('are told so after the first one where the quota is used up', async () => {
		refuse(429);
		const { items } = await readAll[side]();
		expect(items.map(({ json, pairedItem }) => [json.remedy, pairedItem])).toEqual(ids.map((_item, item) => [expect.stringMatching(/less often/), { item }]));
		expect(requests()).toBe(5);
	});

	test('are told so after three where the service is down, and tried on where it is not', async () => {
		refuse(503);
		const { items } = await readAll[side]();
		expect(items.map(({ json }) => json.error)).toEqual(ids.map(() => expect.stringContaining('answered with status 503')));
		expect(requests()).toBe(15);
	});
});

test('a record that may not be seen keeps no other one from being read', async () => {
	const known = ['ann', 'bob'].map((name) => ({ record: crm.add({ Email: `${name}@example.org` }) }));
	crm.server.faults.hideRecord(known[0].record);
	const { items } = await readAll.crm(known as never);
	expect(items.map(({ json }) => json.id ?? json.error)).toEqual([expect.stringMatching(/denied|permission/i), known[1].record]);
});

test('a module that the access does not extend to keeps no other one from being read', async () => {
	const record = crm.add({ Email: 'ann@example.org' });
	const body = { code: 'OAUTH_SCOPE_MISMATCH', message: 'invalid oauth scope to access this URL', status: 'error', details: {} };
	crm.server.faults.failNext({ operation: 'records.list', status: 401, body, times: 9, matches: ({ path }) => path.includes('Leads') });
	const module = { __rl: true, mode: 'name', value: '={{ $json.module }}' };
	const items = [{ module: 'Leads', record }, { module: 'Contacts', record }];
	const told = (await crm.run({ operation: 'get', module, recordId: '={{ $json.record }}', fields: ['Email'] }, items, carryOn)).items;
	expect(told.map(({ json }) => json.id ?? json.error)).toEqual([expect.stringContaining('OAUTH_SCOPE_MISMATCH'), record]);
	expect(renewals('crm')).toBe(0);
});
