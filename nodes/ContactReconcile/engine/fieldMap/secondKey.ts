import { slotOf } from '../../../shared/lists/contactLists';
import type { FieldValues, NameFields } from '../../../shared/protocol';
import { fullNameKeys, personName } from '../../../shared/values/names';
import type { BothSides, Snapshot, SyncSettings } from '../model/types';
import { comparisonForm } from '../values/normalise';

/* What people are told apart by where they have no e-mail address: the full name, and a phone number. */

/** The mapped fields of each side that hold phone numbers. */
export function phoneFields({ rows }: Pick<SyncSettings, 'rows'>): BothSides<readonly string[]> {
	const phones = rows.filter(({ google }) => slotOf(google)?.slot.kind === 'phone');
	return { google: phones.map(({ google }) => google), crm: phones.map(({ crm }) => crm) };
}

/** Shorter is an extension, or what somebody typed for want of a number. */
const SHORTEST = 5;

/** Every number of a record, whatever its label, in comparison form. */
export function phonesOf({ fields, lists }: Pick<Snapshot, 'fields' | 'lists'>, phones: readonly string[], { phoneCountry }: Pick<SyncSettings, 'phoneCountry'>): ReadonlySet<string> {
	const shown = phones.length === 0 ? [] : (lists?.phone ?? []).flatMap(({ parts }) => parts.value ?? []);
	const forms = [...phones.flatMap((field) => fields[field] ?? []), ...shown].map((number) => comparisonForm('phone', number, phoneCountry));
	return new Set(forms.filter((form) => form.replace(/\D/g, '').length >= SHORTEST));
}

/**
 * Whether a CRM record that holds these values is found again by its name: with a phone number, or where names alone link.
 *
 * @param keys what the name of the person is found by; a map may bring only a part of it.
 */
export function isFoundByName(values: FieldValues, keys: readonly string[], named: NameFields, settings: Pick<SyncSettings, 'rows' | 'match' | 'phoneCountry' | 'linkByName'>): boolean {
	if (!fullNameKeys(personName(values, named, settings.match.crm)).some((key) => keys.includes(key))) return false;
	return settings.linkByName === true || phonesOf({ fields: values }, phoneFields(settings).crm, settings).size > 0;
}
