import pickBy from 'lodash/pickBy';

import { LIST_KINDS, sameEntries, slotOf } from '../../../shared/lists/contactLists';
import type { ContactLists, ListKind } from '../../../shared/lists/contactLists';
import type { ContactReading, FieldValues } from '../../../shared/protocol';
import { isFilled } from '../../../shared/values/text';
import { fieldsAsRead } from '../fieldMap/oneName';
import { arePlain, keptLists, plainAddresses, PlainLists } from '../model/plainLists';
import type { Snapshot } from '../model/types';

/** What is kept of a record. */
export interface Kept {
	/** Its mapped fields. */
	names: readonly string[];
	/** Those of them that hold addresses. */
	emailFields: readonly string[];
	/** Its fields where it has lists: those that are slots in them are filled afterwards. */
	besideLists: readonly string[];
	/** The lists that hold mapped fields, and that of the addresses. */
	kinds: ReadonlySet<ListKind>;
}

/** What is kept of the records of a side, worked out once for all of them. */
export function keptOf(names: readonly string[], emailFields: readonly string[], kinds: ReadonlySet<ListKind>): Kept {
	return { names, emailFields, besideLists: names.filter((name) => !slotOf(name)), kinds };
}

/**
 * What a record shows after a reading of it; the very tree that is known, where that is the same. Fields that are slots
 * of a list are filled afterwards (`slots.ts`).
 */
export function snapshotAfter(known: Snapshot | null, reading: ContactReading, modifiedAt: number | null, kept: Kept): Snapshot {
	const record = withUntold(known, reading);
	const presence = presenceAfter(known, record.inScope);
	const origin = record.origin ?? null;
	const names = record.lists ? kept.besideLists : kept.names;
	const isShown = known !== null && showsLists(known.lists, record.lists, kept) && showsFields(known, record.fields, names);
	const lists = isShown ? known.lists : record.lists && keptLists(record.lists, kept.kinds);
	const fields = isShown ? known.fields : pickFilled(record.fields, names);
	// All addresses of a record with lists stand in them.
	const otherEmails = isShown && lists ? known.otherEmails : lists ? addressesIn(lists) : otherAddresses(record, kept.emailFields);
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
		...(lists && { lists }),
		...(isShown && known.oneName && { oneName: true }),
	};
}

/** A field that the reading did not tell shows what is known of it. */
function withUntold(known: Snapshot | null, reading: ContactReading): ContactReading {
	if (!reading.untold) return reading;
	const { untold } = reading;
	return { ...reading, fields: { ...reading.fields, ...pickBy(known?.fields ?? {}, (_value, name) => untold.includes(name)) } };
}

/** Every address in a record's lists. */
export function addressesIn(lists: ContactLists): readonly string[] {
	if (lists instanceof PlainLists) return plainAddresses(lists.fields);
	return lists.email ? lists.email.flatMap(({ parts }) => parts.value ?? []) : NONE;
}

/** Whether a record shows in the lists that are kept just what is known of them. */
function showsLists(known: ContactLists | undefined, shown: ContactLists | undefined, { kinds }: Kept): boolean {
	if (!known || !shown) return known === shown;
	if (known instanceof PlainLists) return arePlain(shown, known.fields, kinds);
	for (const kind of LIST_KINDS) {
		if (!sameEntries(known[kind], kinds.has(kind) ? shown[kind] : undefined)) return false;
	}
	return true;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((text, index) => text === b[index]);
}

/** Whether a record shows in its mapped fields just what is known of it; of fields no longer mapped nothing is kept. */
function showsFields({ fields, oneName, lists }: Snapshot, shown: FieldValues, names: readonly string[]): boolean {
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
function presenceAfter(known: Snapshot | null, inScope: boolean | null): Snapshot['presence'] {
	if (inScope !== null) return inScope ? 'in' : 'out';
	return known?.presence === 'in' ? 'in' : 'out';
}

function pickFilled(values: FieldValues, names: readonly string[]): FieldValues {
	const picked: FieldValues = {};
	for (const name of names) {
		if (isFilled(values[name])) picked[name] = values[name];
	}
	return picked;
}

const NONE: readonly string[] = [];

/** Addresses that stand in no mapped field for addresses; most records have none. */
function otherAddresses({ emails, fields }: ContactReading, emailFields: readonly string[]): readonly string[] {
	const isOther = (address: string): boolean => isFilled(address) && !emailFields.some((name) => fields[name] === address);
	return emails.some(isOther) ? emails.filter(isOther) : NONE;
}
