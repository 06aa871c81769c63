import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { ApiContext } from './answers';
import { CancelledError } from './answers';

/*
 * One run of a workflow at a time, by one number that all its nodes share: the time at which the lease of the run that
 * holds it ends, in milliseconds since 1970. It is the holder's mark, too.
 */

/**
 * Remembers one number for a workflow, and says of another whether it is larger; if so it takes its place. n8n's
 * deduplication store does this, at once and from any process, and cannot be read back. Only the first call of all is
 * atomic, so that of two executions that both make it one throws.
 */
export interface LargestValueStore {
	/** Whether `value` was larger than the one remembered; then it is remembered instead. */
	raise(value: number): Promise<boolean>;
	clear(): Promise<void>;
}

const MODE: ICheckProcessedOptions = { mode: 'latestIncrementalKey' };

function deduplicationStore(context: IExecuteFunctions): LargestValueStore {
	return {
		async raise(value) {
			const { new: larger } = await context.helpers.checkProcessedAndRecord([value], 'workflow', MODE);
			return larger.length > 0;
		},
		clear: async () => await context.helpers.clearAllProcessedItems('workflow', MODE),
	};
}

const MINUTE = 60 * 1_000;

/** How long a lease lasts that nobody renews; milliseconds. */
export const LEASE_LIFE = 10 * MINUTE;

/** A lease with less than this left is renewed; milliseconds. */
const RENEW_BELOW = 8 * MINUTE;

interface LeaseRequest {
	/** Milliseconds since 1970 by n8n's clock. */
	now: number;
	/** The largest mark of a run that is known to have ended; 0 when there is none. */
	finishedMark: number;
	/** A number from 0 to 1 that tells two takers of the same millisecond apart. */
	jitter: number;
	/** How long a taker waits before it looks whether another one took the lease too; milliseconds. */
	confirmAfter?: number;
}

/**
 * Takes the lease that lets one run at a time write (S45). Where several begin in the same moment, a late write of one may end
 * the lease of the one that got it: that one then sends nothing more, and the next run begins when the lease has ended.
 *
 * @returns the mark; null when another run holds the lease.
 */
export async function takeLease(store: LargestValueStore, request: LeaseRequest): Promise<number | null> {
	const { now, finishedMark, jitter, confirmAfter = 1_000 } = request;
	// The run before may have renewed its lease a moment ago, by another clock.
	const mark = Math.max(now + LEASE_LIFE, finishedMark + 2) + apart(jitter);
	const free = (await raised(store, now)) || (finishedMark > 0 && (await raised(store, finishedMark + 1)));
	if (!free || !(await raised(store, mark))) return null;
	// Two that found the lease free may both have come here: the number tells whose mark was written last.
	await sleep(confirmAfter);
	const overwrittenBySmaller = await raised(store, mark);
	if (overwrittenBySmaller) return null;
	return (await raised(store, mark + 1)) ? mark + 1 : null;
}

/** Lets a lease end later. @returns the new mark; null when the lease has ended, or is another run's. */
export async function renewLease(store: LargestValueStore, mark: number, now: number, jitter: number): Promise<number | null> {
	if (now >= mark) return null;
	// One's own mark can be raised by one; that of another run is larger than that.
	if (!(await raised(store, mark + 1))) return null;
	const renewed = now + LEASE_LIFE + apart(jitter);
	return renewed > mark + 1 && (await raised(store, renewed)) ? renewed : mark + 1;
}

/** Milliseconds by which marks of the same moment differ. */
function apart(jitter: number): number {
	return Math.floor(jitter * 1_000);
}

/** Of two very first calls one throws: it lost the race, and its second call compares like any other. */
async function raised(store: LargestValueStore, value: number): Promise<boolean> {
	try {
		return await store.raise(value);
	} catch {
		return await store.raise(value);
	}
}

/** Tells that the run may send nothing more. */
export class LeaseEndedError extends CancelledError {
	constructor() {
		super(
			'The run no longer holds its lease',
			'It stood still for ten minutes, and another run may have begun. Nothing to do: the next run finds what is left.',
		);
	}
}

/** The lease of an execution, which all its nodes share. */
interface Lease {
	mark: number;
	/** The mark of the run before; 0 where there was none. */
	before: number;
	state: 'held' | 'over' | 'givenUp';
	renewing?: Promise<void>;
}

/** By what n8n keeps of an execution while it lasts. */
const leases = new WeakMap<object, Lease>();

function leaseOf(context: IExecuteFunctions): Lease | undefined {
	return leases.get(context.getContext('flow'));
}

/** By workflow, the last one of this process that wants to take its lease. */
const takers = new Map<string, Promise<unknown>>();

/**
 * One taker after the other: n8n's durable scheduler starts what it missed all at once, and of many that take a lease in the
 * same moment none might get it.
 */
async function inTurn<T>(workflow: string, take: () => Promise<T>): Promise<T> {
	const turn = (takers.get(workflow) ?? Promise.resolve()).then(take, take);
	takers.set(workflow, turn);
	return await turn.finally(() => {
		if (takers.get(workflow) === turn) takers.delete(workflow);
	});
}

/**
 * Begins a run of this execution.
 *
 * @param finishedMark the largest mark of a run of this workflow that is known to have ended; 0 when there is none.
 * @returns false when another run holds the lease.
 */
export async function beginLease(context: IExecuteFunctions, finishedMark: number): Promise<boolean> {
	const own = leaseOf(context);
	const before = own?.state === 'over' ? Math.max(own.mark, finishedMark) : finishedMark;
	const store = deduplicationStore(context);
	const take = async () => await takeLease(store, { now: Date.now(), finishedMark: before, jitter: Math.random() });
	const mark = await inTurn(context.getWorkflow().id ?? '', take);
	if (mark !== null) leases.set(context.getContext('flow'), { mark, before, state: 'held' });
	return mark !== null;
}

/**
 * Renews the lease of the run that goes on in this execution, if any, long before it ends; to be called before each request.
 *
 * @throws LeaseEndedError when the lease is not the run's any more (S46).
 */
export async function keepLease(context: ApiContext): Promise<void> {
	const lease = 'getContext' in context ? leaseOf(context) : undefined;
	if (!lease || lease.state === 'over') return;
	if (lease.mark - Date.now() < RENEW_BELOW) await renew(context as IExecuteFunctions, lease);
	if (lease.state === 'givenUp' || Date.now() >= lease.mark) throw new LeaseEndedError();
}

/** Ends the run of this execution. @returns its last mark, by which the next run knows that it has ended; null when the lease was lost. */
export async function endLease(context: IExecuteFunctions): Promise<number | null> {
	const lease = leaseOf(context);
	if (lease?.state !== 'held') return null;
	await renew(context, lease);
	lease.state = 'over';
	return Date.now() < lease.mark ? lease.mark : null;
}

/**
 * Does what comes before the first write. Where it fails nothing has changed, so that no other run need wait; when n8n tries
 * the node again, it takes the lease again.
 */
export async function beforeWriting<T>(context: IExecuteFunctions, work: () => Promise<T>): Promise<T> {
	const lease = leaseOf(context);
	if (lease?.state === 'givenUp' && !(await beginLease(context, lease.before))) throw new LeaseEndedError();
	return await work().catch(async (error: unknown) => {
		await giveUp(context).catch(() => 'the lease ends by itself');
		throw error;
	});
}

async function giveUp(context: IExecuteFunctions): Promise<void> {
	const lease = leaseOf(context);
	if (lease?.state !== 'held') return;
	await renew(context, lease);
	lease.state = 'givenUp';
	if (Date.now() >= lease.mark) return;
	const store = deduplicationStore(context);
	await store.clear();
	// What a run before this one left is still newer than what others may have read before that.
	if (lease.before > 0) await store.raise(lease.before);
}

/** Requests that run side by side share one renewal. */
async function renew(context: IExecuteFunctions, lease: Lease): Promise<void> {
	lease.renewing ??= renewLease(deduplicationStore(context), lease.mark, Date.now(), Math.random())
		// Where n8n's database does not answer, the lease stands as it was.
		.catch(() => lease.mark)
		.then((mark) => {
			lease.mark = mark ?? 0;
			lease.renewing = undefined;
		});
	await lease.renewing;
}
