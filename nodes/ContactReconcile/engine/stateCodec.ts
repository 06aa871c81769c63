import mapValues from 'lodash/mapValues';

import type { FieldValues, SideName } from '../../shared/syncProtocol';
import { migrate, STATE_VERSION } from './migrations';
import type { Contact, FieldRow, Presence, RecordTree, RowAgreement, SideState, SyncState } from './types';

/*
 * The state as text. Mapped values are written once where both sides and their agreement hold the same text, which is
 * nearly always; field names once for all. A contact is an array:
 *
 *   [google record | 0, crm record | 0, cells, extras?]     record: [id, modifiedAt, presence?]
 *
 * A cell, one for each row of the map, is
 *   "text"                        both sides show it and agreed on it; or the only side shows it
 *   [google, crm]                 both agreed on what they show, which differs (S34, S35)
 *   [google, crm, 0]              nothing agreed yet
 *   [google, crm, google, crm]    shown, then agreed
 */

type Cell = string | [string, string] | [string, string, 0] | [string, string, string, string];
type StoredRecord = [id: string, modifiedAt: number | null, presence?: Presence];

interface StoredExtras {
	/** Fields that are read but in no row, by side. */
	g?: FieldValues;
	c?: FieldValues;
	/** Other e-mail addresses, by side. */
	ge?: string[];
	ce?: string[];
	/** Origin: sync name, CRM id. */
	o?: [string, string];
	/** Only id and address are known. */
	p?: 1;
	d?: Contact['detached'];
	j?: 1;
	n?: 1;
	l?: number;
	w?: number;
	f?: Contact['failure'];
	/** Fields overwritten lately: digest, returns, time. */
	r?: Record<string, [string, number, number]>;
}

type StoredContact = [StoredRecord | 0, StoredRecord | 0, Cell[], StoredExtras?];

interface StoredState extends Omit<SyncState, 'contacts'> {
	contacts: StoredContact[];
}

/** A state that cannot be read; it is kept aside, never overwritten (S42). */
export class UnreadableStateError extends Error {}

/** The state as JSON text; some 260 bytes for a settled contact. */
export function encodeState(state: SyncState): string {
	const mapped = mappedFields(state.rows);
	const stored: StoredState = {
		...state,
		contacts: state.contacts.map((contact) => encodeContact(contact, state.rows, mapped)),
	};
	return JSON.stringify(stored);
}

/**
 * Reads a state, also one that an older version of this package wrote.
 *
 * @throws UnreadableStateError when the text is no state, or one of a newer version of this package.
 */
export function decodeState(text: string): SyncState {
	const parsed = parse(text);
	const stored = migrate(parsed);
	if (!stored) {
		throw new UnreadableStateError(`it has version ${String(parsed.version)}, and this package reads versions 1 to ${STATE_VERSION}`);
	}
	if (!Array.isArray(stored.rows) || !isSide(stored.sides?.google) || !isSide(stored.sides?.crm)) {
		throw new UnreadableStateError('parts of it are missing');
	}
	const contacts = decodeContacts(stored);
	if (!contacts) throw new UnreadableStateError('its contacts are damaged');
	return { ...stored, contacts };
}

function isSide(side: SideState | undefined): boolean {
	return Array.isArray(side?.readNext) && typeof side.tombstones === 'object' && Array.isArray(side.capabilities);
}

function decodeContacts(stored: StoredState): Contact[] | undefined {
	try {
		return stored.contacts.map((contact) => decodeContact(contact, stored.rows));
	} catch {
		return undefined;
	}
}

function parse(text: string): StoredState {
	try {
		const stored = JSON.parse(text) as StoredState | null;
		if (stored && typeof stored === 'object' && Array.isArray(stored.contacts)) return stored;
	} catch {
		// Falls through: whatever is wrong with the text, the answer is the same.
	}
	throw new UnreadableStateError('it is not the text of a state');
}

type MappedFields = Record<SideName, ReadonlySet<string>>;

function mappedFields(rows: readonly FieldRow[]): MappedFields {
	return { google: new Set(rows.map(({ google }) => google)), crm: new Set(rows.map(({ crm }) => crm)) };
}

function encodeContact(contact: Contact, rows: readonly FieldRow[], mapped: MappedFields): StoredContact {
	const { google, crm } = contact;
	const partial = google !== null && crm === null && google.presence === 'out';
	const cells = rows.map((row, index) => encodeCell(contact, row, contact.agreed[index] ?? null));
	const record: StoredContact = [encodeRecord(google), encodeRecord(crm), trimmed(cells)];
	const extras = encodeExtras(contact, mapped, partial || google?.partial === true);
	if (Object.keys(extras).length > 0) record.push(extras);
	return partial ? asOutsider(record, contact) : record;
}

/** Of a Google contact outside the group only id and addresses are kept: enough not to make a double of it. */
function asOutsider(record: StoredContact, contact: Contact): StoredContact {
	const tree = contact.google;
	const addresses = Object.entries(tree?.fields ?? {}).filter(([field]) => field.endsWith('Email'));
	return [record[0], 0, [], { ...record[3], g: Object.fromEntries(addresses), p: 1 }];
}

function encodeRecord(tree: RecordTree | null): StoredRecord | 0 {
	if (!tree) return 0;
	return tree.presence === 'in' ? [tree.id, tree.modifiedAt] : [tree.id, tree.modifiedAt, tree.presence];
}

function encodeCell(contact: Contact, row: FieldRow, agreed: RowAgreement): Cell {
	const google = contact.google?.fields[row.google] ?? '';
	const crm = contact.crm?.fields[row.crm] ?? '';
	if (!contact.google) return crm;
	if (!contact.crm) return google;
	if (!agreed) return [google, crm, 0];
	if (agreed.google !== google || agreed.crm !== crm) return [google, crm, agreed.google, agreed.crm];
	return google === crm ? google : [google, crm];
}

/** Without the empty cells at the end. */
function trimmed(cells: Cell[]): Cell[] {
	let length = cells.length;
	while (length > 0 && cells[length - 1] === '') length -= 1;
	return cells.slice(0, length);
}

function encodeExtras(contact: Contact, mapped: MappedFields, partial: boolean): StoredExtras {
	const extras: StoredExtras = {};
	const google = unmapped(contact.google, mapped.google);
	const crm = unmapped(contact.crm, mapped.crm);
	if (google) extras.g = google;
	if (crm) extras.c = crm;
	if (contact.google?.otherEmails.length) extras.ge = contact.google.otherEmails;
	if (contact.crm?.otherEmails.length) extras.ce = contact.crm.otherEmails;
	const origin = contact.google?.origin;
	// Once linked, the ids say as much.
	if (origin && !contact.crm) extras.o = [origin.syncName, origin.crmId];
	if (partial) extras.p = 1;
	if (contact.detached) extras.d = contact.detached;
	if (contact.joining) extras.j = 1;
	if (contact.createdInCrm) extras.n = 1;
	if (contact.lostCreateAt !== null) extras.l = contact.lostCreateAt;
	if (contact.waitingSince !== null) extras.w = contact.waitingSince;
	if (contact.failure) extras.f = contact.failure;
	if (contact.returns) extras.r = mapValues(contact.returns, ({ before, count, at }): [string, number, number] => [before, count, at]);
	return extras;
}

function unmapped(tree: RecordTree | null, mapped: ReadonlySet<string>): FieldValues | undefined {
	if (!tree) return undefined;
	const rest = Object.keys(tree.fields).filter((field) => !mapped.has(field));
	return rest.length > 0 ? Object.fromEntries(rest.map((field) => [field, tree.fields[field]])) : undefined;
}

function decodeContact(stored: StoredContact, rows: readonly FieldRow[]): Contact {
	const [google, crm, cells, extras = {}] = stored;
	if (!Array.isArray(cells)) throw new UnreadableStateError('a contact has no values');
	const fields = { google: { ...extras.g }, crm: { ...extras.c } };
	const agreed = rows.map((row, index) => decodeCell(cells[index] ?? '', row, fields));
	const contact: Contact = {
		google: decodeRecord(google, fields.google, extras.ge),
		crm: decodeRecord(crm, fields.crm, extras.ce),
		agreed: google && crm ? agreed : agreed.map(() => null),
		detached: extras.d ?? null,
		joining: extras.j === 1,
		createdInCrm: extras.n === 1,
		lostCreateAt: extras.l ?? null,
		waitingSince: extras.w ?? null,
		failure: extras.f ?? null,
		returns: extras.r ? mapValues(extras.r, ([before, count, at]) => ({ before, count, at })) : null,
	};
	if (contact.google) {
		contact.google.partial = extras.p === 1;
		if (extras.o) contact.google.origin = { syncName: extras.o[0], crmId: extras.o[1] };
	}
	return contact;
}

function decodeRecord(stored: StoredRecord | 0, fields: FieldValues, otherEmails: string[] = []): RecordTree | null {
	if (stored === 0) return null;
	const [id, modifiedAt, presence = 'in'] = stored;
	return { id, presence, modifiedAt, fields, otherEmails, origin: null, partial: false };
}

/** Puts what a cell shows into the fields of both sides, and returns what they agreed on. */
function decodeCell(cell: Cell, row: FieldRow, fields: Record<SideName, FieldValues>): RowAgreement {
	const [google, crm, ...rest] = typeof cell === 'string' ? [cell, cell] : cell;
	if (google !== '') fields.google[row.google] = google;
	if (crm !== '') fields.crm[row.crm] = crm;
	const [agreedGoogle = google, agreedCrm = crm] = rest;
	return agreedGoogle === 0 ? null : { google: agreedGoogle, crm: agreedCrm };
}
