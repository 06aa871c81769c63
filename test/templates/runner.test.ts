import { DateTime } from 'luxon';

import { isWorthTelling } from '../../workflows-templates/source/code/isWorthTelling';
import { nextDue } from '../../workflows-templates/source/code/nextDue';
import type { Configuration } from '../../workflows-templates/source/code/shared/configuration';

/** A Wednesday. */
const NOW = DateTime.fromISO('2026-01-07T09:00:30');

test.each<[Configuration['frequency'], string, number, string]>([
	['minutes', '06:00', 1, '2026-01-07T09:15:00'],
	['hours', '06:00', 1, '2026-01-07T10:00:00'],
	['days', '06:00', 1, '2026-01-08T06:00:00'],
	['days', '18:30', 1, '2026-01-07T18:30:00'],
	['weeks', '06:00', 5, '2026-01-09T06:00:00'],
	['weeks', '06:00', 1, '2026-01-12T06:00:00'],
	['weeks', '06:00', 3, '2026-01-14T06:00:00'],
])('every %s at %s on day %d: due next at %s', (frequency, atTime, weekday, due) => {
	expect(nextDue({ frequency, atTime, weekday } as Configuration, NOW)).toBe(DateTime.fromISO(due).toMillis());
});

const inBerlin = (time: string) => DateTime.fromISO(time, { zone: 'Europe/Berlin' });

test.each<[string, Configuration['frequency'], string, string]>([
	['2026-03-28T03:00:00', 'days', '02:30', '2026-03-29T03:30:00+02:00'],
	['2026-03-29T03:31:00', 'days', '02:30', '2026-03-30T02:30:00+02:00'],
	['2026-03-22T02:31:00', 'weeks', '02:30', '2026-03-29T03:30:00+02:00'],
	['2026-03-29T03:31:00', 'weeks', '02:30', '2026-04-05T02:30:00+02:00'],
	['2026-03-29T01:50:00', 'minutes', '', '2026-03-29T03:05:00+02:00'],
	['2026-10-24T07:00:00', 'days', '06:00', '2026-10-25T06:00:00+01:00'],
	['2026-10-25T06:00:20', 'days', '06:00', '2026-10-26T06:00:00+01:00'],
	['2026-10-25T02:10:00+01:00', 'days', '02:30', '2026-10-26T02:30:00+01:00'],
	['2026-10-24T02:31:00', 'days', '02:30', '2026-10-25T02:30:00+02:00'],
])('where the clock is changed, after %s every %s at %s is due at %s', (now, frequency, atTime, due) => {
	expect(nextDue({ frequency, atTime, weekday: 7 } as Configuration, inBerlin(now))).toBe(DateTime.fromISO(due).toMillis());
});

test.each([
	{ frequency: 'fortnight', atTime: '06:00', weekday: 1 },
	{ frequency: 'days', atTime: null, weekday: 1 },
	{ frequency: 'days', atTime: '6 p.m.', weekday: 1 },
	{ frequency: 'weeks', atTime: '06:00', weekday: 0 },
	{ frequency: 'weeks', atTime: '06:00', weekday: null },
])('%j is no schedule', (row) => {
	expect(nextDue(row as never, NOW)).toBeNull();
});

describe('a run is told', () => {
	const open = { contact: 'Ann Lee', field: 'Title', google: 'Queen', crm: 'King' };
	const quiet = { run: { attention: [] }, conflicts: [], openConflicts: [] };
	const before = ({ contact, ...conflict }: typeof open) =>
		JSON.stringify({ details: [{ contact: 'Bob Ray' }, { contact, conflicts: [conflict] }] });

	test.each([
		['not, when nothing happened', 'problems', quiet, null, false],
		['always', 'always', quiet, null, true],
		['never', 'never', { ...quiet, conflicts: [{}] }, null, false],
		['when it needs somebody', 'problems', { ...quiet, run: { attention: ['Connect again'] } }, null, true],
		['when it decided a conflict', 'problems', { ...quiet, conflicts: [{}] }, null, true],
		['when a conflict is left open', 'problems', { ...quiet, openConflicts: [open] }, null, true],
		['not again of the same conflict', 'problems', { ...quiet, openConflicts: [open] }, before(open), false],
		[
			'when a conflict has changed',
			'problems',
			{ ...quiet, openConflicts: [open] },
			before({ ...open, crm: 'Knight' }),
			true,
		],
	] as const)('%s', (_when, tell, report, last, told) => {
		const { run, conflicts, openConflicts } = report;
		expect(
			isWorthTelling(
				tell,
				{ run: { attention: [...run.attention] }, conflicts: [...conflicts], openConflicts: [...openConflicts] },
				last,
			),
		).toBe(told);
	});
});
