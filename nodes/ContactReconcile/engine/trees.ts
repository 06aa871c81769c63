import type {
	AbsenceReading,
	ContactReading,
	CursorReading,
	Reading,
	SideName,
} from '../../shared/syncProtocol';
import { gainedAddresses } from './sharedAddresses';
import type { Contact, RecordTree, SideState, SyncState } from './types';
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
export function newContact(side: SideName, tree: RecordTree, rowCount: number): Contact {
	return {
		google: side === 'google' ? tree : null,
		crm: side === 'crm' ? tree : null,
		agreed: new Array<null>(rowCount).fill(null),
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
 * @param fields the fields of this side that are mapped; others are not kept.
 * @param now milliseconds since 1970 by n8n's clock.
 * @returns who of those known before got e-mail addresses that neither side had shown, and which.
 */
export function overlay(
	state: SyncState,
	side: SideName,
	reading: SideReading,
	fields: ReadonlySet<string>,
	now: number,
): Map<Contact, string[]> {
	const own = state.sides[side];
	forgetOldTombstones(own, now);
	const byId = indexById(state.contacts, side);
	const shown = new Set<string>();
	const gained = new Map<Contact, string[]>();
	for (const record of reading.contacts) {
		shown.add(record.id);
		followRename(byId, side, record);
		const before = byId.get(record.id)?.[side];
		overlayRecord(state, byId, side, record, fields, now);
		const contact = byId.get(record.id);
		const tree = contact?.[side];
		if (!contact || !before || !tree) continue;
		const addresses = gainedAddresses(before, tree, contact[otherSide(side)]);
		if (addresses.length > 0) gained.set(contact, addresses);
	}
	for (const absence of reading.absences) {
		shown.add(absence.id);
		overlayAbsence(own, byId.get(absence.id), side, absence, now);
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
	return SIDES.flatMap((side) => contacts.flatMap((contact) => (contact[side]?.presence === 'gone' ? { contact, side } : [])));
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
		const isBack = contact[side]?.presence !== 'gone' && contact[otherSide(side)]?.presence === 'gone';
		if (isBack) contact.agreed = contact.agreed.map(() => null);
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

/** A merge in Google gives the survivor a new id: whoever held one of the old ids goes on under the new one (S21). */
function followRename(byId: Map<string, Contact>, side: SideName, record: ContactReading): void {
	if (!record.previousIds?.length || byId.has(record.id)) return;
	const holders = record.previousIds.flatMap((id) => byId.get(id) ?? []);
	const linked = holders.filter((contact) => contact.google && contact.crm);
	const heir =
		linked.find((contact) => sharesAddress(contact, side, record)) ?? linked[0] ?? holders[0];
	const tree = heir?.[side];
	if (!tree) return;
	// Whoever else lost a record by the merge was not deleted by anybody.
	linked.forEach((contact) => contact !== heir && (contact.detached = 'merged'));
	byId.delete(tree.id);
	tree.id = record.id;
	// What was noted of the old id, such as its deletion, says nothing about how recent this one is.
	tree.modifiedAt = null;
	byId.set(record.id, heir);
}

function sharesAddress(contact: Contact, side: SideName, record: ContactReading): boolean {
	const [first] = record.emails;
	return first !== undefined && Object.values(contact[side]?.fields ?? {}).includes(first);
}

function overlayRecord(
	state: SyncState,
	byId: Map<string, Contact>,
	side: SideName,
	record: ContactReading,
	fields: ReadonlySet<string>,
	now: number,
): void {
	const modifiedAt = record.modifiedAt === null ? null : Date.parse(record.modifiedAt);
	const deletedAt = state.sides[side].tombstones[record.id];
	if (deletedAt !== undefined && (modifiedAt === null || modifiedAt <= deletedAt)) return;
	const contact = byId.get(record.id);
	const known = contact?.[side] ?? null;
	if (known && isStale(known, modifiedAt, now)) return;
	const tree: RecordTree = {
		id: record.id,
		presence: presenceAfter(known, record.inScope),
		modifiedAt: modifiedAt ?? known?.modifiedAt ?? null,
		fields: pickFilled(record.fields, fields),
		otherEmails: otherAddresses(record),
		origin: record.origin ?? null,
		partial: false,
	};
	if (contact) {
		if (side === 'crm' && contact.createdInCrm) contact.createdInCrm = isUnseen(known, record, modifiedAt);
		contact[side] = tree;
		return;
	}
	const added = newContact(side, tree, state.rows.length);
	state.contacts.push(added);
	byId.set(record.id, added);
}

/** A listing that lags behind shows an older version than one already seen, or a record already deleted (S10, S55). */
function isStale(known: RecordTree, modifiedAt: number | null, now: number): boolean {
	if (known.modifiedAt === null) return false;
	if (modifiedAt === null) return known.presence === 'gone';
	if (known.presence === 'gone') {
		return modifiedAt <= known.modifiedAt && now - known.modifiedAt < TOMBSTONE_LIFE;
	}
	return modifiedAt < known.modifiedAt;
}

/** A reading by id cannot tell the list view: a record that its last listing showed is in, any other is out. */
function presenceAfter(known: RecordTree | null, inScope: boolean | null): RecordTree['presence'] {
	if (inScope !== null) return inScope ? 'in' : 'out';
	return known?.presence === 'in' ? 'in' : 'out';
}

/** Once the list view has shown a record, or somebody has edited it, the view is no longer what hides it. */
function isUnseen(asCreated: RecordTree | null, { inScope }: ContactReading, modifiedAt: number | null): boolean {
	return inScope !== true && (asCreated?.modifiedAt ?? modifiedAt) === modifiedAt;
}

/** Blank text is no value: it neither fills nor wins (S37). */
function pickFilled(values: Record<string, string>, fields: ReadonlySet<string>): Record<string, string> {
	const picked: Record<string, string> = {};
	for (const name of Object.keys(values)) {
		if (values[name].trim() !== '' && fields.has(name)) picked[name] = values[name];
	}
	return picked;
}

function otherAddresses(record: ContactReading): string[] {
	if (record.emails.length < 2) return [];
	const mapped = new Set(Object.values(record.fields));
	return record.emails.filter((address) => !mapped.has(address));
}

function overlayAbsence(
	own: SideState,
	contact: Contact | undefined,
	side: SideName,
	absence: AbsenceReading,
	now: number,
): void {
	const tree = contact?.[side];
	if (!tree) return;
	if (absence.reason === 'forbidden') {
		tree.presence = 'forbidden';
		return;
	}
	const seenAt = absence.at === null ? now : Date.parse(absence.at);
	// A record restored and edited after it was deleted shows up in the feed and in the listing.
	if (tree.presence !== 'gone' && tree.modifiedAt !== null && absence.reason === 'deleted') {
		if (absence.at !== null && tree.modifiedAt > seenAt) return;
	}
	tree.presence = 'gone';
	tree.modifiedAt = Math.max(seenAt, tree.modifiedAt ?? 0);
	own.tombstones[tree.id] = tree.modifiedAt;
}

/** Absence from a listing is never deletion: the record is read by id next time (S26). */
function markUnlisted(state: SyncState, side: SideName, shown: ReadonlySet<string>): void {
	for (const contact of state.contacts) {
		const tree = contact[side];
		if (!tree || shown.has(tree.id)) continue;
		// A full listing of a list view says nothing of records outside it; a listing of all connections does.
		const expected = tree.presence === 'in' || (side === 'google' && tree.presence === 'out');
		if (expected) tree.presence = 'unlisted';
	}
}

function isForgotten(contact: Contact): boolean {
	const { google, crm } = contact;
	const present = [google, crm].filter((tree) => tree !== null && tree.presence !== 'gone');
	return present.length === 0;
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

function forgetOldTombstones(own: SideState, now: number): void {
	for (const [id, deletedAt] of Object.entries(own.tombstones)) {
		if (now - deletedAt >= TOMBSTONE_LIFE) delete own.tombstones[id];
	}
}
