import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ContactLists } from './contactLists';
import type {
	FieldValues,
	MissingLink,
	ReadInstruction,
	RunStamp,
	SideName,
	WriteError,
	WriteOperation,
	WriteOutcome,
	WriteResult,
} from './syncProtocol';

/** An item that came from the input item of the given index. */
export function toItem(json: object, item = 0): INodeExecutionData {
	return { json: json as IDataObject, pairedItem: { item } };
}

/**
 * What to read: the instruction that Start Sync sent, or, for a node used on its own, everything.
 *
 * @throws NodeOperationError when the item is the other side's instruction, as from crossed connections.
 */
export function readInstruction(context: IExecuteFunctions, side: SideName, itemIndex: number): ReadInstruction {
	const json = context.getInputData()[itemIndex].json as Partial<ReadInstruction>;
	if (json.kind !== 'read') return readEverything(context, side);
	if (json.side !== side) {
		throw new NodeOperationError(context.getNode(), 'This node got the reading instruction of the other side', {
			description: 'Connect the "Google" output of Start Sync to Google Contacts Sync, and its "CRM" output to Vertical CRM.',
			itemIndex,
		});
	}
	return json as ReadInstruction;
}

const HOUR = 60 * 60 * 1_000;

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
			leaseExpiresAt: new Date(Date.now() + HOUR).toISOString(),
			syncName: context.getWorkflow().id ?? '',
			onlyEmailAsWork: true,
		},
	};
}

/**
 * The planned operations among the input items, each with its item's index. Empty items, as from "Always Output Data",
 * are passed over.
 *
 * @throws NodeOperationError when an item is something else, meant for the other side, or planned by another execution.
 */
export function plannedOperations(
	context: IExecuteFunctions,
	side: SideName,
): Array<{ operation: WriteOperation; index: number }> {
	return context.getInputData().flatMap((item, index) => {
		if (Object.keys(item.json).length === 0) return [];
		const operation = item.json as unknown as WriteOperation;
		if (operation.kind === 'operation' && operation.side === side) {
			refuseRetry(context, operation.run, index);
			return [{ operation, index }];
		}
		throw new NodeOperationError(context.getNode(), 'This item is no planned change for this side', {
			description: `Connect this node to the "To ${side === 'google' ? 'Google' : 'CRM'}" output of Plan Changes.`,
			itemIndex: index,
		});
	});
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

/** Whether the run may still write: another run may hold the lease after its end (S46). */
export function leaseHolds(operation: WriteOperation): boolean {
	return Date.now() < Date.parse(operation.run.leaseExpiresAt);
}

/** What became of an operation; see {@link WriteOutcome}. */
export function resultOf(
	operation: WriteOperation,
	outcome: WriteOutcome,
	details: {
		id?: string | null;
		before?: FieldValues | null;
		after?: FieldValues | null;
		lists?: ContactLists;
		modifiedAt?: string | null;
		unlinked?: MissingLink[];
		unsent?: true;
		error?: WriteError;
	} = {},
): WriteResult {
	return {
		kind: 'result',
		side: operation.side,
		op: operation.op,
		contact: operation.contact,
		runId: operation.run.id,
		outcome,
		id: details.id ?? (operation.op === 'create' ? null : operation.id),
		fields: operation.op === 'delete' ? [] : Object.keys(operation.set),
		before: details.before ?? null,
		after: details.after ?? null,
		...(details.lists && { lists: details.lists }),
		modifiedAt: details.modifiedAt ?? null,
		...(details.unlinked && { unlinked: details.unlinked }),
		...(details.unsent && { unsent: true }),
		...(details.error && { error: details.error }),
	};
}
