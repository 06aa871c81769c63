import omit from 'lodash/omit';

import type { FieldKind, FieldValues } from '../shared/syncProtocol';
import type { Person, PersonField, ReadOptions } from './personField';
import { holdsNothing } from './personField';

/*
 * The fields of which a contact may have several. A field is the first entry of its type; all other entries keep their
 * place, label, order and primary flag (S38, F12).
 */

type TypedValue = { type?: string | null; value?: string | null };
type TypedPart = 'emailAddresses' | 'phoneNumbers' | 'urls' | 'externalIds';
type EntryFinder = (entries: readonly TypedValue[], options: ReadOptions) => number;
type AddressPart = 'streetAddress' | 'extendedAddress' | 'city' | 'region' | 'postalCode' | 'country';
type OrganisationPart = 'name' | 'title' | 'department';

/** What an entry may still have when nothing of it is left. */
const LABELS = ['metadata', 'type', 'formattedType', 'formattedValue', 'current'];

export function typedField(
	key: string,
	label: string,
	kind: FieldKind,
	part: TypedPart,
	type: string,
	find: EntryFinder = (entries) => firstOfType(entries, type),
): PersonField {
	const entriesOf = (person: Person): readonly TypedValue[] => person[part] ?? [];
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
			const entries = entriesOf(person);
			const index = find(entries, options);
			if (index >= 0) person[part] = replaced(entries, index, value === '' ? undefined : withValue(entries[index], value));
			else if (value !== '') person[part] = [...entries, { type, value }];
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

/** The entries with one exchanged, or left out. */
function replaced<T>(entries: readonly T[], index: number, entry: T | undefined): T[] {
	return entries.flatMap((other, place) => (place === index ? (entry ?? []) : other));
}

/** Where the work e-mail is: the first of that type, else the only entry if that may stand in. */
function workEmailIndex(entries: readonly TypedValue[], options: ReadOptions): number {
	const typed = firstOfType(entries, 'work');
	return typed >= 0 ? typed : standInIndex(entries, options);
}

/** The only e-mail of a contact, when it has another label and may stand in for the work e-mail. */
function standInIndex(entries: readonly TypedValue[], options: ReadOptions): number {
	return options.onlyEmailAsWork && entries.length === 1 && firstOfType(entries, 'work') < 0 ? 0 : -1;
}

export const workEmail = typedField('workEmail', 'Work E-Mail', 'email', 'emailAddresses', 'work', workEmailIndex);

/** An e-mail of another type; an entry that stands in for the work e-mail is not it. */
export function otherEmailField(key: OtherEmailKey, label: string, type: string): PersonField {
	return typedField(key, label, 'email', 'emailAddresses', type, (entries, options) => {
		const index = firstOfType(entries, type);
		return index === standInIndex(entries, options) ? -1 : index;
	});
}

type OtherEmailKey = 'homeEmail' | 'otherEmail';
const OTHER_EMAILS: readonly OtherEmailKey[] = ['homeEmail', 'otherEmail'];

/**
 * Decides, before fields are written one by one, what becomes of an e-mail that stands in for the work e-mail. When the
 * contact gets a second address, the first is no longer its only one: it gets the label of what it stood for, or else
 * the contact would no longer show its work e-mail.
 *
 * @returns the person to write to, and how to read it meanwhile.
 */
export function settleStandIn(person: Person, set: FieldValues, options: ReadOptions): [Person, ReadOptions] {
	const entries = person.emailAddresses ?? [];
	const standIn = standInIndex(entries, options);
	if (standIn < 0) return [{ ...person }, { ...options, onlyEmailAsWork: false }];
	if (!OTHER_EMAILS.some((key) => set[key])) return [{ ...person }, options];
	const work = { ...omit(entries[standIn], 'formattedType'), type: 'work' };
	return [{ ...person, emailAddresses: replaced(entries, standIn, work) }, { ...options, onlyEmailAsWork: false }];
}

export const ADDRESS_PARTS: ReadonlyArray<readonly [key: string, label: string, part: AddressPart]> = [
	['Street', 'Street', 'streetAddress'],
	['ExtendedAddress', 'Extended', 'extendedAddress'],
	['City', 'City', 'city'],
	['Region', 'Region', 'region'],
	['PostalCode', 'Postal Code', 'postalCode'],
	['Country', 'Country', 'country'],
];

const ADDRESS_KINDS: Partial<Record<AddressPart, FieldKind>> = { streetAddress: 'note', country: 'country' };

export function addressField(type: string, name: string, label: string, part: AddressPart): PersonField {
	// Google composes the formatted address from the parts, and the country has its code besides.
	const derived = part === 'country' ? ['formattedValue', 'countryCode'] : ['formattedValue'];
	return {
		key: `${type}${name}`,
		label: `${type[0].toUpperCase()}${type.slice(1)} Address: ${label}`,
		kind: ADDRESS_KINDS[part] ?? 'text',
		part: 'addresses',
		read: (person) => person.addresses?.[firstOfType(person.addresses, type)]?.[part] ?? '',
		write(person, value) {
			const addresses = person.addresses ?? [];
			const index = firstOfType(addresses, type);
			if (index < 0) {
				if (value !== '') person.addresses = [...addresses, { type, [part]: value }];
				return;
			}
			const address = { ...omit(addresses[index], derived), [part]: value || undefined };
			const isEmpty = holdsNothing(address, [...LABELS, 'countryCode']);
			person.addresses = replaced(addresses, index, isEmpty ? undefined : address);
		},
	};
}

/** Of the contact's first organisation. */
export function organisationField(key: string, label: string, part: OrganisationPart): PersonField {
	return {
		key,
		label,
		kind: 'text',
		part: 'organizations',
		read: (person) => person.organizations?.[0]?.[part] ?? '',
		write(person, value) {
			const [first, ...others] = person.organizations ?? [];
			const organisation = { ...first, [part]: value || undefined };
			person.organizations = holdsNothing(organisation, LABELS) ? others : [organisation, ...others];
		},
	};
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
			const entries = person.userDefined ?? [];
			const index = entries.findIndex((entry) => entry.key === label);
			if (index >= 0) person.userDefined = replaced(entries, index, value === '' ? undefined : { ...entries[index], value });
			else if (value !== '') person.userDefined = [...entries, { key: label, value }];
		},
	};
}

export function externalIdField(type: string): PersonField {
	return typedField(`externalId:${type}`, `External ID ${type}`, 'text', 'externalIds', type);
}
