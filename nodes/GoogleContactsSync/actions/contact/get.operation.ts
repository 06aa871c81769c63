import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { eachItem, shownFor } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import { contactLocator, simplify } from '../../parameters';
import { contactJson, contactParameter } from '../../plainContact';
import { asNodeError, connectGoogle } from '../../transport/googleContacts';

export const description: INodeProperties[] = shownFor([contactLocator, simplify], {
	resource: ['contact'],
	operation: ['get'],
});

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	return await eachItem(
		this,
		async (itemIndex) => {
			const id = contactParameter(this, itemIndex);
			const person = (await google.getBatch([id])).get(id);
			if (!person) {
				throw new NodeOperationError(this.getNode(), `There is no contact ${id} in this Google account`, {
					description: 'Check the resource name; a merged or deleted contact loses it.',
					itemIndex,
				});
			}
			return [toItem(contactJson(person, this.getNodeParameter('simple', itemIndex, true) as boolean), itemIndex)];
		},
		(error, itemIndex) => asNodeError(this, error, itemIndex),
	);
}
