import chunk from 'lodash/chunk';
import partition from 'lodash/partition';

import type { Crm, CrmRecord } from '../transport/crm';
import { CrmError } from '../transport/error';

/** What a look-up came to, by value in lower case. */
interface Found {
	records: Map<string, CrmRecord[]>;
	/** Why the CRM could not be asked. */
	unanswered: Map<string, CrmError>;
}

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

/** Fields that hold a name or parts of it. */
interface NamedFields {
	/** Is filled in every record. */
	mandatory: string;
	others: readonly string[];
}

/**
 * Finds records all of whose names are among the texts, ignoring case; which names they are, the caller compares.
 *
 * @param texts as many as one query takes, in all their forms.
 * @returns their ids; `unanswered` are texts, in lower case, that the CRM cannot be asked for.
 * @throws CrmError when it refuses the question as such.
 */
export async function findByNames(
	crm: Crm,
	module: string,
	{ mandatory, others }: NamedFields,
	texts: readonly string[],
): Promise<{ ids: string[]; unanswered: Found['unanswered'] }> {
	const found: Found = { records: new Map(), unanswered: new Map() };
	const ask: Ask = async (some) => {
		const list = some.map(quoted).join(',');
		const conditions = [`${mandatory} in (${list})`, ...others.map((field) => `(${field} in (${list}) or ${field} is null)`)];
		return await crm.select(module, [], joined('and', conditions));
	};
	const records = await askEach(ask, formsOf(texts), found);
	return { ids: [...new Set(records.map(({ id }) => id))], unanswered: found.unanswered };
}

async function findPart(
	crm: Crm,
	module: string,
	fields: readonly string[],
	lists: ReadonlyArray<readonly string[]>,
	found: Found,
): Promise<void> {
	const values = lists.flat();
	const wanted = new Set(keysOf(values));
	const ask: Ask = async (some) => await select(crm, module, fields, chunk(some, crm.coqlValues));
	const records = await askEach(ask, values, found);
	for (const record of new Map(records.map((one) => [one.id, one])).values()) {
		for (const key of keysOf(fields.map((field) => String(record[field] ?? '')))) {
			if (wanted.has(key)) found.records.set(key, [...(found.records.get(key) ?? []), record]);
		}
	}
}

type Ask = (values: readonly string[]) => Promise<CrmRecord[]>;

/** Nothing is wrong with this text: where it is refused, the question is. */
const HARMLESS = 'a@example.org';

/** One value that the CRM cannot be asked for does not stop the others. */
async function askEach(ask: Ask, values: readonly string[], found: Found): Promise<CrmRecord[]> {
	return await ask(values).catch(async (error: unknown) => {
		if (!isRefusal(error)) throw error;
		await ask([HARMLESS]);
		return await askNarrowing(ask, values, error, found);
	});
}

/** Characters that COQL may take otherwise than as themselves. */
const SPECIAL = /[\\'%*]/;

/** Values with special characters are asked for one by one; where others were refused, halves of them are, down to the guilty one. */
async function askNarrowing(ask: Ask, values: readonly string[], refusal: CrmError, found: Found): Promise<CrmRecord[]> {
	if (values.length === 1) {
		found.unanswered.set(keyOf(values[0]), refusal);
		return [];
	}
	const [special, plain] = partition(values, (value) => SPECIAL.test(value));
	const parts = special.length > 0 ? [plain, ...chunk(special, 1)] : chunk(plain, Math.ceil(plain.length / 2));
	const records: CrmRecord[] = [];
	for (const part of parts) {
		if (part.length === 0) continue;
		const answer = await ask(part).catch(async (error: unknown) => {
			if (!isRefusal(error)) throw error;
			return await askNarrowing(ask, part, error, found);
		});
		records.push(...answer);
	}
	return records;
}

function isRefusal(error: unknown): error is CrmError {
	return error instanceof CrmError && error.refusal === 'request';
}

/** What a value is looked up by. */
export function keyOf(value: string): string {
	return value.trim().toLowerCase();
}

function keysOf(values: readonly string[]): string[] {
	return [...new Set(values.map(keyOf))];
}

/** As they are written and in lower case: whether COQL tells case apart is documented nowhere. */
export function formsOf(values: readonly string[]): string[] {
	return [...new Set(values.flatMap((value) => [keyOf(value), value.trim()]))];
}

async function select(
	crm: Crm,
	module: string,
	fields: readonly string[],
	lists: ReadonlyArray<readonly string[]>,
): Promise<CrmRecord[]> {
	const conditions = fields.flatMap((field) => lists.map((values) => `${field} in (${values.map(quoted).join(',')})`));
	return await crm.select(module, fields, joined('or', conditions));
}

function quoted(value: string): string {
	return `'${value.replace(/[\\']/g, '\\$&')}'`;
}

/** COQL takes conditions in pairs: `A or (B or C)`. */
function joined(how: 'and' | 'or', [first, ...others]: readonly string[]): string {
	return others.length === 0 ? first : `${first} ${how} (${joined(how, others)})`;
}
