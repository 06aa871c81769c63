import fc from 'fast-check';

import { comparisonForm } from '../../nodes/ContactReconcile/engine/values/normalise';
import type { SideName } from '../../nodes/shared/protocol';
import { cases } from '../setup/cases';
import { World } from './world';

const CASES = cases(30);

const OPTIONS = ['Books', 'Music', 'Trade Show', 'Straße'];

/** Some of the options, in any order and case. */
const labels = fc
	.tuple(fc.shuffledSubarray(OPTIONS), fc.array(fc.constantFrom('as it is', 'small', 'capitals'), { minLength: OPTIONS.length, maxLength: OPTIONS.length }))
	.map(([chosen, cases]) => chosen.map((label, index) => (cases[index] === 'small' ? label.toLowerCase() : cases[index] === 'capitals' ? label.toUpperCase() : label)));

const FIELDS = { google: 'labels', crm: 'Interests' };

/** Options as the CRM calls them, in the CRM's order. */
function asOptions(chosen: readonly string[]): string {
	return OPTIONS.filter((option) => chosen.some((label) => label.toLowerCase() === option.toLowerCase() || label === option.toUpperCase())).join(';');
}

/** Ann in sync, whose labels go to a multi-select; Google gives them back in its own order, the CRM in the order of the options. */
function ann(winner: 'crm' | 'google') {
	const world = new World({ winner });
	world.set({ rows: [...world.settings.rows, { ...FIELDS, direction: 'both' }] });
	world.books.crm.capabilities = { Interests: { kind: 'multiPicklist', options: OPTIONS } };
	world.books.google.canonicalise = (fields) => ('labels' in fields ? { ...fields, labels: fields.labels.split(';').sort().join(';') } : fields);
	world.books.crm.canonicalise = (fields) => ('Interests' in fields ? { ...fields, Interests: asOptions(fields.Interests.split(';')) } : fields);
	const ids = world.addBoth({ givenName: 'Ann', familyName: 'Lee', workEmail: 'ann@example.org' });
	world.sync();
	const set = (side: SideName, chosen: readonly string[]): void => world.edit(side, ids[side], { [FIELDS[side]]: side === 'crm' ? asOptions(chosen) : chosen.join(';') });
	const shown = (side: SideName): string => comparisonForm('labels', world.get(side, ids[side]).fields[FIELDS[side]] ?? '');
	return { world, set, shown };
}

const form = (chosen: readonly string[]): string => comparisonForm('labels', chosen.join(';'));

test('F25: two texts are the same labels where they name the same ones, in whatever order, case and number', () => {
	fc.assert(
		fc.property(labels, labels, (a, b) => {
			expect(form([...a, ...a]) === form(b)).toBe(asOptions(a) === asOptions(b));
		}),
		{ numRuns: CASES },
	);
});

test('F14, F17, F18: labels go across as one value: who changed them, or who wins, is on both sides; another order or case is no change', () => {
	const edits = fc.array(fc.record({ google: fc.option(labels, { nil: undefined }), crm: fc.option(labels, { nil: undefined }) }), { minLength: 1, maxLength: 6 });
	fc.assert(
		fc.property(fc.constantFrom('crm', 'google'), edits, (winner, steps) => {
			const { world, set, shown } = ann(winner);
			let agreed = '';
			for (const { google, crm } of steps) {
				if (google) set('google', google);
				if (crm) set('crm', crm);
				const now = { google: google ? form(google) : agreed, crm: crm ? form(crm) : agreed };
				const other = winner === 'crm' ? 'google' : 'crm';
				const expected = now[winner] === agreed ? now[other] : now[winner];
				const { writes, journal } = world.sync();
				expect([shown('google'), shown('crm')]).toEqual([expected, expected]);
				if (now.google === now.crm) expect(writes).toEqual([]);
				if (now.google !== now.crm && now.google !== agreed && now.crm !== agreed && now[other] !== '') expect(journal).toMatchObject([{ reason: 'conflict' }]);
				expect(world.sync().writes).toEqual([]);
				agreed = expected;
			}
		}),
		{ numRuns: CASES },
	);
});

test('F26: of labels that the multi-select lacks in part nothing is sent, and both sides stay as they are', () => {
	fc.assert(
		fc.property(labels, fc.shuffledSubarray(['Family', 'VIP'], { minLength: 1 }), (known, unknown) => {
			const { world, set, shown } = ann('crm');
			set('google', [...unknown, ...known]);
			const { writes, details } = world.sync();
			expect(writes).toEqual([]);
			expect(details).toMatchObject([{ class: 'notRepresentable', reason: expect.stringContaining(`no option "${unknown[0]}"`) }]);
			expect(shown('google')).toBe(form([...unknown, ...known]));
		}),
		{ numRuns: CASES },
	);
});
