import type { IDataObject, IExecuteFunctions, ILoadOptionsFunctions, INodeType } from 'n8n-workflow';

import { VerticalCrm } from '../../../nodes/VerticalCrm/VerticalCrm.node';
import { nodeDescription } from '../../harness/standIns';
import { runNode } from '../../harness';
import type { CrmWorld } from './crmWorld';
import { startCrmWorld } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

const { methods } = new VerticalCrm();

/** Calls what the editor calls to fill a list, with the credential and the module that the node is set to. */
async function ask(call: (editor: ILoadOptionsFunctions) => Promise<unknown>, module = 'Contacts'): Promise<IDataObject[]> {
	const probe: INodeType = {
		description: { ...nodeDescription('editor'), credentials: [{ name: 'verticalCrmOAuth2Api', required: true }] },
		async execute(this: IExecuteFunctions) {
			const getCurrentNodeParameter = () => module;
			const editor = Object.assign(Object.create(this) as ILoadOptionsFunctions, { getCurrentNodeParameter });
			return [[{ json: { answer: (await call(editor)) as IDataObject } }]];
		},
	};
	const { items, error } = await runNode(probe, {}, { credentials: world.credentials });
	if (error) throw new Error(error);
	const { answer } = items[0].json as { answer: IDataObject[] & { results?: IDataObject[]; fields?: IDataObject[] } };
	return answer.results ?? answer.fields ?? answer;
}

test('modules are listed by the names that the solution gives them', async () => {
	world.server.crm.renameModule('Contacts', 'Customers');
	world.server.faults.losePermission('Vendors', 'view');
	const all = await ask(async (editor) => await methods.listSearch.searchModules.call(editor));
	expect(all).toContainEqual({ name: 'Customers', value: 'Customers' });
	expect(all.map(({ value }) => value)).not.toContain('Vendors');
	expect(await ask(async (editor) => await methods.listSearch.searchModules.call(editor, 'pati'))).toEqual([
		{ name: 'Patients', value: 'Patients' },
	]);
});

test('list views are listed by name, more than a page of them, and found by a part of it or by id', async () => {
	const { views } = world.server.crm.module('Contacts');
	const ids = Array.from({ length: 230 }, (_, n) => views.addView({ name: `Kunden ${n}`, predicate: () => true }));
	const all = await ask(async (editor) => await methods.listSearch.searchViews.call(editor));
	expect(all).toHaveLength(231);
	expect(await ask(async (editor) => await methods.listSearch.searchViews.call(editor, 'kunden 229'))).toEqual([
		{ name: 'Kunden 229', value: ids[229] },
	]);
	expect(await ask(async (editor) => await methods.listSearch.searchViews.call(editor, ids[7]))).toEqual([
		{ name: 'Kunden 7', value: ids[7] },
	]);
});

test('fields show type, length and what they demand; custom ones are among them', async () => {
	world.server.crm.module('Contacts').fields.add({ apiName: 'Loyalty', type: 'picklist', pickList: ['Gold'], custom: true, label: 'Treue' });
	const fields = await ask(async (editor) => await methods.loadOptions.getFields.call(editor));
	expect(fields).toContainEqual({ name: 'Last Name', value: 'Last_Name', description: 'Last_Name, text, at most 80 characters, mandatory' });
	expect(fields).toContainEqual({ name: 'Full Name', value: 'Full_Name', description: 'Full_Name, text, at most 120 characters, read-only' });
	expect(fields).toContainEqual({ name: 'Treue', value: 'Loyalty', description: 'Loyalty, picklist' });
	const emails = await ask(async (editor) => await methods.loadOptions.getEmailFields.call(editor));
	expect(emails.map(({ value }) => value)).toEqual(['Email', 'Secondary_Email']);
});

test('a panel with many rows asks for its fields once; half a minute later they are read anew, and a refusal is not kept', async () => {
	const list = async () => await ask(async (editor) => await methods.loadOptions.getFields.call(editor));
	world.server.faults.failNext({ status: 403 });
	await expect(list()).rejects.toThrow();
	world.server.log.clear();
	const [first, ...others] = await Promise.all(Array.from({ length: 18 }, list));
	expect(new Set(others.map((fields) => fields.length))).toEqual(new Set([first.length]));
	expect((await ask(async (editor) => await methods.resourceMapping.getColumns.call(editor))).length).toBeGreaterThan(0);
	expect(world.server.log.count({ kind: 'read' })).toBe(1);
	world.server.crm.module('Contacts').fields.add({ apiName: 'Loyalty', type: 'text', custom: true, label: 'Loyalty' });
	const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 31_000);
	expect((await list()).map(({ value }) => value)).toContain('Loyalty');
	clock.mockRestore();
});

test('columns to fill are those that can be written, with their options', async () => {
	const columns = await ask(async (editor) => await methods.resourceMapping.getColumns.call(editor));
	const byId = new Map(columns.map((column) => [column.id, column]));
	expect(byId.get('Last_Name')).toMatchObject({ displayName: 'Last Name (text, at most 80 characters, mandatory in a new record)', required: false });
	expect(byId.get('Lead_Source')).toMatchObject({ type: 'options', options: expect.arrayContaining([{ name: 'Partner', value: 'Partner' }]) });
	expect(byId.get('Email_Opt_Out')).toMatchObject({ type: 'boolean' });
	expect(byId.has('Full_Name')).toBe(false);
	expect(byId.has('Owner')).toBe(true);
});

test('a list that the CRM refuses says why', async () => {
	await expect(ask(async (editor) => await methods.loadOptions.getFields.call(editor), 'No_Module')).rejects.toThrow(/INVALID_MODULE/);
});
