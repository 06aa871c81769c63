import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

export type Person = people_v1.Schema$Person;

/** The parts of a person that an update mask may name; fileAses and photos are not among them. */
export const WRITABLE: ReadonlySet<string> = new Set([
	'addresses',
	'biographies',
	'birthdays',
	'calendarUrls',
	'clientData',
	'emailAddresses',
	'events',
	'externalIds',
	'genders',
	'imClients',
	'interests',
	'locales',
	'locations',
	'memberships',
	'miscKeywords',
	'names',
	'nicknames',
	'occupations',
	'organizations',
	'phoneNumbers',
	'relations',
	'sipAddresses',
	'urls',
	'userDefined',
]);

/** The parts that a read may ask for. */
export const READABLE: ReadonlySet<string> = new Set([
	...WRITABLE,
	'ageRanges',
	'coverPhotos',
	'metadata',
	'photos',
	'skills',
]);

/** The parts of which a contact has at most one. */
export const SINGLETONS = ['biographies', 'birthdays', 'genders', 'names'] as const;

/** One entry of a part: all parts of a contact are lists. */
export type Entry = Record<string, unknown> & { metadata?: people_v1.Schema$FieldMetadata };

/** The parts that are lists, as they are; what else a person has is left out. */
export function partsOf(person: Person): Array<[part: string, entries: Entry[]]> {
	return Object.entries(person).filter((pair): pair is [string, Entry[]] => Array.isArray(pair[1]));
}
