import type { FieldCapability } from '../../../shared/protocol';
import type { Day } from '../../../shared/values/dates';
import { dayOf, dayText, parseDay } from '../../../shared/values/dates';
import { keyForm } from '../../../shared/values/text';

/** A value as the other side's field holds it, or why that field cannot hold it. */
export type Transformed = { value: string } | { problem: string };

/**
 * How a row carries values between two fields that hold the same thing in two ways. What goes there and comes back is
 * the same again (F26): a value that a side holds already for what the other shows is not changed.
 */
interface Transform {
	/** As users choose it. */
	label: string;
	description: string;
	/** Google's value as the CRM field holds it; empty values too. */
	toCrm(value: string, field: FieldCapability): Transformed;
	/**
	 * A value of the CRM as Google's field holds it.
	 *
	 * @param shown what Google shows: of a date, a part replaces a part.
	 */
	toGoogle(value: string, shown: string): Transformed;
}

export type TransformName = keyof typeof TRANSFORMS;

export const TRANSFORMS = {
	day: datePart('Day of a Date', 'A date in Google, its day of the month in the CRM', ({ day }) => String(Number(day)), (date, value) => ({ ...date, day: twoDigits(value) })),
	dayMonth: {
		label: 'Date Without Year',
		description: 'A date in Google, the text MM-DD in the CRM',
		toCrm: (value) => ofDate(value, ({ month, day }) => `${month}-${day}`),
		toGoogle(value, shown) {
			const [, month, day] = /^(?:--)?(\d\d)-(\d\d)$/.exec(value.trim()) ?? [];
			if (value.trim() === '') return { value: '' };
			if (month === undefined) return { problem: `"${value}" is not written as MM-DD` };
			return dateText({ year: parseDay(shown)?.year ?? '-', month, day });
		},
	},
	ignoreCase: {
		label: 'Option in Any Case',
		description: 'Text in Google, the option of a CRM picklist with the same letters, large or small',
		toCrm(value, { options, label }) {
			if (value.trim() === '') return { value: '' };
			const option = options ? options.find((candidate) => keyForm(candidate) === keyForm(value)) : value;
			return option === undefined ? { problem: `${label} has no option "${value}"` } : { value: option };
		},
		toGoogle: (value) => ({ value }),
	},
	list: {
		label: 'List With Commas',
		description: 'Text with commas in Google, several options in the CRM',
		toCrm: (value) => ({ value: parts(value, ',').join(';') }),
		toGoogle: (value) =>
			value.includes(',') ? { problem: 'An option contains a comma' } : { value: parts(value, ';').join(', ') },
	},
	month: datePart('Month of a Date', 'A date in Google, the number of its month in the CRM', ({ month }) => String(Number(month)), (date, value) => ({ ...date, month: twoDigits(value) })),
	year: datePart('Year of a Date', 'A date in Google, its year in the CRM', ({ year }) => (year === '-' ? '' : year), (date, value) => ({ ...date, year: value || '-' })),
	yesNo: {
		label: 'Yes or No',
		description: 'The text Yes or No in Google, a check box in the CRM; nothing is No',
		toCrm(value) {
			const text = value.trim();
			if (/^(yes|true|1)$/i.test(text)) return { value: 'true' };
			return /^(no|false|0)?$/i.test(text) ? { value: 'false' } : { problem: `"${value}" is neither Yes nor No` };
		},
		toGoogle: (value) => ({ value: value.toLowerCase() === 'true' ? 'Yes' : 'No' }),
	},
} satisfies Record<string, Transform>;

/** Google's value as the CRM field of the row holds it. */
export function transformToCrm(name: TransformName, value: string, field: FieldCapability): Transformed {
	const transform: Transform = TRANSFORMS[name];
	return transform.toCrm(value, field);
}

/** A value of the CRM as Google's field holds it; what Google shows where that stands for the same value already. */
export function transformToGoogle(name: TransformName, value: string, shown: string, field: FieldCapability): Transformed {
	const transform: Transform = TRANSFORMS[name];
	const there = transform.toCrm(shown, field);
	return 'value' in there && there.value === value ? { value: shown } : transform.toGoogle(value, shown);
}

function datePart(
	label: string,
	description: string,
	get: (date: Day) => string,
	put: (date: Day, value: string) => Day,
): Transform {
	return {
		label,
		description,
		toCrm: (value) => ofDate(value, get),
		toGoogle(value, shown) {
			const date = parseDay(shown);
			return date ? dateText(put(date, value.trim())) : { problem: 'Google needs the whole date first' };
		},
	};
}

function ofDate(value: string, get: (date: Day) => string): Transformed {
	if (value.trim() === '') return { value: '' };
	const date = parseDay(value);
	return date ? { value: get(date) } : { problem: `"${value}" is no date` };
}

/** A date that the calendar has, as text. */
function dateText(date: Day): Transformed {
	const day = dayOf(date.year, date.month, date.day);
	return day ? { value: dayText(day) } : { problem: `There is no date ${dayText(date)}` };
}

function twoDigits(value: string): string {
	return value.padStart(2, '0');
}

function parts(value: string, separator: string): string[] {
	return value.split(separator).map((part) => part.trim()).filter(Boolean);
}
