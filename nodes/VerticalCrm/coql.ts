import chunk from 'lodash/chunk';

import type { Crm, CrmRecord } from './transport/crm';

const PAGE = 200;

/**
 * Finds records by the exact values of a field, ignoring case. The CRM's search is no substitute: it finds parts of
 * values, and lags behind writes.
 *
 * @returns records with `id` and the field, by the value in lower case.
 */
export async function findByValue(
	crm: Crm,
	module: string,
	field: string,
	values: readonly string[],
): Promise<Map<string, CrmRecord[]>> {
	const found = new Map<string, CrmRecord[]>();
	const wanted = [...new Set(values.map((value) => value.trim().toLowerCase()))];
	for (const part of chunk(wanted, crm.coqlValues)) {
		for (const record of await select(crm, module, field, part)) {
			const key = String(record[field] ?? '').trim().toLowerCase();
			found.set(key, [...(found.get(key) ?? []), record]);
		}
	}
	return found;
}

async function select(crm: Crm, module: string, field: string, values: readonly string[]): Promise<CrmRecord[]> {
	const list = values.map((value) => `'${value.replace(/[\\']/g, '\\$&')}'`).join(',');
	const records: CrmRecord[] = [];
	for (;;) {
		const page = await crm.coql(
			`select id, ${field} from ${module} where ${field} in (${list}) limit ${records.length}, ${PAGE}`,
		);
		records.push(...page.records);
		if (!page.more || page.records.length === 0) return records;
	}
}
