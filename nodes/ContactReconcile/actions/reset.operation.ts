import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { toItem } from '../../shared/items/items';
import { stateStorage } from '../descriptions/stateStorage';
import { emptyState } from '../engine/model/memory';
import { openStore } from './openedStore';
import { syncNameParameter } from './getStatus.operation';

export const description: INodeProperties[] = [
	{
		displayName:
			'Forgets all that the sync remembers, contacts included. No contact is touched. The next run matches everybody anew by e-mail. Of a state in the workflow, n8n keeps the change only in a published workflow, not in a run from the editor: for a sync that runs on a schedule, use the option Reset of Start Sync.',
		name: 'resetNotice',
		type: 'notice',
		default: '',
	},
	...stateStorage(
		'Give this node the rows of the state with the sync\'s name. Store the row of its "State" output, and then delete those of a smaller generation, as after Record Results.',
	),
	syncNameParameter,
];

/** Erases the state; it is personal data. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { name, store, connected } = openStore(this);
	const { contacts, leaseMark } = store.load().state;
	store.erase();
	// No personal data, and without it the next run would take the last one for one that is still going on.
	if (connected || leaseMark !== null) store.save({ ...emptyState(), leaseMark });
	const kept = connected !== null || this.getMode() !== 'manual';
	const report = [toItem({ syncName: name, reset: true, forgottenContacts: contacts.length, kept })];
	return connected ? [report, connected.rows(Date.now()).map((row) => toItem(row))] : [report];
}
