import isPlainObject from 'lodash/isPlainObject';
import mapValues from 'lodash/mapValues';

import type { FieldValues, SideName } from '../../shared/protocol';
import type { Base, Pair, FieldRow, Presence, Snapshot, SideState, SyncState } from '../engine/model/types';
import type { RowAgreement } from '../engine/model/agreement';
import { agreementOf, agreements, NOTHING_AGREED, showsAgreed } from '../engine/model/agreement';
import { emailFields } from '../engine/fieldMap/addresses';
import { compareText } from '../engine/values/compareText';
import { migrate, STATE_VERSION } from '../engine/model/migrations';
import { isNameField } from '../engine/fieldMap/personName';
import { phoneFields } from '../engine/fieldMap/secondKey';
import { addressesIn } from '../engine/observe/snapshot';
import type { StoredLists } from './storedLists';
import { decodeLists, encodeLists } from './storedLists';

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
	ge?: readonly string[];
	ce?: readonly string[];
	/** Google's lists; 1 where their entries are just the slots that its fields show, in the slots' order. */
	gl?: 1 | StoredLists;
	/** The one name of the Google contact is its given name. */
	on?: 1;
	/** Origin: sync name, CRM id. */
	o?: [string, string];
	/** Only id, name, addresses and phones are known. */
	p?: 1;
	d?: Pair['detached'];
	j?: 1;
	n?: 1;
	l?: number;
	w?: number;
	f?: Pair['failure'];
	/** Fields overwritten lately: digest, returns, time. */
	r?: Record<string, [string, number, number]>;
}

type StoredContact = [StoredRecord | 0, StoredRecord | 0, readonly Cell[], StoredExtras?];

interface StoredState extends Omit<SyncState, 'contacts'> {
	contacts: StoredContact[];
}

/** A state as two texts, of which the large one stays the same as long as no contact changes. */
interface StateTexts {
	/** Everything but the contacts, as JSON. */
	rest: string;
	/** The contacts, as JSON. */
	contacts: string;
}

/** A state that cannot be read; it is kept aside, never overwritten (S42). */
export class UnreadableStateError extends Error {}

/** The state as JSON text; some 260 bytes for a settled contact. */
export function encodeState(state: SyncState): string {
	return joinTexts(encodeTexts(state));
}

export function encodeTexts(state: SyncState): StateTexts {
	const { contacts, ...rest } = state;
	const mapped = mappedFields(state.rows);
	const addresses = emailFields(state, { rows: state.rows, match: state.mark?.match ?? NO_MATCH });
	const phones = phoneFields(state);
	const tellsApart = (field: string): boolean => isNameField(field) || addresses.google.includes(field) || phones.google.includes(field);
	const stored = contacts.map((pair): StoredContact => encodeContact(pair, state.rows, mapped, tellsApart));
	return { rest: JSON.stringify(rest), contacts: JSON.stringify(stored) };
}

/** The two texts as the one that `decodeState` reads. */
export function joinTexts({ rest, contacts }: StateTexts): string {
	return `${rest.slice(0, -1)},"contacts":${contacts}}`;
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
	if (!Array.isArray(stored.rows) || !isSide(stored.sides?.google) || !isSide(stored.sides.crm)) {
		throw new UnreadableStateError('parts of it are missing');
	}
	const contacts = decodeContacts(stored);
	if (!contacts) throw new UnreadableStateError('its contacts are damaged');
	return { ...stored, contacts };
}

function isSide(side: SideState | undefined): boolean {
	return Array.isArray(side?.readNext) && isPlainObject(side.tombstones) && Array.isArray(side.capabilities);
}

function decodeContacts(stored: StoredState): Pair[] | undefined {
	try {
		return stored.contacts.map((contact) => decodeContact(contact, stored.rows));
	} catch {
		return undefined;
	}
}

function parse(text: string): StoredState {
	try {
		const stored = JSON.parse(text) as StoredState | null;
		if (Array.isArray(stored?.contacts)) return stored;
	} catch {
		// Falls through: whatever is wrong with the text, the answer is the same.
	}
	throw new UnreadableStateError('it is not the text of a state');
}

const NO_MATCH = { google: '', crm: '' };

type MappedFields = Record<SideName, ReadonlySet<string>>;

function mappedFields(rows: readonly FieldRow[]): MappedFields {
	return { google: new Set(rows.map(({ google }) => google)), crm: new Set(rows.map(({ crm }) => crm)) };
}

function encodeContact(pair: Pair, rows: readonly FieldRow[], mapped: MappedFields, tellsApart: (field: string) => boolean): StoredContact {
	const { google, crm } = pair;
	const partial = google !== null && crm === null && google.presence === 'out';
	const cells = showsAgreed(pair) ? agreedCells(pair.agreed) : rows.map((row, index) => encodeCell(pair, row, index));
	const record: StoredContact = [encodeRecord(google), encodeRecord(crm), trimmed(cells)];
	const extras = encodeExtras(pair, mapped, partial || (google ?? crm)?.partial === true);
	if (extras) record.push(extras);
	return partial ? asOutsider(record, pair, tellsApart) : record;
}

/** Of a Google contact outside the group only id, name, addresses and phones are kept: enough not to make a double of it. */
function asOutsider(record: StoredContact, pair: Pair, tellsApart: (field: string) => boolean): StoredContact {
	const tree = pair.google;
	const kept = Object.entries(tree?.fields ?? {}).filter(([field]) => tellsApart(field)).sort(([a], [b]) => compareText(a, b));
	const fields = Object.fromEntries(kept);
	const lists = tree?.lists && encodeLists({ email: tree.lists.email, phone: tree.lists.phone }, fields);
	return [record[0], 0, [], { ...record[3], g: fields, ...(lists && { gl: lists }), p: 1 }];
}

function encodeRecord(tree: Snapshot | null): StoredRecord | 0 {
	if (!tree) return 0;
	return tree.presence === 'in' ? [tree.id, tree.modifiedAt] : [tree.id, tree.modifiedAt, tree.presence];
}

function encodeCell(pair: Pair, row: FieldRow, index: number): Cell {
	const google = pair.google?.fields[row.google] ?? '';
	const crm = pair.crm?.fields[row.crm] ?? '';
	if (!pair.google) return crm;
	if (!pair.crm) return google;
	const agreed = agreementOf(pair, index);
	if (!agreed) return [google, crm, 0];
	if (agreed.google !== google || agreed.crm !== crm) return [google, crm, agreed.google, agreed.crm];
	return google === crm ? google : [google, crm];
}

/** The cells of a contact that shows what was agreed on. */
function agreedCells({ google, crm }: Base): readonly Cell[] {
	if (google === crm) return google as readonly string[];
	return google.map((value, index): Cell => (value === crm[index] ? (value ?? '') : [value ?? '', crm[index] ?? '']));
}

/** Without the empty cells at the end. */
function trimmed(cells: readonly Cell[]): readonly Cell[] {
	let length = cells.length;
	while (cells[length - 1] === '') length -= 1;
	return cells.slice(0, length);
}

function encodeExtras(pair: Pair, mapped: MappedFields, partial: boolean): StoredExtras | undefined {
	const extras: StoredExtras = {};
	const google = unmapped(pair.google, mapped.google);
	const crm = unmapped(pair.crm, mapped.crm);
	if (google) extras.g = google;
	if (crm) extras.c = crm;
	if (pair.google?.lists) extras.gl = encodeLists(pair.google.lists, pair.google.fields);
	else if (pair.google?.otherEmails.length) extras.ge = pair.google.otherEmails;
	if (pair.crm?.otherEmails.length) extras.ce = pair.crm.otherEmails;
	const origin = pair.google?.origin;
	// Once linked, the ids say as much.
	if (origin && !pair.crm) extras.o = [origin.syncName, origin.crmId];
	if (pair.google?.oneName) extras.on = 1;
	if (partial) extras.p = 1;
	if (pair.detached) extras.d = pair.detached;
	if (pair.joining) extras.j = 1;
	if (pair.createdInCrm) extras.n = 1;
	if (pair.lostCreateAt !== null) extras.l = pair.lostCreateAt;
	if (pair.waitingSince !== null) extras.w = pair.waitingSince;
	if (pair.failure) extras.f = pair.failure;
	if (pair.returns) extras.r = mapValues(pair.returns, ({ before, count, at }): [string, number, number] => [before, count, at]);
	return Object.keys(extras).length > 0 ? extras : undefined;
}

function unmapped(tree: Snapshot | null, mapped: ReadonlySet<string>): FieldValues | undefined {
	if (!tree) return undefined;
	let rest: FieldValues | undefined;
	for (const field in tree.fields) {
		if (!mapped.has(field)) rest = { ...rest, [field]: tree.fields[field] };
	}
	return rest;
}

const NO_EXTRAS: StoredExtras = {};

function decodeContact(stored: StoredContact, rows: readonly FieldRow[]): Pair {
	const [google, crm, cells, extras = NO_EXTRAS] = stored;
	if (!Array.isArray(cells)) throw new UnreadableStateError();
	const googleTree = google === 0 ? null : decodeRecord(google, decodeFields(cells, rows, 'google', extras.g), extras.ge, extras);
	const crmTree = crm === 0 ? null : decodeRecord(crm, decodeFields(cells, rows, 'crm', extras.c), extras.ce, google === 0 ? { p: extras.p } : NO_EXTRAS);
	return {
		google: googleTree,
		crm: crmTree,
		agreed: googleTree && crmTree ? decodeAgreements(cells, rows.length, googleTree.fields, crmTree.fields) : NOTHING_AGREED,
		detached: extras.d ?? null,
		joining: extras.j === 1,
		createdInCrm: extras.n === 1,
		lostCreateAt: extras.l ?? null,
		waitingSince: extras.w ?? null,
		failure: extras.f ?? null,
		returns: extras.r ? mapValues(extras.r, ([before, count, at]) => ({ before, count, at })) : null,
	};
}

const NONE: readonly string[] = [];

function decodeRecord(stored: StoredRecord, fields: FieldValues, others: readonly string[] | undefined, { o, p, gl, on }: StoredExtras): Snapshot {
	const [id, modifiedAt, presence = 'in'] = stored;
	const lists = gl && decodeLists(gl, fields);
	const otherEmails = lists ? addressesIn(lists) : (others ?? NONE);
	const tree: Snapshot = { id, presence, modifiedAt, fields, otherEmails, origin: o ? { syncName: o[0], crmId: o[1] } : null, partial: p === 1 };
	return lists || on ? { ...tree, ...(lists && { lists }), ...(on && { oneName: true }) } : tree;
}

/** What the cells show of one side, by field, and its fields that are in no row. */
function decodeFields(cells: readonly Cell[], rows: readonly FieldRow[], side: SideName, others?: FieldValues): FieldValues {
	const fields: FieldValues = { ...others };
	const place = side === 'google' ? 0 : 1;
	for (let index = 0; index < cells.length; index++) {
		const cell = cells[index];
		const value = typeof cell === 'string' ? cell : cell[place];
		if (typeof value !== 'string') throw new UnreadableStateError();
		if (value !== '') fields[rows[index][side]] = value;
	}
	return fields;
}

function decodeAgreements(cells: Cell[], rowCount: number, google: FieldValues, crm: FieldValues): Base {
	const shownBy = { google, crm };
	if (cells.every(isText)) {
		while (cells.length < rowCount) cells.push('');
		return { google: cells, crm: cells, shownBy };
	}
	const decoded = agreements(rowCount, (index) => decodeAgreement(cells[index] ?? ''));
	return cells.every(isAgreedOn) ? { ...decoded, shownBy } : decoded;
}

/** Whether a cell shows what was agreed on. */
function isAgreedOn(cell: Cell): boolean {
	return isText(cell) || cell.length === 2;
}

function isText(cell: Cell): cell is string {
	return typeof cell === 'string';
}

function decodeAgreement(cell: Cell): RowAgreement {
	if (isText(cell)) return { google: cell, crm: cell };
	const [shownGoogle, shownCrm, google = shownGoogle, crm = shownCrm] = cell;
	return google === 0 ? null : { google, crm };
}
