import { sameText } from '../../../shared/values/sameText';
import type { FieldValues, NameLookUp, RunStamp, SideName, WriteOperation } from '../../../shared/protocol';
import { DEFAULT_ROWS } from '../fieldMap/fieldMap';
import type { Naming } from '../fieldMap/personName';
import { nameFields, nameKeys } from '../fieldMap/personName';
import { phoneFields, phonesOf } from '../fieldMap/secondKey';
import { agreementOf } from '../model/agreement';
import type { JournalRow } from './journal';
import { comparisonForm } from '../values/normalise';
import { indexById } from '../observe/overlay';
import type { BothSides, Pair, Snapshot, SyncState } from '../model/types';
import { otherSide, SIDES } from '../model/types';

interface UndoInput {
	/** Rows in the order in which they were journalled; of any number of runs. */
	rows: readonly JournalRow[];
	/** What the last sync saw: a field that it knows to be edited since is left alone. Empty where nothing is remembered. */
	state: SyncState;
	/** The two e-mail fields that people are matched by. */
	match: BothSides<string>;
	run: RunStamp;
	/** ISO time by n8n's clock. */
	at: string;
}

/** Why a journalled value is not brought back. */
export type LeftReason = 'shownAlready' | 'editedSince' | 'deletedSince' | 'changedBetween' | 'stillThere' | 'thereAgain' | 'recreated';

interface LeftAlone {
	row: JournalRow;
	reason: LeftReason;
}

export interface UndoPlan {
	operations: BothSides<WriteOperation[]>;
	/** What the undo itself overwrites. */
	journal: JournalRow[];
	left: LeftAlone[];
}

/**
 * Plans the way back for journalled values, newest first: an overwritten field gets back what it held, where it still
 * shows what the sync wrote; a deleted record is created again with what it held. Nothing is remembered of it: to the
 * next run it is a user's edit.
 */
export function planUndo({ rows, ...known }: UndoInput): UndoPlan {
	const plan: UndoPlan = { operations: { google: [], crm: [] }, journal: [], left: [] };
	const byId = { google: indexById(known.state.contacts, 'google'), crm: indexById(known.state.contacts, 'crm') };
	for (const record of byRecord(rows).values()) {
		const pair = byId[record.side].get(record.id);
		const undo: RecordUndo = { ...record, ...known, contact: pair, tree: pair?.[record.side] };
		if (record.deleted.length > 0) undoDeletion(undo, plan);
		else undoFields(undo, plan);
	}
	return plan;
}

/** The rows of one record. */
interface JournalledRecord {
	side: SideName;
	id: string;
	otherId: string;
	scope: string;
	/** Values that its last deletion took away. */
	deleted: JournalRow[];
	/** Values that were overwritten, field by field, the newest first. */
	overwritten: Map<string, JournalRow[]>;
	/** Rows without a value. */
	recreated: JournalRow[];
}

interface RecordUndo extends JournalledRecord, Omit<UndoInput, 'rows'> {
	contact: Pair | undefined;
	/** What the last sync knew of the record. */
	tree: Snapshot | null | undefined;
}

function byRecord(rows: readonly JournalRow[]): Map<string, JournalledRecord> {
	const records = new Map<string, JournalledRecord>();
	// Sorting is stable: of rows of one time, those that came later are newer.
	for (const row of [...rows].reverse().sort((a, b) => Date.parse(b.at) - Date.parse(a.at))) {
		const key = `${row.side}\n${row.recordId}`;
		const record = records.get(key) ?? {
			...{ side: row.side, id: row.recordId, otherId: row.otherId, scope: row.scope },
			...{ deleted: [], overwritten: new Map<string, JournalRow[]>(), recreated: [] },
		};
		records.set(key, record);
		sortInto(record, row);
	}
	return records;
}

function sortInto(record: JournalledRecord, row: JournalRow): void {
	switch (row.reason) {
		case 'overwritten':
		case 'conflict':
		case 'undone':
			record.overwritten.set(row.field, [...(record.overwritten.get(row.field) ?? []), row]);
			return;
		case 'deleted':
			if (record.deleted.every(({ runId }) => runId === row.runId)) record.deleted.push(row);
			return;
		case 'recreated':
			record.recreated.push(row);
			return;
	}
}

function undoFields(undo: RecordUndo, plan: UndoPlan): void {
	const set: FieldValues = {};
	const expect: FieldValues = {};
	undo.recreated.forEach((row) => plan.left.push({ row, reason: 'recreated' }));
	for (const [field, rows] of undo.overwritten) {
		if (isGone(undo)) {
			rows.forEach((row) => plan.left.push({ row, reason: 'deletedSince' }));
			continue;
		}
		const [newest] = rows;
		const shown = shownNow(undo, newest) ?? newest.after;
		const back = wayBack(rows, shown, isAsWritten(undo, newest, shown), plan.left);
		if (back === undefined) continue;
		set[field] = back;
		expect[field] = shown;
		if (shown !== '') plan.journal.push({ ...newest, runId: undo.run.id, at: undo.at, before: shown, after: back, reason: 'undone' });
	}
	if (Object.keys(set).length === 0) return;
	plan.operations[undo.side].push({ ...operationBase(undo), op: 'update', id: undo.id, set, expect, ...(undo.tree?.oneName && { oneName: true }), join: false });
}

function undoDeletion(undo: RecordUndo, plan: UndoPlan): void {
	if (undo.tree && !isGone(undo)) {
		undo.deleted.forEach((row) => plan.left.push({ row, reason: 'stillThere' }));
		undoFields(undo, plan);
		return;
	}
	const set = Object.fromEntries(undo.deleted.filter((row) => isWritable(undo, row.field)).map(({ field, before }) => [field, before]));
	for (const [field, rows] of undo.overwritten) {
		const back = wayBack(rows, set[field] ?? '', sameText(set[field] ?? '', rows[0].after), plan.left);
		if (back !== undefined) set[field] = back;
	}
	if (isThereAgain(undo, set)) {
		undo.deleted.forEach((row) => plan.left.push({ row, reason: 'thereAgain' }));
		return;
	}
	const { contact, ...base } = operationBase(undo);
	const match = undo.match.crm;
	plan.operations[undo.side].push({
		...base,
		contact: { ...contact, [undo.side]: null },
		op: 'create',
		set,
		match: undo.side === 'crm' && set[match] ? { field: match, value: comparisonForm('email', set[match]) } : null,
		...(undo.side === 'crm' && !set[match] && { named: nameLookUp(undo, set) }),
		origin: undo.side === 'google' && undo.otherId !== '' ? { syncName: undo.run.syncName, crmId: undo.otherId } : null,
	});
}

/**
 * The oldest value that a chain of changes leads back to, each one from what the one before had left; undefined when
 * the field is to be left as it is.
 */
function wayBack(rows: readonly JournalRow[], shown: string, asWritten: boolean, left: LeftAlone[]): string | undefined {
	const [newest, ...older] = rows;
	if (!asWritten) {
		const reason = sameText(shown, newest.before) ? 'shownAlready' : 'editedSince';
		rows.forEach((row) => left.push({ row, reason }));
		return undefined;
	}
	let back = newest.before;
	for (const row of older) {
		if (sameText(row.after, back)) back = row.before;
		// The same change planned twice, as after a run that was cut off, is one change.
		else if (!sameText(row.before, back)) left.push({ row, reason: 'changedBetween' });
	}
	if (!sameText(back, shown)) return back;
	left.push({ row: newest, reason: 'shownAlready' });
	return undefined;
}

function isGone({ tree }: RecordUndo): boolean {
	return tree?.presence === 'gone';
}

/** What the last sync saw in a field; undefined when it was before the change, or does not know the record or field. */
function shownNow({ tree, side, state }: RecordUndo, { field, at }: JournalRow): string | undefined {
	if (!tree || tree.partial || !state.rows.some((row) => row[side] === field)) return undefined;
	if (state.lastRun === null || Date.parse(at) > Date.parse(state.lastRun.finishedAt)) return undefined;
	return tree.fields[field] ?? '';
}

/** Whether a field shows what the sync wrote, or what its side made of that (S34, S35). */
function isAsWritten({ contact: pair, side, state }: RecordUndo, row: JournalRow, shown: string): boolean {
	if (sameText(shown, row.after)) return true;
	const agreement = pair && agreementOf(pair, state.rows.findIndex((mapped) => mapped[side] === row.field));
	if (!agreement) return false;
	return agreement[side] === shown && sameText(agreement[otherSide(side)], row.after);
}

function isWritable({ state, side }: RecordUndo, field: string): boolean {
	return state.sides[side].capabilities.find(({ name }) => name === field)?.writable !== false;
}

/** Whether a record with this address, or without one with this full name and a number, or all that is mapped of these values, is known on the side. */
function isThereAgain(undo: RecordUndo, set: FieldValues): boolean {
	const { side, match, state: { rows, mark } } = undo;
	const field = match[side];
	if (set[field]) return knownRecords(undo).some(({ fields }) => comparisonForm('email', fields[field] ?? '') === comparisonForm('email', set[field]));
	const numbers = (tree: Pick<Snapshot, 'fields' | 'lists'>) => phonesOf(tree, phoneFields({ rows })[side], { phoneCountry: mark?.phoneCountry ?? '' });
	const own = numbers({ fields: set });
	const isNumbered = new Set(namesakesOf(undo, set).filter((tree) => [...numbers(tree)].some((number) => own.has(number))));
	// Of what is not mapped, as another entry of a list, no record shows anything.
	const mapped = Object.entries(set).filter(([name]) => rows.some((row) => row[side] === name));
	const showsAll = ({ fields }: Snapshot): boolean => mapped.length > 0 && mapped.every(([name, value]) => sameText(fields[name] ?? '', value));
	return knownRecords(undo).some((tree) => isNumbered.has(tree) || showsAll(tree));
}

function knownRecords({ state, side }: RecordUndo): Snapshot[] {
	return state.contacts.flatMap(({ [side]: tree }) => (tree && tree.presence !== 'gone' ? tree : []));
}

/** The map whose fields name a person: the usual one where nothing is remembered. */
function namingOf({ state: { rows, sides }, match }: RecordUndo): Naming {
	const mapped = rows.length > 0 ? rows : DEFAULT_ROWS.map(([google, crm]) => ({ google, crm }));
	const mandatory = new Set(sides.crm.capabilities.flatMap((field) => (field.mandatory ? field.name : [])));
	return { rows: mapped.map((row) => ({ direction: 'both', ...row })), crmNameField: mapped.find(({ crm }) => mandatory.has(crm))?.crm ?? 'Last_Name', match };
}

/** The known records that have the full name of these values. */
function namesakesOf(undo: RecordUndo, set: FieldValues): Snapshot[] {
	const naming = namingOf(undo);
	const keysOf = (fields: Readonly<FieldValues>) => nameKeys(undo.side, { fields }, nameFields(naming)[undo.side], naming);
	const own = new Set(keysOf(set));
	return knownRecords(undo).filter(({ fields }) => keysOf(fields).some((key) => own.has(key)));
}

/** A record without an address is looked up by its name; namesakes who are known are known to be other people. */
function nameLookUp(undo: RecordUndo, set: FieldValues): NameLookUp {
	const naming = namingOf(undo);
	const others = namesakesOf(undo, set).map(({ id }) => id);
	return { fields: nameFields(naming).crm, mandatory: naming.crmNameField, address: undo.match.crm, others };
}

function operationBase({ side, id, otherId, scope, run }: RecordUndo) {
	const ids = { [side]: id, [otherSide(side)]: otherId === '' ? null : otherId };
	return {
		kind: 'operation' as const,
		side,
		contact: { google: ids.google, crm: ids.crm },
		scope,
		run,
	};
}

/** How many values and records an undo brings back. */
export function undoCounts({ operations }: UndoPlan): { fields: number; records: number } {
	const all = SIDES.flatMap((side) => operations[side]);
	return {
		fields: all.reduce((sum, operation) => sum + (operation.op === 'update' ? Object.keys(operation.set).length : 0), 0),
		records: all.filter(({ op }) => op === 'create').length,
	};
}
