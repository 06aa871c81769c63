import type { IDataObject } from 'n8n-workflow';

import type { CrmAnswer, CrmConnection } from './connection';
import type { Crm, CrmRecord, ListRequest, RecordPage } from './crm';
import { BATCH } from './crm';
import { CrmError, QUERY_ERRORS } from './error';
import { listKey } from './shape';

/** Records of a module, listed, alone, or deleted. */
export function recordReads({ request }: CrmConnection): Pick<Crm, 'list' | 'get' | 'deletedPage'> {
	return {
		list: async (query) => await list(request, query),
		async get(module, id, fields) {
			const path = `${module}/${encodeURIComponent(id)}`;
			const { data = [] } = await request('GET', path, { qs: { fields: fields.slice(0, BATCH.fields).join(',') } }).catch((error: unknown): CrmAnswer => {
				if (error instanceof CrmError && error.status === 400 && error.code === 'INVALID_DATA') return {};
				throw error;
			});
			return (data as CrmRecord[]).find((record) => record.id === id);
		},
		async deletedPage(module, since, page) {
			const answer = await request('GET', `${module}/deleted`, {
				qs: { type: 'all', per_page: BATCH.list, page },
				headers: { 'If-Modified-Since': since },
			});
			const records = (answer.data ?? []) as Array<{ id: string; deleted_time?: string | null }>;
			return {
				records: records.map(({ id, deleted_time }) => ({ id, deletedAt: deleted_time ?? null })),
				more: answer.info?.more_records === true,
			};
		},
	};
}

async function list(
	request: CrmConnection['request'],
	{ module, fields, view, ids, pageToken, perPage = BATCH.list, modifiedSince, latestFirst }: ListRequest,
): Promise<RecordPage> {
	const answer = await request('GET', module, {
		qs: {
			fields: fields.join(','),
			per_page: perPage,
			...(view && { cvid: view }),
			...(ids && { ids: ids.join(',') }),
			...(latestFirst && { sort_by: 'Modified_Time', sort_order: 'desc' }),
			...(pageToken && { page_token: pageToken }),
		},
		headers: modifiedSince ? { 'If-Modified-Since': modifiedSince } : undefined,
	});
	const more = answer.info?.more_records === true;
	const next = more ? (answer.info?.next_page_token ?? null) : null;
	return {
		records: (answer.data ?? []) as CrmRecord[],
		nextPageToken: next,
		endsEarly: more && (next === null || next === pageToken),
	};
}

const PAGE = 200;

/** Queries; which way of writing a quote the CRM takes is found out by the first one that needs to know. */
export function queries({ request, version, contradiction }: CrmConnection): Pick<Crm, 'select' | 'coqlValues'> {
	let doublesQuotes = false;
	const ask = async (text: string) => await request('POST', 'coql', { body: { select_query: text }, repeatable: true });
	const coql = async (query: string): Promise<CrmAnswer> => {
		const [first, second] = doublesQuotes ? [withDoubledQuotes(query), query] : [query, withDoubledQuotes(query)];
		return await ask(first).catch(async (error: unknown) => {
			if (first === second || !(error instanceof CrmError) || !QUERY_ERRORS.has(error.code)) throw error;
			const other = await ask(second);
			doublesQuotes = !doublesQuotes;
			return other;
		});
	};
	return {
		coqlValues: version === 'v6' ? 50 : 100,
		async select(module, fields, condition) {
			const found = new Map<string, CrmRecord>();
			for (let isPromised = false; ; isPromised = true) {
				const { data = [], info } = await coql(
					`select ${['id', ...fields].join(', ')} from ${module} where ${condition} limit ${found.size}, ${PAGE}`,
				);
				const known = found.size;
				(data as CrmRecord[]).forEach((record) => found.set(record.id, record));
				// Found for what it holds in one of them, and holding nothing there: whom it stands for cannot be told.
				if (fields.length > 0 && (data as CrmRecord[]).some((record) => fields.every((field) => (record[field] ?? null) === null))) {
					throw contradiction('found a record and does not show what it was found by');
				}
				if (isPromised && data.length === 0) throw contradiction(NO_END);
				if (info?.more_records !== true) return [...found.values()];
				if (found.size === known) throw contradiction(NO_END);
			}
		},
	};
}

/** More is to follow, and nothing new comes. */
export const NO_END = 'says that more follow, and shows no more';

/** Zoho's reachable documents do not say how a quote in a text is written: with a backslash, or twice. */
function withDoubledQuotes(query: string): string {
	return query.replace(/\\(['\\])/g, (_escaped, sign: string) => (sign === "'" ? "''" : sign));
}

/** Lists that describe the CRM, all pages of them. */
export function settingsReads({ request, contradiction }: CrmConnection): Pick<Crm, 'settings' | 'about'> {
	const allPages = async <T>(path: string, query: IDataObject): Promise<T[]> => {
		const key = listKey(path);
		const found = new Map<string, T>();
		for (let page = 1; ; page++) {
			const answer = await request('GET', path, { qs: page === 1 ? query : { ...query, page } });
			const known = found.size;
			((answer[key] ?? []) as T[]).forEach((one) => found.set(JSON.stringify(one), one));
			if (answer.info?.more_records !== true) return [...found.values()];
			if (found.size === known) throw contradiction(NO_END);
		}
	};
	return {
		settings: async <T>(what: string, query: IDataObject) => await allPages<T>(`settings/${what}`, query),
		about: async <T>(what: 'users' | 'org', query: IDataObject) => await allPages<T>(what, query),
	};
}
