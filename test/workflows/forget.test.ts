import { readTemplate } from '../n8nProcess/preparedTemplate';
import { runWorkflow, stopN8n } from '../harness';
import { CONFIGURATIONS, JOURNAL, PageWorld, STATE } from './pageWorld';
import { fillIn, startSyncWorld } from './syncWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

afterAll(stopN8n);

const ANN = { given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' };
const BOB = { given: 'Bob', family: 'Ray', email: 'bob@example.org', title: 'Clerk' };

test('one person goes from memory and journal of a sync by itself, and is taken up again when asked', async () => {
	const world = await startSyncWorld();
	for (const person of [ANN, BOB]) {
		world.addGoogle(person);
		world.addCrm({ First_Name: person.given, Last_Name: person.family, Email: person.email, Title: 'Chair' });
	}
	const inSync = async () => ((await world.run('two-way')).items('Record Results')[0].json.classes as { inSync: number }).inSync;
	expect(await inSync()).toBe(2);
	expect(world.tables.rows(world.tables.find('Contact Sync Journal')?.id ?? '')).toHaveLength(2);
	const [{ syncName }] = world.remembered();
	const forget = async (again: boolean) =>
		await world.runFromEditor('forget-person', (nodes) => fillIn(nodes, 'Whom', { person: ANN.email, syncName: String(syncName), again }));

	expect((await forget(false)).error).toBeUndefined();
	expect(world.tables.rows(world.tables.find('Contact Sync Journal')?.id ?? '')).toMatchObject([{ contact: 'Bob Ray' }]);
	expect(new Set(world.remembered().map(({ generation }) => generation)).size).toBe(1);
	expect(await inSync()).toBe(1);

	expect((await forget(true)).error).toBeUndefined();
	expect(await inSync()).toBe(2);
	expect((await forget(true)).error).toContain('has forgotten nobody');
	await Promise.all([world.google.close(), world.crm.close()]);
});

test('on a page the last report of the sync goes as well, and other syncs keep theirs', async () => {
	const world = await PageWorld.start();
	const { accounts } = world;
	const [ann, bob] = [ANN, BOB].map((person) => {
		const google = accounts.addGoogle(person);
		return { google, crm: accounts.addCrm({ First_Name: person.given, Last_Name: person.family, Email: person.email, Title: 'Chair' }) };
	});
	world.add('Sales');
	world.add('Other', { status: 'paused', lastReport: '{}', decisions: '[]', apart: `${ann.google} 9` });
	await world.run();
	const bobs = `${bob.google} 5`;
	world.change('Sales', { decisions: '[]', apart: [`${ann.google} 5`, bobs, `people/c9 ${ann.crm}`].join('\n') });
	const template = readTemplate('forget-person-on-page');
	fillIn(template.nodes, 'Whom', { person: ANN.email, syncName: 'sync-Sales' });
	expect((await runWorkflow(template, { mode: 'manual', dataTables: world.tables })).error).toBeUndefined();
	expect(world.rows(JOURNAL)).toMatchObject([{ contact: 'Bob Ray' }]);
	expect(world.rows(STATE).length).toBeGreaterThan(0);
	expect(world.rows(CONFIGURATIONS)).toMatchObject([
		{ name: 'Sales', lastReport: '', decisions: '', apart: bobs },
		{ name: 'Other', lastReport: '{}', decisions: '[]', apart: `${ann.google} 9` },
	]);
	await accounts.close();
});
