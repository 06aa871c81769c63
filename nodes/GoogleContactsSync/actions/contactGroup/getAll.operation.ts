import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { limitParameters, wantedCount } from '../../../shared/items/operations';
import { eachItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { connectGoogle } from '../../transport/client';

export const description: INodeProperties[] = limitParameters;

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	return await eachItem(this, async (itemIndex) => {
		const groups = (await google.listGroups()).slice(0, wantedCount(this, itemIndex));
		return groups.map((group) => toItem(group, itemIndex));
	});
}
