/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from 'fast-check';

import type { SideName } from '../../nodes/shared/protocol';
import { history, historyOfAnswers } from './history';
import { openReadings } from './openReadings';
import { playHistory } from './soakWorld';
import { now } from './virtualTime';

const HISTORIES = Number(process.env.SOAK ?? 15);
const SEED = Number(process.env.SOAK_SEED ?? 1);

/** How many times shorter a time limit is here. */
const HASTE = 30;

/**
 * Registers the test of a soak: random histories through the nodes and the servers, with faults at random requests of
 * the given sides. The test's file lets waiting take no time. `SOAK` is how many, `SOAK_SEED` which ones, and with
 * `SOAK_PATH` the one of a failure is played again.
 */
export function soak(name: string, hostile: readonly SideName[]): void {
	many(`F1, F2, F7, F10 to F13: ${HISTORIES} histories with a hostile ${name}`, history(hostile), playHistory);
}

/** Registers the soak in which creates of both sides get any answer, and whatever documents leave open is drawn at random. */
export function soakAnswers(): void {
	const histories = fc.tuple(historyOfAnswers(), openReadings);
	many(`${HISTORIES} histories: any answer to any create makes at most one record`, histories, async ([one, readings]) => {
		const timeout = AbortSignal.timeout.bind(AbortSignal);
		jest.spyOn(AbortSignal, 'timeout').mockImplementation((limit) => timeout(limit / HASTE));
		return await playHistory(one, readings).finally(() => jest.mocked(AbortSignal.timeout).mockRestore());
	});
}

function many<T>(what: string, histories: fc.Arbitrary<T>, play: (one: T) => Promise<string[]>): void {
	test(
		`${what}, seed ${SEED}`,
		async () => {
			jest.spyOn(Date, 'now').mockImplementation(now);
			const property = fc.asyncProperty(histories, async (one) => {
				expect(await play(one)).toEqual([]);
			});
			await fc.assert(property, { numRuns: HISTORIES, seed: SEED, path: process.env.SOAK_PATH, endOnFailure: process.env.SOAK_PATH === undefined });
		},
		HISTORIES * 60_000,
	);
}
