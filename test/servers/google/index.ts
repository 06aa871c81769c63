import { sleep } from 'n8n-workflow';

import type { HttpOutcome, HttpRequest } from '../shared/httpServer';
import { CUT_CONNECTION, startHttpServer } from '../shared/httpServer';
import { RequestLog } from '../shared/requestLog';
import type { RequestKind } from '../shared/requestLog';
import { AddressBook } from './addressBook';
import { loadContract } from './contract';
import { GoogleRefusal } from './googleRefusal';
import { PeopleCalls } from './peopleCalls';

export { AddressBook, membershipIn } from './addressBook';

/** What goes wrong with a request, once. */
export interface Fault {
	operation: string;
	/** An answer instead of the effect; or the connection cut before or after it. */
	fault: { status: number; headers?: Record<string, string>; body?: object } | 'cutBefore' | 'cutAfter';
}

export interface GooglePeopleServer {
	url: string;
	log: RequestLog;
	/** True records; tests act on it as the user does. */
	book: AddressBook;
	calls: PeopleCalls;
	/** Faults to come, each used once, in order. */
	faults: Fault[];
	/** Called before an operation is carried out, e.g. to edit between a sync's reading and writing. */
	before: (operation: string) => void;
	tokens: { expireAccess(): void; refuseRefresh: boolean };
	close(): Promise<void>;
}

interface Call {
	operation: string;
	kind: RequestKind;
	/** The method's id in the discovery document. */
	method: string;
	/** The schemas of its request and answer there. */
	asks?: string;
	answers: string;
	run: () => object;
}

let contract: ReturnType<typeof loadContract> | undefined;

const READ_ONLY_SCOPE = 'https://www.googleapis.com/auth/contacts.readonly';

/**
 * Starts a server on the loopback address that answers as Google's People API and its sign-in do.
 *
 * @param options.now its clock, milliseconds.
 */
export async function startGooglePeopleServer(options: { port?: number; now?: () => number; latencyMs?: number } = {}): Promise<GooglePeopleServer> {
	const { now = Date.now, latencyMs = 0, port } = options;
	const book = new AddressBook(now);
	const calls = new PeopleCalls(book, now);
	// The document is large: one reading serves all servers of a test run.
	contract ??= loadContract();
	const { checkQuery, checkBody, checkAnswer } = contract;
	const log = new RequestLog();
	const access = new Map<string, string>([['google-access', 'contacts']]);
	const server: Omit<GooglePeopleServer, 'url' | 'close'> = {
		log,
		book,
		calls,
		faults: [],
		before: () => {},
		tokens: { expireAccess: () => access.clear(), refuseRefresh: false },
	};
	let issued = 0;

	const issueToken = (request: HttpRequest): HttpOutcome => {
		const form = new URLSearchParams(request.body);
		if (form.get('grant_type') === 'refresh_token' && server.tokens.refuseRefresh) {
			return { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } };
		}
		const token = `google-access-${++issued}`;
		access.set(token, 'contacts');
		return { status: 200, body: { access_token: token, refresh_token: 'google-refresh', token_type: 'Bearer', expires_in: 3_599 } };
	};

	const authorise = ({ headers }: HttpRequest, kind: RequestKind): void => {
		const scope = access.get((headers.authorization ?? '').replace(/^Bearer /, ''));
		if (scope === undefined) {
			throw new GoogleRefusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
		}
		if (kind === 'write' && scope === READ_ONLY_SCOPE) {
			throw new GoogleRefusal(403, 'PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
				{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' },
			]);
		}
	};

	const consent = ({ query }: HttpRequest): HttpOutcome => {
		const target = new URL(query.get('redirect_uri') ?? '');
		target.searchParams.set('code', 'google-code');
		target.searchParams.set('state', query.get('state') ?? '');
		return { status: 200, body: `<h1>Allow access to your contacts?</h1><a id="allow" href="${target.href.replace(/&/g, '&amp;')}">Allow</a>` };
	};

	const handle = async (request: HttpRequest): Promise<HttpOutcome> => {
		if (latencyMs > 0) await sleep(latencyMs);
		const path = `${request.method} ${request.path}`;
		if (path === 'POST /token') return issueToken(request);
		if (path === 'GET /o/oauth2/v2/auth') return consent(request);
		const call = route(calls, book, request);
		const entry = log.begin(request, { at: now(), kind: call?.kind ?? 'read', operation: call?.operation ?? 'unknown' });
		const outcome = answer(request, call);
		log.end(entry, outcome === CUT_CONNECTION ? 'cut' : outcome.status);
		return outcome;
	};

	const answer = (request: HttpRequest, call: Call | undefined): HttpOutcome => {
		try {
			if (!call) throw GoogleRefusal.notFound();
			authorise(request, call.kind);
			const index = server.faults.findIndex(({ operation }) => operation === call.operation);
			const [due] = index >= 0 ? server.faults.splice(index, 1) : [];
			if (due?.fault === 'cutBefore') return CUT_CONNECTION;
			if (due && typeof due.fault === 'object') return due.fault;
			checkQuery(`people.${call.method}`, request.query);
			if (call.asks) checkBody(call.asks, JSON.parse(request.body || '{}'));
			server.before(call.operation);
			const body = call.run();
			checkAnswer(call.answers, body);
			return due?.fault === 'cutAfter' ? CUT_CONNECTION : { status: 200, body };
		} catch (error) {
			return refused(error);
		}
	};

	const http = await startHttpServer({ handle, port, now });
	return Object.assign(server, { url: http.url, close: http.close });
}

/** Anything but a refusal is a fault of this server, and goes on as one. */
function refused(error: unknown): HttpOutcome {
	if (error instanceof GoogleRefusal) return { status: error.httpStatus, body: error.toJson() };
	throw error;
}

function route(calls: PeopleCalls, book: AddressBook, request: HttpRequest): Call | undefined {
	const { method, query } = request;
	const path = request.path.replace(/^\/v1\//, '');
	const body = <T>(): T => JSON.parse(request.body || '{}') as T;
	const read = (operation: string, id: string, answers: string, run: () => object): Call => ({
		operation,
		kind: 'read',
		method: id,
		answers,
		run,
	});
	const write = (operation: string, id: string, asks: string, answers: string, run: () => object): Call => ({
		operation,
		kind: 'write',
		method: id,
		asks,
		answers,
		run,
	});
	switch (`${method} ${path}`) {
		case 'GET people/me':
			return read('people.get', 'people.get', 'Person', () => ({ resourceName: 'people/me', etag: '%me' }));
		case 'GET people/me/connections':
			return read('connections.list', 'people.connections.list', 'ListConnectionsResponse', () => calls.listConnections(query));
		case 'GET people:batchGet':
			return read('batchGet', 'people.getBatchGet', 'GetPeopleResponse', () => calls.batchGet(query));
		case 'POST people:batchCreateContacts':
			return write('batchCreateContacts', 'people.batchCreateContacts', 'BatchCreateContactsRequest', 'BatchCreateContactsResponse', () => calls.batchCreate(body()));
		case 'POST people:batchUpdateContacts':
			return write('batchUpdateContacts', 'people.batchUpdateContacts', 'BatchUpdateContactsRequest', 'BatchUpdateContactsResponse', () => calls.batchUpdate(body()));
		case 'POST people:batchDeleteContacts':
			return write('batchDeleteContacts', 'people.batchDeleteContacts', 'BatchDeleteContactsRequest', 'Empty', () => calls.batchDelete(body()));
		case 'GET contactGroups':
			return read('contactGroups.list', 'contactGroups.list', 'ListContactGroupsResponse', () => ({ contactGroups: book.groups().map(({ resourceName }) => calls.group(resourceName)) }));
		case 'POST contactGroups':
			return write('contactGroups.create', 'contactGroups.create', 'CreateContactGroupRequest', 'ContactGroup', () => calls.createGroup(body()));
		default:
			return method === 'GET' && path.startsWith('contactGroups/')
				? read('contactGroups.get', 'contactGroups.get', 'ContactGroup', () => calls.group(path))
				: undefined;
	}
}
