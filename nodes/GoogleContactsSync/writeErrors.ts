import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { CancelledError, LostAnswerError } from '../shared/answers';
import type { WriteError } from '../shared/syncProtocol';
import { GoogleError } from './transport/googleError';
import { TooLateError } from './transport/pacing';

export const NO_WORD: WriteError = { code: 'NO_ANSWER', message: 'Google gave no answer for this contact' };
export const CHANGED_DOUBLE: WriteError = {
	code: 'CHANGED_DOUBLE',
	message: 'The sync created this contact twice, and the two no longer hold the same',
	remedy: 'Merge them in Google Contacts.',
};
export const LEASE_ENDED: WriteError = {
	code: 'LEASE_EXPIRED',
	message: 'The run took too long; the rest goes with the next run',
};

/** Whether a write may have happened though no answer says so. */
export function isLost(error: unknown): boolean {
	return error instanceof LostAnswerError && !error.neverSent;
}

/** @throws what is no matter of the API or of the account, so a fault of this package. */
export function reasonToStop(error: unknown): WriteError | undefined {
	if (error instanceof CancelledError) return undefined;
	if (error instanceof TooLateError) return LEASE_ENDED;
	if (error instanceof GoogleError) return error.toWriteError();
	if (error instanceof LostAnswerError) return { code: 'NO_ANSWER', message: error.message, remedy: error.description ?? undefined };
	// The credential can't be used or renewed.
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		return { code: 'NO_ACCESS', message: error.message, remedy: error.description ?? undefined, access: true };
	}
	throw error;
}
