import type { IExecuteFunctions, INodeExecutionData, INodeParameterResourceLocator, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { eachItem, limitParameters, shownFor, wantedCount } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import { readModuleFields } from '../../moduleFields';
import { moduleLocator, viewLocator } from '../../parameters';
import type { Crm, CrmRecord, ListRequest, RecordPage } from '../../transport/crm';
import { asNodeError, BATCH, connectCrm } from '../../transport/crm';
import { moduleParameter, resolveView } from '../../view';

export const description: INodeProperties[] = shownFor(
	[
		moduleLocator,
		...limitParameters,
		{ ...viewLocator, required: false, description: 'Only records that this view shows; all records when empty' },
		{
			displayName: 'Field Names or IDs',
			name: 'fields',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['module.value'] },
			default: [],
			description:
				'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
	],
	{ resource: ['record'], operation: ['getAll'] },
);

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	return await eachItem(
		this,
		async (itemIndex) => {
			const module = moduleParameter(this, itemIndex);
			const locator = this.getNodeParameter('view', itemIndex) as INodeParameterResourceLocator;
			const view = locator.value ? await resolveView(this, crm, module, locator, itemIndex) : undefined;
			const fields = await fieldsToShow(this, crm, module, itemIndex);
			const wanted = wantedCount(this, itemIndex);
			const records = await listUntil(crm, { module, fields, view: view?.id }, wanted);
			return records.map((record) => toItem(record, itemIndex));
		},
		(error, itemIndex) => asNodeError(this, error, itemIndex),
	);
}

/** The chosen fields; the module's first fifty when none is chosen, as many as the CRM gives at once. */
async function fieldsToShow(context: IExecuteFunctions, crm: Crm, module: string, itemIndex: number): Promise<string[]> {
	const chosen = context.getNodeParameter('fields', itemIndex, []) as string[];
	if (chosen.length > BATCH.fields) {
		throw new NodeOperationError(context.getNode(), `${chosen.length} fields are chosen, and the CRM gives ${BATCH.fields} at once`, {
			description: 'Choose fewer fields.',
			itemIndex,
		});
	}
	if (chosen.length > 0) return chosen;
	return (await readModuleFields(crm, module)).slice(0, BATCH.fields).map(({ name }) => name);
}

/** Fetches no page more than the limit needs. */
async function listUntil(crm: Crm, request: ListRequest, wanted: number): Promise<CrmRecord[]> {
	const records: CrmRecord[] = [];
	let pageToken: string | null = null;
	do {
		const perPage = Math.min(BATCH.list, wanted);
		const page: RecordPage = await crm.list({ ...request, pageToken, perPage });
		records.push(...page.records);
		pageToken = page.nextPageToken;
	} while (pageToken !== null && records.length < wanted);
	return records.slice(0, wanted);
}
