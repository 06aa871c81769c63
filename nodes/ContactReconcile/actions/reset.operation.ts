import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { notice } from '../../shared/items/operations';
import { emptyState } from '../engine/model/memory';
import { openMemory, replaced } from './openedMemory';
import { syncNameParameter } from './getStatus.operation';

export const description: INodeProperties[] = [
	notice('resetNotice', 'Forgets all that the sync remembers, contacts included. No contact is touched. The next run matches everybody anew by e-mail. Takes the rows of the state with the sync\'s name; store those of its "State" output, and then delete those of a smaller generation, as after Record Results.'),
	syncNameParameter,
];

/** Erases the state; it is personal data. What tells that the last run has ended stays. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const memory = openMemory(this);
	return replaced(memory, emptyState(), { syncName: memory.syncName, reset: true, forgottenContacts: memory.state.contacts.length });
}
