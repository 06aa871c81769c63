import fc from 'fast-check';

import type { FieldRow, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldValues, SideName, WriteOperation } from '../../nodes/shared/protocol';
import { cases } from '../setup/cases';
import type { StoredRecord } from './addressBook';
import type { RunReport } from './world';
import { World } from './world';

/** A small map, so that edits meet. */
export const ROWS: FieldRow[] = (
	[
		['givenName', 'First_Name'],
		['familyName', 'Last_Name'],
		['workEmail', 'Email'],
		['workPhone', 'Phone'],
		['jobTitle', 'Title'],
		['notes', 'Description'],
	] as const
).map(([google, crm]) => ({ google, crm, direction: 'both' }));

/** Values that several edits share, some of them equal only to the sync (P2). */
const SHARED: Record<string, string[]> = {
	givenName: ['Zoë', 'Zoe\u0308'],
	workPhone: ['555 0100', '(555) 0100', '+1 555 0100'],
	jobTitle: ['Clerk', ' Clerk '],
	notes: ['a\nb', 'a\r\nb', '😀'.repeat(50)],
};

export type Step =
	| { do: 'edit'; side: SideName; who: number; row: number; value: 'own' | 'clear' | number }
	| { do: 'email'; side: SideName; who: number; email: number }
	| { do: 'swap'; side: SideName; who: number; other: number }
	| { do: 'delete'; side: SideName; who: number }
	| { do: 'create'; side: SideName; email: number }
	| { do: 'move'; side: SideName; who: number; silently: boolean }
	| { do: 'run'; full: boolean };

/** A value that a user typed, unlike any other. */
export interface TypedValue {
	side: SideName;
	id: string;
	field: string;
	value: string;
}

/** What users did, in order. */
export interface Deeds {
	typed: TypedValue[];
	/** Later edits of the same field of the same record, and deletions of the record, by the index of the typed value. */
	superseded: Set<number>;
	runs: RunReport[];
}

const side = fc.constantFrom(...SIDES);
const who = fc.nat(5);

const edit = fc.record({
	do: fc.constant('edit' as const),
	side,
	who,
	row: fc.constantFrom(0, 3, 4, 5),
	value: fc.oneof({ weight: 3, arbitrary: fc.constant('own' as const) }, fc.constant('clear' as const), fc.nat(2)),
});
const run = fc.record({ do: fc.constant('run' as const), full: fc.boolean() });

/** Kinds of steps besides edits and runs that a history may have. */
const SPECIAL = {
	delete: fc.record({ do: fc.constant('delete' as const), side, who }),
	create: fc.record({ do: fc.constant('create' as const), side, email: fc.nat(7) }),
	move: fc.record({ do: fc.constant('move' as const), side, who, silently: fc.boolean() }),
	email: fc.record({ do: fc.constant('email' as const), side, who, email: fc.nat(7) }),
	swap: fc.record({ do: fc.constant('swap' as const), side, who, other: who }),
};

export const ALL_KINDS = Object.keys(SPECIAL) as Array<keyof typeof SPECIAL>;

/** A random history of edits, runs, and steps of the given kinds. */
export function history(kinds: ReadonlyArray<keyof typeof SPECIAL> = ALL_KINDS): fc.Arbitrary<Step[]> {
	const special = kinds.map((kind) => ({ weight: 1, arbitrary: SPECIAL[kind] as fc.Arbitrary<Step> }));
	return fc.array(fc.oneof({ weight: 4, arbitrary: edit as fc.Arbitrary<Step> }, { weight: 3, arbitrary: run as fc.Arbitrary<Step> }, ...special), {
		maxLength: 10,
	});
}

export const winner = fc.constantFrom('crm', 'google', 'newest') satisfies fc.Arbitrary<SyncSettings['winner']>;

/** Settings of a two-way sync whose guard does not stand in the way. */
export const twoWay: fc.Arbitrary<Partial<SyncSettings>> = fc.record({
	winner,
	deletes: fc.boolean(),
	cap: fc.constantFrom(1, 2, 500),
	firstCap: fc.constantFrom(2, 500),
	rows: fc.constant(ROWS),
	deleteFloor: fc.constant(1_000),
});

/** So many people on both sides, in sync. */
export function beginning(people: number, settings: Partial<SyncSettings>, prepare: (world: World) => void = () => {}): World {
	const world = new World({ rows: ROWS, ...settings });
	prepare(world);
	for (let number = 0; number < people; number++) {
		world.addBoth({ givenName: `G${number}`, familyName: `N${number}`, workEmail: `p${number}@example.org`, jobTitle: `T${number}` });
	}
	world.sync();
	return world;
}

/** Plays a history; `around` may put faults into a run. */
export function play(world: World, steps: readonly Step[], sync: (full: boolean) => RunReport = (full) => world.sync({ full })): Deeds {
	const deeds: Deeds = { typed: [], superseded: new Set(), runs: [] };
	steps.forEach((step, index) => {
		if (step.do === 'run') deeds.runs.push(sync(step.full));
		else takeStep(world, step, index, deeds);
	});
	return deeds;
}

/** One step of a user. */
export function takeStep(world: World, step: Exclude<Step, { do: 'run' }>, index: number, deeds: Deeds): void {
	if (step.do === 'create') {
		const fields = { givenName: `New${index}`, familyName: `C${index}`, workEmail: `p${step.email}@example.org`, jobTitle: `typed ${index}` };
		const id = world.add(step.side, inNamesOf(step.side, fields));
		deeds.typed.push({ side: step.side, id, field: step.side === 'google' ? 'jobTitle' : 'Title', value: fields.jobTitle });
		return;
	}
	const record = pick(world, step.side, step.who);
	if (!record) return;
	switch (step.do) {
		case 'edit': {
			const row = ROWS[step.row];
			const field = row[step.side];
			const value = valueOf(step.value, row.google, index);
			type(world, step.side, record, { [field]: value }, deeds);
			if (step.value === 'own') deeds.typed.push({ side: step.side, id: record.id, field, value });
			return;
		}
		case 'email':
			type(world, step.side, record, inNamesOf(step.side, { workEmail: `p${step.email}@example.org` }), deeds);
			return;
		case 'swap':
			swap(world, step.side, record, pick(world, step.side, step.other), deeds);
			return;
		case 'delete':
			deeds.typed.forEach(({ id }, at) => id === record.id && deeds.superseded.add(at));
			world.remove(step.side, record.id);
			return;
		case 'move':
			world.books[step.side].setScope(record.id, !record.inScope, step.silently);
	}
}

function swap(world: World, at: SideName, a: StoredRecord, b: StoredRecord | undefined, deeds: Deeds): void {
	if (!b || a === b) return;
	const field = at === 'google' ? 'workEmail' : 'Email';
	const [first, second] = [a.fields[field] ?? '', b.fields[field] ?? ''];
	type(world, at, a, { [field]: second }, deeds);
	type(world, at, b, { [field]: first }, deeds);
}

function type(world: World, at: SideName, record: StoredRecord, fields: FieldValues, deeds: Deeds): void {
	deeds.typed.forEach((typed, index) => typed.id === record.id && typed.field in fields && deeds.superseded.add(index));
	world.edit(at, record.id, fields);
}

function valueOf(value: 'own' | 'clear' | number, field: string, index: number): string {
	if (value === 'clear') return '';
	if (value === 'own') return field === 'workPhone' ? `555 ${1_000 + index}` : `typed ${index}`;
	const shared = SHARED[field] ?? ['x'];
	return shared[value % shared.length];
}

export function pick(world: World, at: SideName, number: number): StoredRecord | undefined {
	const records = [...world.books[at].records.values()];
	return records[number % Math.max(records.length, 1)];
}

/** Values in Google's names under the names of a side. */
export function inNamesOf(at: SideName, fields: FieldValues): FieldValues {
	return Object.fromEntries(ROWS.flatMap((row) => (fields[row.google] === undefined ? [] : [[row[at], fields[row.google]]])));
}

/** Runs until two runs in a row wrote nothing; how many runs that took. */
export function settle(world: World, limit = 40): number {
	let quiet = 0;
	for (let runs = 1; runs <= limit; runs++) {
		quiet = world.sync().writes.length === 0 ? quiet + 1 : 0;
		if (quiet === 2) return runs;
	}
	throw new Error(`still writing after ${limit} runs`);
}

/** Everything that both address books hold, but for ids and times, in an order of its own. */
export function holdings(world: World): string[] {
	return SIDES.flatMap((at) =>
		[...world.books[at].records.values()].map(({ fields, inScope }) => `${at} ${inScope} ${sorted(fields)}`),
	).sort();
}

/** Operations as texts that do not depend on the order of operations and fields. */
export function asTexts(operations: readonly WriteOperation[]): string[] {
	return operations.map((operation) => sorted(operation)).sort();
}

function sorted(value: unknown): string {
	return JSON.stringify(value, (_key, part: unknown) =>
		part && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
	);
}

/** How many histories a property is tried on. */
export const HISTORIES = cases(150);
