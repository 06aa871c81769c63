import omit from 'lodash/omit';

import type { PersonField } from './personField';
import { holdsNothing } from './personField';

/* The fields of which a contact has one: name, nickname, birthday, notes. */

type NamePart = 'honorificPrefix' | 'givenName' | 'middleName' | 'familyName' | 'honorificSuffix';

/** Google composes these from the parts; sent back unchanged they would contradict a changed part. */
const COMPOSED_NAMES = ['displayName', 'displayNameLastFirst', 'unstructuredName'] as const;

export function nameField(key: string, label: string, part: NamePart): PersonField {
	return {
		key,
		label,
		kind: 'text',
		part: 'names',
		read: (person) => person.names?.[0]?.[part] ?? '',
		write(person, value) {
			const name = { ...omit(person.names?.[0], COMPOSED_NAMES), [part]: value || undefined };
			person.names = holdsNothing(name, ['metadata']) ? [] : [name];
		},
	};
}

/** For a CRM with one field for the name: the last word is the family name, a single word the given name. */
export const fullName: PersonField = {
	key: 'fullName',
	label: 'Full Name',
	kind: 'text',
	part: 'names',
	read(person) {
		const { givenName, middleName, familyName } = person.names?.[0] ?? {};
		return [givenName, middleName, familyName].filter(Boolean).join(' ');
	},
	write(person, value) {
		const [, givenName = value, familyName] = /^(.*\S) (\S+)$/s.exec(value) ?? [];
		const others = omit(person.names?.[0], [...COMPOSED_NAMES, 'givenName', 'middleName', 'familyName']);
		const name = { ...others, ...(givenName && { givenName }), ...(familyName && { familyName }) };
		person.names = holdsNothing(name, ['metadata']) ? [] : [name];
	},
};

/** The first one; people with several keep the others. */
export const nickname: PersonField = {
	key: 'nickname',
	label: 'Nickname',
	kind: 'text',
	part: 'nicknames',
	read: (person) => person.nicknames?.[0]?.value ?? '',
	write(person, value) {
		const [first, ...others] = person.nicknames ?? [];
		person.nicknames = value === '' ? others : [{ ...first, value }, ...others];
	},
};

export const notes: PersonField = {
	key: 'notes',
	label: 'Notes',
	kind: 'note',
	part: 'biographies',
	read: (person) => person.biographies?.[0]?.value ?? '',
	write(person, value) {
		person.biographies = value === '' ? [] : [{ ...person.biographies?.[0], value, contentType: 'TEXT_PLAIN' }];
	},
};

/** `YYYY-MM-DD`, or `--MM-DD` where Google knows no year. */
export const birthday: PersonField = {
	key: 'birthday',
	label: 'Birthday',
	kind: 'date',
	part: 'birthdays',
	read(person) {
		const date = person.birthdays?.[0]?.date;
		if (!date?.month || !date.day) return '';
		const year = date.year ? String(date.year).padStart(4, '0') : '-';
		return `${year}-${twoDigits(date.month)}-${twoDigits(date.day)}`;
	},
	write(person, value) {
		const date = parseDate(value);
		person.birthdays = date ? [{ date }] : [];
	},
	refuses: (value) => (parseDate(value) ? undefined : `"${value}" is no date. Write it as YYYY-MM-DD, or --MM-DD without a year.`),
};

/** Year 0 is how Google says that there is none. */
function parseDate(text: string): { year: number; month: number; day: number } | undefined {
	const [, yearText, monthText, dayText] = /^(\d{4}|-)-(\d\d)-(\d\d)$/.exec(text) ?? [];
	if (monthText === undefined) return undefined;
	const year = yearText === '-' ? 0 : Number(yearText);
	const [month, day] = [Number(monthText), Number(dayText)];
	// Without a year, 29 February is a date; 2000 was a leap year.
	const date = new Date(0);
	date.setUTCFullYear(yearText === '-' ? 2_000 : year, month - 1, day);
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && yearText !== '0000' ? { year, month, day } : undefined;
}

function twoDigits(part: number): string {
	return String(part).padStart(2, '0');
}
