/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import Ajv from 'ajv';
import type { IDataObject } from 'n8n-workflow';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { operations } from '../../../nodes/GoogleContactsSync/actions/resources';
import { originData } from '../../../nodes/GoogleContactsSync/fields/person';
import { GOOGLE_FIELDS } from '../../../nodes/shared/catalogue/googleFields';
import { stopN8n } from '../../harness';
import { GoogleWorld, named } from './googleWorld';

const SCHEMAS = join(__dirname, '../../../nodes/GoogleContactsSync/__schema__/v1.0.0');

let world: GoogleWorld;

beforeEach(async () => (world = await GoogleWorld.start()));
afterEach(async () => await world.close());
afterAll(stopN8n);

const continueOnFail = { node: { onError: 'continueRegularOutput' as const } };
const noGroup = { __rl: true, mode: 'list', value: '' };

function schemaOf(name: string): IDataObject {
	return JSON.parse(readFileSync(join(SCHEMAS, `${name}.json`), 'utf8')) as IDataObject;
}

/** What the schema does not name may not appear. */
function conforms(name: string, items: Array<{ json: IDataObject }>): void {
	expect(items).not.toHaveLength(0);
	const validate = new Ajv({ strict: false, allErrors: true }).compile({ ...schemaOf(name), additionalProperties: false });
	for (const { json } of items) {
		validate(json);
		expect(validate.errors ?? []).toEqual([]);
	}
}

test('every operation has its schema, and no schema is without its operation', () => {
	const expected = Object.entries(operations).map(([resource, group]) => [resource, Object.keys(group).map((name) => `${name}.json`).sort()]);
	expect(readdirSync(SCHEMAS).sort().map((resource) => [resource, readdirSync(join(SCHEMAS, resource)).sort()])).toEqual(expected.sort());
});

test('a contact has every field of the catalogue', () => {
	const { properties } = schemaOf('contact/get') as { properties: IDataObject };
	expect(Object.keys(properties)).toEqual(expect.arrayContaining(GOOGLE_FIELDS.map(({ key }) => key)));
});

test('contacts come out as their schema says, and errors with what to do', async () => {
	const ann = world.add(named('Ann', { organizations: [{ title: 'Chair' }], birthdays: [{ date: { year: 0, month: 5, day: 17 } }] }));
	conforms('contact/getAll', (await world.contact('getAll', { group: noGroup, returnAll: true })).items);
	const get = { contact: { __rl: true, mode: 'id', value: '={{ $json.id }}' } };
	const got = (await world.contact('get', get, { items: [{ id: ann }, { id: 'people/c404' }], ...continueOnFail })).items;
	conforms('contact/get', got);
	expect(got[1].json).toMatchObject({ error: expect.stringContaining('people/c404'), remedy: expect.stringContaining('Check') });
	const upsert = { email: '={{ $json.email }}', group: noGroup, fields: { values: [{ field: 'givenName', value: 'Ann' }] } };
	const items = ['ann@example.org', 'new@example.org', ''].map((email) => ({ email }));
	conforms('contact/upsert', (await world.contact('upsert', upsert, { items, ...continueOnFail })).items);
	const remove = { deleteBy: 'contact', ...get };
	conforms('contact/delete', (await world.contact('delete', remove, { items: [{ id: ann }, { id: 'people/c404' }], ...continueOnFail })).items);
});

test('readings and results of a sync come out as their schema says', async () => {
	const ann = world.add(named('Ann', { clientData: originData({ syncName: 'Sync 1', crmId: '7001' }) }));
	const gone = world.add(named('Bob'));
	world.server.book.remove(gone);
	conforms('contact/getChanges', (await world.getChanges({ ids: [gone] })).items);
	const operationsToApply = [
		world.updateOf(ann, { jobTitle: 'Chair' }, {}),
		world.updateOf(gone, { jobTitle: 'Chair' }, {}),
		world.createOf({ birthday: 'May' }),
		world.createOf({ givenName: 'Cem' }),
	];
	conforms('contact/applyChanges', (await world.apply(operationsToApply)).items);
});

test('groups and the account come out as their schema says', async () => {
	conforms('contactGroup/getAll', (await world.run({ resource: 'contactGroup', operation: 'getAll', returnAll: true })).items);
	conforms('contactGroup/create', (await world.run({ resource: 'contactGroup', operation: 'create', groupName: 'Friends' })).items);
	conforms('account/checkAccess', (await world.run({ resource: 'account', operation: 'checkAccess' })).items);
	conforms('account/revokeAccess', (await world.run({ resource: 'account', operation: 'revokeAccess' })).items);
});
