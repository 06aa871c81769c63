/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console */
/*
 * What a plan costs: side by side with n8n's own Compare Datasets on the same shuffled people, then alone with up to
 * twenty-five times as many. Ours plans both ways from a full reading of both sides and the state of the last run, which
 * it leaves as it was; theirs matches and compares, and remembers nothing. To read the state from its text and to store
 * it again is timed as well, as is to check the items of a reading. The last line is one JSON object.
 */
import { execFileSync } from 'node:child_process';

import { safeParse } from 'valibot';

import { planChanges } from '../../nodes/ContactReconcile/engine/plan/plan';
import { decodeState, encodeState } from '../../nodes/ContactReconcile/store/stateCodec';
import { ReadingSchema } from '../../nodes/shared/protocol/readings';
import { compareDatasets } from './compareDatasets';
import { engineCase, itemsOf } from './engineCase';
import type { Timing } from './measure';
import { milliseconds, rounded, timed, timedInTurn } from './measure';

const SIDE_BY_SIDE = [1_000, 4_000, 10_000];
const ALONE = [10_000, 25_000, 100_000, 250_000];
/** Rounds of a size, so that the smaller ones, which noise troubles more, have more. */
const roundsFor = (people: number): number => (people <= 10_000 ? 9 : people <= 25_000 ? 5 : 3);

interface Alone {
	people: number;
	plan: Timing;
	whole: Timing;
	peakMegabytes: number;
	stateBytes: number;
}

/** Plans from a state in memory; and the same from its text to its text. */
function ours(people: number): { plan: () => void; whole: () => void; stateBytes: number } {
	const { stored, input } = engineCase(people);
	const state = decodeState(stored);
	const plan = () => {
		const { operations, state: after } = planChanges({ ...input, state });
		if (operations.google.length === 0 || operations.crm.length === 0) throw new Error('Nothing was planned');
		return after;
	};
	const whole = () => encodeState(planChanges({ ...input, state: decodeState(stored) }).state);
	return { plan: () => void plan(), whole: () => void whole(), stateBytes: Buffer.byteLength(stored) };
}

function theirs(people: number): () => void {
	const { google, crm } = itemsOf(people);
	return () => {
		const [onlyGoogle, , different, onlyCrm] = compareDatasets(google, crm, 'Email');
		if (different.length === 0 || onlyGoogle.length > 0 || onlyCrm.length > 0) throw new Error('Not what was compared');
	};
}

interface SideBySide {
	people: number;
	plan: Timing;
	whole: Timing;
	compared: Timing;
}

/** In turn, so that whatever else the machine does troubles all of them. */
function sideBySide(people: number): SideBySide {
	const { plan, whole } = ours(people);
	const [planned, all, compared] = timedInTurn(people <= 4_000 ? 9 : 5, [plan, whole, theirs(people)]);
	return { people, plan: planned, whole: all, compared };
}

/** In a process of its own, whose peak memory is that of this size alone. */
function alone(people: number): Alone {
	const output = execFileSync(process.execPath, [__filename, '--alone', String(people)], { encoding: 'utf8' });
	return JSON.parse(output) as Alone;
}

function measureAlone(people: number): Alone {
	const { plan, whole, stateBytes } = ours(people);
	const rounds = roundsFor(people);
	const timings = { plan: timed(rounds, plan), whole: timed(rounds, whole) };
	return { people, ...timings, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1_024), stateBytes };
}

/** What lies around a plan: the state from its text and to it, and the items of one side at the door of Plan Changes. */
function partsOf(people: number): Record<string, Timing> {
	const { stored, input } = engineCase(people);
	const state = decodeState(stored);
	const items = input.readings.google.contacts;
	const check = () => {
		if (!items.every((item) => safeParse(ReadingSchema, item, { abortEarly: true }).success)) throw new Error('An item was refused');
	};
	const [decode, encode, door] = timedInTurn(9, [() => void decodeState(stored), () => void encodeState(state), check]);
	return { 'state from text': decode, 'state to text': encode, 'items checked': door };
}

function main(): void {
	const compared = SIDE_BY_SIDE.map(sideBySide);
	console.table(
		compared.map(({ people, plan, whole, compared: other }) => ({
			people,
			plan: milliseconds(plan),
			'with its state from and to text': milliseconds(whole),
			'Compare Datasets': milliseconds(other),
			ratio: rounded(other.median / plan.median),
			'ratio with text': rounded(other.median / whole.median),
		})),
	);
	const larger = ALONE.map(alone);
	console.table(
		larger.map(({ people, plan, whole, peakMegabytes, stateBytes }) => ({
			people,
			plan: milliseconds(plan),
			'with its state from and to text': milliseconds(whole),
			'µs a person': rounded((plan.median * 1_000) / people),
			'peak MB': peakMegabytes,
			'state bytes a person': rounded(stateBytes / people, 0),
		})),
	);
	const parts = partsOf(10_000);
	console.table(Object.fromEntries(Object.entries(parts).map(([what, timing]) => [what, milliseconds(timing)])));
	console.log(JSON.stringify({ ...figures(compared, larger), ...Object.fromEntries(Object.entries(parts).map(([what, { median }]) => [`ms10k ${what}`, rounded(median)])) }));
}

function figures(compared: readonly SideBySide[], larger: readonly Alone[]): Record<string, number> {
	const ratios = compared.map(({ people, plan, compared: other }) => [`ratio${people / 1_000}k`, rounded(other.median / plan.median)] as const);
	const [last] = compared.slice(-1);
	const times = larger.map(({ people, plan }) => [`ms${people / 1_000}k`, rounded(plan.median)] as const);
	const [, first, , most] = larger;
	return {
		...Object.fromEntries([...ratios].reverse()),
		ratio10kWithText: rounded(last.compared.median / last.whole.median),
		...Object.fromEntries(times),
		ms10kWithText: rounded(larger[0].whole.median),
		timeGrowth25kTo250k: rounded(most.plan.median / first.plan.median),
		memoryGrowth25kTo250k: rounded(most.peakMegabytes / first.peakMegabytes),
		peakMb250k: most.peakMegabytes,
		stateBytes10k: larger[0].stateBytes,
	};
}

const [flag, people] = process.argv.slice(2);
if (flag === '--alone') console.log(JSON.stringify(measureAlone(Number(people))));
else main();
