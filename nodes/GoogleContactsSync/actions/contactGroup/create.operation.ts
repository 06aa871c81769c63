import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachItem, shownFor } from '../../../shared/items/operations';
import { asNodeError } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { connectGoogle } from '../../transport/client';

export const description: INodeProperties[] = shownFor(
	[
		{
			displayName: 'Name',
			name: 'groupName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Customers',
			description: 'A group that has this name already is returned as it is',
		},
	],
	{ resource: ['contactGroup'], operation: ['create'] },
);

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	return await eachItem(
		this,
		async (itemIndex) => {
			const name = (this.getNodeParameter('groupName', itemIndex) as string).trim();
			const existing = (await google.listGroups()).find((group) => group.name === name);
			const group = existing ?? (await google.createGroup(name));
			return [toItem({ ...group, created: existing === undefined }, itemIndex)];
		},
		(error, itemIndex) => asNodeError(this, error, itemIndex),
	);
}
