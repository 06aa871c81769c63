import { OperationalError } from 'n8n-workflow';

/** So many pages in a row that show nothing new are a listing that leads back to itself. */
const PAGES_IN_VAIN = 3;

/** More than a full account of smallest pages has. */
const MOST_PAGES = 1_000;

/** Tells that a listing has no end. */
class EndlessListingError extends OperationalError {
	constructor() {
		super('Google gives the same page of a listing again and again', { description: 'Run again later.' });
	}
}

/**
 * Asks for one page after the other, to the last.
 *
 * @param namesOn what a page shows, by which it is known again: its token may be another one each time.
 * @throws EndlessListingError, and what a request throws, after the pages before it.
 */
export async function* eachPage<Page extends { nextPageToken?: string | null }>(
	get: (pageToken: string | null) => Promise<Page>,
	namesOn: (page: Page) => Array<string | null | undefined>,
): AsyncGenerator<Page> {
	const seen = new Set<string | null | undefined>();
	const tokens = new Set<string | null | undefined>();
	let inVain = 0;
	let pageToken: string | null = null;
	do {
		const page: Page = await get(pageToken);
		const known = seen.size;
		namesOn(page).forEach((name) => seen.add(name));
		// Google promises no filled pages: an empty one with a token of its own may lead on.
		const leadsOn = namesOn(page).length === 0 && !tokens.has(page.nextPageToken) && tokens.size < MOST_PAGES;
		tokens.add(page.nextPageToken);
		if (!leadsOn) inVain = seen.size > known ? 0 : inVain + 1;
		if (inVain === PAGES_IN_VAIN) throw new EndlessListingError();
		yield page;
		pageToken = page.nextPageToken || null;
	} while (pageToken !== null);
}
