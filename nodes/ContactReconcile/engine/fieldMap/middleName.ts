import { keyForm } from '../../../shared/values/text';
import type { FieldValues } from '../../../shared/protocol';
import type { FieldRow } from '../model/types';

/*
 * One name is one name: Google has a field for middle names, and many a CRM holds them in one with the given name or, as those of
 * Spain or the Netherlands, with the family name. Where no row brings the middle name anywhere, a given name that has it at its end
 * or a family name that has it at its beginning is the same name, and Google's middle name stays what it is.
 */

/** Whether the map has a row for given names, and none that knows of middle names. */
export function isMiddleNameUnmapped(rows: ReadonlyArray<Pick<FieldRow, 'google'>>): boolean {
	const mapped = new Set(rows.map(({ google }) => google));
	return mapped.has('givenName') && !mapped.has('middleName') && !mapped.has('fullName');
}

type Part = 'givenName' | 'familyName';

/** Whether a field of Google's is one that the CRM may hold the middle name with. */
export function isBesideMiddleName(field: string): field is Part {
	return field === 'givenName' || field === 'familyName';
}

/** Google's name as the CRM shows it: with the middle name, where that is how it shows it. */
export function withMiddleName(part: Part, name: string, shown: string, google: FieldValues): string {
	if (name === '') return name;
	const own = withoutMiddleName(part, shown, google).length;
	return part === 'givenName' ? name + shown.slice(own) : shown.slice(0, shown.length - own) + name;
}

/** A name of the CRM, without the middle name that Google has beside it. */
export function withoutMiddleName(part: Part, name: string, { middleName = '' }: FieldValues): string {
	const more = middleName.trim().split(/\s+/).length;
	const words = [...name.matchAll(/\S+/g)];
	if (middleName.trim() === '' || words.length <= more) return name;
	if (part === 'givenName') {
		const { index } = words[words.length - more];
		return isMiddleName(name.slice(index), middleName) ? name.slice(0, index).trimEnd() : name;
	}
	const { index } = words[more];
	return isMiddleName(name.slice(0, index), middleName) ? name.slice(index) : name;
}

/** The same middle name, or the initial of it. */
function isMiddleName(text: string, middleName: string): boolean {
	const [one, other] = [text, middleName].map((name) => keyForm(name).replace(/\./g, ''));
	return one === other || (Math.min(one.length, other.length) === 1 && one[0] === other[0]);
}
