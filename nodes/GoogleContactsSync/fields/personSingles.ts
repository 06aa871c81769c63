import { isDay, parseDay } from '../../shared/values/dates';
import { ownText } from './birthdayText';
import type { PersonField } from './personField';

/* The fields of which a contact has one: birthday and notes. */

export const notes: PersonField = {
	part: 'biographies',
	read: (person) => person.biographies?.[0]?.value ?? '',
	write(person, value) {
		person.biographies = value === '' ? [] : [{ ...person.biographies?.[0], value, contentType: 'TEXT_PLAIN' }];
	},
};

/** The last year that phones write for "no year". */
const NO_YEAR = 1604;

/** `YYYY-MM-DD`, or `--MM-DD` where Google knows no year; a birthday that is no day of the calendar is shown as its text. */
export const birthday: PersonField = {
	part: 'birthdays',
	read(person) {
		const { date, text } = person.birthdays?.[0] ?? {};
		if (date?.month && date.day) {
			const year = (date.year ?? 0) > NO_YEAR ? String(date.year).padStart(4, '0') : '-';
			return `${year}-${twoDigits(date.month)}-${twoDigits(date.day)}`;
		}
		return text?.trim() || [date?.year, date?.month].filter(Boolean).map((part) => twoDigits(part ?? 0)).join('-');
	},
	write(person, value) {
		const date = parseDate(value);
		const text = ownText(person.birthdays?.[0]);
		person.birthdays = date || text ? [{ ...(date && { date }), ...(text && { text }) }] : [];
	},
	refuses: (value) => (parseDate(value) ? undefined : `"${value}" is no date. Write it as YYYY-MM-DD, or --MM-DD without a year.`),
};

/** Year 0 is how Google says that there is none. */
function parseDate(text: string): { year: number; month: number; day: number } | undefined {
	const found = isDay(text) ? parseDay(text) : undefined;
	if (!found || (found.year !== '-' && Number(found.year) <= NO_YEAR)) return undefined;
	return { year: found.year === '-' ? 0 : Number(found.year), month: Number(found.month), day: Number(found.day) };
}

function twoDigits(part: number): string {
	return String(part).padStart(2, '0');
}
