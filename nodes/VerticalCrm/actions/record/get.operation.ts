import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { eachItem, shownFor } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import { readModuleFields } from '../../moduleFields';
import { moduleLocator } from '../../parameters';
import { asNodeError, BATCH, connectCrm } from '../../transport/crm';
import { moduleParameter } from '../../view';

export const description: INodeProperties[] = shownFor(
	[
		moduleLocator,
		{
			displayName: 'Record ID',
			name: 'recordId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 5843104000000401001',
		},
	],
	{ resource: ['record'], operation: ['get'] },
);

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	return await eachItem(
		this,
		async (itemIndex) => {
			const module = moduleParameter(this, itemIndex);
			const id = String(this.getNodeParameter('recordId', itemIndex)).trim();
			const fields = (await readModuleFields(crm, module)).slice(0, BATCH.fields).map(({ name }) => name);
			const [record] = (await crm.list({ module, fields, ids: [id] })).records;
			if (!record) {
				throw new NodeOperationError(this.getNode(), `The module ${module} has no record ${id}`, {
					description: 'Check the ID; it may have been deleted, merged or converted.',
					itemIndex,
				});
			}
			return [toItem(record, itemIndex)];
		},
		(error, itemIndex) => asNodeError(this, error, itemIndex),
	);
}
