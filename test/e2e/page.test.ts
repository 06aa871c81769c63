import { randomBytes } from 'crypto';

import type { Accounts } from '../demo/accounts';
import { crmByEmail, differences, googleByEmail, GROUP, startAccounts, VIEW } from '../demo/accounts';
import { makePeople } from '../demo/people';
import type { N8nProcess } from '../n8nProcess/n8nProcess';
import { readTemplate } from '../n8nProcess/preparedTemplate';
import type { PostgresServer } from '../queue/postgres';
import { startPostgres } from '../queue/postgres';
import type { CustomerPage } from './customerPage';
import { PAGE_ACCESS } from './customerPage';
import { PageUnderTest } from './pageUnderTest';

/** Longer than a lease that nobody renews; milliseconds. */
const LEASE = 11 * 60_000;

/*
 * The life of one sync that a customer sets up on the page, in a real n8n: each test goes on where the one before ended.
 */

const SYNC = 'Customers and clients';

let page: PageUnderTest;
let accounts: Accounts;
let n8n: N8nProcess;
let customer: CustomerPage;
/** The accounts of another customer. */
let others: Accounts;
let postgres: PostgresServer;

beforeAll(async () => {
	others = await startAccounts(makePeople(10));
	postgres = await startPostgres();
	page = await PageUnderTest.start(20, others.credentials('2'));
	({ accounts, n8n, customer } = page);
});

afterAll(async () => {
	await page?.close();
	await others?.close();
	await postgres?.stop();
});

async function syncNow(): Promise<void> {
	const synced = page.nextSync();
	await customer.choose(SYNC, 'Sync now', 'The sync starts within a minute');
	await synced;
}

/** Somebody who is on both sides. */
function somebody() {
	const email = [...accounts.seeded.differing.keys()][0];
	const google = () => googleByEmail(accounts).get(email)?.[0];
	const crm = () => crmByEmail(accounts).get(email)?.[0];
	return { google, crm, googleId: google()?.resourceName ?? '', crmId: String(crm()?.id) };
}

test('without name and password the page is not shown', async () => {
	expect((await fetch(`${n8n.address}/form/contact-sync`)).status).toBe(401);
});

test('a customer chooses from the lists of both accounts; bad choices are refused in words; then the sync runs', async () => {
	await customer.choose('New sync', 'Set up or change', 'Google contact group');
	await customer.field('Name').fill(SYNC);
	await customer.field('Google contact group').selectOption(GROUP);
	await customer.field('CRM list view').selectOption(VIEW);
	await customer.field('Google: Job Title').selectOption('Email (Email)');
	await customer.field('Google: Notes').selectOption({ label: 'Created Time (Created_Time, read-only)' });
	await customer.field('Time (every day or week)').fill('25:00');
	await customer.submit();
	await customer.page.getByText('Not saved yet').waitFor();
	const refusal = await customer.text();
	expect(refusal).toContain('Two rows of the field map write to the CRM field "Email"');
	expect(refusal).toContain('The CRM field "Created Time" can only be read');
	expect(refusal).toContain('The time is none of a clock');
	expect(await page.configuration()).toBeUndefined();
	expect(await customer.chosen('Google contact group')).toBe(GROUP);

	await customer.field('Google: Job Title').selectOption('Title (Title)');
	await customer.field('Google: Notes').selectOption('Not synced');
	await customer.field('Time (every day or week)').fill('06:30');
	await customer.page.getByText('Map more fields').click();
	await customer.submit();
	await customer.page.getByText('Google: Nickname').waitFor();
	await customer.field('Google: Nickname').selectOption('Assistant (Assistant)');
	await customer.submit();
	await customer.page.getByText('The sync starts within a minute').waitFor();

	await page.nextSync();
	expect(differences(accounts)).toEqual([]);
});

test('opened again, the page shows what is saved, and what the last sync did by the servers own counts', async () => {
	const { onlyGoogle, onlyCrm, differing } = accounts.seeded;
	const overview = await customer.overview();
	expect(overview).toContain(`Google: ${onlyCrm} created, ${differing.size} updated, 0 deleted`);
	expect(overview).toContain(`CRM: ${onlyGoogle} created, 0 updated, 0 deleted`);
	expect(overview).toContain(`${differing.size} conflicts decided, 0 left open`);
	expect(overview).toContain('Next sync: ');
	await customer.choose(SYNC, 'Set up or change', 'Google contact group');
	expect(await customer.chosen('Name')).toBe(SYNC);
	expect(await customer.chosen('CRM list view')).toBe(VIEW);
	expect(await customer.chosen('Google: Notes')).toBe('Not synced');
	expect(await customer.chosen('Google: Nickname')).toBe('Assistant (Assistant)');
	expect(await customer.chosen('Time (every day or week)')).toBe('06:30');
});

test('an edit on each side crosses, and a conflict is reported with both values', async () => {
	const { google, crm, googleId, crmId } = somebody();
	accounts.google.book.update(googleId, { organizations: [{ title: 'Queen' }], phoneNumbers: [{ type: 'work', value: '555-0142' }] });
	accounts.crm.crm.module('Contacts').update(crmId, { Title: 'King', Department: 'Throne' });
	await syncNow();
	expect(crm()).toMatchObject({ Title: 'King', Phone: '555-0142' });
	expect(google()?.organizations?.[0]).toMatchObject({ title: 'King', department: 'Throne' });

	await customer.choose(SYNC, 'See the last sync', 'Conflicts: both sides');
	const rows = await customer.page.getByRole('row').filter({ hasText: 'Job Title in Google' }).allInnerTexts();
	expect(rows).toEqual([expect.stringMatching(/King\s+Queen/)]);
});

test('undo brings the overwritten value back, and the next sync carries it to the other side', async () => {
	const { google, crm } = somebody();
	await customer.start('contact-sync-undo', 'Run');
	await customer.submit();
	await customer.page.getByText('Queen').waitFor();
	await customer.page.getByText('Yes', { exact: true }).click();
	await customer.submit();
	await customer.page.getByText('The next sync carries it to the other side').waitFor();
	expect(google()?.organizations?.[0].title).toBe('Queen');
	await syncNow();
	expect(crm()).toMatchObject({ Title: 'Queen' });
});

test('paused, nothing is synced until it is resumed', async () => {
	const { crm, googleId } = somebody();
	await customer.choose(SYNC, 'Pause or resume', 'Paused');
	accounts.google.book.update(googleId, { phoneNumbers: [{ type: 'work', value: '555-0177' }] });
	accounts.google.log.clear();
	await customer.page.waitForTimeout(3 * PageUnderTest.interval * 1_000); // three turns of the runner
	expect(accounts.google.log.entries()).toEqual([]);
	expect(await customer.overview()).toContain('Paused');

	const resumed = page.nextSync();
	await customer.choose(SYNC, 'Pause or resume', 'Resumed');
	await resumed;
	expect(crm()).toMatchObject({ Phone: '555-0177' });
});

test('deactivated, contacts stay, what it remembers is erased, and both accesses are ended at the services', async () => {
	const people = () => [googleByEmail(accounts).size, crmByEmail(accounts).size];
	const before = people();
	await customer.choose(SYNC, 'Deactivate', 'Contacts stay as they are');
	for (const also of ['Erase what the sync remembers', 'Erase the journal', 'End the access to Google', 'End the access to the CRM']) {
		await customer.page.getByText(also, { exact: true }).click();
	}
	await customer.submit();
	await customer.page.getByText('The sync is stopped').waitFor();
	const said = await customer.text();
	expect(said).toContain('What it remembered is erased');
	expect(said).toContain('The journal of what was overwritten in this contact group and list view is erased');
	expect(said).toContain('Google has ended the access');
	expect(said).toContain('The CRM has ended the access');
	expect(accounts.google.log.count({ operation: 'auth.revoke' })).toBe(1);
	expect(accounts.crm.log.count({ operation: 'auth.revoke' })).toBe(1);
	for (const table of ['State', 'Journal']) expect(await n8n.api.tableRows(`Contact Sync: ${table}`)).toEqual([]);
	expect(people()).toEqual(before);

	await customer.choose(SYNC, 'Set up or change', 'The account cannot be read');
});

test('connected again and resumed, everybody is found again: nobody is there twice', async () => {
	const [google, crm] = [accounts.google.tokens.issue(), accounts.crm.tokens.issue()];
	await n8n.stop();
	// With the memory went what tells that the last run has ended: its lease has to end by itself.
	n8n.letTimePass(LEASE);
	await n8n.import('credentials', accounts.credentials('', { google, crm }));
	await n8n.start();
	await n8n.api.signIn();
	accounts.google.log.clear();
	accounts.crm.log.clear();
	const synced = page.nextSync();
	await customer.choose(SYNC, 'Pause or resume', 'Resumed');
	await synced;
	expect(differences(accounts)).toEqual([]);
	expect([accounts.google.log.writes(), accounts.crm.log.writes()]).toEqual([[], []]);
});

test('kept in Postgres instead, what a sync remembers comes back whole', async () => {
	/** Text that stays long when it is packed. */
	const long = (): string => `\u{1F600}'"\\ $1 {{ $json }} \n${randomBytes(18_000).toString('base64')}`;
	const { google, crm, googleId } = somebody();
	await page.moveToPostgres(postgres);
	// The new store does not know either that the last run has ended.
	await n8n.stop();
	n8n.letTimePass(LEASE);
	await n8n.start();
	await n8n.api.signIn();
	const before = await n8n.api.tableRows('Contact Sync: State');
	const fieldMap = JSON.parse((await page.configuration())?.fieldMap ?? '[]') as object[];
	const notes = { googleField: 'notes', crmField: 'Description', direction: 'both' };
	for (const { resourceName } of [...googleByEmail(accounts).values()].flat().slice(0, 8)) {
		accounts.google.book.update(String(resourceName), { biographies: [{ value: long(), contentType: 'TEXT_PLAIN' }] });
	}
	await page.syncWith({ fieldMap: JSON.stringify([...fieldMap, notes]) });
	const [rows, generations] = (await postgres.query('SELECT count(*), count(DISTINCT generation) FROM contact_sync_state')).split('|').map(Number);
	expect(rows).toBeGreaterThan(3);
	expect(generations).toBe(1);

	// A cleared field is an edit only where it is remembered what was there.
	expect(google()?.phoneNumbers).toHaveLength(1);
	accounts.google.book.update(googleId, { phoneNumbers: [] });
	await page.syncWith();
	expect(crm()?.Phone ?? '').toBe('');
	const report = JSON.parse((await page.configuration())?.lastReport ?? '{}') as object;
	expect(report).toMatchObject({ readings: { google: 'changes', crm: 'changes' }, written: { google: { updated: 0 }, crm: { updated: 1 } } });
	expect(await postgres.query('SELECT count(DISTINCT generation) FROM contact_sync_state')).toBe('1');
	expect(await n8n.api.tableRows('Contact Sync: State')).toEqual(before);
});

/** Imports the template, with a key of n8n's own API, and publishes it. */
async function publishAddCustomer(): Promise<void> {
	const scopes = ['list', 'create', 'activate', 'read'].map((right) => `workflow:${right}`);
	const { rawApiKey: apiKey } = await n8n.api.post<{ rawApiKey: string }>('/rest/api-keys', { label: 'Pages', expiresAt: null, scopes });
	const key = { name: 'n8n', type: 'n8nApi', data: { apiKey, baseUrl: `${n8n.address}/api/v1` } };
	const { id } = await n8n.api.post<{ id: string }>('/rest/credentials', key);
	const template = readTemplate('add-customer');
	for (const node of template.nodes) {
		if (node.type === 'n8n-nodes-base.n8n') node.credentials = { n8nApi: { id, name: 'n8n' } };
		if (node.type.endsWith('.formTrigger')) node.credentials = { httpBasicAuth: { id: PAGE_ACCESS.id, name: 'Page' } };
	}
	const workflow = await n8n.api.post<{ id: string }>('/rest/workflows', template);
	await n8n.api.publish(workflow.id);
}

test('another customer gets workflows, tables and a page of their own', async () => {
	await publishAddCustomer();
	await customer.page.goto(`${n8n.address}/form/contact-sync-customers`);
	await customer.field('Customer').fill('Acme');
	await customer.field('ID of the Google credential').fill('demoGoogle2');
	await customer.field('ID of the CRM credential').fill('demoCrm2');
	await customer.field("ID of the page's Basic Auth credential").fill(PAGE_ACCESS.id);
	await customer.submit();
	await customer.page.getByText('Acme is added').waitFor({ timeout: 180_000 });
	const [, path] = /\/form\/(contact-sync-acme-\w+)/.exec(await customer.text()) ?? [];

	const before = await n8n.api.tableRows('Contact Sync: Configurations');
	const synced = page.nextSync(' Acme');
	await customer.choose('New sync', 'Set up or change', 'Google contact group', path);
	await customer.field('Name').fill('Acme');
	await customer.field('Google contact group').selectOption(GROUP);
	await customer.field('CRM list view').selectOption(VIEW);
	await customer.submit();
	await customer.page.getByText('The sync starts within a minute').waitFor();
	await synced;
	expect(differences(others)).toEqual([]);
	expect(await n8n.api.tableRows('Contact Sync: Configurations')).toEqual(before);
});
