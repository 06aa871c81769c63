import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { notice } from '../../../shared/items/operations';
import { plannedOperations, resultItems } from '../../../shared/items/items';
import { writeCrmChanges } from '../../writing/changes';
import { runWorkflows, triggersOf } from '../../parameters/parameters';
import { connectCrm } from '../../transport/client';

export const description: INodeProperties[] = [
	notice('applyNotice', 'Takes the items of Plan Changes and writes them. Module and list view come with them; a record that was changed meanwhile is left alone and goes with the next run.'),
	runWorkflows,
];

/** What the CRM refuses becomes a result, never an error: a thrown one would keep the other side from being recorded. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const planned = plannedOperations(this, 'crm');
	if (planned.length === 0) return [];
	const crm = await connectCrm(this);
	return resultItems(planned, await writeCrmChanges(crm, planned.map(({ operation }) => operation), triggersOf(this)));
}
