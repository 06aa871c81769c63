import chunk from 'lodash/chunk';

import type { Crm, CrmRecord, ListRequest, RecordPage } from '../transport/crm';
import { BATCH } from '../transport/crm';

/**
 * A page of a listing with any number of fields: the CRM gives 50 at once, so the others are read by id and joined.
 * A record that is gone by then is left out: half a record would look like one whose fields were cleared.
 */
export async function listPage(crm: Crm, request: ListRequest): Promise<RecordPage> {
	const [first, ...others] = fieldParts(request.fields);
	const page = await crm.list({ ...request, fields: first });
	if (others.length === 0 || page.records.length === 0) return page;
	const ids = page.records.map(({ id }) => id);
	return { ...page, records: await join(crm, request.module, ids, page.records, others) };
}

/** Records by id, any number with any number of fields; those that the CRM does not show are missing. */
export async function readByIds(
	crm: Crm,
	module: string,
	ids: readonly string[],
	fields: readonly string[],
): Promise<Map<string, CrmRecord>> {
	const [first, ...others] = fieldParts(fields);
	const found = await listByIds(crm, module, ids, first);
	const joined = await join(crm, module, found.map(({ id }) => id), found, others);
	return new Map(joined.map((record) => [record.id, record]));
}

/** A record by its own address, with any number of fields. @throws CrmError when it may not be seen. */
export async function readAlone(crm: Crm, module: string, id: string, fields: readonly string[]): Promise<CrmRecord | undefined> {
	let whole: CrmRecord | undefined;
	for (const part of fieldParts(fields)) {
		const record = await crm.get(module, id, part);
		if (!record) return undefined;
		whole = { ...whole, ...record };
	}
	return whole;
}

async function join(
	crm: Crm,
	module: string,
	ids: readonly string[],
	records: readonly CrmRecord[],
	parts: ReadonlyArray<readonly string[]>,
): Promise<CrmRecord[]> {
	let joined = [...records];
	for (const fields of parts) {
		const more = new Map((await listByIds(crm, module, ids, fields)).map((record) => [record.id, record]));
		joined = joined.flatMap((record) => {
			const rest = more.get(record.id);
			return rest ? { ...rest, ...record } : [];
		});
	}
	return joined;
}

async function listByIds(crm: Crm, module: string, ids: readonly string[], fields: readonly string[]): Promise<CrmRecord[]> {
	const records: CrmRecord[] = [];
	for (const part of chunk(ids, BATCH.ids)) records.push(...(await crm.list({ module, fields, ids: part })).records);
	const asked = new Set(ids);
	return records.filter(({ id }) => asked.has(id));
}

function fieldParts(fields: readonly string[]): string[][] {
	return fields.length === 0 ? [['id']] : chunk([...new Set(fields)], BATCH.fields);
}
