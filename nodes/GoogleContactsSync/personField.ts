import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

import type { FieldKind } from '../shared/syncProtocol';

export type Person = people_v1.Schema$Person;

/** The parts of a Person that mapped fields live in: the only ones that are ever in an update mask. */
export type PersonPart =
	| 'addresses'
	| 'biographies'
	| 'birthdays'
	| 'emailAddresses'
	| 'externalIds'
	| 'names'
	| 'nicknames'
	| 'organizations'
	| 'phoneNumbers'
	| 'urls'
	| 'userDefined';

export interface ReadOptions {
	/** Whether the only e-mail of a contact, whatever its label, stands in for its work e-mail. */
	onlyEmailAsWork: boolean;
}

/** One mappable field: what it is called, and how it is read from and written to a Person. */
export interface PersonField {
	key: string;
	label: string;
	kind: FieldKind;
	part: PersonPart;
	read(person: Person, options: ReadOptions): string;
	/** Replaces the part of `person`, never what is in it, so that `read` gives the value; an empty value clears the field. */
	write(person: Person, value: string, options: ReadOptions): void;
	/** Why Google can't hold a value that is not empty; undefined when it can. */
	refuses?(value: string): string | undefined;
}

/** Whether an entry holds anything but what Google adds to it and how it is labelled. */
export function holdsNothing(entry: object, labels: readonly string[]): boolean {
	return Object.entries(entry).every(
		([name, value]) => labels.includes(name) || value === undefined || value === null || value === '',
	);
}
