import type {
	AbsenceReading,
	ContactPair,
	ContactReading,
	CursorReading,
	Reading,
	SideName,
} from '../../../shared/protocol';
import { addressesOf, emailFieldsIn } from '../fieldMap/addresses';
import { NOTHING_AGREED } from '../model/agreement';
import { fieldsToRead } from '../fieldMap/fieldMap';
import { withFormerFields } from '../fieldMap/formerFields';
import { idsToAsk } from './nextReading';
import type { Kept } from './snapshot';
import { keptOf, snapshotAfter } from './snapshot';
import { gainedAddresses } from './sharedAddresses';
import { showSlots, slotMap } from '../fieldMap/slots';
import type { SlotMap } from '../fieldMap/slots';
import { endDeletion, endDoubt, forgetOldTombstones, isDoubtful, noteDoubt, withDoubtedScope } from './staleness';
import { ownerOf } from './takenIn';
import type { Pair, Snapshot, SideState, SyncSettings, SyncState } from '../model/types';
import { add, agree, bury, forget, noteCreated, show, stand } from '../model/draft';
import { otherSide, SIDES } from '../model/types';

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
		else if (item.kind === 'cursor') cursor = item;
	}
	return cursor && { contacts, absences, cursor };
}

/** A contact that so far exists on one side only. */
export function newContact(side: SideName, tree: Snapshot): Pair {
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
export function overlay(state: SyncState, side: SideName, reading: SideReading, settings: SyncSettings, now: number): Map<Pair, string[]> {
	const own = state.sides[side];
	forgetOldTombstones(own, now);
	const byId = indexById(state.contacts, side);
	const shown = new Map<string, boolean | null>();
	const gained = new Map<Pair, string[]>();
	const rules = rulesFor(state, side, reading, settings, now);
	const before = { side, own, byId, now };
	for (const record of reading.contacts) {
		shown.set(record.id, record.inScope);
		const pair = ownerOf(record, before);
		const laid = layRecord(state, side, pair, record, rules);
		if (laid === NOTHING_NEW) continue;
		if (laid.added) byId.set(record.id, laid.added);
		if (pair && laid.addresses.length > 0) gained.set(pair, laid.addresses);
	}
	const asked = new Set(reading.absences.some(({ id }) => !byId.has(id)) ? idsToAsk(state, side, reading.cursor.mode) : []);
	for (const absence of reading.absences) {
		overlayAbsence(own, byId.get(absence.id), side, absence, { now, listed: shown.get(absence.id), isAsked: asked.has(absence.id) });
		shown.set(absence.id, false);
	}
	if (reading.cursor.mode === 'full' && reading.cursor.complete) markUnlisted(state, side, shown);
	noteCursor(own, reading.cursor, now);
	return gained;
}

/** What a record that was shown brought: a contact that is new, or addresses that its person had not shown. */
interface Laid {
	added?: Pair;
	addresses: string[];
}

const NOTHING_NEW: Laid = { addresses: [] };

/** What laying the records of a reading over the trees goes by. */
interface Rules {
	kept: Kept;
	map: SlotMap;
	/** Milliseconds since 1970 by n8n's clock. */
	now: number;
}

function rulesFor(state: SyncState, side: SideName, { cursor }: SideReading, settings: SyncSettings, now: number): Rules {
	const map = slotMap(settings, state.rows);
	return { now, map, kept: keptOf(fieldsToRead(settings, side), emailFieldsIn(cursor.fields), map.kinds) };
}

/** Records as they are seen while it is decided who is who, and that nothing is kept of. */
export function seenOnly(state: SyncState, side: SideName, records: readonly ContactReading[], reading: SideReading, settings: SyncSettings): Pair[] {
	if (records.length === 0) return [];
	const { map, kept } = rulesFor(state, side, reading, settings, 0);
	return records.map((record) => withSlots(newContact(side, snapshotAfter(null, record, null, kept)), map));
}

function withSlots(added: Pair, map: SlotMap): Pair {
	showSlots(added, map, null);
	return added;
}

function layRecord(state: SyncState, side: SideName, pair: Pair | undefined, record: ContactReading, { kept, map, now }: Rules): Laid {
	const own = state.sides[side];
	const known = pair?.[side] ?? null;
	const modifiedAt = record.modifiedAt === null ? null : Date.parse(record.modifiedAt);
	const tree = snapshotAfter(known, withDoubtedScope(record, own), modifiedAt, kept);
	if (isDoubtful(record, known, tree, own, now)) {
		noteDoubt(own, record, now);
		// Whether it is there is not known, so nothing is decided on it before it has been read by id.
		if (pair && known?.presence === 'gone') stand(pair, side, 'unlisted');
		return NOTHING_NEW;
	}
	endDoubt(own, record.id);
	endDeletion(own, record.id);
	if (!pair || !known) {
		const added = withSlots(newContact(side, tree), map);
		add(state, added);
		return { added, addresses: [] };
	}
	if (side === 'crm' && pair.createdInCrm) noteCreated(pair, isUnseen(known, record, modifiedAt));
	if (tree === known) return NOTHING_NEW;
	show(pair, side, withFormerFields(tree, known, kept.names));
	showSlots(pair, map, side === 'google' ? known : pair.google);
	return { addresses: gainedAddresses(known, pair[side] ?? tree, kept.emailFields, () => addressesOn(pair, otherSide(side), state)) };
}

function addressesOn(pair: Pair, side: SideName, { sides }: SyncState): string[] {
	const tree = pair[side];
	return tree ? addressesOf(tree, emailFieldsIn(sides[side].capabilities)) : [];
}

interface DeletedRecord {
	contact: Pair;
	side: SideName;
}

export function deletedRecords({ contacts, sides }: SyncState): DeletedRecord[] {
	return SIDES.flatMap((side) => {
		const told = new Set(Object.keys(sides[side].tombstones));
		return contacts.filter(({ [side]: tree }) => tree && (tree.presence === 'gone' || (told.size > 0 && told.has(tree.id)))).map((pair) => ({ contact: pair, side }));
	});
}

/**
 * Closes the overlay of both sides. A record that is there again while its counterpart is deleted was brought back on
 * purpose, so it counts as changed; nobody who is on neither side is kept (S08).
 *
 * @param state changed in place; callers pass a copy.
 * @param before who was deleted before the overlay.
 */
export function settleDeletions(state: SyncState, before: readonly DeletedRecord[]): void {
	for (const { contact: pair, side } of before) {
		// Whoever is still deleted here too is forgotten below.
		if (pair[otherSide(side)]?.presence === 'gone') agree(pair, NOTHING_AGREED);
	}
	forget(state, isForgotten);
}

export function indexById(contacts: readonly Pair[], side: SideName): Map<string, Pair> {
	const byId = new Map<string, Pair>();
	for (const pair of contacts) {
		const tree = pair[side];
		if (tree) byId.set(tree.id, pair);
	}
	return byId;
}

/** Finds whoever has one of two records. */
export function pairFinder(contacts: readonly Pair[]): (ids: ContactPair) => Pair | undefined {
	const byId = { google: indexById(contacts, 'google'), crm: indexById(contacts, 'crm') };
	return ({ google, crm }) => byId.google.get(google ?? '') ?? byId.crm.get(crm ?? '');
}

/** Once the list view has shown a record, or somebody has edited it, the view is no longer what hides it. */
function isUnseen(asCreated: Snapshot, { inScope }: ContactReading, modifiedAt: number | null): boolean {
	return inScope !== true && (asCreated.modifiedAt ?? modifiedAt) === modifiedAt;
}

function overlayAbsence(
	own: SideState,
	pair: Pair | undefined,
	side: SideName,
	absence: AbsenceReading,
	{ now, listed, isAsked }: { now: number; listed: boolean | null | undefined; isAsked: boolean },
): void {
	const tree = pair?.[side];
	if (!pair || !tree) {
		endDoubt(own, absence.id);
		// Asked for without being known, as the origin of another record: whoever asks need not ask again.
		if (isAsked && absence.reason !== 'forbidden') bury(own, absence.id, now);
		return;
	}
	if (absence.reason === 'deleted' && tree.presence !== 'gone' && mayBeBack(tree, absence, listed)) {
		stand(pair, side, 'unlisted');
		noteDoubt(own, { id: tree.id, inScope: listed ?? tree.presence === 'in' }, now);
		return;
	}
	// No listing's word on it is left to be judged: others need not wait for it.
	endDoubt(own, tree.id);
	// What a side merely does not show is not deleted: it waits until the side shows it or tells of its deletion.
	if (absence.reason === 'forbidden' || (absence.reason === 'notShown' && tree.presence !== 'gone')) {
		stand(pair, side, 'forbidden');
		return;
	}
	if (tree.presence === 'gone' && absence.at === null) return;
	stand(pair, side, 'gone');
	bury(own, tree.id, now);
}

/** A record that one reading both shows and tells as deleted, or that was modified since by its clock: restored, perhaps. */
function mayBeBack(tree: Snapshot, { at }: AbsenceReading, listed: boolean | null | undefined): boolean {
	return listed !== undefined || (at !== null && (tree.modifiedAt ?? 0) > Date.parse(at));
}

/** Absence from a listing is never deletion: the record is read by id next time (S26). */
function markUnlisted(state: SyncState, side: SideName, shown: ReadonlyMap<string, unknown>): void {
	for (const pair of state.contacts) {
		const tree = pair[side];
		if (!tree || shown.has(tree.id)) continue;
		// A full listing of a list view says nothing of records outside it; a listing of all connections does.
		const expected = tree.presence === 'in' || (side === 'google' && tree.presence === 'out');
		if (expected) stand(pair, side, 'unlisted');
	}
}

function isForgotten(pair: Pair): boolean {
	const { google, crm } = pair;
	return (google === null || google.presence === 'gone') && (crm === null || crm.presence === 'gone');
}

function noteCursor(own: SideState, cursor: CursorReading, now: number): void {
	own.seenAt = now;
	own.scopeName = cursor.scopeName;
	own.about = cursor.about;
	own.capabilities = cursor.fields;
	own.readNext = cursor.complete ? [] : own.readNext;
	if (!cursor.complete) return;
	own.cursor = cursor.cursor;
	if (cursor.mode === 'full') own.lastFullAt = now;
}
