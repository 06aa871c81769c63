import { CancelledError, LostAnswerError } from '../shared/answers';
import { leaseHolds, resultOf } from '../shared/syncItems';
import type { WriteError, WriteOperation, WriteResult } from '../shared/syncProtocol';
import type { CrmStatus } from './transport/crmError';
import { CrmError } from './transport/crmError';

/** What the CRM said of one record; `lost` when its answer did not come back. */
export type Answer = CrmStatus | 'lost';

type ResultArguments = Parameters<typeof resultOf> extends [WriteOperation, ...infer Rest] ? Rest : never;

/** Refusals of the request itself: no part of it would fare better. */
const CONCERN_THE_REQUEST = new Set([
	'INVALID_HOST',
	'INVALID_MODULE',
	'INVALID_REQUEST_METHOD',
	'INVALID_URL_PATTERN',
	'FEATURE_NOT_SUPPORTED',
]);

/** Further requests that the search for one bad record of a batch may take: a hundred halve seven times. */
const NARROWING = 20;

/** The results of a run, and whether it may go on: what all batches of a module share. */
export class WriteRun {
	/** Set once access is refused, the lease has run out or the execution was cancelled: nothing more is sent. */
	private stopped: { error?: WriteError } | null = null;

	constructor(private readonly results: Map<WriteOperation, WriteResult>) {}

	get isStopped(): boolean {
		return this.stopped !== null;
	}

	settle(operation: WriteOperation, ...result: ResultArguments): void {
		this.results.set(operation, resultOf(operation, ...result));
	}

	isSettled(operation: WriteOperation): boolean {
		return this.results.has(operation);
	}

	isWritten(operation: WriteOperation): boolean {
		return this.results.get(operation)?.outcome === 'written';
	}

	/** Whatever got no result was not sent. */
	settleRest(operations: readonly WriteOperation[]): void {
		for (const operation of operations) {
			if (!this.results.has(operation)) this.settle(operation, 'notSent', { error: this.stopped?.error });
		}
	}

	/** Whether the run's lease still holds (S46); a lease that has run out stops everything. */
	mayWrite(batch: readonly WriteOperation[]): boolean {
		if (!this.stopped && !batch.every(leaseHolds)) {
			this.stopped = { error: { code: 'LEASE_EXPIRED', message: 'The run took too long; the rest goes with the next run' } };
		}
		return this.stopped === null;
	}

	/** A read that fails for good stops the writing: nothing is written unseen. */
	async attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
		if (this.stopped) return undefined;
		try {
			return await read();
		} catch (error) {
			this.stop(error);
			return undefined;
		}
	}

	/**
	 * Sends one batch. A refusal of the request as a whole because of one record is narrowed down by halves, within
	 * bounds, so that the others land (S52).
	 *
	 * @returns an answer for each operation that was sent; one that is missing was not.
	 */
	async send<T extends WriteOperation>(
		batch: readonly T[],
		write: (part: readonly T[], notAfter: number) => Promise<CrmStatus[]>,
	): Promise<Map<T, Answer>> {
		const answers = new Map<T, Answer>();
		const parts: Array<readonly T[]> = [batch];
		let left = NARROWING;
		for (let part = parts.shift(); part; part = parts.shift()) {
			if (part.length === 0 || !this.mayWrite(part)) continue;
			const refusal = await this.sendPart(part, write, answers);
			if (!refusal) continue;
			if (part.length > 1 && left > 1 && !CONCERN_THE_REQUEST.has(refusal.code)) {
				left -= 2;
				const half = Math.ceil(part.length / 2);
				parts.unshift(part.slice(0, half), part.slice(half));
			} else part.forEach((operation) => answers.set(operation, statusOf(refusal)));
		}
		return answers;
	}

	/** @returns the refusal of the whole request; nothing when it has been answered, got lost or stopped the run. */
	private async sendPart<T extends WriteOperation>(
		part: readonly T[],
		write: (part: readonly T[], notAfter: number) => Promise<CrmStatus[]>,
		answers: Map<T, Answer>,
	): Promise<CrmError | undefined> {
		try {
			const leaseEnd = Math.min(...part.map(({ run }) => Date.parse(run.leaseExpiresAt)));
			const statuses = await write(part, leaseEnd);
			part.forEach((operation, index) => answers.set(operation, statuses[index] ?? 'lost'));
		} catch (error) {
			if (error instanceof LostAnswerError && !error.neverSent) part.forEach((operation) => answers.set(operation, 'lost'));
			else if (error instanceof CrmError && error.isBadRequest) return error;
			else this.stop(error);
		}
		return undefined;
	}

	private stop(error: unknown): void {
		if (error instanceof CancelledError) this.stopped = {};
		else if (error instanceof CrmError) this.stopped = { error: error.toWriteError() };
		else this.stopped = { error: { code: 'NO_ANSWER', message: (error as Error).message } };
	}
}

function statusOf(error: CrmError): CrmStatus {
	const { code, message } = error.toWriteError();
	return { code, message, details: error.details, status: 'error' };
}
