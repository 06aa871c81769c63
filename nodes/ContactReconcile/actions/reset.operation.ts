import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { toItem } from '../../shared/syncItems';
import { emptyState } from '../engine/state';
import { syncName } from '../settings';
import { workflowStore } from '../store/syncStateStore';
import { syncNameParameter } from './getStatus.operation';

export const description: INodeProperties[] = [
	{
		displayName:
			'Forgets all that the sync remembers, contacts included. No contact is touched. The next run matches everybody anew by e-mail. n8n keeps the change only in a published workflow, not in a run from the editor: for a sync that runs on a schedule, use the option Reset of Start Sync.',
		name: 'resetNotice',
		type: 'notice',
		default: '',
	},
	syncNameParameter,
];

/** Erases the state; it is personal data. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const name = syncName(this, 0);
	const store = workflowStore(this, name);
	const { contacts, leaseMark } = store.load().state;
	store.erase();
	// No personal data, and without it the next run would take the last one for one that is still going on.
	if (leaseMark !== null) store.save({ ...emptyState(), leaseMark });
	return [[toItem({ syncName: name, reset: true, forgottenContacts: contacts.length, kept: this.getMode() !== 'manual' })]];
}
