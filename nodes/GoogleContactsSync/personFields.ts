import type { people_v1 } from 'googleapis/build/src/apis/people/v1';
import omit from 'lodash/omit';

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
	/** Changes `person`, whose part is a copy, so that `read` gives the value; an empty value clears the field. */
	write(person: Person, value: string, options: ReadOptions): void;
}

type NamePart = 'honorificPrefix' | 'givenName' | 'middleName' | 'familyName' | 'honorificSuffix';
type AddressPart = 'streetAddress' | 'extendedAddress' | 'city' | 'region' | 'postalCode' | 'country';
type OrganisationPart = 'name' | 'title' | 'department';
type TypedValue = { type?: string | null; value?: string | null };
type TypedPart = 'emailAddresses' | 'phoneNumbers' | 'urls' | 'externalIds';

function nameField(key: string, label: string, part: NamePart): PersonField {
	return {
		key,
		label,
		kind: 'text',
		part: 'names',
		read: (person) => person.names?.[0]?.[part] ?? '',
		write(person, value) {
			const name = { ...person.names?.[0], [part]: value || undefined };
			// Google composes these from the parts; sent back unchanged they would contradict them.
			delete name.unstructuredName;
			delete name.displayName;
			delete name.displayNameLastFirst;
			person.names = [name];
		},
	};
}

/** A field that is the first entry of its type; other entries keep their place, label and primary flag (S38). */
function typedField(
	key: string,
	label: string,
	kind: FieldKind,
	part: TypedPart,
	type: string,
	find: (entries: readonly TypedValue[], options: ReadOptions) => number = (entries) => firstOfType(entries, type),
): PersonField {
	const entriesOf = (person: Person): TypedValue[] => person[part] ?? [];
	return {
		key,
		label,
		kind,
		part,
		read(person, options) {
			const entries = entriesOf(person);
			return entries[find(entries, options)]?.value ?? '';
		},
		write(person, value, options) {
			const entries = [...entriesOf(person)];
			const index = find(entries, options);
			if (value === '') {
				if (index >= 0) entries.splice(index, 1);
			} else if (index >= 0) entries[index] = withValue(entries[index], value);
			else entries.push({ type, value });
			person[part] = entries;
		},
	};
}

function firstOfType(entries: readonly TypedValue[], type: string): number {
	return entries.findIndex((entry) => entry.type?.toLowerCase() === type.toLowerCase());
}

/** The entry with another value; Google's reading of the old value goes with it. */
function withValue(entry: TypedValue, value: string): TypedValue {
	return { ...omit(entry as TypedValue & { canonicalForm?: string }, 'canonicalForm'), value };
}

/** Where the work e-mail is: the first of that type, else the only entry if that may stand in. */
function workEmailIndex(entries: readonly TypedValue[], options: ReadOptions): number {
	const typed = firstOfType(entries, 'work');
	if (typed >= 0) return typed;
	return options.onlyEmailAsWork && entries.length === 1 ? 0 : -1;
}

/** Where an e-mail of another type is: an entry that stands in for the work e-mail is not it. */
function otherEmailIndex(type: string) {
	return (entries: readonly TypedValue[], options: ReadOptions): number => {
		const index = firstOfType(entries, type);
		return index === workEmailIndex(entries, options) ? -1 : index;
	};
}

function addressField(type: string, name: string, label: string, part: AddressPart): PersonField {
	return {
		key: `${type}${name}`,
		label: `${type[0].toUpperCase()}${type.slice(1)} Address: ${label}`,
		kind: part === 'streetAddress' ? 'note' : 'text',
		part: 'addresses',
		read: (person) => person.addresses?.find((entry) => entry.type === type)?.[part] ?? '',
		write(person, value) {
			const addresses = [...(person.addresses ?? [])];
			const index = addresses.findIndex((entry) => entry.type === type);
			// Google composes the formatted address from the parts.
			const parts = omit(addresses[index] ?? { type }, 'formattedValue');
			const address = { ...parts, [part]: value || undefined };
			const empty = ADDRESS_PARTS.every(([, , name_]) => !address[name_]) && !address.poBox;
			if (index < 0) addresses.push(address);
			else if (empty) addresses.splice(index, 1);
			else addresses[index] = address;
			person.addresses = addresses;
		},
	};
}

const ADDRESS_PARTS: ReadonlyArray<readonly [key: string, label: string, part: AddressPart]> = [
	['Street', 'Street', 'streetAddress'],
	['ExtendedAddress', 'Extended', 'extendedAddress'],
	['City', 'City', 'city'],
	['Region', 'Region', 'region'],
	['PostalCode', 'Postal Code', 'postalCode'],
	['Country', 'Country', 'country'],
];

/** The contact's first organisation. */
function organisationField(key: string, label: string, part: OrganisationPart): PersonField {
	return {
		key,
		label,
		kind: 'text',
		part: 'organizations',
		read: (person) => person.organizations?.[0]?.[part] ?? '',
		write(person, value) {
			const [first, ...others] = person.organizations ?? [];
			person.organizations = [{ ...first, [part]: value || undefined }, ...others];
		},
	};
}

const nickname: PersonField = {
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

const notes: PersonField = {
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
const birthday: PersonField = {
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
		const [, year, month, day] = /^(\d{4}|-)-(\d\d)-(\d\d)$/.exec(value) ?? [];
		person.birthdays =
			month === undefined
				? []
				: [{ date: { year: year === '-' ? 0 : Number(year), month: Number(month), day: Number(day) } }];
	},
};

function twoDigits(part: number): string {
	return String(part).padStart(2, '0');
}

/** A user-defined field, by its label. */
export function customField(label: string): PersonField {
	return {
		key: `custom:${label}`,
		label,
		kind: 'text',
		part: 'userDefined',
		read: (person) => person.userDefined?.find((entry) => entry.key === label)?.value ?? '',
		write(person, value) {
			const entries = [...(person.userDefined ?? [])];
			const index = entries.findIndex((entry) => entry.key === label);
			if (value === '') {
				if (index >= 0) entries.splice(index, 1);
			} else if (index >= 0) entries[index] = { ...entries[index], value };
			else entries.push({ key: label, value });
			person.userDefined = entries;
		},
	};
}

export function externalIdField(type: string): PersonField {
	return typedField(`externalId:${type}`, `External ID ${type}`, 'text', 'externalIds', type);
}

/** Every field with a fixed name. */
export const PERSON_FIELDS: readonly PersonField[] = [
	nameField('namePrefix', 'Name Prefix', 'honorificPrefix'),
	nameField('givenName', 'Given Name', 'givenName'),
	nameField('middleName', 'Middle Name', 'middleName'),
	nameField('familyName', 'Family Name', 'familyName'),
	nameField('nameSuffix', 'Name Suffix', 'honorificSuffix'),
	nickname,
	typedField('workEmail', 'Work E-Mail', 'email', 'emailAddresses', 'work', workEmailIndex),
	typedField('homeEmail', 'Home E-Mail', 'email', 'emailAddresses', 'home', otherEmailIndex('home')),
	typedField('otherEmail', 'Other E-Mail', 'email', 'emailAddresses', 'other', otherEmailIndex('other')),
	typedField('mobilePhone', 'Mobile Phone', 'phone', 'phoneNumbers', 'mobile'),
	typedField('workPhone', 'Work Phone', 'phone', 'phoneNumbers', 'work'),
	typedField('homePhone', 'Home Phone', 'phone', 'phoneNumbers', 'home'),
	typedField('mainPhone', 'Main Phone', 'phone', 'phoneNumbers', 'main'),
	typedField('workFax', 'Work Fax', 'phone', 'phoneNumbers', 'workFax'),
	typedField('homeFax', 'Home Fax', 'phone', 'phoneNumbers', 'homeFax'),
	typedField('pager', 'Pager', 'phone', 'phoneNumbers', 'pager'),
	typedField('otherPhone', 'Other Phone', 'phone', 'phoneNumbers', 'other'),
	organisationField('company', 'Company', 'name'),
	organisationField('jobTitle', 'Job Title', 'title'),
	organisationField('department', 'Department', 'department'),
	...['work', 'home', 'other'].flatMap((type) =>
		ADDRESS_PARTS.map(([key, label, part]) => addressField(type, key, label, part)),
	),
	birthday,
	notes,
	typedField('workWebsite', 'Work Website', 'url', 'urls', 'work'),
	typedField('homeWebsite', 'Home Website', 'url', 'urls', 'home'),
];
