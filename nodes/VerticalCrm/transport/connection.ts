import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { ADDRESS } from '../../../credentials/addresses';
import { checkedServiceAddress } from '../../shared/api/address';
import type { ApiContext } from '../../shared/api/answers';
import { LostAnswerError } from '../../shared/api/answers';
import { createApiSender, DEFAULT_RETRY_POLICY } from '../../shared/api/request';
import { isoTime } from '../../shared/values/dates';
import { CrmError, meansOldToken, statusIn } from './error';
import { wholeAs } from './shape';

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
			const answer = await send({ method, url: `${base}/${path}`, repeatable, isWhole: wholeAs(path, repeatable), saysDone, ...rest });
			const { date, 'x-api-credits-remaining': credits } = answer.headers;
			serverTime = isoTime(date) ?? serverTime;
			if (credits && Number.isFinite(Number(credits))) creditsLeft = Number(credits);
			// 204: there is none; 304: there is none since.
			if (answer.status === 204 || answer.status === 304) return {};
			const body = answer.body as CrmAnswer | undefined;
			const byRecord = method !== 'GET' && Array.isArray(body?.data) && BY_RECORD.has(answer.status);
			if (answer.status >= 400 && !byRecord) throw new CrmError(answer.status, body);
			return body ?? {};
		},
	};
}

/** With these an answer may hold a word on each record. */
const BY_RECORD = new Set([400, 412]);

/** Whether a refusal says of a record that it was written. */
function saysDone(status: number, { data }: Record<string, unknown>): boolean {
	return !BY_RECORD.has(status) && Array.isArray(data) && data.some((one) => statusIn(one).status === 'success');
}

/** Zoho's examples of 429 say the seconds to wait in the details, and do not document the header. */
function waitAskedIn(body: unknown): number | undefined {
	const seconds = statusIn(body).details?.retry_after;
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
