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
