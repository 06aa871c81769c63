/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
import { join } from 'node:path';

import type { Accounts } from '../demo/accounts';
import { clearLogs, requestsTo, requireEquality, seededAccounts, usualSeed } from './accounts';
import { builtInCredentials, builtInWorkflow } from './builtInWorkflow';
import { rounded } from './measure';
import { ourWorkflow } from './ourWorkflow';
import { PublishedWorkflow } from './publishedWorkflow';

/** Milliseconds that an answer takes. */
const LATENCY = { google: 120, crm: 200 };

/** Units of each kind that Google grants a minute, and requests that the CRM takes at once. */
const QUOTA = { google: 90, crm: 10 };

export interface TimeOptions {
	contacts: number;
	/** Of ours; the median is told, and the slowest and the fastest. */
	rounds: number;
	withBuiltIn: boolean;
}

interface Ours {
	seconds: number;
	/** The least that the requests which were made could have taken. */
	bound: Bound;
	refused: number;
}

interface Bound {
	/** What the answers take, one after another, as n8n runs its nodes and both services want their writes. */
	latency: number;
	/** What the units that were spent take at so many a minute. */
	quota: number;
	seconds: number;
}

/** The time of a first sync in a real n8n, with services that answer as slowly and grant as little as the real ones do. */
export async function benchTime({ contacts, rounds, withBuiltIn }: TimeOptions) {
	const ours: Ours[] = [];
	for (let round = 1; round <= rounds; round++) {
		const one = await ourTime(contacts);
		console.log(`Round ${round}: ${one.seconds} s, bound ${one.bound.seconds} s (answers ${one.bound.latency} s, quota ${one.bound.quota} s), ${one.refused} refused`);
		ours.push(one);
	}
	const sorted = ours.map(({ seconds }) => seconds).sort((a, b) => a - b);
	const median = sorted[Math.floor(rounds / 2)];
	const bound = ours[0].bound.seconds;
	const tenth = withBuiltIn ? await builtInTime(Math.ceil(contacts / 10)) : undefined;
	const theirs = tenth && rounded(tenth.seconds * 10);
	console.table({
		ours: { seconds: median, fastest: sorted[0], slowest: sorted[rounds - 1], '÷ bound': rounded(median / bound, 2) },
		bound: { seconds: bound },
		...(theirs && { 'built-in, ten times a tenth, without quota': { seconds: theirs, '÷ bound': rounded(theirs / bound, 2) } }),
	});
	return {
		oursToBound: rounded(median / bound, 2),
		...(theirs && { builtInToOurs: rounded(theirs / median, 1) }),
		...{ contacts, rounds, seconds: sorted, bound: ours[0].bound, refused: ours.map(({ refused }) => refused), builtInTenth: tenth },
	};
}

async function ourTime(contacts: number): Promise<Ours> {
	const accounts = await seededAccounts(usualSeed(contacts));
	slowDown(accounts);
	accounts.google.faults.quota({ criticalReads: QUOTA.google, criticalWrites: QUOTA.google, writes: QUOTA.google });
	accounts.crm.faults.concurrency({ limit: QUOTA.crm });
	const workflow = await PublishedWorkflow.start(ourWorkflow(), accounts.credentials()).catch(async (error: unknown) => {
		await accounts.close();
		throw error;
	});
	try {
		clearLogs(accounts);
		const seconds = await workflow.run();
		requireEquality(accounts, 'The first sync');
		const refused = accounts.google.log.count({ status: 429 }) + accounts.crm.log.count({ status: 429 });
		return { seconds: rounded(seconds), bound: boundOf(accounts), refused };
	} finally {
		await workflow.n8n.remove();
		await accounts.close();
	}
}

function slowDown({ google, crm }: Accounts): void {
	google.switches.latencyMs = LATENCY.google;
	crm.switches.latencyMs = LATENCY.crm;
}

/** The longer of what the answers and the quota take. */
function boundOf(accounts: Accounts): Bound {
	const requests = requestsTo(accounts);
	const latency = (requests.google * LATENCY.google + requests.crm * LATENCY.crm) / 1_000;
	const units = (kind: string) => accounts.google.log.entries().reduce((sum, { cost }) => sum + (cost?.[kind] ?? 0), 0);
	const most = Math.max(...['criticalReads', 'criticalWrites', 'writes'].map(units));
	const quota = (most / QUOTA.google) * 60;
	return { latency: rounded(latency), quota: rounded(quota), seconds: rounded(Math.max(latency, quota)) };
}

/** Without the quota, at which the built-in nodes would fail: they send on, and give up at the first refusal. */
async function builtInTime(contacts: number) {
	const accounts = await seededAccounts(usualSeed(contacts));
	slowDown(accounts);
	const environment = {
		NODE_OPTIONS: `--require ${join(process.cwd(), 'test/bench/redirectBuiltInNodes.js')}`,
		REDIRECT_GOOGLE: accounts.google.url,
		REDIRECT_CRM: accounts.crm.url,
	};
	const template = builtInWorkflow(accounts.group, 'scheduleTrigger');
	const workflow = await PublishedWorkflow.start(template, builtInCredentials(accounts), environment).catch(async (error: unknown) => {
		await accounts.close();
		throw error;
	});
	try {
		clearLogs(accounts);
		const seconds = await workflow.run();
		return { contacts, seconds: rounded(seconds), requests: requestsTo(accounts).all };
	} finally {
		await workflow.n8n.remove();
		await accounts.close();
	}
}
