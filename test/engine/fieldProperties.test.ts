import fc from 'fast-check';

import { comparisonForm, equivalent } from '../../nodes/ContactReconcile/engine/values/normalise';
import { otherSide } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldKind, FieldValues, SideName } from '../../nodes/shared/protocol';
import { beginning, HISTORIES, inNamesOf, pick, ROWS, winner } from './histories';

const KINDS: FieldKind[] = ['text', 'note', 'email', 'phone', 'date', 'url', 'number', 'boolean', 'picklist', 'multiPicklist', 'lookup', 'labels'];
const kind = fc.constantFrom(...KINDS);
const side = fc.constantFrom('google', 'crm') satisfies fc.Arbitrary<SideName>;
const row = fc.constantFrom(...ROWS.filter(({ google }) => google !== 'workEmail' && google !== 'familyName'));

/** Texts that come in many guises. */
const guises = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 20 }),
	fc.constantFrom('', ' ', 'Lée', 'Le\u0301e', 'a\r\nb', 'a\nb', '--05-17', '😀', 'x'.repeat(5_000), 'ANN@example.org', 'ann@example.org '),
	fc.constantFrom('+1 555 0100', '001 (555) 0100', '555-0100 ext. 7', '5550100x7', '12.50', '12.5', 'b;a', 'a; b', 'https://example.org/', 'example.org'),
);

/** What users type: blanks are nothing (S37). */
const text = guises.map((value) => (value.trim() === '' ? '' : value));

function check<T extends unknown[]>(...parameters: [...{ [K in keyof T]: fc.Arbitrary<T[K]> }, (...values: T) => void]): void {
	const arbitraries = parameters.slice(0, -1) as Array<fc.Arbitrary<unknown>>;
	const predicate = parameters.at(-1) as (...values: unknown[]) => void;
	fc.assert(fc.property(fc.tuple(...arbitraries), (values) => predicate(...values)), { numRuns: HISTORIES });
}

/** Blank text goes across as no value (S37). */
function filled(value: string): string {
	return value.trim() === '' ? '' : value;
}

/** Two people in sync; returns the first one's ids and how to edit them in Google's field names. */
function pair(settings: Parameters<typeof beginning>[1] = {}) {
	const world = beginning(2, { deleteFloor: 100, ...settings });
	const ids = { google: pick(world, 'google', 0)?.id ?? '', crm: pick(world, 'crm', 0)?.id ?? '' };
	const edit = (at: SideName, fields: FieldValues) => world.edit(at, ids[at], inNamesOf(at, fields));
	const shows = (at: SideName, field: string) => {
		const own = ROWS.find(({ google }) => google === field)?.[at] ?? '';
		return world.get(at, ids[at]).fields[own] ?? '';
	};
	return { world, ids, edit, shows };
}

test('F25: the comparison form of a form is itself', () => {
	check(kind, guises, (of: FieldKind, value: string) => {
		const form = comparisonForm(of, value);
		expect(comparisonForm(of, form)).toBe(form);
	});
});

test('F25: being the same to the sync is an equivalence', () => {
	check(kind, guises, guises, guises, (of: FieldKind, a: string, b: string, c: string) => {
		expect(equivalent(of, a, a)).toBe(true);
		expect(equivalent(of, a, b)).toBe(equivalent(of, b, a));
		if (equivalent(of, a, b) && equivalent(of, b, c)) expect(equivalent(of, a, c)).toBe(true);
	});
});

test('F17: the winner decides a conflict, and nothing but a conflict', () => {
	check(winner, row, text, text, (wins: 'crm' | 'google' | 'newest', { google: field }: (typeof ROWS)[number], a: string, b: string) => {
		const of = field === 'workPhone' ? 'phone' : 'text';
		const { world, edit, shows } = pair({ winner: wins });
		const before = shows('google', field);
		fc.pre(![[a, b], [a, before], [b, before]].some(([x, y]) => equivalent(of, x, y)));
		edit('google', { [field]: a });
		edit('crm', { [field]: b });
		const run = world.sync();
		const kept = wins === 'google' ? a : b;
		expect([shows('google', field), shows('crm', field)].map(filled)).toEqual([filled(kept), filled(kept)]);
		expect(run.conflicts).toBe(1);
		expect(world.sync().writes).toEqual([]);
	});
});

test('F17: what one side alone changed goes across, whatever the winner', () => {
	check(winner, side, row, text, (wins: 'crm' | 'google' | 'newest', at: SideName, { google: field }: (typeof ROWS)[number], value: string) => {
		const of = field === 'workPhone' ? 'phone' : 'text';
		const { world, edit, shows } = pair({ winner: wins });
		const before = shows(at, field);
		edit(at, { [field]: value });
		const run = world.sync();
		expect(run.writes).toHaveLength(equivalent(of, value, before) ? 0 : 1);
		if (!equivalent(of, value, before)) expect(shows(otherSide(at), field)).toBe(filled(value));
		expect(run.conflicts).toBe(0);
		expect(world.sync().writes).toEqual([]);
	});
});

test('F18: the same change on both sides is neither a write nor a conflict', () => {
	const same = fc.constantFrom<string[]>(['Zoë', 'Zoe\u0308'], [' Clerk', 'Clerk '], ['a\r\nb', 'a\nb'], ['', ''], ['x', 'x']);
	check(winner, row, same, fc.boolean(), (wins: 'crm' | 'google' | 'newest', { google: field }: (typeof ROWS)[number], [a, b]: string[], full: boolean) => {
		const { world, edit } = pair({ winner: wins });
		edit('google', { [field]: a });
		edit('crm', { [field]: b });
		const run = world.sync({ full });
		expect([run.writes, run.journal, run.conflicts]).toEqual([[], [], 0]);
		expect(world.sync().writes).toEqual([]);
	});
});

test('F19: an edit beats a deletion', () => {
	check(side, fc.boolean(), row, fc.boolean(), (at: SideName, deletes: boolean, { google: field }: (typeof ROWS)[number], full: boolean) => {
		const { world, ids, edit } = pair({ deletes });
		world.remove(at, ids[at]);
		edit(otherSide(at), { [field]: '555 0123' });
		world.sync({ full });
		world.settle();
		for (const each of ['google', 'crm'] as const) {
			const own = ROWS.find(({ google }) => google === field)?.[each] ?? '';
			expect(world.find(each, own, '555 0123')).toHaveLength(1);
			expect(world.size(each)).toBe(2);
		}
	});
});

/** What targets are known, or feared, to do with values. */
const CANONICALISERS: Record<string, (fields: FieldValues) => FieldValues> = {
	nothing: (fields) => fields,
	truncates: (fields) => mapValues(fields, (value) => value.slice(0, 4)),
	drops: (fields) => ('Title' in fields || 'jobTitle' in fields ? { ...fields, Title: '', jobTitle: '' } : fields),
	shouts: (fields) => mapValues(fields, (value) => value.toUpperCase()),
	reformats: (fields) => mapValues(fields, (value) => (/^[\d\s()+-]+$/.test(value) ? value.replace(/\D/g, '') : value)),
	replaces: (fields) => mapValues(fields, (value) => (value === '' ? '' : 'Other')),
	refills: (fields) => mapValues(fields, (value) => (value === '' ? 'Unknown' : value)),
};

function mapValues(fields: FieldValues, change: (value: string) => string): FieldValues {
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]));
}

test('F25: whatever a target makes of a value, it is written once', () => {
	const canonicaliser = fc.constantFrom(...Object.keys(CANONICALISERS));
	check(canonicaliser, canonicaliser, side, row, text, (google: string, crm: string, at: SideName, { google: field }: (typeof ROWS)[number], value: string) => {
		const { world, edit } = pair();
		world.books.google.canonicalise = CANONICALISERS[google];
		world.books.crm.canonicalise = CANONICALISERS[crm];
		edit(at, { [field]: value });
		expect(world.sync().writes.length).toBeLessThanOrEqual(1);
		for (const full of [false, true, false]) expect(world.sync({ full }).writes).toEqual([]);
	});
});
