import { type ApiAnswer, type ApiCall, NO_CONTENT, numberParam, timeHeader } from './apiCall';
import type { ApiContext } from './apiContext';
import { refusals } from './apiError';
import { wholeSecond } from './clock';
import type { DeletedEntry } from './deletedFeed';
import type { JsonObject } from './json';
import { earlyEnd } from './listing';
import type { ModuleStore } from './moduleStore';

const TYPES = ['all', 'recycle', 'permanent'];

/**
 * `GET /{module}/deleted`: 200 with entries, the latest first; 204 when there are none, 304 when none is newer than
 * If-Modified-Since (which the switch to ignore that header does not touch: the specification has it here).
 */
export function listDeleted(call: ApiCall, module: ModuleStore, context: ApiContext): ApiAnswer {
	const type = call.query.get('type') ?? 'all';
	if (!TYPES.includes(type)) throw refusals.patternNotMatched('type');
	const perPage = numberParam(call.query, 'per_page', { fallback: 200, least: 1, most: 200 });
	const page = numberParam(call.query, 'page', { fallback: 1, least: 1, most: Number.MAX_SAFE_INTEGER });
	const since = timeHeader(call.headers, 'If-Modified-Since');
	const entries = entriesSince(module, context, since).filter((entry) => type === 'all' || entry.type === type);
	if (entries.length === 0 && since !== undefined) return { status: context.switches.unmodifiedStatus };

	const early = earlyEnd(context, 'deleted', module, page);
	if (early?.how === 'fails') throw refusals.internal();
	const start = (page - 1) * perPage;
	const shown = entries.slice(start, start + perPage);
	if (shown.length === 0) return NO_CONTENT;
	const more = early ? early.how === 'saysMore' : start + shown.length < entries.length;
	return {
		status: 200,
		body: {
			data: shown.map((entry) => presentEntry(entry, context)),
			info: { per_page: perPage, count: shown.length, page, more_records: more },
		},
	};
}

function entriesSince(module: ModuleStore, context: ApiContext, since: number | undefined): DeletedEntry[] {
	const horizon = context.now() - context.switches.listingLag;
	return module.deleted
		.all()
		.filter((entry) => context.switches.listingLag === 0 || entry.at <= horizon)
		.filter((entry) => since === undefined || wholeSecond(entry.at) > wholeSecond(since));
}

function presentEntry(entry: DeletedEntry, context: ApiContext): JsonObject {
	return {
		deleted_by: context.crm.shortUserReference(entry.deletedBy),
		id: entry.id,
		display_name: entry.displayName,
		type: entry.type,
		created_by: context.crm.shortUserReference(entry.createdBy),
		deleted_time: context.crm.time(entry.at),
	};
}
