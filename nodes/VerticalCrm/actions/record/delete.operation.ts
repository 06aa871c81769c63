import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import chunk from 'lodash/chunk';
import groupBy from 'lodash/groupBy';

import { errorItem, shownFor } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import { findByValue } from '../../coql';
import { moduleLocator, runWorkflows, TRIGGERS } from '../../parameters';
import type { Crm } from '../../transport/crm';
import { asNodeError, BATCH, connectCrm } from '../../transport/crm';
import { recordError } from '../../transport/crmError';
import { moduleParameter } from '../../view';

export const description: INodeProperties[] = shownFor(
	[
		moduleLocator,
		{
			displayName: 'Delete By',
			name: 'deleteBy',
			type: 'options',
			options: [
				{ name: 'E-Mail', value: 'email' },
				{ name: 'ID', value: 'id' },
			],
			default: 'id',
		},
		{
			displayName: 'Record ID',
			name: 'recordId',
			type: 'string',
			displayOptions: { show: { deleteBy: ['id'] } },
			default: '',
			required: true,
			placeholder: 'e.g. 5843104000000401001',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'name@email.com',
			displayOptions: { show: { deleteBy: ['email'] } },
			default: '',
			required: true,
			description: 'The address of the one record to delete. Nothing is deleted when several records have it.',
		},
		runWorkflows,
	],
	{ resource: ['record'], operation: ['delete'] },
);

interface Target {
	module: string;
	id: string;
	itemIndex: number;
}

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	const output: INodeExecutionData[] = [];
	const targets: Target[] = [];
	for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
		try {
			const module = moduleParameter(this, itemIndex);
			targets.push({ module, id: await targetOf(this, crm, module, itemIndex), itemIndex });
		} catch (error) {
			output.push(...errorItem(this, asNodeError(this, error, itemIndex), itemIndex));
		}
	}
	const trigger = (this.getNodeParameter('runWorkflows', 0, false) as boolean) ? TRIGGERS : [];
	for (const [module, own] of Object.entries(groupBy(targets, 'module'))) {
		for (const batch of chunk(own, BATCH.ids)) output.push(...(await deleteBatch(this, crm, module, batch, trigger)));
	}
	return output;
}

async function deleteBatch(
	context: IExecuteFunctions,
	crm: Crm,
	module: string,
	batch: readonly Target[],
	trigger: readonly string[],
): Promise<INodeExecutionData[]> {
	try {
		const statuses = await crm.remove(module, batch.map(({ id }) => id), { trigger });
		return batch.flatMap(({ id, itemIndex }, index) => {
			const status = statuses[index];
			if (status?.status === 'success') return [toItem({ deleted: true, id }, itemIndex)];
			const { message } = recordError(status ?? {});
			return errorItem(context, new NodeOperationError(context.getNode(), `${id}: ${message}`, { itemIndex }), itemIndex);
		});
	} catch (error) {
		return batch.flatMap(({ itemIndex }) => errorItem(context, asNodeError(context, error, itemIndex), itemIndex));
	}
}

async function targetOf(context: IExecuteFunctions, crm: Crm, module: string, itemIndex: number): Promise<string> {
	if (context.getNodeParameter('deleteBy', itemIndex, 'id') === 'id') {
		return String(context.getNodeParameter('recordId', itemIndex)).trim();
	}
	const email = (context.getNodeParameter('email', itemIndex) as string).trim();
	const found = (await findByValue(crm, module, 'Email', [email])).get(email.toLowerCase()) ?? [];
	if (found.length === 1) return found[0].id;
	throw new NodeOperationError(
		context.getNode(),
		found.length === 0 ? `No record has the address ${email}` : `${found.length} records have the address ${email}`,
		{ description: 'Nothing was deleted for this item. Delete by ID instead.', itemIndex },
	);
}
