import { GoogleRefusal } from './googleRefusal';
import type { EarlyEnd, Switches } from './switches';

const WEEK = 7 * 24 * 3_600_000;

export interface ListingToken {
	use: 'page' | 'sync';
	operation: EarlyEnd['operation'];
	/** The parameters that the first call had; later ones must match. */
	asked: string;
	pageSize: number;
	/** The account's version that a sync token starts from; null in a full listing. */
	since: number | null;
	/** The account's version that is listed. */
	until: number;
	offset: number;
	/** Counted from 1. */
	page: number;
	/** When the listing began, and the full one that its sync token goes back to; milliseconds. */
	listedAt: number;
	fullSyncAt: number;
	/** Counts the tokens given out. */
	serial: number;
}

/** The tokens of listings: opaque to clients, and bound to their parameters. */
export class ListingTokens {
	private given = 0;
	private expiredUpTo = 0;

	constructor(
		readonly now: () => number,
		private readonly switches: Switches,
	) {}

	/** Google forgets the sync tokens that it has given out so far. */
	expireSyncTokens(): void {
		this.expiredUpTo = this.given;
	}

	make(token: Omit<ListingToken, 'serial'>): string {
		this.given += 1;
		return Buffer.from(JSON.stringify({ ...token, serial: this.given })).toString('base64url');
	}

	/**
	 * Reads a token that a request brings.
	 *
	 * @throws GoogleRefusal for one that is malformed, expired, or was given to a request with other parameters.
	 */
	read(
		text: string | null,
		request: Pick<ListingToken, 'use' | 'operation' | 'asked' | 'pageSize'>,
	): ListingToken | undefined {
		if (text === null || text === '') return undefined;
		const token = parse(text);
		if (token?.use !== request.use || token.operation !== request.operation) {
			throw GoogleRefusal.invalid(`Request contains an invalid ${request.use} token.`);
		}
		if (token.use === 'sync' && this.isExpired(token)) throw this.expired();
		const isOtherSize = this.switches.bindPageSize && token.pageSize !== request.pageSize;
		if (token.asked !== request.asked || isOtherSize) {
			throw GoogleRefusal.invalid(
				`Request parameters do not match those of the call that gave the ${request.use} token.`,
			);
		}
		return token;
	}

	private isExpired({ serial, listedAt, fullSyncAt }: ListingToken): boolean {
		const madeAt = this.switches.syncTokenAge === 'fullSync' ? fullSyncAt : listedAt;
		return serial <= this.expiredUpTo || this.now() - madeAt > WEEK;
	}

	private expired(): GoogleRefusal {
		const { httpStatus, status } = this.switches.expiredAnswer;
		const details = {
			'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
			reason: 'EXPIRED_SYNC_TOKEN',
			domain: 'people.googleapis.com',
		};
		const message = 'Sync token is expired. Clear local cache and retry call without the sync token.';
		return new GoogleRefusal(httpStatus, status, message, [details]);
	}
}

function parse(text: string): ListingToken | undefined {
	try {
		return JSON.parse(Buffer.from(text, 'base64url').toString()) as ListingToken;
	} catch {
		return undefined;
	}
}
