import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { failedItem } from './items';
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
	const isLong = parts.some((part) => Number.isInteger(part) && !Number.isSafeInteger(part));
	if (!isLong && parts.every((part) => ['string', 'boolean'].includes(typeof part) || Number.isFinite(part))) return parts.join(';');
	const why = isLong ? 'is a number of more digits than n8n keeps; give it as a text from where it comes' : 'is no text, number or switch, nor a list of such';
	throw new NodeOperationError(context.getNode(), `The value for "${field}" ${why}`, { description: WRONG_PARAMETER, itemIndex });
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
	return [failedItem(context, { result: 'failed', email, error: message, code, ...(field && { field }), ...(remedy && { remedy }) }, itemIndex)];
}

/** The error of a result that is none of success. @param what was to be written, e.g. `contact`. */
export function errorOf(result: WriteResult | undefined, what: string): WriteError {
	const outcome = result?.outcome ?? 'unknown';
	const words: Record<string, string> = {
		exists: `${what} ${result?.id ?? ''} has this address in another field, or was created while the node ran`,
		mismatch: `the ${what} was changed while the node ran; run it again`,
		gone: `the ${what} was deleted while the node ran`,
		notSent: 'not written, since the execution was stopped',
		unknown: `the answer was lost; check whether the ${what} was written before running again`,
	};
	const remedy = outcome === 'exists' ? { remedy: 'Nothing was written. Look at that one: run again if it is new, else find it by the field that holds the address.' } : {};
	return result?.error ?? { code: outcome.toUpperCase(), message: words[outcome] ?? outcome, ...remedy };
}

/** Several contacts or records have an address. */
export function severalHave(what: string, count: number, remedy: string, ids: readonly string[] = []): WriteError {
	const named = ids.length > 0 ? `: ${ids.join(', ')}` : '';
	return { code: `SEVERAL_${what.toUpperCase()}`, message: `${count} ${what} have this address${named}`, remedy };
}
