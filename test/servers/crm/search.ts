import { type ApiAnswer, type ApiCall, NO_CONTENT, numberParam } from './apiCall';
import type { ApiContext } from './apiContext';
import { refusals } from './apiError';
import { limitedFields, visibleOnly } from './listing';
import type { ModuleStore, StoredRecord } from './moduleStore';

const MAX_CRITERIA = 10;

type Matcher = (record: StoredRecord) => boolean;

/**
 * `GET /{module}/search`: reads an index that may be behind and is never exact: `email` finds parts of addresses, and
 * `equals` finds what contains the text. Good for people who look something up, unsafe for deciding who is who.
 */
export function searchRecords(call: ApiCall, module: ModuleStore, context: ApiContext): ApiAnswer {
	const matches = matcherOf(call.query, module);
	const fields = limitedFields(call.query);
	const perPage = numberParam(call.query, 'per_page', { fallback: 200, least: 1, most: 200 });
	const page = numberParam(call.query, 'page', { fallback: 1, least: 1, most: Number.MAX_SAFE_INTEGER });
	if (page * perPage > context.limits.search) throw refusals.searchLimit();
	const { searchLag } = context.switches;
	const indexed = module.storedAt(searchLag > 0 ? context.now() - searchLag : undefined);
	const found = visibleOnly(indexed, context).filter(matches);
	const start = (page - 1) * perPage;
	const shown = found.slice(start, start + perPage);
	if (shown.length === 0) return NO_CONTENT;
	return {
		status: 200,
		body: {
			data: shown.map((record) => module.present(record, fields)),
			info: {
				per_page: perPage,
				count: shown.length,
				page,
				more_records: start + shown.length < found.length,
				sort_by: 'id',
				sort_order: 'asc',
			},
		},
	};
}

/** Only the first of criteria, email, phone and word counts. */
function matcherOf(query: URLSearchParams, module: ModuleStore): Matcher {
	const criteria = query.get('criteria');
	if (criteria) return criteriaMatcher(criteria, module);
	const email = query.get('email');
	if (email) return anyField(module, ['email'], contains(email));
	const phone = query.get('phone');
	if (phone) return anyField(module, ['phone'], (value) => digits(value).includes(digits(phone)));
	const word = query.get('word');
	if (word) return anyField(module, ['text', 'textarea', 'email', 'phone', 'website'], contains(word));
	throw refusals.anyParamMissing(['criteria', 'email', 'phone', 'word']);
}

function anyField(module: ModuleStore, types: string[], matches: (value: string) => boolean): Matcher {
	const names = module.fields.all().flatMap((field) => (types.includes(field.type) ? field.apiName : []));
	return (record) => names.some((name) => matches(String(record.values[name] ?? '')));
}

/** `(Field:operator:value)`, joined by `and` or `or` on one level: `((A:equals:x)and(B:starts_with:y))`. */
function criteriaMatcher(text: string, module: ModuleStore): Matcher {
	const conditions = [...text.matchAll(/\(([^():]+):([a-z_]+):((?:\\.|[^()\\])*)\)/g)];
	if (conditions.length === 0) throw refusals.invalidParam('criteria');
	if (conditions.length > MAX_CRITERIA) throw refusals.limitExceeded('criteria', MAX_CRITERIA);
	const matchers = conditions.map(([, name, operator, value]) => condition(name, operator, value, module));
	return /\)\s*or\s*\(/i.test(text)
		? (record) => matchers.some((matches) => matches(record))
		: (record) => matchers.every((matches) => matches(record));
}

function condition(name: string, operator: string, value: string, module: ModuleStore): Matcher {
	if (!module.fields.find(name)) throw refusals.invalidParam('criteria');
	const wanted = value.replace(/\\(.)/g, '$1');
	const test = operator === 'starts_with' ? startsWith(wanted) : contains(wanted);
	if (!['equals', 'starts_with'].includes(operator)) throw refusals.invalidParam('criteria');
	return (record) => test(String(record.values[name] ?? ''));
}

function contains(part: string): (value: string) => boolean {
	const wanted = part.toLowerCase();
	return (value) => value.toLowerCase().includes(wanted);
}

function startsWith(part: string): (value: string) => boolean {
	const wanted = part.toLowerCase();
	return (value) => value.toLowerCase().startsWith(wanted);
}

function digits(text: string): string {
	return text.replace(/\D/g, '');
}
