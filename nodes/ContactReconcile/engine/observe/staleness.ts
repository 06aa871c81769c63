import type { ContactReading } from '../../../shared/protocol';
import type { Snapshot, SideState } from '../model/types';

/*
 * S10, S55: a listing may lag minutes behind, and then shows an older version of a record than one already seen, or a
 * record already deleted. A time of modification proves nothing by itself, as clocks go back and a restored record keeps
 * its old one. What proves it is the order of readings: a listing that is read long enough after a version was seen can
 * show no older one, and a reading by id shows what is there now. In between, what a listing shows is doubted: it is not
 * believed, and the record is asked for by id. All by n8n's clock.
 */

/** How far a listing may lag behind; milliseconds. */
const LISTING_LAG = 10 * 60 * 1_000;

/** How long the id of a deleted record is kept; milliseconds. */
const TOMBSTONE_LIFE = 24 * 60 * 60 * 1_000;

/** Whether what a listing shows of a record may be older than what is known of it. `now` is by n8n's clock. */
export function isDoubtful(record: ContactReading, known: Snapshot | null, shown: Snapshot, own: SideState, now: number): boolean {
	if (record.byId) return false;
	const deletedAt = own.tombstones[record.id];
	if (deletedAt !== undefined && isWithin(LISTING_LAG, deletedAt, now)) return true;
	if (!known || own.seenAt === undefined || !isWithin(LISTING_LAG, own.seenAt, now)) return false;
	const doubt = own.doubts?.[record.id];
	if (doubt && !isWithin(LISTING_LAG, doubt.since, now)) return false;
	return mayBeOlder(known, shown);
}

/** Whether times allow that one version is older than another, other one. */
function mayBeOlder(known: Snapshot, shown: Snapshot): boolean {
	if (known.modifiedAt === null || shown.modifiedAt === null || shown.modifiedAt >= known.modifiedAt) return false;
	return shown.fields !== known.fields || shown.presence !== known.presence;
}

/** Notes that a record is to be read by id before a listing's word on it counts. */
export function noteDoubt(own: SideState, { id, inScope }: Pick<ContactReading, 'id' | 'inScope'>, now: number): void {
	(own.doubts ??= {})[id] = { since: own.doubts?.[id]?.since ?? now, inScope };
}

/** A record was shown as it is, or as gone: nothing about it is doubtful any more. */
export function endDoubt(own: SideState, id: string): void {
	delete own.doubts?.[id];
}

/** A reading by id cannot tell the list view of the CRM: the listing that was doubted could. */
export function withDoubtedScope(record: ContactReading, { doubts }: SideState): ContactReading {
	const doubt = doubts?.[record.id];
	return record.inScope === null && doubt ? { ...record, inScope: doubt.inScope } : record;
}

/** A record was shown as it is: it is not deleted. */
export function endDeletion(own: SideState, id: string): void {
	delete own.tombstones[id];
}

/** Drops what no listing can contradict any more. */
export function forgetOldTombstones(own: SideState, now: number): void {
	for (const [id, deletedAt] of Object.entries(own.tombstones)) {
		if (!isWithin(TOMBSTONE_LIFE, deletedAt, now)) delete own.tombstones[id];
	}
}

/** Should n8n's own clock go back, what lies ahead does not count for longer either. */
function isWithin(span: number, at: number, now: number): boolean {
	return Math.abs(now - at) < span;
}
