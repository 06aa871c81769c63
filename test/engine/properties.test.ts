import fc from 'fast-check';

import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import { resolveRows } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import { decideField } from '../../nodes/ContactReconcile/engine/decide/field';
import type { SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { SideName, WriteOperation } from '../../nodes/shared/protocol';
import type { Step } from './histories';
import { asTexts, beginning, history, HISTORIES, holdings, play, ROWS, settle, twoWay } from './histories';
import type { World } from './world';

const people = fc.integer({ min: 1, max: 4 });
const times = { numRuns: HISTORIES };

/** Everybody in scope on both sides whom nothing keeps apart shows the same on both. */
function expectConverged(world: World): void {
	const { state, settings } = world;
	const { rows } = resolveRows(settings.rows, { google: state.sides.google.capabilities, crm: state.sides.crm.capabilities });
	for (const contact of state.contacts) {
		if (contact.google?.presence !== 'in' || contact.crm?.presence !== 'in' || contact.detached) continue;
		rows.forEach((row, index) => {
			expect(decideField(row, index, { ...contact, agreed: NOTHING_AGREED }, settings).kind).toBe('agree');
		});
	}
}

/** What is remembered, but for times and cursors. */
function remembered(world: World): unknown {
	const { contacts, rows, mark, settled } = world.state;
	return { contacts, rows, mark, settled };
}

test('F1, F2: without new edits the two sides become equal, and then nothing moves', () => {
	fc.assert(
		fc.property(people, twoWay, history(), (count, settings, steps) => {
			const world = beginning(count, settings);
			play(world, steps);
			const runs = settle(world);
			expect(runs).toBeLessThanOrEqual(6 + (steps.length + count) / Math.min(settings.cap ?? 1, settings.firstCap ?? 1));
			expectConverged(world);
			// Who entered or left without an edit is seen by a full check only.
			world.sync({ full: true });
			settle(world);
			expectConverged(world);
			const before = remembered(world);
			for (const full of [false, true, false]) expect(world.sync({ full }).writes).toEqual([]);
			expect(remembered(world)).toEqual(before);
		}),
		times,
	);
});

test('F3: a plan does not depend on the order of listings and of the map', () => {
	const shuffles = fc.array(fc.nat(1_000), { minLength: 12, maxLength: 12 });
	fc.assert(
		fc.property(people, twoWay, history(), shuffles, fc.boolean(), (count, settings, steps, keys, full) => {
			const world = beginning(count, settings);
			play(world, steps);
			const planned = () => {
				const { plan } = world.plan({ full });
				return [...SIDES.map((side) => asTexts(plan.operations[side])), plan.journal.map((row) => JSON.stringify(row)).sort(), plan.deferred];
			};
			const expected = planned();
			expect(planned()).toEqual(expected);
			const shuffle = <T>(all: readonly T[]): T[] =>
				all.map((one, index) => ({ one, key: keys[index % keys.length] })).sort((a, b) => a.key - b.key).map(({ one }) => one);
			for (const side of SIDES) world.books[side].listingOrder = shuffle;
			world.set({ rows: shuffle(ROWS) });
			expect(planned()).toEqual(expected);
		}),
		times,
	);
});

test('F4: the operations of one plan may be carried out in any order', () => {
	fc.assert(
		fc.property(people, twoWay, history(), fc.array(fc.nat(1_000), { minLength: 8, maxLength: 8 }), (count, settings, steps, keys) => {
			const outcome = (order: (operations: WriteOperation[]) => WriteOperation[]) => {
				const world = beginning(count, settings);
				play(world, steps);
				world.sync({ order });
				return holdings(world);
			};
			const shuffled = (operations: WriteOperation[]) =>
				operations.map((one, index) => ({ one, key: keys[index % keys.length] })).sort((a, b) => a.key - b.key).map(({ one }) => one);
			expect(outcome(shuffled)).toEqual(outcome((operations) => operations));
		}),
		times,
	);
});

/** The same history with the two sides in each other's place. */
function mirrored(steps: readonly Step[]): Step[] {
	return steps.map((step) => ('side' in step ? { ...step, side: otherSide(step.side) } : step));
}

/** Operations in Google's field names, without ids and what only one side has. */
function inEssence(operations: readonly WriteOperation[], mirror: boolean): string[] {
	const name = (side: SideName, field: string) => ROWS.find((row) => row[side] === field)?.google;
	return asTexts(operations)
		.map((text) => JSON.parse(text) as WriteOperation)
		.map((operation) => {
			const rename = (fields: Record<string, string>) =>
				Object.entries(fields).flatMap(([field, value]) => (name(operation.side, field) ? `${name(operation.side, field)}=${value}` : [])).sort();
			const side = mirror ? otherSide(operation.side) : operation.side;
			const expected = operation.op === 'create' ? [] : rename(operation.expect);
			return JSON.stringify([side, operation.op, operation.op === 'delete' ? [] : rename(operation.set), expected]);
		})
		.sort();
}

test('F5: the plan for swapped sides is the swapped plan', () => {
	const settings = fc.record({ winner: fc.constantFrom('crm', 'google') satisfies fc.Arbitrary<SyncSettings['winner']>, deletes: fc.boolean() });
	fc.assert(
		fc.property(people, settings, history(['delete', 'create', 'email', 'swap']), (count, { winner, deletes }, steps) => {
			const shared = { deletes, deleteFloor: 1_000, cap: 500 };
			const world = beginning(count, { ...shared, winner });
			const mirror = beginning(count, { ...shared, winner: otherSide(winner as SideName) });
			const ours = play(world, [...steps, { do: 'run', full: false }]).runs;
			const theirs = play(mirror, [...mirrored(steps), { do: 'run', full: false }]).runs;
			ours.forEach(({ writes }, index) => expect(inEssence(theirs[index].writes, true)).toEqual(inEssence(writes, false)));
		}),
		times,
	);
});

test('F6: edits of different fields end the same whenever the runs come', () => {
	const edits = fc.uniqueArray(fc.record({ side: fc.constantFrom(...SIDES), who: fc.nat(3), row: fc.constantFrom(0, 3, 4, 5) }), {
		selector: ({ who, row }) => `${who} ${row}`,
		maxLength: 6,
	});
	fc.assert(
		fc.property(edits, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), twoWay, (list, runs, settings) => {
			const outcome = (runsAfter: readonly boolean[]) => {
				const world = beginning(4, settings);
				list.forEach(({ side, who, row }, index) => {
					play(world, [{ do: 'edit', side, who, row, value: 'own' }]);
					const [{ id }] = [...world.books[side].records.values()].slice(who);
					world.edit(side, id, { [ROWS[row][side]]: `555 20${index}` });
					if (runsAfter[index]) world.sync();
				});
				settle(world);
				return holdings(world);
			};
			expect(outcome(runs)).toEqual(outcome([]));
		}),
		times,
	);
});

test('F31: planning from changes equals planning from everything', () => {
	const steps = history(['create', 'email', 'swap']);
	fc.assert(
		fc.property(people, twoWay, steps, (count, settings, list) => {
			const world = beginning(count, settings);
			play(world, list);
			const [changes, everything] = [false, true].map((full) => {
				const { plan } = world.plan({ full });
				return SIDES.map((side) => asTexts(plan.operations[side]));
			});
			expect(everything).toEqual(changes);
		}),
		times,
	);
});

// A record made outside the list view is no change of scope: a full reading cannot see it at all.
test.each([[['delete', 'create']], [['delete', 'move']]] as const)('F31: with %p too, both ways of reading end at the same', (kinds) => {
	fc.assert(
		fc.property(people, fc.boolean(), history(kinds), (count, deletes, steps) => {
			const outcome = (full: boolean) => {
				const world = beginning(count, { deletes, deleteFloor: 1_000 });
				const audible = steps.map((step) => (step.do === 'move' ? { ...step, silently: false } : step));
				play(world, audible.filter((step) => step.do !== 'run'));
				world.sync({ full });
				settle(world);
				return holdings(world);
			};
			expect(outcome(true)).toEqual(outcome(false));
		}),
		times,
	);
});
