import { partKind, slotOf } from '../../shared/lists/contactLists';
import { customField, externalIdField } from './personEntries';
import type { FieldName, PersonField } from './personField';
import { fullName, nameField } from './personNames';
import { birthday, notes } from './personSingles';

const SINGLES: readonly PersonField[] = [
	nameField('namePrefix', 'Name Prefix', 'honorificPrefix'),
	nameField('givenName', 'Given Name', 'givenName'),
	nameField('middleName', 'Middle Name', 'middleName'),
	nameField('familyName', 'Family Name', 'familyName'),
	nameField('nameSuffix', 'Name Suffix', 'honorificSuffix'),
	fullName,
	birthday,
	notes,
];

const ADDRESS_LABELS: ReadonlyArray<readonly [suffix: string, label: string]> = [
	['Street', 'Street'],
	['ExtendedAddress', 'Extended'],
	['City', 'City'],
	['Region', 'Region'],
	['PostalCode', 'Postal Code'],
	['Country', 'Country'],
];

/** The fields that are slots in a list (`contactLists.ts`), as people call them. */
const SLOT_LABELS: ReadonlyArray<readonly [key: string, label: string]> = [
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
export const PERSON_FIELDS: readonly FieldName[] = [
	...SINGLES,
	...SLOT_LABELS.flatMap(([key, label]): FieldName[] => {
		const found = slotOf(key);
		return found ? [{ key, label, kind: partKind(found.slot.kind, found.part) }] : [];
	}),
];

const names = new Map(PERSON_FIELDS.map((field) => [field.key, field]));
const singles = new Map(SINGLES.map((field) => [field.key, field]));

/** What a field is called, also for `custom:<label>` and `externalId:<type>`; undefined when there is no such field. */
export function fieldName(key: string): FieldName | undefined {
	return names.get(key) ?? personField(key);
}

/** How a field that stands in no list is read and written; undefined for one that does, and for an unknown one. */
export function personField(key: string): PersonField | undefined {
	const [, prefix, name] = /^(custom|externalId):(.+)$/s.exec(key) ?? [];
	if (name === undefined) return singles.get(key);
	return prefix === 'custom' ? customField(name) : externalIdField(name);
}
