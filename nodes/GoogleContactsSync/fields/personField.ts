import type { Person } from '../transport/person';

/** The parts of a Person that mapped fields live in: the only ones that are ever in an update mask. */
export type PersonPart =
	| 'addresses'
	| 'biographies'
	| 'birthdays'
	| 'emailAddresses'
	| 'externalIds'
	| 'memberships'
	| 'names'
	| 'nicknames'
	| 'organizations'
	| 'phoneNumbers'
	| 'urls'
	| 'userDefined';

export interface ReadOptions {
	/** Whether an e-mail of any label stands in for the work e-mail of a contact that has none. */
	onlyEmailAsWork: boolean;
	/** The group that the sync is about, which is no label. */
	scope?: string;
}

/** A field that stands in no list: how it is read from and written to a Person. */
export interface PersonField {
	part: PersonPart;
	read(person: Person, scope?: string): string;
	/** Replaces the part of `person`, never what is in it, so that `read` gives the value; an empty value clears the field. */
	write(person: Person, value: string, scope?: string): void;
	/** Why Google can't hold a value that is not empty; undefined when it can. */
	refuses?(value: string): string | undefined;
}

/** Whether an entry holds anything but what Google adds to it and how it is labelled. */
export function holdsNothing(entry: object, labels: readonly string[]): boolean {
	return Object.entries(entry).every(
		([name, value]) => labels.includes(name) || value === undefined || value === null || value === '',
	);
}
