import omit from 'lodash/omit';

import type { FieldValues } from '../../shared/protocol';
import type { Person } from '../transport/person';
import type { PersonField } from './personField';
import { holdsNothing } from './personField';

/* The name of a contact: its parts, and the whole of it. */

type NamePart = 'honorificPrefix' | 'givenName' | 'middleName' | 'familyName' | 'honorificSuffix';
type Name = NonNullable<Person['names']>[number];

/** Google composes these from the parts; sent back unchanged they would contradict a changed part. */
const COMPOSED_NAMES = ['displayName', 'displayNameLastFirst', 'unstructuredName'] as const;

const NAME_PARTS: readonly NamePart[] = ['honorificPrefix', 'givenName', 'middleName', 'familyName', 'honorificSuffix'];

export function nameField(part: NamePart): PersonField {
	return {
		part: 'names',
		read(person) {
			const [name] = person.names ?? [];
			return (part === 'givenName' ? nameInOnePiece(name) : undefined) ?? name?.[part] ?? '';
		},
		write(person, value) {
			writeName(person, { ...person.names?.[0], [part]: value || undefined });
		},
	};
}

/** A name that nobody has taken apart is one name. */
function nameInOnePiece(name: Name | undefined): string | undefined {
	if (!name || NAME_PARTS.some((part) => name[part])) return undefined;
	return name.unstructuredName ?? name.displayName ?? undefined;
}

function writeName(person: Person, parts: Name): void {
	const name = omit(parts, COMPOSED_NAMES);
	person.names = holdsNothing(name, ['metadata']) ? [] : [name];
}

/** For a CRM with one field for the name: given, middle and family name, in the order in which the account shows them. */
export const fullName: PersonField = {
	part: 'names',
	read(person) {
		const [name] = person.names ?? [];
		if (!name) return '';
		const first = [name.givenName, name.middleName];
		const ordered = isFamilyFirst(name) ? [name.familyName, ...first] : [...first, name.familyName];
		return nameInOnePiece(name) ?? ordered.filter(Boolean).join(' ');
	},
	write(person, value) {
		const [name = {}] = person.names ?? [];
		writeName(person, { ...name, ...nameParts(value, name) });
	},
};

/** Some languages write the family name first; how the account shows the name tells. */
function isFamilyFirst({ displayName, givenName, familyName, honorificPrefix }: Name): boolean {
	if (!displayName || !givenName || !familyName || givenName === familyName) return false;
	const shown = withoutStart(displayName, honorificPrefix);
	return shown.startsWith(familyName) && !shown.startsWith(givenName);
}

/**
 * A full name taken apart: what the contact shows of it already stays the same part, else the last word is the family
 * name, or the first one where the family name comes first. A single word is the given name.
 */
function nameParts(value: string, known: Name): Name {
	const whole = withoutEnd(withoutStart(value, known.honorificPrefix), known.honorificSuffix);
	const parts: Name = { givenName: whole || undefined, middleName: undefined, familyName: undefined };
	const familyFirst = isFamilyFirst(known);
	const first = [known.givenName, known.middleName].filter(Boolean).join(' ');
	const keepsFirst = first !== '' && (familyFirst ? whole.endsWith(` ${first}`) : whole.startsWith(`${first} `));
	if (keepsFirst) {
		const rest = familyFirst ? whole.slice(0, -first.length) : whole.slice(first.length);
		return { givenName: known.givenName, middleName: known.middleName, familyName: familyFirst ? rest.slice(0, -1) : rest.slice(1) };
	}
	if (known.familyName && (familyFirst ? whole.startsWith(`${known.familyName} `) : whole.endsWith(` ${known.familyName}`))) {
		const rest = familyFirst ? whole.slice(known.familyName.length) : whole.slice(0, -known.familyName.length);
		return { ...parts, givenName: familyFirst ? rest.slice(1) : rest.slice(0, -1), familyName: known.familyName };
	}
	const [, one, other] = (familyFirst ? /^(\S+) (\S.*)$/s : /^(.*\S) (\S+)$/s).exec(whole) ?? [];
	if (one === undefined) return parts;
	return familyFirst ? { ...parts, familyName: one, givenName: other } : { ...parts, givenName: one, familyName: other };
}

function withoutStart(value: string, start: string | null | undefined): string {
	return start && value.startsWith(`${start} `) ? value.slice(start.length).trim() : value;
}

function withoutEnd(value: string, end: string | null | undefined): string {
	return end && value.endsWith(` ${end}`) ? value.slice(0, -end.length).replace(/,?\s*$/, '') : value;
}

/** What a contact with one name shows where that name stands for the family name. */
export function oneNameShown(shown: FieldValues, person: Person): FieldValues {
	const [given, family] = givenAndFamily(person);
	if (given === '' || family !== '') return shown;
	return { ...omit(shown, 'givenName'), familyName: given };
}

/** What is to be set of a contact whose one name, its given name, was shown as its family name. */
export function rawNames(set: FieldValues, person: Person): FieldValues {
	const [given, family] = givenAndFamily(person);
	if (given === '' || family !== '' || !('givenName' in set || 'familyName' in set)) return set;
	const { givenName = '', familyName = given } = set;
	const others = omit(set, ['givenName', 'familyName']);
	return givenName === '' ? { ...others, givenName: familyName } : { ...others, givenName, familyName };
}

function givenAndFamily(person: Person): [given: string, family: string] {
	const [name] = person.names ?? [];
	return [nameInOnePiece(name) ?? name?.givenName ?? '', name?.familyName ?? ''];
}
