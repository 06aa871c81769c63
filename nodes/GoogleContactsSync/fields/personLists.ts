import mapValues from 'lodash/mapValues';
import omit from 'lodash/omit';

import type { ContactLists, ListEntry, ListKind } from '../../shared/lists/contactLists';
import { LIST_KINDS, partKind, sameEntries, slotOf, SLOTS } from '../../shared/lists/contactLists';
import type { EntryChange, ListChange } from '../../shared/lists/listChanges';
import { listChanges, slotWrites } from '../../shared/lists/listChanges';
import { sameText, showsValues } from '../../shared/values/sameText';
import type { Places, SameValue, SlotAsk } from '../../shared/lists/slots';
import { bindSlots } from '../../shared/lists/slots';
import type { FieldValues } from '../../shared/protocol';
import type { Person } from '../transport/person';
import type { PersonPart, ReadOptions } from './personField';
import { holdsNothing } from './personField';

/* The lists of a person, as the sync knows them and as Google takes them. */

type RawEntry = Record<string, unknown>;

/** Where a list stands in a person, and what Google calls its parts. */
const LISTS: Record<ListKind, { part: PersonPart; names: Readonly<Record<string, string>> }> = {
	address: {
		part: 'addresses',
		names: {
			...{ street: 'streetAddress', extended: 'extendedAddress', city: 'city' },
			...{ region: 'region', postalCode: 'postalCode', country: 'country' },
		},
	},
	email: { part: 'emailAddresses', names: { value: 'value' } },
	nickname: { part: 'nicknames', names: { value: 'value' } },
	organization: { part: 'organizations', names: { name: 'name', title: 'title', department: 'department' } },
	phone: { part: 'phoneNumbers', names: { value: 'value' } },
	url: { part: 'urls', names: { value: 'value' } },
};

/** What stands in for a part of an address: Google may know a country by its code alone, and who has a PO box needs no street. */
const STAND_INS: Readonly<Record<string, string>> = { country: 'countryCode', street: 'poBox' };

/** Lists whose entries people do not tell apart by a label. */
const UNLABELLED: readonly ListKind[] = ['nickname', 'organization'];

/** What an entry may still have when nothing of it is left. */
const LABELS = ['metadata', 'type', 'formattedType', 'formattedValue', 'current'];

export function listPart(kind: ListKind): PersonPart {
	return LISTS[kind].part;
}

/** Every entry of a person's lists, in Google's order; lists without one are left out. */
export function readLists(person: Person): ContactLists {
	const lists: ContactLists = {};
	for (const kind of LIST_KINDS) {
		const entries = rawEntries(person, kind);
		if (entries.length > 0) lists[kind] = entries.map((entry) => readEntry(kind, entry, entries));
	}
	return lists;
}

/** The label of a job that has ended, or stands beside the one that Google knows as the current one. */
const FORMER_JOB = 'former';

function isFormerJob({ current, endDate }: RawEntry, all: readonly RawEntry[]): boolean {
	return current !== true && (current === false || endDate !== undefined || all.some((other) => other.current === true));
}

function rawEntries(person: Person, kind: ListKind): readonly RawEntry[] {
	return (person[LISTS[kind].part] ?? []) as RawEntry[];
}

function readEntry(kind: ListKind, raw: RawEntry, all: readonly RawEntry[] = [raw]): ListEntry {
	const parts: FieldValues = {};
	for (const [part, name] of Object.entries(LISTS[kind].names)) {
		const value = text(raw[name]) || text(raw[STAND_INS[part]]);
		if (value !== '') parts[part] = value;
	}
	const label = UNLABELLED.includes(kind) ? (isFormerJob(raw, all) ? FORMER_JOB : '') : text(raw.type);
	const piece = kind === 'address' ? onePiece(raw) : undefined;
	return piece === undefined ? { label, parts } : { label, parts: { ...parts, street: piece }, onePiece: true };
}

/** The text of an address that says more in one piece than in its parts, as contacts from phones and imports do. */
function onePiece(raw: RawEntry): string | undefined {
	const whole = text(raw.formattedValue);
	if (whole === '' || text(raw.streetAddress) !== '') return undefined;
	const said = words([...Object.values(LISTS.address.names).map((name) => text(raw[name])), text(raw.poBox), text(raw.countryCode)].join(' '));
	return [...words(whole)].some((word) => !said.has(word)) ? whole : undefined;
}

function words(value: string): Set<string> {
	return new Set(value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** What fields that are slots show. @param bound what they are known to show, so that they are found under any label. */
export function readSlots(person: Person, fields: readonly string[], options: ReadOptions, bound: FieldValues = {}): FieldValues {
	const lists = readLists(person);
	const values: FieldValues = {};
	for (const kind of LIST_KINDS) {
		const wanted = fields.flatMap((field) => {
			const found = slotOf(field);
			return found?.slot.kind === kind ? { field, ...found } : [];
		});
		if (wanted.length === 0) continue;
		const places = placesIn(lists, kind, options, bound);
		for (const { field, slot, part } of wanted) {
			const value = lists[kind]?.[places.get(slot) ?? -1]?.parts[part] ?? '';
			if (value !== '') values[field] = value;
		}
	}
	return values;
}

/** The entries that slots are for those who know nothing of the other side: the bound ones, else by their labels. */
function placesIn(lists: ContactLists, kind: ListKind, options: ReadOptions, bound: FieldValues): Places {
	const known = slotWrites(bound);
	const asks = SLOTS.filter((slot) => slot.kind === kind).map((slot): SlotAsk => {
		const written = known.get(slot);
		const values = { ...mapValues(slot.fields, () => ''), ...written };
		return { slot, agreed: written ? values : null, counterpart: values, before: () => null };
	});
	return bindSlots(lists[kind] ?? [], asks, asWritten, options.onlyEmailAsWork);
}

const asWritten: SameValue = (kind, part, a, b) =>
	partKind(kind, part) === 'email' ? sameText(a.toLowerCase(), b.toLowerCase()) : sameText(a, b);

/** The changes that set fields which are slots, for those who know nothing of the other side. */
export function changesFor(person: Person, set: FieldValues, options: ReadOptions, bound: FieldValues): ListChange[] {
	const lists = readLists(person);
	return listChanges(lists, slotWrites(set), (kind) => placesIn(lists, kind, options, bound), asWritten);
}

/** Carries changes of lists out on a person, entry by entry; whatever else entries hold stays. @returns the parts that differ then. */
export function applyLists(person: Person, changes: readonly ListChange[]): PersonPart[] {
	return changes.flatMap((change) => {
		const part = listPart(change.kind);
		const before = readLists(person)[change.kind];
		Object.assign(person, { [part]: changedRaw(rawEntries(person, change.kind), change) });
		return sameEntries(before, readLists(person)[change.kind]) ? [] : part;
	});
}

function changedRaw(entries: readonly RawEntry[], { kind, changes }: ListChange): RawEntry[] {
	const kept = entries.flatMap((entry, place) => {
		const change = changes.find((candidate) => candidate.place === place);
		const changed = change ? changedEntry(kind, entry, change) : entry;
		return changed ? [changed] : [];
	});
	const shown = entries.map((entry) => readEntry(kind, entry, entries));
	// A change whose answer was lost may have been made.
	const added = changes.filter((change) => change.place === null && !shown.some((entry) => isAdded(entry, change)));
	return [...kept, ...added.map((change) => newEntry(kind, change))];
}

function isAdded({ label, parts }: ListEntry, change: EntryChange): boolean {
	return label === change.label && Object.keys(change.parts).length === Object.keys(parts).length && showsValues(parts, change.parts);
}

/** Google's own reading of the old values goes with them; of an address that was one text, the text becomes the street. */
function changedEntry(kind: ListKind, raw: RawEntry, change: EntryChange): RawEntry | undefined {
	const shown = readEntry(kind, raw);
	if (showsValues(shown.parts, change.parts)) return raw;
	const derived = kind === 'phone' ? ['canonicalForm'] : kind === 'address' ? derivedOfAddress(raw, change.parts) : [];
	const values = shown.onePiece ? { street: shown.parts.street, ...change.parts } : change.parts;
	const entry = { ...omit(raw, derived), ...toRaw(kind, values) };
	return holdsNothing(entry, LABELS) ? undefined : entry;
}

/** A formatted address that says more than its parts was typed by somebody, and stays; any other is Google's work. */
function derivedOfAddress(raw: RawEntry, parts: FieldValues): string[] {
	const said = words(Object.values(raw).map(text).filter((value) => value !== raw.formattedValue).join(' '));
	const isTyped = text(raw.streetAddress) !== '' && [...words(text(raw.formattedValue))].some((word) => !said.has(word));
	return [...(isTyped ? [] : ['formattedValue']), ...standInsOf(raw, parts)];
}

/** What stood in for a part that gets a value of its own, or none. For the street of an address in one piece stood its text. */
function standInsOf(raw: RawEntry, parts: Readonly<FieldValues>): string[] {
	const isBox = text(raw.streetAddress) === '' && onePiece(raw) === undefined;
	return ['country' in parts ? 'countryCode' : [], 'street' in parts && isBox ? 'poBox' : []].flat();
}

function newEntry(kind: ListKind, { label, parts }: EntryChange): RawEntry {
	return { ...(label !== '' && { type: label }), ...toRaw(kind, parts) };
}

function toRaw(kind: ListKind, parts: Readonly<FieldValues>): RawEntry {
	const { names } = LISTS[kind];
	return Object.fromEntries(Object.entries(parts).map(([part, value]) => [names[part], value || undefined]));
}
