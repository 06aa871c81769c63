import type { IDataObject, INode, INodeType } from 'n8n-workflow';

import { InMemoryDeduplication, runWorkflow, stopN8n } from '../harness';
import { nodeDescription } from '../harness/standIns';
import { membershipIn } from '../servers/google';
import type { SyncWorld } from './syncWorld';
import { fillIn, startSyncWorld } from './syncWorld';

let world: SyncWorld;
let dedupe: InMemoryDeduplication;

beforeEach(async () => {
	world = await startSyncWorld();
	dedupe = new InMemoryDeduplication();
});
afterEach(async () => await world.close());
afterAll(stopN8n);

/** Undoes pasted journal rows in the workflow of the sync, and carries it out. */
async function undo(rows: unknown, parameters: IDataObject = {}, state = world.remembered()) {
	const node = (name: string, type: string, parameters: IDataObject): INode =>
		({ id: name, name, type, typeVersion: 1, position: [0, 0], parameters }) as INode;
	const [reconcile, google, crm] = ['contactReconcile', 'googleContactsSync', 'verticalCrm'].map((name) => `n8n-nodes-contact-sync.${name}`);
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	return await runWorkflow(
		{
			id: 'sync',
			name: 'Undo',
			nodes: [
				node('By Hand', 'n8n-nodes-base.manualTrigger', {}),
				node('State', 'test.state', {}),
				node('Undo', reconcile, { operation: 'undo', rowsFrom: 'json', rowsJson: JSON.stringify(rows), ...parameters }),
				node('Google', google, { operation: 'applyChanges' }),
				node('CRM', crm, { operation: 'applyChanges' }),
			],
			connections: {
				'By Hand': { main: [[...to('Undo'), ...to('State')]] },
				State: { main: [[{ node: 'Undo', type: 'main', index: 1 }]] },
				Undo: { main: [[], to('Google'), to('CRM'), []] },
			},
			settings: { executionOrder: 'v1' },
		},
		{ credentials: world.credentials, dedupe, mode: 'manual', extraNodeTypes: { 'test.state': source(state) } },
	);
}

function source(rows: IDataObject[]): INodeType {
	return { description: nodeDescription('state'), execute: async () => [rows.map((json) => ({ json }))] };
}

async function sync(deletes = false) {
	const result = await world.run('two-way', (nodes) => {
		for (const node of nodes) {
			if (node.name === 'Start Sync') Object.assign(node.parameters, { deletes, options: { syncName: 'Sales' } });
		}
	});
	expect(result.error).toBeUndefined();
	return result;
}

const SALES = { options: { syncName: 'Sales' } };

test('an overwritten value comes back over the wire, and the next sync carries it to the other side', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	await sync();
	expect(world.google.book.get(ann)?.organizations?.[0].title).toBe('Chair');
	const { error, items } = await undo(world.journal, SALES);
	expect(error).toBeUndefined();
	expect(world.google.book.get(ann)?.organizations?.[0].title).toBe('Clerk');
	expect(items('Undo', 0)[0].json).toMatchObject({ side: 'google', before: 'Chair', after: 'Clerk', reason: 'undone' });
	expect(items('Undo', 3)[0].json).toMatchObject({ planned: { google: 1, crm: 0, fields: 1, records: 0 }, leftAlone: [] });
	await sync();
	expect(world.crm.crm.module('Contacts').get(annCrm)).toMatchObject({ Title: 'Clerk' });
});

test('S57: a value that its user edited meanwhile is left alone, and said so', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	await sync();
	world.google.book.update(ann, { organizations: [{ title: 'Queen' }] });
	const { items } = await undo(world.journal, SALES);
	expect(items('Google')[0].json).toMatchObject({ outcome: 'mismatch', id: ann });
	expect(world.google.book.get(ann)?.organizations?.[0].title).toBe('Queen');
	const journalled = structuredClone(world.journal);
	await sync();
	const again = await undo(journalled, SALES);
	expect(again.items('Undo', 3)[0].json).toMatchObject({ leftAlone: [{ field: 'jobTitle', why: 'Was edited since' }] });
});

test('a deleted record comes back once, however often its deletion is undone', async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk' });
	await sync(true);
	await sync(true);
	world.crm.crm.module('Contacts').remove(annCrm);
	await sync(true);
	expect(world.google.book.members(world.group)).toHaveLength(0);
	expect((await undo(world.journal, SALES)).error).toBeUndefined();
	expect(world.google.book.members(world.group)).toHaveLength(1);
	const second = await undo(world.journal, SALES);
	expect(second.error).toContain('Deleted contacts were brought back less than ten minutes ago');
	expect(world.google.book.members(world.group)).toHaveLength(1);
});

test('a dry run tells what would come back, writes nothing, and may be asked again before it is done', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	await sync(true);
	await sync(true);
	world.crm.crm.module('Contacts').remove(annCrm);
	await sync(true);
	expect(world.google.book.members(world.group)).toHaveLength(0);
	world.google.log.clear();
	for (let time = 0; time < 2; time++) {
		const { error, items } = await undo(world.journal, { ...SALES, dryRun: true });
		expect(error).toBeUndefined();
		expect([0, 1, 2].map((output) => items('Undo', output))).toEqual([[], [], []]);
		const [{ json }] = items('Undo', 3);
		expect(json).toMatchObject({ dryRun: true, planned: { google: 1, records: 1 }, changes: [{ side: 'google', op: 'create', contact: 'Ann Lee', id: null }] });
		expect((json.changes as IDataObject[])[0].fields).toContainEqual({ field: 'workEmail', before: '', after: 'ann@example.org' });
	}
	expect(world.google.log.writes()).toEqual([]);
	const done = await undo(world.journal, SALES);
	expect([done.error, done.items('Undo', 3)[0].json.dryRun]).toEqual([undefined, false]);
	expect(world.google.book.members(world.group)).toHaveLength(1);
	expect(world.google.book.get(ann)).toBeUndefined();
});

test('without what the sync remembers, values and records come back as well', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	await sync(true);
	const [{ error }] = [await undo(world.journal, SALES, [])];
	expect(error).toBeUndefined();
	expect(world.google.book.get(ann)?.organizations?.[0].title).toBe('Clerk');
	await sync(true);
	world.google.book.remove(ann);
	await sync(true);
	expect(world.crm.crm.module('Contacts').get(annCrm)).toBeUndefined();
	const back = await undo(world.journal.filter(({ reason }) => reason === 'deleted'), SALES, []);
	expect(back.items('CRM')[0].json).toMatchObject({ op: 'create', outcome: 'written' });
	expect(world.crm.crm.module('Contacts').all()).toMatchObject([{ Email: 'ann@example.org', Title: 'Clerk' }]);
});

test('a deleted record without an address is looked up by its name before it comes back, also where the answer of an earlier undo was lost', async () => {
	world.google.book.add({ names: [{ givenName: 'Zoë', familyName: 'Lee' }], phoneNumbers: [{ type: 'mobile', value: '555 010 0100' }], memberships: [membershipIn(world.group)] });
	const zoe = world.addCrm({ First_Name: 'Zoë', Last_Name: 'Lee', Email: '', Mobile: '555 010 0100', Title: 'Clerk' });
	await sync(true);
	await sync(true);
	const [google] = world.google.book.members(world.group).filter(({ emailAddresses }) => !emailAddresses);
	world.google.book.remove(google.resourceName ?? '');
	await sync(true);
	const contacts = world.crm.crm.module('Contacts');
	expect([contacts.get(zoe), contacts.size]).toEqual([undefined, 0]);
	const rows = structuredClone(world.journal);
	const state = world.remembered();
	world.crm.faults.next({ kind: 'reset', when: 'after' }, { operation: 'records.create' });
	expect((await undo(rows, SALES, state)).items('CRM')[0].json).toMatchObject({ op: 'create', outcome: 'unknown' });
	const [back] = contacts.all();
	contacts.update(back.id as string, { First_Name: 'ZOË' });
	dedupe = new InMemoryDeduplication();
	expect((await undo(rows, SALES, state)).items('CRM')[0].json).toMatchObject({ op: 'create', outcome: 'exists', id: back.id });
	dedupe = new InMemoryDeduplication();
	expect((await undo(rows, SALES, [])).items('CRM')[0].json).toMatchObject({ op: 'create', outcome: 'exists' });
	await sync(true);
	dedupe = new InMemoryDeduplication();
	expect((await undo(rows, SALES)).items('CRM')).toEqual([]);
	expect(contacts.size).toBe(1);
});

test('of one run only', async () => {
	const rows = ['run-1', 'run-2'].map((runId) => ({
		...{ runId, side: 'google', recordId: `people/${runId}`, scope: world.group, otherId: null, contact: 'Ann', field: 'jobTitle' },
		...{ before: 'Clerk', after: null, reason: 'overwritten', at: '2026-01-01T00:00:00.000Z' },
	}));
	await sync();
	const { items } = await undo(rows, { ...SALES, runId: ' run-2 ' });
	expect(items('Undo', 1).map(({ json }) => json.id)).toEqual(['people/run-2']);
	expect(items('Undo', 1)[0].json).toMatchObject({ set: { jobTitle: 'Clerk' }, expect: { jobTitle: '' } });
});

test('the template shows first what a run replaced, of everybody or of one person, and then brings it back', async () => {
	for (const [given, email] of [['Ann', 'ann@example.org'], ['Bob', 'bob@example.org']]) {
		world.addGoogle({ given, family: 'Lee', email, title: 'Clerk' });
		world.addCrm({ First_Name: given, Last_Name: 'Lee', Email: email, Title: 'Chair' });
	}
	const runId = String((await world.run('two-way')).items('Record Results')[0].json.runId);
	const titles = () => world.google.book.members(world.group).map(({ organizations }) => organizations?.[0].title);
	const syncName = String(world.remembered()[0].syncName);
	const fromTemplate = async (values: Record<string, string | boolean>) => {
		const { error, items } = await world.runFromEditor('undo', (nodes) => fillIn(nodes, 'What to Undo', { syncName, ...values }));
		expect(error).toBeUndefined();
		return items('Results').map(({ json }) => json).find(({ kind }) => kind === 'undo');
	};
	expect(await fromTemplate({ runId })).toMatchObject({ dryRun: true, changes: [{ contact: 'Bob Lee' }, { contact: 'Ann Lee' }] });
	expect(await fromTemplate({ runId: '', carryOut: true })).toMatchObject({ rows: 0 });
	expect(titles()).toEqual(['Chair', 'Chair']);
	expect(await fromTemplate({ runId, contact: 'Bob Lee', carryOut: true })).toMatchObject({ planned: { google: 1, fields: 1 } });
	expect(titles()).toEqual(['Chair', 'Clerk']);
	await world.run('two-way');
	expect(world.crm.crm.module('Contacts').all().map(({ Title }) => Title)).toEqual(['Chair', 'Clerk']);
});

test.each([
	['rows that are none', [{ side: 'google', field: 'jobTitle' }], SALES, 'Row 1 is no row of the journal'],
	['text that is no list', 'x', SALES, '"JSON" is no list of journal rows'],
])('%s are refused before anything is written', async (_what, rows, parameters, message) => {
	await sync();
	world.google.log.clear();
	const { error } = await undo(rows, parameters);
	expect(error).toContain(message);
	expect(world.google.log.writes()).toEqual([]);
});
