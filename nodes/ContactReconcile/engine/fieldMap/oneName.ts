import type { FieldValues } from '../../../shared/protocol';
import { agreementOf } from '../model/agreement';
import type { Pair, FieldRow } from '../model/types';

/*
 * A contact with one name has one name. The CRM cannot do without a family name, so the given name of a Google contact
 * that has no other one is seen as its family name: it goes to the CRM once, and comes back as what it was.
 */

interface NameView {
	fields: Readonly<FieldValues>;
	oneName?: true;
}

/** The fields of a contact's Google record, its one name seen as the family name where it is one. */
export function oneNameView(pair: Pair, rows: readonly FieldRow[], crmNameField: string): NameView {
	const fields = fieldsAsRead(pair.google?.oneName, pair.google?.fields ?? {});
	const { givenName = '', familyName = '' } = fields;
	if (givenName === '' || familyName !== '' || !isSeenAsFamilyName(pair, givenName, rows, crmNameField)) return { fields };
	const { givenName: name, ...others } = fields;
	return { fields: { ...others, familyName: name }, oneName: true };
}

/** The fields as Google shows them. */
export function fieldsAsRead(oneName: true | undefined, fields: Readonly<FieldValues>): Readonly<FieldValues> {
	if (!oneName) return fields;
	const { familyName, ...others } = fields;
	return { ...others, givenName: familyName };
}

/**
 * A given name that the CRM shows beside a family name was filled by somebody, unless that is the very name, or the contact had
 * a family name when they were agreed on.
 */
function isSeenAsFamilyName(pair: Pair, name: string, rows: readonly FieldRow[], crmNameField: string): boolean {
	const family = rows.findIndex((row) => row.google === 'familyName' && row.crm === crmNameField);
	if (family < 0) return false;
	const given = rows.find((row) => row.google === 'givenName');
	const [first, last] = [given && pair.crm?.fields[given.crm], pair.crm?.fields[crmNameField]];
	const isGivenThere = first !== undefined && (first === name || last !== name);
	return !isGivenThere || (agreementOf(pair, family)?.google ?? '') !== '';
}
