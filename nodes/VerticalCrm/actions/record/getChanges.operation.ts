import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachItem } from '../../../shared/api/errors';
import { beforeWriting } from '../../../shared/api/lease';
import { readInstruction, toItem } from '../../../shared/items/items';
import { readCrmChanges } from '../../reading/changes';
import { moduleLocator, moduleParameter, viewLocator, viewParameter } from '../../parameters/parameters';
import { connectCrm } from '../../transport/client';

export const description: INodeProperties[] = [moduleLocator, { ...viewLocator, description: 'The list view whose records are synced' }];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	return await beforeWriting(this, async () => await eachItem(this, async (itemIndex) => {
		const instruction = readInstruction(this, 'crm', itemIndex);
		const view = viewParameter(this, itemIndex);
		const where = { module: moduleParameter(this, itemIndex), view };
		const readings = await readCrmChanges(this, crm, instruction, where, itemIndex);
		return readings.map((reading) => toItem(reading, itemIndex));
	}));
}
