import { type ApiAnswer, type ApiCall, choiceParam, listParam, NO_CONTENT, numberParam, timeHeader } from './apiCall';
import type { ApiContext } from './apiContext';
import { refusals } from './apiError';
import { wholeSecond } from './clock';
import { ID_PATTERN } from './ids';
import type { JsonObject } from './json';
import type { ModuleStore, StoredRecord } from './moduleStore';
import type { PagePosition } from './pageTokens';
import { comparator, type ListingOrder } from './sortedRecords';
import type { EarlyEnd } from './switches';
import type { CustomView } from './views';

const MAX_FIELDS = 50;
const MAX_IDS = 100;

/** What `GET /{module}` was asked for. */
interface ListingRequest {
	fields: string[];
	perPage: number;
	page: number;
	token: string | null;
	order: ListingOrder;
	view: CustomView | undefined;
	ids: Set<string> | undefined;
	modifiedAfter: number | undefined;
	/** All parameters but the page: a page token is bound to them. */
	signature: string;
}

interface Page {
	number: number;
	records: StoredRecord[];
	more: boolean;
	/** Records shown up to and including this page. */
	shown: number;
}

/**
 * `GET /{module}`: 200 with `data` and `info`, 204 when there is nothing, 304 when nothing is newer than
 * If-Modified-Since. Only records changed in a later second than the header's count as newer.
 */
export function listRecords(call: ApiCall, module: ModuleStore, context: ApiContext): ApiAnswer {
	const request = readRequest(call, module, context);
	const candidates = selectRecords(request, module, context);
	if (candidates.length === 0 && request.modifiedAfter !== undefined) {
		return { status: context.switches.unmodifiedStatus };
	}
	const page = cutPage(candidates, request, context);
	const early = earlyEnd(context, 'records.list', module, page.number);
	if (early?.how === 'fails') throw refusals.internal();
	if (page.records.length === 0) return NO_CONTENT;
	if (early) page.more = early.how === 'saysMore';
	return {
		status: 200,
		body: {
			data: page.records.map((record) => shownTo(record, request.fields, module, context)),
			info: pageInfo(page, request, context),
		},
	};
}

/** `GET /{module}/{id}`: 200, 204 when there is no such record, 304 when it is not newer than If-Modified-Since. */
export function getRecord(call: ApiCall, module: ModuleStore, id: string, context: ApiContext): ApiAnswer {
	if (!ID_PATTERN.test(id)) throw refusals.invalidPathId();
	const fields = limitedFields(call.query);
	const modifiedAfter = conditionalTime(call, context);
	const record = module.find(id);
	if (!record) return NO_CONTENT;
	if (context.switches.hiddenRecords.has(id)) {
		if (context.switches.hiddenAnswer === 'nothing') return NO_CONTENT;
		throw refusals.noPermission(`Crm_Implied_View_${module.apiName}`);
	}
	if (modifiedAfter !== undefined && record.modifiedAt <= wholeSecond(modifiedAfter)) return { status: 304 };
	return { status: 200, body: { data: [shownTo(record, fields, module, context, 'whole')] } };
}

/** A record as the user may see it: without, or with nothing in, what is hidden; rich text cut, unless it is read by itself. */
function shownTo(
	record: StoredRecord,
	names: readonly string[] | undefined,
	module: ModuleStore,
	{ switches }: ApiContext,
	richText: 'cut' | 'whole' = 'cut',
): JsonObject {
	const shown = module.present(record, names);
	for (const name of names ?? []) {
		const field = module.fields.find(name);
		if (field?.restricted || (field?.access === 'hidden' && switches.hiddenFields.shownAs === 'null')) shown[name] = null;
		if (field && switches.pickListShows === 'display') shown[name] = field.displays[String(shown[name])] ?? shown[name];
		if (field?.richText && richText === 'cut' && typeof shown[name] === 'string') shown[name] = shown[name].slice(0, 500);
	}
	return shown;
}

/** The fault that is set for a page of a listing. */
export function earlyEnd(
	context: ApiContext,
	operation: EarlyEnd['operation'],
	module: ModuleStore,
	page: number,
): EarlyEnd | undefined {
	return context.switches.earlyEnds.find(
		(end) =>
			end.operation === operation && end.page === page && (end.module === undefined || end.module === module.apiName),
	);
}

/** @throws ApiRefusal when more than 50 are asked for. */
export function limitedFields(query: URLSearchParams): string[] | undefined {
	const fields = listParam(query, 'fields');
	if (fields && fields.length > MAX_FIELDS) throw refusals.limitExceeded('fields', MAX_FIELDS);
	return fields;
}

function readRequest(call: ApiCall, module: ModuleStore, context: ApiContext): ListingRequest {
	const { query } = call;
	const fields = limitedFields(query);
	if (!fields) throw refusals.paramMissing('fields');
	refuseAmbiguity(query);
	const ids = listParam(query, 'ids');
	if (ids && ids.length > MAX_IDS) throw refusals.limitExceeded('ids', MAX_IDS);
	if (ids && !ids.every((id) => ID_PATTERN.test(id))) throw refusals.invalidParam('ids');
	const perPage = numberParam(query, 'per_page', { fallback: 200, least: 1, most: 200 });
	const page = numberParam(query, 'page', { fallback: 1, least: 1, most: Number.MAX_SAFE_INTEGER });
	if (page * perPage > context.limits.discretePages) throw refusals.discretePagination();
	return {
		fields,
		perPage,
		page,
		token: query.get('page_token'),
		order: {
			by: choiceParam(query, 'sort_by', ['id', 'Created_Time', 'Modified_Time'], 'id'),
			descending: choiceParam(query, 'sort_order', ['desc', 'asc'], 'desc') === 'desc',
		},
		view: viewOf(query, module),
		ids: ids && new Set(ids),
		modifiedAfter: conditionalTime(call, context),
		signature: signatureOf(call, module),
	};
}

/** `ids` with `cvid` is undocumented: refused, so that no client relies on what it might mean. */
function refuseAmbiguity(query: URLSearchParams): void {
	const pairs = [
		['page', 'page_token'],
		['cvid', 'sort_by'],
		['cvid', 'ids'],
	];
	for (const [one, other] of pairs) {
		if (query.has(one) && query.has(other)) throw refusals.ambiguous(one, other);
	}
}

function viewOf(query: URLSearchParams, module: ModuleStore): CustomView | undefined {
	const id = query.get('cvid');
	if (id === null) return undefined;
	const view = module.views.find(id);
	if (!view) throw refusals.invalidParam('cvid');
	return view;
}

function conditionalTime(call: ApiCall, context: ApiContext): number | undefined {
	const time = timeHeader(call.headers, 'If-Modified-Since');
	return context.switches.ignoreIfModifiedSince ? undefined : time;
}

function signatureOf(call: ApiCall, module: ModuleStore): string {
	const parameters = [...call.query.entries()].filter(([name]) => name !== 'page' && name !== 'page_token');
	return JSON.stringify([module.id, call.version, call.headers['if-modified-since'] ?? null, parameters.sort()]);
}

function selectRecords(request: ListingRequest, module: ModuleStore, context: ApiContext): StoredRecord[] {
	const { listingLag } = context.switches;
	const isDelayed = listingLag > 0 && request.ids === undefined;
	const moment = isDelayed ? context.now() - listingLag : undefined;
	const since = request.modifiedAfter === undefined ? undefined : wholeSecond(request.modifiedAfter);
	const { ids } = request;
	const listed = visibleOnly(context.sorted.list(module, request.order, request.view, moment), context);
	if (ids === undefined && since === undefined) return listed;
	return listed.filter((record) => (ids?.has(record.id) ?? true) && (since === undefined || record.modifiedAt > since));
}

/** Without what the user may not see. */
export function visibleOnly(records: StoredRecord[], { switches: { hiddenRecords, convertedRecords } }: ApiContext): StoredRecord[] {
	if (hiddenRecords.size + convertedRecords.size === 0) return records;
	return records.filter(({ id }) => !hiddenRecords.has(id) && !convertedRecords.has(id));
}

function cutPage(candidates: StoredRecord[], request: ListingRequest, context: ApiContext): Page {
	const position = request.token === null ? undefined : context.pageTokens.redeem(request.token, request.signature);
	if (position && position.shown >= context.limits.tokenPages) throw refusals.pagination();
	const start = position ? firstAfter(candidates, position, request.order) : (request.page - 1) * request.perPage;
	const records = candidates.slice(start, start + request.perPage);
	return {
		number: position?.page ?? request.page,
		records,
		more: start + records.length < candidates.length,
		shown: (position?.shown ?? start) + records.length,
	};
}

/** The list is sorted: a binary search finds where the next page starts, also when the last record shown has gone. */
function firstAfter(candidates: StoredRecord[], position: PagePosition, order: ListingOrder): number {
	const compare = comparator(order);
	let low = 0;
	let high = candidates.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (compare(candidates[middle], position.after) > 0) high = middle;
		else low = middle + 1;
	}
	return low;
}

function pageInfo(page: Page, request: ListingRequest, context: ApiContext): JsonObject {
	const next = page.more ? nextToken(page, request, context) : undefined;
	return {
		call: false,
		per_page: request.perPage,
		next_page_token: next?.token ?? null,
		count: page.records.length,
		sort_by: request.order.by,
		page: page.number,
		previous_page_token: request.token,
		page_token_expiry: next ? context.crm.time(next.expiresAt) : null,
		sort_order: request.order.descending ? 'desc' : 'asc',
		email: false,
		more_records: page.more,
	};
}

function nextToken(page: Page, request: ListingRequest, context: ApiContext): { token: string; expiresAt: number } {
	return context.pageTokens.issue({
		signature: request.signature,
		after: page.records[page.records.length - 1],
		page: page.number + 1,
		shown: page.shown,
	});
}
