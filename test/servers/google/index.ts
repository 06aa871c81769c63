import { startHttpServer } from '../shared/httpServer';
import { RequestLog } from '../shared/requestLog';
import { AddressBook } from './addressBook';
import type { ApiContext } from './apiContext';
import { loadContract } from './contract';
import { Faults } from './faults';
import { ListingTokens } from './listingTokens';
import { SearchIndex } from './searchIndex';
import { PeopleRequestHandler } from './server';
import { healthySwitches, type QuotaKind, type Switches } from './switches';
import { TokenStore } from './tokens';

export type { Fault } from '../shared/scriptedFaults';
export type { AddressBook, MergeOptions } from './addressBook';
export type { Faults } from './faults';
export { membershipIn, MY_CONTACTS } from './groups';
export type { Person } from './personFields';
export type { Cost } from './quota';
export type { QuotaKind } from './switches';
export type { Author, Change } from './revisions';
export type { Operation } from './routes';
export type { Quota, Switches } from './switches';
export { CONTACTS_SCOPE, type IssuedTokens, READ_ONLY_SCOPE, type TokenStore } from './tokens';

export interface GooglePeopleOptions {
	/** A free port when not given. */
	port?: number;
	/** The server's clock, milliseconds. */
	now?: () => number;
	/** How long every answer takes. */
	latencyMs?: number;
}

export interface GooglePeopleServer {
	/** `http://127.0.0.1:PORT`. */
	url: string;
	/** Ends all connections. @throws what went wrong inside the server itself, an answer that does not fit included. */
	close(): Promise<void>;
	/** Every request, with what it wrote and what it cost. */
	log: RequestLog;
	/** The true contacts and groups, for tests that act as the user; `book.changes` says who wrote what. */
	book: AddressBook;
	tokens: TokenStore;
	faults: Faults;
	/** What `faults` sets, and settings that have no method there (`shuffleItems`, `contactLimit`, …). */
	switches: Switches;
	/** Units spent in the last minute, of daily ones in the last 24 hours. */
	unitsUsed(kind: QuotaKind): number;
}

let contract: ReturnType<typeof loadContract> | undefined;

/** Starts a server on the loopback address that answers as Google's People API and its sign-in do. */
export async function startGooglePeopleServer(options: GooglePeopleOptions = {}): Promise<GooglePeopleServer> {
	const { port, now = Date.now, latencyMs = 0 } = options;
	const book = new AddressBook(now);
	const switches: Switches = { ...healthySwitches(), latencyMs };
	const listingTokens = new ListingTokens(now, switches);
	const context: ApiContext = { book, switches, tokens: listingTokens, search: new SearchIndex(book) };
	const faults = new Faults(book, listingTokens, switches);
	const tokens = new TokenStore(now);
	const log = new RequestLog();
	// The document is large: one reading serves all servers of a test run.
	contract ??= loadContract();
	const handler = new PeopleRequestHandler({ context, oauthTokens: tokens, faults, log, contract, now });
	const http = await startHttpServer({ handle: async (request) => await handler.handle(request), port, now });
	return {
		url: http.url,
		close: http.close,
		log,
		book,
		tokens,
		faults,
		switches,
		unitsUsed: (kind) => handler.quota.used(kind),
	};
}
