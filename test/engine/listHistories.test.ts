import fc from 'fast-check';

import type { SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import type { ContactLists, ListEntry, ListKind } from '../../nodes/shared/lists/contactLists';
import type { FieldValues } from '../../nodes/shared/protocol';
import { HISTORIES } from './histories';
import { expectQuiet } from './people';
import type { RunReport } from './world';
import { World } from './world';

/*
 * Contacts as people have them: several entries a kind, with labels of all sorts and without, which users add, remove,
 * relabel, change and move; beside them a CRM whose users type into its fields, often what the contact holds already.
 */

const PHONES = ['+49 30 1234567', '+49301234567', '+49 30 7654321', '+49 171 5550100'];
const EMAILS = ['ann@example.org', 'ANN@example.org', 'ann@work.example', 'ann@home.example'];
const STREETS = ['Ring 1', 'Gasse 2', 'Weg 3'];
const CITIES = ['Wien', 'Graz'];
const LABELS = ['work', 'home', 'mobile', 'other', 'Cabin', 'workMobile', ''];
const COMPANIES = ['Acme', 'Beta'];

const label = fc.constantFrom(...LABELS);
const valueEntry = (values: readonly string[]) => fc.record({ label, parts: fc.record({ value: fc.constantFrom(...values) }) });
const ENTRIES: Record<'email' | 'phone' | 'address' | 'organization', fc.Arbitrary<ListEntry>> = {
	email: valueEntry(EMAILS),
	phone: valueEntry(PHONES),
	address: fc.oneof(
		fc.record({ label, parts: fc.record({ street: fc.constantFrom(...STREETS), city: fc.constantFrom(...CITIES) }) }),
		fc.record({ label, parts: fc.record({ street: fc.constantFrom('Ring 1, 1010 Wien', 'am See') }), onePiece: fc.constant(true as const) }),
	),
	organization: fc.record({ label: fc.constant(''), parts: fc.record({ name: fc.constantFrom(...COMPANIES), title: fc.constantFrom('Clerk', 'Chair') }) }),
};
const KINDS = Object.keys(ENTRIES) as Array<keyof typeof ENTRIES>;
const FIELDS: Record<string, readonly string[]> = {
	Email: EMAILS,
	Secondary_Email: ['', ...EMAILS],
	Phone: ['', ...PHONES],
	Mobile: ['', ...PHONES],
	Home_Phone: ['', ...PHONES],
	Title: ['', 'Clerk', 'Chair'],
	Account_Name: ['', ...COMPANIES],
	Mailing_Street: ['', ...STREETS],
	Mailing_City: ['', ...CITIES],
};

type Step =
	| { do: 'add' | 'change'; kind: ListKind; place: number; entry: ListEntry }
	| { do: 'remove' | 'first'; kind: ListKind; place: number }
	| { do: 'relabel'; kind: ListKind; place: number; label: string }
	| { do: 'type'; field: string; value: string }
	| { do: 'run'; full: boolean; lost: boolean };

const kind = fc.constantFrom(...KINDS);
const place = fc.nat(3);
const entryStep = kind.chain((one) => fc.record({ do: fc.constantFrom('add' as const, 'change' as const), kind: fc.constant(one), place, entry: ENTRIES[one] }));
const typed = fc.constantFrom(...Object.keys(FIELDS)).chain((field) => fc.record({ do: fc.constant('type' as const), field: fc.constant(field), value: fc.constantFrom(...FIELDS[field]) }));
const step: fc.Arbitrary<Step> = fc.oneof(
	entryStep,
	fc.record({ do: fc.constantFrom('remove' as const, 'first' as const), kind, place }),
	fc.record({ do: fc.constant('relabel' as const), kind, place, label }),
	typed,
	typed,
	fc.record({ do: fc.constant('run' as const), full: fc.boolean(), lost: fc.constantFrom(false, false, false, false, true) }),
);
const lists: fc.Arbitrary<ContactLists> = fc
	.record({
		phone: fc.array(ENTRIES.phone, { maxLength: 3 }),
		address: fc.array(ENTRIES.address, { maxLength: 2 }),
		organization: fc.array(ENTRIES.organization, { maxLength: 2 }),
		others: fc.array(ENTRIES.email, { maxLength: 2 }),
		own: label,
	})
	.map(({ others, own, ...rest }) => ({ ...rest, email: [{ label: own, parts: { value: 'ann@example.org' } }, ...others] }));
const record = fc.record(Object.fromEntries(Object.entries(FIELDS).map(([field, values]) => [field, fc.constantFrom(...values)]))) as fc.Arbitrary<FieldValues>;

const history = fc.record({
	lists,
	record: record.map((fields) => ({ ...fields, First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' })),
	settings: fc.record({ winner: fc.constantFrom('crm', 'google') satisfies fc.Arbitrary<SyncSettings['winner']>, onlyEmailAsWork: fc.boolean() }),
	steps: fc.array(step, { maxLength: 14 }),
});

/** A world in which Ann's two records met; she is linked whatever her addresses become. */
function beginning({ lists: held, record: fields, settings }: Pick<(typeof history extends fc.Arbitrary<infer T> ? T : never), 'lists' | 'record' | 'settings'>) {
	const world = new World(settings);
	world.books.google.holdsLists = true;
	const google = world.add('google', { givenName: 'Ann', familyName: 'Lee' }, { lists: held });
	const crm = world.add('crm', fields);
	return { world, google, crm };
}

function userStep({ world, google, crm }: ReturnType<typeof beginning>, one: Exclude<Step, { do: 'run' }>): void {
	if (one.do === 'type') return world.edit('crm', crm, { [one.field]: one.value });
	const entries = [...(world.get('google', google).lists?.[one.kind] ?? [])];
	const at = one.place % Math.max(entries.length, 1);
	const known = entries[at];
	if (one.do === 'add') entries.splice(at, 0, one.entry);
	else if (!known) return;
	else if (one.do === 'change') entries[at] = { ...one.entry, label: known.label };
	else if (one.do === 'relabel') entries[at] = { ...known, label: one.kind === 'organization' ? '' : one.label };
	else entries.splice(at, 1);
	if (one.do === 'first') entries.unshift(known);
	world.books.google.editList(google, one.kind, entries);
}

/** Every value that a contact's lists hold; of an address that is one text every word, as its parts may part. */
function valuesIn({ lists: held = {} }: { lists?: ContactLists }): string[] {
	return Object.values(held).flatMap((entries) => entries.flatMap(({ parts, onePiece }) => (onePiece ? wordsIn(parts.street) : Object.values(parts))));
}

function wordsIn(text: string): string[] {
	return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function play(start: ReturnType<typeof beginning>, steps: readonly Step[], onRun: (run: () => RunReport) => void): void {
	for (const one of steps) {
		if (one.do !== 'run') userStep(start, one);
		else {
			if (one.lost) start.world.memory = new World().memory;
			onRun(() => start.world.sync({ full: one.full }));
		}
	}
}

const RUNS = { numRuns: HISTORIES };

test('whatever a run takes out of a list of Google stands in the journal of that run', () => {
	fc.assert(
		fc.property(history, ({ steps, ...begin }) => {
			const start = beginning(begin);
			play(start, [{ do: 'run', full: true, lost: false }, ...steps, { do: 'run', full: false, lost: false }], (run) => {
				const before = valuesIn(start.world.get('google', start.google));
				const { journal } = run();
				const values = [...valuesIn(start.world.get('google', start.google)), ...journal.flatMap(({ side, before: value }) => (side === 'google' ? value : []))];
				const kept = new Set([...values, ...values.flatMap(wordsIn)]);
				expect(before.filter((value) => !kept.has(value))).toEqual([]);
			});
		}),
		RUNS,
	);
});

test('a run adds no value to a list that holds it, and changes no label', () => {
	fc.assert(
		fc.property(history, ({ steps, ...begin }) => {
			const start = beginning(begin);
			play(start, [{ do: 'run', full: true, lost: false }, ...steps, { do: 'run', full: false, lost: false }], (run) => {
				const count = () => Object.values(start.world.get('google', start.google).lists ?? {}).map((entries) => entries.map(({ label: name, parts }) => ({ name, value: parts.value ?? '' })));
				const before = count();
				run();
				count().forEach((entries, index) => {
					const old = before[index] ?? [];
					const added = entries.length - old.length;
					if (added <= 0) return;
					for (const { value } of entries.slice(-added)) {
						if (value !== '') expect(entries.filter((entry) => entry.value === value)).toHaveLength(1);
					}
					expect(entries.slice(0, old.length).map(({ name }) => name)).toEqual(old.map(({ name }) => name));
				});
			});
		}),
		RUNS,
	);
});

test('a value that is still on the contact is not cleared in the CRM, whatever users do to labels and order', () => {
	const arranging = fc.array(
		fc.oneof(fc.record({ do: fc.constant('relabel' as const), kind, place, label }), fc.record({ do: fc.constant('first' as const), kind, place }), entryStep.map((one) => ({ ...one, do: 'add' as const }))),
		{ maxLength: 6 },
	);
	fc.assert(
		fc.property(history, arranging, ({ steps, ...begin }, arranged) => {
			const start = beginning(begin);
			const { world, crm } = start;
			play(start, [...steps, { do: 'run', full: false, lost: false }], (run) => run());
			world.settle();
			const before = world.get('crm', crm).fields;
			arranged.forEach((one) => userStep(start, one));
			world.sync();
			const after = world.get('crm', crm).fields;
			expect(Object.keys(before).filter((field) => after[field] === undefined)).toEqual([]);
		}),
		RUNS,
	);
});

test('F1, F2, F31: the sync comes to rest, and planning from changes equals planning from everything', () => {
	fc.assert(
		fc.property(history, ({ steps, ...begin }) => {
			const start = beginning(begin);
			const { world } = start;
			play(start, [{ do: 'run', full: true, lost: false }, ...steps], (run) => {
				const [changes, everything] = [false, true].map((full) => world.plan({ full }).plan.operations);
				expect(everything).toEqual(changes);
				run();
			});
			world.settle();
			expectQuiet(world);
		}),
		RUNS,
	);
});
