/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import Ajv from 'ajv';
import type { IDataObject } from 'n8n-workflow';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { operations } from '../../../nodes/VerticalCrm/actions/resources';
import type { CrmWorld } from './crmWorld';
import { create, startCrmWorld, update } from './crmWorld';

const SCHEMAS = join(__dirname, '../../../nodes/VerticalCrm/__schema__/v1.0.0');

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => await world.close());

/** As strict as can be: what the schema does not name may not appear, except in records and texts by field. */
function validator(name: string) {
	const schema = JSON.parse(readFileSync(join(SCHEMAS, `${name}.json`), 'utf8')) as IDataObject;
	const closed = name.startsWith('record/get') && name !== 'record/getChanges' ? schema : { ...schema, additionalProperties: false };
	return new Ajv({ strict: false, allErrors: true }).compile(closed);
}

function conforms(name: string, items: Array<{ json: IDataObject }>): void {
	expect(items).not.toHaveLength(0);
	const validate = validator(name);
	for (const { json } of items) {
		validate(json);
		expect(validate.errors ?? []).toEqual([]);
	}
}

test('every operation has its schema, and no schema is without its operation', () => {
	for (const [resource, group] of Object.entries(operations)) {
		expect(existsSync(join(SCHEMAS, resource))).toBe(true);
		expect(readdirSync(join(SCHEMAS, resource)).sort()).toEqual(Object.keys(group).map((name) => `${name}.json`).sort());
	}
});

test('records come out as their schema says', async () => {
	const account = world.server.crm.module('Accounts').add({ Account_Name: 'Acme' });
	const id = world.add({ Email: 'ann@example.org', Account_Name: account });
	const view = { __rl: true, mode: 'list', value: '' };
	conforms('record/getAll', (await world.run({ operation: 'getAll', returnAll: true, view, fields: [] })).items);
	conforms('record/get', (await world.run({ operation: 'get', recordId: id, fields: [] })).items);
	const columns = { mappingMode: 'defineBelow', value: { Last_Name: 'Lee', Account_Name: 'Nobody' }, matchingColumns: [], schema: [] };
	const upsert = { operation: 'upsert', email: '={{ $json.email }}', columns } as never;
	const items = ['ann@example.org', 'new@example.org', 'no address'].map((email) => ({ email }));
	conforms('record/upsert', (await world.run(upsert, items, { node: { onError: 'continueRegularOutput' } })).items);
	conforms('record/delete', (await world.run({ operation: 'delete', deleteBy: 'id', recordId: id })).items);
});

test('readings and results of a sync come out as their schema says', async () => {
	const id = world.add({ Title: 'Clerk' });
	const gone = world.add({});
	world.server.crm.module('Contacts').remove(gone);
	conforms('record/getChanges', (await world.read({ ids: [gone] })).items);
	const set = { operation: 'applyChanges' };
	const operationsToApply = [
		update(id, { Title: 'Chair', Account_Name: 'Nobody' }, { Title: 'Clerk' }),
		update(gone, { Title: 'Chair' }, {}),
		create({ Last_Name: 'Lee', Email: 'no address' }),
	];
	conforms('record/applyChanges', (await world.run(set, operationsToApply)).items);
});

test('the account comes out as its schema says', async () => {
	conforms('account/checkAccess', (await world.run({ resource: 'account', operation: 'checkAccess' })).items);
	conforms('account/revokeAccess', (await world.run({ resource: 'account', operation: 'revokeAccess' })).items);
});

test('fields and list views come out as their schema says, and as the CRM has them', async () => {
	world.server.crm.module('Contacts').fields.add({ apiName: 'Loyalty', type: 'picklist', pickList: ['Gold'], custom: true, label: 'Treue' });
	const module = { __rl: true, mode: 'name', value: 'Contacts' };
	const fields = await world.run({ resource: 'field', operation: 'getAll', module, returnAll: true });
	conforms('field/getAll', fields.items);
	expect(fields.items.map(({ json }) => json)).toContainEqual(expect.objectContaining({ name: 'Loyalty', label: 'Treue', options: ['Gold'], writable: true }));
	const id = world.server.crm.module('Contacts').views.addView({ name: 'Customers', predicate: () => true });
	const views = await world.run({ resource: 'listView', operation: 'getAll', module, returnAll: true });
	conforms('listView/getAll', views.items);
	expect(views.items.map(({ json }) => json)).toContainEqual({ id, name: 'Customers' });
	expect((await world.run({ resource: 'listView', operation: 'getAll', module, returnAll: false, limit: 1 })).items).toHaveLength(1);
});
