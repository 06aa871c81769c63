/** A day of the calendar. */
export interface Day {
	/** Four digits; `-` without a year. */
	year: string;
	/** Two digits. */
	month: string;
	day: string;
}

/** A year that has a 29 February, for days without a year. */
const LEAP_YEAR = 2000;

/**
 * Reads `YYYY-MM-DD`, and `--MM-DD` without a year; month and day may have one digit, and a time may follow.
 *
 * @returns undefined for any other text, and for a day that the calendar does not have.
 */
export function parseDay(text: string): Day | undefined {
	const [, year, month, day] = /^(\d{4}|-)-(\d{1,2})-(\d{1,2})(?:[T ]\d\d:\d\d.*)?$/.exec(text.trim()) ?? [];
	return year === undefined ? undefined : dayOf(year, month, day);
}

/** @returns undefined when the calendar has no such day. */
export function dayOf(year: string, month: string, day: string): Day | undefined {
	if (!/^(?:\d{4}|-)$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(day)) return undefined;
	const date = new Date(0);
	date.setUTCFullYear(year === '-' ? LEAP_YEAR : Number(year), Number(month) - 1, Number(day));
	const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
	return exists ? { year, month: month.padStart(2, '0'), day: day.padStart(2, '0') } : undefined;
}

export function dayText({ year, month, day }: Day): string {
	return `${year}-${month}-${day}`;
}

/** Whether a text is a day as the two services write it, with a year or without. */
export function isDay(text: string): boolean {
	const day = parseDay(text);
	return day !== undefined && dayText(day) === text;
}

/** A time as a service writes it, as an ISO time; null where it is none that a calendar of years of four digits has. */
export function isoTime(time: unknown): string | null {
	const milliseconds = typeof time === 'string' ? Date.parse(time) : NaN;
	const iso = Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString();
	return /^\d{4}-/.test(iso) ? iso : null;
}

/** Whether a text is an ISO time of a day that the calendar has, with its zone: without one it is another moment for everybody. */
export function isTime(text: string): boolean {
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) && parseDay(text) !== undefined && !Number.isNaN(Date.parse(text));
}
