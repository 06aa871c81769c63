/**
 * Times as the CRM writes them: ISO 8601 with the organisation's offset and no fractions of a second
 * (`2026-06-01T10:00:00+05:30`).
 */

/** ISO 8601 date and time with seconds and an explicit offset, as the API wants it in its conditional headers. */
const ISO_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Drops the fraction of a second: the CRM keeps none. */
export function wholeSecond(milliseconds: number): number {
	return Math.floor(milliseconds / 1_000) * 1_000;
}

/** @param offsetMinutes minutes east of UTC. */
export function crmTime(milliseconds: number, offsetMinutes: number): string {
	const local = new Date(wholeSecond(milliseconds) + offsetMinutes * 60_000).toISOString().slice(0, 19);
	const sign = offsetMinutes < 0 ? '-' : '+';
	const size = Math.abs(offsetMinutes);
	const two = (part: number): string => String(part).padStart(2, '0');
	return `${local}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** @returns milliseconds, or undefined when the text is not ISO 8601 with an offset (an HTTP date, say). */
export function parseIsoWithOffset(text: string): number | undefined {
	if (!ISO_WITH_OFFSET.test(text)) return undefined;
	const milliseconds = Date.parse(text);
	return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** Whether the text is a day of the calendar as `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const day = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
