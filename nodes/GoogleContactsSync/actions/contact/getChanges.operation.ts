import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachItem } from '../../../shared/api/errors';
import { beforeWriting } from '../../../shared/api/lease';
import { readInstruction, toItem } from '../../../shared/items/items';
import { readGoogleChanges } from '../../reading/changes';
import { groupLocator, groupParameter } from '../../parameters/parameters';
import { connectGoogle } from '../../transport/client';

export const description: INodeProperties[] = [{ ...groupLocator, description: 'The label in Google Contacts whose contacts are synced' }];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	return await beforeWriting(this, async () => await eachItem(this, async (itemIndex) => {
		const instruction = readInstruction(this, 'google', itemIndex);
		const locator = groupParameter(this, itemIndex);
		const readings = await readGoogleChanges(this, google, instruction, locator, itemIndex);
		return readings.map((reading) => toItem(reading, itemIndex));
	}));
}
