import type { IDataObject } from 'n8n-workflow';

import type { CrmAnswer, CrmConnection } from './connection';
import { listKey } from './connection';
import type { Crm, CrmRecord, ListRequest, RecordPage } from './crm';
import { BATCH } from './crm';
import { CrmError, QUERY_ERRORS } from './error';

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
			return data[0] as CrmRecord | undefined;
		},
		async deletedPage(module, since, page) {
			const answer = await request('GET', `${module}/deleted`, {
				qs: { type: 'all', per_page: BATCH.list, page },
				headers: { 'If-Modified-Since': since },
			});
			const records = (answer.data ?? []) as Array<{ id: string; deleted_time?: string | null }>;
			return {
				records: records.map(({ id, deleted_time }) => ({ id, deletedAt: deleted_time ?? null })),
				more: answer.info?.more_records === true && records.length > 0,
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

/** Queries; which way of writing a quote the CRM takes is found out by the first one that needs to know. */
export function queries({ request, version }: CrmConnection): Pick<Crm, 'coql' | 'coqlValues'> {
	let doublesQuotes = false;
	return {
		coqlValues: version === 'v6' ? 50 : 100,
		async coql(query) {
			const ask = async (text: string) => await request('POST', 'coql', { body: { select_query: text }, repeatable: true });
			const [first, second] = doublesQuotes ? [withDoubledQuotes(query), query] : [query, withDoubledQuotes(query)];
			const answer = await ask(first).catch(async (error: unknown) => {
				if (first === second || !(error instanceof CrmError) || !QUERY_ERRORS.has(error.code)) throw error;
				const other = await ask(second);
				doublesQuotes = !doublesQuotes;
				return other;
			});
			return { records: (answer.data ?? []) as CrmRecord[], more: answer.info?.more_records === true };
		},
	};
}

/** Zoho's reachable documents do not say how a quote in a text is written: with a backslash, or twice. */
function withDoubledQuotes(query: string): string {
	return query.replace(/\\(['\\])/g, (_escaped, sign: string) => (sign === "'" ? "''" : sign));
}

/** Lists that describe the CRM, all pages of them. */
export function settingsReads({ request }: CrmConnection): Pick<Crm, 'settings' | 'about'> {
	const allPages = async <T>(path: string, query: IDataObject): Promise<T[]> => {
		const key = listKey(path);
		const found: T[] = [];
		for (let page = 1; ; page++) {
			const answer = await request('GET', path, { qs: page === 1 ? query : { ...query, page } });
			const part = (answer[key] ?? []) as T[];
			found.push(...part);
			if (answer.info?.more_records !== true || part.length === 0) return found;
		}
	};
	return {
		settings: async <T>(what: string, query: IDataObject) => await allPages<T>(`settings/${what}`, query),
		about: async <T>(what: 'users' | 'org', query: IDataObject) => await allPages<T>(what, query),
	};
}
