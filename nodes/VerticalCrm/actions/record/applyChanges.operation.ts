import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { shownFor } from '../../../shared/items/operations';
import { plannedOperations, toItem } from '../../../shared/items/items';
import { writeCrmChanges } from '../../writing/changes';
import { runWorkflows, triggersOf } from '../../parameters/parameters';
import { connectCrm } from '../../transport/client';

export const description: INodeProperties[] = shownFor([runWorkflows], {
	resource: ['record'],
	operation: ['applyChanges'],
});

/** What the CRM refuses becomes a result, never an error: a thrown one would keep the other side from being recorded. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const planned = plannedOperations(this, 'crm');
	if (planned.length === 0) return [];
	const crm = await connectCrm(this);
	const results = await writeCrmChanges(
		crm,
		planned.map(({ operation }) => operation),
		triggersOf(this),
	);
	return planned.flatMap(({ operation, index }) => {
		const result = results.get(operation);
		return result ? toItem(result, index) : [];
	});
}
