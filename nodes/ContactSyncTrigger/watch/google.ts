import { connectionPages } from '../../GoogleContactsSync/reading/listing';
import type { GoogleContacts } from '../../GoogleContactsSync/transport/client';
import { GoogleError } from '../../GoogleContactsSync/transport/error';

/** What Google showed of an account: whether anything in it changed, and the token to ask with next time. */
export interface SeenInGoogle {
	changed: boolean;
	token: string | null;
}

/**
 * Asks Google what changed since a token: one request, unless much did. Without a token, or with one that Google has
 * forgotten, every page is asked for once, as a token comes with the last one only.
 */
export async function lookAtGoogle(google: GoogleContacts, token: string | null): Promise<SeenInGoogle> {
	return await readToTheEnd(google, token).catch(async (error: unknown) => {
		if (token !== null && error instanceof GoogleError && error.isOfSyncToken) return await readToTheEnd(google, null);
		throw error;
	});
}

async function readToTheEnd(google: GoogleContacts, token: string | null): Promise<SeenInGoogle> {
	const seen: SeenInGoogle = { changed: token === null, token: null };
	for await (const page of connectionPages(google, { sync: { token }, fields: 'metadata' })) {
		if (page.people.length > 0) seen.changed = true;
		seen.token = page.nextSyncToken;
	}
	return seen;
}
