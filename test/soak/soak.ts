/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from 'fast-check';

import type { SideName } from '../../nodes/shared/protocol';
import { cases } from '../setup/cases';
import { history } from './history';
import { playHistory } from './soakWorld';
import { now } from './virtualTime';

const HISTORIES = Number(process.env.SOAK ?? cases(3));
const SEED = Number(process.env.SOAK_SEED ?? 1);

/**
 * Registers the test of a soak: random histories through the nodes and the servers, with faults at random requests of
 * the given sides. The test's file lets waiting take no time. `SOAK` is how many, `SOAK_SEED` which ones, and with
 * `SOAK_PATH` the one of a failure is played again.
 */
export function soak(name: string, hostile: readonly SideName[]): void {
	test(
		`F1, F2, F7, F10 to F13: ${HISTORIES} histories with a hostile ${name}, seed ${SEED}`,
		async () => {
			jest.spyOn(Date, 'now').mockImplementation(now);
			const property = fc.asyncProperty(history(hostile), async (one) => {
				expect(await playHistory(one)).toEqual([]);
			});
			await fc.assert(property, { numRuns: HISTORIES, seed: SEED, path: process.env.SOAK_PATH, endOnFailure: process.env.SOAK_PATH === undefined });
		},
		HISTORIES * 60_000,
	);
}
