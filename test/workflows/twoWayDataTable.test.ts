import type { IDataObject } from 'n8n-workflow';

import type { RunOptions, RunResult } from '../harness';
import { InMemoryDataTables, InMemoryDeduplication, runWorkflow, stopN8n } from '../harness';
import type { SyncWorld } from './syncWorld';
import { preparedTemplate, startSyncWorld } from './syncWorld';

const LEASE = 'Contact Sync Lease';
const STATE = 'Contact Sync State';
const JOURNAL = 'Contact Sync Journal';
const BUSY = 'Another Run Is Going On';
const MINUTE = 60_000;

let world: SyncWorld;
let tables: InMemoryDataTables;

beforeEach(async () => {
	world = await startSyncWorld();
	tables = new InMemoryDataTables();
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
});
afterEach(async () => await world.close());
afterAll(stopN8n);

/** Runs the template as a worker does that knows nothing but n8n's tables: without static data, with a deduplication store of its own. */
async function run(options: RunOptions & { parameters?: Record<string, IDataObject> } = {}): Promise<RunResult> {
	const workflow = preparedTemplate('two-way-data-table');
	for (const node of workflow.nodes) Object.assign(node.parameters, options.parameters?.[node.name]);
	const result = await runWorkflow(workflow, { credentials: world.credentials, dataTables: tables, dedupe: new InMemoryDeduplication(), ...options });
	world.advance(15);
	return result;
}

function report({ error, items }: RunResult): IDataObject {
	expect(error).toBeUndefined();
	expect(items('Record Results')).toHaveLength(1);
	return items('Record Results')[0].json;
}

function rows(name: string): IDataObject[] {
	return tables.rows(tables.find(name)?.id ?? '') as IDataObject[];
}

/** Makes all rows of the lease as if so many minutes had gone by for them. */
function age(minutes: number): void {
	const leaseUntil = Number(rows(LEASE)[0].leaseUntil) - minutes * MINUTE;
	tables.update(tables.find(LEASE)?.id ?? '', { type: 'and', filters: [] }, { leaseUntil });
}

function requests(): number {
	return world.google.log.entries().length + world.crm.log.entries().filter(({ kind }) => kind !== 'auth').length;
}

function isInSync(): boolean {
	return world.google.book.members(world.group).length === world.crm.crm.module('Contacts').all().length;
}

test.each(['trigger', 'manual'] as const)('S01: in mode %s it makes its tables, syncs, remembers, and a run with nothing to do is three requests', async (mode) => {
	expect(report(await run({ mode }))).toMatchObject({ outcome: 'complete', conflicts: 1, dryRun: false });
	expect(isInSync()).toBe(true);
	expect(rows(JOURNAL)).toMatchObject([{ side: 'google', field: 'jobTitle', before: 'Clerk', after: 'Chair' }]);
	report(await run({ mode }));
	world.google.log.clear();
	world.crm.log.clear();

	expect(report(await run({ mode }))).toMatchObject({ readings: { google: 'changes', crm: 'changes' }, hints: [] });
	expect(requests()).toBe(3);
	expect([...world.google.log.writes(), ...world.crm.log.writes()]).toEqual([]);
	expect(new Set(rows(STATE).map(({ generation }) => generation)).size).toBe(1);
	expect(rows(LEASE)).toMatchObject([{ sync: 'test-workflow', leaseUntil: 0 }]);
});

test('a sync with a name of its own finds what it remembers', async () => {
	const parameters = { 'Start Sync': { options: { syncName: ' Sales ' } } };
	await run({ parameters });
	expect(new Set(rows(STATE).map(({ syncName }) => syncName))).toEqual(new Set(['Sales']));
	expect(report(await run({ parameters }))).toMatchObject({ readings: { google: 'changes', crm: 'changes' } });
});

test('what was overwritten more than 90 days ago is deleted from the journal', async () => {
	await run();
	const day = 24 * 60 * 60_000;
	tables.age(tables.find(JOURNAL)?.id ?? '', 89 * day);
	await run();
	expect(rows(JOURNAL)).toHaveLength(1);
	tables.age(tables.find(JOURNAL)?.id ?? '', 2 * day);
	await run();
	expect(rows(JOURNAL)).toEqual([]);
});

test('S45: a run that starts in the middle of another one leaves, and sends no request', async () => {
	const second: RunResult[] = [];
	world.crm.faults.beforeOperation('records.list', async () => {
		const before = requests();
		second.push(await run());
		expect(requests()).toBe(before);
	});
	report(await run());
	expect(second.map(({ error, items, runs }) => [error, items(BUSY).length, runs('Start Sync')])).toEqual([[undefined, 1, 0]]);
	expect(isInSync()).toBe(true);
	report(await run());
});

test('S45: of two very first runs at once, one syncs', async () => {
	const results = await Promise.all([run(), run()]);
	expect(results.map(({ runs }) => runs('Record Results')).sort()).toEqual([0, 1]);
	report(await run());
});

test('the memory is stored before the lease is given back', async () => {
	const { runData } = await run();
	const [stored, freed] = ['Delete Old State', 'Free Lease'].map((name) => runData[name][0].executionIndex);
	expect(stored).toBeLessThan(freed);
});

test('a dry run gives the lease back, and remembers nothing', async () => {
	expect(report(await run({ parameters: { 'Plan Changes': { dryRun: true } } }))).toMatchObject({ dryRun: true });
	expect([rows(LEASE), rows(STATE)]).toMatchObject([[{ leaseUntil: 0 }], []]);
});

test('S43: the lease of a run of which a node failed is free for the next one; that of a run which n8n lost is not', async () => {
	world.crm.faults.losePermission('Contacts', 'view');
	const { error, failure } = await run();
	expect(error).toContain('permission');
	world.crm.faults.restorePermission('Contacts', 'view');
	const [{ holder }] = rows(LEASE);
	expect((await run()).runs(BUSY)).toBe(1);

	const told = (id: unknown, ended: object | undefined) => JSON.parse(JSON.stringify({ execution: { id, error: ended } })) as IDataObject;
	for (const startItem of [told('another', failure), told(holder, { message: 'Workflow did not finish, possible out-of-memory issue' })]) {
		await run({ startNode: 'A Run Failed', startItem });
		expect((await run()).runs(BUSY)).toBe(1);
	}
	await run({ startNode: 'A Run Failed', startItem: told(holder, failure) });
	report(await run());
});

test.each([
	['trigger', 60],
	['manual', 10],
] as const)('S46: a run in mode %s that died keeps others away for %i minutes, and writes nothing afterwards', async (mode, minutes) => {
	await run({ mode, cancelAfter: 'Start Sync' });
	age(minutes - 1);
	expect((await run()).runs(BUSY)).toBe(1);
	age(1);
	expect(report(await run())).toMatchObject({ outcome: 'complete' });
	expect(isInSync()).toBe(true);

	world.addGoogle({ given: 'Cem', family: 'Can', email: 'cem@example.org' });
	const writes = world.crm.log.writes().length;
	const columns = { mappingMode: 'defineBelow', value: { leaseUntil: 1, holder: '={{ $execution.id }}' } };
	report(await run({ mode, parameters: { 'Take Lease': { columns } } }));
	expect(world.crm.log.writes()).toHaveLength(writes);
});
