import type { IDataObject } from 'n8n-workflow';
import set from 'lodash/set';

import { publish } from '../../harness/pollNode';
import { stopN8n } from '../../harness';
import type { CrmWorld } from '../crm/crmWorld';
import { startCrmWorld } from '../crm/crmWorld';
import { GoogleWorld } from '../google/googleWorld';
import { asExpressions } from './startSettings';

/** What expressions, sheets and databases give in the place of something else. */
const WRONG = [undefined, null, '', 'false', '10%', '__proto__', -1, 1.5, NaN, 1e20, true, [], ['x'], {}, { x: 1 }] as const;

const text = (value: unknown) => typeof value === 'string' && value !== '';
const nothing = (value: unknown) => value === undefined || value === null || value === '';
const never = () => false;
const isSwitch = (value: unknown) => typeof value === 'boolean';
const count = (value: unknown) => value === undefined || (Number.isInteger(value) && (value as number) > 0);
/** What fields take: one value, or several; nothing told leaves them as they are. */
const isValue = (value: unknown) => Array.isArray(value) || ((typeof value !== 'object' || value === null) && !Number.isNaN(value));
const locator = (value: string) => ({ __rl: true, mode: 'name', value });

/** Right parameters of an operation, and of some of them what else they may be. */
type Case = [node: 'google' | 'crm', name: string, parameters: IDataObject, may: Record<string, (value: unknown) => boolean>];

const CASES: Case[] = [
	['crm', 'getAll', { module: locator('Contacts'), returnAll: false, limit: 1, view: locator(''), fields: ['Email'] }, { returnAll: isSwitch, limit: count, 'view.value': nothing, fields: (value) => Array.isArray(value), 'module.value': text }],
	['crm', 'get', { module: locator('Contacts'), recordId: '1', fields: ['Email'] }, { recordId: never }],
	['crm', 'delete', { module: locator('Contacts'), deleteBy: 'email', recordId: '1', emailField: 'Email', email: 'nobody@example.org' }, { deleteBy: never, email: text, emailField: text }],
	['crm', 'delete', { module: locator('Contacts'), deleteBy: 'id', recordId: '1' }, { recordId: never, runWorkflows: isSwitch }],
	['crm', 'upsert', { module: locator('Contacts'), emailField: 'Email', email: 'ann@example.org', columns: { mappingMode: 'defineBelow', value: { Title: 'Chair' } } }, { email: text, 'columns.value.Title': isValue }],
	['google', 'contact/getAll', { returnAll: false, limit: 1, group: locator(''), output: 'selected', outputFields: ['nickname'] }, { returnAll: isSwitch, limit: count, 'group.value': nothing, output: never, outputFields: (value) => Array.isArray(value) }],
	['google', 'contact/get', { contact: { __rl: true, mode: 'id', value: 'people/c0' }, output: 'raw' }, { 'contact.value': never, output: never }],
	['google', 'contact/delete', { deleteBy: 'email', contact: { __rl: true, mode: 'id', value: 'people/c0' }, email: 'nobody@example.org', options: { unitsPerMinute: 90 } }, { deleteBy: never, email: text, 'options.unitsPerMinute': count }],
	['google', 'contact/upsert', { email: 'ann@example.org', group: locator('Missing'), createGroup: false, fields: { values: [{ field: 'jobTitle', value: 'Chair' }] } }, { email: never, createGroup: isSwitch, 'group.value': nothing, 'fields.values.0.value': isValue }],
	['google', 'contactGroup/create', { groupName: 'Friends' }, { groupName: text }],
];

let google: GoogleWorld;
let crm: CrmWorld;

beforeEach(async () => {
	[google, crm] = [await GoogleWorld.start(), await startCrmWorld()];
	google.add({ names: [{ givenName: 'No', familyName: 'Mail' }] });
	crm.add({ Last_Name: 'Mail' });
});
afterEach(async () => await Promise.all([google.server.close(), crm.close()]));
afterAll(stopN8n);

/** Parameters with another value in one place, as an expression gives it. */
function withValue(parameters: IDataObject, place: string, value: unknown): IDataObject {
	const copy = structuredClone(parameters);
	set(copy, place, value === undefined ? '={{ undefined }}' : asExpressions({ value } as IDataObject).value);
	return copy;
}

test.each(CASES)('%s %s: a parameter that is none is refused by its value, before anything is written', async (node, name, parameters, may) => {
	const misjudged: string[] = [];
	const run = async (given: IDataObject) => {
		if (node === 'crm') return await crm.run({ operation: name, ...given });
		const [resource, operation] = name.split('/');
		return await google.run({ resource, operation, ...given });
	};
	const server = node === 'crm' ? crm.server : google.server;
	for (const [place, isRight] of Object.entries(may)) {
		for (const value of WRONG) {
			const before = server.log.writes().filter(({ operation }) => operation !== 'coql').length;
			const { error = '', items } = await run(withValue(parameters, place, value));
			const wrote = server.log.writes().filter(({ operation }) => operation !== 'coql').length > before;
			const isUgly = /Cannot read|is not a function|not iterable|undefined \(|\[object/.test(error);
			const isRefused = error !== '' && items.length === 0 && !wrote;
			if (isUgly || (!isRight(value) && !isRefused)) misjudged.push(`${place}: ${String(value)} ${JSON.stringify(value)}: ${error || 'taken'}${wrote ? ', written' : ''}`);
		}
	}
	expect(misjudged).toEqual([]);
});

test.each(['email', 'E-Mail'])('a deletion by an address that is none deletes nobody, also where one record has none (%s)', async (deleteBy) => {
	for (const value of [undefined, null, '', ' ', {}]) {
		await crm.run(withValue({ operation: 'delete', deleteBy, recordId: '1', emailField: 'Email' }, 'email', value));
		await google.contact('delete', withValue({ deleteBy, contact: { __rl: true, mode: 'id', value: 'people/c0' } }, 'email', value));
	}
	expect(crm.server.crm.module('Contacts').size).toBe(1);
	expect(google.server.book.all()).toHaveLength(1);
});

test('a trigger whose hours or module are none says so, and starts no run', async () => {
	for (const parameters of [{ fullCheckHours: '={{ "10%" }}' }, { fullCheckHours: '={{ -1 }}' }, { fullCheckHours: '={{ null }}' }, { module: '={{ null }}' }]) {
		const workflow = publish('contactSyncTrigger', { module: locator('Contacts'), fullCheckHours: 24, ...parameters }, { ...google.credentials, ...crm.credentials });
		await expect(workflow.poll('trigger')).rejects.toThrow(/^"(Full Check Every \(Hours\)|Module)" is /);
	}
});
