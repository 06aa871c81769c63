import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { checkedItem, checkedItems, refuseDoubles, refuseItem, refuseOtherRuns } from './checkedItems';
import { WriteOperationSchema } from '../protocol/operations';
import { sideName } from '../protocol/parts';
import { ReadInstructionSchema } from '../protocol/readings';
import type { ReadInstruction, RunStamp, SideName, WriteError, WriteOperation, WriteOutcome, WriteResult } from '../protocol';

/** An item that came from the input item of the given index. */
export function toItem(json: object, item = 0): INodeExecutionData {
	return { json: json as IDataObject, pairedItem: { item } };
}

/**
 * What became of an item that failed, under Continue On Fail. n8n takes it for failed, joins it with the item that it came from
 * and hands it to the error output where it holds an error and nothing else (n8n-core, `handleNodeErrorOutput`).
 */
export function failedItem(context: IExecuteFunctions, json: { error: string; remedy?: string; [more: string]: unknown }, item: number): INodeExecutionData {
	const { error, remedy } = json;
	const isAlone = context.getNode().onError === 'continueErrorOutput';
	return toItem(isAlone ? { error: [error.replace(/\.$/, ''), remedy].filter(Boolean).join('. ') } : json, item);
}

/**
 * What becomes of items where a node came to nothing at all: n8n would hand them on as they came, as if all had been done.
 *
 * @throws the error, unless the node is to continue on fail.
 */
export function failedItems(context: IExecuteFunctions, error: unknown, items: readonly number[]): INodeExecutionData[] {
	if (!context.continueOnFail()) throw error;
	const { message, description } = error as Error & { description?: string | null };
	return items.map((item) => failedItem(context, { error: message, ...(description && { remedy: description }) }, item));
}

/**
 * What to read: the instruction that Start Sync sent, or, for a node used on its own, everything.
 *
 * @throws NodeOperationError when the item is of a sync, but no instruction for this side, as from crossed connections.
 */
export function readInstruction(context: IExecuteFunctions, side: SideName, itemIndex: number): ReadInstruction {
	const json = context.getInputData()[itemIndex].json;
	if (!isOfSync(json)) return readEverything(context, side);
	const words = {
		what: `reading instruction for ${sideName(side)}`,
		remedy: 'Connect the "Google" output of Start Sync to Google Contacts Sync, and its "CRM" output to Vertical CRM.',
	};
	const instruction = checkedItem(context, ReadInstructionSchema, json, itemIndex, words);
	if (instruction.side !== side) refuseItem(context, itemIndex, words, `it is meant for ${sideName(instruction.side)}`);
	return instruction;
}

/** Whether an item comes from a node of a sync; any other says nothing of what to read. */
function isOfSync(json: IDataObject): boolean {
	return json.kind === 'read' || ('side' in json && ('kind' in json || 'run' in json));
}

function readEverything(context: IExecuteFunctions, side: SideName): ReadInstruction {
	return {
		kind: 'read',
		side,
		mode: 'full',
		cursor: null,
		scope: null,
		ids: [],
		fields: [],
		about: null,
		run: {
			id: context.getExecutionId(),
			syncName: context.getWorkflow().id ?? '',
			onlyEmailAsWork: true,
		},
	};
}

/**
 * The planned operations of the input, each with its item's index. Empty items, as from "Always Output Data", are passed
 * over.
 *
 * @throws NodeOperationError when an item is something else, meant for the other side or of another run, when two are for
 * the same record, or when another execution planned them.
 */
export function plannedOperations(
	context: IExecuteFunctions,
	side: SideName,
): Array<{ operation: WriteOperation; index: number }> {
	const words = {
		what: `planned change for ${sideName(side)}`,
		remedy: `Connect this node to the "To ${side === 'google' ? 'Google' : 'CRM'}" output of Plan Changes, and to nothing else. Nothing was written.`,
	};
	const items = checkedItems(context, WriteOperationSchema, words);
	for (const { item, index } of items) {
		if (item.side !== side) refuseItem(context, index, words, `it is meant for ${sideName(item.side)}`);
		if (!SCOPES[side].test(item.scope)) refuseItem(context, index, words, `"scope" names no ${side === 'google' ? 'group' : 'module and list view'}`);
		const own = item.op === 'create' ? null : item.id;
		if (item.contact[side] !== own) refuseItem(context, index, words, '"id" and "contact" name different records');
		if (own !== null && !IDS[side].test(own)) refuseItem(context, index, words, `"id" names no ${side === 'google' ? 'contact' : 'record'}`);
		refuseRetry(context, item.run, index);
	}
	refuseOtherRuns(context, items, ({ run }) => run.id, words);
	refuseDoubles(context, items, recordOf, words);
	return items.map(({ item, index }) => ({ operation: item, index }));
}

/** What became of planned operations: an item for each, from that of its operation. */
export function resultItems(planned: ReturnType<typeof plannedOperations>, results: ReadonlyMap<WriteOperation, WriteResult>): INodeExecutionData[] {
	return planned.flatMap(({ operation, index }) => {
		const result = results.get(operation);
		return result ? toItem(result, index) : [];
	});
}

/** Contacts and records: several in one would be several for the service, and one that is none would have it refuse all others. */
const IDS: Record<SideName, RegExp> = { google: /^people\/[\w-]+$/, crm: /^\w+$/ };

/** A group, or a module with a list view: they become part of addresses, where other characters would mean something else. */
const SCOPES: Record<SideName, RegExp> = { google: /^contactGroups\/[\w-]+$/, crm: /^[A-Za-z]\w*\/\w+$/ };

/** What an operation writes to: of a run, one operation for each. */
function recordOf(operation: WriteOperation): string {
	if (operation.op !== 'create') return operation.id;
	const { google, crm } = operation.contact;
	// Someone who is on neither side, as after an undone deletion, is told by what is to be written.
	return google ?? crm ?? JSON.stringify(operation.set);
}

/**
 * Refuses what another execution began, whose lease may be another one's by now: n8n's Retry of a failed execution hands it
 * on (S45).
 */
export function refuseRetry(context: IExecuteFunctions, run: RunStamp, itemIndex = 0): void {
	if (run.executionId === undefined || run.executionId === context.getExecutionId()) return;
	throw new NodeOperationError(context.getNode(), 'This run was begun by an earlier execution', {
		description: 'Other runs may have written since. Instead of retrying it, run the workflow anew: it finds what is still to be done. Nothing was written.',
		itemIndex,
	});
}

/** What became of an operation; see {@link WriteOutcome}. */
export function resultOf(
	operation: WriteOperation,
	outcome: WriteOutcome,
	details: Partial<Pick<WriteResult, 'id' | 'before' | 'after' | 'lists' | 'modifiedAt' | 'unlinked' | 'unsent' | 'error'>> & { refused?: readonly WriteError[] } = {},
): WriteResult {
	const refused = details.refused ?? [];
	const isRefused = (name: string): boolean => refused.some(({ field }) => field === name);
	return {
		kind: 'result',
		side: operation.side,
		op: operation.op,
		contact: operation.contact,
		runId: operation.run.id,
		outcome,
		id: details.id ?? (operation.op === 'create' ? null : operation.id),
		fields: operation.op === 'delete' ? [] : Object.keys(operation.set).filter((name) => !isRefused(name)),
		...(refused.length > 0 && { refused: [...refused] }),
		before: details.before ?? null,
		after: details.after ?? null,
		...(details.lists && { lists: details.lists }),
		modifiedAt: details.modifiedAt ?? null,
		...(details.unlinked && { unlinked: details.unlinked }),
		...(details.unsent && { unsent: true }),
		...(details.error && { error: details.error }),
	};
}
