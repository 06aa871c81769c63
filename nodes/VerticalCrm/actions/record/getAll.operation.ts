import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import { limitParameters, searchedWords, searchParameter, wantedCount } from '../../../shared/items/operations';
import { eachItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import { searchFor } from '../../../shared/values/search';
import { listPage } from '../../reading/joined';
import { moduleLocator, moduleParameter, viewLocator, viewParameter } from '../../parameters/parameters';
import type { Crm, CrmRecord, ListRequest, RecordPage } from '../../transport/crm';
import { BATCH } from '../../transport/crm';
import { connectCrm } from '../../transport/client';
import { NO_END } from '../../transport/reads';
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

/**
 * Fetches no page more than the limit needs; by page tokens, which reach beyond the first 2,000 records.
 *
 * @throws OperationalError where the CRM says that more follow and does not show them: what was read is not all there is.
 */
async function listUntil(crm: Crm, request: ListRequest, wanted: number, isMeant?: (fields: object) => boolean): Promise<CrmRecord[]> {
	const records = new Map<string, CrmRecord>();
	const seen = new Set<string>();
	const perPage = isMeant ? BATCH.list : Math.min(BATCH.list, wanted);
	let pageToken: string | null = null;
	do {
		const page: RecordPage = await listPage(crm, { ...request, pageToken, perPage });
		const known = seen.size;
		page.records.forEach(({ id }) => seen.add(id));
		page.records.filter((record) => !isMeant || isMeant(record)).forEach((record) => records.set(record.id, record));
		pageToken = page.nextPageToken;
		if (records.size >= wanted) break;
		if (page.endsEarly || (pageToken !== null && seen.size === known)) throw new OperationalError(`The CRM ${NO_END}`, { description: 'Run the workflow again. Nothing is put out, as records would be missing.' });
	} while (pageToken !== null);
	return [...records.values()].slice(0, wanted);
}
