import { formFields } from './formBody';
import type { HttpOutcome, HttpRequest } from './httpServer';

/** `auth` is what belongs to sign-in and tokens. */
export type RequestKind = 'auth' | 'read' | 'write';

export interface LogEntry {
	/** From 0, counted since the start or the last `clear()`. */
	seq: number;
	method: string;
	path: string;
	query: Record<string, string[] | string>;
	/** Parsed JSON or form; absent when nothing was sent. */
	body?: unknown;
	/** `cut` when the connection was cut without an answer, `silence` when none ever comes. */
	status: number | 'cut' | 'pending' | 'silence';
	kind: RequestKind;
	/** The API's own name of the call, e.g. `people.connections.list`. */
	operation: string;
	/** Milliseconds by the server's clock. */
	at: number;
	/** Whether another write was under way when this one arrived. */
	overlapping?: true;
	/** What it cost, by kind of unit. */
	cost?: Record<string, number>;
	/** What it changed, also when its answer was lost. */
	wrote?: Array<{ id: string; how: 'create' | 'update' | 'delete'; fields: string[] }>;
}

export type LogFilter = Partial<Omit<LogEntry, 'body' | 'query'>> | ((entry: LogEntry) => boolean);

/** Names of parameters that carry secrets of OAuth, in queries of every request and in bodies of sign-in. */
const SECRET_NAMES = new Set([
	'access_token',
	'client_secret',
	'code',
	'code_verifier',
	'key',
	'oauth_token',
	'password',
	'refresh_token',
	'token',
]);

const HIDDEN = '(hidden)';

/** Every request that a test server got, in order of arrival. Headers and secrets of sign-in are not kept. */
export class RequestLog {
	private list: LogEntry[] = [];

	private writesUnderWay = 0;

	private overlaps = 0;

	/** Enters a request that arrived; its status follows with `end`. */
	begin(request: HttpRequest, about: Pick<LogEntry, 'at' | 'kind' | 'operation'>): LogEntry {
		const entry: LogEntry = {
			seq: this.list.length,
			method: request.method,
			path: request.path,
			query: withoutSecrets(groupedQuery(request.query)),
			...bodyOf(request, about.kind),
			status: 'pending',
			...about,
		};
		this.list.push(entry);
		if (entry.kind === 'write') {
			if (this.writesUnderWay > 0) {
				this.overlaps += 1;
				entry.overlapping = true;
			}
			this.writesUnderWay += 1;
		}
		return entry;
	}

	/** To be called once for an entry, before its answer leaves. */
	end(entry: LogEntry, status: number | 'cut' | 'silence'): void {
		entry.status = status;
		if (entry.kind === 'write') this.writesUnderWay -= 1;
	}

	entries(): readonly LogEntry[] {
		return this.list;
	}

	writes(): LogEntry[] {
		return this.list.filter((entry) => entry.kind === 'write');
	}

	count(filter: LogFilter = {}): number {
		return this.list.filter(asPredicate(filter)).length;
	}

	/** How many writes arrived while another one was still under way. */
	get overlappingMutations(): number {
		return this.overlaps;
	}

	/** Forgets all entries and counts from 0 again. */
	clear(): void {
		this.list = [];
		this.overlaps = 0;
	}
}

/** What the log says of how a request ended. */
export function statusOf(outcome: HttpOutcome): number | 'cut' | 'silence' {
	return typeof outcome === 'string' ? outcome : outcome.status;
}

function asPredicate(filter: LogFilter): (entry: LogEntry) => boolean {
	if (typeof filter === 'function') return filter;
	const wanted = Object.entries(filter);
	return (entry) => wanted.every(([name, value]) => entry[name as keyof LogEntry] === value);
}

function groupedQuery(query: URLSearchParams): Record<string, string[] | string> {
	const names = [...new Set(query.keys())];
	return Object.fromEntries(
		names.map((name) => {
			const values = query.getAll(name);
			return [name, values.length === 1 ? values[0] : values];
		}),
	);
}

function withoutSecrets<Value>(record: Record<string, Value | string>): Record<string, Value | string> {
	return Object.fromEntries(
		Object.entries(record).map(([name, value]) => [name, SECRET_NAMES.has(name) ? HIDDEN : value]),
	);
}

function bodyOf({ body, headers }: HttpRequest, kind: RequestKind): { body?: unknown } {
	if (body === '') return {};
	if (kind === 'auth') return { body: withoutSecrets(groupedQuery(formFields({ body, headers }))) };
	const isForm = (headers['content-type'] ?? '').includes('form-urlencoded');
	return { body: isForm ? withoutSecrets(groupedQuery(new URLSearchParams(body))) : parsedOrText(body) };
}

function parsedOrText(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
