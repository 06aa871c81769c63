import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isStateConnected, syncName } from '../parameters/settings';
import { checkedItems } from '../../shared/items/checkedItems';
import type { StateRow } from '../store/connectedStore';
import { ConnectedStore, StateRowSchema } from '../store/connectedStore';
import type { SyncStateStore } from '../store/syncStateStore';
import { workflowStore } from '../store/syncStateStore';

/**
 * The rows of states in an input of a node. Empty items, as from "Always Output Data", are passed over.
 *
 * @throws NodeOperationError when an item is no row of a state: taken for none, everybody would be matched anew.
 */
export function stateRows(context: IExecuteFunctions, input = 0): StateRow[] {
	return checkedItems(context, StateRowSchema, STATE_ROW, input).map(({ item }) => item);
}

const STATE_ROW = {
	what: 'row of the state, which this node takes with connected storage',
	remedy: 'Connect it to the node that reads them, as in the template Run One Contact Sync. Nothing was read or written.',
};

/** What an operation outside of a run finds of a sync, by its own State Storage and Sync Name. */
export interface OpenedStore {
	name: string;
	store: SyncStateStore;
	/** The store, where the workflow keeps the rows itself; null where n8n keeps the state. */
	connected: ConnectedStore | null;
}

/** @throws NodeOperationError when the rows are of several syncs and none of them is named. */
export function openStore(context: IExecuteFunctions, input = 0): OpenedStore {
	if (!isStateConnected(context)) {
		const name = syncName(context, 0);
		return { name, store: workflowStore(context, name), connected: null };
	}
	const rows = stateRows(context, input);
	const name = syncName(context, 0, nameIn(context, rows));
	const connected = new ConnectedStore({}, name);
	connected.takeIn(rows);
	return { name, store: connected, connected };
}

/** The only sync that the rows are of; the rows of others would be taken for nothing. */
function nameIn(context: IExecuteFunctions, rows: readonly StateRow[]): string | undefined {
	const [name, ...others] = new Set(rows.map((row) => row.syncName));
	if (others.length === 0 || syncName(context, 0, '') !== '') return name;
	throw new NodeOperationError(context.getNode(), 'The rows are of several syncs', {
		description: 'Set the option "Sync Name", or read only the rows with the name of one sync. Nothing was changed.',
	});
}
