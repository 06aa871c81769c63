import pickBy from 'lodash/pickBy';

import { LIST_KINDS, sameEntries, slotOf } from '../../../shared/lists/contactLists';
import type { ContactLists } from '../../../shared/lists/contactLists';
import type { ContactReading, FieldValues } from '../../../shared/protocol';
import { fieldsAsRead } from '../fieldMap/oneName';
import type { RecordTree } from '../model/types';

/** What is kept of a record. */
export interface Kept {
	/** Its mapped fields. */
	names: readonly string[];
	/** Those of them that hold addresses. */
	emailFields: readonly string[];
	/** The lists of a reading that hold such fields. */
	lists: (lists: ContactLists) => ContactLists;
}

/**
 * What a record shows after a reading of it; the very tree that is known, where that is the same. Fields that are slots
 * of a list are filled afterwards (`slots.ts`).
 */
export function treeAfter(known: RecordTree | null, reading: ContactReading, modifiedAt: number | null, kept: Kept): RecordTree {
	const record = withUntold(known, reading);
	const presence = presenceAfter(known, record.inScope);
	const lists = record.lists && kept.lists(record.lists);
	const otherEmails = lists ? addressesIn(lists) : otherAddresses(record, kept.emailFields);
	const origin = record.origin ?? null;
	const names = lists ? kept.names.filter((name) => !slotOf(name)) : kept.names;
	const isShown = known !== null && sameLists(known.lists, lists) && showsFields(known, record.fields, names);
	const fields = isShown ? known.fields : pickFilled(record.fields, names);
	const isSame =
		isShown &&
		known.presence === presence &&
		(modifiedAt === null || known.modifiedAt === modifiedAt) &&
		!known.partial &&
		sameTexts(known.otherEmails, otherEmails) &&
		known.origin?.syncName === origin?.syncName &&
		known.origin?.crmId === origin?.crmId;
	if (isSame) return known;
	return {
		...{ id: record.id, presence, modifiedAt: modifiedAt ?? known?.modifiedAt ?? null, fields, otherEmails, origin, partial: false },
		...(lists && { lists: isShown ? known.lists : lists }),
		...(isShown && known.oneName && { oneName: true }),
	};
}

/** A field that the reading did not tell shows what is known of it. */
function withUntold(known: RecordTree | null, reading: ContactReading): ContactReading {
	if (!reading.untold) return reading;
	const { untold } = reading;
	return { ...reading, fields: { ...reading.fields, ...pickBy(known?.fields ?? {}, (_value, name) => untold.includes(name)) } };
}

/** Every address in a record's lists. */
export function addressesIn({ email }: ContactLists): readonly string[] {
	return email ? email.flatMap(({ parts }) => parts.value ?? []) : NONE;
}

function sameLists(known: ContactLists | undefined, shown: ContactLists | undefined): boolean {
	if (!known || !shown) return known === shown;
	return LIST_KINDS.every((kind) => sameEntries(known[kind], shown[kind]));
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((text, index) => text === b[index]);
}

/** Whether a record shows in its mapped fields just what is known of it; of fields no longer mapped nothing is kept. */
function showsFields({ fields, oneName, lists }: RecordTree, shown: FieldValues, names: readonly string[]): boolean {
	const known = fieldsAsRead(oneName, fields);
	let held = 0;
	for (const name in known) {
		if (lists && slotOf(name)) continue;
		if (shown[name] !== known[name]) return false;
		held += 1;
	}
	for (const name of names) {
		if (known[name] !== undefined) held -= 1;
		else if (isFilled(shown[name])) return false;
	}
	return held === 0;
}

/** A reading by id cannot tell the list view: a record that its last listing showed is in, any other is out. */
function presenceAfter(known: RecordTree | null, inScope: boolean | null): RecordTree['presence'] {
	if (inScope !== null) return inScope ? 'in' : 'out';
	return known?.presence === 'in' ? 'in' : 'out';
}

/** Blank text is no value: it neither fills nor wins (S37). */
function pickFilled(values: FieldValues, names: readonly string[]): FieldValues {
	const picked: FieldValues = {};
	for (const name of names) {
		if (isFilled(values[name])) picked[name] = values[name];
	}
	return picked;
}

function isFilled(value: string | undefined): boolean {
	return value !== undefined && value !== '' && value.trim() !== '';
}

const NONE: readonly string[] = [];

/** Addresses that stand in no mapped field for addresses; most records have none. */
function otherAddresses({ emails, fields }: ContactReading, emailFields: readonly string[]): readonly string[] {
	const others = emails.filter((address) => isFilled(address) && !emailFields.some((name) => fields[name] === address));
	return others.length > 0 ? others : NONE;
}
