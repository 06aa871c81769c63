import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { notice } from '../../../shared/items/operations';
import { plannedOperations, resultItems } from '../../../shared/items/items';
import { writeGoogleChanges } from '../../writing/changes';
import { connectForWriting, hintAtQuota, writingOptions } from '../../parameters/parameters';

export const description: INodeProperties[] = [
	notice('applyNotice', 'Takes the items of Plan Changes and writes them. Everything it needs comes with them; a contact that was changed meanwhile is left alone and goes with the next run.'),
	writingOptions,
];

/** What Google refuses becomes a result, never an error: a thrown one would keep the other side from being recorded. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const planned = plannedOperations(this, 'google');
	if (planned.length === 0) return [];
	const google = await connectForWriting(this);
	const results = await writeGoogleChanges(google, planned.map(({ operation }) => operation));
	hintAtQuota(this, google);
	return resultItems(planned, results);
}
