import { keyForm } from '../../../shared/values/text';
import type { FieldValues } from '../../../shared/protocol';
import type { FieldRow } from '../model/types';

/*
 * One name is one name: Google has a field for middle names, and many a CRM holds both given names in one. Where no row brings the
 * middle name anywhere, a given name that has it at its end is the same name, and Google's middle name stays what it is.
 */

/** Whether the map has a row for given names, and none that knows of middle names. */
export function isMiddleNameUnmapped(rows: ReadonlyArray<Pick<FieldRow, 'google'>>): boolean {
	const mapped = new Set(rows.map(({ google }) => google));
	return mapped.has('givenName') && !mapped.has('middleName') && !mapped.has('fullName');
}

/** Google's given name as the CRM shows it: with the middle name, where that is how it shows it. */
export function withMiddleName(given: string, shown: string, { middleName = '' }: FieldValues): string {
	return given === '' ? given : given + shown.slice(withoutMiddleName(shown, { middleName }).length);
}

/** A given name of the CRM, without the middle name that Google has beside it. */
export function withoutMiddleName(name: string, { middleName = '' }: FieldValues): string {
	const end = name.length - middleName.length;
	const isBoth = middleName !== '' && end > 1 && name[end - 1] === ' ' && keyForm(name.slice(end)) === keyForm(middleName);
	return isBoth ? name.slice(0, end - 1) : name;
}
