import type { IDataObject, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { ApiContext } from '../../shared/apiRequest';
import { createApiSender } from '../../shared/apiRequest';
import { checkedServiceAddress } from '../../shared/serviceAddress';
import { CrmError } from './crmError';
import type { CrmStatus } from './crmError';

export const CREDENTIAL = 'verticalCrmOAuth2Api';

/** What the CRM takes in one request. */
export const BATCH = { list: 200, ids: 100, write: 100, fields: 50 } as const;

export type CrmRecord = IDataObject & { id: string };

export interface RecordPage {
	records: CrmRecord[];
	nextPageToken: string | null;
}

export interface ListRequest {
	module: string;
	fields: readonly string[];
	view?: string;
	ids?: readonly string[];
	pageToken?: string | null;
	perPage?: number;
	/** Only records modified later; ISO with offset. */
	modifiedSince?: string;
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
	deletedPage(module: string, since: string, page: number): Promise<{ records: DeletedRecord[]; more: boolean }>;
	coql(query: string): Promise<{ records: CrmRecord[]; more: boolean }>;
	/** At most 100; one status a record, in order. */
	create(module: string, records: readonly IDataObject[], trigger: readonly string[]): Promise<CrmStatus[]>;
	update(module: string, records: readonly IDataObject[], trigger: readonly string[]): Promise<CrmStatus[]>;
	remove(module: string, ids: readonly string[], trigger: readonly string[]): Promise<CrmStatus[]>;
	/** A page of the settings, e.g. `fields` of a module. */
	settings<T>(what: string, query: IDataObject): Promise<T[]>;
	/** The latest time that the CRM's answers showed; ISO, null before the first answer. */
	serverTime(): string | null;
}

interface CrmAnswer {
	data?: unknown[];
	info?: { more_records?: boolean; next_page_token?: string | null };
	[key: string]: unknown;
}

/** Connects to the CRM of the node's credential. */
export async function connectCrm(context: ApiContext): Promise<Crm> {
	const credential = await context.getCredentials(CREDENTIAL);
	const version = String(credential.apiVersion || 'v6');
	const base = `${apiAddress(context, credential)}/crm/${version}`;
	const send = createApiSender(context, CREDENTIAL);
	let serverTime: string | null = null;

	const request = async (
		method: 'GET' | 'POST' | 'PUT' | 'DELETE',
		path: string,
		options: { qs?: IDataObject; body?: unknown; headers?: Record<string, string>; repeatable?: boolean } = {},
	): Promise<CrmAnswer> => {
		const { repeatable = method === 'GET', ...rest } = options;
		const answer = await send({ method, url: `${base}/${path}`, repeatable, ...rest });
		if (answer.headers.date) serverTime = new Date(answer.headers.date).toISOString();
		// 204: there is none; 304: there is none since.
		if (answer.status === 204 || answer.status === 304) return {};
		const body = answer.body as CrmAnswer | undefined;
		const statuses = method !== 'GET' && Array.isArray(body?.data);
		if (answer.status >= 400 && !(answer.status === 400 && statuses)) throw new CrmError(answer.status, body);
		return body ?? {};
	};

	const write = async (method: 'POST' | 'PUT', module: string, data: readonly IDataObject[], trigger: readonly string[]) => {
		const { data: statuses = [] } = await request(method, module, { body: { data, trigger } });
		return statuses as CrmStatus[];
	};

	return {
		coqlValues: version === 'v6' ? 50 : 100,
		serverTime: () => serverTime,
		async list({ module, fields, view, ids, pageToken, perPage = BATCH.list, modifiedSince }) {
			const answer = await request('GET', module, {
				qs: {
					fields: fields.join(','),
					per_page: perPage,
					...(view && { cvid: view }),
					...(ids && { ids: ids.join(',') }),
					...(pageToken && { page_token: pageToken }),
				},
				headers: modifiedSince ? { 'If-Modified-Since': modifiedSince } : undefined,
			});
			const next = answer.info?.more_records ? (answer.info.next_page_token ?? null) : null;
			return { records: (answer.data ?? []) as CrmRecord[], nextPageToken: next };
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
		async coql(query) {
			const answer = await request('POST', 'coql', { body: { select_query: query }, repeatable: true });
			return { records: (answer.data ?? []) as CrmRecord[], more: answer.info?.more_records === true };
		},
		create: async (module, records, trigger) => await write('POST', module, records, trigger),
		update: async (module, records, trigger) => await write('PUT', module, records, trigger),
		async remove(module, ids, trigger) {
			const qs = { ids: ids.join(','), wf_trigger: trigger.length > 0 };
			const { data = [] } = await request('DELETE', module, { qs });
			return data as CrmStatus[];
		},
		async settings<T>(what: string, query: IDataObject) {
			const answer = await request('GET', `settings/${what}`, { qs: query });
			return (answer[what.split('/')[0]] ?? []) as T[];
		},
	};
}

const DATA_CENTRE_REMEDY = 'Correct the host or the data centre in the CRM credential.';

function apiAddress(context: ApiContext, credential: IDataObject): string {
	try {
		return checkedServiceAddress(String(credential.apiAddress || credential.host || ''));
	} catch (error) {
		throw new NodeOperationError(context.getNode(), error as Error, { description: DATA_CENTRE_REMEDY });
	}
}

/** A refusal as n8n shows it: the CRM's words, and what to do. */
export function asNodeError(context: ApiContext, error: unknown, itemIndex: number): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (error instanceof CrmError) {
		return new NodeApiError(context.getNode(), { message: error.message } as JsonObject, {
			message: error.message,
			description: error.description ?? undefined,
			httpCode: String(error.status),
			itemIndex,
		});
	}
	const { message, description } = error as Error & { description?: string };
	return new NodeOperationError(context.getNode(), message, { description, itemIndex });
}
