import chunk from 'lodash/chunk';

import type { Crm, CrmRecord } from './transport/crm';

const PAGE = 200;

/** Conditions that one query may have (COQL's limitations in Zoho's documentation). */
const MAX_CONDITIONS = 25;

/** Lists of values that one query compares each field with: enough for a batch of records with four addresses each. */
const LISTS = 4;

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
	for (const part of chunk(keysOf(values), crm.coqlValues)) await findPart(crm, module, [field], [part], found);
	return found;
}

/**
 * Finds records that hold one of the values in whichever of the fields, ignoring case. Fields and lists of values go into
 * one query, as far as its limits allow.
 *
 * @returns records with `id` and the fields, by the value in lower case.
 */
export async function findInFields(
	crm: Crm,
	module: string,
	fields: readonly string[],
	values: readonly string[],
): Promise<Map<string, CrmRecord[]>> {
	const found = new Map<string, CrmRecord[]>();
	const lists = chunk(keysOf(values), crm.coqlValues);
	for (const some of chunk(fields, MAX_CONDITIONS)) {
		const atOnce = Math.min(LISTS, Math.floor(MAX_CONDITIONS / some.length));
		for (const part of chunk(lists, atOnce)) await findPart(crm, module, some, part, found);
	}
	return found;
}

async function findPart(
	crm: Crm,
	module: string,
	fields: readonly string[],
	lists: ReadonlyArray<readonly string[]>,
	found: Map<string, CrmRecord[]>,
): Promise<void> {
	const wanted = new Set(lists.flat());
	for (const record of await select(crm, module, fields, lists)) {
		for (const key of keysOf(fields.map((field) => String(record[field] ?? '')))) {
			if (wanted.has(key)) found.set(key, [...(found.get(key) ?? []), record]);
		}
	}
}

function keysOf(values: readonly string[]): string[] {
	return [...new Set(values.map((value) => value.trim().toLowerCase()))];
}

async function select(
	crm: Crm,
	module: string,
	fields: readonly string[],
	lists: ReadonlyArray<readonly string[]>,
): Promise<CrmRecord[]> {
	const conditions = fields.flatMap((field) => lists.map((values) => `${field} in (${values.map(quoted).join(',')})`));
	const records: CrmRecord[] = [];
	for (;;) {
		const page = await crm.coql(
			`select id, ${fields.join(', ')} from ${module} where ${either(conditions)} limit ${records.length}, ${PAGE}`,
		);
		records.push(...page.records);
		if (!page.more || page.records.length === 0) return records;
	}
}

function quoted(value: string): string {
	return `'${value.replace(/[\\']/g, '\\$&')}'`;
}

/** COQL takes conditions in pairs: `A or (B or C)`. */
function either([first, ...others]: readonly string[]): string {
	return others.length === 0 ? first : `${first} or (${either(others)})`;
}
