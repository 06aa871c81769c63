import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { limitParameters, wantedCount } from '../../shared/items/operations';
import { eachItem } from '../../shared/api/errors';
import { toItem } from '../../shared/items/items';
import { moduleLocator, moduleParameter } from '../parameters/parameters';
import type { Crm } from '../transport/crm';
import { connectCrm } from '../transport/client';

/**
 * The operation Get Many for what a module is made of.
 *
 * @param read all of them, of the module by its API name.
 */
export function getAllOfModule<T extends object>(read: (crm: Crm, module: string) => Promise<T[]>) {
	const description: INodeProperties[] = [moduleLocator, ...limitParameters];

	async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
		const crm = await connectCrm(this);
		return await eachItem(this, async (itemIndex) => {
			const found = await read(crm, moduleParameter(this, itemIndex));
			return found.slice(0, wantedCount(this, itemIndex)).map((one) => toItem(one, itemIndex));
		});
	}

	return { description, execute };
}
