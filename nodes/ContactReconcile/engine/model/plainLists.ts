import type { ContactLists, ListEntry, ListKind, Slot } from '../../../shared/lists/contactLists';
import { LIST_KINDS, slotOf, SLOTS } from '../../../shared/lists/contactLists';
import type { FieldValues } from '../../../shared/protocol';

/*
 * Most contacts hold nothing in their lists but what their fields show, each value under the label of its slot. Such lists
 * are not kept beside the fields: they are made of them for those few of whom they are asked, and compared by them.
 */

type Entries = readonly ListEntry[] | undefined;

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

export function plainAddresses(fields: Readonly<FieldValues>): string[] {
	const addresses: string[] = [];
	for (const field of EMAIL_FIELDS) {
		if (fields[field] !== undefined) addresses.push(fields[field]);
	}
	return addresses;
}

/** The lists that these fields are slots of, and that of the addresses: people are told apart by it. */
export function listKinds(fields: ReadonlySet<string>): ReadonlySet<ListKind> {
	return new Set<ListKind>(['email', ...SLOTS.flatMap(({ kind, fields: own }) => (Object.values(own).some((field) => fields.has(field)) ? kind : []))]);
}

/** The lists of these kinds; the very same where they are all that there is. */
export function keptLists(lists: ContactLists, kinds: ReadonlySet<ListKind>): ContactLists {
	const areKept = lists instanceof PlainLists ? slotsAreIn(lists.fields, kinds) : LIST_KINDS.every((kind) => kinds.has(kind) || !lists[kind]);
	if (areKept) return lists;
	const kept: ContactLists = {};
	for (const kind of kinds) {
		if (lists[kind]) kept[kind] = lists[kind];
	}
	return kept;
}

/** Whether all of these fields that are slots are slots of these lists. */
function slotsAreIn(fields: Readonly<FieldValues>, kinds: ReadonlySet<ListKind>): boolean {
	for (const name in fields) {
		const kind = slotOf(name)?.slot.kind;
		if (kind && !kinds.has(kind)) return false;
	}
	return true;
}

/** Whether lists, of these kinds, hold what the fields show and nothing else: whether they are the plain lists of them. */
export function arePlain(lists: ContactLists, fields: Readonly<FieldValues>, kinds: ReadonlySet<ListKind>): boolean {
	let shown = 0;
	for (const kind of LIST_KINDS) {
		const entries = lists[kind];
		if (!entries || !kinds.has(kind)) continue;
		const inSlots = countInSlots(entries, SLOTS_OF.get(kind) ?? [], fields);
		if (inSlots === undefined) return false;
		shown += inSlots;
	}
	return shown === countSlotFields(fields);
}

const SLOTS_OF: ReadonlyMap<ListKind, readonly Slot[]> = new Map(LIST_KINDS.map((kind) => [kind, SLOTS.filter((slot) => slot.kind === kind)]));

/** The fields that entries show, each entry under the label of another slot, in the slots' order; undefined where one does not. */
function countInSlots(entries: readonly ListEntry[], slots: readonly Slot[], fields: Readonly<FieldValues>): number | undefined {
	let shown = 0;
	let next = 0;
	for (const { label, parts, onePiece } of entries) {
		while (next < slots.length && slots[next].label !== label) next += 1;
		if (next === slots.length || onePiece) return undefined;
		const named = slots[next].fields;
		const before = shown;
		for (const part in parts) {
			const field = named[part];
			if (field === undefined || parts[part] !== fields[field]) return undefined;
			shown += 1;
		}
		if (shown === before) return undefined;
		next += 1;
	}
	return shown;
}

function countSlotFields(fields: Readonly<FieldValues>): number {
	let count = 0;
	for (const name in fields) {
		if (slotOf(name)) count += 1;
	}
	return count;
}
