import { GOOGLE_FIELDS, googleField } from '../../shared/catalogue/googleFields';
import { slotOf } from '../../shared/lists/contactLists';
import type { ListChange } from '../../shared/lists/listChanges';
import { isoTime } from '../../shared/values/dates';
import { sameText } from '../../shared/values/sameText';
import type { ContactOrigin, FieldValues, WriteError } from '../../shared/protocol';
import type { Person } from '../transport/person';
import type { PersonPart, ReadOptions } from './personField';
import { personField } from './personFields';
import { applyLists, changesFor, readSlots } from './personLists';
import { oneNameShown, rawNames } from './personNames';

/** The key under which the sync's origin stands in a contact's client data. */
export const ORIGIN_ENTRY = 'n8n-contact-sync';

/** What was decided about a contact elsewhere, and holds for reading and writing it. */
interface Bound {
	/** What fields are known to show, so that the entry of a list is found under any label. */
	values?: FieldValues;
	/** Whether the contact's one name, its given name, is shown as its family name. */
	oneName?: boolean;
}

/** The fields of a person that hold something. */
export function readPerson(person: Person, keys: readonly string[], options: ReadOptions, { values, oneName }: Bound = {}): FieldValues {
	const shown = readSlots(person, keys, options, values);
	for (const key of keys) {
		const value = personField(key)?.read(person, options.scope) ?? '';
		if (value !== '') shown[key] = value;
	}
	return oneName ? oneNameShown(shown, person) : shown;
}

/** Every field of the catalogue that holds something, user-defined fields and external ids included. */
export function readWholePerson(person: Person, options: ReadOptions): FieldValues {
	const custom = (person.userDefined ?? []).map(({ key }) => `custom:${key ?? ''}`);
	const ids = (person.externalIds ?? []).map(({ type }) => `externalId:${type ?? ''}`);
	return readPerson(person, [...GOOGLE_FIELDS.map(({ key }) => key), ...custom, ...ids], options);
}

/** A change to a person: the parts to send, complete, and their names as an update mask. */
interface PersonChange {
	parts: Person;
	mask: PersonPart[];
}

/**
 * Sets fields of a person. A part is sent as a whole, as Google replaces it: every entry that is no mapped field stays
 * as it was (S38, S40v, F12). Fields that show the value already are left as they are (S36, F14).
 *
 * @param current what Google shows now; empty for a new contact.
 * @param set values that {@link whyRefused} finds nothing wrong with.
 * @param lists what becomes of the lists, where that was decided; else the labels decide.
 */
export function changePerson(current: Person, set: FieldValues, options: ReadOptions, lists?: readonly ListChange[], bound: Bound = {}): PersonChange {
	const draft = { ...current };
	const mask = new Set(applyLists(draft, lists ?? changesFor(current, set, options, bound.values ?? {})));
	// Clearing comes last: a name that loses its family name and gets a given name stays the same entry.
	const values = Object.entries(bound.oneName ? rawNames(set, current) : set).sort(([, a], [, b]) => Number(a === '') - Number(b === ''));
	for (const [key, value] of values) {
		const field = personField(key);
		if (!field || sameText(field.read(draft, options.scope), value)) continue;
		field.write(draft, value, options.scope);
		mask.add(field.part);
	}
	const parts: Person = {};
	for (const part of mask) Object.assign(parts, { [part]: draft[part] ?? [] });
	return { parts, mask: [...mask].sort() };
}

/** The first of the values that no contact can hold, and why; undefined when all can be written. */
export function whyRefused(set: FieldValues): WriteError | undefined {
	for (const [key, value] of Object.entries(set)) {
		const field = personField(key);
		if (!field && !slotOf(key)) return { code: 'UNKNOWN_FIELD', message: `Google has no field "${key}"`, field: key };
		const problem = value === '' ? undefined : field?.refuses?.(value);
		if (problem) return { code: 'INVALID_VALUE', message: `${googleField(key)?.label}: ${problem}`, field: key };
	}
	return undefined;
}

export function emailsOf(person: Person): string[] {
	return (person.emailAddresses ?? []).flatMap(({ value }) => value || []);
}

/** When the contact was last changed, by Google's clock; ISO. */
export function modifiedAtOf(person: Person): string | null {
	return isoTime(contactSource(person)?.updateTime);
}

/** The source that an update has to name, with the etag that it is based on. */
export function contactSource(person: Person) {
	return person.metadata?.sources?.find((source) => source.type === 'CONTACT');
}

export function originOf(person: Person): ContactOrigin | undefined {
	const value = person.clientData?.find((entry) => entry.key === ORIGIN_ENTRY)?.value;
	const cut = value?.lastIndexOf('/') ?? -1;
	return value && cut >= 0 ? { syncName: value.slice(0, cut), crmId: value.slice(cut + 1) } : undefined;
}

export function originData(origin: ContactOrigin): NonNullable<Person['clientData']> {
	return [{ key: ORIGIN_ENTRY, value: `${origin.syncName}/${origin.crmId}` }];
}
