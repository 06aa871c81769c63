import type { ContactReading, FieldValues } from '../../shared/syncProtocol';
import type { RecordTree } from './types';

/** What a record shows after a reading of it; the very tree that is known, where that is the same. */
export function treeAfter(
	known: RecordTree | null,
	record: ContactReading,
	modifiedAt: number | null,
	names: readonly string[],
): RecordTree {
	const presence = presenceAfter(known, record.inScope);
	const otherEmails = otherAddresses(record);
	const origin = record.origin ?? null;
	const fields = known && showsFields(known.fields, record.fields, names) ? known.fields : pickFilled(record.fields, names);
	const isSame =
		known?.fields === fields &&
		known.presence === presence &&
		(modifiedAt === null || known.modifiedAt === modifiedAt) &&
		!known.partial &&
		sameTexts(known.otherEmails, otherEmails) &&
		known.origin?.syncName === origin?.syncName &&
		known.origin?.crmId === origin?.crmId;
	if (isSame) return known;
	return { id: record.id, presence, modifiedAt: modifiedAt ?? known?.modifiedAt ?? null, fields, otherEmails, origin, partial: false };
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((text, index) => text === b[index]);
}

/** Whether a record shows in its mapped fields just what is known of it; of fields no longer mapped nothing is kept. */
function showsFields(known: FieldValues, shown: FieldValues, names: readonly string[]): boolean {
	let held = 0;
	for (const name in known) {
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

/** Addresses that stand in no field; most records have none. */
function otherAddresses({ emails, fields }: ContactReading): readonly string[] {
	if (emails.length < 2) return NONE;
	const others = emails.filter((address) => !holdsValue(fields, address));
	return others.length > 0 ? others : NONE;
}

function holdsValue(fields: FieldValues, value: string): boolean {
	for (const name in fields) {
		if (fields[name] === value) return true;
	}
	return false;
}
