import { CUT_CONNECTION, type HttpAnswer, type HttpOutcome, NO_ANSWER, type Spoilt } from './httpServer';
import type { LogEntry } from './requestLog';

/** Before: nothing was done. After: the request was carried out, and only its answer is replaced. */
type When = 'before' | 'after';

export type Fault =
	| {
			kind: 'fail';
			status: number;
			/** Seconds, sent as Retry-After. */
			retryAfter?: number;
			/** Left out: the API's own for the status. */
			body?: object;
			when?: When;
	  }
	| { kind: 'reset'; when?: When }
	/** No answer ever comes. */
	| { kind: 'silence'; when?: When }
	/** The client is sent on to another address. */
	| { kind: 'redirect'; status: 301 | 302 | 303 | 307 | 308; location: string; when?: When }
	/** The request is carried out, and its answer cannot be read. */
	| { kind: 'spoil'; how: Spoilt; when: 'after' }
	/** The request is carried out, and answered otherwise. */
	| { kind: 'alter'; how: (answer: HttpAnswer) => HttpAnswer; when: 'after' };

/** Which requests a fault waits for. Without an operation: all but sign-in. */
export interface FaultTarget<Operation extends string> {
	operation?: Operation;
	times?: number;
	/** Only requests of which this is true. */
	matches?: (request: LogEntry) => boolean;
}

interface Waiting<Operation extends string> extends FaultTarget<Operation> {
	fault: Fault;
	left: number;
}

interface Callback<Operation extends string> {
	run: () => void | Promise<void>;
	operation: Operation;
	left: number;
}

/** Faults and user actions that wait for their request. */
export class ScriptedFaults<Operation extends string> {
	private readonly bySeq = new Map<number, Fault>();
	private waiting: Array<Waiting<Operation>> = [];
	private callbacks: Array<Callback<Operation>> = [];

	/** @param errorFor the body that the API sends with an error status. */
	constructor(private readonly errorFor: (status: number, retryAfter?: number) => object) {}

	at(seq: number, fault: Fault): void {
		this.bySeq.set(seq, fault);
	}

	next(fault: Fault, { times = 1, ...target }: FaultTarget<Operation>): void {
		this.waiting.push({ ...target, fault, left: times });
	}

	before(operation: Operation, run: Callback<Operation>['run'], times: number): void {
		this.callbacks.push({ run, operation, left: times });
	}

	clear(): void {
		this.bySeq.clear();
		this.waiting = [];
		this.callbacks = [];
	}

	/**
	 * Carries a request out as its fault, if one waits for it, allows. Callbacks run just before the effect; what they
	 * script is for later requests.
	 */
	async carryOut(entry: LogEntry, operation: Operation, answer: () => HttpOutcome): Promise<HttpOutcome> {
		const fault = this.take(entry, operation);
		if (fault && fault.when !== 'after') return this.outcomeOf(fault);
		await this.runCallbacks(operation);
		const outcome = answer();
		return fault ? this.outcomeOf(fault, outcome) : outcome;
	}

	private async runCallbacks(operation: Operation): Promise<void> {
		const due = this.callbacks.filter((callback) => callback.operation === operation);
		due.forEach((callback) => (callback.left -= 1));
		this.callbacks = this.callbacks.filter(({ left }) => left > 0);
		for (const { run } of due) await run();
	}

	/** The fault for a request, which is then used up. */
	private take(entry: LogEntry, operation: Operation): Fault | undefined {
		const fixed = this.bySeq.get(entry.seq);
		if (fixed) {
			this.bySeq.delete(entry.seq);
			return fixed;
		}
		const found = this.waiting.find(
			({ operation: wanted, matches }) => isMeant(wanted, operation) && (matches?.(entry) ?? true),
		);
		if (!found) return undefined;
		found.left -= 1;
		this.waiting = this.waiting.filter(({ left }) => left > 0);
		return found.fault;
	}

	/** @param answer what the request came to, where it was carried out. */
	private outcomeOf(fault: Fault, answer: HttpOutcome = CUT_CONNECTION): HttpOutcome {
		switch (fault.kind) {
			case 'reset':
				return CUT_CONNECTION;
			case 'silence':
				return NO_ANSWER;
			case 'redirect':
				return { status: fault.status, headers: { location: fault.location }, body: '<p>Moved</p>' };
			case 'spoil':
				return typeof answer === 'string' ? answer : { ...answer, spoilt: fault.how };
			case 'alter':
				return typeof answer === 'string' ? answer : fault.how(answer);
			case 'fail': {
				const { status, retryAfter, body = this.errorFor(status, retryAfter) } = fault;
				return { status, body, ...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }) };
			}
		}
	}
}

function isMeant(wanted: string | undefined, operation: string): boolean {
	return wanted === undefined ? !operation.startsWith('auth.') : wanted === operation;
}
