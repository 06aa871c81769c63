/* eslint-disable no-console */
import { sleep } from 'n8n-workflow';

import type { Accounts } from '../demo/accounts';
import type { N8nProcess } from '../n8nProcess/n8nProcess';
import { clearLogs, requestsTo, requireEquality, seededAccounts, usualSeed } from './accounts';
import { ConnectedSync } from './connectedSync';
import { rounded } from './measure';
import { ourWorkflow, withoutQuota } from './ourWorkflow';
import { PublishedWorkflow } from './publishedWorkflow';

/** More runs than a first sync of 100,000 takes, at 10,000 new contacts a side in each. */
const MOST_RUNS = 20;

/** The CRM's times are whole seconds, and a reading looks back two of them. */
const OWN_WRITES_ARE_PAST = 4_000;

/** A sync in a real n8n, wherever it keeps what it remembers. */
interface SyncInN8n {
	n8n: N8nProcess;
	/** @returns seconds. */
	run(): Promise<number>;
}

interface Growth {
	contacts: number;
	runs: number;
	firstSyncSeconds: number;
	idleSeconds: number;
	requests: number;
	idleRequests: number;
	memoryBefore: number;
	peakMemory: number;
}

/**
 * A first sync of so many contacts on each side, half in common, and what follows until there is nothing to do; without
 * latency and quota, so that the time is the package's and n8n's own.
 */
export async function benchScale(contacts: number, connected: boolean) {
	const accounts = await seededAccounts(usualSeed(contacts));
	try {
		return connected ? await withTable(accounts, contacts) : await inOneWorkflow(accounts, contacts);
	} finally {
		await accounts.close();
	}
}

async function inOneWorkflow(accounts: Accounts, contacts: number) {
	const workflow = await PublishedWorkflow.start(withoutQuota(ourWorkflow()), accounts.credentials());
	try {
		const growth = await grown(workflow, accounts, contacts);
		const bytes = await workflow.stored();
		return { ...growth, ...bytes, openMs: Math.round(await workflow.timeToOpen()) };
	} finally {
		await workflow.n8n.remove();
	}
}

async function withTable(accounts: Accounts, contacts: number) {
	const sync = await ConnectedSync.start(accounts);
	try {
		const growth = await grown(sync, accounts, contacts);
		return { ...growth, state: await sync.stateBytes() };
	} finally {
		await sync.n8n.remove();
	}
}

async function grown(sync: SyncInN8n, accounts: Accounts, contacts: number): Promise<Growth> {
	const memoryBefore = sync.n8n.peakMemory();
	clearLogs(accounts);
	let [runs, firstSyncSeconds, requests] = [0, 0, 0];
	const writes = () => accounts.google.log.writes().length + accounts.crm.log.writes().length;
	for (let written = -1; written < writes() && runs < MOST_RUNS; runs++) {
		written = writes();
		const seconds = await sync.run();
		console.log(`${contacts} contacts: run ${runs + 1} took ${seconds} s, peak ${Math.round(sync.n8n.peakMemory() / 1e6)} MB`);
		if (written < writes()) [firstSyncSeconds, requests] = [firstSyncSeconds + seconds, requestsTo(accounts).all];
		await sleep(OWN_WRITES_ARE_PAST);
	}
	requireEquality(accounts, 'The first sync');
	clearLogs(accounts);
	const idleSeconds = await sync.run();
	return {
		...{ contacts, runs: runs - 1, firstSyncSeconds: rounded(firstSyncSeconds), idleSeconds: rounded(idleSeconds) },
		...{ requests, idleRequests: requestsTo(accounts).all, memoryBefore, peakMemory: sync.n8n.peakMemory() },
	};
}

type Measured = Awaited<ReturnType<typeof benchScale>>;

/** Prints the sizes below each other, and what each grows by against the one before it. */
export function showScale(measured: Measured[]): unknown {
	const megabytes = (value: number) => `${rounded(value / 1e6)} MB`;
	console.table(
		measured.map(({ contacts, runs, firstSyncSeconds, idleSeconds, requests, idleRequests, memoryBefore, peakMemory, ...rest }) => ({
			...{ contacts, runs, 'first sync': `${firstSyncSeconds} s`, idle: `${idleSeconds} s`, requests, 'idle requests': idleRequests },
			...{ 'memory before': megabytes(memoryBefore), peak: megabytes(peakMemory) },
			...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, name === 'openMs' ? `${value} ms` : megabytes(value)])),
		})),
	);
	const ratios = measured.slice(1).map((one, index) => {
		const before = measured[index];
		const by = (name: 'contacts' | 'firstSyncSeconds' | 'requests' | 'idleRequests') => rounded(one[name] / before[name], 2);
		return { contacts: by('contacts'), firstSync: by('firstSyncSeconds'), requests: by('requests'), idleRequests: by('idleRequests') };
	});
	return { ratios, measured };
}
