import type { ContactLists, ListEntry, ListKind, Slot } from '../../../shared/lists/contactLists';
import { LIST_KINDS, SLOTS } from '../../../shared/lists/contactLists';
import type { FieldValues } from '../../../shared/protocol';

/*
 * Most contacts hold nothing in their lists but what their fields show, each value under the label of its slot. Such lists
 * are not kept beside the fields: they are made of them for those few of whom they are asked, and compared by them.
 */

type Entries = readonly ListEntry[] | undefined;

const NONE: readonly ListEntry[] = [];

const SLOTS_BY_KIND = LIST_KINDS.map((kind) => ({ kind, slots: SLOTS.filter((slot) => slot.kind === kind).map((slot) => ({ slot, parts: Object.entries(slot.fields) })) }));

type KnownSlot = (typeof SLOTS_BY_KIND)[number]['slots'][number];

/** The lists of a contact that holds just what its fields show, list by list as any others. */
export class PlainLists implements ContactLists {
	private made: ContactLists | null = null;

	/** @param fields what the contact shows; they are never changed. */
	constructor(readonly fields: Readonly<FieldValues>) {}

	get address(): Entries {
		return this.lists.address;
	}

	get email(): Entries {
		return this.lists.email;
	}

	get nickname(): Entries {
		return this.lists.nickname;
	}

	get organization(): Entries {
		return this.lists.organization;
	}

	get phone(): Entries {
		return this.lists.phone;
	}

	get url(): Entries {
		return this.lists.url;
	}

	private get lists(): ContactLists {
		return (this.made ??= listsOfFields(this.fields));
	}
}

function listsOfFields(fields: Readonly<FieldValues>): ContactLists {
	const lists: Partial<Record<ListKind, ListEntry[]>> = {};
	for (const slot of SLOTS) {
		const parts = slotParts(slot, fields);
		if (parts) (lists[slot.kind] ??= []).push({ label: slot.label, parts });
	}
	return lists;
}

/** What the fields show of a slot; undefined where that is nothing. */
export function slotParts(slot: Slot, fields: Readonly<FieldValues>): FieldValues | undefined {
	let parts: FieldValues | undefined;
	for (const part in slot.fields) {
		const value = fields[slot.fields[part]];
		if (value !== undefined) (parts ??= {})[part] = value;
	}
	return parts;
}

const EMAIL_FIELDS = SLOTS.filter(({ kind }) => kind === 'email').map(({ fields }) => fields.value);

/** The addresses in plain lists. */
export function plainAddresses(fields: Readonly<FieldValues>): string[] {
	const addresses: string[] = [];
	for (const field of EMAIL_FIELDS) {
		if (fields[field] !== undefined) addresses.push(fields[field]);
	}
	return addresses;
}

/** Whether lists, of these kinds, hold what the fields show and nothing else: whether they are the plain lists of them. */
export function arePlain(lists: ContactLists, fields: Readonly<FieldValues>, kinds: ReadonlySet<ListKind>): boolean {
	for (const { kind, slots } of SLOTS_BY_KIND) {
		if (!showSlotsOnly(kinds.has(kind) ? lists[kind] ?? NONE : NONE, slots, fields)) return false;
	}
	return true;
}

function showSlotsOnly(entries: readonly ListEntry[], slots: readonly KnownSlot[], fields: Readonly<FieldValues>): boolean {
	let place = 0;
	for (const one of slots) {
		const shown = countShown(one, fields);
		if (shown === 0) continue;
		if (place === entries.length || !isSlot(entries[place], one, shown, fields)) return false;
		place += 1;
	}
	return place === entries.length;
}

function countShown({ parts }: KnownSlot, fields: Readonly<FieldValues>): number {
	let shown = 0;
	for (const [, field] of parts) {
		if (fields[field] !== undefined) shown += 1;
	}
	return shown;
}

/** Whether an entry holds the values that the fields show of a slot, and as many. */
function isSlot({ label, parts, onePiece }: ListEntry, { slot }: KnownSlot, shown: number, fields: Readonly<FieldValues>): boolean {
	if (label !== slot.label || onePiece) return false;
	let held = 0;
	for (const part in parts) {
		const field = slot.fields[part];
		if (field === undefined || parts[part] !== fields[field]) return false;
		held += 1;
	}
	return held === shown;
}
