import type { IDataObject, IExecuteFunctions, IHttpRequestMethods, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

/*
 * What a request came to, as far as its answer proves it.
 *
 * - done: a readable answer with status 2xx.
 * - refused: a readable answer of 4xx; nothing was done. `ServiceError` says whether it is about the record, the access or
 *   the pace.
 * - not sent: no connection came about, or the credential cannot be used. `LostAnswerError` with `neverSent`, or n8n's errors.
 * - unknown: everything else. `LostAnswerError`: it may or may not have been done.
 */

export type ApiContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

export interface ApiRequest {
	method: IHttpRequestMethods;
	url: string;
	/** Arrays are sent as repeated parameters. */
	qs?: IDataObject;
	headers?: Record<string, string>;
	body?: unknown;
	/**
	 * Whether sending it twice does no more than sending it once. Only a repeatable request is tried again when nobody knows
	 * what became of it; every request is tried again when the service says that it did nothing (429).
	 */
	repeatable: boolean;
	/** Whether an answer holds what is read from it, in the kinds that are documented; undefined is one of 204 or 304. */
	isWhole(body: Record<string, unknown> | undefined): boolean;
	/** Whether the body of a refusal says that something was done all the same: then nothing is known. */
	saysDone?(status: number, body: Record<string, unknown>): boolean;
}

export interface ApiAnswer {
	status: number;
	/** Lower-case names. */
	headers: Record<string, string>;
	/** Parsed JSON, or text; undefined when the answer had no body. */
	body: unknown;
}

/** How long a request may take, answer included; milliseconds. */
export const TIME_LIMIT = 60_000;

/** So many answers lost one after the other, and a service is not worth sending more to. */
export const LOST_IN_A_ROW = 3;

/** Errors after which the service certainly did nothing: no connection came about, or none that it is trusted on. */
const NEVER_SENT =
	/^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|ERR_TLS_\w+|ERR_INVALID_(URL|CHAR|HTTP_TOKEN)|ERR_UNESCAPED_CHARACTERS)$/;

/** Tells that no answer came back, or one that does not say what happened. */
export class LostAnswerError extends OperationalError {
	/** True when the request never reached the service, so that nothing can have happened there. */
	readonly neverSent: boolean;

	constructor(
		/** A network code such as ECONNRESET, the HTTP status of an answer that says nothing, TIME_LIMIT or UNREADABLE. */
		readonly code: string,
		url: string,
		words: { problem?: string; remedy?: string } = {},
	) {
		// The code stands in the description: n8n replaces a message that holds one by words that do not name the address.
		const { problem = `No usable answer from ${new URL(url).host}`, remedy } = words;
		super(problem, {
			description: remedy ?? `Check that n8n can reach this address and that the service is up, then run again (${code}).`,
		});
		this.neverSent = NEVER_SENT.test(code);
	}
}

/** Tells that nothing more is to be sent: the execution was cancelled between two requests. */
export class CancelledError extends OperationalError {
	constructor(message = 'The execution was cancelled', description?: string) {
		super(message, { description });
	}
}

/** @throws CancelledError once a user has stopped the execution. */
export function throwIfCancelled(context: ApiContext): void {
	if ('getExecutionCancelSignal' in context && context.getExecutionCancelSignal()?.aborted) {
		throw new CancelledError();
	}
}

/** What an error of the HTTP client comes to. Whatever it is, it is no word of the service. */
export function lostAnswer(error: unknown, url: string): LostAnswerError {
	const { httpCode, code } = error as { httpCode?: unknown; code?: unknown };
	const text = [httpCode, code].find((part): part is string => typeof part === 'string' && /^[A-Z]\w+$/.test(part));
	return new LostAnswerError(text ?? 'NO_ANSWER', url);
}

/** @throws LostAnswerError when it takes longer than the time limit. */
export async function withinTime<T>(work: Promise<T>, url: string): Promise<T> {
	const limit = AbortSignal.timeout(TIME_LIMIT);
	let stop = (): void => {};
	const end = new Promise<never>((_resolve, reject) => {
		stop = () => {
			const problem = `${new URL(url).host} did not answer within ${TIME_LIMIT / 1_000} seconds`;
			reject(new LostAnswerError('TIME_LIMIT', url, { problem }));
		};
		limit.addEventListener('abort', stop);
	});
	return await Promise.race([work, end]).finally(() => limit.removeEventListener('abort', stop));
}

/**
 * What an answer leaves open, if anything: a server's own failure and a timeout on the way do not say what was done, nor
 * does one that sends on elsewhere, nor one that is not the JSON object that both services answer with.
 */
export function unprovenAnswer(answer: ApiAnswer, request: ApiRequest): LostAnswerError | undefined {
	const { status, body, headers } = answer;
	const { url } = request;
	const { host } = new URL(url);
	if (status >= 300 && status < 400 && status !== 304) {
		return new LostAnswerError(String(status), url, {
			problem: `${host} sends on to ${hostOf(headers.location, url)}`,
			remedy: 'Nothing was sent there. Correct the address in the credential of this node.',
		});
	}
	if (status >= 500 || status === 408) {
		return new LostAnswerError(String(status), url, { problem: `${host} answered with status ${status}` });
	}
	if (isReadable(answer, request)) return undefined;
	const what = body === undefined ? 'is empty' : 'cannot be read';
	return new LostAnswerError('UNREADABLE', url, { problem: `The answer of ${host} ${what}` });
}

/**
 * Of a refusal the status alone says that nothing was done. 204 and 304 have no body, and "not modified" answers only a question
 * for what was modified since.
 */
function isReadable(answer: ApiAnswer, request: ApiRequest): boolean {
	const { status, body } = answer;
	const { isWhole, headers = {} } = request;
	if (status >= 400) return !saysDone(answer, request);
	if (status === 304) return 'If-Modified-Since' in headers && isWhole(undefined);
	return status === 204 ? isWhole(undefined) : isObject(body) && isWhole(body);
}

/** Whether a refusal says that something was done all the same. */
export function saysDone({ status, body }: ApiAnswer, request: ApiRequest): boolean {
	return isObject(body) && request.saysDone?.(status, body) === true;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hostOf(location: string | undefined, url: string): string {
	try {
		return new URL(location ?? '', url).host;
	} catch {
		return 'an address that is none';
	}
}
