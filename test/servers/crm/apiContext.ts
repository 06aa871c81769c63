import type { CrmStore } from './crmStore';
import type { PageTokens } from './pageTokens';
import type { SortedRecords } from './sortedRecords';
import type { Switches } from './switches';

/** Limits of the API that tests may lower to reach them with few records. */
export interface ApiLimits {
	/** Records that `page` reaches. */
	discretePages: number;
	/** Records that `page_token` reaches. */
	tokenPages: number;
	/** Records that a search reaches. */
	search: number;
}

export const ZOHO_LIMITS: ApiLimits = { discretePages: 2_000, tokenPages: 100_000, search: 2_000 };

/** What the endpoints work with. */
export interface ApiContext {
	crm: CrmStore;
	switches: Switches;
	sorted: SortedRecords;
	pageTokens: PageTokens;
	limits: ApiLimits;
	now: () => number;
}
