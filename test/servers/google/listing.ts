import { type ApiContext, shuffled } from './apiContext';
import { GoogleRefusal } from './googleRefusal';
import type { ListingToken } from './listingTokens';
import type { EarlyEnd } from './switches';

export interface ListingRequest<Item> {
	operation: EarlyEnd['operation'];
	query: URLSearchParams;
	/** Parameters that a token is bound to. */
	asked: string;
	/** When the request names none. */
	pageSize: number;
	/** Whether the last page brings a sync token. */
	givesSyncToken: boolean;
	/** @param since the version a sync token starts from; null for all. @param until the version to be listed. */
	items: (since: number | null, until: number) => Item[];
	nameOf: (item: Item) => string;
}

export interface ListingPage<Item> {
	items: Item[];
	/** Of the whole listing. */
	total: number;
	isSync: boolean;
	tokens: { nextPageToken?: string; nextSyncToken?: string };
}

/** One page of a listing, as of the moment when it began, and the tokens to go on. */
export function listPage<Item>(request: ListingRequest<Item>, context: ApiContext): ListingPage<Item> {
	const { switches } = context;
	const place = placeOf(request, context);
	const end = switches.earlyEnds.find(({ operation, page }) => operation === request.operation && page === place.page);
	if (end?.how === 'fails') throw new GoogleRefusal(500, 'INTERNAL', 'Internal error encountered.');
	const all = request.items(place.since, place.until);
	if (request.operation === 'connections.list' && place.page <= switches.emptyPages) {
		const nextPageToken = context.tokens.make({ ...place, use: 'page', page: place.page + 1 });
		return { items: [], total: all.length, isSync: place.since !== null, tokens: { nextPageToken } };
	}
	const ordered = switches.shuffleItems ? shuffled(all, request.nameOf, place.until) : all;
	return {
		items: ordered.slice(place.offset, place.offset + place.pageSize),
		total: all.length,
		isSync: place.since !== null,
		tokens: nextTokens(place, end?.how, all.length, request.givesSyncToken, context),
	};
}

type Place = Omit<ListingToken, 'use' | 'serial'>;

type Asked = Pick<ListingRequest<unknown>, 'operation' | 'query' | 'asked' | 'pageSize'>;

function placeOf({ operation, query, asked, pageSize: usual }: Asked, context: ApiContext): Place {
	const { book, switches, tokens } = context;
	const pageSize = Number(query.get('pageSize') ?? 0) || usual;
	if (pageSize < 1 || pageSize > 1_000) throw GoogleRefusal.invalid('Page size must be between 1 and 1000.');
	const bound = { operation, asked, pageSize };
	const sync = tokens.read(query.get('syncToken'), { use: 'sync', ...bound });
	const page = tokens.read(query.get('pageToken'), { use: 'page', ...bound });
	if (page) return { ...page, pageSize };
	const since = sync?.until ?? null;
	const visible = switches.frozenListing ?? book.versionBefore(switches.listingLag);
	const now = tokens.now();
	return {
		...bound,
		since,
		until: Math.max(since ?? 0, visible),
		offset: 0,
		page: 1,
		listedAt: now,
		fullSyncAt: sync?.fullSyncAt ?? now,
	};
}

function nextTokens(
	place: Place,
	how: EarlyEnd['how'] | undefined,
	total: number,
	givesSyncToken: boolean,
	{ tokens }: ApiContext,
): ListingPage<unknown>['tokens'] {
	const offset = place.offset + place.pageSize;
	if (how === 'saysLast') return {};
	if (how === 'repeats') return { nextPageToken: tokens.make({ ...place, use: 'page' }) };
	if (offset < total || how === 'saysMore') {
		return { nextPageToken: tokens.make({ ...place, use: 'page', offset, page: place.page + 1 }) };
	}
	return givesSyncToken ? { nextSyncToken: tokens.make({ ...place, use: 'sync', page: 1, offset: 0 }) } : {};
}
