import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { toItem } from './items';
import type { WriteError, WriteResult } from '../protocol';

/** One item of an Upsert: where it came from, and the address that it is about. */
interface UpsertItem {
	itemIndex: number;
	email: string;
}

/**
 * Why an item was not written: the service's own code, words and field; as a thrown error, or under Continue On Fail as the
 * item's outcome, in the same shape on both sides.
 */
export function failedUpsert(context: IExecuteFunctions, { email, itemIndex }: UpsertItem, error: WriteError): INodeExecutionData[] {
	const { code, field, remedy } = error;
	const message = `${email}: ${error.message} (${code})`;
	if (!context.continueOnFail()) {
		throw new NodeOperationError(context.getNode(), message, { description: remedy, itemIndex });
	}
	return [toItem({ result: 'failed', email, error: message, code, ...(field && { field }), ...(remedy && { remedy }) }, itemIndex)];
}

/** The error of a result that is none of success. @param what was to be written, e.g. `contact`. */
export function errorOf(result: WriteResult | undefined, what: string): WriteError {
	const outcome = result?.outcome ?? 'unknown';
	const words: Record<string, string> = {
		exists: `the ${what} was created by someone else while the node ran; run it again`,
		mismatch: `the ${what} was changed while the node ran; run it again`,
		gone: `the ${what} was deleted while the node ran`,
		notSent: 'not written, since the execution was stopped',
		unknown: `the answer was lost; check whether the ${what} was written before running again`,
	};
	return result?.error ?? { code: outcome.toUpperCase(), message: words[outcome] ?? outcome };
}

/** Several contacts or records have an address. */
export function severalHave(what: string, count: number, remedy: string, ids: readonly string[] = []): WriteError {
	const named = ids.length > 0 ? `: ${ids.join(', ')}` : '';
	return { code: `SEVERAL_${what.toUpperCase()}`, message: `${count} ${what} have this address${named}`, remedy };
}
