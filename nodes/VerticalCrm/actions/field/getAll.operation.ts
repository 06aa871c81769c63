import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachItem, limitParameters, shownFor, wantedCount } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import { readModuleFields } from '../../moduleFields';
import { moduleLocator } from '../../parameters';
import { asNodeError, connectCrm } from '../../transport/crm';
import { moduleParameter } from '../../view';

export const description: INodeProperties[] = shownFor([moduleLocator, ...limitParameters], {
	resource: ['field'],
	operation: ['getAll'],
});

/** What each field of a module is called, and what it can hold. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	return await eachItem(
		this,
		async (itemIndex) => {
			const found = await readModuleFields(crm, moduleParameter(this, itemIndex));
			return found.slice(0, wantedCount(this, itemIndex)).map((one) => toItem(one, itemIndex));
		},
		(error, itemIndex) => asNodeError(this, error, itemIndex),
	);
}
