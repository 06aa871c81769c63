import { randomBytes } from 'node:crypto';

import { refusals } from './apiError';
import type { StoredRecord } from './moduleStore';

/** Where a listing goes on. */
export interface PagePosition {
	/** Every parameter that the listing was started with. */
	signature: string;
	/** The last record shown: the next page starts after it in the listing's order. */
	after: StoredRecord;
	/** The number of the page that comes next. */
	page: number;
	/** Records shown so far. */
	shown: number;
}

const VALIDITY = 24 * 3_600_000;

/** The `page_token`s handed out. */
export class PageTokens {
	private readonly positions = new Map<string, PagePosition & { expiresAt: number }>();

	constructor(private readonly now: () => number) {}

	issue(position: PagePosition): { token: string; expiresAt: number } {
		const token = randomBytes(24).toString('hex');
		const expiresAt = this.now() + VALIDITY;
		this.positions.set(token, { ...position, expiresAt });
		return { token, expiresAt };
	}

	/** @throws ApiRefusal for an unknown token, an expired one, or one of a listing with other parameters. */
	redeem(token: string, signature: string): PagePosition {
		const position = this.positions.get(token);
		if (!position) throw refusals.tokenMismatch();
		if (this.now() >= position.expiresAt) throw refusals.tokenExpired();
		if (position.signature !== signature) throw refusals.tokenMismatch();
		return position;
	}
}
