/* eslint-disable no-console */
import type { Accounts } from '../demo/accounts';
import { GROUP, startAccounts, VIEW } from '../demo/accounts';
import { makePeople } from '../demo/people';
import { nextReport, nextRun } from '../e2e/realN8n';
import { UsersAtWork } from '../e2e/usersAtWork';
import { waitFor } from '../n8nProcess/commands';
import { N8nProcess } from '../n8nProcess/n8nProcess';
import { preparedTemplate } from '../n8nProcess/preparedTemplate';
import type { QueueServices } from './queueServices';
import { startQueueServices } from './queueServices';

/*
 * n8n's main process and two workers on Postgres and Redis, with four syncs of accounts of their own. The tests go on
 * where the one before ended.
 */

interface Sync {
	id: string;
	accounts: Accounts;
	users: UsersAtWork;
}

/** Longer than any lease lives; milliseconds. */
const LATER = 11 * 60_000;
const clock = { ahead: 0 };

let services: QueueServices;
let main: N8nProcess;
let workers: N8nProcess[] = [];
let syncs: Sync[] = [];

beforeAll(async () => {
	services = await startQueueServices();
	const { environment } = services;
	main = await N8nProcess.create({ environment });
	await main.installPackage();
	workers = [await N8nProcess.create({ role: 'worker', environment }), await N8nProcess.create({ role: 'worker', environment })];
	for (const worker of workers) worker.copyPackage(main);
	syncs = await Promise.all(['1', '2', '3', '4'].map(startSync));
	await main.import('credentials', syncs.flatMap(({ id, accounts }) => accounts.credentials(id)));
	await Promise.all([main, ...workers].map(async (n8n) => await n8n.start()));
	await main.api.createOwner();
	for (const { id } of syncs) await main.api.addWorkflow(templateOf(id));
	for (const { id } of syncs) await main.api.publish(id);
});

afterAll(async () => {
	await Promise.all([main, ...workers].map(async (n8n) => await n8n?.remove()));
	for (const { accounts } of syncs) await accounts.close();
	await services?.stop();
});

async function startSync(name: string): Promise<Sync> {
	const accounts = await startAccounts(makePeople(30), () => Date.now() + clock.ahead);
	return { id: `contactSyncQueue${name}`, accounts, users: new UsersAtWork(accounts) };
}

function templateOf(id: string) {
	return preparedTemplate('two-way', { id, google: `demoGoogle${id}`, crm: `demoCrm${id}`, group: GROUP, view: VIEW, interval: 10 });
}

/** The worker that runs or ran an execution, by what it printed. */
function workerOf(executionId: string): N8nProcess | undefined {
	return workers.find(({ output }) => output.includes(`started execution ${executionId} `));
}

/** Holds the next listing of a sync's CRM, and with it the run, until it is let go. */
function heldRun({ accounts }: Sync): { reached: Promise<void>; letGo: () => void } {
	let letGo = () => {};
	const gate = new Promise<void>((done) => (letGo = done));
	const reached = new Promise<void>((arrived) =>
		accounts.crm.faults.beforeOperation('records.list', async () => {
			arrived();
			await gate;
		}),
	);
	return { reached, letGo };
}

function requests({ accounts: { google, crm } }: Sync): number {
	return google.log.entries().length + crm.log.entries().length;
}

async function runningExecution(id: string): Promise<string> {
	return await waitFor('the held run', async () =>
		(await main.api.allExecutions(id)).find(({ status, stoppedAt }) => status === 'running' && !stoppedAt)?.id,
	);
}

test('four syncs run on both workers, each remembers, and each converges', async () => {
	await Promise.all(syncs.map(async ({ id }) => await nextReport(main, id)));
	syncs.forEach(({ users }) => users.work(1));
	const reports = await Promise.all(syncs.map(async ({ id }) => await nextReport(main, id)));

	const remembered = { google: 'changes', crm: 'changes' };
	expect(reports.map(({ readings }) => readings)).toEqual(syncs.map(() => remembered));
	await waitFor('both workers to have run something', async () => workers.every(({ output }) => output.includes('started execution')) || undefined);
	expect(syncs.flatMap(({ users }) => users.problems())).toEqual([]);
	console.info(`Executions by worker: ${workers.map(({ output }) => output.split('started execution').length - 1).join(' and ')}`);
});

test('S45: a second run of a sync is refused on the other worker too, and sends no request', async () => {
	const [sync] = syncs;
	sync.users.work(2);
	const held = heldRun(sync);
	await held.reached;
	const holder = workerOf(await runningExecution(sync.id));
	expect(holder).toBeDefined();
	const before = requests(sync);

	const refused = await waitFor('a run on the other worker', async () => {
		const { id } = await nextRun(main, sync.id);
		const worker = workerOf(id);
		return worker && worker !== holder ? id : undefined;
	});

	expect(await main.api.output(refused, 'Start Sync', 2)).toHaveLength(1);
	expect(requests(sync)).toBe(before);
	held.letGo();
	await nextReport(main, sync.id);
	expect(sync.users.problems()).toEqual([]);
});

test('a run that fails on a worker stands in nobody\'s way', async () => {
	const [, , , sync] = syncs;
	const { faults } = sync.accounts.crm;
	faults.losePermission('Contacts', 'view');
	const { status } = await nextRun(main, sync.id);
	faults.restorePermission('Contacts', 'view');
	expect(status).toBe('error');
	sync.users.work(3);
	await nextReport(main, sync.id);
	expect(sync.users.problems()).toEqual([]);
});

test('S43: one worker killed in the middle of a run: the other one goes on, and when the lease has run out all converge', async () => {
	const [, sync] = syncs;
	sync.users.work(4);
	const held = heldRun(sync);
	await held.reached;
	const execution = await runningExecution(sync.id);
	const killed = workerOf(execution);
	await killed?.kill();
	held.letGo();
	// The worker may have run two syncs at once.
	const died = (await main.api.allExecutions()).filter(({ id, stoppedAt }) => !stoppedAt && workerOf(id) === killed);
	const [another] = syncs.filter(({ id }) => !died.some(({ workflowId }) => workflowId === id));
	another.users.work(4);

	await nextReport(main, another.id);
	expect(another.users.problems()).toEqual([]);
	const ended = await waitFor('n8n to notice', async () => (await main.api.executions(sync.id)).find(({ id }) => id === execution));
	expect(['error', 'crashed']).toContain(ended.status);
	const { id } = await nextRun(main, sync.id);
	expect(await main.api.output(id, 'Start Sync', 2)).toHaveLength(1);

	const all = [main, ...workers];
	await Promise.all(all.map(async (n8n) => await n8n.stop()));
	for (const n8n of all) n8n.letTimePass(LATER);
	clock.ahead += LATER;
	await Promise.all(all.map(async (n8n) => await n8n.start()));
	await main.api.signIn();
	await Promise.all(syncs.map(async ({ id }) => await nextReport(main, id)));
	expect(syncs.flatMap(({ users }) => users.problems())).toEqual([]);
});
