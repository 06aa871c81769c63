/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions, no-console */
/*
 * What a plan costs: side by side with n8n's own Compare Datasets on the same shuffled people, then alone with ten and
 * twenty-five times as many. Ours reads the stored state, plans both ways from a full reading of both sides, and stores
 * the state again; theirs matches and compares. The last line is one JSON object.
 */
import { execFileSync } from 'node:child_process';

import { planChanges } from '../../nodes/ContactReconcile/engine/plan';
import { decodeState, encodeState } from '../../nodes/ContactReconcile/engine/stateCodec';
import { compareDatasets } from './compareDatasets';
import { engineCase, itemsOf } from './engineCase';
import type { Timing } from './measure';
import { milliseconds, rounded, timed } from './measure';

const SIDE_BY_SIDE = [1_000, 4_000, 10_000];
const ALONE = [25_000, 100_000, 250_000];
/** Rounds of a size, so that the smaller ones, which noise troubles more, have more. */
const roundsFor = (people: number): number => (people <= 10_000 ? 7 : people <= 25_000 ? 5 : 3);

interface Alone {
	people: number;
	ours: Timing;
	peakMegabytes: number;
	stateBytes: number;
}

function ours(people: number, rounds = roundsFor(people)): { timing: Timing; stateBytes: number } {
	const { stored, input } = engineCase(people);
	const timing = timed(rounds, () => {
		const plan = planChanges({ ...input, state: decodeState(stored) });
		if (plan.operations.google.length === 0 || plan.operations.crm.length === 0) throw new Error('Nothing was planned');
		encodeState(plan.state);
	});
	return { timing, stateBytes: Buffer.byteLength(stored) };
}

function theirs(people: number): Timing {
	const { google, crm } = itemsOf(people);
	return timed(people <= 4_000 ? 5 : 3, () => {
		const [onlyGoogle, , different, onlyCrm] = compareDatasets(google, crm, 'Email');
		if (different.length === 0 || onlyGoogle.length > 0 || onlyCrm.length > 0) throw new Error('Not what was compared');
	});
}

/** In a process of its own, whose peak memory is that of this size alone. */
function alone(people: number): Alone {
	const output = execFileSync(process.execPath, ['--import', 'tsx', __filename, '--alone', String(people)], { encoding: 'utf8' });
	return JSON.parse(output) as Alone;
}

function measureAlone(people: number): Alone {
	const { timing, stateBytes } = ours(people);
	return { people, ours: timing, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1_024), stateBytes };
}

function main(): void {
	const ratios = new Map<number, number>();
	const rows = SIDE_BY_SIDE.map((people) => {
		const [mine, other] = [ours(people), theirs(people)];
		ratios.set(people, other.median / mine.timing.median);
		return {
			people,
			ours: milliseconds(mine.timing),
			'Compare Datasets': milliseconds(other),
			ratio: rounded(other.median / mine.timing.median),
		};
	});
	console.table(rows);
	const larger = [10_000, ...ALONE].map(alone);
	console.table(
		larger.map(({ people, ours: timing, peakMegabytes, stateBytes }) => ({
			people,
			ours: milliseconds(timing),
			'µs a person': rounded((timing.median * 1_000) / people),
			'peak MB': peakMegabytes,
			'state bytes a person': rounded(stateBytes / people, 0),
		})),
	);
	const of = (people: number): Alone | undefined => larger.find((size) => size.people === people);
	console.log(
		JSON.stringify({
			ratio10k: rounded(ratios.get(10_000) ?? 0),
			ratio4k: rounded(ratios.get(4_000) ?? 0),
			ratio1k: rounded(ratios.get(1_000) ?? 0),
			ms10k: rounded(of(10_000)?.ours.median ?? 0),
			ms100k: rounded(of(100_000)?.ours.median ?? 0),
			ms250k: rounded(of(250_000)?.ours.median ?? 0),
			timeGrowth25kTo250k: rounded((of(250_000)?.ours.median ?? 0) / (of(25_000)?.ours.median ?? 1)),
			peakMb250k: of(250_000)?.peakMegabytes,
			stateBytes10k: of(10_000)?.stateBytes,
		}),
	);
}

const [flag, people] = process.argv.slice(2);
if (flag === '--alone') console.log(JSON.stringify(measureAlone(Number(people))));
else main();
