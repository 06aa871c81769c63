import type { Person } from './personFields';

/** Google's kinds of units; all but the daily writes are counted by the minute. */
export type QuotaKind = 'criticalReads' | 'criticalWrites' | 'writes' | 'dailyWrites' | 'fullSyncs';

/** A listing that ends before its end, or does not end. */
export interface EarlyEnd {
	operation: 'connections.list' | 'contactGroups.list';
	/** Counted from 1 in each listing. */
	page: number;
	/**
	 * - `fails`: the page is refused with 500.
	 * - `saysLast`: the page has no token for the next one, and no sync token.
	 * - `saysMore`: the page has a token for a next one, which is empty and the last.
	 * - `repeats`: the page's token leads to the page itself.
	 */
	how: 'fails' | 'saysLast' | 'saysMore' | 'repeats';
}

/** A contact that Google refuses to write, whatever else is right about it. */
export interface Poison {
	/** Gets the contact as it would be after the write; a new one has no `resourceName`. */
	matches: (person: Person) => boolean;
	message: string;
}

/** How a sync token is refused: the status has been seen both ways, 410 is what other Google APIs answer. */
export interface ExpiredAnswer {
	httpStatus: 400 | 410;
	status: 'INVALID_ARGUMENT' | 'FAILED_PRECONDITION';
}

/** Units that a user may spend; a kind left out is not limited. */
export type Quota = Partial<Record<QuotaKind, number>> & {
	/** Seconds, sent as Retry-After; left out: no such header. */
	retryAfter?: number;
	/** Milliseconds that a minute of the quota lasts; lower it where a test waits in real time. */
	minute?: number;
};

/** How the server behaves differently from a healthy one. Every switch is off in a new server. */
export interface Switches {
	/** Milliseconds that every answer takes. */
	latencyMs: number;
	/** Milliseconds by which listings are behind; reading by id is not. */
	listingLag: number;
	/** The account's version that listings show, whatever is written; null: the current one. */
	frozenListing: number | null;
	/** Listings, batch reads and update results come in an order that nothing says anything about. */
	shuffleItems: boolean;
	/** Whether a page size other than that of the first call is refused; older texts exempt it. */
	bindPageSize: boolean;
	expiredAnswer: ExpiredAnswer;
	/** Whether a sync token's seven days count from the full sync, or from the listing that gave it. */
	syncTokenAge: 'fullSync' | 'listing';
	/** Whether a refused batch names the contacts that it is refused for. */
	nameRefusedContacts: boolean;
	/** Answers a write that arrives while another is under way with 409. */
	refuseOverlappingWrites: boolean;
	/** Contacts that the account holds, those in the bin included. */
	contactLimit: number;
	/** What a full account answers: the message is known, the status is not. */
	accountFullStatus: 400 | 403 | 429;
	quota: Quota | null;
	/** What is no longer allowed, and how many requests still are. */
	lostPermission: { which: 'all' | 'writes'; after: number } | null;
	earlyEnds: EarlyEnd[];
	/** Listings of contacts begin with so many pages that show nobody and lead on. */
	emptyPages: number;
	/** Characters that an address may have after its question mark. */
	longestQuery: number;
	poisons: Poison[];
	/** What a contact written by a client is turned into before it is kept. */
	canonicaliser: ((person: Person) => Person) | null;
}

export function healthySwitches(): Switches {
	return {
		latencyMs: 0,
		listingLag: 0,
		frozenListing: null,
		shuffleItems: false,
		bindPageSize: false,
		expiredAnswer: { httpStatus: 400, status: 'FAILED_PRECONDITION' },
		syncTokenAge: 'fullSync',
		nameRefusedContacts: true,
		refuseOverlappingWrites: false,
		contactLimit: 25_000,
		accountFullStatus: 429,
		quota: null,
		lostPermission: null,
		earlyEnds: [],
		emptyPages: 0,
		longestQuery: Infinity,
		poisons: [],
		canonicaliser: null,
	};
}
