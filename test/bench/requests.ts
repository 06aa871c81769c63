/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
import type { Accounts } from '../demo/accounts';
import { InMemoryDataTables, InMemoryDeduplication, runWorkflow } from '../harness';
import type { CredentialStore, RunOptions, WorkflowJson } from '../harness';
import { clearLogs, editEachSide, requestsTo, requireEquality, seededAccounts, ServiceClock, usualSeed, workOf } from './accounts';
import { builtInCredentialTypes, builtInNodeTypes } from './builtInNodes';
import { builtInCredentials, builtInWorkflow } from './builtInWorkflow';
import { FLOOR_OF_IDLE_SYNC, floorOfEdits, floorOfFirstSync } from './floor';
import { rounded } from './measure';
import { ourWorkflow, withoutQuota } from './ourWorkflow';

export interface RequestOptions {
	contacts: number;
	edits: number;
	/** Of those in common, every so manieth differs in a value; 0: none. */
	differingEvery: number;
	withBuiltIn: boolean;
}

type Counts = ReturnType<typeof requestsTo>;
type Case = 'first sync' | 'edits' | 'idle';

const CASES: Case[] = ['first sync', 'edits', 'idle'];

/**
 * Counts, by the servers' own logs, the requests of a first sync, of a sync of edits on both sides and of one with nothing
 * to do, by this package and by a workflow of n8n's own nodes, both run by n8n-core.
 */
export async function benchRequests({ contacts, edits, differingEvery, withBuiltIn }: RequestOptions) {
	const seed = { ...usualSeed(contacts), differingEvery };
	const { creates, updates } = workOf(seed);
	const floors: Record<Case, Counts> = {
		'first sync': floorOfFirstSync(contacts, { toGoogle: { creates, updates }, toCrm: { creates, updates: 0 } }),
		edits: floorOfEdits(edits),
		idle: FLOOR_OF_IDLE_SYNC,
	};
	const ours = await counted(seed, edits, ourRuns);
	console.log(`${contacts} contacts on each side, ${seed.inCommon} in common, ${updates} of these differ in a value; then ${edits} edits on each side`);
	console.log(`Ours, of ${CASES.join(', ')}: ${CASES.map((name) => ours[name].all).join(', ')}. n8n's own nodes take some minutes.`);
	const theirs = withBuiltIn ? await counted(seed, edits, builtInRuns) : undefined;
	console.table(Object.fromEntries(CASES.map((name) => [name, row(ours[name], floors[name], theirs?.[name])])));
	return Object.fromEntries(CASES.map((name) => [name, figures(ours[name], floors[name], theirs?.[name])]));
}

function row(ours: Counts, floor: Counts, theirs: Counts | undefined) {
	return {
		ours: `${ours.all} (Google ${ours.google}, CRM ${ours.crm})`,
		floor: `${floor.all} (Google ${floor.google}, CRM ${floor.crm})`,
		'built-in': theirs?.all,
		'built-in ÷ ours': theirs && rounded(theirs.all / ours.all),
		'ours ≤ 1.1 × floor + 6': ours.all <= 1.1 * floor.all + 6,
	};
}

function figures(ours: Counts, floor: Counts, theirs: Counts | undefined) {
	return {
		oursToFloor: rounded(ours.all / floor.all, 2),
		...(theirs && { builtInToOurs: rounded(theirs.all / ours.all) }),
		...{ ours: ours.all, floor: floor.all, builtIn: theirs?.all },
	};
}

interface Runs {
	/** Runs a workflow once more on the same accounts. @throws Error when it fails. */
	run(): Promise<void>;
	/** How many runs a first sync takes until the next one has nothing to do. */
	untilIdle: number;
}

async function counted(
	seed: ReturnType<typeof usualSeed>,
	edits: number,
	runsOn: (accounts: Accounts) => Runs,
): Promise<Record<Case, Counts>> {
	const clock = new ServiceClock();
	const accounts = await seededAccounts(seed, clock);
	const { run: runOnce, untilIdle } = runsOn(accounts);
	const run = async () => {
		await runOnce();
		clock.untilNextRun();
	};
	const count = async () => {
		clearLogs(accounts);
		await run();
		return requestsTo(accounts);
	};
	try {
		const first = await count();
		for (let more = 1; more < untilIdle; more++) await run();
		const idle = await count();
		editEachSide(accounts, edits);
		return { 'first sync': first, edits: await count(), idle };
	} finally {
		await accounts.close();
	}
}

function storeOf(list: object[]): CredentialStore {
	return Object.fromEntries((list as Array<{ type: string; data: CredentialStore[string] }>).map(({ type, data }) => [type, data]));
}

function ourRuns(accounts: Accounts): Runs {
	// A first sync would wait for Google's quota, which changes nothing about the requests.
	const template = withoutQuota(ourWorkflow());
	const options: RunOptions = {
		credentials: storeOf(accounts.credentials()),
		staticData: {},
		dedupe: new InMemoryDeduplication(),
		dataTables: new InMemoryDataTables(),
	};
	const run = async () => {
		await runOrThrow(template, options);
		requireEquality(accounts, 'The sync');
	};
	// The second one still sees what the first wrote.
	return { run, untilIdle: 2 };
}

function builtInRuns(accounts: Accounts): Runs {
	process.env.REDIRECT_GOOGLE = accounts.google.url;
	process.env.REDIRECT_CRM = accounts.crm.url;
	const options: RunOptions = {
		credentials: storeOf(builtInCredentials(accounts)),
		credentialTypes: builtInCredentialTypes(),
		extraNodeTypes: builtInNodeTypes(),
		mode: 'manual',
	};
	return { run: async () => await runOrThrow(builtInWorkflow(accounts.group, 'manualTrigger'), options), untilIdle: 1 };
}

async function runOrThrow(workflow: WorkflowJson, options: RunOptions): Promise<void> {
	const { status, error } = await runWorkflow(workflow, options);
	if (status !== 'success') throw new Error(`${workflow.name} ended with ${status}: ${error}`);
}
