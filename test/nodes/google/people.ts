import fc from 'fast-check';

import type { Person } from '../../../nodes/GoogleContactsSync/transport/person';
import type { PersonPart } from '../../../nodes/GoogleContactsSync/fields/personField';
import { GOOGLE_FIELDS } from '../../../nodes/shared/catalogue/googleFields';
import {  personField } from '../../../nodes/GoogleContactsSync/fields/personFields';
import { listPart } from '../../../nodes/GoogleContactsSync/fields/personLists';
import { slotOf } from '../../../nodes/shared/lists/contactLists';
import type { FieldValues } from '../../../nodes/shared/protocol';

/* Random contacts and changes for the properties of `person.ts`. */

/** Values that meet each other often, and some that are hard to keep as they are. */
const text = fc.oneof(
	fc.constantFrom('a', 'b', 'Ann', 'line 1\nline 2', 'line 1\r\nline 2', ' edge ', 'Zoe\u0308', '日本', '👩‍💻', "O'Neil, Jr."),
	fc.string({ minLength: 1, maxLength: 8 }).filter((value) => value.trim() !== ''),
);
const email = fc.constantFrom('ann@example.org', 'bob@example.org', 'Cem@Example.com', 'dee@example.com');
const date = fc.constantFrom('1980-02-29', '--02-29', '--05-17', '2001-12-31', '1605-01-01');
const label = fc.constantFrom('work', 'home', 'other', 'mobile', 'workFax', 'otherFax', 'workMobile', 'googleVoice', 'Holiday home', undefined);

const metadata = fc.record({
	primary: fc.boolean(),
	source: fc.constant({ type: 'CONTACT', id: 'abc' }),
});

/** Each knows the place it had, so that it is told apart from others that hold the same. */
function entries<T extends object>(entry: fc.Arbitrary<T>): fc.Arbitrary<object[]> {
	return fc
		.array(entry, { maxLength: 4 })
		.map((list) => list.map((one, place) => ({ ...one, metadata: { ...('metadata' in one && (one.metadata as object)), place } })));
}

const typedEntry = fc.record({ metadata, type: label, value: text, formattedType: fc.constant('Shown') });

const organisation = fc.record(
	{ metadata, type: label, name: text, title: text, department: text, jobDescription: text, symbol: text },
	{ requiredKeys: ['metadata', 'title'] },
);

const address = fc.record(
	{
		metadata,
		type: label,
		streetAddress: text,
		extendedAddress: text,
		city: text,
		region: text,
		postalCode: text,
		country: text,
		countryCode: fc.constant('AT'),
		poBox: text,
		formattedValue: text,
	},
	{ requiredKeys: ['metadata', 'city'] },
);

/** A contact as the People API shows it, also with what the package never maps. */
export const person: fc.Arbitrary<Person> = fc.record({
	resourceName: fc.constant('people/c1'),
	etag: fc.constant('%E1'),
	metadata: fc.constant({ sources: [{ type: 'CONTACT', id: '1', etag: '#1' }] }),
	names: fc.oneof(
		fc.constant([]),
		fc
			.record({ metadata, givenName: text, familyName: text, middleName: text, phoneticGivenName: text, displayName: text }, { requiredKeys: ['metadata', 'givenName'] })
			.map((name) => [name]),
	),
	nicknames: entries(fc.record({ metadata, value: text, type: fc.constant('DEFAULT') })),
	emailAddresses: entries(fc.record({ metadata, type: label, value: email, displayName: text })),
	phoneNumbers: entries(typedEntry.map((entry) => ({ ...entry, canonicalForm: '+4312345' }))),
	organizations: entries(organisation),
	addresses: entries(address),
	birthdays: fc.constantFrom([], [{ date: { year: 1980, month: 2, day: 29 } }], [{ date: { year: 0, month: 5, day: 17 } }]),
	biographies: fc.oneof(fc.constant([]), text.map((value) => [{ value, contentType: 'TEXT_PLAIN' }])),
	urls: entries(typedEntry),
	externalIds: entries(typedEntry),
	userDefined: entries(fc.record({ metadata, key: fc.constantFrom('Customer No', 'Shoe size'), value: text })),
	photos: fc.constant([{ url: 'https://example.org/photo.jpg' }]),
	relations: fc.constant([{ person: 'Eve', type: 'spouse' }]),
	events: fc.constant([{ date: { year: 2010, month: 6, day: 1 }, type: 'anniversary' }]),
	memberships: fc.constant([{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } }]),
}) as fc.Arbitrary<Person>;

const KEYS = [...GOOGLE_FIELDS.map(({ key }) => key), 'custom:Customer No', 'externalId:Holiday home'];

/** What a plan may set in one contact. */
export function change({ clears }: { clears: boolean }): fc.Arbitrary<FieldValues> {
	return fc
		.uniqueArray(fc.oneof(fc.constantFrom(...KEYS), fc.constantFrom('workEmail', 'homeEmail', 'otherEmail')), { minLength: 1, maxLength: 6 })
		// The full name is made of the others.
		.map((keys) => (keys.includes('fullName') ? keys.filter((key) => !NAME_PARTS.includes(key)) : keys))
		.chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, valueFor(key, clears)]))));
}

const NAME_PARTS = ['givenName', 'middleName', 'familyName'];

/** A value of the kind that a field holds. */
export function valueFor(key: string, clears: boolean): fc.Arbitrary<string> {
	const kind = GOOGLE_FIELDS.find((field) => field.key === key)?.kind;
	const value = kind === 'email' ? email : kind === 'date' ? date : text;
	return clears ? fc.oneof(value, fc.constant('')) : value;
}

/** The part of a Person that a field lives in. */
export function partOf(key: string): PersonPart {
	const slot = slotOf(key)?.slot;
	return slot ? listPart(slot.kind) : (personField(key)?.part as PersonPart);
}
