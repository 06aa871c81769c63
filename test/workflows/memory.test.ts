import type { IDataObject, INode, INodeExecutionData, INodeType } from 'n8n-workflow';

import type { RunResult } from '../harness';
import { InMemoryDeduplication, runNode, runWorkflow, stopN8n } from '../harness';
import { nodeDescription } from '../harness/standIns';
import { JOURNAL, PageWorld, STATE } from './pageWorld';

/* What else there is to do with the rows that a workflow keeps of a sync: its status, forgetting, undo. */

let world: PageWorld;

beforeEach(async () => (world = await PageWorld.start()));
afterEach(async () => await world.accounts.close());
afterAll(stopN8n);

async function reconcile(operation: string, rows: object[], parameters: IDataObject = {}) {
	// As from "Always Output Data".
	const items = rows.length > 0 ? rows : [{}];
	return await runNode('contactReconcile', { operation, ...parameters }, { items, mode: 'manual', dedupe: new InMemoryDeduplication() });
}

async function syncAgain(name: string): Promise<void> {
	world.change(name, { dueAt: 1 });
	expect((await world.run()).error).toBeUndefined();
}

function ann(title: { google: string; crm: string }) {
	const google = world.accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: title.google });
	const crm = world.accounts.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: title.crm });
	return {
		google,
		shown: () => ({
			google: world.accounts.google.book.get(google)?.organizations?.[0].title,
			crm: world.accounts.crm.crm.module('Contacts').get(crm)?.Title,
		}),
	};
}

describe('Get Status', () => {
	test('tells of the rows that it gets what the last run did, who waits, and how the next one reads', async () => {
		ann({ google: 'Clerk', crm: 'Clerk' });
		world.accounts.addCrm({ First_Name: 'Bob', Last_Name: 'Ray', Email: 'bob@example.org' });
		world.add('Sales');
		await world.run();
		const { error, items } = await reconcile('getStatus', world.rows(STATE));
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({
			...{ syncName: 'sync-Sales', outcome: 'complete', contacts: 2, leftOut: [], unreadable: null },
			...{ lastSync: world.configuration('Sales').lastSync, next: { google: { mode: 'changes' }, crm: { mode: 'changes' } } },
		});
		expect(items[0].json.stateBytes).toBeGreaterThan(100);
	});

	test('says of none that there was no sync yet, and refuses rows of several syncs without a name, and other items', async () => {
		expect((await reconcile('getStatus', [])).items[0].json).toMatchObject({ lastSync: null, contacts: 0 });
		expect((await reconcile('getStatus', [{ name: 'Sales' }])).error).toContain('is no row of what the sync remembers');
		world.add('First');
		world.add('Second');
		await world.run();
		expect((await reconcile('getStatus', world.rows(STATE))).error).toContain('The rows are of several syncs');
		const { items } = await reconcile('getStatus', world.rows(STATE), { options: { syncName: 'sync-Second' } });
		expect(items[0].json).toMatchObject({ syncName: 'sync-Second', lastSync: world.configuration('Second').lastSync });
	});
});

test.each([false, true])('Forget Person of a memory that cannot be read does not say that it knows nobody (again: %j)', async (again) => {
	const rows = [{ syncName: 'a', generation: 1, kind: 'state', part: 1, parts: 1, text: 'damaged' }];
	const { error, outputs } = await reconcile('forget', rows, { person: 'ann@example.org', again });
	expect(error).toMatch(/cannot be read: it is damaged.*"Reset" erases all of it/s);
	expect(outputs.flat()).toEqual([]);
	expect((await reconcile('forget', [], { person: 'ann@example.org' })).error).toContain('rows of the right sync');
});

test('P5: Reset gives a newer state that knows nobody; stored, the next run matches everybody anew and writes nothing', async () => {
	ann({ google: 'Clerk', crm: 'Clerk' });
	world.add('Sales');
	await world.run();
	const before = world.rows(STATE);
	const { error, outputs: [report, rows] } = await reconcile('reset', before);
	expect(error).toBeUndefined();
	expect(report[0].json).toMatchObject({ syncName: 'sync-Sales', reset: true, forgottenContacts: 1 });
	expect(rows.map(({ json }) => json.kind)).toEqual(['contacts', 'state']);
	expect(rows[0].json.generation).toBeGreaterThan(Number(before[0].generation));

	world.store(STATE, rows.map(({ json }) => json));
	await syncAgain('Sales');
	expect(world.reports.get('Sales')).toMatchObject({ readings: { google: 'full', crm: 'full' }, overwritten: 0, classes: { inSync: 1 } });
});

/** Undoes the journal with the state that the tables hold, and carries it out. */
async function undo(): Promise<RunResult> {
	const rowsOf = (table: string): INodeType => ({
		description: nodeDescription('rows'),
		execute: async () => [world.rows(table).map((json): INodeExecutionData => ({ json }))],
	});
	const node = (name: string, type: string, parameters: IDataObject = {}): INode =>
		({ id: name, name, type, typeVersion: 1, position: [0, 0], parameters }) as INode;
	const to = (name: string, index = 0) => [{ node: name, type: 'main' as const, index }];
	return await runWorkflow(
		{
			id: 'undo',
			name: 'Undo',
			nodes: [
				node('By Hand', 'n8n-nodes-base.manualTrigger'),
				node('Journal', 'test.journal'),
				node('State', 'test.state'),
				node('Undo', 'n8n-nodes-contact-sync.contactReconcile', { operation: 'undo' }),
				node('Google', 'n8n-nodes-contact-sync.googleContactsSync', { operation: 'applyChanges' }),
				node('CRM', 'n8n-nodes-contact-sync.verticalCrm', { operation: 'applyChanges' }),
			],
			connections: {
				'By Hand': { main: [[...to('Journal'), ...to('State')]] },
				Journal: { main: [to('Undo')] },
				State: { main: [to('Undo', 1)] },
				Undo: { main: [[], to('Google'), to('CRM'), []] },
			},
			settings: { executionOrder: 'v1' },
		},
		{
			...{ credentials: world.accounts.credentials, dedupe: new InMemoryDeduplication(), mode: 'manual' },
			extraNodeTypes: { 'test.journal': rowsOf(JOURNAL), 'test.state': rowsOf(STATE) },
		},
	);
}

describe('Undo', () => {
	test('brings a value back, and the next run takes that for an edit by a user', async () => {
		const { shown } = ann({ google: 'Clerk', crm: 'Chair' });
		world.add('Sales');
		await world.run();
		expect(shown()).toEqual({ google: 'Chair', crm: 'Chair' });
		const { error, items } = await undo();
		expect(error).toBeUndefined();
		expect(items('Undo', 3)[0].json).toMatchObject({ planned: { google: 1, crm: 0, fields: 1 }, leftAlone: [] });
		expect(shown()).toEqual({ google: 'Clerk', crm: 'Chair' });
		await syncAgain('Sales');
		expect(shown()).toEqual({ google: 'Clerk', crm: 'Clerk' });
		expect(world.reports.get('Sales')).toMatchObject({ conflicts: 0 });
	});

	test('S57: sees by the state which value was edited since, before anything is sent', async () => {
		const { google, shown } = ann({ google: 'Clerk', crm: 'Chair' });
		world.add('Sales');
		await world.run();
		world.accounts.google.book.update(google, { organizations: [{ title: 'Queen' }] });
		await syncAgain('Sales');
		const [first] = world.rows(JOURNAL);
		world.accounts.google.log.clear();
		const { items } = await undo();
		expect(items('Undo', 3)[0].json.leftAlone).toContainEqual(expect.objectContaining({ recordId: first.recordId, field: 'jobTitle', why: 'Was edited since' }));
		expect(world.accounts.google.log.writes()).toEqual([]);
		expect(shown().google).toBe('Queen');
	});
});
