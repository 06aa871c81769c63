/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';

import type { Accounts } from '../demo/accounts';
import { crmByEmail, differences, googleByEmail, GROUP, startAccounts, VIEW } from '../demo/accounts';
import { makePeople } from '../demo/people';
import type { N8nProcess } from '../n8nProcess/n8nProcess';
import { readTemplate } from '../n8nProcess/preparedTemplate';
import type { PostgresServer } from '../queue/postgres';
import { startPostgres } from '../queue/postgres';
import { CustomerPage, PAGE_ACCESS } from './customerPage';
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
	await customer.visit(SYNC);
	await customer.press('Sync now');
	await synced;
}

/** Somebody who is on both sides. */
function somebody() {
	const email = [...accounts.seeded.differing.keys()][0];
	const google = () => googleByEmail(accounts).get(email)?.[0];
	const crm = () => crmByEmail(accounts).get(email)?.[0];
	return { google, crm, googleId: google()?.resourceName ?? '', crmId: String(crm()?.id) };
}

/** Every kind of request that n8n could answer. */
const REQUESTS: Array<[method: string, query: string, body?: string]> = [
	...['', '?page=overview', '?page=sync&sync=1', '?page=setup', '?page=report&sync=1', '?page=conflicts&sync=1', '?page=undo&sync=1', '?page=deactivate&sync=1'].map(
		(query): [string, string] => ['GET', query],
	),
	...['save', 'sync', 'pause', 'resume', 'approve', 'decide', 'undo', 'deactivate'].map((verb): [string, string, string] => ['POST', '?', `verb=${verb}&sync=1&state=yes`]),
];

/** As a program asks that says nothing of where it asks from; `fetch` would. */
async function ask([method, query, body]: (typeof REQUESTS)[number], headers: Record<string, string>): Promise<{ status?: number; text: string }> {
	const type = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body?.length ?? 0) };
	return await new Promise((done, failed) => {
		const asked = request(`${customer.address}${query}`, { method, headers: { ...type, ...headers } }, (answer) => {
			let text = '';
			answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
			answer.on('end', () => done({ status: answer.statusCode, text }));
		});
		asked.on('error', failed).end(body);
	});
}

/** What a change of the page could be seen by. */
async function everything() {
	const rows = await Promise.all(['Configurations', 'State', 'Journal'].map(async (table) => await n8n.api.tableRows(`Contact Sync: ${table}`)));
	return [rows, accounts.google.log.writes().length, accounts.crm.log.writes().length, accounts.google.log.count({ operation: 'auth.revoke' })];
}

/** What n8n answers to a wrong password: 2.8, and 2.41. */
const WRONG = [{ status: 403, text: 'Authorization data is wrong!' }, { status: 401, text: 'Authentication data is wrong!' }];

async function nothingWithoutPassword(): Promise<void> {
	const before = await everything();
	const wrong = Buffer.from('customer:wrong').toString('base64');
	for (const one of REQUESTS) {
		expect(await ask(one, {})).toEqual({ status: 401, text: 'Authorization is required!' });
		expect(WRONG).toContainEqual(await ask(one, { authorization: `Basic ${wrong}` }));
	}
	expect(await everything()).toEqual(before);
}

test('a customer chooses from the lists of both accounts; bad choices are refused in words; nothing is written before it is approved', async () => {
	await nothingWithoutPassword();
	expect(await customer.goTo()).toBe(200);
	await customer.page.getByRole('link', { name: 'Set up a sync' }).click();
	await customer.field('Name').fill(SYNC);
	await customer.choose('Google contact group', GROUP);
	await customer.choose('CRM list view', VIEW);
	await customer.choose('When both sides changed the same field', 'Leave both, and ask me');
	await customer.choose('CRM field for Job Title', 'Department');
	await customer.field('Time, if every day or week').fill('06:30');
	await customer.press('Save');
	expect(await customer.text()).toContain('Two rows of the field map write to the CRM field “Department”');
	expect(await customer.chosen('Google contact group')).toBe(GROUP);
	expect(await page.configuration()).toBeUndefined();

	await customer.choose('CRM field for Job Title', 'Title');
	await customer.press('Remove Notes');
	await customer.choose('One more Google field', 'Nickname');
	await customer.press('Add a row');
	await customer.choose('CRM field for Nickname', 'Assistant');
	expect(await customer.faults()).toEqual([]);
	await customer.press('Save');
	await customer.until('Waits for your approval');
	expect([accounts.google.log.writes(), accounts.crm.log.writes()]).toEqual([[], []]);
	expect(await customer.text()).toContain('This is the first sync. Nothing has been written yet.');
	expect(await customer.faults()).toEqual([]);
	const synced = page.nextSync();
	await customer.press('Approve, and let it sync');
	await synced;
	expect([googleByEmail(accounts).size, crmByEmail(accounts).size]).toEqual([20, 20]);
});

test('the state is told by the servers’ own counts, and the settings are as they were saved', async () => {
	const { onlyGoogle, onlyCrm, differing } = accounts.seeded;
	await customer.visit(SYNC);
	const state = await customer.text();
	expect(state).toMatch(new RegExp(`In step\\s+${20 - differing.size} of 20 contacts`));
	expect(state).toContain(`${onlyGoogle + onlyCrm} contacts were written on either side. None failed.`);
	await customer.visit(SYNC, 'Settings');
	expect(await customer.field('Name').inputValue()).toBe(SYNC);
	expect(await customer.field('CRM field for Notes').count()).toBe(0);
	expect(await customer.chosen('CRM field for Nickname')).toBe('Assistant');
	expect(await customer.field('Time, if every day or week').inputValue()).toBe('06:30');
});

test('open conflicts are decided with both values in sight, and go as decided', async () => {
	await customer.visit(SYNC, 'Conflicts');
	const { size } = accounts.seeded.differing;
	expect(await customer.page.getByRole('group').count()).toBe(size);
	expect(await customer.faults()).toEqual([]);
	for (const [index, { crm }] of [...accounts.seeded.differing.values()].entries()) {
		expect(await customer.text()).toContain(`Take the CRM’s: ${crm}`);
		await customer.page.locator(`input[name=keep-${index}][value=crm]`).check();
	}
	const synced = page.nextSync();
	await customer.press('Decide');
	await synced;
	expect(differences(accounts)).toEqual([]);
	await customer.visit(SYNC, 'Conflicts');
	expect(await customer.text()).toContain('There is no open conflict');
	await customer.visit(SYNC, 'Last sync');
	expect(await customer.text()).toContain('Conflicts that were decided');
	expect(await customer.faults()).toEqual([]);
});

test('undo shows what comes back, brings it back for those who are ticked, and the next sync carries it on', async () => {
	const { google, crm } = somebody();
	const title = accounts.seeded.differing.get([...accounts.seeded.differing.keys()][0])?.google;
	await customer.visit(SYNC, 'Undo');
	expect(await customer.faults()).toEqual([]);
	await customer.page.getByRole('main').getByRole('link').first().click();
	expect(await customer.text()).toContain(`Job title: ${String(crm()?.Title)} ${title}`);
	expect(await customer.faults()).toEqual([]);
	const boxes = await customer.page.getByRole('checkbox').all();
	const name = `${String(crm()?.First_Name)} ${String(crm()?.Last_Name)}`;
	for (const box of boxes) await box.uncheck();
	await customer.page.getByRole('checkbox', { name, exact: true }).check();
	await customer.press('Bring it back');
	expect(await customer.text()).toContain('1 contact was changed back');
	expect(google()?.organizations?.[0].title).toBe(title);
	await syncNow();
	expect(crm()).toMatchObject({ Title: title });
});

test('paused, nothing is synced until it is resumed; by keyboard alone', async () => {
	const { crm, googleId } = somebody();
	const { keyboard } = customer.page;
	await customer.visit(SYNC);
	await keyboard.press('Tab');
	await keyboard.press('Enter');
	expect(await customer.page.evaluate('document.activeElement.id')).toBe('content');
	await keyboard.press('Tab');
	await keyboard.press('Tab');
	expect(await customer.page.locator(':focus').innerText()).toBe('Pause');
	await keyboard.press('Enter');
	await customer.until('Paused');
	accounts.google.book.update(googleId, { phoneNumbers: [{ type: 'work', value: '555-0177' }] });
	accounts.google.log.clear();
	await customer.page.waitForTimeout(3 * PageUnderTest.interval * 1_000); // three turns of the runner
	expect(accounts.google.log.entries()).toEqual([]);
	const resumed = page.nextSync();
	await customer.press('Resume');
	await resumed;
	expect(crm()).toMatchObject({ Phone: '555-0177' });
});

test('asked without the password, from another site, or once more, nothing is said and nothing changed', async () => {
	await nothingWithoutPassword();
	await customer.visit(SYNC);
	const token = await customer.page.locator('input[name=verb][value=pause] ~ input[name=token]').getAttribute('value');
	const before = await everything();
	for (const verb of ['pause', 'sync', 'deactivate']) {
		const { status, text } = await customer.fromElsewhere({ verb, sync: '1', token: token ?? '' });
		expect([status, text.includes(SYNC)]).toEqual([403, false]);
		expect((await customer.fromElsewhere({ verb, sync: '1' })).status).toBe(403);
	}
	expect(await everything()).toEqual(before);
	const own = { authorization: `Basic ${Buffer.from('customer:secret').toString('base64')}`, origin: 'null' };
	const pause: (typeof REQUESTS)[number] = ['POST', '?', `verb=pause&sync=1&token=${token}`];
	expect((await ask(pause, own)).status).toBe(303);
	expect((await ask(pause, own)).status).toBe(409);
	await customer.visit(SYNC);
	const resumed = page.nextSync();
	await customer.press('Resume');
	await resumed;
});

test('deactivated, contacts stay, what it remembers is erased, and both accesses are ended at the services', async () => {
	const people = () => [googleByEmail(accounts).size, crmByEmail(accounts).size];
	const before = people();
	await customer.visit(SYNC, 'Deactivate');
	expect(await customer.faults()).toEqual([]);
	for (const also of ['Erase what the sync remembers', 'Erase the journal of what it overwrote', 'End the access to the Google account', 'End the access to the CRM account']) {
		await customer.page.getByRole('checkbox', { name: also }).check();
	}
	await customer.press('Deactivate');
	const said = await customer.text();
	expect(said).toContain('What it remembered is erased');
	expect(said).toMatch(/The journal of what was overwritten in this contact group and list view is erased: [1-9]/);
	expect(said).toContain('Google has ended the access');
	expect(said).toContain('The CRM has ended the access');
	expect(await customer.faults()).toEqual([]);
	expect(accounts.google.log.count({ operation: 'auth.revoke' })).toBe(1);
	expect(accounts.crm.log.count({ operation: 'auth.revoke' })).toBe(1);
	for (const table of ['State', 'Journal']) expect(await n8n.api.tableRows(`Contact Sync: ${table}`)).toEqual([]);
	expect(people()).toEqual(before);

	await customer.visit(SYNC, 'Settings');
	expect(await customer.text()).toContain('An account cannot be read');
	expect(await customer.faults()).toEqual([]);
	await customer.goTo();
	expect(await customer.faults()).toEqual([]);
	expect(await customer.goTo('?page=sync&sync=99')).toBe(404);
	expect(await customer.faults()).toEqual([]);
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
	await customer.visit(SYNC);
	await customer.press('Resume');
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
	await page.syncWith({ fieldMap: JSON.stringify([...fieldMap, notes]), askFirst: false });
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

	await customer.visit(SYNC, 'Undo');
	await customer.page.getByRole('main').getByRole('link').first().click();
	expect(await customer.text()).toContain('Comes back');
	await customer.visit(SYNC, 'Deactivate');
	for (const also of ['Erase what the sync remembers', 'Take the sync off this page']) await customer.page.getByRole('checkbox', { name: also }).check();
	await customer.press('Deactivate');
	expect(await customer.text()).toContain('What it remembered is erased');
	expect(await postgres.query('SELECT count(*) FROM contact_sync_state')).toBe('0');
	expect(await page.configuration()).toBeUndefined();
});

const ORIGINALS: Record<string, string> = {
	'Original: Set Up': 'sync-setup',
	'Original: Run One': 'sync-one',
	'Original: Run When Due': 'sync-runner',
	'Original: Page': 'sync-page',
};

/** Imports the template, with a key of n8n's own API, and everything chosen in it. */
async function importAddCustomer(): Promise<string> {
	const scopes = ['list', 'create', 'activate', 'read'].map((right) => `workflow:${right}`);
	const { rawApiKey: apiKey } = await n8n.api.post<{ rawApiKey: string }>('/rest/api-keys', { label: 'Pages', expiresAt: null, scopes });
	const key = { name: 'n8n', type: 'n8nApi', data: { apiKey, baseUrl: `${n8n.address}/api/v1` } };
	const { id } = await n8n.api.post<{ id: string }>('/rest/credentials', key);
	const template = readTemplate('add-customer');
	for (const node of template.nodes) {
		if (node.type === 'n8n-nodes-base.n8n') node.credentials = { n8nApi: { id, name: 'n8n' } };
		if (node.type.endsWith('.webhook')) node.credentials = { httpBasicAuth: { id: PAGE_ACCESS.id, name: 'Page' } };
		if (node.type.endsWith('.googleContactsSync')) node.credentials = { googleContactsSyncOAuth2Api: { id: 'demoGoogle2', name: 'Google' } };
		if (node.type.endsWith('.verticalCrm')) node.credentials = { verticalCrmOAuth2Api: { id: 'demoCrm2', name: 'CRM' } };
		if (ORIGINALS[node.name]) node.parameters.workflowId = { __rl: true, mode: 'list', value: ORIGINALS[node.name] };
	}
	return (await n8n.api.post<{ id: string }>('/rest/workflows', template)).id;
}

async function addCustomer(id: string, make: boolean): Promise<Record<string, unknown>> {
	const { nodes } = await n8n.api.workflow(id);
	const given = nodes.find(({ name }) => name === 'Customer')?.parameters as { assignments: { assignments: Array<{ name: string; value: unknown }> } };
	for (const one of given.assignments.assignments) one.value = one.name === 'make' ? make : 'Acme';
	await n8n.api.patch(`/rest/workflows/${id}`, { nodes });
	const run = await n8n.api.runByHand(id, 'Run by Hand');
	if (run.status !== 'success') throw new Error(await n8n.api.errorOf(run.id));
	return { ...(await n8n.api.output(run.id, 'Copies'))[0], ...(await n8n.api.output(run.id, 'Added'))[0] };
}

test('another customer gets workflows, tables and a page of their own, once it is clear whose accounts they are', async () => {
	const id = await importAddCustomer();
	expect(await addCustomer(id, false)).toMatchObject({ google: expect.anything(), crm: { email: expect.anything() }, toMake: [expect.anything(), expect.anything(), expect.anything()], thereAlready: [] });
	const { page: address } = await addCustomer(id, true);
	expect(await addCustomer(id, true)).toMatchObject({ page: address, toMake: [] });
	const path = String(address).replace('/webhook/', '');

	const before = await n8n.api.tableRows('Contact Sync: Configurations');
	const acme = await CustomerPage.open(n8n.address, path);
	await acme.goTo('?page=setup');
	await acme.field('Name').fill('Acme');
	await acme.choose('Google contact group', GROUP);
	await acme.choose('CRM list view', VIEW);
	await acme.press('Save');
	await acme.until('Waits for your approval');
	const synced = page.nextSync(' Acme');
	await acme.press('Approve, and let it sync');
	await synced;
	await acme.close();
	expect(differences(others)).toEqual([]);
	expect(await n8n.api.tableRows('Contact Sync: Configurations')).toEqual(before);
});
