import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { notice } from '../../shared/items/operations';
import { toItem } from '../../shared/items/items';
import { emptyState } from '../engine/model/memory';
import { rowsOf } from '../store/memory';
import { openMemory } from './openedMemory';
import { syncNameParameter } from './getStatus.operation';

export const description: INodeProperties[] = [
	notice('resetNotice', 'Forgets all that the sync remembers, contacts included. No contact is touched. The next run matches everybody anew by e-mail. Takes the rows of the state with the sync\'s name; store those of its "State" output, and then delete those of a smaller generation, as after Record Results.'),
	syncNameParameter,
];

/** Erases the state; it is personal data. What tells that the last run has ended stays. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const memory = openMemory(this);
	const { syncName, state, run, stored } = memory;
	const { rows, keep } = rowsOf({ ...memory, stored: { ...stored, aside: '' } }, emptyState(), run, Date.now());
	const report = { syncName, reset: true, forgottenContacts: state.contacts.length, memory: { generation: rows[0].generation, keep } };
	return [[toItem(report)], rows.map((row) => toItem(row))];
}
