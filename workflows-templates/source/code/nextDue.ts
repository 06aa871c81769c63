import type { DateTime } from 'luxon';

import type { Configuration } from './shared/configuration';

/**
 * When a configuration is due after a run that begins now, milliseconds since 1970; to the minute, as that one began some
 * moments after its time. A time of day that the clock leaves out in spring comes an hour later, on that day alone; of one that it
 * shows twice in autumn the first counts.
 *
 * @returns null where the row says nothing that can be meant
 */
export const nextDue = ({ frequency, atTime, weekday }: Configuration, now: DateTime): number | null => {
	if (frequency === 'minutes') return now.startOf('minute').plus({ minutes: 15 }).toMillis();
	if (frequency === 'hours') return now.startOf('minute').plus({ hours: 1 }).toMillis();
	const isKnown = frequency === 'days' || (frequency === 'weeks' && [1, 2, 3, 4, 5, 6, 7].includes(weekday));
	if (!isKnown || !/^([01]?\d|2[0-3]):[0-5]\d$/.test(atTime)) return null;
	const [hour, minute] = atTime.split(':').map(Number);
	const atTimeOf = (day: DateTime): DateTime => day.startOf('day').set({ hour, minute });
	const day = frequency === 'weeks' ? now.set({ weekday: weekday as 1 }) : now;
	const at = atTimeOf(day);
	return (at > now ? at : atTimeOf(day.plus({ [frequency]: 1 }))).toMillis();
};
