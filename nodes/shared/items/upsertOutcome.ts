import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { toItem } from './items';
import { checkedText, WRONG_PARAMETER } from './parameters';
import type { RunStamp, WriteError, WriteResult } from '../protocol';

/** One item of an Upsert: where it came from, and the address that it is about. */
interface UpsertItem {
	itemIndex: number;
	email: string;
}

/** The address that somebody is found by; each operation says what it does with it. */
export const emailParameter: INodeProperties = {
	displayName: 'Email',
	name: 'email',
	type: 'string',
	placeholder: 'name@email.com',
	default: '',
	required: true,
};

/** The address that an item is about. @throws NodeOperationError when it has none, as one of several people would be meant. */
export function givenEmail(context: IExecuteFunctions, itemIndex: number): string {
	const email = checkedText(context, 'email', 'Email', itemIndex);
	if (email) return email;
	throw new NodeOperationError(context.getNode(), 'The item has no e-mail address', {
		description: 'Fill the parameter "Email", or filter such items out before this node.',
		itemIndex,
	});
}

/** A value for a field; undefined where nothing is told, which leaves the field as it is, while null and `''` clear it. */
export function givenValue(context: IExecuteFunctions, field: string, value: unknown, itemIndex: number): string | undefined {
	if (value === undefined) return undefined;
	const parts = Array.isArray(value) ? (value as unknown[]) : [value ?? ''];
	if (parts.every((part) => ['string', 'boolean'].includes(typeof part) || Number.isFinite(part))) return parts.join(';');
	throw new NodeOperationError(context.getNode(), `The value for "${field}" is no text, number or switch, nor a list of such`, {
		description: WRONG_PARAMETER,
		itemIndex,
	});
}

/** The run of a node that is used on its own. */
export function ownRun(context: IExecuteFunctions): RunStamp {
	return { id: context.getExecutionId(), syncName: '', onlyEmailAsWork: false };
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
