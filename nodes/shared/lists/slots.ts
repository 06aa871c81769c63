import type { ListEntry, ListKind, Slot } from './contactLists';
import { fillsMain, keyPart, sameLabel } from './contactLists';
import type { FieldValues } from '../protocol';

/** Whether two values of a part mean the same. */
export type SameValue = (kind: ListKind, part: string, a: string, b: string) => boolean;

/** What is known of a slot before it is filled. */
export interface SlotAsk {
	slot: Slot;
	/** What it showed when the two sides last agreed, by part, with empty ones; null before they ever did. */
	agreed: Readonly<FieldValues> | null;
	/** What the other side shows in its place, by part, with empty ones. */
	counterpart: Readonly<FieldValues>;
	/** What it showed in the reading before, and all entries of that reading; asked for of few. */
	before: () => { parts: Readonly<FieldValues>; entries: readonly ListEntry[] } | null;
}

/** The place of the entry that each slot is; no place for a slot that nothing fills. */
export type Places = ReadonlyMap<Slot, number>;

/**
 * Finds the entry that each slot is:
 * 0. the one under its label that the other side shows as well;
 * 1. the one that was agreed on, as long as its value is on the contact, whatever its label has become;
 * 2. the one that was agreed on and has been edited: by what is left of it, else by its label;
 * 3. the one that the other side shows, so that nothing on the list is added a second time;
 * 4. the first with the slot's label, or of the slot that has taken that; 5. for a main slot, the first that nobody else is, else of
 *    the slot that has taken such a one.
 * Two slots are one entry only as long as the other side shows something in both, and none of two entries was edited.
 *
 * @param asks the slots of one list, in the order in which they choose.
 * @param anyEmail whether any address stands in for the work e-mail of a contact that has none.
 */
export function bindSlots(entries: readonly ListEntry[], asks: readonly SlotAsk[], same: SameValue, anyEmail: boolean): Places {
	const places = new Map<Slot, number>();
	const taken = new Set<number>();
	const choose = (find: (ask: SlotAsk, isOpen: (place: number) => boolean) => number | false | null | undefined): void => {
		if (places.size === asks.length) return;
		for (const ask of asks) {
			if (places.has(ask.slot)) continue;
			const place = find(ask, (candidate) => !taken.has(candidate));
			if (typeof place !== 'number' || place < 0) continue;
			places.set(ask.slot, place);
			taken.add(place);
		}
	};
	/** Where another slot is the entry that this one would be by its label, this one is that of the other's. */
	const chooseLeft = (isOwn: (slot: Slot, label: string) => boolean): void =>
		choose(({ slot }, isOpen) => {
			const [taker] = [...places].find(([, place]) => isOwn(slot, entries[place].label)) ?? [];
			return taker && entries.findIndex(({ label }, place) => isOpen(place) && (sameLabel(label, taker.label) || fillsMain(taker, label, anyEmail)));
		});
	const holder = ({ slot }: SlotAsk, values: Readonly<FieldValues>, fits: (place: number, entry: ListEntry) => boolean): number =>
		placeHolding(entries, values, slot, same, fits);

	choose((ask, isOpen) => (isTold(ask) ? placeHolding(entries, ask.counterpart, ask.slot, same, (place, { label }) => isOpen(place) && sameLabel(label, ask.slot.label), ask.agreed) : undefined));
	choose((ask, isOpen) => ask.agreed && holder(ask, ask.agreed, (place, { label }) => isOpen(place) && sameLabel(label, ask.slot.label)));
	// Nearly always every slot has been found by now.
	if (places.size === asks.length) return places;
	choose((ask, isOpen) => ask.agreed && holder(ask, ask.agreed, isOpen));
	choose((ask, isOpen) => sharedPlace(ask, entries, isOpen, same));
	choose((ask, isOpen) => editedPlace(ask, entries, isOpen, same));
	choose((ask, isOpen) => holder(ask, ask.counterpart, isOpen));
	choose((ask) => holder(ask, ask.counterpart, () => true));
	choose(({ slot }, isOpen) => (anyEmail && slot.kind === 'email' && slot.isMain && entries.length === 1 && isOpen(0) ? 0 : undefined));
	choose(({ slot }, isOpen) => entries.findIndex(({ label }, place) => isOpen(place) && sameLabel(label, slot.label)));
	chooseLeft((slot, label) => sameLabel(label, slot.label));
	choose(({ slot }, isOpen) => entries.findIndex(({ label }, place) => isOpen(place) && fillsMain(slot, label, anyEmail)));
	chooseLeft((slot, label) => fillsMain(slot, label, anyEmail));
	return places;
}

/** Whether the other side shows what people tell an entry apart by, where another one was agreed on: two jobs may have one title. */
function isTold({ slot, counterpart, agreed }: SlotAsk): boolean {
	return !agreed || !hasValue(agreed) || Boolean(counterpart[keyPart(slot.kind)]);
}

/**
 * The first entry that holds these values and no more; one that holds more besides, as a city that was empty, is rather another entry.
 *
 * @param agreed of several that hold more, the one that was agreed on.
 */
function placeHolding(entries: readonly ListEntry[], values: Readonly<FieldValues>, slot: Slot, same: SameValue, fits: (place: number, entry: ListEntry) => boolean, agreed: SlotAsk['agreed'] = null): number {
	const holding = (entry: ListEntry, place: number): boolean => fits(place, entry) && holds(entry, values, slot, same);
	const first = entries.findIndex(holding);
	if (first < 0 || first === entries.length - 1) return first;
	const exact = entries.findIndex((entry, place) => place >= first && holding(entry, place) && holdsNoMore(entry, values, slot, same));
	if (exact >= 0) return exact;
	const known = agreed ? entries.findIndex((entry, place) => place >= first && holding(entry, place) && holds(entry, agreed, slot, same)) : first;
	return known < 0 ? first : known;
}

/** Whether an entry holds these values. Of what many entries have in common, such as a country, it must hold nothing else. */
function holds({ label, parts, onePiece }: ListEntry, values: Readonly<FieldValues>, slot: Slot, same: SameValue): boolean {
	let holdsAny = false;
	for (const name in values) {
		const value = values[name];
		if (value === '') continue;
		if (!(onePiece ? standsIn(parts.street, value) : same(slot.kind, name, parts[name] ?? '', value) || isInTwoLines(parts, name, values, same))) return false;
		holdsAny = true;
	}
	if (!holdsAny || values[keyPart(slot.kind)] || sameLabel(label, slot.label)) return holdsAny;
	return !onePiece && Object.keys(parts).every((name) => !(name in values) || values[name]);
}

/** Whether the street of an address and its second line are what is asked for as one street. */
function isInTwoLines({ street = '', extended = '' }: Readonly<FieldValues>, name: string, values: Readonly<FieldValues>, same: SameValue): boolean {
	return name === 'street' && extended !== '' && values.extended === undefined && same('address', 'street', `${street}\n${extended}`, values.street.replace(/,\s*/g, '\n'));
}

function holdsNoMore({ parts, onePiece }: ListEntry, values: Readonly<FieldValues>, { kind }: Slot, same: SameValue): boolean {
	return !onePiece && Object.keys(values).every((name) => same(kind, name, parts[name] ?? '', values[name]));
}

/** Whether a value stands in an address that is one text. */
export function standsIn(text: string, value: string): boolean {
	return text.toLowerCase().includes(value.toLowerCase());
}

/** The entry that was agreed on, which another slot is by now; an open one that the other side shows in its place comes first. */
function sharedPlace(ask: SlotAsk, entries: readonly ListEntry[], isOpen: (place: number) => boolean, same: SameValue): number | undefined {
	const { slot, agreed, counterpart } = ask;
	if (!agreed || !hasValue(counterpart) || isToldApart(ask, entries, same)) return undefined;
	const shared = placeHolding(entries, agreed, slot, same, () => true);
	const moved = shared < 0 ? shared : placeHolding(entries, counterpart, slot, same, isOpen);
	return moved < 0 ? shared : moved;
}

/** Whether a slot shows something else by now, or one of several entries of its value is no more: then that of another slot is not its own. */
function isToldApart({ slot, agreed, before: asked }: SlotAsk, entries: readonly ListEntry[], same: SameValue): boolean {
	const before = agreed && asked();
	if (!before) return false;
	const holding = (held: readonly ListEntry[]): number => held.filter((entry) => holds(entry, agreed, slot, same)).length;
	const showed = Object.keys(agreed).every((part) => (agreed[part] === '' ? !before.parts[part] : same(slot.kind, part, before.parts[part] ?? '', agreed[part])));
	return !showed || holding(entries) < holding(before.entries);
}

/** The entry that was agreed on, edited since: it holds what people tell it apart by, or it is new under the same label. */
function editedPlace({ slot, agreed, before: asked }: SlotAsk, entries: readonly ListEntry[], isOpen: (place: number) => boolean, same: SameValue): number | undefined {
	const before = agreed && asked();
	if (!before) return undefined;
	const key = keyPart(slot.kind);
	const known = agreed[key] ?? '';
	const isKnown = ({ parts, onePiece }: ListEntry): boolean => (onePiece ? standsIn(parts.street, known) : same(slot.kind, key, parts[key] ?? '', known));
	const byKey = entries.flatMap((entry, place) => (isOpen(place) && known !== '' && isKnown(entry) ? place : []));
	if (byKey.length > 0) return byKey.find((place) => sameLabel(entries[place].label, slot.label)) ?? byKey[0];
	const shown = placeShowing(entries, before.parts, slot, same, isOpen);
	if (shown !== undefined) return shown;
	const place = placeShowing(before.entries, before.parts, slot, same, () => true);
	if (place === undefined) return undefined;
	const { label } = before.entries[place];
	// Edited to what another entry holds, it is there once more than before.
	const times = (held: readonly ListEntry[], { parts }: ListEntry): number => held.filter((entry) => sameParts(entry.parts, parts)).length;
	const isNew = (index: number): boolean =>
		isOpen(index) && sameLabel(entries[index].label, label) && times(entries, entries[index]) > times(before.entries, entries[index]);
	return place < entries.length && isNew(place) ? place : entries.findIndex((_, index) => isNew(index));
}

/** The entry that shows these values: under the slot's label rather than another, in parts rather than in one piece. */
function placeShowing(entries: readonly ListEntry[], parts: Readonly<FieldValues>, slot: Slot, same: SameValue, isOpen: (place: number) => boolean): number | undefined {
	const places = entries.flatMap((entry, place) => (isOpen(place) && holds(entry, parts, slot, same) ? place : []));
	return places.find((place) => sameLabel(entries[place].label, slot.label)) ?? places.find((place) => !entries[place].onePiece) ?? places[0];
}

function sameParts(a: Readonly<FieldValues>, b: Readonly<FieldValues>): boolean {
	return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => (a[name] ?? '') === (b[name] ?? ''));
}

export function hasValue(parts: Readonly<FieldValues>): boolean {
	return Object.values(parts).some((value) => value !== '');
}
