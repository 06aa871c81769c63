import { stopN8n } from '../../harness';
import type { SyncWorld } from '../../workflows/syncWorld';
import { serverClock, startSyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import type { WireReport } from './wireWorld';
import { reportOf, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

/** Three Google accounts with a workflow each, and one CRM. */
let accounts: SyncWorld[] = [];

let skipped = 0;
const trueNow = Date.now.bind(Date);

beforeEach(async () => {
	skipped = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => trueNow() + skipped);
	const clock = serverClock();
	const first = await startSyncWorld(clock);
	accounts = [first, await startSyncWorld(clock, first), await startSyncWorld(clock, first)];
});

afterEach(async () => {
	for (const account of [...accounts].reverse()) await account.close();
	jest.restoreAllMocks();
});

afterAll(stopN8n);

/** Every workflow runs once, one after the other. */
async function round(settings: (place: number) => object = () => ({})): Promise<WireReport[]> {
	const reports: WireReport[] = [];
	for (const [place, account] of accounts.entries()) {
		reports.push(reportOf(await account.run('two-way', withSettings({ options: { syncName: `Account ${place}` }, ...settings(place) }))));
		skipped += 60_000;
	}
	return reports;
}

const records = () => accounts[0].crm.crm.module('Contacts').all();

/** Every write that any of the services got. */
function writes(): number {
	return accounts.reduce((sum, { google }) => sum + google.log.writes().length, accounts[0].crm.log.writes().length);
}

async function expectQuietRounds(): Promise<void> {
	const before = writes();
	await round();
	await round();
	expect(writes()).toBe(before);
}

/** E-mail and title of all contacts of an account, or of the CRM. */
function titlesIn(place: number): string[] {
	return accounts[place].google.book.all().map(({ emailAddresses, organizations }) => `${emailAddresses?.[0].value} ${organizations?.[0]?.title ?? ''}`.trim()).sort();
}

const titlesInCrm = (): string[] => records().map(({ Email, Title }) => `${String(Email)} ${String(Title ?? '')}`.trim()).sort();

const person = (name: string, title?: string) => ({ given: name, family: 'Lee', email: `${name.toLowerCase()}@example.org`, ...(title && { title }) });

/** Ann in the first two accounts, Bob in the first, Cy in the CRM; in sync everywhere. */
async function everybodyEverywhere(): Promise<string[]> {
	const ids = [accounts[0].addGoogle(person('Ann')), accounts[1].addGoogle(person('Ann'))];
	accounts[0].addGoogle(person('Bob'));
	accounts[0].addCrm({ First_Name: 'Cy', Last_Name: 'Lee', Email: 'cy@example.org' });
	await round();
	await round();
	return ids;
}

const EVERYBODY = ['ann@example.org', 'bob@example.org', 'cy@example.org'];

scenario(
	'S315',
	{ given: 'three Google accounts with a workflow each, one CRM, one person in two of the accounts, one in one, and one in the CRM', when: 'the workflows run', then: 'each person is one CRM record and one contact in every account, by origin of the workflow that made it, and further rounds write nothing' },
	async () => {
		await everybodyEverywhere();
		expect(titlesInCrm()).toEqual(EVERYBODY);
		expect([0, 1, 2].map(titlesIn)).toEqual([EVERYBODY, EVERYBODY, EVERYBODY]);
		const made = accounts.map(({ google }) => google.book.all().flatMap(({ clientData }) => clientData?.[0].value?.split('/')[0] ?? []));
		expect(made).toEqual([['Account 0'], ['Account 1', 'Account 1'], ['Account 2', 'Account 2', 'Account 2']]);
		await expectQuietRounds();
	},
);

scenario(
	'S315',
	{ given: 'three Google accounts and one CRM in sync', when: 'the same person is entered in all three accounts before any workflow runs', then: 'one CRM record is made, and everybody is linked to it' },
	async () => {
		await everybodyEverywhere();
		for (const account of accounts) account.addGoogle(person('Dee'));
		await round();
		await round();
		const all = [...EVERYBODY, 'dee@example.org'];
		expect([titlesInCrm(), ...[0, 1, 2].map(titlesIn)]).toEqual([all, all, all, all]);
		await expectQuietRounds();
	},
);

scenario(
	'S316',
	{ given: 'three Google accounts and one CRM in sync', when: 'somebody is edited in one of the accounts', then: 'the edit goes through the CRM to the others, one write each, and does not come back' },
	async () => {
		const [, ann] = await everybodyEverywhere();
		await expectQuietRounds();
		const before = writes();
		accounts[1].google.book.update(ann, { organizations: [{ title: 'Chair' }] });
		await round();
		await round();
		const all = ['ann@example.org Chair', ...EVERYBODY.slice(1)];
		expect([titlesInCrm(), ...[0, 1, 2].map(titlesIn)]).toEqual([all, all, all, all]);
		expect(writes() - before).toBe(3);
		await expectQuietRounds();
	},
);

scenario(
	'S316',
	{ given: 'three Google accounts and one CRM in sync, the CRM winning', when: 'two accounts change the same field to different values', then: 'the one whose workflow runs first is in the CRM and goes everywhere; the other value is in the journal' },
	async () => {
		const ids = await everybodyEverywhere();
		ids.forEach((id, place) => accounts[place].google.book.update(id, { organizations: [{ title: `Chief ${place}` }] }));
		await round();
		await round();
		const all = ['ann@example.org Chief 0', ...EVERYBODY.slice(1)];
		expect([titlesInCrm(), ...[0, 1, 2].map(titlesIn)]).toEqual([all, all, all, all]);
		expect(accounts[0].journal).toMatchObject([{ side: 'google', field: 'jobTitle', before: 'Chief 1', after: 'Chief 0', reason: 'conflict' }]);
		await expectQuietRounds();
	},
);

scenario(
	'S317',
	{ given: 'three Google accounts and one CRM in sync, deletions switched on in the workflow of the first', when: 'somebody is deleted in the first account', then: 'the CRM record goes too; the other accounts keep their contact and report it, since their own workflows carry no deletions across' },
	async () => {
		const [ann] = await everybodyEverywhere();
		accounts[0].google.book.remove(ann);
		const reports = await round((place) => ({ deletes: place === 0 }));
		expect(titlesInCrm()).toEqual(EVERYBODY.slice(1));
		expect([0, 1, 2].map(titlesIn)).toEqual([EVERYBODY.slice(1), EVERYBODY, EVERYBODY]);
		expect(reports.slice(1).map(({ details }) => details)).toMatchObject([1, 2].map(() => [{ class: 'detached', reason: 'Deleted in the CRM; kept in Google' }]));
		await expectQuietRounds();
	},
);
