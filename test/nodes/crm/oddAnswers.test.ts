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

test.each([404, 409, 429])('a create that is answered with status %i and with success is unknown, and not sent again', async (status) => {
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
