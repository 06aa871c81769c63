import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { eachItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { readAlone, readByIds } from '../../reading/joined';
import { moduleLocator, moduleParameter, recordIdOf, recordIdParameter } from '../../parameters/parameters';
import { connectCrm } from '../../transport/client';
import { fieldsParameter, fieldsToShow } from '../../parameters/shownFields';

export const description: INodeProperties[] = [moduleLocator, recordIdParameter, fieldsParameter];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	return await eachItem(this, async (itemIndex) => {
		const module = moduleParameter(this, itemIndex);
		const id = recordIdOf(this, itemIndex);
		const fields = await fieldsToShow(this, crm, module, itemIndex);
		// Its own address shows some that no listing does, as converted leads, and says so when it may not be seen.
		const record = (await readByIds(crm, module, [id], fields)).get(id) ?? (await readAlone(crm, module, id, fields));
		if (!record) {
			throw new NodeOperationError(this.getNode(), `The module ${module} has no record ${id}`, {
				description: 'Check the ID; it may have been deleted, merged or converted.',
				itemIndex,
			});
		}
		return [toItem(record, itemIndex)];
	});
}
