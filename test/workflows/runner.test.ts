import { stopN8n } from '../harness';
import { CONFIGURATIONS, JOURNAL, PageWorld, STATE } from './pageWorld';

let world: PageWorld;

beforeEach(async () => (world = await PageWorld.start()));
afterEach(async () => await world.accounts.close());
afterAll(stopN8n);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test('set up twice, the tables are made once and keep what they hold', async () => {
	world.add('Sales');
	expect((await world.setUp()).error).toBeUndefined();
	expect(world.rows(CONFIGURATIONS)).toHaveLength(1);
	expect([STATE, JOURNAL].map((table) => world.rows(table))).toEqual([[], []]);
});

test('a due configuration is synced by its own settings, remembers in the table, and notes its run', async () => {
	const { accounts } = world;
	const ann = accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = accounts.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	accounts.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	world.add('Sales', { winner: 'google' });

	const began = Date.now();
	expect((await world.run()).error).toBeUndefined();
	expect(accounts.crm.crm.module('Contacts').get(annCrm)).toMatchObject({ Title: 'Clerk' });
	expect(accounts.crm.crm.module('Contacts').all()).toHaveLength(2);
	expect(world.rows(JOURNAL)).toMatchObject([{ side: 'crm', field: 'Title', before: 'Chair', after: 'Clerk', reason: 'conflict' }]);
	const noted = world.configuration('Sales');
	const report = JSON.parse(String(noted.lastReport)) as object;
	expect(noted).toMatchObject({ leaseUntil: 0, lastError: '', lastRunId: world.rows(JOURNAL)[0].runId });
	expect(report).toMatchObject({ outcome: 'complete', written: { crm: { created: 1, updated: 1 } }, conflicts: 1 });
	// A quarter of an hour from the whole minute that the run began in.
	expect(Number(noted.dueAt)).toBeGreaterThan(began + 14 * 60_000);

	expect(world.told()).toMatchObject([{ title: 'Sales', conflicts: [{ contact: 'Ann Lee', kept: 'Clerk', replaced: 'Chair' }] }]);

	// The next run knows what both sides showed: it reads changes only, and a cleared field is a change (P9).
	accounts.google.book.update(ann, { organizations: [] });
	world.change('Sales', { dueAt: 1 });
	await world.run();
	expect(world.reports.get('Sales')).toMatchObject({ readings: { google: 'changes', crm: 'changes' }, outcome: 'complete' });
	expect(accounts.crm.crm.module('Contacts').get(annCrm)?.Title ?? '').toBe('');
	expect(world.told()).toEqual([]);
	expect(new Set(world.rows(STATE).map(({ generation }) => generation)).size).toBe(1);
});

test('the report is told as the configuration says; a conflict that nobody decides is told once', async () => {
	const { accounts } = world;
	const ann = accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = accounts.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk' });
	const syncAgain = async (columns = {}) => {
		world.change('Sales', { ...columns, dueAt: 1 });
		await world.run();
		return world.told();
	};
	const conflict = (title: string) => {
		accounts.google.book.update(ann, { organizations: [{ title: `${title} (Google)` }] });
		accounts.crm.crm.module('Contacts').update(annCrm, { Title: `${title} (CRM)` });
	};
	world.add('Sales', { winner: 'none', tell: 'problems' });
	expect(await syncAgain()).toEqual([]);
	conflict('Queen');
	expect(await syncAgain()).toMatchObject([{ openConflicts: [{ contact: 'Ann Lee', field: 'Title', google: 'Queen (Google)', crm: 'Queen (CRM)' }] }]);
	expect(await syncAgain()).toEqual([]);
	conflict('King');
	expect(await syncAgain({ tell: 'never' })).toEqual([]);
	expect(await syncAgain({ tell: 'always' })).toHaveLength(1);
	conflict('Knight');
	expect(await syncAgain({ tell: 'problems' })).toHaveLength(1);
});

test('run by hand, the runner syncs nobody: runs from the editor only look', async () => {
	world.accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	world.add('Sales');
	const { error, items } = await world.run('manual');
	expect([error, items('Due Configurations').length, world.synced]).toEqual([undefined, 1, []]);
	expect(world.configuration('Sales')).toMatchObject({ dueAt: 1, leaseUntil: 0 });
});

test('S305: twenty configurations have their turns one after the other in one round, and remember each for itself', async () => {
	world.accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	const names = Array.from({ length: 20 }, (_, number) => `Sync ${number}`);
	names.forEach((name, number) => world.add(name, { dueAt: number + 1, direction: 'googleToCrm' }));
	for (let round = 0; round < 2; round++) {
		expect((await world.run()).error).toBeUndefined();
		expect(world.synced.splice(0)).toEqual(names);
		names.forEach((name) => expect(world.reports.get(name)).toMatchObject({ preview: false, runId: expect.any(String) }));
		names.forEach((name, number) => world.change(name, { dueAt: number + 1 }));
	}
	names.forEach((name) => expect(world.reports.get(name)).toMatchObject({ readings: { google: 'changes', crm: 'changes' } }));
});

test('S305: one that is killed holds up the others, which stay due, for ten minutes at most; then each has its turn', async () => {
	const now = Date.now;
	world.add('Killed', { dueAt: 1 });
	world.add('Other', { dueAt: 2 });
	world.killed.add('Killed');
	await world.run();
	expect([world.reports.size, world.configuration('Other').leaseUntil, Number(world.configuration('Other').dueAt) <= Date.now()]).toEqual([0, 0, true]);
	world.killed.clear();
	jest.spyOn(Date, 'now').mockImplementation(() => now() + 11 * 60_000);
	await world.run();
	expect(world.reports.has('Other')).toBe(true);
	jest.spyOn(Date, 'now').mockImplementation(() => now() + 16 * 60_000);
	await world.run();
	expect(world.reports.has('Killed')).toBe(true);
	jest.restoreAllMocks();
});

test('a failure of a run whose configuration another one holds by now is neither noted nor told, and the next one goes on', async () => {
	world.add('Lost', { dueAt: 1, viewId: '999' });
	world.add('Other', { dueAt: 2 });
	world.meanwhile.set('Lost', async () => world.change('Lost', { leaseUntil: 9_999_999_999_999 }));
	const { runs } = await world.run();
	expect([runs('Note Failure'), runs('Connect Mail or Chat Here'), world.synced]).toEqual([1, 0, ['Lost', 'Other']]);
	expect(world.configuration('Lost')).toMatchObject({ leaseUntil: 9_999_999_999_999 });
	expect(world.configuration('Lost').lastError ?? '').toBe('');
});

test('a run that takes longer than its turn is noted, as others had to give theirs back meanwhile', async () => {
	world.add('Slow');
	// As "Take Turn" and "Give Turn Back" leave it.
	world.meanwhile.set('Slow', async () => world.change('Slow', { leaseUntil: 0, dueAt: Date.now() }));
	await world.run();
	expect(world.configuration('Slow')).toMatchObject({ leaseUntil: 0, lastError: '', lastReport: expect.any(String) });
});

test('a run that takes longer than its turn ends nobody else\'s, and what the customer decided meanwhile waits for the next one', async () => {
	world.add('Slow', { decisions: '[]' });
	const [decisions, leaseUntil] = [JSON.stringify([{ googleId: 'people/c1', crmId: '1', crmField: 'Title', keep: 'crm', google: 'a', crm: 'b' }]), Date.now() + 600_000];
	world.meanwhile.set('Slow', async () => world.change('Slow', { leaseUntil, decisions }));
	await world.run();
	expect(world.configuration('Slow')).toMatchObject({ leaseUntil, decisions, lastReport: expect.any(String) });
});

test('what a run was given to decide and to approve is spent with it; what failed keeps it', async () => {
	world.add('Sales', { approval: 'given', decisions: '[]' });
	world.add('Broken', { approval: 'given', decisions: '[]', viewId: '1' });
	await world.run();
	const spent = ['Sales', 'Broken'].map((name) => [world.configuration(name).approval || '', world.configuration(name).decisions || '']);
	expect(spent).toEqual([['', ''], ['given', '[]']]);
});

test('what a sync remembers is stored before its turn ends', async () => {
	world.accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	world.add('Sales');
	const turn = () => Number(world.configuration('Sales').leaseUntil) > Date.now();
	let atTheEnd: unknown;
	world.afterwards.set('Sales', () => (atTheEnd = { turn: turn(), generations: new Set(world.rows(STATE).map(({ generation }) => generation)).size }));
	await world.run();
	expect([atTheEnd, turn()]).toEqual([{ turn: true, generations: 1 }, false]);
});

test('what was overwritten more than 90 days ago is deleted from the journal, after the syncs', async () => {
	const table = world.tables.find('Contact Sync: Journal')?.id ?? '';
	const add = (runId: string) => {
		world.tables.insert(table, [
			{ runId, at: '', side: 'crm', recordId: '1', scope: '', otherId: '', contact: '', field: '', before: '', after: '', reason: 'overwritten' },
		]);
	};
	add('old');
	world.age('Contact Sync: Journal', 2 * DAY);
	add('young');
	world.age('Contact Sync: Journal', 89 * DAY);
	world.add('Sales');
	await world.run();
	expect(world.rows('Contact Sync: Journal')).toMatchObject([{ runId: 'young' }]);
});

test('a journal that cannot be cleaned up fails the round, after everybody has been synced', async () => {
	const { accounts } = world;
	accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
	world.tables.rename(JOURNAL, 'Journal of last year');
	world.add('One', { dueAt: 1, direction: 'googleToCrm' });
	world.add('Two', { dueAt: 2, direction: 'googleToCrm' });
	expect((await world.run()).error).toContain('Contact Sync: Journal');
	expect(world.synced).toEqual(['One', 'Two']);
	expect(accounts.crm.crm.module('Contacts').all()).toHaveLength(1);
});

test.each([
	['how often', { frequency: 'fortnight' }],
	['no time of day', { frequency: 'days', atTime: null }],
	['a time that no clock shows', { frequency: 'days', atTime: '25:00' }],
	['a day that no week has', { frequency: 'weeks', atTime: '06:00', weekday: 9 }],
])('a row whose schedule cannot be meant (%s) is noted, told and looked at again, and the others go on', async (_what, columns) => {
	world.add('Odd', { dueAt: 1, ...columns });
	world.add('Sound', { dueAt: 2 });
	const began = Date.now();
	const { error, runs } = await world.run();
	expect([error, world.synced, runs('Connect Mail or Chat Here')]).toEqual([undefined, ['Sound'], 1]);
	const { dueAt, leaseUntil, lastError } = world.configuration('Odd');
	expect([leaseUntil, lastError]).toEqual([0, expect.stringContaining('Open its settings on the page')]);
	expect(Number(dueAt)).toBeGreaterThan(began);
	expect(Number(dueAt)).toBeLessThanOrEqual(began + 2 * HOUR);
});

test('the one that has waited longest goes first; paused ones and those whose time has not come do not go', async () => {
	world.add('Third', { dueAt: 300 });
	world.add('First', { dueAt: 100 });
	world.add('Paused', { dueAt: 1, status: 'paused' });
	world.add('Later', { dueAt: Date.now() + HOUR });
	world.add('Second', { dueAt: 200 });
	await world.run();
	expect(world.synced).toEqual(['First', 'Second', 'Third']);
});

test.each(['dueAt', 'leaseUntil'])('a row made by hand with an empty %s is synced with the others', async (column) => {
	world.add('Sales', { [column]: null });
	world.add('Support');
	expect((await world.run()).error).toBeUndefined();
	expect([...world.synced].sort()).toEqual(['Sales', 'Support']);
	expect(Number(world.configuration('Sales').dueAt)).toBeGreaterThan(Date.now());
});

test.each([{ dueAt: 1, leaseUntil: Date.now() + 365 * DAY }, { dueAt: Date.now() + 365 * DAY }])('a row whose times come from a clock that was ahead (%j) is synced with the others', async (columns) => {
	world.add('Sales', columns);
	expect((await world.run()).error).toBeUndefined();
	expect(world.synced).toEqual(['Sales']);
	expect(Number(world.configuration('Sales').dueAt)).toBeLessThan(Date.now() + HOUR);
});

test('a row made by hand without a name is synced and told like the others', async () => {
	world.add('Sales', { name: null, tell: 'always' });
	expect((await world.run()).error).toBeUndefined();
	expect(world.rows(CONFIGURATIONS)).toMatchObject([{ lastError: '', lastReport: expect.any(String) }]);
	expect(world.told()).toHaveLength(1);
});

test.each(['{', '{}', '[null]'])('what a row keeps of earlier runs and is no such thing any more (%s) fails nobody', async (text) => {
	const { accounts } = world;
	const ann = accounts.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = accounts.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk' });
	world.add('Sales', { winner: 'none' });
	world.add('Broken', { dueAt: 2, viewId: '999' });
	await world.run();
	accounts.google.book.update(ann, { organizations: [{ title: 'Queen' }] });
	accounts.crm.crm.module('Contacts').update(annCrm, { Title: 'King' });
	['Broken', 'Sales'].forEach((name, index) => world.change(name, { dueAt: index + 1, history: text, lastReport: text }));
	expect((await world.run()).error).toBeUndefined();
	expect(world.configuration('Sales')).toMatchObject({ lastError: '', leaseUntil: 0 });
	for (const name of ['Sales', 'Broken']) expect(JSON.parse(String(world.configuration(name).history))).toMatchObject([{ runs: 1 }]);
	expect(world.configuration('Broken')).toMatchObject({ leaseUntil: 0, lastError: expect.stringContaining('list view') });
	// The open conflict is told, as nobody knows that it was told before.
	expect(world.told()).toHaveLength(1);
});

test('a configuration that fails is noted and holds up no other, and is tried again when it is due', async () => {
	world.add('Broken', { dueAt: 1, viewId: '999' });
	world.add('Sound', { dueAt: 2 });
	expect((await world.run()).error).toBeUndefined();
	expect(world.synced).toEqual(['Broken', 'Sound']);
	expect(world.configuration('Broken')).toMatchObject({ leaseUntil: 0, lastError: expect.stringContaining('list view') });
	expect(world.configuration('Sound')).toMatchObject({ lastError: '', lastReport: expect.any(String) });

	const failAgain = async (tell: string) => {
		world.change('Broken', { dueAt: 1, tell });
		return await world.run();
	};
	expect((await failAgain('problems')).runs('Connect Mail or Chat Here')).toBe(1);
	expect((await failAgain('never')).runs('Connect Mail or Chat Here')).toBe(0);

	world.change('Broken', { dueAt: 1, viewId: world.configuration('Sound').viewId as string });
	await world.run();
	expect(world.configuration('Broken')).toMatchObject({ lastError: '', lastReport: expect.any(String) });
});

test('S45: two runners at once never sync one configuration at once, nor one after the other', async () => {
	world.add('Slow', { dueAt: 1 });
	world.add('Other', { dueAt: 2 });
	world.meanwhile.set('Slow', async () => {
		world.meanwhile.clear();
		// As "Sync now" does in the middle of a run.
		world.change('Slow', { dueAt: 1 });
		await world.run();
	});
	await world.run();
	expect(world.synced).toEqual(['Slow', 'Other']);
});

test('S46: a run that died keeps its configuration for ten minutes, and no other', async () => {
	world.add('Died', { dueAt: 1, leaseUntil: Date.now() + HOUR / 6 });
	world.add('Other', { dueAt: 2 });
	await world.run();
	expect(world.synced).toEqual(['Other']);
	world.change('Died', { leaseUntil: Date.now() - 1 });
	await world.run();
	expect(world.synced).toEqual(['Other', 'Died']);
});

test.each([
	['minutes', '', 1, HOUR / 4 - HOUR / 60, HOUR / 4],
	['hours', '', 1, HOUR - HOUR / 60, HOUR],
	['days', '06:30', 1, 0, DAY],
	['weeks', '06:30', 5, 0, 7 * DAY],
])('after a run every configuration of %s is due next at its time', async (frequency, atTime, weekday, least, most) => {
	world.add('Sales', { frequency, atTime, weekday });
	const began = Date.now();
	await world.run();
	const due = new Date(Number(world.configuration('Sales').dueAt));
	expect(due.getTime()).toBeGreaterThan(began + least);
	expect(due.getTime()).toBeLessThanOrEqual(Date.now() + most);
	expect(due.getSeconds()).toBe(0);
	if (atTime) expect(due.getMinutes()).toBe(30);
});
