import pick from 'lodash/pick';

import { showsValues } from '../values/sameText';
import type { ContactLists, ListEntry, ListKind, Slot } from './contactLists';
import { sameLabel, SLOTS } from './contactLists';
import type { EntryChange, ListChange } from '../protocol/lists';
import type { Places, SameValue } from './slots';
import { hasValue } from './slots';
import type { FieldValues } from '../protocol';

export type { EntryChange, ListChange } from '../protocol/lists';

/** What is written to each slot, by part. */
type SlotWrites = ReadonlyMap<Slot, FieldValues>;

/** The fields of a write that are slots, by slot. */
export function slotWrites(set: FieldValues): SlotWrites {
	const writes = new Map<Slot, FieldValues>();
	for (const slot of SLOTS) {
		for (const part in slot.fields) {
			const value = set[slot.fields[part]];
			if (value !== undefined) writes.set(slot, { ...writes.get(slot), [part]: value });
		}
	}
	return writes;
}

/**
 * The changes that carry writes to slots out: the entry that a slot is gets the value and keeps its label and place. An
 * entry that is another slot as well stays as it is, and a value that the list holds already is not added again.
 *
 * @param placesOf the entries that the slots of a list are.
 */
export function listChanges(lists: ContactLists, writes: SlotWrites, placesOf: (kind: ListKind) => Places, same: SameValue): ListChange[] {
	const kinds = [...new Set([...writes.keys()].map(({ kind }) => kind))];
	return kinds.flatMap((kind) => {
		const entries = lists[kind] ?? [];
		const changes = entryChanges(entries, placesOf(kind), new Map([...writes].filter(([slot]) => slot.kind === kind)), same);
		return changes.length > 0 ? { kind, expect: entries, changes } : [];
	});
}

function entryChanges(entries: readonly ListEntry[], places: Places, writes: SlotWrites, same: SameValue): EntryChange[] {
	const changes: EntryChange[] = [];
	const holds = (kind: ListKind, parts: FieldValues, held: Readonly<FieldValues>): boolean =>
		Object.entries(parts).every(([part, value]) => same(kind, part, held[part] ?? '', value));
	const unplaced: Array<[Slot, FieldValues]> = [];
	for (const [slot, parts] of writes) {
		const place = places.get(slot);
		if (place !== undefined && ownerOf(place, entries[place].label, places, writes) === slot) changes.push({ place, label: entries[place].label, parts });
		else unplaced.push([slot, filledParts(parts)]);
	}
	// What the list holds is seen once all that is there has changed.
	for (const [slot, added] of unplaced) {
		const isHeld = changedEntries(entries, changes).some((entry) => holds(slot.kind, added, entry.parts) && holds(slot.kind, { ...entry.parts }, added));
		if (hasValue(added) && !isHeld) changes.push({ place: null, label: slot.label, parts: added });
	}
	return changes;
}

/** Of the slots that one entry is, the one whose write changes it: none as long as one of them is not written. */
function ownerOf(place: number, label: string, places: Places, writes: SlotWrites): Slot | undefined {
	const sharers = [...places].flatMap(([slot, at]) => (at === place ? slot : []));
	if (!sharers.every((slot) => writes.has(slot))) return undefined;
	return sharers.find((slot) => sameLabel(slot.label, label)) ?? sharers[0];
}

/** Whether a list shows by now what changes were to make of it, whoever did so. */
export function showsChanges(entries: readonly ListEntry[], { expect, changes }: ListChange): boolean {
	const shows = (parts: Readonly<FieldValues>): boolean => entries.some((entry) => showsValues(entry.parts, parts));
	return changes.every(({ place, parts }) => {
		if (hasValue(parts)) return shows(parts);
		const cleared = pick(expect[place ?? -1]?.parts, Object.keys(parts));
		return !hasValue(cleared) || !shows(cleared);
	});
}

function filledParts(parts: FieldValues): FieldValues {
	return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''));
}

/** The entries after changes; of an address that was one text, that text is its street unless it gets another. */
export function changedEntries(entries: readonly ListEntry[], changes: readonly EntryChange[]): ListEntry[] {
	const byPlace = new Map(changes.flatMap((change) => (change.place === null ? [] : [[change.place, change] as const])));
	const kept = entries.flatMap((entry, place): ListEntry[] => {
		const change = byPlace.get(place);
		if (!change) return [entry];
		const parts = filledParts({ ...entry.parts, ...change.parts });
		return hasValue(parts) ? [{ label: entry.label, parts }] : [];
	});
	const added = changes.flatMap(({ place, label, parts }) => (place === null ? [{ label, parts }] : []));
	return [...kept, ...added];
}
