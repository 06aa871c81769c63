import { runNode, stopN8n } from '../harness';
import type { SyncWorld } from './syncWorld';
import { startSyncWorld } from './syncWorld';

let world: SyncWorld;

beforeEach(async () => (world = await startSyncWorld()));
afterEach(async () => {
	jest.restoreAllMocks();
	await world.close();
});
afterAll(stopN8n);

const written = () => world.google.log.writes().length + world.crm.log.writes().length;

test('a run from the editor of a sync that has never run syncs as a first run does', async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });

	const result = await world.runFromEditor('two-way');

	expect(result.error).toBeUndefined();
	expect(world.crm.crm.module('Contacts').all()).toMatchObject([{ Email: 'ann@example.org' }]);
});

test.each([
	[1, 'Another Run Is Going On'],
	[3, 'Record Results'],
])('S45: %i minutes after the first run from the editor began, whose lease nobody can give back, a scheduled run comes to "%s"', async (minutes, end) => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	await world.runFromEditor('two-way');
	const now = Date.now;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + minutes * 60_000);

	const { error, runs } = await world.run('two-way');

	expect([error, runs(end)]).toEqual([undefined, 1]);
});

test('a run from the editor of a sync that has run before has no memory: it plans, says so, and brings nothing back (F9)', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const bob = world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	await world.run('two-way');
	world.google.book.update(ann, { organizations: [{ title: 'Chair' }] });
	world.google.book.remove(bob);
	const before = written();

	const result = await world.runFromEditor('two-way');

	expect(result.error).toBeUndefined();
	expect(written()).toBe(before);
	const [{ json: report }] = result.items('Record Results');
	expect(report).toMatchObject({ dryRun: true, hints: [expect.stringContaining('Nothing was written')] });

	await world.run('two-way');
	const contacts = world.crm.crm.module('Contacts').all();
	expect(contacts.find(({ Email }) => Email === 'ann@example.org')).toMatchObject({ Title: 'Chair' });
	expect(world.google.book.members(world.group)).toHaveLength(1);
});

test('a run from the editor that n8n gives the memory of earlier syncs only plans as well, and locks no scheduled run out', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	await world.run('two-way');
	world.google.book.update(ann, { organizations: [{ title: 'Chair' }] });
	const before = written();

	const result = await world.runFromEditor('two-way', true);

	expect(result.error).toBeUndefined();
	expect(written()).toBe(before);
	const [{ json: report }] = result.items('Record Results');
	expect(report).toMatchObject({ dryRun: true, hints: [expect.stringContaining('Nothing was written')] });

	await world.run('two-way');
	expect(world.crm.crm.module('Contacts').all()).toMatchObject([{ Title: 'Chair' }]);
});

test("S45: what another execution has read is not planned anew, as n8n's Retry of a failed one would hand it on", async () => {
	world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	const first = await world.run('two-way');
	const read = ['Google: Get Changes', 'CRM: Get Changes'].map((name) => first.items(name).map(({ json }) => json));
	const before = JSON.stringify(world.staticData);

	const { error, outputs } = await runNode('contactReconcile', { operation: 'planChanges' }, { items: read, staticData: world.staticData });

	expect(error).toMatch(/begun by an earlier execution.*run the workflow anew/s);
	expect(outputs.flat()).toEqual([]);
	expect(JSON.stringify(world.staticData)).toBe(before);
});
