import type { DateTime } from 'luxon';

import type { Configuration } from './shared/configuration';

/** What stands above the last report: a failure since, and when it goes on. */
export const statusNotes = (
	{ lastError, status, dueAt }: Configuration,
	now: number,
	clock: typeof DateTime,
): string => {
	const time = 'cccc d LLLL, HH:mm';
	const at = lastError ? lastError.split(' ', 1)[0] : '';
	const failure = lastError
		? `The last sync failed on ${clock.fromISO(at).toFormat(time)}: ${lastError.slice(at.length + 1)}`
		: '';
	const next = `Next sync: ${clock.fromMillis(Math.max(dueAt, now)).toFormat(time)}.`;
	const stopped: Partial<Record<Configuration['status'], string>> = { paused: 'Paused.', inactive: 'Deactivated.' };
	return [failure, stopped[status] ?? next].join('\n');
};
