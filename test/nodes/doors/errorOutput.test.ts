import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { eachItem } from '../../../nodes/shared/api/errors';
import { runNode, stopN8n } from '../../harness';
import type { CrmWorld } from '../crm/crmWorld';
import { startCrmWorld } from '../crm/crmWorld';
import { GoogleWorld, named } from '../google/googleWorld';

let google: GoogleWorld;
let crm: CrmWorld;

beforeEach(async () => void ([google, crm] = [await GoogleWorld.start(), await startCrmWorld()]));
afterEach(async () => await Promise.all([google.close(), crm.close()]));
afterAll(stopN8n);

const NOWHERE = { __rl: true, mode: 'name', value: '' };
const BY_ID = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
const columns = { mappingMode: 'defineBelow', value: { Last_Name: 'Lee' }, matchingColumns: [], schema: [] };

/** Of each operation two items, the first of which comes to something. */
const CASES: Array<[node: 'google' | 'crm', operation: string, parameters: object, items: (known: { contact: string; record: string }) => IDataObject[]]> = [
	['google', 'get', { contact: BY_ID }, ({ contact }) => [{ id: contact }, { id: 'people/c999' }]],
	['google', 'get', { contact: BY_ID }, ({ contact }) => [{ id: contact }, { id: 'no id' }]],
	['google', 'delete', { deleteBy: 'contact', contact: BY_ID }, ({ contact }) => [{ id: contact }, { id: 'no id' }]],
	['google', 'delete', { deleteBy: 'email', email: '={{ $json.id }}' }, () => [{ id: 'ann@example.org' }, { id: 'nobody@example.org' }]],
	['google', 'upsert', { email: '={{ $json.id }}', group: NOWHERE, fields: {} }, () => [{ id: 'new@example.org' }, { id: 'none' }]],
	['google', 'upsert', { email: '={{ $json.id }}', group: NOWHERE, fields: {} }, () => [{ id: 'new@example.org' }, { id: '' }]],
	['crm', 'get', { recordId: '={{ $json.id }}', fields: ['Email'] }, ({ record }) => [{ id: record }, { id: '4876001000000999999' }]],
	['crm', 'delete', { deleteBy: 'id', recordId: '={{ $json.id }}' }, ({ record }) => [{ id: record }, { id: '4876001000000999999' }]],
	['crm', 'upsert', { email: '={{ $json.id }}', columns }, () => [{ id: 'new@example.org' }, { id: 'none' }]],
];

test.each(CASES)('%s %s: what failed leaves by the error output, with its item, the reason and what to do', async (node, operation, parameters, itemsOf) => {
	const items = itemsOf({ contact: google.add(named('Ann')), record: crm.add({ Email: 'ann@example.org' }) });
	const settings = { onError: 'continueErrorOutput' } as const;
	const { outputs } = node === 'google' ? await google.contact(operation, parameters as IDataObject, { items, node: settings }) : await crm.run({ operation, ...parameters }, items, { node: settings });
	const [succeeded, failed] = outputs;
	expect(succeeded).toMatchObject([{ pairedItem: { item: 0 } }]);
	expect(succeeded[0].json).not.toHaveProperty('error');
	expect(failed).toMatchObject([{ json: { id: items[1].id, error: expect.stringMatching(node === 'google' ? /[\w)]\. [A-Z].*\.$/ : /\w/) }, pairedItem: { item: 1 } }]);
});

test('items come out however many there are', async () => {
	const many = Array.from({ length: 150_000 }, () => ({ json: {} }));
	const output = await eachItem({ getInputData: () => [{}] } as unknown as IExecuteFunctions, async () => many);
	expect(output).toHaveLength(150_000);
});

/** What keeps a node from doing anything at all. */
const ALIKE: Array<[what: string, node: 'google' | 'crm', operation: string, parameters: object, happens: () => void]> = [
	['Google does not list', 'google', 'upsert', { email: '={{ $json.id }}', group: NOWHERE, fields: {} }, () => google.refuse('connections.list', { status: 400 }, 99)],
	['an option that is none', 'google', 'delete', { deleteBy: 'contact', contact: BY_ID, options: { unitsPerMinute: '={{ "many" }}' } }, () => {}],
	['an address that is none', 'google', 'get', { contact: BY_ID }, () => void Object.assign(google.credentials.googleContactsSyncOAuth2Api, { serviceAddress: 'ftp://example.org' })],
	['an operation that is none', 'google', 'explode', {}, () => {}],
	['a switch that is none', 'crm', 'delete', { deleteBy: 'id', recordId: '={{ $json.id }}', runWorkflows: '={{ "yes" }}' }, () => {}],
	['an address that is none', 'crm', 'get', { recordId: '={{ $json.id }}', fields: ['Email'] }, () => void Object.assign(crm.credentials.verticalCrmOAuth2Api, { host: 'ftp://example.org' })],
];

describe.each(ALIKE)('%s (%s, %s)', (_what, node, operation, parameters, happens) => {
	test.each([['continueRegularOutput', 0], ['continueErrorOutput', 1]] as const)('is told of each item, none of which looks done: %s', async (onError, output) => {
		const items = [{ id: google.add(named('Ann')) }, { id: crm.add({ Email: 'ann@example.org' }) }];
		happens();
		const { outputs } = node === 'google' ? await google.contact(operation, parameters as IDataObject, { items, node: { onError } }) : await crm.run({ operation, ...parameters }, items, { node: { onError } });
		expect(outputs[output]).toMatchObject(items.map((_item, item) => ({ json: { error: expect.any(String) }, pairedItem: { item } })));
		if (output === 1) expect(outputs[0]).toEqual([]);
	});
});

test('Create or Update tells what it wrote before it could read no more', async () => {
	google.cut('batchGet', 'before');
	google.refuse('batchGet', { status: 403 }, 99);
	const items = [{ id: 'ann@example.org' }, { id: 'bob@example.org' }, { id: 'ann@example.org' }];
	const { items: told } = await google.contact('upsert', { email: '={{ $json.id }}', group: NOWHERE, fields: {} }, { items, node: { onError: 'continueRegularOutput' } });
	expect(told.map(({ json }) => json.result ?? json.error)).toEqual(['created', 'created', expect.stringContaining('Google')]);
});

test.each([['continueRegularOutput', 0], ['continueErrorOutput', 1]] as const)('Contact Reconcile hands nothing on that it has not done: %s', async (onError, output) => {
	const { outputs } = await runNode('contactReconcile', { operation: 'getStatus' }, { items: [{ no: 'row' }, { no: 'row' }], node: { onError } });
	expect(outputs[output]).toMatchObject([{ json: { error: expect.stringContaining('Item 0 is no row of what the sync remembers') } }]);
	expect(outputs.flat()).toHaveLength(1);
});
