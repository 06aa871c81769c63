import type { ListEntry, ListKind } from '../protocol/lists';
import { ListKindSchema } from '../protocol/lists';
import type { FieldKind, FieldValues } from '../protocol';

/*
 * Google holds e-mails, phones, addresses and more as lists. A mapped field is a slot in such a list: which entry it is
 * stands in no label alone, so a reading shows every entry, and the slots are filled from them (`slots.ts`).
 */

export type { ContactLists, ListEntry, ListKind } from '../protocol/lists';

export const LIST_KINDS: readonly ListKind[] = ListKindSchema.options;

/** Where a mapped field lives. */
export interface Slot {
	kind: ListKind;
	/** The label of entries that are this slot; empty where the list knows no labels. */
	label: string;
	/** Whether entries that no slot has the label of fill it. */
	isMain: boolean;
	/** The fields of the slot, by the part that each is. */
	fields: Readonly<Record<string, string>>;
}

interface PartOfSlot {
	slot: Slot;
	part: string;
}

const ADDRESS_SUFFIXES: Readonly<Record<string, string>> = {
	street: 'Street',
	extended: 'ExtendedAddress',
	city: 'City',
	region: 'Region',
	postalCode: 'PostalCode',
	country: 'Country',
};

const valueSlot = (kind: ListKind, field: string, label: string, isMain = false): Slot => ({ kind, label, isMain, fields: { value: field } });

const addressSlot = (label: string, isMain = false): Slot => ({
	...{ kind: 'address', label, isMain },
	fields: Object.fromEntries(Object.entries(ADDRESS_SUFFIXES).map(([part, suffix]) => [part, `${label}${suffix}`])),
});

/** Every slot, the main one of its list first. */
export const SLOTS: readonly Slot[] = [
	valueSlot('email', 'workEmail', 'work', true),
	valueSlot('email', 'homeEmail', 'home'),
	valueSlot('email', 'otherEmail', 'other'),
	valueSlot('phone', 'workPhone', 'work', true),
	valueSlot('phone', 'mobilePhone', 'mobile'),
	valueSlot('phone', 'homePhone', 'home'),
	valueSlot('phone', 'mainPhone', 'main'),
	valueSlot('phone', 'otherPhone', 'other'),
	valueSlot('phone', 'workFax', 'workFax', true),
	valueSlot('phone', 'homeFax', 'homeFax'),
	valueSlot('phone', 'pager', 'pager', true),
	valueSlot('url', 'workWebsite', 'work', true),
	valueSlot('url', 'homeWebsite', 'home'),
	addressSlot('work', true),
	addressSlot('home'),
	addressSlot('other'),
	{ kind: 'organization', label: '', isMain: true, fields: { name: 'company', title: 'jobTitle', department: 'department' } },
	valueSlot('nickname', 'nickname', '', true),
];

const byField: ReadonlyMap<string, PartOfSlot> = new Map(
	SLOTS.flatMap((slot) => Object.entries(slot.fields).map(([part, field]): [string, PartOfSlot] => [field, { slot, part }])),
);

/** The slot and part that a field is; undefined for a field that is in no list. */
export function slotOf(field: string): PartOfSlot | undefined {
	return byField.get(field);
}

/** The part by which people tell the entries of a list apart. */
export function keyPart(kind: ListKind): string {
	return kind === 'address' ? 'street' : kind === 'organization' ? 'name' : 'value';
}

const VALUE_KINDS: Partial<Record<ListKind, FieldKind>> = { email: 'email', phone: 'phone', url: 'url' };

/** How the values of a part are compared. */
export function partKind(kind: ListKind, part: string): FieldKind {
	if (part === 'country') return 'country';
	return part === 'street' ? 'note' : (VALUE_KINDS[kind] ?? 'text');
}

/** Whether an entry of this label fills the main slot of a list that nobody else fills. */
export function fillsMain(slot: Slot, label: string, anyEmail: boolean): boolean {
	if (!slot.isMain || lineOf(slot.kind, label) !== lineOf(slot.kind, slot.label)) return false;
	if (slot.kind === 'organization' || slot.kind === 'nickname') return true;
	const isPrivate = /^(home|mobile)$/i.test(label);
	return !isPrivate || (slot.kind === 'email' && anyEmail);
}

/** A fax or pager is no phone to call. */
function lineOf(kind: ListKind, label: string): string {
	const [line = ''] = kind === 'phone' ? (/fax|pager/i.exec(label) ?? []) : [];
	return line.toLowerCase();
}

export function sameLabel(a: string, b: string): boolean {
	return a === b || a.toLowerCase() === b.toLowerCase();
}

const NO_ENTRIES: readonly ListEntry[] = [];

/** Whether two lists hold the same entries in the same order, to the letter. */
export function sameEntries(a: readonly ListEntry[] = NO_ENTRIES, b: readonly ListEntry[] = NO_ENTRIES): boolean {
	if (a === b) return true;
	if (a.length !== b.length) return false;
	for (let place = 0; place < a.length; place++) {
		if (!sameEntry(a[place], b[place])) return false;
	}
	return true;
}

function sameEntry(a: ListEntry, b: ListEntry): boolean {
	return a.label === b.label && a.onePiece === b.onePiece && sameValues(a.parts, b.parts);
}

/** Whether both hold the same values under the same names. */
export function sameValues(a: Readonly<FieldValues>, b: Readonly<FieldValues>): boolean {
	let names = 0;
	for (const name in a) {
		if (a[name] !== b[name]) return false;
		names += 1;
	}
	return names === Object.keys(b).length;
}
