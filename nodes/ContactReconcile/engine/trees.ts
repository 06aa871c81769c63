import type {
	AbsenceReading,
	ContactReading,
	CursorReading,
	Reading,
	SideName,
} from '../../shared/syncProtocol';
import { NOTHING_AGREED } from './agreement';
import { fieldsToRead } from './fieldMap';
import type { Kept } from './recordTree';
import { treeAfter } from './recordTree';
import { gainedAddresses } from './sharedAddresses';
import { keptLists, showSlots, slotMap } from './slots';
import type { Contact, RecordTree, SideState, SyncSettings, SyncState } from './types';
import { otherSide, SIDES } from './types';

/** How long a deletion outlives what a stale listing may still show (S10); milliseconds. */
export const TOMBSTONE_LIFE = 24 * 60 * 60 * 1_000;

/** A side's readings of one run, sorted by what they say. */
export interface SideReading {
	contacts: ContactReading[];
	absences: AbsenceReading[];
	cursor: CursorReading;
}

/** Sorts the items of one Get Changes; undefined when its closing cursor is missing. */
export function sideReading(items: Iterable<Reading>): SideReading | undefined {
	const contacts: ContactReading[] = [];
	const absences: AbsenceReading[] = [];
	let cursor: CursorReading | undefined;
	for (const item of items) {
		if (item.kind === 'contact') contacts.push(item);
		else if (item.kind === 'absence') absences.push(item);
		else cursor = item;
	}
	return cursor && { contacts, absences, cursor };
}

/** A contact that so far exists on one side only. */
export function newContact(side: SideName, tree: RecordTree): Contact {
	return {
		google: side === 'google' ? tree : null,
		crm: side === 'crm' ? tree : null,
		agreed: NOTHING_AGREED,
		detached: null,
		joining: false,
		createdInCrm: false,
		lostCreateAt: null,
		waitingSince: null,
		failure: null,
		returns: null,
	};
}

/**
 * Lays what a side showed in this run over what it showed before. The result is the same as after a full reading:
 * a changes reading only says less about what did not change (F31).
 *
 * @param state changed in place; callers pass a copy.
 * @param settings say which fields of this side are mapped; others are not kept.
 * @param now milliseconds since 1970 by n8n's clock.
 * @returns who of those known before got e-mail addresses that neither side had shown, and which.
 */
export function overlay(
	state: SyncState,
	side: SideName,
	reading: SideReading,
	settings: SyncSettings,
	now: number,
): Map<Contact, string[]> {
	const own = state.sides[side];
	// Times of a side are compared with each other alone: n8n's clock may tell another time (F30).
	const readAt = Date.parse(reading.cursor.readAt);
	forgetOldTombstones(own, readAt);
	const byId = indexById(state.contacts, side);
	const shown = new Set<string>();
	const gained = new Map<Contact, string[]>();
	const map = slotMap(settings);
	const kept: Kept = { names: fieldsToRead(settings, side), lists: (lists) => keptLists(lists, map) };
	const tombstones = new Map(Object.entries(own.tombstones));
	for (const record of reading.contacts) {
		shown.add(record.id);
		const contact = byId.get(record.id) ?? renamed(byId, side, record);
		const known = contact?.[side];
		const modifiedAt = record.modifiedAt === null ? null : Date.parse(record.modifiedAt);
		if (isOutdated(tombstones, record.id, known, modifiedAt, readAt)) continue;
		const tree = treeAfter(known ?? null, record, modifiedAt, kept);
		if (!contact || !known) {
			const added = newContact(side, tree);
			showSlots(added, map, null);
			state.contacts.push(added);
			byId.set(record.id, added);
			continue;
		}
		if (side === 'crm' && contact.createdInCrm) contact.createdInCrm = isUnseen(known, record, modifiedAt);
		contact[side] = tree;
		if (tree !== known) showSlots(contact, map, known);
		const addresses = gainedAddresses(known, contact[side] ?? tree, contact[otherSide(side)]);
		if (addresses.length > 0) gained.set(contact, addresses);
	}
	for (const absence of reading.absences) {
		shown.add(absence.id);
		overlayAbsence(own, byId.get(absence.id), side, absence, readAt);
	}
	if (reading.cursor.mode === 'full' && reading.cursor.complete) markUnlisted(state, side, shown);
	noteCursor(own, reading.cursor, now);
	return gained;
}

/** A record that is known to be deleted. */
interface DeletedRecord {
	contact: Contact;
	side: SideName;
}

export function deletedRecords({ contacts }: SyncState): DeletedRecord[] {
	return SIDES.flatMap((side) =>
		contacts.filter((contact) => contact[side]?.presence === 'gone').map((contact) => ({ contact, side })),
	);
}

/**
 * Closes the overlay of both sides. A record that is there again while its counterpart is deleted was brought back on
 * purpose, so it counts as changed; nobody who is on neither side is kept (S08).
 *
 * @param state changed in place; callers pass a copy.
 * @param before who was deleted before the overlay.
 */
export function settleDeletions(state: SyncState, before: readonly DeletedRecord[]): void {
	for (const { contact, side } of before) {
		// Whoever is still deleted here too is forgotten below.
		if (contact[otherSide(side)]?.presence === 'gone') contact.agreed = NOTHING_AGREED;
	}
	state.contacts = state.contacts.filter((contact) => !isForgotten(contact));
}

export function indexById(contacts: readonly Contact[], side: SideName): Map<string, Contact> {
	const byId = new Map<string, Contact>();
	for (const contact of contacts) {
		const tree = contact[side];
		if (tree) byId.set(tree.id, contact);
	}
	return byId;
}

/**
 * A merge in Google gives the survivor a new id: whoever held one of the old ids goes on under the new one (S21).
 *
 * @returns that contact, now found under the new id too; undefined where no old id is known.
 */
function renamed(byId: Map<string, Contact>, side: SideName, record: ContactReading): Contact | undefined {
	if (!record.previousIds?.length) return undefined;
	const holders = record.previousIds.flatMap((id) => byId.get(id) ?? []);
	const linked = holders.filter((contact) => contact.google && contact.crm);
	const heir =
		linked.find((contact) => sharesAddress(contact, side, record)) ?? linked[0] ?? holders[0];
	const tree = heir?.[side];
	if (!tree) return undefined;
	// Whoever else lost a record by the merge was not deleted by anybody.
	linked.forEach((contact) => contact !== heir && (contact.detached = 'merged'));
	byId.delete(tree.id);
	// What was noted of the old id, such as its deletion, says nothing about how recent this one is.
	heir[side] = { ...tree, id: record.id, modifiedAt: null };
	byId.set(record.id, heir);
	return heir;
}

function sharesAddress(contact: Contact, side: SideName, record: ContactReading): boolean {
	return Object.values(contact[side]?.fields ?? {}).includes(record.emails[0]);
}

function isOutdated(
	tombstones: ReadonlyMap<string, number>,
	id: string,
	known: RecordTree | null | undefined,
	modifiedAt: number | null,
	readAt: number,
): boolean {
	const deletedAt = tombstones.get(id);
	if (deletedAt !== undefined && (modifiedAt ?? 0) <= deletedAt) return true;
	return known ? isStale(known, modifiedAt, readAt) : false;
}

/** A listing that lags behind shows an older version than one already seen, or a record already deleted (S10, S55). */
function isStale(known: RecordTree, modifiedAt: number | null, readAt: number): boolean {
	if (known.modifiedAt === null) return false;
	if (modifiedAt === null) return known.presence === 'gone';
	if (known.presence === 'gone') {
		return modifiedAt <= known.modifiedAt && readAt - known.modifiedAt < TOMBSTONE_LIFE;
	}
	return modifiedAt < known.modifiedAt;
}

/** Once the list view has shown a record, or somebody has edited it, the view is no longer what hides it. */
function isUnseen(asCreated: RecordTree, { inScope }: ContactReading, modifiedAt: number | null): boolean {
	return inScope !== true && (asCreated.modifiedAt ?? modifiedAt) === modifiedAt;
}

function overlayAbsence(
	own: SideState,
	contact: Contact | undefined,
	side: SideName,
	absence: AbsenceReading,
	readAt: number,
): void {
	const tree = contact?.[side];
	if (!contact || !tree) {
		// Asked for without being known, as the origin of another record: whoever asks need not ask again.
		if (absence.reason === 'gone') own.tombstones[absence.id] = readAt;
		return;
	}
	if (absence.reason === 'forbidden') {
		contact[side] = { ...tree, presence: 'forbidden' };
		return;
	}
	if (tree.presence === 'gone' && absence.at === null) return;
	const seenAt = absence.at === null ? readAt : Date.parse(absence.at);
	// A record restored and edited after it was deleted shows up in the feed and in the listing.
	const modifiedAt = tree.modifiedAt ?? 0;
	if (tree.presence !== 'gone' && absence.reason === 'deleted' && absence.at !== null && modifiedAt > seenAt) return;
	const deletedAt = Math.max(seenAt, modifiedAt);
	contact[side] = { ...tree, presence: 'gone', modifiedAt: deletedAt };
	own.tombstones[tree.id] = deletedAt;
}

/** Absence from a listing is never deletion: the record is read by id next time (S26). */
function markUnlisted(state: SyncState, side: SideName, shown: ReadonlySet<string>): void {
	for (const contact of state.contacts) {
		const tree = contact[side];
		if (!tree || shown.has(tree.id)) continue;
		// A full listing of a list view says nothing of records outside it; a listing of all connections does.
		const expected = tree.presence === 'in' || (side === 'google' && tree.presence === 'out');
		if (expected) contact[side] = { ...tree, presence: 'unlisted' };
	}
}

function isForgotten(contact: Contact): boolean {
	const { google, crm } = contact;
	return (google === null || google.presence === 'gone') && (crm === null || crm.presence === 'gone');
}

function noteCursor(own: SideState, cursor: CursorReading, now: number): void {
	own.scopeName = cursor.scopeName;
	own.about = cursor.about;
	own.capabilities = cursor.fields;
	own.readNext = cursor.complete ? [] : own.readNext;
	if (!cursor.complete) return;
	own.cursor = cursor.cursor;
	if (cursor.mode === 'full') own.lastFullAt = now;
}

function forgetOldTombstones(own: SideState, readAt: number): void {
	for (const [id, deletedAt] of Object.entries(own.tombstones)) {
		if (readAt - deletedAt >= TOMBSTONE_LIFE) delete own.tombstones[id];
	}
}
