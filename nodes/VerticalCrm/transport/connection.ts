import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import * as v from 'valibot';

import { ADDRESS } from '../../../credentials/addresses';
import { checkedServiceAddress } from '../../shared/api/address';
import type { ApiContext } from '../../shared/api/answers';
import { LostAnswerError } from '../../shared/api/answers';
import { createApiSender, DEFAULT_RETRY_POLICY } from '../../shared/api/request';
import { NameSchema } from '../../shared/protocol/parts';
import { isoTime } from '../../shared/values/dates';
import type { CrmStatus } from './error';
import { CrmError, meansOldToken } from './error';

export const CREDENTIAL = 'verticalCrmOAuth2Api';

/** What the CRM answers with; the list of what was asked for stands under its key. */
export interface CrmAnswer {
	data?: unknown[];
	info?: { more_records?: boolean; next_page_token?: string | null };
	[key: string]: unknown;
}

interface RequestOptions {
	qs?: IDataObject;
	body?: unknown;
	headers?: Record<string, string>;
	repeatable?: boolean;
}

/** A connection to the CRM, and what its answers told besides. */
export interface CrmConnection {
	/** Of the API, e.g. `v8`. */
	version: string;
	/** @throws CrmError when it is refused as a whole; what is refused record by record stands in the answer. */
	request(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, options?: RequestOptions): Promise<CrmAnswer>;
	/** Tells that answers to a question contradict it or each other, so that nothing is known from them. */
	contradiction(problem: string): LostAnswerError;
	/** The latest time that an answer showed; ISO, null before the first one. */
	serverTime(): string | null;
	/** Credits left in the day; null while the CRM does not tell. */
	creditsLeft(): number | null;
}

/** Opens the connection of the node's credential; nothing is sent yet. */
export async function openConnection(context: ApiContext): Promise<CrmConnection> {
	const credential = await context.getCredentials(CREDENTIAL);
	const version = String(credential.apiVersion || 'v6');
	const base = `${apiAddress(context, credential)}/crm/${version}`;
	const policy = { ...DEFAULT_RETRY_POLICY, waitIn: waitAskedIn, meansOldToken, otherScheme: 'Zoho-oauthtoken' };
	const send = createApiSender(context, CREDENTIAL, policy);
	let serverTime: string | null = null;
	let creditsLeft: number | null = null;
	return {
		version,
		contradiction: (problem) => new LostAnswerError('UNREADABLE', base, { problem: `${new URL(base).host} ${problem}` }),
		serverTime: () => serverTime,
		creditsLeft: () => creditsLeft,
		async request(method, path, { repeatable = method === 'GET', ...rest } = {}) {
			const answer = await send({ method, url: `${base}/${path}`, repeatable, isWhole: wholeAs(path, repeatable), ...rest });
			const { date, 'x-api-credits-remaining': credits } = answer.headers;
			serverTime = isoTime(date) ?? serverTime;
			if (credits && Number.isFinite(Number(credits))) creditsLeft = Number(credits);
			// 204: there is none; 304: there is none since.
			if (answer.status === 204 || answer.status === 304) return {};
			const body = answer.body as CrmAnswer | undefined;
			const byRecord = method !== 'GET' && Array.isArray(body?.data) && [400, 412].includes(answer.status);
			if (answer.status >= 400 && !byRecord) throw new CrmError(answer.status, body);
			return body ?? {};
		},
	};
}

const ListSchema = v.array(v.object({}));
/** Whatever is read is told by its id, which may be asked for in a list of ids. */
const RecordsSchema = v.array(v.object({ id: v.pipe(v.string(), v.regex(/^\w+$/)) }));
const PagesSchema = v.nullish(v.object({ more_records: v.nullish(v.boolean()), next_page_token: v.nullish(v.string()) }));
const FieldsSchema = v.pipe(v.array(v.object({ api_name: NameSchema, data_type: v.string(), pick_list_values: v.nullish(ListSchema) })), v.minLength(1));

/** What an answer has to hold, by what was asked for: records, a part of the settings, or a status of each record written. */
function wholeAs(path: string, isRead: boolean): (body: object | undefined) => boolean {
	const key = /^(settings\/|users$|org$)/.test(path) ? listKey(path) : 'data';
	const entries = { fields: FieldsSchema, custom_views: RecordsSchema, users: RecordsSchema, data: isRead ? RecordsSchema : ListSchema }[key] ?? ListSchema;
	// A module without records or list views answers with 204; without fields there is none.
	// A code stands in the place of what was asked for, and beside it only where something went wrong.
	const schema = v.object({ [key]: entries, info: PagesSchema, code: v.optional(v.undefined()) });
	return (body) => (body === undefined ? key !== 'fields' : v.is(schema, body));
}

/** The key under which settings, users and the organisation are listed. */
export function listKey(path: string): string {
	return path.replace('settings/', '').split('/')[0];
}

/** Zoho's examples of 429 say the seconds to wait in the details, and do not document the header. */
function waitAskedIn(body: unknown): number | undefined {
	const seconds = (body as CrmStatus | undefined)?.details?.retry_after;
	return typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : undefined;
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
