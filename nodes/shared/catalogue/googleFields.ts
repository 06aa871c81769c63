import type { INodePropertyOptions } from 'n8n-workflow';

import { partKind, slotOf } from '../lists/contactLists';
import type { FieldCapability, FieldKind } from '../protocol';

/** A mappable field of a Google contact, as the editor and the reports call it. */
interface GoogleField {
	key: string;
	label: string;
	kind: FieldKind;
}

const ADDRESS_LABELS: ReadonlyArray<readonly [suffix: string, label: string]> = [
	['Street', 'Street'],
	['ExtendedAddress', 'Extended'],
	['City', 'City'],
	['Region', 'Region'],
	['PostalCode', 'Postal Code'],
	['Country', 'Country'],
];

/** Every field with a fixed name, as people call it; those that are no slots in a list also by their kind. */
const NAMED: ReadonlyArray<readonly [key: string, label: string, kind?: FieldKind]> = [
	['namePrefix', 'Name Prefix'],
	['givenName', 'Given Name'],
	['middleName', 'Middle Name'],
	['familyName', 'Family Name'],
	['nameSuffix', 'Name Suffix'],
	['fullName', 'Full Name'],
	['birthday', 'Birthday', 'date'],
	['notes', 'Notes', 'note'],
	['nickname', 'Nickname'],
	['workEmail', 'Work E-Mail'],
	['homeEmail', 'Home E-Mail'],
	['otherEmail', 'Other E-Mail'],
	['mobilePhone', 'Mobile Phone'],
	['workPhone', 'Work Phone'],
	['homePhone', 'Home Phone'],
	['mainPhone', 'Main Phone'],
	['workFax', 'Work Fax'],
	['homeFax', 'Home Fax'],
	['pager', 'Pager'],
	['otherPhone', 'Other Phone'],
	['company', 'Company'],
	['jobTitle', 'Job Title'],
	['department', 'Department'],
	...['Work', 'Home', 'Other'].flatMap((type) =>
		ADDRESS_LABELS.map(([suffix, label]): [string, string] => [`${type.toLowerCase()}${suffix}`, `${type} Address: ${label}`]),
	),
	['workWebsite', 'Work Website'],
	['homeWebsite', 'Home Website'],
];

/** Every field with a fixed name. */
export const GOOGLE_FIELDS: readonly GoogleField[] = NAMED.map(([key, label, kind]) => ({ key, label, kind: kind ?? slotKind(key) }));

const byKey = new Map(GOOGLE_FIELDS.map((field) => [field.key, field]));

function slotKind(key: string): FieldKind {
	const found = slotOf(key);
	return found ? partKind(found.slot.kind, found.part) : 'text';
}

/** A field by its key, also `custom:<label>` and `externalId:<type>`; undefined when there is no such field. */
export function googleField(key: string): GoogleField | undefined {
	const named = labelledField(key);
	if (key === LABELS) return { key, label: 'Labels', kind: 'labels' };
	if (!named) return byKey.get(key);
	return { key, label: named.prefix === 'custom' ? named.name : `External ID ${named.name}`, kind: 'text' };
}

/** Fields of which a contact may have many, each with a label of its own: `custom:<label>`, `externalId:<type>`. */
export const LABELLED_FIELDS = ['custom', 'externalId'];

/** The labels of a contact, as a field of the map: the groups that it is in, but for those of Google's own and the sync's. */
export const LABELS = 'labels';

/** Stands in a row of the field map for a value that is the same for all, and no field of Google's. */
export const FIXED_VALUE = 'fixed';

/** What a field that the builder names says; undefined for a field of the catalogue. */
export function labelledField(key: string): { prefix: string; name: string } | undefined {
	const [, prefix, name] = /^(custom|externalId):(.+)$/s.exec(key) ?? [];
	return name === undefined ? undefined : { prefix, name };
}

/** What Google can hold in a field; undefined when there is no such field. */
export function googleCapability(key: string): FieldCapability | undefined {
	const field = googleField(key);
	if (!field) return undefined;
	const { label, kind } = field;
	return { name: key, label, kind, writable: true, mandatory: false, ...(kind === 'date' && { yearOptional: true }) };
}

/** The catalogue as the editor lists it. */
export const googleFieldOptions: INodePropertyOptions[] = [
	...GOOGLE_FIELDS.map(({ key, label }) => ({ name: label, value: key })),
	{ name: 'Custom Field', value: 'custom', description: 'A field with a label of your own' },
	{ name: 'External ID', value: 'externalId', description: 'An ID of the given type' },
	// Not by locale: to load the rules of a language takes a quarter of the time in which the nodes load.
].sort((a, b) => (a.name < b.name ? -1 : 1));
