import { type Fault, type FaultTarget as Target, ScriptedFaults } from '../shared/scriptedFaults';
import type { AddressBook } from './addressBook';
import { GoogleRefusal } from './googleRefusal';
import type { ListingTokens } from './listingTokens';
import type { Person } from './personFields';
import { rateLimited } from './quota';
import type { Operation } from './routes';
import { type EarlyEnd, type ExpiredAnswer, healthySwitches, type Quota, type Switches } from './switches';

type FaultTarget = Target<Operation>;

/** Everything that can go wrong, by request of a test. A new server is healthy. */
export class Faults {
	readonly scripted = new ScriptedFaults<Operation>(errorFor);

	constructor(
		private readonly book: AddressBook,
		private readonly tokens: ListingTokens,
		readonly switches: Switches,
	) {}

	/** The next requests are answered with an error status; `when: 'after'` carries them out all the same. */
	failNext(spec: FaultTarget & Omit<Extract<Fault, { kind: 'fail' }>, 'kind'>): void {
		const { operation, times, matches, ...fault } = spec;
		this.scripted.next({ kind: 'fail', ...fault }, { operation, times, matches });
	}

	/** The next requests are cut off: before they are carried out, or after, so that only the answer is lost. */
	resetNext({ when = 'before', ...target }: FaultTarget & { when?: 'before' | 'after' } = {}): void {
		this.scripted.next({ kind: 'reset', when }, target);
	}

	/** The next requests meet a fault of any kind: silence, a redirect, an answer that cannot be read. */
	next(fault: Fault, target: FaultTarget = {}): void {
		this.scripted.next(fault, target);
	}

	/** The request with this number in the log goes wrong. */
	at(seq: number, fault: Fault): void {
		this.scripted.at(seq, fault);
	}

	/** Runs a callback just before a request takes effect: a user who edits in the middle of a run. */
	beforeOperation(operation: Operation, callback: () => void | Promise<void>, { times = 1 } = {}): void {
		this.scripted.before(operation, callback, times);
	}

	/** The first pages of full syncs are refused with 429: they have a quota of their own. */
	failFullSync({ times = 1, retryAfter }: { times?: number; retryAfter?: number } = {}): void {
		const matches = ({ query }: { query: Record<string, unknown> }): boolean =>
			query.requestSyncToken === 'true' && !query.syncToken && !query.pageToken;
		this.failNext({ operation: 'connections.list', status: 429, retryAfter, times, matches });
	}

	/** Writes of contacts that match are refused, and with them their batch; `matches` sees the contact as it would be. */
	poisonContact(matches: (person: Person) => boolean, { named = true, message = 'Invalid contact.' } = {}): void {
		this.switches.poisons.push({ matches, message });
		this.switches.nameRefusedContacts = named;
	}

	/** What clients send is stored as something else: shortened, reformatted, dropped. Gets the contact as it would be. */
	canonicalise(canonicaliser: (person: Person) => Person): void {
		this.switches.canonicaliser = canonicaliser;
	}

	/** Requests are refused with 403. @param after how many requests, from the next one on, are still allowed. */
	losePermission(which: 'all' | 'writes' = 'all', { after = 0 } = {}): void {
		this.switches.lostPermission = { which, after };
	}

	restorePermission(): void {
		this.switches.lostPermission = null;
	}

	/** Sync tokens given out so far are refused. */
	expireSyncTokens(answer: Partial<ExpiredAnswer> = {}): void {
		this.tokens.expireSyncTokens();
		Object.assign(this.switches.expiredAnswer, answer);
	}

	/** Listings end early, or go on without end, until cleared. */
	stopListingEarly(end: Omit<EarlyEnd, 'operation'> & { operation?: EarlyEnd['operation'] }): void {
		this.switches.earlyEnds.push({ operation: 'connections.list', ...end });
	}

	/** Units that may be spent; null: as many as wanted. */
	quota(quota: Quota | null): void {
		this.switches.quota = quota;
	}

	/** Listings are this many milliseconds behind; reading by id is not. */
	lag(milliseconds: number): void {
		this.switches.listingLag = milliseconds;
	}

	/** Listings go on showing the account as it is now, whatever is written. */
	freezeListings(): void {
		this.switches.frozenListing = this.book.version;
	}

	thawListings(): void {
		this.switches.frozenListing = null;
	}

	/** All contacts get new etags, though nothing in them changed. */
	touchAll(): void {
		this.book.touchAll();
	}

	/** Everything healthy again; sync tokens that were expired stay so. */
	clear(): void {
		this.scripted.clear();
		Object.assign(this.switches, healthySwitches());
	}
}

function errorFor(status: number): object {
	return refusalFor(status).toJson();
}

/** What Google says with an error status. */
function refusalFor(status: number): GoogleRefusal {
	switch (status) {
		case 401:
			return new GoogleRefusal(status, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
		case 403:
			return permissionDenied();
		case 404:
			return GoogleRefusal.notFound();
		case 429:
			return rateLimited();
		case 500:
			return new GoogleRefusal(status, 'INTERNAL', 'Internal error encountered.');
		case 502:
		case 503:
			return new GoogleRefusal(status, 'UNAVAILABLE', 'The service is currently unavailable.');
		case 504:
			return new GoogleRefusal(status, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.');
		default:
			return new GoogleRefusal(status, 'INVALID_ARGUMENT', 'Request contains an invalid argument.');
	}
}

export function permissionDenied(): GoogleRefusal {
	return new GoogleRefusal(403, 'PERMISSION_DENIED', 'The caller does not have permission.');
}
