/* eslint-disable no-console */
import type { Accounts } from '../demo/accounts';
import { clearLogs, requestsTo, requireEquality, seededAccounts, ServiceClock, usualSeed } from './accounts';
import { rounded } from './measure';
import { ourWorkflow, withoutQuota } from './ourWorkflow';
import { PublishedWorkflow } from './publishedWorkflow';

/** More runs than a first sync of 100,000 takes, at 10,000 new contacts a side in each. */
const MOST_RUNS = 20;

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
export async function benchScale(contacts: number) {
	const clock = new ServiceClock();
	const accounts = await seededAccounts(usualSeed(contacts), clock);
	// n8n's own limit of all data tables is 50 MB, which docs/scaling.md says how to raise.
	const environment = { N8N_DATA_TABLES_MAX_SIZE_BYTES: String(2 ** 31) };
	const workflow = await PublishedWorkflow.start(withoutQuota(ourWorkflow()), accounts.credentials(), environment);
	try {
		const growth = await grown(workflow, accounts, clock, contacts);
		const rows = await workflow.n8n.api.tableRows('Contact Sync State');
		const state = rows.reduce((sum, { text }) => sum + text.length, 0);
		return { ...growth, state, ...(await workflow.stored()), openMs: Math.round(await workflow.timeToOpen()) };
	} finally {
		await workflow.n8n.remove();
		await accounts.close();
	}
}

async function grown(sync: PublishedWorkflow, accounts: Accounts, clock: ServiceClock, contacts: number): Promise<Growth> {
	const memoryBefore = sync.n8n.peakMemory();
	clearLogs(accounts);
	let [runs, firstSyncSeconds, requests] = [0, 0, 0];
	const writes = () => accounts.google.log.writes().length + accounts.crm.log.writes().length;
	for (let written = -1; written < writes() && runs < MOST_RUNS; runs++) {
		written = writes();
		const seconds = await sync.run();
		console.log(`${contacts} contacts: run ${runs + 1} took ${seconds} s, peak ${Math.round(sync.n8n.peakMemory() / 1e6)} MB`);
		if (written < writes()) [firstSyncSeconds, requests] = [firstSyncSeconds + seconds, requestsTo(accounts).all];
		clock.untilNextRun();
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
