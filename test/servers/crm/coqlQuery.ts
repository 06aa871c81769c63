import { type ApiAnswer, type ApiVersion, NO_CONTENT } from './apiCall';
import type { ApiContext } from './apiContext';
import { ApiRefusal, zohoError } from './apiError';
import type { Comparison, Condition, CoqlQuery } from './coqlParser';
import type { FieldMeta } from './fields';
import { isJsonObject, type Json, type JsonObject } from './json';
import { visibleOnly } from './listing';
import type { ModuleStore, StoredRecord } from './moduleStore';
import type { Switches } from './switches';

/** Limits of a query, by API version (COQL limitations in Zoho's documentation; #183 of its Kaizen series for v7). */
export function coqlLimits(version: ApiVersion): { columns: number; listed: number; reach: number } {
	return version === 'v6' ? { columns: 50, listed: 50, reach: 10_000 } : { columns: 500, listed: 100, reach: 100_000 };
}

const MAX_LIMIT = 2_000;
const MAX_CRITERIA = 25;

/**
 * Answers a query from the true records, without delay. Texts compare exactly but for case. A lookup column holds the
 * related record's id only; its name is a column of its own (`Account_Name.Account_Name`), the strictest reading of
 * Zoho's samples.
 *
 * @returns 200 with at most 2,000 rows, or 204.
 */
export function runCoql(query: CoqlQuery, version: ApiVersion, module: ModuleStore, context: ApiContext): ApiAnswer {
	checkLimits(query, version);
	query.columns.forEach((column) => checkColumn(column, module, context));
	query.orderBy.forEach(({ column }) => checkColumn(column, module, context));
	checkCondition(query.where, coqlLimits(version).listed, module, context);
	const found = visibleOnly(module.storedAt(), context).filter(compile(query.where, module, context.switches)).sort(orderOf(query, module));
	const rows = found.slice(query.offset, query.offset + query.limit);
	if (rows.length === 0) return NO_CONTENT;
	return {
		status: 200,
		body: {
			data: rows.map((record) => row(record, query.columns, module, context)),
			info: { count: rows.length, more_records: query.offset + rows.length < found.length },
		},
	};
}

function invalidQuery(message: string, details: JsonObject): ApiRefusal {
	return new ApiRefusal(400, zohoError('INVALID_QUERY', message, details));
}

function limitExceeded(limit: number, what: string): ApiRefusal {
	return new ApiRefusal(400, zohoError('LIMIT_EXCEEDED', `${what} limit exceeded`, { limit }));
}

function checkLimits(query: CoqlQuery, version: ApiVersion): void {
	const limits = coqlLimits(version);
	if (query.columns.length > limits.columns) throw limitExceeded(limits.columns, 'select columns');
	if (query.limit === 0 || query.limit > MAX_LIMIT) {
		throw invalidQuery('limit given seems to be invalid', { limit: query.limit });
	}
	if (query.offset + query.limit > limits.reach) throw limitExceeded(limits.reach, 'offset');
	if (criteriaIn(query.where) > MAX_CRITERIA) throw limitExceeded(MAX_CRITERIA, 'criteria');
}

function criteriaIn(condition: Condition): number {
	return condition.kind === 'comparison' ? 1 : criteriaIn(condition.left) + criteriaIn(condition.right);
}

function checkColumn(column: string, module: ModuleStore, context: ApiContext): void {
	const [name, related, ...deeper] = column.split('.');
	const field = module.fields.find(name);
	const isKnown = name === 'id' || (field !== undefined && field.access !== 'hidden');
	const target = field?.lookupModule ? context.crm.findModule(field.lookupModule) : undefined;
	const relatedIsKnown = related === undefined || related === 'id' || target?.fields.find(related) !== undefined;
	if (isKnown && relatedIsKnown && deeper.length === 0) return;
	throw invalidQuery('column given seems to be invalid', { column_name: column });
}

function checkCondition(condition: Condition, listed: number, module: ModuleStore, context: ApiContext): void {
	if (condition.kind !== 'comparison') {
		checkCondition(condition.left, listed, module, context);
		checkCondition(condition.right, listed, module, context);
		return;
	}
	const { column, comparator, values } = condition;
	const field = module.fields.find(column);
	if (column !== 'id' && (!field || field.access === 'hidden')) {
		throw invalidQuery('column given seems to be invalid', { column_name: column });
	}
	const isEncrypted = context.switches.encryptedFields.has(`${module.apiName}.${column}`) && !comparator.startsWith('is ');
	if (field?.type === 'textarea' || isEncrypted) {
		const details = { cv_criteria: false, column_name: column, value: values[0] ?? '${EMPTY}', operator: comparator };
		throw invalidQuery('unsupported column in criteria', details);
	}
	if (values.length > listed) throw limitExceeded(listed, comparator);
}

/** Turned into a function once: a list of 100 addresses is compared with 25,000 records. */
function compile(condition: Condition, module: ModuleStore, switches: Switches): (record: StoredRecord) => boolean {
	if (condition.kind === 'comparison') return compileComparison(condition, module, switches);
	const left = compile(condition.left, module, switches);
	const right = compile(condition.right, module, switches);
	return condition.kind === 'and'
		? (record) => left(record) && right(record)
		: (record) => left(record) || right(record);
}

function compileComparison(
	{ column, comparator, values }: Comparison,
	module: ModuleStore,
	{ coqlCase }: Switches,
): (record: StoredRecord) => boolean {
	const field = module.fields.find(column);
	const asCompared = (value: Json) => (coqlCase === 'exact' && isTextual(field) && value !== null ? String(value) : comparable(value, field));
	const wanted = new Set(values.map(asCompared));
	const pattern = likePattern(values[0] ?? '');
	const bound = comparable(values[0] ?? null, field);
	return (record) => {
		const value = asCompared(rawValue(record, column, module));
		if (value === null) return comparator === 'is null';
		switch (comparator) {
			case 'is null':
				return false;
			case 'is not null':
				return true;
			case '=':
			case 'in':
				return wanted.has(value);
			case '!=':
			case 'not in':
				return !wanted.has(value);
			case 'like':
				return pattern.test(String(value));
			case 'not like':
				return !pattern.test(String(value));
			case '>':
			case '>=':
			case '<':
			case '<=':
				return bound !== null && ordered(value, comparator, bound);
		}
	};
}

function isTextual(field: FieldMeta | undefined): boolean {
	return !['integer', 'double', 'datetime'].includes(field?.type ?? '');
}

function ordered(value: string | number, comparator: '>' | '>=' | '<' | '<=', bound: string | number): boolean {
	switch (comparator) {
		case '>':
			return value > bound;
		case '>=':
			return value >= bound;
		case '<':
			return value < bound;
		case '<=':
			return value <= bound;
	}
}

function likePattern(text: string): RegExp {
	const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%/g, '.*');
	return new RegExp(`^${escaped}$`, 'is');
}

/** What a condition looks at: a lookup by its id, a computed field as it shows. */
function rawValue(record: StoredRecord, column: string, module: ModuleStore): Json {
	if (column === 'id') return record.id;
	if (column in record.values) return record.values[column];
	const shown = module.present(record, [column])[column] ?? null;
	return isJsonObject(shown) ? (shown.id ?? null) : shown;
}

function comparable(value: Json, field: FieldMeta | undefined): string | number | null {
	if (value === null) return null;
	switch (field?.type) {
		case 'integer':
		case 'double':
			return Number(value);
		case 'datetime':
			return Date.parse(String(value));
		default:
			return String(value).toLowerCase();
	}
}

function orderOf(query: CoqlQuery, module: ModuleStore): (one: StoredRecord, other: StoredRecord) => number {
	const keys = query.orderBy.length > 0 ? query.orderBy : [{ column: 'id', descending: false }];
	return (one, other) => {
		for (const { column, descending } of keys) {
			const field = module.fields.find(column);
			const left = comparable(rawValue(one, column, module), field) ?? '';
			const right = comparable(rawValue(other, column, module), field) ?? '';
			if (left !== right) return (left < right ? -1 : 1) * (descending ? -1 : 1);
		}
		return one.id < other.id ? -1 : 1;
	};
}

function row(record: StoredRecord, columns: string[], module: ModuleStore, context: ApiContext): JsonObject {
	const shown: JsonObject = { id: record.id };
	for (const column of columns) {
		const [name, related] = column.split('.');
		const value = name === 'id' ? record.id : (module.present(record, [name])[name] ?? null);
		if (related === undefined) shown[column] = isJsonObject(value) ? { id: value.id ?? null } : value;
		else shown[column] = relatedValue(value, name, related, module, context);
	}
	return shown;
}

function relatedValue(value: Json, name: string, related: string, module: ModuleStore, context: ApiContext): Json {
	const id = isJsonObject(value) ? value.id : undefined;
	const targetName = module.fields.find(name)?.lookupModule;
	if (typeof id !== 'string' || !targetName) return null;
	if (related === 'id') return id;
	const target = context.crm.findModule(targetName);
	const record = target?.find(id);
	return (target && record && target.present(record, [related])[related]) ?? null;
}
