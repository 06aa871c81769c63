/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console */
/*
 * Shows a sync in a real n8n: two test servers with people in them, n8n with the packed package, a template on a short
 * schedule. Options: --once, --template NAME, --contacts FILE.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { sleep } from 'n8n-workflow';

import { OWNER } from '../n8nProcess/n8nApi';
import { N8nProcess } from '../n8nProcess/n8nProcess';
import { preparedTemplate } from '../n8nProcess/preparedTemplate';
import type { Accounts } from './accounts';
import { GROUP, startAccounts, VIEW } from './accounts';
import type { Check, Source } from './checks';
import { afterFirstRun, edits, quietRun, requestFloor, withinFloor, writesNothingTo } from './checks';
import { makePeople, readPeople } from './people';
import { asTable } from './table';

const ROOT = resolve(__dirname, '../..');
const INTERVAL = 15;
const LONGEST_WAIT = 240;
const JOURNAL = 'Contact Sync Journal';
const SOURCES: Record<string, Source> = { 'two-way': undefined, 'crm-to-google': 'crm', 'google-to-crm': 'google' };

const { values: options } = parseArgs({
	options: {
		once: { type: 'boolean', default: false },
		template: { type: 'string', default: 'two-way' },
		contacts: { type: 'string' },
	},
});

interface RunRow {
	run: string;
	google: { reads: number; writes: number };
	crm: { reads: number; writes: number };
}

function say(text: string): void {
	console.log(`${new Date().toISOString().slice(11, 19)}  ${text}`);
}

async function main(): Promise<boolean> {
	const template = options.template;
	if (!(template in SOURCES)) throw new Error(`There is no template "${template}": choose ${Object.keys(SOURCES).join(', ')}`);
	if (options.contacts && !existsSync(options.contacts)) throw new Error(`There is no file ${options.contacts}`);
	const source = SOURCES[template];
	say('Building the package …');
	execFileSync('npm', ['run', '--silent', 'built'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
	execFileSync('node', [join(ROOT, 'test/setup/installN8n.mjs')], { stdio: 'inherit' });
	const people = options.contacts ? readPeople(options.contacts) : makePeople(60);
	say(`Starting both accounts with ${people.length} people …`);
	const accounts = await startAccounts(people);
	const n8n = await N8nProcess.create();
	const stop = async () => {
		await n8n.remove();
		await accounts.close();
	};
	process.once('SIGINT', () => void stop().then(() => process.exit(130)));
	process.once('SIGTERM', () => void stop().then(() => process.exit(143)));
	try {
		await startN8n(n8n, accounts, template);
		const ok = await show(n8n, accounts, source);
		if (!options.once) {
			say(`The editor is at ${n8n.address} (${OWNER.email}, ${OWNER.password}). Stop with Ctrl+C.`);
			await new Promise(() => {});
		}
		return ok;
	} finally {
		await stop();
	}
}

async function startN8n(n8n: N8nProcess, accounts: Accounts, template: string): Promise<void> {
	say('Installing the packed package into a new n8n …');
	await n8n.installPackage();
	await n8n.import('credentials', accounts.credentials());
	say('Starting n8n …');
	await n8n.start();
	await n8n.api.createOwner();
	say(`Publishing the template ${template}.json, every ${INTERVAL} seconds …`);
	const settings = { id: 'contactSyncDemo1', google: 'demoGoogle', crm: 'demoCrm', group: GROUP, view: VIEW, interval: INTERVAL };
	await n8n.api.addWorkflow(preparedTemplate(template, settings));
	await n8n.api.publish(settings.id);
}

async function show(n8n: N8nProcess, accounts: Accounts, source: Source): Promise<boolean> {
	const rows: RunRow[] = [];
	const checks: Check[] = [];
	let ended = 0;
	const watch = async (name: string): Promise<RunRow> => {
		const row = await nextRun(n8n, accounts, name, ended++);
		rows.push(row);
		say(`${name}: Google ${describe(row.google)}, CRM ${describe(row.crm)}`);
		return row;
	};
	const first = await watch('first run');
	checks.push(...afterFirstRun(accounts, await n8n.api.tableRows(JOURNAL), source), ...writesNothingTo(accounts, source));
	checks.push(withinFloor(totals(first).requests, requestFloor(accounts, source)));
	clearLogs(accounts);
	await watch('second run');
	clearLogs(accounts);
	checks.push(quietRun(totals(await watch('third run'))));
	clearLogs(accounts);
	say('People edit on both sides …');
	const meanwhile = edits(accounts, source);
	meanwhile.make();
	await watch('run after the edits');
	checks.push(...writesNothingTo(accounts, source));
	clearLogs(accounts);
	await watch('last run');
	checks.push(...meanwhile.checks());
	const requests = rows.map(({ run, google, crm }) => ({ run, 'Google reads': google.reads, 'Google writes': google.writes, 'CRM reads': crm.reads, 'CRM writes': crm.writes }));
	console.log(`\n${asTable(requests)}\n\n${asTable(checks.map(({ name, ok, detail }) => ({ result: ok ? 'ok' : 'WRONG', check: name, detail })))}\n`);
	return checks.every(({ ok }) => ok);
}

/** Waits until one more execution has ended. Runs do not overlap the reading of the logs, as they are shorter than their interval. */
async function nextRun(n8n: N8nProcess, accounts: Accounts, run: string, ended: number): Promise<RunRow> {
	say(`Waiting for the ${run} …`);
	for (let waited = 0; waited < LONGEST_WAIT; waited++) {
		const execution = (await n8n.api.executions())[ended];
		if (execution && execution.status !== 'success') {
			throw new Error(`Execution ${execution.id} ended with ${execution.status}: ${await n8n.api.errorOf(execution.id)}`);
		}
		if (execution) return { run, google: counted(accounts, 'google'), crm: counted(accounts, 'crm') };
		await sleep(500);
	}
	throw new Error(`The ${run} did not end within ${LONGEST_WAIT / 2} seconds`);
}

function counted(accounts: Accounts, side: 'google' | 'crm') {
	const { log } = accounts[side];
	return { reads: log.count({ kind: 'read' }), writes: log.writes().length };
}

function totals({ google, crm }: RunRow) {
	const writes = google.writes + crm.writes;
	return { writes, requests: writes + google.reads + crm.reads };
}

function describe({ reads, writes }: RunRow['google']): string {
	return `${reads} reads ${writes} writes`;
}

function clearLogs(accounts: Accounts): void {
	accounts.google.log.clear();
	accounts.crm.log.clear();
}

main().then(
	(ok) => process.exit(ok ? 0 : 1),
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
