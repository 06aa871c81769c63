import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

/**
 * Remembers one number per node, and says of another whether it is larger; if so it takes its place. n8n's
 * deduplication store does this, at once and from any process, and cannot be read back. Only the first call of all is
 * atomic, so that of two executions that both make it one throws.
 */
export interface LargestValueStore {
	/** Whether `value` was larger than the one remembered; then it is remembered instead. */
	raise(value: number): Promise<boolean>;
	clear(): Promise<void>;
}

const MODE: ICheckProcessedOptions = { mode: 'latestIncrementalKey' };

export function deduplicationStore(context: IExecuteFunctions): LargestValueStore {
	return {
		async raise(value) {
			const { new: larger } = await context.helpers.checkProcessedAndRecord([value], 'node', MODE);
			return larger.length > 0;
		},
		async clear() {
			await context.helpers.clearAllProcessedItems('node', MODE);
		},
	};
}

export interface LeaseRequest {
	/** Milliseconds since 1970 by n8n's clock. */
	now: number;
	/** How long the lease is held at the most; milliseconds. */
	life: number;
	/** The mark of the last run that is known to have ended; null when there is none. */
	finishedMark: number | null;
	/** A number from 0 to 1 that tells two takers of the same millisecond apart. */
	jitter: number;
	/** How long a taker waits before it looks whether another one took the lease too; milliseconds. */
	confirmAfter?: number;
}

/**
 * Takes the lease that lets one run at a time write (S45). The number remembered is when the lease expires; it is also
 * the holder's mark.
 *
 * @returns the mark, to be stored with the state when the run ends; null when another run holds the lease.
 */
export async function takeLease(store: LargestValueStore, request: LeaseRequest): Promise<number | null> {
	const { now, life, finishedMark, jitter, confirmAfter = 1_000 } = request;
	const mark = now + life + Math.floor(jitter * 1_000);
	const free = (await raised(store, now)) || (finishedMark !== null && (await raised(store, finishedMark + 1)));
	if (!free || !(await raised(store, mark))) return null;
	// Two that found the lease free may both have come here: the number tells whose mark was written last.
	await sleep(confirmAfter);
	const overwrittenBySmaller = await raised(store, mark);
	if (overwrittenBySmaller) return null;
	return (await raised(store, mark + 1)) ? mark + 1 : null;
}

/** Whether any run of this sync has ever taken the lease. */
export async function hasLeaseBeenTaken(store: LargestValueStore): Promise<boolean> {
	// Smaller than every mark; where none is, it stands in nobody's way.
	return !(await raised(store, 1));
}

/** Of two very first calls one throws: it lost the race, and its second call compares like any other. */
async function raised(store: LargestValueStore, value: number): Promise<boolean> {
	try {
		return await store.raise(value);
	} catch {
		return await store.raise(value);
	}
}
