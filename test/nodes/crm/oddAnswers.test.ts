import mapValues from 'lodash/mapValues';

import type { HttpAnswer } from '../../servers/shared/httpServer';
import type { Operation } from '../../servers/crm';
import type { CrmWorld } from './crmWorld';
import { create, startCrmWorld } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => await world.close());

type Part = Record<string, unknown>;

/** Each request of a kind is carried out, and answered otherwise. */
function answer(operation: Operation, how: (given: Part) => object): void {
	const changed = ({ body, ...rest }: HttpAnswer): HttpAnswer => ({ ...rest, body: how(body as Part) });
	world.server.faults.next({ kind: 'alter', how: changed, when: 'after' }, { operation, times: 99 });
}

/** Every entry of an answer with something else in it. */
const withParts = (parts: object) => (given: Part): object => mapValues(given, (part) => (Array.isArray(part) ? part.map((entry) => ({ ...(entry as Part), ...parts })) : part));

const SETTINGS: Array<[Operation, object]> = [
	['settings.module', { api_name: 'Deals', module_name: 'Deals', creatable: false }],
	['settings.module', { creatable: 'false' }],
	['settings.profile', { permissions_details: 'none' }],
	['settings.profile', { permissions_details: [null] }],
	['settings.profile', { permissions_details: [{ name: 'Sync with Google', module: 'Contacts', enabled: 'false' }] }],
	['users', { full_name: 7 }],
	['users', { profile: { id: '../../org', name: 'Administrator' } }],
	['org', { company_name: { a: 1 } }],
	['settings.fields', { visible: 'false' }],
	['settings.fields', { length: '30' }],
	['settings.fields', { display_label: 7 }],
	['settings.fields', { pick_list_values: [{ display_value: { a: 1 } }] }],
	['settings.customViews', { display_value: 7 }],
];

test.each(SETTINGS)('Check Access believes nothing of %s with %j', async (operation, parts) => {
	answer(operation, withParts(parts));
	expect((await world.run({ resource: 'account', operation: 'checkAccess' })).error).toMatch(/^The answer of 127\.0\.0\.1:\d+ cannot be read \| Check that/);
});

test('Check Access does not call a module writable of which it was told nothing', async () => {
	answer('settings.module', () => ({ modules: [] }));
	expect((await world.run({ resource: 'account', operation: 'checkAccess' })).error).toMatch(/cannot be read/);
});

test('a length that is null is none', async () => {
	answer('settings.fields', withParts({ length: null }));
	const { items } = await world.run({ resource: 'field', operation: 'getAll', returnAll: true });
	expect(items.map(({ json }) => json.maxLength)).toEqual(items.map(() => undefined));
});

const MORE: Array<[string, (page: number) => object]> = [
	['not where', () => ({ more_records: true })],
	['the same again, under a new token each time', (page) => ({ more_records: true, next_page_token: `token${page}` })],
];

test.each(MORE)('Get Many of all records fails where more follow, and the CRM shows %s', async (_what, infoOf) => {
	const id = world.add({ Email: 'ann@example.org' });
	let page = 0;
	world.server.faults.next({ kind: 'alter', how: () => ({ status: 200, body: { data: [{ id }], info: infoOf(page++) } }), when: 'after' }, { operation: 'records.list', times: 99 });
	const many = async (parameters: object) => await world.run({ operation: 'getAll', view: { __rl: true, mode: 'list', value: '' }, ...parameters });
	const { error, items } = await many({ returnAll: true });
	expect([error, items]).toEqual([expect.stringContaining('says that more follow, and shows no more'), []]);
	expect(page).toBeLessThan(4);
	expect((await many({ limit: 1 })).items).toHaveLength(1);
});

test.each([{ details: { id: '999999999' } }, { code: 'INVALID_DATA' }])('Delete does not call a record deleted when it is answered with %j', async (parts) => {
	const id = world.add({ Email: 'ann@example.org' });
	answer('records.delete', withParts(parts));
	const { error, items } = await world.run({ operation: 'delete', recordId: id });
	expect([error, items]).toEqual([expect.stringContaining('the CRM does not say whether it was deleted'), []]);
});

test.each([401, 404, 409, 429])('a create that is answered with status %i and with success is unknown, and not sent again', async (status) => {
	world.server.faults.next({ kind: 'alter', how: (given) => ({ ...given, status }), when: 'after' }, { operation: 'records.create', times: 99 });
	const results = await world.apply(['ann', 'bob'].map((name) => create({ Last_Name: name, Email: `${name}@example.org` })));
	expect(results.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
	expect(world.server.crm.module('Contacts').size).toBe(2);
});

const ODD_REFUSALS = [
	{ code: 'INVALID_DATA', message: { a: 1 }, status: 'error', details: { api_name: 7, maximum_length: {}, supported_values: 'x' } },
	{ code: 'INVALID_DATA', message: 7, status: 'error', details: { errors: [null, 'x'], permissions: 'x' } },
	{ code: { a: 1 }, message: 'refused', status: 'error', details: [null] },
];

test.each(ODD_REFUSALS)('a record that is refused with %j is refused, in words', async (refusal) => {
	answer('records.create', () => ({ data: [refusal] }));
	const [{ outcome, error }] = await world.apply([create({ Last_Name: 'Lee', Email: 'ann@example.org' })]);
	expect(outcome).toBe('failed');
	expect(`${error?.code}: ${error?.message}`).toMatch(/^(INVALID_DATA|UNKNOWN): refused( \(UNKNOWN\), refused \(UNKNOWN\))?$/);
});

test.each([7, true, ['Clerk'], { name: 'Clerk' }])('a text field that comes as %j is not told', async (Title) => {
	world.add({ Email: 'ann@example.org', Title: 'Clerk' });
	answer('records.list', withParts({ Title }));
	const [reading] = (await world.read()).readings;
	expect(reading).toMatchObject({ fields: { Email: 'ann@example.org' }, untold: ['Title'] });
	expect(reading).not.toHaveProperty('fields.Title');
});

const reversed = (given: Part): object => ({ data: [...(given.data as unknown[])].reverse() });

test('of new records without an address, which the CRM answers in another order, none is taken for another one', async () => {
	answer('records.create', reversed);
	const fields = { given: ['First_Name'], family: ['Last_Name'], whole: [], company: [] };
	const named = { fields, mandatory: 'Last_Name', address: 'Email', others: [] };
	const ofName = (First_Name: string, more: object) => create({ First_Name, Last_Name: 'Lee' }, { contact: { google: `people/${First_Name}`, crm: null }, match: null, ...more });
	for (const more of [{ named }, {}]) {
		const results = await world.apply(['Ann', 'Bob', 'Cem'].map((name) => ofName(`${name}${Object.keys(more).length}`, more)));
		expect(results.map(({ outcome }) => outcome)).toEqual(['unknown', 'written', 'unknown']);
		expect(results[0].id).toBeNull();
	}
});

test('a record whose address differs in case alone is the one that was created', async () => {
	world.server.faults.canonicalise('Contacts', (record) => ({ ...record, Email: String(record.Email).toLowerCase() }));
	const results = await world.apply(['ANN', 'BOB'].map((name) => create({ Last_Name: 'Lee', Email: `${name}@example.org` })));
	expect(results.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
});

test('nobody is linked with the company of somebody else where the CRM answers in another order', async () => {
	world.server.faults.next({ kind: 'alter', how: ({ body, ...rest }) => ({ ...rest, body: reversed(body as Part) }), when: 'after' }, { operation: 'records.create' });
	const run = { id: 'run1', syncName: 'test', onlyEmailAsWork: true, createAccounts: true };
	const results = await world.apply([['ann', 'Acme'], ['bob', 'Bolt'], ['cem', 'Cork']].map(([name, Account_Name]) => create({ Last_Name: name, Email: `${name}@example.org`, Account_Name }, { run })));
	expect(results.map(({ id, unlinked }) => [(world.record(String(id)).Account_Name as { name?: string } | null)?.name, unlinked?.[0]?.why])).toEqual([[undefined, 'lost'], ['Bolt', undefined], [undefined, 'lost']]);
});

test('a field that is left out where a record is read back is not known to be empty', async () => {
	const id = world.add({ Email: 'ann@example.org', Title: 'Clerk', Phone: '1' });
	let reads = 0;
	const left = ({ body, ...rest }: HttpAnswer): HttpAnswer => {
		reads += 1;
		const data = ((body as Part).data as Part[]).map(({ Title, ...record }) => (reads > 1 ? record : { ...record, Title }));
		return { ...rest, body: { ...(body as Part), data } };
	};
	world.server.faults.next({ kind: 'alter', how: left, when: 'after' }, { operation: 'records.list', times: 9 });
	const change = { kind: 'operation', side: 'crm', scope: 'Contacts/1', run: { id: 'run1', syncName: 'test', onlyEmailAsWork: true }, op: 'update', contact: { google: 'g', crm: id }, id, join: false };
	expect(await world.apply([{ ...change, set: { Title: 'Chair', Phone: '2' }, expect: { Title: 'Clerk', Phone: '1' } }])).toMatchObject([{ outcome: 'written', after: null }]);
});

const NOTHING: HttpAnswer[] = [{ status: 204 }, { status: 304 }, { status: 200, body: { data: [] } }, { status: 200, body: { data: [], info: { more_records: true } } }];

test.each(NOTHING)('a page of the deleted feed that was promised and holds nobody is not its end: %j', async (second) => {
	const { cursor, scope, about } = (await world.read()).readings.at(-1) as never;
	const ids = Array.from({ length: 201 }, () => world.add({}));
	world.advance(3_600);
	ids.forEach((id) => world.server.crm.module('Contacts').remove(id));
	const matches = ({ query }: { query: Part }): boolean => query.page === '2';
	world.server.faults.next({ kind: 'alter', how: () => second, when: 'after' }, { operation: 'deleted', times: 9, matches });
	const since = async () => (await world.read({ mode: 'changes', cursor, scope, about })).readings.at(-1);
	expect(await since()).toMatchObject({ kind: 'cursor', complete: false, cursor: null });
	world.server.faults.clear();
	expect(await since()).toMatchObject({ kind: 'cursor', complete: true });
});

test.each(NOTHING.filter(({ status }) => status !== 304))('a page of a look-up that was promised and holds nobody does not say that nobody is there: %j', async (second) => {
	world.add({ Email: 'ann@example.org' });
	let asked = 0;
	const how = (): HttpAnswer => (asked++ === 0 ? { status: 200, body: { data: [{ id: '999', Email: 'somebody@example.org' }], info: { more_records: true } } } : second);
	world.server.faults.next({ kind: 'alter', how, when: 'after' }, { operation: 'coql', times: 2 });
	const [{ outcome }] = await world.apply([create({ Last_Name: 'Lee', Email: 'ann@example.org' })]);
	expect(outcome).toBe('notSent');
	expect(world.server.crm.module('Contacts').size).toBe(1);
});

test('a place to go on from that is no time is none: everything is read', async () => {
	const id = world.add({ Email: 'ann@example.org' });
	const { scope, about } = (await world.read()).readings.at(-1) as never;
	for (const cursor of ['', 'token', '2026-01-01T00:00:00+00:00\nHost: x', '2026-13-45T00:00:00Z']) {
		expect((await world.read({ mode: 'changes', cursor, scope, about })).readings).toMatchObject([{ kind: 'contact', id }, { kind: 'cursor', mode: 'full', complete: true }]);
	}
});

test.each([2 * 86_400, 10 * 365 * 86_400])('a clock of the CRM that is %d seconds ahead of n8n\'s has nothing missed', async (ahead) => {
	world.advance(ahead);
	const { cursor, scope, about } = (await world.read()).readings.at(-1) as never;
	world.advance(-ahead + 60);
	const id = world.add({ Email: 'ann@example.org' });
	expect((await world.read({ mode: 'changes', cursor, scope, about })).readings).toMatchObject([{ kind: 'contact', id }, { kind: 'cursor', complete: true }]);
});

test('a create that is answered with status 401 and with success, and without a code, is not sent again', async () => {
	const how = (given: HttpAnswer): HttpAnswer => ({ status: 401, body: withParts({ code: undefined })(given.body as Part) });
	world.server.faults.next({ kind: 'alter', how, when: 'after' }, { operation: 'records.create', times: 99 });
	const [{ outcome }] = await world.apply([create({ Last_Name: 'Lee', Email: 'ann@example.org' })]);
	expect([outcome, world.server.crm.module('Contacts').size]).toEqual(['unknown', 1]);
});

test('words of a refusal that have no end are cut off', async () => {
	answer('records.create', () => ({ data: [{ code: 'INVALID_DATA', message: 'no '.repeat(100_000), status: 'error', details: {} }] }));
	const [{ error }] = await world.apply([create({ Last_Name: 'Lee', Email: 'ann@example.org' })]);
	expect(error?.message.length).toBeLessThan(1_100);
	world.server.faults.failNext({ operation: 'records.list', status: 400, body: { code: 'INVALID_QUERY', message: 'no '.repeat(100_000), status: 'error' } });
	expect((await world.run({ operation: 'get', recordId: '4876001000000999999', fields: ['Email'] })).error?.length).toBeLessThan(1_200);
});
