import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';

import type { ApiAnswer, ApiContext, ApiRequest } from './answers';
import { lostAnswer, LostAnswerError, saysDone, throwIfCancelled, TIME_LIMIT, unprovenAnswer, withinTime } from './answers';
import { keepLease } from './lease';
import { renewToken } from './tokenRenewal';

interface RetryPolicy {
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
	/** Whether the body of a 401 may mean that the access token is too old; left out: each does. */
	meansOldToken?: (body: unknown) => boolean;
	/** What else may be the cause when a fresh token is refused; a sentence after the remedy. */
	whyNotRenewed?: string;
	/** What stands before the token where the service takes none as "Bearer"; tried when even a fresh one is refused. */
	otherScheme?: string;
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
 * @returns a sender whose answers are readable, done or refused; it throws LostAnswerError for every other one,
 * CancelledError also when the run has lost its lease, and NodeOperationError when the credential cannot be used or refreshed.
 */
export function createApiSender(
	context: ApiContext,
	credentialType: string,
	policy: RetryPolicy = DEFAULT_RETRY_POLICY,
): ApiSender {
	/** Set where even a fresh token was refused: until one is taken, another one would fare no better. */
	let isInVain = false;
	const refreshOnce = sharedRenewal(context, credentialType, policy.whyNotRenewed);
	const signing = signingIn(context, credentialType);
	const isOldToken = (answer: ApiAnswer, request: ApiRequest): boolean =>
		answer.status === 401 && !saysDone(answer, request) && (policy.meansOldToken?.(answer.body) ?? true);

	const sendOnce = async (request: ApiRequest): Promise<ApiAnswer> => {
		throwIfCancelled(context);
		await keepLease(context);
		const answer = await signedRequest(context, credentialType, request, signing.scheme);
		if (!isOldToken(answer, request)) isInVain = false;
		if (!isOldToken(answer, request) || isInVain) return answer;
		await refreshOnce();
		const again = await sendAfresh(request);
		isInVain = isOldToken(again, request);
		return again;
	};

	const sendAfresh = async (request: ApiRequest): Promise<ApiAnswer> => {
		const again = await signedRequest(context, credentialType, request, signing.scheme);
		if (!isOldToken(again, request) || !policy.otherScheme || signing.scheme) return again;
		const otherwise = await signedRequest(context, credentialType, request, policy.otherScheme);
		if (otherwise.status !== 401) signing.scheme = policy.otherScheme;
		return otherwise;
	};

	return async (request) => await sendWithRetries(async () => await sendOnce(request), request, policy);
}

/**
 * Requests that run side by side and all get a 401 share one renewal, and whoever comes later a refused one: Zoho gives ten tokens in
 * ten minutes, and then none to anybody who uses the credential.
 */
function sharedRenewal(context: ApiContext, credentialType: string, cause?: string): () => Promise<void> {
	let renewing: Promise<void> | undefined;
	const forget = (): void => void (renewing = undefined);
	return async () => {
		renewing ??= renewToken(context, credentialType, cause).then(forget, (error: unknown) => {
			if (error instanceof LostAnswerError) forget();
			throw error;
		});
		await renewing;
	};
}

/** How a credential's token is sent: "Bearer" unless a scheme is noted. All nodes of an execution share what one found out. */
function signingIn(context: ApiContext, credentialType: string): { scheme?: string } {
	if (!('getContext' in context)) return {};
	const shared = context.getContext('flow') as Record<string, { scheme?: string } | undefined>;
	return (shared[`contactSync.signing:${credentialType}`] ??= {});
}

async function sendWithRetries(
	send: () => Promise<ApiAnswer>,
	request: ApiRequest,
	policy: RetryPolicy,
): Promise<ApiAnswer> {
	for (let attempt = 1; ; attempt++) {
		const answer = await send().catch(lostAnswerOnly);
		const lost = answer instanceof LostAnswerError ? answer : unprovenAnswer(answer, request);
		const wait = waitBefore(answer, attempt, policy);
		if (mayRepeat(lost, answer, request) && attempt < policy.attempts && wait <= policy.longestWait) {
			policy.onWait?.(wait);
			await sleep(wait);
			continue;
		}
		if (lost) throw lost;
		return answer as ApiAnswer;
	}
}

function lostAnswerOnly(error: unknown): LostAnswerError {
	if (error instanceof LostAnswerError) return error;
	throw error;
}

/** 429 says that nothing was done; where nobody knows, only a repeatable request may be sent again. */
function mayRepeat(lost: LostAnswerError | undefined, answer: ApiAnswer | LostAnswerError, request: ApiRequest): boolean {
	if (!lost) return (answer as ApiAnswer).status === 429;
	if (isRedirect(answer)) return false;
	return request.repeatable || lost.neverSent;
}

function isRedirect(answer: ApiAnswer | LostAnswerError): boolean {
	return 'status' in answer && answer.status >= 300 && answer.status < 400;
}

/** Milliseconds to wait: what the service asks for, else exponential back-off with jitter. */
function waitBefore(outcome: ApiAnswer | LostAnswerError, attempt: number, policy: RetryPolicy): number {
	const asked = outcome instanceof LostAnswerError ? undefined : (retryAfter(outcome) ?? policy.waitIn?.(outcome.body));
	const backOff = policy.firstWait * 2 ** (attempt - 1);
	return asked ?? backOff / 2 + (backOff / 2) * Math.random();
}

/**
 * Milliseconds that the service asks to wait: Retry-After in seconds or as a date (RFC 9110 §10.2.3), which is one of its own
 * clock. No time, or a date that is over, asks for nothing: the requests would follow each other at once.
 */
function retryAfter({ headers: { 'retry-after': header, date } }: ApiAnswer): number | undefined {
	if (!header) return undefined;
	const seconds = Number(header);
	const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - (Date.parse(date) || Date.now());
	return wait > 0 ? wait : undefined;
}

async function signedRequest(
	context: ApiContext,
	credentialType: string,
	request: ApiRequest,
	scheme: string | undefined,
): Promise<ApiAnswer> {
	const sending = scheme === undefined ? sendAsBearer(context, credentialType, request) : sendUnder(scheme, context, credentialType, request);
	const response = (await withinTime(sending, request.url).catch((error: unknown) => {
		if (error instanceof LostAnswerError) throw error;
		throw notConnected(context, error) ?? lostAnswer(error, request.url);
	})) as { statusCode: number; headers: Record<string, string>; body: unknown };
	return {
		status: response.statusCode,
		headers: response.headers,
		body: response.body === '' ? undefined : response.body,
	};
}

function optionsOf(request: ApiRequest): IHttpRequestOptions {
	return {
		method: request.method,
		url: request.url,
		qs: request.qs,
		headers: { ...request.headers },
		body: request.body as IDataObject | undefined,
		arrayFormat: 'repeat',
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A token goes to the address of the credential and to no other.
		disableFollowRedirect: true,
		timeout: TIME_LIMIT,
	};
}

async function sendAsBearer(context: ApiContext, credentialType: string, request: ApiRequest): Promise<unknown> {
	const { httpRequestWithAuthentication } = context.helpers;
	// n8n would put a token of any other type into the address.
	const asBearer = { oauth2: { tokenType: 'Bearer' } };
	return (await httpRequestWithAuthentication.call(context, credentialType, optionsOf(request), asBearer)) as unknown;
}

/** n8n signs with "Bearer" or in the address, and in no other way. */
async function sendUnder(scheme: string, context: ApiContext, credentialType: string, request: ApiRequest): Promise<unknown> {
	const { oauthTokenData } = await context.getCredentials(credentialType);
	const { access_token: token = '' } = (oauthTokenData ?? {}) as { access_token?: string };
	const options = optionsOf(request);
	const abortSignal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const headers = { ...options.headers, authorization: `${scheme} ${token}` };
	return (await context.helpers.httpRequest({ ...options, headers, abortSignal })) as unknown;
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
