import type { IDataObject, INode } from 'n8n-workflow';

import { dataTableRows, InMemoryDeduplication, runNode, stopN8n } from '../harness';
import type { SyncWorld } from './syncWorld';
import { startSyncWorld } from './syncWorld';

let world: SyncWorld;

beforeEach(async () => {
	world = await startSyncWorld();
	dataTableRows.length = 0;
});
afterEach(async () => await world.close());
afterAll(stopN8n);

async function sync(dryRun: boolean, options: IDataObject = {}) {
	const result = await world.run('two-way', (nodes: INode[]) => {
		for (const node of nodes) {
			if (node.name === 'Plan Changes') node.parameters.dryRun = dryRun;
			if (node.name === 'Start Sync') Object.assign(node.parameters, { deletes: true, options: { syncName: 'Sales', ...options } });
		}
	});
	expect(result.error).toBeUndefined();
	return result.items('Record Results')[0].json as IDataObject;
}

async function reconcile(operation: string) {
	const { items, error } = await runNode(
		'contactReconcile',
		{ operation, options: { syncName: 'Sales' } },
		{ staticData: world.staticData, dedupe: new InMemoryDeduplication() },
	);
	expect(error).toBeUndefined();
	return items[0].json as IDataObject;
}

const written = () => world.google.log.writes().length + world.crm.log.writes().length;

test('a dry run writes, journals and remembers nothing, and reports what the next run does', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });

	const dry = await sync(true);
	expect(written()).toBe(0);
	expect(dataTableRows).toEqual([]);
	expect(dry).toMatchObject({ dryRun: true, contacts: 2, planned: { google: 1, crm: 1 }, conflicts: 1, classes: { deferred: 2 } });
	expect(dry.changes).toEqual([
		{ side: 'google', op: 'update', contact: 'Ann Lee', id: ann, fields: [{ field: 'jobTitle', before: 'Clerk', after: 'Chair' }] },
		{
			...{ side: 'crm', op: 'create', contact: 'Bob Ray', id: null },
			fields: [
				{ field: 'First_Name', before: '', after: 'Bob' },
				{ field: 'Last_Name', before: '', after: 'Ray' },
				{ field: 'Email', before: '', after: 'bob@example.org' },
			],
		},
	]);
	expect(await reconcile('getStatus')).toMatchObject({ lastSync: null, contacts: 0, next: { google: { mode: 'full' } } });

	// The same again, and then for good: a dry run stands in nobody's way.
	expect((await sync(true)).changes).toEqual(dry.changes);
	const real = await sync(false);
	expect(real).toMatchObject({ dryRun: false, contacts: 2, conflicts: 1, written: { google: { updated: 1 }, crm: { created: 1 } } });
	expect(real).not.toHaveProperty('changes');
});

test('a dry run between two syncs leaves what they remember as it was', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	await sync(false);
	await sync(false);
	const before = await reconcile('getStatus');
	world.google.book.update(ann, { organizations: [{ title: 'Queen' }] });
	expect((await sync(true)).changes).toMatchObject([{ side: 'crm', op: 'update', contact: 'Ann Lee', fields: [{ field: 'Title', before: 'Clerk', after: 'Queen' }] }]);
	expect(await reconcile('getStatus')).toEqual(before);
	await sync(false);
	expect(world.crm.crm.module('Contacts').all()).toMatchObject([{ Title: 'Queen' }]);
});

test('the status tells the last sync, its outcome, who waits, and how each side is read next', async () => {
	const first = await reconcile('getStatus');
	expect(first).toMatchObject({ lastSync: null, outcome: null, classes: null, unsettled: [], stateBytes: 0, unreadable: null });
	expect(first.next).toEqual({ google: { mode: 'full', why: 'Nothing was read yet' }, crm: { mode: 'full', why: 'Nothing was read yet' } });

	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	const report = await sync(false, { firstCap: 1 });
	const status = await reconcile('getStatus');
	expect(status).toMatchObject({ outcome: report.outcome, classes: report.classes, lastSync: report.finishedAt, contacts: 1 });
	expect(status.unsettled).toMatchObject([{ class: 'deferred', reason: 'Will be created in the CRM' }]);
	expect(status.next).toEqual({
		google: { mode: 'changes', why: 'Only what changed since the last sync' },
		crm: { mode: 'changes', why: 'Only what changed since the last sync' },
	});
	expect(Number(status.stateBytes)).toBeGreaterThan(100);
});

test('S23: after a reset everybody is matched anew by e-mail: nothing is created twice, nothing deleted', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	world.addCrm({ First_Name: 'Cem', Last_Name: 'Can', Email: 'cem@example.org' });
	await sync(false);
	expect(await reconcile('reset')).toMatchObject({ reset: true, forgottenContacts: 2, kept: true });
	expect(await reconcile('getStatus')).toMatchObject({ lastSync: null, contacts: 0 });
	expect(JSON.stringify(world.staticData)).not.toContain('example.org');
	world.google.book.remove(ann);
	const before = written();
	const report = await sync(false);
	expect(report).toMatchObject({ written: { google: { deleted: 0 }, crm: { created: 0, deleted: 0 } } });
	expect(written() - before).toBeLessThanOrEqual(1);
	expect(world.crm.crm.module('Contacts').all()).toHaveLength(2);
});

test('S23: a new text in the option Reset makes the next run forget, once', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	await sync(false);
	await sync(false);
	expect(await sync(false, { reset: 'one' })).toMatchObject({ readings: { google: 'full', crm: 'full' }, written: { crm: { created: 0, updated: 0 } } });
	expect(await sync(false, { reset: 'one' })).toMatchObject({ readings: { google: 'changes', crm: 'changes' } });

	// A contact that is gone was never there for a sync that has forgotten.
	world.google.book.remove(ann);
	const report = await sync(false, { reset: 'two' });
	expect(report).toMatchObject({ readings: { google: 'full' }, written: { google: { created: 1 }, crm: { deleted: 0 } } });
	expect(await sync(false)).toMatchObject({ readings: { google: 'changes', crm: 'changes' } });
});
