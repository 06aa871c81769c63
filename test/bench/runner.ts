/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
/*
 * Twenty configurations of one pair of accounts, with two hundred contacts each, through one runner in a real n8n: when
 * all are in step, in which order they went, and what the second round costs; then forty pages of them, asked for at once.
 */
import { startAccounts } from '../demo/accounts';
import { ServiceClock } from './accounts';
import { PAGE_ACCESS } from '../e2e/customerPage';
import { waitFor } from '../n8nProcess/commands';
import { N8nProcess } from '../n8nProcess/n8nProcess';
import { PAGE_TEMPLATES, pageTemplates } from '../n8nProcess/preparedTemplate';
import { membershipIn } from '../servers/google';

const CONFIGURATIONS = 20;
const CONTACTS = 200;
const TABLE = 'Contact Sync: Configurations';

type Accounts = Awaited<ReturnType<typeof startAccounts>>;

interface Scope {
	name: string;
	group: string;
	view: string;
}

/** A group and a list view, with half of the people on each side; the department is what puts them into the view. */
function addScope({ google, crm }: Accounts, number: number): Scope {
	const name = `Department ${number}`;
	const contacts = crm.crm.module('Contacts');
	const group = google.book.addGroup(name);
	const view = contacts.views.addView({ name, predicate: (record) => record.Department === name });
	for (let person = 0; person < CONTACTS; person++) {
		const [given, family, email] = ['Pat', `P${number}-${person}`, `p${number}.${person}@example.org`];
		if (person % 2 === 0) contacts.add({ First_Name: given, Last_Name: family, Email: email, Department: name });
		else {
			google.book.add({
				names: [{ givenName: given, familyName: family }],
				emailAddresses: [{ type: 'work', value: email }],
				organizations: [{ department: name }],
				memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)],
			});
		}
	}
	return { name, group, view };
}

function row({ name, group, view }: Scope, index: number) {
	const pairs = [['givenName', 'First_Name'], ['familyName', 'Last_Name'], ['workEmail', 'Email'], ['department', 'Department']];
	const fieldMap = pairs.map(([googleField, crmField]) => ({ googleField, crmField, direction: 'both' }));
	return {
		...{ name, syncName: `sync-${index}`, status: 'active', groupId: group, module: 'Contacts', viewId: view },
		...{ direction: 'both', winner: 'crm', deletes: false, frequency: 'minutes', atTime: '06:00', weekday: 1 },
		...{ fieldMap: JSON.stringify(fieldMap), dueAt: index + 1, leaseUntil: 0 },
	};
}

async function allSynced(n8n: N8nProcess, known: Set<string>): Promise<Array<Record<string, string>>> {
	return await waitFor('all configurations', async () => {
		const rows = await n8n.api.tableRows(TABLE);
		const failed = rows.find(({ lastError }) => lastError);
		if (failed) throw new Error(`${failed.name}: ${failed.lastError}`);
		return rows.every(({ lastRunId }) => lastRunId && !known.has(lastRunId)) ? rows : undefined;
	}, 1_800);
}

function differing({ google, crm }: Accounts, scopes: Scope[]): string[] {
	return scopes.flatMap(({ name, group }) => {
		const inGoogle = google.book.members(group).map(({ emailAddresses }) => String(emailAddresses?.[0].value)).sort();
		const inCrm = crm.crm.module('Contacts').all().filter(({ Department }) => Department === name).map(({ Email }) => String(Email)).sort();
		const same = inGoogle.length === CONTACTS && inGoogle.join() === inCrm.join();
		return same ? [] : [`${name}: ${inGoogle.length} in Google, ${inCrm.length} in the CRM`];
	});
}

/** When each configuration's run started and ended, in the order of the starts. */
function runsOf(rows: Array<Record<string, string>>) {
	return rows
		.map(({ name, lastReport }) => ({ name, ...(JSON.parse(lastReport) as { startedAt: string; finishedAt: string; outcome: string }) }))
		.sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

async function round(n8n: N8nProcess, accounts: Accounts, scopes: Scope[], known: Set<string>): Promise<string[]> {
	accounts.google.log.clear();
	accounts.crm.log.clear();
	const rows = await allSynced(n8n, known);
	const runs = runsOf(rows);
	const seconds = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 100) / 10;
	const last = runs.map(({ finishedAt }) => finishedAt).sort().at(-1) ?? '';
	const each = runs.map(({ startedAt, finishedAt }) => seconds(startedAt, finishedAt)).sort((a, b) => a - b);
	const wrong = differing(accounts, scopes);
	const inOrder = runs.every(({ name }, index) => name === scopes[index].name);
	console.log(`all ${runs.length} done ${seconds(runs[0].startedAt, last)} s after the first began; a run took ${each[0]} to ${each.at(-1)} s`);
	console.log(`in the order of their waiting: ${inOrder}; outcomes: ${[...new Set(runs.map(({ outcome }) => outcome))].join()}; not in step: ${wrong.length}`);
	const { google, crm } = accounts;
	console.log(`requests: Google ${google.log.entries().length}, of them ${google.log.writes().length} writes; CRM ${crm.log.entries().length}, of them ${crm.log.writes().length} writes`);
	for (const { lastRunId } of rows) known.add(lastRunId);
	return wrong;
}

async function makeDue(n8n: N8nProcess): Promise<void> {
	const { folder, id } = await tableOf(n8n);
	for (const { name, id: rowId } of await n8n.api.tableRows(TABLE)) {
		const filter = { type: 'and', filters: [{ columnName: 'id', condition: 'eq', value: rowId }] };
		await n8n.api.patch(`${folder}/${id}/rows`, { filter, data: { dueAt: Number(name.split(' ')[1]) + 1 } });
	}
}

async function tableOf(n8n: N8nProcess) {
	const { id: project } = await n8n.api.get<{ id: string }>('/rest/projects/personal');
	const folder = `/rest/projects/${project}/data-tables`;
	const { data } = await n8n.api.get<{ data: Array<{ id: string; name: string }> }>(folder);
	return { folder, id: data.find(({ name }) => name === TABLE)?.id ?? '' };
}

/** The state and the report of each configuration, all asked for in the same moment. */
async function askForPages(n8n: N8nProcess): Promise<void> {
	const { user, password } = PAGE_ACCESS.data;
	const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
	const ids = (await n8n.api.tableRows(TABLE)).map(({ id }) => id);
	const addresses = ids.flatMap((id) => ['sync', 'report'].map((page) => `${n8n.address}/webhook/contact-sync?page=${page}&sync=${id}`));
	// n8n loads a node when it is used for the first time.
	await fetch(addresses[0], { headers });
	const began = performance.now();
	const seconds = await Promise.all(addresses.map(async (address) => {
		const answer = await fetch(address, { headers });
		const text = await answer.text();
		if (answer.status !== 200 || !text.includes('Department')) throw new Error(`${address} answered ${answer.status}`);
		return (performance.now() - began) / 1_000;
	}));
	seconds.sort((a, b) => a - b);
	const [median, longest] = [seconds[Math.floor(seconds.length / 2)], seconds[seconds.length - 1]];
	console.log(`${seconds.length} pages at once: answered after ${median.toFixed(1)} s (median), the last one after ${longest.toFixed(1)} s`);
}

async function main(): Promise<void> {
	const clock = new ServiceClock();
	const accounts = await startAccounts([], clock.now);
	const scopes = Array.from({ length: CONFIGURATIONS }, (_, number) => addScope(accounts, number));
	const n8n = await N8nProcess.create();
	try {
		await n8n.installPackage();
		await n8n.import('credentials', [...accounts.credentials(), PAGE_ACCESS]);
		await n8n.import('workflow', pageTemplates({ google: 'demoGoogle', crm: 'demoCrm', access: PAGE_ACCESS.id, interval: 60 }));
		await n8n.start();
		await n8n.api.createOwner();
		await n8n.api.runByHand('sync-setup', 'Run Once');
		const { folder, id } = await tableOf(n8n);
		await n8n.api.post(`${folder}/${id}/insert`, { data: scopes.map(row), returnType: 'count' });
		for (const name of PAGE_TEMPLATES.filter((one) => ['sync-one', 'sync-runner', 'sync-page'].includes(one))) await n8n.api.publish(name);
		const known = new Set<string>();
		const wrong = await round(n8n, accounts, scopes, known);
		clock.untilNextRun();
		await makeDue(n8n);
		wrong.push(...(await round(n8n, accounts, scopes, known)));
		if (wrong.length > 0) throw new Error(wrong.join('\n'));
		await askForPages(n8n);
	} finally {
		await n8n.remove();
		await accounts.close();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
