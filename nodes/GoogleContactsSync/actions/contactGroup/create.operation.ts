import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import * as v from 'valibot';

import { checkedParameter } from '../../../shared/items/parameters';
import { eachItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { connectGoogle } from '../../transport/client';

export const description: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'groupName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Customers',
		description: 'A group that has this name already is returned as it is',
	},
];

const GroupNameSchema = v.pipe(v.string(), v.regex(/\S/, 'is empty'));

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	return await eachItem(this, async (itemIndex) => {
		const name = checkedParameter(this, { name: 'groupName', label: 'Name', unset: '', itemIndex }, GroupNameSchema).trim();
		const existing = (await google.listGroups()).find((group) => group.name === name);
		const group = existing ?? (await google.createGroup(name));
		return [toItem({ ...group, created: existing === undefined }, itemIndex)];
	});
}
