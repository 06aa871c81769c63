import fc from 'fast-check';

import type { playHistory } from './history/play';
import { CALM } from './history/play';
import type { Step } from './history/steps';
import { history } from './history/steps';
import type { Mutation } from './mutant';
import { withMutation } from './mutant';

interface NamedMutation extends Mutation {
	name: string;
	/** The properties that may tell of it first. */
	laws: string[];
	/** How the histories begin, where the case is a rare one. */
	opening?: Step[];
}

/** The answer to a create is lost, and the next listing is too old to show what was created (S54). */
const LOST_CREATE: Step[] = [
	{ do: 'create', side: 'crm', email: 7, inScope: true },
	{ ...CALM, faults: ['lostAfter'] },
	{ ...CALM, after: 2, lag: { google: 9, crm: 0 } },
];

/** Somebody is to be created again, shares an address with a newcomer, and gets one that another contact has (F11). */
const AGAIN_WITH_ANOTHERS_ADDRESS: Step[] = [
	{ do: 'again', side: 'google', who: 0, row: 5, fault: 'lostBefore' },
	{ do: 'create', side: 'crm', email: 0, inScope: true },
	{ do: 'email', side: 'google', who: 0, email: 8, home: false },
	{ do: 'email', side: 'crm', who: 0, email: 8, home: true },
	CALM,
];

const onBoth = (email: number): Step[] => (['google', 'crm'] as const).map((side) => ({ do: 'create', side, email, inScope: true }));

/** Namesakes with one address, some of them in sync before the others come. */
const NAMESAKES: Step[] = [...onBoth(7), { ...CALM, after: 2 }, ...onBoth(7), ...onBoth(7), { ...CALM, after: 2 }];

/** Namesakes with one address, several on each side, who all meet in one run. */
const CROWD: Step[] = [...onBoth(7), ...onBoth(7), ...onBoth(7), { ...CALM, after: 2 }];

/** Faults that a sync engine may well have, and the properties that tell of them. */
const MUTATIONS: NamedMutation[] = [
	{
		name: 'a side has changed when it differs from the other side, instead of from its own agreement',
		file: 'decide/field.ts',
		replace: 'shown[side], agreement[side], phoneCountry)',
		by: "shown[side], side === 'crm' ? shown.google : agreement[side], phoneCountry)",
		laws: ['F1', 'F2', 'F17'],
	},
	{
		name: 'the value that was sent is agreed on, instead of what the target shows',
		file: 'record/results.ts',
		replace: 'return shown;\n\t});',
		by: 'const sent = shown[SIDES.find((other) => other !== side) ?? side]; return { google: sent, crm: sent };\n\t});',
		laws: ['F21'],
	},
	{
		name: 'the next reading begins at the end of the run, instead of the start of the reading',
		file: 'record/record.ts',
		replace: 'state.lastRun = summary;',
		by: 'state.lastRun = summary; for (const side of SIDES) if (run.complete) state.sides[side].cursor = String(run.finishedAt + 1);',
		laws: ['F11', 'F21'],
	},
	{
		name: 'a listing that ended early counts as complete',
		file: 'observe/observe.ts',
		replace: 'const complete = SIDES.every((side) => readings[side].cursor.complete);',
		by: 'const complete = true;',
		laws: ['F10', 'F11'],
	},
	{
		name: 'a missing value clears the other side',
		file: 'decide/field.ts',
		replace: "filled: { filled: 'open', empty: 'google' }",
		by: "filled: { filled: 'open', empty: 'crm' }",
		laws: ['F24'],
	},
	{
		name: 'two records with the address of one are linked',
		file: 'match/pairing.ts',
		replace: 'if ([google, crm].every((entry) => affinity > directory.closestInSync(entry))) ties.push',
		by: 'ties.push',
		laws: ['F1', 'F11', 'P11'],
		opening: NAMESAKES,
	},
	{
		name: 'several with one address on both sides are linked by guess',
		file: 'match/pairing.ts',
		replace: 'if (inScope.length !== 1) continue;',
		by: '',
		laws: ['P11'],
		opening: CROWD,
	},
	{
		name: 'who is created again may get an address of somebody else',
		file: 'match/match.ts',
		replace: 'if (isBlocked) return false;',
		by: '',
		laws: ['F11'],
		opening: AGAIN_WITH_ANOTHERS_ADDRESS,
	},
	{
		name: 'a create whose answer was lost is sent again at once',
		file: 'decide/person.ts',
		replace: "if (pair.lostCreateAt !== null) return { kind: 'wait', reason: 'lostCreate' };",
		by: '',
		laws: ['F11'],
		opening: LOST_CREATE,
	},
	{
		name: 'a deletion leaves nothing in the journal',
		file: 'plan/journal.ts',
		replace: "value, '', 'deleted'));",
		by: "value, '', 'deleted')).slice(0, 0);",
		laws: ['F8'],
	},
	{
		name: 'the winner of a conflict wins the whole record',
		file: 'decide/field.ts',
		replace: "changed: { same: 'google', changed: 'open' }",
		by: "changed: { same: 'open', changed: 'open' }",
		laws: ['F17'],
	},
	{
		name: 'changed settings are not noticed',
		file: 'observe/adopt.ts',
		replace: 'const changed = state.mark !== null && !(sameMark(state.mark, mark) && sameRows(state.rows, settings.rows));',
		by: 'const changed = state.mark === undefined && !(sameMark(mark, mark) && sameRows(state.rows, settings.rows));',
		laws: ['F24'],
	},
];

/** The same histories for all, so that a fault is found or not found every time alike. */
const HISTORIES = { numRuns: 500, seed: 20_260_101, endOnFailure: true };

test('with nothing mutated no property is broken', () => {
	const play = withMutation({ file: 'plan/caps.ts', replace: 'cap, crm: cap', by: 'cap, crm: cap' }, loadPlayer);
	expect(fc.check(fc.property(history, (one) => void play(one)), { ...HISTORIES, numRuns: 50 }).errorInstance).toBeNull();
});

test.each(MUTATIONS)('$name: $laws', ({ laws, opening = [], ...mutation }) => {
	const play = withMutation(mutation, loadPlayer);
	const { errorInstance } = fc.check(fc.property(history, (one) => void play({ ...one, steps: [...opening, ...one.steps] })), HISTORIES);
	expect(laws).toContain((errorInstance as { law?: string } | null)?.law);
});

function loadPlayer(): typeof playHistory {
	return jest.requireActual<{ playHistory: typeof playHistory }>('./history/play').playHistory;
}
