import type { Json, JsonObject } from './json';

/** A listing that ends before its end. */
export interface EarlyEnd {
	operation: 'records.list' | 'deleted';
	/** Counted from 1 in each listing. */
	page: number;
	/**
	 * - `fails`: the page is refused with 500.
	 * - `saysLast`: the page claims that no more follow.
	 * - `saysMore`: the page claims that more follow though none do.
	 */
	how: 'fails' | 'saysLast' | 'saysMore';
	/** The API name of the module; left out: any. */
	module?: string;
}

/** A record that the CRM refuses to write, whatever else is right about it. */
export interface Poison {
	/** Gets the record as it would be after the write; `id` is missing for a new one. */
	matches: (record: JsonObject) => boolean;
	code: string;
	message: string;
	/** Refuses the request that holds it as a whole, with nothing written, instead of the record alone. */
	wholeRequest: boolean;
}

export type Canonicaliser = (values: JsonObject) => JsonObject;

/** How the server behaves differently from a healthy one. Every switch is off in a new server. */
export interface Switches {
	/** Milliseconds that every answer takes. */
	latencyMs: number;
	/** Milliseconds by which `GET /{module}` and the deleted feed are behind. */
	listingLag: number;
	/** Milliseconds by which the search index is behind. */
	searchLag: number;
	ignoreIfModifiedSince: boolean;
	/** What a listing answers when nothing is newer. */
	unmodifiedStatus: 304 | 204;
	/** What a missing scope is answered with: Zoho's specification says 401, users report 403. */
	scopeMismatchStatus: 401 | 403;
	/** Accepts `Authorization: Zoho-oauthtoken` alone. */
	rejectBearer: boolean;
	/** What a refused token request is answered with: Zoho documents 200, users report 400. */
	tokenRefusalStatus: 200 | 400;
	/** Credits a rolling day, and in seconds what Retry-After says when they are used up. */
	credits: { limit: number; retryAfter?: number } | null;
	/** Requests under way at once. */
	concurrency: { limit: number; retryAfter?: number } | null;
	earlyEnds: EarlyEnd[];
	poisons: Poison[];
	/** By module id: what a written value is turned into before it is kept. */
	canonicalisers: Map<string, Canonicaliser>;
	/** Ids of records that the connected user may not see: no listing, query or search shows them. */
	hiddenRecords: Set<string>;
	/**
	 * What a record changed after If-Unmodified-Since is answered with: by itself among the results, or, the other reading
	 * of the documentation, by one refusal of the whole request, which then writes nothing.
	 */
	modifiedRefusal: 'record' | 'request';
	/** Where tokens are revoked: beside the address that they come from, or where Zoho's web SDK has it for portals. */
	revocationPath: 'accounts' | 'beside';
	/** How COQL takes a quote in a text. */
	coqlQuotes: 'backslash' | 'doubled' | 'refused';
	/** Queries that COQL refuses, as for a character in a text of theirs. */
	coqlRefuses: RegExp | null;
	/** Whether COQL tells upper from lower case. */
	coqlCase: 'exact' | 'ignored';
	/** Fields that COQL may not compare, as encrypted ones; `Module.Field`. */
	encryptedFields: Set<string>;
	/** Whether a hidden field is listed among the fields, as not visible, and how it stands in a record. */
	hiddenFields: { listed: boolean; shownAs: 'absent' | 'null' };
	/** Whether If-Unmodified-Since is compared with the milliseconds that no answer shows. */
	unmodifiedPrecision: 'millisecond' | 'second';
	/** Whether the CRM runs cadences for records of the API, and lets them be skipped by name. */
	cadences: 'none' | 'skippable' | 'unskippable';
	/** Whether phones and web sites have to be of the patterns that Zoho documents. */
	patterns: 'documented' | 'none';
	/** What records show of an option whose display value differs from its actual one. */
	pickListShows: 'actual' | 'display';
	/** Whether `trigger` may name pathfinders and orchestrations. */
	triggers: 'all' | 'older';
	/** What a lack of permission is answered with. */
	permissionRefusal: 'AUTHORIZATION_FAILED' | 'NO_PERMISSION';
	/** Whether the deleted feed refuses in `data`. */
	errorsInData: boolean;
	/** Values that a field does not take, whatever else is right about them. */
	refusedValues: Array<{ field: string; matches: (value: Json) => boolean }>;
	/** What the address of a hidden record answers. */
	hiddenAnswer: 'nothing' | 'refused';
	/** Ids of records that answer by their own address alone, as converted leads. */
	convertedRecords: Set<string>;
	/** Scopes that no longer count, though tokens carry them. */
	revokedScopes: Set<string>;
}

export function healthySwitches(): Switches {
	return {
		latencyMs: 0,
		listingLag: 0,
		searchLag: 0,
		ignoreIfModifiedSince: false,
		unmodifiedStatus: 304,
		scopeMismatchStatus: 401,
		rejectBearer: false,
		tokenRefusalStatus: 200,
		credits: null,
		concurrency: null,
		earlyEnds: [],
		poisons: [],
		canonicalisers: new Map(),
		hiddenRecords: new Set(),
		modifiedRefusal: 'record',
		revocationPath: 'beside',
		coqlQuotes: 'backslash',
		coqlRefuses: null,
		coqlCase: 'ignored',
		encryptedFields: new Set(),
		hiddenFields: { listed: false, shownAs: 'absent' },
		unmodifiedPrecision: 'second',
		cadences: 'none',
		patterns: 'none',
		pickListShows: 'actual',
		triggers: 'all',
		permissionRefusal: 'NO_PERMISSION',
		errorsInData: false,
		refusedValues: [],
		hiddenAnswer: 'refused',
		convertedRecords: new Set(),
		revokedScopes: new Set(),
	};
}
