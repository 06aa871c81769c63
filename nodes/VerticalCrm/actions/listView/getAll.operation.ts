import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachItem, limitParameters, shownFor, wantedCount } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import { moduleLocator } from '../../parameters';
import { asNodeError, connectCrm } from '../../transport/crm';
import { moduleParameter, readViews } from '../../view';

export const description: INodeProperties[] = shownFor([moduleLocator, ...limitParameters], {
	resource: ['listView'],
	operation: ['getAll'],
});

/** The list views of a module, by the names that its users see. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	return await eachItem(
		this,
		async (itemIndex) => {
			const found = await readViews(crm, moduleParameter(this, itemIndex));
			return found.slice(0, wantedCount(this, itemIndex)).map((one) => toItem(one, itemIndex));
		},
		(error, itemIndex) => asNodeError(this, error, itemIndex),
	);
}
