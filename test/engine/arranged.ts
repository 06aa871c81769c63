import type { ContactLists, ListEntry, ListKind, Slot } from '../../nodes/shared/lists/contactLists';
import { SLOTS } from '../../nodes/shared/lists/contactLists';
import type { FieldValues } from '../../nodes/shared/protocol';
import type { ListChange } from '../../nodes/shared/protocol/lists';

/*
 * A contact whose owner knows which entry is which, whatever labels they bear: its fields are the truth, and what the sync
 * gets to see are lists.
 */

/** How the fields of a contact lie in its lists. */
export interface Arrangement {
	/** Labels of entries that are not those of their slot, by field. */
	labels: Readonly<Record<string, string>>;
	/** Entries that are no field. */
	extras: Readonly<Partial<Record<ListKind, readonly ListEntry[]>>>;
}

export const PLAIN: Arrangement = { labels: {}, extras: {} };

/** The lists of a contact, and the slot that each entry is; none for one that is no field. */
interface Lying {
	entries: ListEntry[];
	slots: Array<Slot | null>;
}

function lying(fields: FieldValues, { labels, extras }: Arrangement): Map<ListKind, Lying> {
	const lists = new Map<ListKind, Lying>();
	const add = (kind: ListKind, entry: ListEntry, slot: Slot | null): void => {
		const { entries, slots } = lists.get(kind) ?? { entries: [], slots: [] };
		lists.set(kind, { entries: [...entries, entry], slots: [...slots, slot] });
	};
	for (const slot of SLOTS) {
		const named = Object.values(slot.fields);
		const parts = Object.entries(slot.fields).flatMap(([part, field]) => (fields[field] ? [[part, fields[field]]] : []));
		if (parts.length > 0) add(slot.kind, { label: labels[named[0]] ?? slot.label, parts: Object.fromEntries(parts) }, slot);
	}
	for (const [kind, entries] of Object.entries(extras)) entries.forEach((entry) => add(kind as ListKind, entry, null));
	return lists;
}

export function listsOf(fields: FieldValues, arrangement: Arrangement): ContactLists {
	return Object.fromEntries([...lying(fields, arrangement)].map(([kind, { entries }]) => [kind, entries]));
}

/** What a contact is after changes of its lists. */
export function afterChanges(fields: FieldValues, arrangement: Arrangement, changes: readonly ListChange[]): { fields: FieldValues; arrangement: Arrangement } {
	const lists = lying(fields, arrangement);
	const changed = { ...fields };
	const labels = { ...arrangement.labels };
	const extras: Partial<Record<ListKind, ListEntry[]>> = Object.fromEntries(Object.entries(arrangement.extras).map(([kind, entries]) => [kind, [...entries]]));
	for (const { kind, changes: own } of changes) {
		const { entries = [], slots = [] } = lists.get(kind) ?? {};
		for (const { place, label, parts } of own) {
			const slot = place === null ? SLOTS.find((one) => one.kind === kind && one.label === label) : slots[place];
			const isFree = slot && (place !== null || Object.values(slot.fields).every((field) => !changed[field]));
			if (label === 'work' && kind === 'email' && place === null && !isFree && !changed.homeEmail) {
				// What was the work address is the home one by now, and keeps its label.
				changed.homeEmail = changed.workEmail;
				labels.homeEmail = labels.workEmail ?? 'work';
				changed.workEmail = parts.value;
				delete labels.workEmail;
			} else if (slot && isFree) Object.entries(parts).forEach(([part, value]) => (changed[slot.fields[part]] = value));
			else if (place === null) extras[kind] = [...(extras[kind] ?? []), { label, parts }];
			else extras[kind] = (extras[kind] ?? []).flatMap((entry) => (entry === entries[place] ? withParts(entry, parts) : entry));
		}
	}
	return { fields: changed, arrangement: { labels, extras } };
}

function withParts(entry: ListEntry, parts: FieldValues): ListEntry[] {
	const left = Object.fromEntries(Object.entries({ ...entry.parts, ...parts }).filter(([, value]) => value !== ''));
	return Object.keys(left).length > 0 ? [{ ...entry, parts: left }] : [];
}
