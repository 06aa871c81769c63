import type { ContactLists, ListEntry, ListKind } from '../../shared/lists/contactLists';
import { LIST_KINDS, SLOTS } from '../../shared/lists/contactLists';
import type { FieldValues } from '../../shared/protocol';
import { arePlain, PlainLists, slotParts } from '../engine/model/plainLists';

/* The lists of a contact as they are stored: what its fields show is not stored twice, and most contacts hold nothing else. */

/** An entry as the place of the slot that shows it, or as its label and parts, and whether it is in one piece. */
type StoredEntry = number | [label: string, parts: FieldValues, onePiece?: 1];
export type StoredLists = Partial<Record<ListKind, StoredEntry[]>>;

/** 1 where the lists hold just what the fields show, in the slots' order. */
export function encodeLists(lists: ContactLists, fields: FieldValues): 1 | StoredLists {
	if ((lists instanceof PlainLists && lists.fields === fields) || arePlain(lists, fields, ALL_KINDS)) return 1;
	const stored: StoredLists = {};
	for (const kind of LIST_KINDS) {
		const entries = lists[kind];
		if (!entries?.length) continue;
		stored[kind] = entries.map((entry): StoredEntry => {
			const slot = slotShowing(kind, entry, fields);
			if (slot >= 0) return slot;
			return entry.onePiece ? [entry.label, entry.parts, 1] : [entry.label, entry.parts];
		});
	}
	return stored;
}

const ALL_KINDS: ReadonlySet<ListKind> = new Set(LIST_KINDS);

/** The place of the slot under whose label the fields show just this entry; -1 where none does. */
function slotShowing(kind: ListKind, { label, parts, onePiece }: ListEntry, fields: FieldValues): number {
	if (onePiece) return -1;
	return SLOTS.findIndex(
		(slot) =>
			slot.kind === kind &&
			slot.label === label &&
			Object.keys(parts).every((part) => part in slot.fields) &&
			Object.entries(slot.fields).every(([part, field]) => (parts[part] ?? '') === (fields[field] ?? '')),
	);
}

export function decodeLists(stored: 1 | StoredLists, fields: FieldValues): ContactLists {
	if (stored === 1) return new PlainLists(fields);
	const lists: ContactLists = {};
	for (const kind of LIST_KINDS) {
		const entries = stored[kind];
		if (entries) lists[kind] = entries.map((entry) => decodeEntry(entry, fields));
	}
	return lists;
}

function decodeEntry(stored: StoredEntry, fields: FieldValues): ListEntry {
	if (typeof stored === 'number') return { label: SLOTS[stored].label, parts: slotParts(SLOTS[stored], fields) ?? {} };
	const [label, parts, onePiece] = stored;
	return { label, parts, ...(onePiece && { onePiece: true }) };
}
