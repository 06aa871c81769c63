import {
	ADDRESS_PARTS,
	addressField,
	customField,
	externalIdField,
	organisationField,
	otherEmailField,
	typedField,
	workEmail,
} from './personEntries';
import type { PersonField } from './personField';
import { birthday, fullName, nameField, nickname, notes } from './personSingles';

/** Every field with a fixed name. */
export const PERSON_FIELDS: readonly PersonField[] = [
	nameField('namePrefix', 'Name Prefix', 'honorificPrefix'),
	nameField('givenName', 'Given Name', 'givenName'),
	nameField('middleName', 'Middle Name', 'middleName'),
	nameField('familyName', 'Family Name', 'familyName'),
	nameField('nameSuffix', 'Name Suffix', 'honorificSuffix'),
	fullName,
	nickname,
	workEmail,
	otherEmailField('homeEmail', 'Home E-Mail', 'home'),
	otherEmailField('otherEmail', 'Other E-Mail', 'other'),
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

const byKey = new Map(PERSON_FIELDS.map((field) => [field.key, field]));

/** The catalogue's entry for a key, also for `custom:<label>` and `externalId:<type>`. */
export function personField(key: string): PersonField | undefined {
	const [, prefix, name] = /^(custom|externalId):(.+)$/s.exec(key) ?? [];
	if (name === undefined) return byKey.get(key);
	return prefix === 'custom' ? customField(name) : externalIdField(name);
}
