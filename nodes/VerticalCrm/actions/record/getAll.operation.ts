import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { limitParameters, searchedWords, searchParameter, wantedCount } from '../../../shared/items/operations';
import { eachItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { searchFor } from '../../../shared/values/search';
import { listPage } from '../../reading/joined';
import { moduleLocator, moduleParameter, viewLocator, viewParameter } from '../../parameters/parameters';
import type { Crm, CrmRecord, ListRequest, RecordPage } from '../../transport/crm';
import { BATCH } from '../../transport/crm';
import { connectCrm } from '../../transport/client';
import { resolveView } from '../../reading/scope';
import { fieldsParameter, fieldsToShow } from '../../parameters/shownFields';

export const description: INodeProperties[] = [
	moduleLocator,
	...limitParameters,
	searchParameter,
	{ ...viewLocator, required: false, description: 'Only records that this view shows; all records when empty' },
	fieldsParameter,
];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = await connectCrm(this);
	return await eachItem(this, async (itemIndex) => {
		const module = moduleParameter(this, itemIndex);
		const locator = viewParameter(this, itemIndex);
		const view = locator.value ? await resolveView(this, crm, module, locator, itemIndex) : undefined;
		const fields = await fieldsToShow(this, crm, module, itemIndex);
		const wanted = wantedCount(this, itemIndex);
		const records = await listUntil(crm, { module, fields, view: view?.id }, wanted, searchFor(searchedWords(this, itemIndex)));
		return records.map((record) => toItem(record, itemIndex));
	});
}

/** Fetches no page more than the limit needs; by page tokens, which reach beyond the first 2,000 records. */
async function listUntil(crm: Crm, request: ListRequest, wanted: number, isMeant?: (fields: object) => boolean): Promise<CrmRecord[]> {
	const records: CrmRecord[] = [];
	const perPage = isMeant ? BATCH.list : Math.min(BATCH.list, wanted);
	let pageToken: string | null = null;
	do {
		const page: RecordPage = await listPage(crm, { ...request, pageToken, perPage });
		records.push(...(isMeant ? page.records.filter(isMeant) : page.records));
		pageToken = page.endsEarly ? null : page.nextPageToken;
	} while (pageToken !== null && records.length < wanted);
	return records.slice(0, wanted);
}
