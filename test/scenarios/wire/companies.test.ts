import { membershipIn } from '../../servers/google';
import type { SyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, syncedAnn, withSettings, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();

const accounts = () => stage.world.crm.crm.module('Accounts');

const CREATING = withSettings({ options: { createAccounts: true } });

/** Ann in sync, whose company in Google has no account in the CRM. */
async function annAt(world: SyncWorld, company: string, more: Record<string, string> = {}) {
	const ann = await syncedAnn(world);
	world.google.book.update(ann.google, { organizations: [{ title: 'Clerk', name: company, ...more }] });
	return { ...ann, report: reportOf(await world.run('two-way')) };
}

/** How many requests were answered, but for sign-in and tokens that had run out. */
async function requestsOf(world: SyncWorld, run: () => Promise<unknown>): Promise<number> {
	const count = () => [...world.google.log.entries(), ...world.crm.log.entries()].filter(({ kind, status }) => kind !== 'auth' && status !== 401).length;
	const before = count();
	await run();
	return count() - before;
}

scenario(
	'S98',
	{ given: 'a company in Google that the CRM has no account for', when: 'the sync runs again and again', then: 'the contact is reported with the company and what to do as long as that lasts; nothing is sent, and nothing counts as updated' },
	async () => {
		const { world } = stage;
		const { report, crm } = await annAt(world, 'Acme');
		expect(report.written.crm).toMatchObject({ updated: 0, created: 0 });
		expect(writesIn(world)).toEqual([]);
		for (let run = 0; run < 3; run++) {
			const { details, classes, hints } = reportOf(await world.run('two-way'));
			expect(details).toMatchObject([{ class: 'notRepresentable', reason: expect.stringContaining('"Acme"') }]);
			expect(classes).toMatchObject({ notRepresentable: 1, inSync: 0 });
			expect(hints).toEqual([]);
		}
		stage.skip(25 * 60);
		expect(reportOf(await world.run('two-way')).details).toHaveLength(1);
		expect(recordOf(world, crm).Account_Name ?? null).toBeNull();
		await expectQuietOverWire(world);
	},
);

scenario(
	'S98',
	{ given: 'a company without an account, beside a title that changes too', when: 'the sync runs', then: 'the title crosses and counts as one update; the company waits' },
	async () => {
		const { world } = stage;
		const { report, crm } = await annAt(world, 'Acme', { title: 'Chair' });
		expect(report.written.crm).toMatchObject({ updated: 1 });
		expect(report.details).toMatchObject([{ reason: expect.stringContaining('"Acme"') }]);
		expect(recordOf(world, crm).Title).toBe('Chair');
		await expectQuietOverWire(world);
	},
);

scenario(
	'S99',
	{ given: 'a company that waits for its account', when: 'somebody makes the account, spelled in other case, and nothing else changes', then: 'the next run links it; while somebody waits a run makes one request more, afterwards none' },
	async () => {
		const { world } = stage;
		const { google, crm } = await annAt(world, 'Acme\u00a0Ltd');
		await expectQuietOverWire(world);
		expect(await requestsOf(world, async () => reportOf(await world.run('two-way')))).toBe(4);
		const account = accounts().add({ Account_Name: 'ACME Ltd' });
		const { written, classes } = reportOf(await world.run('two-way'));
		expect(written.crm).toMatchObject({ updated: 1 });
		expect(classes).toMatchObject({ inSync: 1, notRepresentable: 0 });
		expect(recordOf(world, crm).Account_Name).toMatchObject({ id: account });
		await expectQuietOverWire(world);
		expect(await requestsOf(world, async () => reportOf(await world.run('two-way')))).toBe(3);
		expect(personOf(world, google).organizations).toMatchObject([{ name: 'Acme\u00a0Ltd' }]);
	},
);

scenario(
	'S99',
	{ given: 'a company that two accounts have the name of', when: 'one of the two is deleted', then: 'until then the contact is reported, and the next run links it to the other' },
	async () => {
		const { world } = stage;
		const [first, second] = ['Acme', 'Acme'].map((Account_Name) => accounts().add({ Account_Name }));
		const { report, crm } = await annAt(world, 'Acme');
		expect(report.details).toMatchObject([{ reason: expect.stringContaining('several') }]);
		accounts().remove(first);
		reportOf(await world.run('two-way'));
		expect(recordOf(world, crm).Account_Name).toMatchObject({ id: second });
		await expectQuietOverWire(world);
	},
);

scenario(
	'S100',
	{ given: 'companies without accounts, two people in one of them, and Create Missing Accounts switched on later', when: 'the sync runs', then: 'each account is created once, in one request, and everybody is linked' },
	async () => {
		const { world } = stage;
		const people = ['Acme', 'acme ', 'Bell'].map((company, index) =>
			world.google.book.add({
				names: [{ givenName: 'P', familyName: `N${index}` }],
				emailAddresses: [{ type: 'work', value: `p${index}@example.org` }],
				organizations: [{ name: company }],
				memberships: [membershipIn('contactGroups/myContacts'), membershipIn(world.group)],
			}),
		);
		reportOf(await world.run('two-way'));
		expect(accounts().all()).toEqual([]);
		const { written } = reportOf(await world.run('two-way', CREATING));
		expect(accounts().all().map(({ Account_Name }) => Account_Name).sort()).toEqual(['Acme', 'Bell']);
		expect(world.crm.log.writes().filter(({ path }) => path.endsWith('/Accounts'))).toHaveLength(1);
		expect(written.crm).toMatchObject({ updated: people.length });
		expect(reportOf(await world.run('two-way', CREATING)).classes).toMatchObject({ inSync: 3 });
		expect(accounts().all()).toHaveLength(2);
	},
);

scenario(
	'S100',
	{ given: 'a company without an account and Create Missing Accounts on', when: 'the CRM creates the account and its answer is lost', then: 'it is not created again: the next run finds it and links it' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.google.book.update(ann.google, { organizations: [{ title: 'Clerk', name: 'Acme' }] });
		world.crm.faults.resetNext({ operation: 'records.create', when: 'after' });
		reportOf(await world.run('two-way', CREATING));
		expect(accounts().all()).toHaveLength(1);
		reportOf(await world.run('two-way', CREATING));
		expect(accounts().all()).toHaveLength(1);
		expect(recordOf(world, ann.crm).Account_Name).toMatchObject({ name: 'Acme' });
	},
);

for (const [named, typed] of [["O'Neil Ltd.", 'O’Neil Ltd.'], ['O’Neil Ltd.', "O'Neil Ltd."], ['Bolt "B" & Co', 'Bolt “B” & Co']]) {
	scenario(
		'S389',
		{ given: 'an account, and a company in Google of the same name with apostrophes or quotation marks of the other kind', when: 'the sync runs that may create accounts', then: 'the company is linked to the account, and none is made beside it' },
		async () => {
			const { world } = stage;
			const account = accounts().add({ Account_Name: named });
			const before = accounts().all().length;
			const ann = await syncedAnn(world);
			world.google.book.update(ann.google, { organizations: [{ title: 'Clerk', name: typed }] });
			reportOf(await world.run('two-way', CREATING));
			expect(recordOf(world, ann.crm).Account_Name).toMatchObject({ id: account });
			expect(accounts().all()).toHaveLength(before);
			expect(personOf(world, ann.google).organizations).toMatchObject([{ name: typed }]);
		},
		typed,
	);
}
