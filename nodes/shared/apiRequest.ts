import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	JsonObject,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError, OperationalError, sleep } from 'n8n-workflow';

export type ApiContext = IExecuteFunctions | ILoadOptionsFunctions;

export interface ApiRequest {
	method: IHttpRequestMethods;
	url: string;
	/** Arrays are sent as repeated parameters. */
	qs?: IDataObject;
	headers?: Record<string, string>;
	body?: unknown;
	/**
	 * Whether sending it twice does no more than sending it once. Only a repeatable request is tried again when its
	 * answer was lost; every request is tried again when the service says that it did nothing (429, 503).
	 */
	repeatable: boolean;
	/** Milliseconds since 1970, by n8n's clock, after which it is not tried again. */
	notAfter?: number;
}

export interface ApiAnswer {
	status: number;
	/** Lower-case names. */
	headers: Record<string, string>;
	/** Parsed JSON, or text; undefined when the answer had no body. */
	body: unknown;
}

/** Network errors after which the service certainly did nothing, since no connection came about. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Tells that no answer came back, or one that does not say what happened. */
export class LostAnswerError extends OperationalError {
	/** True when the request never reached the service, so that nothing can have happened there. */
	readonly neverSent: boolean;

	constructor(
		/** A network code such as ECONNRESET, or the HTTP status of an answer that says nothing. */
		readonly code: string,
		request: ApiRequest,
	) {
		// The code stands in the description: n8n replaces a message that holds one by words that do not name the address.
		super(`No usable answer from ${new URL(request.url).host}`, {
			description: `Check that n8n can reach this address and that the service is up, then run again (${code}).`,
		});
		this.neverSent = NEVER_CONNECTED.has(code);
	}
}

/** Tells that the execution was cancelled between two requests. */
export class CancelledError extends OperationalError {
	constructor() {
		super('The execution was cancelled');
	}
}

export interface RetryPolicy {
	/** How often a request is sent at the most. */
	attempts: number;
	/** Milliseconds before the second attempt when the service does not say; doubles each time. */
	firstWait: number;
	/** The longest single wait in milliseconds; a service that asks for more gets its refusal reported. */
	longestWait: number;
	/** Milliseconds that the body of an answer asks to wait, for a service that may say it there alone. */
	waitIn?: (body: unknown) => number | undefined;
	/** Told of every wait, in milliseconds. */
	onWait?: (milliseconds: number) => void;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
	attempts: 5,
	firstWait: 1_000,
	longestWait: 65_000,
};

/** Sends one request and returns whatever the service answered; see {@link createApiSender}. */
export type ApiSender = (request: ApiRequest) => Promise<ApiAnswer>;

/**
 * Makes the function through which a node talks to its API: it signs with the node's OAuth2 credential, refreshes
 * the access token once when it has expired, and repeats what the service was too busy for.
 *
 * n8n's own refresh only works when a 401 is thrown, which would lose the Retry-After header of other answers
 * (n8n 2.8); so every status is taken as an answer and the refresh is asked for here.
 *
 * @returns a sender whose answers have any status but a retried one; it throws LostAnswerError, CancelledError, and
 * what n8n throws when the credential cannot be used or refreshed.
 */
export function createApiSender(
	context: ApiContext,
	credentialType: string,
	policy: RetryPolicy = DEFAULT_RETRY_POLICY,
): ApiSender {
	let refreshing: Promise<unknown> | undefined;

	// Requests that run side by side and all get a 401 share one refresh: Zoho allows ten in ten minutes.
	const refreshOnce = async (): Promise<void> => {
		refreshing ??= renewToken(context, credentialType).finally(() => {
			refreshing = undefined;
		});
		await refreshing;
	};

	const sendOnce = async (request: ApiRequest): Promise<ApiAnswer> => {
		throwIfCancelled(context);
		const answer = await signedRequest(context, credentialType, request);
		if (answer.status !== 401) return answer;
		await refreshOnce();
		return await signedRequest(context, credentialType, request);
	};

	return async (request) => await sendWithRetries(async () => await sendOnce(request), request, policy);
}

interface TokenData {
	access_token?: string;
	error?: string;
	error_description?: string;
}

/**
 * Asks n8n for a new access token. Zoho refuses with status 200 and an answer without a token, which n8n takes for a
 * success that changes nothing (n8n 2.8): so the token itself tells.
 */
async function renewToken(context: ApiContext, credentialType: string): Promise<void> {
	const { oauthTokenData: before } = await context.getCredentials(credentialType);
	const { refreshOAuth2Token } = (context as IExecuteFunctions).helpers;
	const renewed = (await refreshOAuth2Token
		.call(context as IExecuteFunctions, credentialType)
		.catch((error: unknown) => {
			throw accessLost(context, error instanceof Error ? error.message : 'no reason given');
		})) as TokenData;
	if (renewed.access_token && renewed.access_token !== (before as TokenData | undefined)?.access_token) return;
	const reason = [renewed.error, renewed.error_description].filter(Boolean).join(': ');
	throw accessLost(context, reason || 'the answer held no access token');
}

/** The service's own reason, which holds no token, and what to do. */
function accessLost(context: ApiContext, reason: string): NodeOperationError {
	return new NodeOperationError(context.getNode(), `The access to the account could not be renewed: ${reason}`, {
		description: /too many requests/i.test(reason)
			? 'Too many access tokens were asked for in a short time. Wait ten minutes and run again; nothing has to be connected anew.'
			: 'Open the credential of this node and connect the account again.',
	});
}

async function sendWithRetries(
	send: () => Promise<ApiAnswer>,
	request: ApiRequest,
	policy: RetryPolicy,
): Promise<ApiAnswer> {
	for (let attempt = 1; ; attempt++) {
		const outcome = await send().catch(lostAnswerOnly);
		const final = isFinal(outcome, request);
		const wait = waitBefore(outcome, attempt, policy);
		const inTime = Date.now() + wait < (request.notAfter ?? Infinity);
		if (!final && attempt < policy.attempts && wait <= policy.longestWait && inTime) {
			policy.onWait?.(wait);
			await sleep(wait);
			continue;
		}
		if (outcome instanceof LostAnswerError) throw outcome;
		if (outcome.status >= 500 && outcome.status !== 503 && !request.repeatable) {
			throw new LostAnswerError(String(outcome.status), request);
		}
		return outcome;
	}
}

function lostAnswerOnly(error: unknown): LostAnswerError {
	if (error instanceof LostAnswerError) return error;
	throw error;
}

/** 429 and 503 say that nothing was done; other server errors and lost answers leave it open. */
function isFinal(outcome: ApiAnswer | LostAnswerError, request: ApiRequest): boolean {
	if (outcome instanceof LostAnswerError) return !request.repeatable && !outcome.neverSent;
	if (outcome.status === 429 || outcome.status === 503) return false;
	return outcome.status < 500 || !request.repeatable;
}

/** Milliseconds to wait: what the service asks for, else exponential back-off with jitter. */
function waitBefore(outcome: ApiAnswer | LostAnswerError, attempt: number, policy: RetryPolicy): number {
	const asked = outcome instanceof LostAnswerError ? undefined : (retryAfter(outcome) ?? policy.waitIn?.(outcome.body));
	const backOff = policy.firstWait * 2 ** (attempt - 1);
	return asked ?? backOff / 2 + (backOff / 2) * Math.random();
}

/** Milliseconds that the service asks to wait: Retry-After in seconds or as a date (RFC 9110 §10.2.3). */
function retryAfter(answer: ApiAnswer): number | undefined {
	const header = answer.headers['retry-after'];
	if (!header) return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

async function signedRequest(
	context: ApiContext,
	credentialType: string,
	request: ApiRequest,
): Promise<ApiAnswer> {
	const options: IHttpRequestOptions = {
		method: request.method,
		url: request.url,
		qs: request.qs,
		headers: request.headers,
		body: request.body as IDataObject | undefined,
		arrayFormat: 'repeat',
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	};
	try {
		const response = (await context.helpers.httpRequestWithAuthentication.call(
			context,
			credentialType,
			options,
		)) as { statusCode: number; headers: Record<string, string>; body: unknown };
		return {
			status: response.statusCode,
			headers: response.headers,
			body: response.body === '' ? undefined : response.body,
		};
	} catch (error) {
		throw lostAnswer(error, request) ?? notConnected(context, error) ?? new NodeApiError(context.getNode(), error as JsonObject);
	}
}

/**
 * Recognises n8n's errors for a credential without a token. n8n says that an account is connected also where the service
 * refused the client: Zoho does so with status 200.
 */
function notConnected(context: ApiContext, error: unknown): NodeOperationError | undefined {
	if (!/without access token|credentials not connected/i.test((error as Error).message)) return undefined;
	return new NodeOperationError(context.getNode(), 'The credential is not connected to an account', {
		description:
			'Open the credential, check the client ID, the client secret and where the client is registered, and connect the account again. n8n may have called it connected although the service refused it.',
	});
}

/** Recognises n8n's error for a connection that broke (`httpCode` such as ECONNRESET) or timed out. */
function lostAnswer(error: unknown, request: ApiRequest): LostAnswerError | undefined {
	const { httpCode, code } = error as { httpCode?: unknown; code?: unknown };
	const text = [httpCode, code].find(
		(part): part is string => typeof part === 'string' && /^E[A-Z_]+$/.test(part),
	);
	return text === undefined ? undefined : new LostAnswerError(text, request);
}

/** @throws CancelledError once a user has stopped the execution. */
export function throwIfCancelled(context: ApiContext): void {
	if ('getExecutionCancelSignal' in context && context.getExecutionCancelSignal()?.aborted) {
		throw new CancelledError();
	}
}
