import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { plannedOperations, toItem } from '../../../shared/syncItems';
import { writeGoogleChanges } from '../../changesWriter';
import { connectGoogle } from '../../transport/googleContacts';

export const description: INodeProperties[] = [];

/** What Google refuses becomes a result, never an error: a thrown one would keep the other side from being recorded. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const planned = plannedOperations(this, 'google');
	if (planned.length === 0) return [];
	const google = await connectGoogle(this);
	const results = await writeGoogleChanges(
		google,
		planned.map(({ operation }) => operation),
	);
	return planned.flatMap(({ operation, index }) => {
		const result = results.get(operation);
		return result ? toItem(result, index) : [];
	});
}
