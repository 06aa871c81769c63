import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ApiContext } from '../../shared/api/answers';
import { createApiSender, DEFAULT_RETRY_POLICY } from '../../shared/api/request';
import { ADDRESS } from '../../../credentials/addresses';
import { checkedServiceAddress } from '../../shared/api/address';
import { CrmError, meansOldToken, QUERY_ERRORS } from './error';
import type { CrmStatus } from './error';

export const CREDENTIAL = 'verticalCrmOAuth2Api';

/** What the CRM takes in one request. */
export const BATCH = { list: 200, ids: 100, write: 100, fields: 50 } as const;

/** The option of a write that names what is not to run. */
const SKIPPING = 'skip_feature_execution';

/** Automations that `trigger` may name from v7 on; documents of older versions do not know them. */
export const NEWER_TRIGGERS: readonly string[] = ['pathfinder', 'orchestration'];

export type CrmRecord = IDataObject & { id: string };

export interface RecordPage {
	records: CrmRecord[];
	/** Null on the last page. */
	nextPageToken: string | null;
	/** More follow, but the CRM does not say where: the listing cannot be read to its end. */
	endsEarly: boolean;
}

export interface ListRequest {
	module: string;
	/** At most 50. */
	fields: readonly string[];
	view?: string;
	/** At most 100. */
	ids?: readonly string[];
	pageToken?: string | null;
	perPage?: number;
	/** Only records modified later; ISO with offset. */
	modifiedSince?: string;
	/** The latest modified first; not for a view. */
	latestFirst?: boolean;
}

/** What a write says besides its records. */
export interface WriteOptions {
	/** Automations of the CRM that run, e.g. `workflow`; none when empty. */
	trigger: readonly string[];
	/** Records modified later are not written; as the CRM writes times. */
	unmodifiedSince?: string;
	/** Milliseconds since 1970, by n8n's clock, after which it is not tried again. */
	notAfter?: number;
}

export interface DeletedRecord {
	id: string;
	deletedAt: string | null;
}

/** A CRM's records and settings: one method a request. */
export interface Crm {
	/** How many values a COQL list takes. */
	readonly coqlValues: number;
	list(request: ListRequest): Promise<RecordPage>;
	/**
	 * A single record with the first 50 of the fields; undefined when the CRM shows none, which does not say that it was
	 * deleted. @throws CrmError when it says that the user may not see it.
	 */
	get(module: string, id: string, fields: readonly string[]): Promise<CrmRecord | undefined>;
	deletedPage(module: string, since: string, page: number): Promise<{ records: DeletedRecord[]; more: boolean }>;
	coql(query: string): Promise<{ records: CrmRecord[]; more: boolean }>;
	/** At most 100; one status a record, in order. */
	create(module: string, records: readonly IDataObject[], options: WriteOptions): Promise<CrmStatus[]>;
	update(module: string, records: readonly IDataObject[], options: WriteOptions): Promise<CrmStatus[]>;
	remove(module: string, ids: readonly string[], options: WriteOptions): Promise<CrmStatus[]>;
	/** Settings, e.g. `fields` of a module; all pages. */
	settings<T>(what: string, query: IDataObject): Promise<T[]>;
	/** `users` or `org`. */
	about<T>(what: 'users' | 'org', query: IDataObject): Promise<T[]>;
	/** The latest time that the CRM's answers showed; ISO, null before the first answer. */
	serverTime(): string | null;
	/** Credits left in the day; null while the CRM does not tell, which it does once half of them are used. */
	creditsLeft(): number | null;
}

interface CrmAnswer {
	data?: unknown[];
	info?: { more_records?: boolean; next_page_token?: string | null };
	[key: string]: unknown;
}

interface RequestOptions {
	qs?: IDataObject;
	body?: unknown;
	headers?: Record<string, string>;
	repeatable?: boolean;
	notAfter?: number;
}

/** Connects to the CRM of the node's credential. */
export async function connectCrm(context: ApiContext): Promise<Crm> {
	const credential = await context.getCredentials(CREDENTIAL);
	const version = String(credential.apiVersion || 'v6');
	const base = `${apiAddress(context, credential)}/crm/${version}`;
	const send = createApiSender(context, CREDENTIAL, {
		...DEFAULT_RETRY_POLICY,
		waitIn: waitAskedIn,
		meansOldToken,
		otherScheme: 'Zoho-oauthtoken',
	});
	let serverTime: string | null = null;
	let creditsLeft: number | null = null;
	/** What a request may hold and this CRM does not know; once refused it is left out. */
	const unknown = new Set<string>();
	let doublesQuotes = false;

	const request = async (
		method: 'GET' | 'POST' | 'PUT' | 'DELETE',
		path: string,
		{ repeatable = method === 'GET', ...rest }: RequestOptions = {},
	): Promise<CrmAnswer> => {
		const answer = await send({ method, url: `${base}/${path}`, repeatable, lists: ['data', listKey(path)], ...rest });
		const { date, 'x-api-credits-remaining': credits } = answer.headers;
		if (date) serverTime = new Date(date).toISOString();
		if (credits && Number.isFinite(Number(credits))) creditsLeft = Number(credits);
		// 204: there is none; 304: there is none since.
		if (answer.status === 204 || answer.status === 304) return {};
		const body = answer.body as CrmAnswer | undefined;
		const byRecord = method !== 'GET' && Array.isArray(body?.data) && [400, 412].includes(answer.status);
		if (answer.status >= 400 && !byRecord) throw new CrmError(answer.status, body);
		return body ?? {};
	};

	const write = async (
		method: 'POST' | 'PUT',
		module: string,
		data: readonly IDataObject[],
		{ trigger, unmodifiedSince, notAfter }: WriteOptions,
	): Promise<CrmStatus[]> => {
		const headers = unmodifiedSince ? { 'If-Unmodified-Since': unmodifiedSince } : undefined;
		// Cadences begin for records of the API unless they are skipped by name.
		const skips = trigger.length === 0 && !unknown.has(SKIPPING) ? { [SKIPPING]: [{ name: 'cadences' }] } : {};
		const body = { data, trigger: trigger.filter((name) => !unknown.has(name)), ...skips };
		const answer = await request(method, module, { body, headers, notAfter }).catch((error: unknown) => {
			const named = error instanceof CrmError ? optionsRefused(error).filter((name) => !unknown.has(name)) : [];
			if (named.length === 0) throw error;
			named.forEach((name) => unknown.add(name));
			return undefined;
		});
		// Nothing of a request that is refused for such an option was done.
		if (answer === undefined) return await write(method, module, data, { trigger, unmodifiedSince, notAfter });
		return (answer.data ?? []) as CrmStatus[];
	};

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
		coqlValues: version === 'v6' ? 50 : 100,
		serverTime: () => serverTime,
		creditsLeft: () => creditsLeft,
		async list({ module, fields, view, ids, pageToken, perPage = BATCH.list, modifiedSince, latestFirst }) {
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
		},
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
		create: async (module, records, options) => await write('POST', module, records, options),
		update: async (module, records, options) => await write('PUT', module, records, options),
		async remove(module, ids, { trigger, notAfter }) {
			const qs = { ids: ids.join(','), wf_trigger: trigger.length > 0 };
			const { data = [] } = await request('DELETE', module, { qs, notAfter });
			return data as CrmStatus[];
		},
		settings: async <T>(what: string, query: IDataObject) => await allPages<T>(`settings/${what}`, query),
		about: async <T>(what: 'users' | 'org', query: IDataObject) => await allPages<T>(what, query),
	};
}

/** Zoho's reachable documents do not say how a quote in a text is written: with a backslash, or twice. */
function withDoubledQuotes(query: string): string {
	return query.replace(/\\(['\\])/g, (_escaped, sign: string) => (sign === "'" ? "''" : sign));
}

/** The options of a write that a refusal names, as a CRM of another version may not know them; nothing of it was done. */
function optionsRefused({ message, details }: CrmError): readonly string[] {
	const text = `${message} ${JSON.stringify(details)}`;
	if (text.includes(SKIPPING)) return [SKIPPING];
	return /\btrigger\b/.test(text) ? NEWER_TRIGGERS : [];
}

/** The key under which settings, users and the organisation are listed. */
function listKey(path: string): string {
	return path.replace('settings/', '').split('/')[0];
}

/** Zoho's examples of 429 say the seconds to wait in the details, and do not document the header. */
function waitAskedIn(body: unknown): number | undefined {
	const seconds = (body as CrmStatus | undefined)?.details?.retry_after;
	return typeof seconds === 'number' && seconds >= 0 ? seconds * 1_000 : undefined;
}

const DATA_CENTRE_REMEDY = 'Correct the host or the data centre in the CRM credential; for a gateway, switch "Allow Other Hosts" on there.';

function apiAddress(context: ApiContext, credential: IDataObject): string {
	try {
		const { apiAddress: address, host } = credential;
		if (address === '' && ADDRESS.test(String(host ?? ''))) throw new Error(`"${String(host)}" is no host of Zoho's`);
		return checkedServiceAddress(String((address ?? host) || host || ''));
	} catch (error) {
		throw new NodeOperationError(context.getNode(), error as Error, { description: DATA_CENTRE_REMEDY });
	}
}
