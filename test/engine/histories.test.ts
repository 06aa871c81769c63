/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import fc from 'fast-check';

import { cases } from '../setup/cases';
import { FOUND } from './history/found';
import type { Event } from './history/events';
import { EVENTS, MORE_EVENTS } from './history/events';
import { playHistory } from './history/play';
import { history } from './history/steps';

/** How many histories are played; and, to play the same ones again, their seed. */
const COUNT = cases(500);
const SEED = Number(process.env.SEED ?? 20_260_101);

test.each(FOUND.map((one, number) => ({ one, number })))('a history that once broke a property does so no more: $number', ({ one }) => {
	expect(() => playHistory(one)).not.toThrow();
});

test(
	`every property holds over ${COUNT} histories of edits, faults, and changes of settings`,
	() => {
		const held = new Map<Event, number>();
		let played = 0;
		const check = fc.check(
			fc.property(history, (one) => {
				const events = playHistory(one);
				played += 1;
				for (const event of events) held.set(event, (held.get(event) ?? 0) + 1);
			}),
			{ numRuns: COUNT, seed: SEED },
		);
		const share = (event: Event) => (100 * (held.get(event) ?? 0)) / Math.max(played, 1);
		const coverage = [...EVENTS, ...MORE_EVENTS].map((event) => `${event} ${share(event).toFixed(0)} %`);
		process.stdout.write(`${check.numRuns} histories, seed ${SEED}: ${coverage.join(', ')}\n`);
		if (check.failed) throw new Error(fc.defaultReportMessage(check), { cause: check.errorInstance });
		// A handful of histories need not hold everything.
		if (COUNT >= 500) expect(EVENTS.filter((event) => share(event) < 5)).toEqual([]);
	},
	24 * 60 * 60_000,
);
