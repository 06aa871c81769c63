import { CUT_CONNECTION, type HttpAnswer, type HttpOutcome } from '../shared/httpServer';
import { zohoError, type ZohoError } from './apiError';
import type { JsonObject } from './json';
import type { Operation } from './routes';

/** Before: nothing was done. After: the request was carried out, and only its answer is replaced. */
type When = 'before' | 'after';

export type Fault =
	| {
			kind: 'fail';
			status: number;
			/** Seconds, sent as Retry-After. */
			retryAfter?: number;
			/** Left out: Zoho's own for the status. */
			body?: JsonObject;
			when?: When;
	  }
	| { kind: 'reset'; when?: When };

/** Which requests a fault waits for. Without an operation: all but sign-in. */
export interface FaultTarget {
	operation?: Operation;
	times?: number;
}

interface Waiting {
	fault: Fault;
	operation: Operation | undefined;
	left: number;
}

interface Callback {
	run: () => void | Promise<void>;
	operation: Operation;
	left: number;
}

/** Faults and user actions that wait for their request. */
export class ScriptedFaults {
	private readonly bySeq = new Map<number, Fault>();
	private waiting: Waiting[] = [];
	private callbacks: Callback[] = [];

	at(seq: number, fault: Fault): void {
		this.bySeq.set(seq, fault);
	}

	next(fault: Fault, { operation, times = 1 }: FaultTarget): void {
		this.waiting.push({ fault, operation, left: times });
	}

	before(operation: Operation, run: Callback['run'], times: number): void {
		this.callbacks.push({ run, operation, left: times });
	}

	clear(): void {
		this.bySeq.clear();
		this.waiting = [];
		this.callbacks = [];
	}

	/** Runs what a user does just before this request is carried out. */
	async runCallbacks(operation: Operation): Promise<void> {
		const due = this.callbacks.filter((callback) => callback.operation === operation);
		due.forEach((callback) => (callback.left -= 1));
		this.callbacks = this.callbacks.filter(({ left }) => left > 0);
		for (const { run } of due) await run();
	}

	/** The fault for a request, which is then used up. */
	take(seq: number, operation: Operation): Fault | undefined {
		const fixed = this.bySeq.get(seq);
		if (fixed) {
			this.bySeq.delete(seq);
			return fixed;
		}
		const found = this.waiting.find((each) => isMeant(each.operation, operation));
		if (!found) return undefined;
		found.left -= 1;
		this.waiting = this.waiting.filter(({ left }) => left > 0);
		return found.fault;
	}
}

function isMeant(wanted: Operation | undefined, operation: Operation): boolean {
	return wanted === undefined ? !operation.startsWith('auth.') : wanted === operation;
}

/** What a fault answers with. */
export function outcomeOf(fault: Fault): HttpOutcome {
	if (fault.kind === 'reset') return CUT_CONNECTION;
	const answer: HttpAnswer = { status: fault.status, body: fault.body ?? errorFor(fault.status, fault.retryAfter) };
	if (fault.retryAfter !== undefined) answer.headers = { 'retry-after': String(fault.retryAfter) };
	return answer;
}

/** Too many requests: with Retry-After as general APIs answer, without as search does (both in Zoho's examples). */
export function errorFor(status: number, retryAfter?: number): ZohoError {
	switch (status) {
		case 401:
			return zohoError('INVALID_TOKEN', 'invalid oauth token');
		case 403:
			return zohoError('NO_PERMISSION', 'Permission denied', { permissions: [] });
		case 429:
			return retryAfter === undefined
				? zohoError('RATE_LIMIT_EXCEEDED', 'Too many requests. Please try again later.')
				: zohoError('TOO_MANY_REQUESTS', 'Rate limit exceeded. Please retry after the specified time.', {
						retry_after: retryAfter,
					});
		case 502:
		case 503:
		case 504:
			return zohoError('SERVICE_UNAVAILABLE', 'Service temporarily unavailable');
		default:
			return zohoError('INTERNAL_ERROR', 'Internal Server Error');
	}
}
