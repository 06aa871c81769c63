import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { checkedItems } from '../../shared/items/checkedItems';
import { toItem } from '../../shared/items/items';
import type { SyncState } from '../engine/model/types';
import { syncName } from '../parameters/settings';
import type { Memory } from '../store/memory';
import { readMemory, rowsOf } from '../store/memory';
import type { StateRow } from '../store/stateRows';
import { StateRowSchema } from '../store/stateRows';

/**
 * The rows of states in an input of a node. Empty items, as from "Always Output Data", are passed over.
 *
 * @throws NodeOperationError when an item is no row of a state: taken for none, everybody would be matched anew.
 */
export function stateRows(context: IExecuteFunctions, input = 0): StateRow[] {
	return checkedItems(context, StateRowSchema, STATE_ROW, input).map(({ item }) => item);
}

const STATE_ROW = {
	what: 'row of what the sync remembers',
	remedy: 'Connect it to the node that reads them, as in the templates. Nothing was read or written.',
};

/**
 * What an operation outside of a run is given of a sync.
 *
 * @throws NodeOperationError when the rows are of several syncs and none of them is named.
 */
export function openMemory(context: IExecuteFunctions, input = 0): Memory {
	const rows = stateRows(context, input);
	return readMemory(rows, syncName(context, nameIn(context, rows)));
}

/** A state in place of the one that is remembered: the report on it, and the rows to store. What could not be read may tell of anybody, and goes. */
export function replaced(memory: Memory, state: SyncState, report: object): INodeExecutionData[][] {
	const { rows, keep } = rowsOf({ ...memory, stored: { ...memory.stored, aside: '' } }, state, memory.run, Date.now());
	return [[toItem({ ...report, memory: { generation: rows[0].generation, keep } })], rows.map((row) => toItem(row))];
}

/** The only sync that the rows are of; the rows of others would be taken for nothing. */
function nameIn(context: IExecuteFunctions, rows: readonly StateRow[]): string | undefined {
	const [name, ...others] = new Set(rows.map((row) => row.syncName));
	if (others.length === 0 || syncName(context, '') !== '') return name;
	throw new NodeOperationError(context.getNode(), 'The rows are of several syncs', {
		description: 'Set the option "Sync Name", or read only the rows with the name of one sync. Nothing was changed.',
	});
}
