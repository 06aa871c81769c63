import { CancelledError } from '../../shared/api/answers';
import { isoTime } from '../../shared/values/dates';
import type { AbsenceReading } from '../../shared/protocol';
import { listPage } from './joined';
import { modifiedAtOf } from '../fields/record';
import type { Crm, CrmRecord, DeletedRecord, ListRequest, RecordPage } from '../transport/crm';
import { BATCH } from '../transport/crm';
import { NO_END } from '../transport/reads';

export interface Listing {
	/** Each record once, as it was listed last. */
	records: CrmRecord[];
	/** Null when the listing was read to its end; else why it was not (S60). */
	endedEarly: string | null;
	/** ISO time by the CRM's clock at which the first page was asked for; null when no answer told its time. */
	askedAt: string | null;
}

/**
 * Reads a listing page by page. A refused first page is the caller's; a page that fails later ends the listing, which
 * is then incomplete, as is one that says that more follow but not where (S60).
 *
 * @param request with `modifiedSince` and `latestFirst` the listing ends at the first record that is not newer: a CRM
 * that takes no notice of the condition would list the whole module.
 */
export async function listAll(crm: Crm, request: ListRequest): Promise<Listing> {
	const records = new Map<string, CrmRecord>();
	const listing = { endedEarly: null as string | null, askedAt: null as string | null };
	const sentAt = Date.now();
	let pageToken: string | null = null;
	do {
		const page: RecordPage | string = await listPage(crm, { ...request, pageToken }).catch((error: unknown) => {
			if (pageToken === null || error instanceof CancelledError) throw error;
			return (error as Error).message;
		});
		listing.askedAt ??= timeOfAsking(crm, sentAt);
		if (typeof page === 'string') {
			listing.endedEarly = page;
			break;
		}
		const wanted = newerOnly(page.records, request);
		const known = records.size;
		wanted.forEach((record) => records.set(record.id, record));
		const isOneOfMore = pageToken !== null;
		pageToken = wanted.length < page.records.length ? null : page.nextPageToken;
		if (page.endsEarly) listing.endedEarly = 'the CRM says that more follow, but not where';
		// A page that was promised holds somebody, and one that leads on somebody new.
		else if ((isOneOfMore && page.records.length === 0) || (pageToken !== null && records.size === known)) listing.endedEarly = `the CRM ${NO_END}`;
	} while (pageToken !== null && listing.endedEarly === null);
	return { ...listing, records: [...records.values()] };
}

/** An answer's time is that of its making, after the records were looked up: what was modified meanwhile is not in it. */
function timeOfAsking(crm: Crm, sentAt: number): string | null {
	const answeredAt = crm.serverTime();
	return answeredAt === null ? null : new Date(Date.parse(answeredAt) - (Date.now() - sentAt)).toISOString();
}

function newerOnly(records: readonly CrmRecord[], { modifiedSince, latestFirst }: ListRequest): readonly CrmRecord[] {
	if (!modifiedSince || !latestFirst) return records;
	const since = Date.parse(modifiedSince);
	const end = records.findIndex((record) => Date.parse(modifiedAtOf(record) ?? '') <= since);
	return end === -1 ? records : records.slice(0, end);
}

/** Who was deleted, and why it may not be all. */
export interface Deletions {
	absences: AbsenceReading[];
	endedEarly: string | null;
}

/** What was deleted since: tombstones. */
export async function listDeleted(
	crm: Crm,
	module: string,
	since: string,
): Promise<Deletions> {
	const deleted = new Map<string, DeletedRecord>();
	let endedEarly: string | null = null;
	let isFull = false;
	for (let page = 1, more = true; more; page++) {
		const answer = await crm.deletedPage(module, since, page).catch((error: unknown) => {
			if (page === 1 || error instanceof CancelledError) throw error;
			return (error as Error).message;
		});
		const known = deleted.size;
		if (typeof answer !== 'string') answer.records.forEach((record) => deleted.set(record.id, record));
		if (typeof answer === 'string') endedEarly = answer;
		// What comes after a full page that says so holds somebody; after another one the feed may say so in vain.
		else if (answer.records.length === 0 ? isFull : answer.more && deleted.size === known) endedEarly = `the CRM ${NO_END}`;
		isFull = typeof answer !== 'string' && answer.records.length >= BATCH.list;
		more = endedEarly === null && typeof answer !== 'string' && answer.more && answer.records.length > 0;
	}
	return { absences: [...deleted.values()].map(tombstone), endedEarly };
}

function tombstone({ id, deletedAt }: DeletedRecord): AbsenceReading {
	return { kind: 'absence', side: 'crm', id, reason: 'deleted', at: isoTime(deletedAt) };
}
