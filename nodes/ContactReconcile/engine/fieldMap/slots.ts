import type { ContactLists, ListEntry, ListKind, Slot } from '../../../shared/lists/contactLists';
import { partKind, sameValues, slotOf, SLOTS } from '../../../shared/lists/contactLists';
import type { ListChange } from '../../../shared/lists/listChanges';
import { listChanges, slotWrites } from '../../../shared/lists/listChanges';
import type { Places, SameValue, SlotAsk } from '../../../shared/lists/slots';
import { bindSlots, standsIn } from '../../../shared/lists/slots';
import type { FieldKind, FieldValues } from '../../../shared/protocol';
import { isFilled } from '../../../shared/values/text';
import { agreementOf } from '../model/agreement';
import { listKinds } from '../model/plainLists';
import { fieldsToRead } from './fieldMap';
import { equivalent } from '../values/normalise';
import { mayBeDeleted } from './formerFields';
import { oneNameView } from './oneName';
import { show } from '../model/draft';
import type { Pair, FieldRow, Snapshot, SyncSettings } from '../model/types';

/*
 * Which entry of a contact's lists is which field of the map. It is decided anew from all that is known of a pair, so
 * that a reading of every contact and one of those that changed come to the same.
 */

/** A slot that the map uses, and what the rows say of its fields. */
interface MapSlot {
	slot: Slot;
	fields: readonly SlotField[];
}

interface SlotField {
	part: string;
	field: string;
	isRead: boolean;
	/** The rows of the field, by their place in the map. */
	rows: readonly number[];
	/** The CRM field that holds the same; what a transform makes of a value says nothing of the entry. */
	crm: string | undefined;
}

/** What the map says of lists, worked out once for all contacts. */
export interface SlotMap {
	settings: SyncSettings;
	/** The rows that are still mapped; what others named is only read. */
	mapped: readonly FieldRow[];
	/** The list of the addresses is always kept: people are told apart by it. */
	kinds: ReadonlySet<ListKind>;
	slots: ReadonlyMap<ListKind, readonly MapSlot[]>;
	/** The fields of Google that are read. */
	fields: ReadonlySet<string>;
	same: SameValue;
}

const maps = new WeakMap<SyncSettings, SlotMap>();

/** @param mapped the rows that are still mapped, where the settings hold former ones besides. */
export function slotMap(settings: SyncSettings, mapped = settings.rows): SlotMap {
	const known = maps.get(settings);
	const map = known ?? mapOf(settings, mapped);
	if (!known) maps.set(settings, map);
	return map;
}

function mapOf(settings: SyncSettings, mapped: readonly FieldRow[]): SlotMap {
	const fields = new Set(fieldsToRead(settings, 'google'));
	const used = SLOTS.filter((slot) => Object.values(slot.fields).some((field) => fields.has(field))).map((slot) => mapSlot(slot, fields, settings));
	const kinds = listKinds(fields);
	const slots = new Map([...kinds].map((kind) => [kind, used.filter(({ slot }) => slot.kind === kind)]));
	return { settings, mapped, fields, kinds, slots, same: sameIn(settings) };
}

function mapSlot(slot: Slot, read: ReadonlySet<string>, { rows }: SyncSettings): MapSlot {
	const fields = Object.entries(slot.fields).map(([part, field]): SlotField => {
		const own = rows.flatMap((row, index) => (row.google === field ? { row, index } : []));
		const plain = own.find(({ row }) => row.transform === undefined);
		return { part, field, isRead: read.has(field), rows: own.map(({ index }) => index), crm: plain?.row.crm };
	});
	return { slot, fields };
}

/**
 * Fills the slots of a contact's Google record, from what was agreed on, what the CRM shows and the labels; and shows its
 * name as one where it is one.
 *
 * @param pair its Google record is replaced where it shows something else by now.
 * @param before the record as it was before the reading.
 */
export function showSlots(pair: Pair, map: SlotMap, before: Snapshot | null): void {
	const { google } = pair;
	if (!google || google.presence === 'gone') return;
	const { fields: named, oneName } = oneNameView(pair, map.mapped, map.settings.crmNameField);
	const { oneName: was, ...others } = google;
	if (!google.lists) {
		if (oneName !== was) show(pair, 'google', { ...others, fields: named, ...(oneName && { oneName }) });
		return;
	}
	// What the map named before is still told of a record that may be deleted with its counterpart.
	const fields = withoutSlots(named, mayBeDeleted(pair) ? map.fields : undefined);
	const places = new Map<ListKind, Places>();
	for (const [kind, slots] of map.slots) {
		const own = placesOf(pair, kind, slots, map, before);
		places.set(kind, own);
		for (const slot of slots) showSlot(fields, pair, slot, own);
	}
	const isShown = oneName === was && sameValues(fields, google.fields);
	show(pair, 'google', { ...others, fields: isShown ? google.fields : fields, places, ...(oneName && { oneName }) });
}

/** @param mapped only these are taken out; all of them where it is left out. */
function withoutSlots(fields: Readonly<FieldValues>, mapped?: ReadonlySet<string>): FieldValues {
	const others: FieldValues = {};
	for (const name in fields) {
		if (!slotOf(name) || mapped?.has(name) === false) others[name] = fields[name];
	}
	return others;
}

const NO_PLACES: Places = new Map();

function placesOf(pair: Pair, kind: ListKind, slots: readonly MapSlot[], { same, settings }: SlotMap, before: Snapshot | null): Places {
	const entries = pair.google?.lists?.[kind] ?? [];
	if (entries.length === 0) return NO_PLACES;
	const asks = slots.map((one): SlotAsk => {
		const agreed = isCarried(pair, one) ? agreedParts(pair, one) : null;
		const shownBefore = () => (before?.lists ? { parts: shownParts(before, one), entries: before.lists[kind] ?? [] } : null);
		return { slot: one.slot, agreed, counterpart: counterpartParts(pair, one), before: shownBefore };
	});
	return bindSlots(entries, asks, same, settings.onlyEmailAsWork);
}

function sameIn({ phoneCountry }: SyncSettings): SameValue {
	// A company is told apart as the CRM does that links it.
	const kindOf = (kind: ListKind, part: string): FieldKind => (part === 'name' ? 'lookup' : partKind(kind, part));
	return (kind, part, a, b) => a === b || (a !== '' && b !== '' && equivalent(kindOf(kind, part), a, b, phoneCountry));
}

/** What a slot showed at the last agreement; null where it has none. */
function agreedParts(pair: Pair, { fields }: MapSlot): FieldValues | null {
	let agreed: FieldValues | null = null;
	for (const { part, rows } of fields) {
		for (const index of rows) {
			const value = agreementOf(pair, index)?.google;
			if (value !== undefined) (agreed ??= {})[part] = value;
		}
	}
	return agreed;
}

/** Where the CRM's value was cleared, another entry may show in its place, and nothing was agreed of which one that is. */
function isCarried(pair: Pair, { fields }: MapSlot): boolean {
	let isEmpty = true;
	for (const { rows } of fields) {
		for (const index of rows) {
			const agreement = agreementOf(pair, index);
			if (agreement && agreement.crm !== '') return true;
			if (agreement && agreement.google !== '') isEmpty = false;
		}
	}
	return isEmpty;
}

/** What the CRM shows for a slot; empty parts too. */
function counterpartParts({ crm: tree }: Pair, { fields }: MapSlot): FieldValues {
	const parts: FieldValues = {};
	for (const { part, crm } of fields) {
		if (crm !== undefined) parts[part] = tree?.fields[crm] ?? '';
	}
	return parts;
}

function shownParts(tree: Snapshot, { fields }: MapSlot): FieldValues {
	const parts: FieldValues = {};
	for (const { part, field } of fields) {
		if (tree.fields[field]) parts[part] = tree.fields[field];
	}
	return parts;
}

/** Adds what a slot shows to the fields of its record. */
function showSlot(shown: FieldValues, pair: Pair, slot: MapSlot, places: Places): void {
	const entry = pair.google?.lists?.[slot.slot.kind]?.[places.get(slot.slot) ?? -1];
	if (!entry) return;
	for (const { part, field, isRead } of slot.fields) {
		if (!isRead) continue;
		const told = entry.onePiece ? partOfPiece(pair, entry.parts, part, slot) : entry.parts[part];
		if (isFilled(told)) shown[field] = told;
	}
}

/**
 * An address that is one text says nothing against the parts that the other side knows, or that were agreed on. It is
 * shown as the street, unless the street of the other side stands in it.
 */
function partOfPiece(pair: Pair, parts: Readonly<FieldValues>, part: string, slot: MapSlot): string {
	if (part !== 'street' && parts[part]) return parts[part];
	const other = counterpartParts(pair, slot)[part] ?? '';
	const known = other !== '' && standsIn(parts.street, other) ? other : (agreedParts(pair, slot)?.[part] ?? other);
	if (part !== 'street') return known;
	return known !== '' && standsIn(parts.street, known) ? known : parts.street;
}

/** What becomes of a contact's lists when these fields are set; undefined where its side holds none. */
export function changesOfLists(pair: Pair, set: FieldValues, map: SlotMap): ListChange[] | undefined {
	const { google } = pair;
	if (google && !google.lists) return undefined;
	const places = (kind: ListKind): Places => google?.places?.get(kind) ?? placesOf(pair, kind, map.slots.get(kind) ?? [], map, google);
	const writes = new Map(slotWrites(set));
	for (const one of map.slots.get('address') ?? []) {
		const parts = writes.get(one.slot);
		const place = parts && places('address').get(one.slot);
		const entry = google?.lists?.address?.[place ?? -1];
		if (!parts || !entry) continue;
		if (entry.onePiece) writes.set(one.slot, takenApart(pair, entry, parts, one));
		// An address that leaves the entry which it shared takes all of its parts along.
		else if ([...places('address').values()].filter((at) => at === place).length > 1) writes.set(one.slot, { ...shownParts(google, one), ...parts });
	}
	return listChanges(google?.lists ?? {}, writes, places, map.same);
}

/**
 * An address that is one text becomes one of parts when a part of it is written: it gets those that are known besides, and
 * whatever else its text says goes into its second line.
 */
function takenApart(pair: Pair, { parts }: ListEntry, written: FieldValues, slot: MapSlot): FieldValues {
	const shown: FieldValues = {};
	for (const { part, isRead } of slot.fields) {
		const known = isRead || part === 'street' ? partOfPiece(pair, parts, part, slot) : '';
		if (known !== '') shown[part] = known;
	}
	const rest = Object.values(shown).reduce(withoutText, parts.street).replace(/^[\s,;]+|[\s,;]+$/g, '');
	if (rest === '') return { ...shown, ...written };
	const line = slot.fields.some(({ part, rows }) => part === 'extended' && rows.length > 0) ? 'street' : 'extended';
	const apart = { ...shown, ...written };
	return { ...apart, [line]: [apart[line], rest].filter(Boolean).join(', ') };
}

function withoutText(text: string, part: string): string {
	const start = text.toLowerCase().indexOf(part.toLowerCase());
	return start < 0 ? text : `${text.slice(0, start)}${text.slice(start + part.length)}`;
}

/** The lists of a contact that hold mapped fields, the empty ones too; undefined where its side holds none. */
export function expectedLists(tree: Snapshot | null, { kinds }: SlotMap): ContactLists | undefined {
	return tree?.lists && Object.fromEntries([...kinds].map((kind) => [kind, tree.lists?.[kind] ?? []]));
}
