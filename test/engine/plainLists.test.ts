import { arePlain, PlainLists } from '../../nodes/ContactReconcile/engine/model/plainLists';
import { addressesIn, keptOf, snapshotAfter } from '../../nodes/ContactReconcile/engine/observe/snapshot';
import type { Snapshot } from '../../nodes/ContactReconcile/engine/model/types';
import { planChanges } from '../../nodes/ContactReconcile/engine/plan/plan';
import { decodeState } from '../../nodes/ContactReconcile/store/stateCodec';
import type { ContactLists, ListEntry, ListKind } from '../../nodes/shared/lists/contactLists';
import { LIST_KINDS, sameEntries, SLOTS } from '../../nodes/shared/lists/contactLists';
import type { ContactReading, FieldValues } from '../../nodes/shared/protocol';
import { engineCase } from '../bench/engineCase';
import { randomNumbers } from '../bench/people';
import { cases } from '../setup/cases';
import { listsOf, PLAIN } from './arranged';

/*
 * Short cuts that most contacts take, each beside its long way: lists that hold just what the fields show are not kept,
 * and a record that shows what is known of it is not looked at again.
 */

const SLOT_FIELDS = SLOTS.flatMap(({ fields }) => Object.values(fields));
const KINDS: ReadonlySet<ListKind> = new Set(LIST_KINDS);
const random = randomNumbers(20_260_105);
const below = (count: number): number => Math.floor(random() * count);
const choice = <T>(from: readonly T[]): T => from[below(from.length)];

function someFields(): FieldValues {
	const filled = SLOT_FIELDS.filter(() => random() < 0.25);
	return Object.fromEntries([['familyName', 'Lee'], ...filled.map((field) => [field, `${field}@${below(2)}`])]);
}

function entriesByKind(lists: ContactLists): ContactLists {
	return Object.fromEntries(LIST_KINDS.flatMap((kind) => (lists[kind] ? [[kind, lists[kind]]] : [])));
}

/** The lists after one edit, which may change nothing. */
function edited(lists: ContactLists): ContactLists {
	const kind = choice(LIST_KINDS);
	const entries: ListEntry[] = [...(lists[kind] ?? [])];
	const place = below(entries.length);
	const entry = entries[place] ?? { label: 'work', parts: {} };
	const edits: Array<() => unknown> = [
		() => entries.reverse(),
		() => entries.splice(place, 1),
		() => entries.push(entry),
		() => entries.splice(place, 1, { ...entry, label: choice(['work', 'home', 'other', 'Work', '']) }),
		() => entries.splice(place, 1, { ...entry, parts: { ...entry.parts, [choice(['value', 'city', 'name', 'constructor'])]: 'x' } }),
		() => entries.splice(place, 1, { ...entry, parts: {} }),
		() => entries.splice(place, 1, { ...entry, onePiece: true }),
		() => undefined,
	];
	choice(edits)();
	return { ...lists, [kind]: entries };
}

function sameLists(a: ContactLists, b: ContactLists): boolean {
	return LIST_KINDS.every((kind) => sameEntries(a[kind], b[kind]));
}

test('plain lists are those in which each field lies under the label of its slot', () => {
	for (let count = 0; count < cases(150); count++) {
		const fields = someFields();
		const plain = new PlainLists(fields);
		expect(entriesByKind(plain)).toEqual(listsOf(fields, PLAIN));
		expect(addressesIn(plain)).toEqual(addressesIn(entriesByKind(plain)));
	}
});

test('lists are plain just where they are the same, entry by entry, as those made of the fields', () => {
	const seen = { plain: 0, other: 0 };
	for (let count = 0; count < cases(1_500); count++) {
		const fields = someFields();
		const lists = edited(listsOf(fields, PLAIN));
		const isPlain = sameLists(lists, entriesByKind(new PlainLists(fields)));
		expect({ fields, lists, is: arePlain(lists, fields, KINDS) }).toEqual({ fields, lists, is: isPlain });
		seen[isPlain ? 'plain' : 'other'] += 1;
	}
	expect(Math.min(seen.plain, seen.other)).toBeGreaterThan(cases(1_500) / 30);
});

test('a reading comes to the same whether the lists known before are plain or kept', () => {
	const kept = keptOf(['familyName', ...SLOT_FIELDS], ['workEmail', 'homeEmail', 'otherEmail'], KINDS);
	let unchanged = 0;
	for (let count = 0; count < cases(500); count++) {
		const fields = someFields();
		const plain = new PlainLists(fields);
		const known: Snapshot = { id: 'a', presence: 'in', modifiedAt: 5, fields, lists: plain, otherEmails: addressesIn(plain), origin: null, partial: false };
		const long: Snapshot = { ...known, lists: entriesByKind(plain) };
		const reading: ContactReading = { kind: 'contact', side: 'google', id: 'a', fields, lists: edited(listsOf(fields, PLAIN)), emails: [], inScope: true, modifiedAt: null };
		const after = snapshotAfter(known, reading, null, kept);
		const afterLong = snapshotAfter(long, reading, null, kept);
		expect({ fields, lists: reading.lists, is: after === known }).toEqual({ fields, lists: reading.lists, is: afterLong === long });
		expect({ ...after, lists: entriesByKind(after.lists ?? {}) }).toEqual({ ...afterLong, lists: entriesByKind(afterLong.lists ?? {}) });
		if (after === known) unchanged += 1;
	}
	expect(unchanged).toBeGreaterThan(cases(500) / 30);
});

test('a reading of what is known leaves the very records, and plans nothing', () => {
	const { stored, input } = engineCase(200);
	const state = decodeState(stored);
	const shown = new Map(state.contacts.flatMap(({ google, crm }) => [google, crm]).map((tree) => [tree?.id, tree]));
	for (const side of ['google', 'crm'] as const) {
		const reading = input.readings[side];
		reading.contacts = reading.contacts.filter(({ id, modifiedAt }) => shown.get(id)?.modifiedAt === Date.parse(modifiedAt ?? ''));
		reading.cursor = { ...reading.cursor, mode: 'changes' };
		expect(reading.contacts.length).toBeGreaterThan(100);
	}
	const { operations, journal, state: after } = planChanges({ ...input, state });
	expect([operations.google, operations.crm, journal]).toEqual([[], [], []]);
	for (const { google, crm } of after.contacts) expect([google === shown.get(google?.id), crm === shown.get(crm?.id)]).toEqual([true, true]);
});
