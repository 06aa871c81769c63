/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
import { sleep } from 'n8n-workflow';

import { waitFor } from '../n8nProcess/commands';
import { nextReport, nextRun, writes } from './realN8n';
import { SyncUnderTest } from './syncUnderTest';

/** How often n8n is killed; the order of the tests is the order of one sync's life. */
const KILLS = Number(process.env.KILLS ?? 5);

/** Hours: as long as a lease lives that nobody renews. */
const LATER = 10 / 60;

let sync: SyncUnderTest;

beforeAll(async () => {
	sync = await SyncUnderTest.start(60);
});
afterAll(async () => {
	if (waits.length) console.info(`${waits.length} kills: at the latest ${Math.max(...waits)} s after one, by n8n's clock, the next run that may write started`);
	await sync?.close();
});

/** Seconds of n8n's clock from each kill to the next run that may write. */
const waits: number[] = [];

/** Holds the next listing of the CRM until it is let go, so that its run is still going on. */
function heldRun(): { reached: Promise<void>; letGo: () => void } {
	let letGo = () => {};
	const gate = new Promise<void>((done) => (letGo = done));
	const reached = new Promise<void>((arrived) =>
		sync.accounts.crm.faults.beforeOperation('records.list', async () => {
			arrived();
			await gate;
		}),
	);
	return { reached, letGo };
}

test('S45: of two overlapping executions the second leaves, says why, and sends no request', async () => {
	await nextReport(sync.n8n, SyncUnderTest.id);
	sync.users.work(900);
	const held = heldRun();
	await held.reached;
	const before = sync.requests();

	const { id, status } = await nextRun(sync.n8n, SyncUnderTest.id);

	expect(status).toBe('success');
	expect(await sync.n8n.api.output(id, 'Start Sync', 2)).toMatchObject([{ started: false, reason: expect.stringContaining('still going on') }]);
	expect(sync.requests()).toBe(before);
	held.letGo();
	await nextReport(sync.n8n, SyncUnderTest.id);
	expect(sync.users.problems()).toEqual([]);
});

test('S45: the lease of a run that died keeps others from writing until it runs out', async () => {
	sync.users.work(901);
	const held = heldRun();
	await held.reached;
	await sync.n8n.kill();
	held.letGo();
	const before = writes(sync.accounts);
	await sync.startAgain(0);

	const { id } = await nextRun(sync.n8n, SyncUnderTest.id);
	expect(await sync.n8n.api.output(id, 'Start Sync', 2)).toMatchObject([{ started: false }]);
	expect(writes(sync.accounts)).toBe(before);

	await sync.n8n.stop();
	await sync.startAgain(LATER);
	await nextReport(sync.n8n, SyncUnderTest.id);
	expect(sync.users.problems()).toEqual([]);
});

/** A run that has edits to carry both ways sends about so many requests. */
const REQUESTS = 14;

/** Waits until a run has sent so many requests; a run that sends fewer is waited for a while longer. */
async function runHasSent(requests: number): Promise<void> {
	const before = sync.requests();
	for (let waited = 0; waited < 60_000 && sync.requests() === before; waited += 5) await sleep(5);
	for (let waited = 0; waited < 3_000 && sync.requests() < before + requests; waited += 5) await sleep(5);
}

/** The first run that n8n begins after a moment of its clock, once it has ended. */
async function firstRunAfter(moment: number): Promise<{ id: string; startedAt: number }> {
	return await waitFor('the first run after the kill', async () => {
		const since = (await sync.n8n.api.allExecutions(SyncUnderTest.id)).find(({ startedAt }) => Date.parse(startedAt) > moment);
		return since?.stoppedAt ? { id: since.id, startedAt: Date.parse(since.startedAt) } : undefined;
	});
}

test.each(Array.from({ length: KILLS }, (_, round) => round + 1))('S43, F20: killed at any moment of a run and started again, both sides converge (%i)', async (round) => {
	const before = { requests: sync.requests(), writes: writes(sync.accounts) };
	sync.users.work(round);
	await runHasSent(1 + Math.floor(Math.random() * REQUESTS));
	await sync.n8n.kill();
	const killed = sync.now();
	console.info(`kill ${round}: after ${sync.requests() - before.requests} requests, ${writes(sync.accounts) - before.writes} of them writes`);

	await sync.startAgain(LATER);
	const first = await firstRunAfter(killed);
	waits.push(Math.round((first.startedAt - killed) / 1_000));
	// The lease of the killed run keeps it from nothing any more.
	expect(await sync.n8n.api.output(first.id, 'Start Sync', 2)).toEqual([]);
	await nextReport(sync.n8n, SyncUnderTest.id);
	await nextReport(sync.n8n, SyncUnderTest.id);
	expect(sync.users.problems()).toEqual([]);
	const settled = writes(sync.accounts);
	await nextReport(sync.n8n, SyncUnderTest.id);
	expect(writes(sync.accounts)).toBe(settled);
});
