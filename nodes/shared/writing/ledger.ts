import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { CancelledError, LOST_IN_A_ROW, LostAnswerError } from '../api/answers';
import { ServiceError } from '../api/errors';
import { LeaseEndedError } from '../api/lease';
import { resultOf } from '../items/items';
import type { WriteError, WriteOperation, WriteResult } from '../protocol';

type ResultDetails = Parameters<typeof resultOf>[2];

/** What became of planned changes, as it becomes known, and whether more may be sent: the same for both sides. */
export class Ledger {
	private readonly results = new Map<WriteOperation, WriteResult>();

	/** Set once nothing more is to be sent: no access, no lease, a service that is down, or a cancelled execution. */
	private stopped: { error?: WriteError } | null = null;

	private lostInARow = 0;

	settle(operation: WriteOperation, outcome: WriteResult['outcome'], details?: ResultDetails): void {
		this.results.set(operation, resultOf(operation, outcome, details));
	}

	isSettled(operation: WriteOperation): boolean {
		return this.results.has(operation);
	}

	isWritten(operation: WriteOperation): boolean {
		return this.results.get(operation)?.outcome === 'written';
	}

	/** The record that an operation has written, by its id; null when it wrote none. */
	idOf(operation: WriteOperation): string | null {
		const result = this.results.get(operation);
		return result?.outcome === 'written' ? result.id : null;
	}

	/** Whatever got no result by now was not sent. @returns the results of all. */
	rest(operations: readonly WriteOperation[]): Map<WriteOperation, WriteResult> {
		for (const operation of operations) {
			if (!this.results.has(operation)) this.settle(operation, 'notSent', { error: this.stopped?.error });
		}
		return this.results;
	}

	/** Whether a batch may still be sent. */
	maySend(): boolean {
		return this.stopped === null;
	}

	/** A read that fails for good stops the writing: nothing is written unseen. @returns undefined when it did. */
	async attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
		if (this.stopped) return undefined;
		try {
			return await read();
		} catch (error) {
			this.stop(error);
			return undefined;
		}
	}

	/** An answer came back, whatever it said. */
	answered(): void {
		this.lostInARow = 0;
	}

	/** Nobody knows what became of a batch. After a fault of this package nothing more is tried. */
	lost(error: unknown): void {
		this.lostInARow += 1;
		if (this.lostInARow >= LOST_IN_A_ROW || !(error instanceof LostAnswerError)) this.stop(error);
	}

	stop(error: unknown): void {
		this.stopped ??= { error: reasonToStop(error) };
	}

	/** Ends the writing; where access was refused, those who met it say so. */
	breakOff(batch: readonly WriteOperation[], error: unknown): void {
		this.stop(error);
		const reason = this.stopped?.error;
		if (reason?.access) batch.forEach((operation) => this.settle(operation, 'failed', { error: reason }));
	}
}

/** Whether a request may have been carried out though nothing that was understood says so. */
export function isLost(error: unknown): boolean {
	if (error instanceof LostAnswerError) return !error.neverSent;
	return ![ServiceError, CancelledError, NodeApiError, NodeOperationError].some((kind) => error instanceof kind);
}

function reasonToStop(error: unknown): WriteError | undefined {
	if (error instanceof LeaseEndedError) return { code: 'LEASE_ENDED', message: error.message, remedy: error.description ?? undefined };
	if (error instanceof CancelledError) return undefined;
	if (error instanceof ServiceError) return { ...error.toWriteError(), ...(error.isLasting && { lasting: true }) };
	if (error instanceof LostAnswerError) return { code: 'NO_ANSWER', message: error.message, remedy: error.description ?? undefined };
	// The credential can't be used or renewed.
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		return { code: 'NO_ACCESS', message: error.message, remedy: error.description ?? undefined, access: true };
	}
	return { code: 'FAULT', message: `This package has failed: ${(error as Error).message}`, remedy: 'Report this as a bug of the package.', lasting: true };
}
