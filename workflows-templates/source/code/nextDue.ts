import type { DateTime } from 'luxon';

import type { Configuration } from './shared/configuration';

/** When a configuration is due after a run that begins now; to the minute, as that one began some moments after its time. */
export const nextDue = ({ frequency, atTime, weekday }: Configuration, now: DateTime): number => {
	if (frequency === 'minutes') return now.startOf('minute').plus({ minutes: 15 }).toMillis();
	if (frequency === 'hours') return now.startOf('minute').plus({ hours: 1 }).toMillis();
	const [hour, minute] = atTime.split(':').map(Number);
	const day = frequency === 'weeks' ? now.set({ weekday: weekday as 1 }) : now;
	const at = day.set({ hour, minute, second: 0, millisecond: 0 });
	return (at > now ? at : at.plus({ [frequency]: 1 })).toMillis();
};
