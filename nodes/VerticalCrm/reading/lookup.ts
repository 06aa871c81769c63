import chunk from 'lodash/chunk';

import type { Crm, CrmRecord } from '../transport/client';
import { CrmError, QUERY_ERRORS } from '../transport/error';

/** What a look-up came to, by value in lower case. */
export interface Found {
	records: Map<string, CrmRecord[]>;
	/** Why the CRM could not be asked. */
	unanswered: Map<string, CrmError>;
}

const PAGE = 200;

/** Conditions that one query may have (COQL's limitations in Zoho's documentation). */
const MAX_CONDITIONS = 25;

/** Lists of values that one query compares each field with: enough for a batch of records with four addresses each. */
const LISTS = 4;

/**
 * Finds records by the exact values of a field, ignoring case. The CRM's search is no substitute: it finds parts of
 * values, and lags behind writes.
 *
 * @returns records with `id` and the field, by the value in lower case; `unanswered` are those that the CRM cannot be asked
 * for.
 * @throws CrmError when it refuses the question as such.
 */
export async function findByValue(
	crm: Crm,
	module: string,
	field: string,
	values: readonly string[],
): Promise<Found> {
	const found: Found = { records: new Map(), unanswered: new Map() };
	for (const part of chunk(formsOf(values), crm.coqlValues)) await findPart(crm, module, [field], [part], found);
	return found;
}

/**
 * Finds records that hold one of the values in whichever of the fields, ignoring case. Fields and lists of values go into
 * one query, as far as its limits allow.
 *
 * @returns records with `id` and the fields, by the value in lower case; `unanswered` are those that the CRM cannot be
 * asked for.
 * @throws CrmError when it refuses the question as such.
 */
export async function findInFields(
	crm: Crm,
	module: string,
	fields: readonly string[],
	values: readonly string[],
): Promise<Found> {
	const found: Found = { records: new Map(), unanswered: new Map() };
	const lists = chunk(formsOf(values), crm.coqlValues);
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
	found: Found,
): Promise<void> {
	const wanted = new Set(keysOf(lists.flat()));
	for (const record of await selectEach(crm, module, fields, lists, found)) {
		for (const key of keysOf(fields.map((field) => String(record[field] ?? '')))) {
			if (wanted.has(key)) found.records.set(key, [...(found.records.get(key) ?? []), record]);
		}
	}
}

/** Characters that COQL may take otherwise than as themselves. */
const SPECIAL = /[\\'%*]/;

/**
 * One value that the CRM cannot be asked for does not stop the others: where a question is refused, values of plain
 * characters are asked for together and each of the others by itself.
 */
async function selectEach(
	crm: Crm,
	module: string,
	fields: readonly string[],
	lists: ReadonlyArray<readonly string[]>,
	found: Found,
): Promise<CrmRecord[]> {
	const special = lists.flat().filter((value) => SPECIAL.test(value));
	const atOnce = await select(crm, module, fields, lists).catch((error: unknown) => {
		if (special.length > 0 && isAboutText(error)) return undefined;
		throw error;
	});
	if (atOnce) return atOnce;
	const plain = lists.map((values) => values.filter((value) => !SPECIAL.test(value))).filter((values) => values.length > 0);
	const records = plain.length > 0 ? await select(crm, module, fields, plain) : [];
	for (const value of special) {
		const alone = await select(crm, module, fields, [[value]]).catch((error: unknown): CrmRecord[] => {
			if (!isAboutText(error)) throw error;
			found.unanswered.set(keyOf(value), error);
			return [];
		});
		records.push(...alone);
	}
	return [...new Map(records.map((record) => [record.id, record])).values()];
}

function isAboutText(error: unknown): error is CrmError {
	return error instanceof CrmError && QUERY_ERRORS.has(error.code);
}

function keyOf(value: string): string {
	return value.trim().toLowerCase();
}

function keysOf(values: readonly string[]): string[] {
	return [...new Set(values.map(keyOf))];
}

/** As they are written and in lower case: whether COQL tells case apart is documented nowhere. */
function formsOf(values: readonly string[]): string[] {
	return [...new Set(values.flatMap((value) => [keyOf(value), value.trim()]))];
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
