import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { eachItem, UNEXPECTED_REMEDY } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { outputOf, outputParameters } from '../../parameters/output';
import { contactLocator, contactParameter } from '../../parameters/parameters';
import type { ContactAnswer } from '../../transport/client';
import { connectGoogle } from '../../transport/client';

export const description: INodeProperties[] = [contactLocator, ...outputParameters];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	return await eachItem(this, async (itemIndex) => {
		const id = contactParameter(this, itemIndex);
		const toOutput = outputOf(this, itemIndex);
		const answer = (await google.getBatch([id])).get(id);
		if (answer?.kind !== 'contact') throw noContact(this, id, answer, itemIndex);
		return [toItem(toOutput(answer.person), itemIndex)];
	});
}

function noContact(context: IExecuteFunctions, id: string, answer: ContactAnswer | undefined, itemIndex: number): NodeOperationError {
	if (answer?.kind === 'gone') {
		return new NodeOperationError(context.getNode(), `There is no contact ${id} in this Google account`, {
			description: 'Check the resource name; a merged or deleted contact loses it.',
			itemIndex,
		});
	}
	const why = answer?.kind === 'refused' ? answer.error.message : 'its answer says nothing of it';
	return new NodeOperationError(context.getNode(), `Google did not give the contact ${id}: ${why}`, { description: UNEXPECTED_REMEDY, itemIndex });
}
