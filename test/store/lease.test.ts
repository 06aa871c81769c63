import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { LargestValueStore } from '../../nodes/shared/api/lease';
import { beginLease, LEASE_LIFE, renewLease, takeLease } from '../../nodes/shared/api/lease';
import { cases } from '../setup/cases';

/** How the test's clock lets the takers sleep; each one is known by how long it sleeps. */
let mockSleep: (milliseconds: number) => Promise<void> = async () => {};

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (milliseconds: number) => await mockSleep(milliseconds),
}));

const START = Date.UTC(2026, 0, 1);

/** n8n's deduplication store: it reads, compares, and writes, and others may come in between. */
class SlowStore implements LargestValueStore {
	private value: number | null = null;

	constructor(private readonly scheduler: fc.Scheduler) {}

	async raise(value: number): Promise<boolean> {
		await this.scheduler.schedule(Promise.resolve(), `read for ${value}`);
		const before = this.value;
		await this.scheduler.schedule(Promise.resolve(), `write for ${value}`);
		if (before === null) return this.insertFirst(value);
		if (value <= before) return false;
		this.value = value;
		return true;
	}

	async clear(): Promise<void> {
		await this.scheduler.schedule(Promise.resolve(), 'clear');
		this.value = null;
	}

	/** The first insert of all is atomic: whoever comes second is refused. */
	private insertFirst(value: number): boolean {
		if (this.value !== null) throw new Error('there is a first value already');
		this.value = value;
		return true;
	}
}

interface Run {
	/** Milliseconds after the start at which it begins. */
	begins: number;
	/** How often it renews its lease, a minute each before it would end. */
	renews: number;
	/** The process is killed while it holds the lease. */
	dies: boolean;
}

/** Several runs that want the lease, in whatever order the scheduler lets them go on. */
class Overlap {
	/** Everybody who began and neither sleeps nor ended. */
	private readonly busy = new Map<number, Promise<void>>();

	/** What the table holds of the run that was stored last. */
	private finishedMark = 0;

	private holders = 0;

	mostHolders = 0;

	served = 0;

	/** Runs that began with a memory which another one has replaced since. */
	stale = 0;

	/** Runs that found their lease to be another one's. */
	lost = 0;

	constructor(
		private readonly scheduler: fc.Scheduler,
		private readonly store: LargestValueStore,
	) {}

	async run(index: number, { begins, renews, dies }: Run): Promise<void> {
		await this.scheduler.schedule(Promise.resolve(), `run ${index} reads the memory`);
		const finishedMark = this.finishedMark;
		await this.scheduler.schedule(Promise.resolve(), `run ${index} begins`);
		let pause: () => void = () => {};
		this.busy.set(index, new Promise((resolve) => (pause = resolve)));
		this.pauses.set(index, pause);
		// Two runs do not begin in the same millisecond with the same jitter.
		const request = { now: START + begins, finishedMark, jitter: index / 10, confirmAfter: index };
		let mark = await takeLease(this.store, request);
		this.rest(index);
		if (mark === null) return;
		if (finishedMark !== this.finishedMark) this.stale += 1;
		this.holders += 1;
		this.served += 1;
		this.mostHolders = Math.max(this.mostHolders, this.holders);
		for (let count = 0; count < renews && mark !== null; count++) mark = await renewLease(this.store, mark, mark - 60_000, index / 10);
		await this.scheduler.schedule(Promise.resolve(), `run ${index} writes`);
		// Where several begin in one moment, a late write of one may end the lease of another, which then sends nothing more.
		if (mark === null) [this.lost, this.holders] = [this.lost + 1, this.holders - 1];
		if (dies || mark === null) return;
		this.holders -= 1;
		this.finishedMark = mark;
	}

	/** A sleep outlasts whatever was under way when it began: a second is long for a call of n8n's database. */
	async sleep(index: number): Promise<void> {
		this.rest(index);
		await Promise.all(this.busy.values());
		await this.scheduler.schedule(Promise.resolve(), `run ${index} wakes`);
	}

	private readonly pauses = new Map<number, () => void>();

	private rest(index: number): void {
		this.busy.delete(index);
		this.pauses.get(index)?.();
	}
}

async function overlap(scheduler: fc.Scheduler, store: LargestValueStore, runs: readonly Run[]): Promise<Overlap> {
	const all = new Overlap(scheduler, store);
	mockSleep = async (index) => await all.sleep(index);
	const ended = Promise.all(runs.map(async (run, index) => await all.run(index, run)));
	await scheduler.waitFor(ended);
	return all;
}

const run = fc.record({ begins: fc.nat(60_000), renews: fc.nat(3), dies: fc.boolean() });

test('F27: of runs that overlap in whatever way, one at a time holds the lease, and knows what the one before left', async () => {
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), fc.array(run, { minLength: 2, maxLength: 4 }), async (scheduler, runs) => {
			const { mostHolders, stale } = await overlap(scheduler, new SlowStore(scheduler), runs);
			expect({ mostHolders: Math.min(mostHolders, 1), stale }).toEqual({ mostHolders, stale: 0 });
		}),
		{ numRuns: cases(150) },
	);
});

test('F27: of runs that come one after the other each gets the lease, unless one before it died; then it comes free by itself', async () => {
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), fc.array(run, { minLength: 1, maxLength: 4 }), async (scheduler, runs) => {
			const store = new SlowStore(scheduler);
			const all = new Overlap(scheduler, store);
			mockSleep = async (index) => await all.sleep(index);
			for (const [index, one] of runs.entries()) await scheduler.waitFor(all.run(index, { ...one, begins: index * 60_000 }));
			const died = runs.findIndex(({ dies }) => dies);
			expect(all.served).toBe(died === -1 ? runs.length : died + 1);
			expect(all.lost).toBe(0);
			// Each renewal lets the lease end nine minutes later.
			const { served } = await overlap(scheduler, store, [{ begins: LEASE_LIFE * 20, renews: 0, dies: false }]);
			expect(served).toBe(1);
		}),
		{ numRuns: cases(50) },
	);
});

test('F27: a run that holds the lease keeps it as long as it renews it, however many others try meanwhile', async () => {
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), fc.array(run, { minLength: 1, maxLength: 4 }), async (scheduler, others) => {
			const store = new SlowStore(scheduler);
			mockSleep = async () => {};
			const first = await scheduler.waitFor(takeLease(store, { now: START, finishedMark: 0, jitter: 0 }));
			const renewed = (async () => {
				let mark = first;
				for (let count = 0; count < 3 && mark !== null; count++) mark = await renewLease(store, mark, mark - 60_000, 0);
				return mark;
			})();
			const taken = Promise.all(others.map(async ({ begins }, index) => await takeLease(store, { now: START + begins, finishedMark: 0, jitter: index / 10 })));
			expect([await scheduler.waitFor(renewed), await scheduler.waitFor(taken)]).toEqual([expect.any(Number), others.map(() => null)]);
		}),
		{ numRuns: cases(150) },
	);
});

test('S46: a lease that has ended, or that another run has taken since, is not renewed', async () => {
	let value = 0;
	const store = { raise: async (next: number) => next > value && ((value = next), true), clear: async () => {} };
	mockSleep = async () => {};
	const mark = (await takeLease(store, { now: START, finishedMark: 0, jitter: 0 })) ?? 0;
	expect(await renewLease(store, mark, mark, 0)).toBeNull();
	const renewed = (await renewLease(store, mark, mark - 1, 0)) ?? 0;
	expect(renewed).toBe(mark - 1 + LEASE_LIFE);
	expect(await takeLease(store, { now: renewed - 1_000, finishedMark: 0, jitter: 0 })).toBeNull();
	expect(await takeLease(store, { now: renewed + 1, finishedMark: 0, jitter: 0 })).not.toBeNull();
	expect(await renewLease(store, renewed, renewed - 1, 0)).toBeNull();
});

/** An execution of a workflow, on a store that reads, compares and writes at the pace of a database. */
function execution(stored: { value: number }): IExecuteFunctions {
	const flow = {};
	const checkProcessedAndRecord = async ([next]: number[]) => {
		await Promise.resolve();
		const { value } = stored;
		await Promise.resolve();
		if (next > value) stored.value = next;
		return { new: next > value ? [next] : [], processed: [] };
	};
	return { helpers: { checkProcessedAndRecord }, getContext: () => flow, getWorkflow: () => ({ id: 'sync' }) } as unknown as IExecuteFunctions;
}

test('S45: of many executions that one process starts at once, as those that were missed, exactly one begins', async () => {
	mockSleep = async () => {};
	for (let round = 0; round < 20; round++) {
		const stored = { value: 1 };
		const begun = await Promise.all(Array.from({ length: 6 }, async () => await beginLease(execution(stored), 0)));
		expect(begun.filter(Boolean)).toHaveLength(1);
	}
});
