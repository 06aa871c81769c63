import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

export type Person = people_v1.Schema$Person;

/**
 * What every listing asks for. A sync token is bound to the parameters of its first call, so this never depends on
 * settings.
 */
export const READ_PERSON_FIELDS = [
	'addresses',
	'biographies',
	'birthdays',
	'clientData',
	'emailAddresses',
	'externalIds',
	'memberships',
	'metadata',
	'names',
	'nicknames',
	'organizations',
	'phoneNumbers',
	'urls',
	'userDefined',
].join(',');

/** Everything that a contact may hold. */
export const WHOLE_PERSON_FIELDS = [
	...READ_PERSON_FIELDS.split(','),
	'calendarUrls',
	'events',
	'genders',
	'imClients',
	'interests',
	'locales',
	'locations',
	'miscKeywords',
	'occupations',
	'photos',
	'relations',
	'sipAddresses',
].join(',');
