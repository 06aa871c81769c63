import omit from 'lodash/omit';

import type { ContactLists, ListEntry, ListKind, Slot } from '../../../shared/lists/contactLists';
import { partKind, slotOf, SLOTS } from '../../../shared/lists/contactLists';
import type { ListChange } from '../../../shared/lists/listChanges';
import { listChanges, slotWrites } from '../../../shared/lists/listChanges';
import type { Places, SameValue, SlotAsk } from '../../../shared/lists/slots';
import { bindSlots, standsIn } from '../../../shared/lists/slots';
import type { FieldValues } from '../../../shared/protocol';
import { agreementOf } from '../model/agreement';
import { fieldsToRead } from './fieldMap';
import { equivalent } from '../values/normalise';
import { isMissing } from './formerFields';
import { oneNameView } from './oneName';
import type { Contact, FieldRow, RecordTree, SyncSettings } from '../model/types';

/*
 * Which entry of a contact's lists is which field of the map. It is decided anew from all that is known of a pair, so
 * that a reading of every contact and one of those that changed come to the same.
 */

/** The slots that the map uses, list by list, and what the rows say of their fields. */
export interface SlotMap {
	settings: SyncSettings;
	/** The rows that are still mapped; what others named is only read. */
	mapped: readonly FieldRow[];
	/** The list of the addresses is always kept: people are told apart by it. */
	kinds: readonly ListKind[];
	slots: ReadonlyMap<ListKind, readonly Slot[]>;
	/** The fields of Google that are read. */
	fields: ReadonlySet<string>;
	/** The rows of a field, by their place in the map. */
	rows: ReadonlyMap<string, ReadonlyArray<{ index: number; row: FieldRow }>>;
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
	const used = SLOTS.filter((slot) => Object.values(slot.fields).some((field) => fields.has(field)));
	const kinds = [...new Set<ListKind>(['email', ...used.map(({ kind }) => kind)])];
	const rows = new Map<string, Array<{ index: number; row: FieldRow }>>();
	settings.rows.forEach((row, index) => rows.set(row.google, [...(rows.get(row.google) ?? []), { index, row }]));
	return { settings, mapped, fields, kinds, slots: new Map(kinds.map((kind) => [kind, used.filter((slot) => slot.kind === kind)])), rows };
}

/** The lists of a reading that are kept. */
export function keptLists(lists: ContactLists, { kinds }: SlotMap): ContactLists {
	const kept: ContactLists = {};
	for (const kind of kinds) {
		if (lists[kind]) kept[kind] = lists[kind];
	}
	return kept;
}

/**
 * Fills the slots of a contact's Google record, from what was agreed on, what the CRM shows and the labels; and shows its
 * name as one where it is one.
 *
 * @param contact its Google record is replaced where it shows something else by now.
 * @param before the record as it was before the reading.
 */
export function showSlots(contact: Contact, map: SlotMap, before: RecordTree | null): void {
	const { google } = contact;
	if (!google || google.presence === 'gone') return;
	const { fields: named, oneName } = oneNameView(contact, map.mapped, map.settings.crmNameField);
	if (!google.lists) {
		if (oneName !== google.oneName) contact.google = { ...omit(google, 'oneName'), fields: named, ...(oneName && { oneName }) };
		return;
	}
	// What the map named before is still told of a record that may be deleted with its counterpart.
	const fields = withoutSlots(named, isMissing(contact.crm) ? map.fields : undefined);
	const places = new Map<ListKind, Places>();
	for (const [kind, slots] of map.slots) {
		const own = placesOf(contact, kind, slots, map, before);
		places.set(kind, own);
		for (const slot of slots) Object.assign(fields, slotFields(contact, slot, own, map));
	}
	const isShown = oneName === google.oneName && sameFields(fields, google.fields);
	contact.google = { ...omit(google, 'oneName'), fields: isShown ? google.fields : fields, places, ...(oneName && { oneName }) };
}

/** @param mapped only these are taken out; all of them where it is left out. */
function withoutSlots(fields: Readonly<FieldValues>, mapped?: ReadonlySet<string>): FieldValues {
	const others: FieldValues = {};
	for (const name in fields) {
		if (!slotOf(name) || mapped?.has(name) === false) others[name] = fields[name];
	}
	return others;
}

function sameFields(a: Readonly<FieldValues>, b: Readonly<FieldValues>): boolean {
	const names = Object.keys(a);
	return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function placesOf(contact: Contact, kind: ListKind, slots: readonly Slot[], map: SlotMap, before: RecordTree | null): Places {
	const entries = contact.google?.lists?.[kind] ?? [];
	if (entries.length === 0) return new Map();
	const asks = slots.map((slot): SlotAsk => {
		const agreed = agreedParts(contact, slot, map);
		return {
			...{ slot, agreed, counterpart: counterpartParts(contact, slot, map) },
			before: agreed && before?.lists ? { parts: shownParts(before, slot), entries: before.lists[kind] ?? [] } : null,
		};
	});
	return bindSlots(entries, asks, sameIn(map.settings), map.settings.onlyEmailAsWork);
}

function sameIn({ phoneCountry }: SyncSettings): SameValue {
	return (kind, part, a, b) => a === b || (a !== '' && b !== '' && equivalent(partKind(kind, part), a, b, phoneCountry));
}

/** What a slot showed at the last agreement; null where it has none. */
function agreedParts(contact: Contact, slot: Slot, { rows }: SlotMap): FieldValues | null {
	const agreed: FieldValues = {};
	for (const [part, field] of Object.entries(slot.fields)) {
		for (const { index } of rows.get(field) ?? []) {
			const value = agreementOf(contact, index)?.google;
			if (value !== undefined) agreed[part] = value;
		}
	}
	return Object.keys(agreed).length > 0 ? agreed : null;
}

/** What the CRM shows for a slot; what a transform makes of a value says nothing of the entry. */
function counterpartParts({ crm }: Contact, slot: Slot, { rows }: SlotMap): FieldValues {
	const parts: FieldValues = {};
	for (const [part, field] of Object.entries(slot.fields)) {
		const plain = rows.get(field)?.find(({ row }) => row.transform === undefined);
		const value = plain && crm?.fields[plain.row.crm];
		if (value) parts[part] = value;
	}
	return parts;
}

function shownParts({ fields }: RecordTree, slot: Slot): FieldValues {
	const parts: FieldValues = {};
	for (const [part, field] of Object.entries(slot.fields)) {
		if (fields[field]) parts[part] = fields[field];
	}
	return parts;
}

/** What a slot shows, by field. */
function slotFields(contact: Contact, slot: Slot, places: Places, map: SlotMap): FieldValues {
	const entry = contact.google?.lists?.[slot.kind]?.[places.get(slot) ?? -1];
	const shown: FieldValues = {};
	if (!entry) return shown;
	for (const [part, field] of Object.entries(slot.fields)) {
		const told = entry.onePiece ? partOfPiece(contact, entry.parts, part, slot, map) : entry.parts[part];
		if (told && told.trim() !== '' && map.fields.has(field)) shown[field] = told;
	}
	return shown;
}

/**
 * An address that is one text says nothing against the parts that the other side knows, or that were agreed on. It is
 * shown as the street, unless the street of the other side stands in it.
 */
function partOfPiece(contact: Contact, parts: Readonly<FieldValues>, part: string, slot: Slot, map: SlotMap): string {
	if (part !== 'street' && parts[part]) return parts[part];
	const known = agreedParts(contact, slot, map)?.[part] ?? counterpartParts(contact, slot, map)[part] ?? '';
	if (part !== 'street') return known;
	return known !== '' && standsIn(parts.street, known) ? known : parts.street;
}

/** What becomes of a contact's lists when these fields are set; undefined where its side holds none. */
export function changesOfLists(contact: Contact, set: FieldValues, map: SlotMap): ListChange[] | undefined {
	const { google } = contact;
	if (google && !google.lists) return undefined;
	const places = (kind: ListKind): Places => google?.places?.get(kind) ?? placesOf(contact, kind, map.slots.get(kind) ?? [], map, google);
	const writes = new Map(
		[...slotWrites(set)].map(([slot, parts]): [Slot, FieldValues] => {
			const entry = slot.kind === 'address' ? google?.lists?.address?.[places('address').get(slot) ?? -1] : undefined;
			return [slot, entry?.onePiece ? takenApart(contact, entry, parts, slot, map) : parts];
		}),
	);
	return listChanges(google?.lists ?? {}, writes, places, sameIn(map.settings));
}

/**
 * An address that is one text becomes one of parts when a part of it is written: it gets those that are known besides, and
 * whatever else its text says goes into its second line.
 */
function takenApart(contact: Contact, { parts }: ListEntry, written: FieldValues, slot: Slot, map: SlotMap): FieldValues {
	const shown: FieldValues = {};
	for (const [part, field] of Object.entries(slot.fields)) {
		const known = map.fields.has(field) || part === 'street' ? partOfPiece(contact, parts, part, slot, map) : '';
		if (known !== '') shown[part] = known;
	}
	const rest = Object.values(shown).reduce(withoutText, parts.street).replace(/^[\s,;]+|[\s,;]+$/g, '');
	if (rest === '') return { ...shown, ...written };
	const line = map.fields.has(slot.fields.extended) ? 'street' : 'extended';
	const apart = { ...shown, ...written };
	return { ...apart, [line]: [apart[line], rest].filter(Boolean).join(', ') };
}

function withoutText(text: string, part: string): string {
	const start = text.toLowerCase().indexOf(part.toLowerCase());
	return start < 0 ? text : `${text.slice(0, start)}${text.slice(start + part.length)}`;
}

/** The lists of a contact that hold mapped fields, the empty ones too; undefined where its side holds none. */
export function expectedLists(tree: RecordTree | null, { kinds }: SlotMap): ContactLists | undefined {
	return tree?.lists && Object.fromEntries(kinds.map((kind) => [kind, tree.lists?.[kind] ?? []]));
}
