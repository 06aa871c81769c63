import type { IDataObject, INode } from 'n8n-workflow';

import type { RunResult } from '../harness';
import { runNode, stopN8n } from '../harness';
import type { SyncWorld } from './syncWorld';
import { startSyncWorld } from './syncWorld';

let world: SyncWorld;

beforeEach(async () => (world = await startSyncWorld()));
afterEach(async () => await world.close());
afterAll(stopN8n);

const written = () => world.google.log.writes().length + world.crm.log.writes().length;

function set(parameters: IDataObject) {
	return (nodes: INode[]) => nodes.filter(({ name }) => name === 'Start Sync').forEach((node) => Object.assign(node.parameters, parameters));
}

function report(result: RunResult): IDataObject {
	expect(result.error).toBeUndefined();
	return result.items('Record Results')[0].json;
}

/** The changes that a run planned, as far as a preview shows them. */
function planned(result: RunResult): object[] {
	return [1, 2].flatMap((output) => result.items('Plan Changes', output)).map(({ json }) => ({ side: json.side, op: json.op, id: json.id ?? null }));
}

function shown(changes: unknown): object[] {
	return (changes as IDataObject[]).map(({ side, op, id }) => ({ side, op, id }));
}

function change(): void {
	const [ann] = world.google.book.members(world.group);
	world.google.book.update(String(ann.resourceName), { organizations: [{ title: 'Queen' }] });
	world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	world.addCrm({ First_Name: 'Cem', Last_Name: 'Can', Email: 'cem@example.org' });
}

test('S301: a run from the editor shows just what the next scheduled run does, as people and fields, and leaves no trace', async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	await world.run('two-way');
	await world.run('two-way');
	change();
	const before = { writes: written(), remembered: world.remembered(), journal: [...world.journal] };

	const preview = await world.runFromEditor('two-way');
	const again = await world.runFromEditor('two-way');
	expect({ writes: written(), remembered: world.remembered(), journal: [...world.journal] }).toEqual(before);
	const looked = report(preview);
	expect(looked).toMatchObject({ preview: true, memory: null, summary: 'Preview, nothing was written. Google: 1 to create. CRM: 1 to create, 1 to update. Then 3 in sync.' });
	expect(report(again).changes).toEqual(looked.changes);
	expect(preview.items('Record Results', 1).map(({ json }) => json)).toEqual([
		expect.objectContaining({ contact: 'Cem Can', side: 'Google', what: 'To be created', why: 'New in the CRM' }),
		expect.objectContaining({ contact: 'Ann Lee', side: 'CRM', what: 'To be updated', fields: 'Title: Clerk → Queen', why: 'Changed in Google' }),
		expect.objectContaining({ contact: 'Bob Ray', side: 'CRM', what: 'To be created', fields: expect.stringContaining('bob@example.org') }),
	]);
	expect(preview.items('Build Report')[0].json.html).toMatch(/>Ann Lee<\/td><td[^>]+>Update in the CRM<\/td><td[^>]+>Title: Clerk → Queen<\/td>/);

	const real = await world.run('two-way');
	expect(shown(looked.changes)).toEqual(planned(real));
	expect(report(real)).toMatchObject({ preview: false, summary: 'Google: 1 created. CRM: 1 created, 1 updated. 3 in sync.' });
	expect(report(real)).not.toHaveProperty('changes');
});

test('S301: a run from the editor in the middle of a scheduled one does not disturb it', async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	let looked: IDataObject = {};
	world.crm.faults.beforeOperation('records.create', async () => {
		const before = written();
		looked = report(await world.runFromEditor('two-way'));
		expect(written()).toBe(before);
	});
	expect(report(await world.run('two-way'))).toMatchObject({ outcome: 'complete', written: { crm: { created: 1 } } });
	expect(looked).toMatchObject({ preview: true });
	expect(report(await world.run('two-way'))).toMatchObject({ outcome: 'complete' });
	expect(world.crm.crm.module('Contacts').all()).toHaveLength(1);
});

test('every run only looks where the builder says so, and none where they say that', async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	expect(report(await world.run('two-way', set({ preview: 'everyRun' })))).toMatchObject({ preview: true });
	expect([written(), world.remembered()]).toEqual([0, []]);
	expect(report(await world.runFromEditor('two-way', set({ preview: 'never' })))).toMatchObject({ preview: false, written: { crm: { created: 1 } } });
	expect(report(await world.run('two-way'))).toMatchObject({ readings: { google: 'changes', crm: 'changes' } });
});

test('S302: the first sync is refused with what it would do until its digest is given, and no later one is', async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	const ask = (approvedPlan = '') => set({ options: { askFirst: true, approvedPlan } });
	for (let run = 0; run < 2; run++) {
		const refused = await world.run('two-way', ask());
		expect(report(refused)).toMatchObject({
			...{ outcome: 'refused', refusal: { reason: 'firstSync', count: 1, digest: expect.stringMatching(/^[\da-f]{16}$/) } },
			...{ summary: 'Refused, nothing was written. Google: 1 to update. Then 1 in sync.', changes: [{ contact: 'Ann Lee', op: 'update' }] },
		});
		expect(refused.items('Record Results', 1)).toMatchObject([{ json: { contact: 'Ann Lee', what: 'To be updated', fields: 'Job Title: Clerk → Chair' } }]);
	}
	expect(written()).toBe(0);
	const { digest } = report(await world.runFromEditor('two-way', ask())).refusal as { digest: string };
	// Another plan is another one.
	world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	const { refusal } = report(await world.run('two-way', ask(digest))) as { refusal: { digest: string } };
	expect(report(await world.run('two-way', ask(refusal.digest)))).toMatchObject({ outcome: 'complete', written: { google: { updated: 1 }, crm: { created: 1 } } });
	world.addGoogle({ given: 'Cem', family: 'Can', email: 'cem@example.org' });
	expect(report(await world.run('two-way', ask()))).toMatchObject({ outcome: 'complete', written: { crm: { created: 1 } } });
});

test("S45: what another execution has read is not planned anew, as n8n's Retry of a failed one would hand it on", async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	const first = await world.run('two-way');
	const read = ['Google: Get Changes', 'CRM: Get Changes'].map((name) => first.items(name).map(({ json }) => json));
	const { error, outputs } = await runNode('contactReconcile', { operation: 'planChanges' }, { items: read });
	expect(error).toMatch(/begun by an earlier execution.*run the workflow anew/s);
	expect(outputs.flat()).toEqual([]);
});

test('S303: what a run has read of the memory is in no execution, so that none is large or holds a copy of the contacts', async () => {
	for (let number = 0; number < 300; number++) world.addGoogle({ given: `P${number}`, family: 'Lee', email: `p${number}@example.org` });
	for (let run = 0; run < 3; run++) await world.run('two-way');
	const idle = await world.run('two-way');
	expect(report(idle)).toMatchObject({ summary: 'Nothing to change. 300 in sync.', readings: { google: 'changes', crm: 'changes' } });
	expect(idle.items('Read State').length).toBeGreaterThan(0);
	for (const { json } of idle.items('Read State')) expect(json.text).toBe('');
	expect(idle.items('Record Results', 2)).toHaveLength(1);
	const stored = JSON.stringify(idle.run.data);
	expect(stored).not.toContain('p7@example.org');
	expect(stored.length).toBeLessThan(50_000);
	expect(idle.run.data.resultData.metadata).toEqual({ contactSync: 'Nothing to change. 300 in sync.' });
});

test('S304: tables whose names hold the name of another one are not taken for it', async () => {
	const columns = Object.entries({ syncName: 'string', generation: 'number', kind: 'string', part: 'number', parts: 'number', text: 'string' });
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	await world.run('two-way');
	world.tables.create({ name: 'Contact Sync State (backup)', columns: columns.map(([name, type]) => ({ name, type: type as 'string' })) });
	world.tables.create({ name: 'Contact Sync Journal 2024', columns: [] });
	expect(report(await world.run('two-way'))).toMatchObject({ readings: { google: 'changes', crm: 'changes' } });
	expect(world.tables.insertedInto('Contact Sync State (backup)')).toEqual([]);
});
