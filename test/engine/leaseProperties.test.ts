import fc from 'fast-check';

import type { LargestValueStore } from '../../nodes/ContactReconcile/store/lease';
import { takeLease } from '../../nodes/ContactReconcile/store/lease';
import { cases } from '../setup/cases';

/** How the test's clock lets the takers sleep; each one is known by how long it sleeps. */
let mockSleep: (milliseconds: number) => Promise<void> = async () => {};

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (milliseconds: number) => await mockSleep(milliseconds),
}));

const LIFE = 3_600_000;
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
	/** The process is killed while it holds the lease. */
	dies: boolean;
}

/** Several runs that want the lease, in whatever order the scheduler lets them go on. */
class Overlap {
	/** Everybody who began and neither sleeps nor ended. */
	private readonly busy = new Map<number, Promise<void>>();

	private finishedMark: number | null = null;

	private holders = 0;

	mostHolders = 0;

	served = 0;

	constructor(
		private readonly scheduler: fc.Scheduler,
		private readonly store: LargestValueStore,
	) {}

	async run(index: number, { begins, dies }: Run): Promise<void> {
		await this.scheduler.schedule(Promise.resolve(), `run ${index} begins`);
		let pause: () => void = () => {};
		this.busy.set(index, new Promise((resolve) => (pause = resolve)));
		this.pauses.set(index, pause);
		// Two runs do not begin in the same millisecond with the same jitter.
		const request = { now: START + begins, life: LIFE, finishedMark: this.finishedMark, jitter: index / 10, confirmAfter: index };
		const mark = await takeLease(this.store, request);
		this.rest(index);
		if (mark === null) return;
		this.holders += 1;
		this.served += 1;
		this.mostHolders = Math.max(this.mostHolders, this.holders);
		await this.scheduler.schedule(Promise.resolve(), `run ${index} writes`);
		if (dies) return;
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

const run = fc.record({ begins: fc.nat(60_000), dies: fc.boolean() });

test('F27: of runs that overlap in whatever way, one at a time holds the lease', async () => {
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), fc.array(run, { minLength: 2, maxLength: 4 }), async (scheduler, runs) => {
			const { mostHolders } = await overlap(scheduler, new SlowStore(scheduler), runs);
			expect(mostHolders).toBeLessThanOrEqual(1);
		}),
		{ numRuns: cases(300) },
	);
});

test('F27: of runs that come one after the other each gets the lease, unless one before it died; then it comes free by itself', async () => {
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), fc.array(run, { minLength: 1, maxLength: 4 }), async (scheduler, runs) => {
			const store = new SlowStore(scheduler);
			const all = new Overlap(scheduler, store);
			mockSleep = async (index) => await all.sleep(index);
			for (const [index, one] of runs.entries()) await scheduler.waitFor(all.run(index, { ...one, begins: index * 900_000 }));
			const died = runs.findIndex(({ dies }) => dies);
			expect(all.served).toBe(died === -1 ? runs.length : died + 1);
			const { served } = await overlap(scheduler, store, [{ begins: LIFE * 2, dies: false }]);
			expect(served).toBe(1);
		}),
		{ numRuns: cases(100) },
	);
});
