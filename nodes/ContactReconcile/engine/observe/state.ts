import type { Contact, FieldRow, SettingsMark, SideState, SyncSettings, SyncState } from '../model/types';
import { otherSide, SIDES } from '../model/types';
import { agreementOf, agreements, NOTHING_AGREED } from '../model/agreement';
import { fieldsToRead, rowKey } from '../fieldMap/fieldMap';
import { STATE_VERSION } from '../model/migrations';
import { NORMALISER_VERSION } from '../values/normalise';
import type { SideName } from '../../../shared/protocol';

const HOUR = 60 * 60 * 1_000;

/** The state before the first run, and after Reset or a loss (P5). */
export function emptyState(): SyncState {
	return {
		version: STATE_VERSION,
		mark: null,
		rows: [],
		sides: { google: emptySide(), crm: emptySide() },
		contacts: [],
		settled: false,
		lastRun: null,
		leaseMark: null,
	};
}

function emptySide(): SideState {
	return {
		cursor: null,
		scope: null,
		scopeName: '',
		about: null,
		capabilities: [],
		lastFullAt: null,
		readNext: [],
		tombstones: {},
	};
}

/** A copy that may be changed without the original noticing; records and agreements are only ever replaced as a whole. */
export function copyState(state: SyncState): SyncState {
	return {
		...state,
		sides: { google: copySide(state.sides.google), crm: copySide(state.sides.crm) },
		contacts: state.contacts.map((contact) => ({ ...contact })),
	};
}

function copySide(side: SideState): SideState {
	return { ...side, readNext: [...side.readNext], tombstones: { ...side.tombstones } };
}

export function markOf(settings: SyncSettings): SettingsMark {
	return {
		direction: settings.direction,
		match: settings.match,
		onlyEmailAsWork: settings.onlyEmailAsWork,
		phoneCountry: settings.phoneCountry,
		normaliser: NORMALISER_VERSION,
		syncName: settings.syncName,
	};
}

/**
 * Brings the agreements of a state under the present settings: rows that are still mapped keep theirs, new or changed
 * ones have none yet, un-mapped ones lose theirs (S28 to S30).
 *
 * @param state changed in place; callers pass a copy.
 * @returns whether anything differs from the settings that the state was made with; then nothing is deleted (P8).
 */
export function adoptSettings(state: SyncState, settings: SyncSettings): boolean {
	const mark = markOf(settings);
	const changed = state.mark !== null && !(sameMark(state.mark, mark) && sameRows(state.rows, settings.rows));
	// Rows in another order are the same map, but agreements are kept by position.
	const moved = state.rows.some((row, index) => settings.rows[index] && rowKey(row) !== rowKey(settings.rows[index]));
	if (state.mark === null || changed || moved) remapAgreements(state, settings);
	state.mark = mark;
	state.rows = settings.rows.map((row) => ({ ...row }));
	return changed;
}

/**
 * Moves a side to the group, or module and list view, that it is now read from. What the cursor and the earlier
 * listings said was about another one; the ids of another module mean nothing in this one, so that a record which is
 * not found there was not deleted.
 *
 * @param state changed in place; callers pass a copy.
 * @returns whether the scope differs from the one that the state was made with; then nothing is deleted (P8).
 */
export function adoptScope(state: SyncState, side: SideName, scope: string): boolean {
	const own = state.sides[side];
	const before = own.scope;
	if (before === scope) return false;
	own.scope = scope;
	if (before === null) return false;
	own.cursor = null;
	own.readNext = [];
	if (side === 'crm' && moduleOf(before) !== moduleOf(scope)) state.contacts.forEach(unlinkCrm);
	return true;
}

/** A CRM scope is its module and list view. */
function moduleOf(scope: string): string {
	return scope.split('/')[0];
}

function unlinkCrm(contact: Contact): void {
	contact.crm = null;
	contact.agreed = NOTHING_AGREED;
	contact.detached = null;
	contact.createdInCrm = false;
	contact.failure = null;
	contact.returns = null;
}

function remapAgreements(state: SyncState, settings: SyncSettings): void {
	const oldIndex = new Map(state.rows.map((row, index) => [rowKey(row), index]));
	const anew = state.mark?.normaliser !== NORMALISER_VERSION;
	const phonesAnew = state.mark?.phoneCountry !== settings.phoneCountry;
	const phones = new Set(SIDES.flatMap((side) => state.sides[side].capabilities.filter(({ kind }) => kind === 'phone')).map(({ name }) => name));
	const emailAnew = state.mark?.onlyEmailAsWork !== settings.onlyEmailAsWork;
	for (const contact of state.contacts) {
		contact.agreed = agreements(settings.rows.length, (newIndex) => {
			const row = settings.rows[newIndex];
			const index = oldIndex.get(rowKey(row));
			if (index === undefined || anew) return null;
			if (phonesAnew && (phones.has(row.google) || phones.has(row.crm))) return null;
			if (emailAnew && row.google.endsWith('Email')) return null;
			return agreementOf(contact, index);
		});
	}
}

function sameMark(a: SettingsMark, b: SettingsMark): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

function sameRows(a: readonly FieldRow[], b: readonly FieldRow[]): boolean {
	const signature = (rows: readonly FieldRow[]): string =>
		JSON.stringify(rows.map((row) => `${rowKey(row)}\n${row.direction}`).sort());
	return signature(a) === signature(b);
}

/**
 * The fields to ask a side for: the mapped ones, and once more those of the map before, so that of whoever was deleted in
 * between it is known what the record on the other side held.
 */
export function fieldsToAsk(state: SyncState, side: SideName, settings: SyncSettings): string[] {
	const before = [...state.rows, ...(state.former ?? [])];
	return [...new Set([...fieldsToRead(settings, side), ...before.map((row) => row[side])])];
}

/** How a side is to be read in this run, and why. */
export interface ReadPlan {
	mode: 'full' | 'changes';
	why: 'first' | 'fields' | 'check' | 'cursor' | 'changes';
}

/**
 * Decides whether a side is read in full: the first time, after the loss of its cursor, when the fields to read have
 * changed, and every so often, since only a full reading sees who entered or left a list view without an edit.
 *
 * @param now milliseconds since 1970 by n8n's clock.
 */
export function planReading(state: SyncState, side: SideName, settings: SyncSettings, now: number): ReadPlan {
	const { cursor, lastFullAt } = state.sides[side];
	if (lastFullAt === null || state.mark === null) return { mode: 'full', why: 'first' };
	if (cursor === null) return { mode: 'full', why: 'cursor' };
	// A field that the module lacks was asked for all the same.
	const before = fieldsToRead({ ...settings, rows: [...state.rows, ...(state.dropped ?? [])], match: state.mark.match }, side);
	const known = new Set(before);
	const reads = fieldsToRead(settings, side);
	if (state.mark.onlyEmailAsWork !== settings.onlyEmailAsWork || reads.some((field) => !known.has(field))) {
		return { mode: 'full', why: 'fields' };
	}
	if (now - lastFullAt >= settings.fullCheckHours * HOUR) return { mode: 'full', why: 'check' };
	return { mode: 'changes', why: 'changes' };
}

/**
 * The id of the CRM record that a lone contact of the group was made for, as long as nobody has looked it up: its person
 * may be outside the list view by now, with another address.
 */
export function originToAsk({ google, crm }: Contact, { mark, sides }: SyncState): string | null {
	const origin = crm || google?.presence !== 'in' ? null : google.origin;
	if (!origin || origin.syncName !== mark?.syncName || origin.crmId in sides.crm.tombstones) return null;
	return origin.crmId;
}

/** Ids that no reading has answered yet, to be read one by one next time (S26). */
export function idsToAsk(state: SyncState, side: SideName): string[] {
	const { readNext, doubts = {} } = state.sides[side];
	const ids = new Set([...readNext, ...Object.keys(doubts)]);
	const known = new Set(side === 'crm' ? state.contacts.map(({ crm }) => crm?.id) : []);
	for (const contact of state.contacts) {
		const tree = contact[side];
		if (tree && (tree.presence === 'unlisted' || tree.presence === 'forbidden')) ids.add(tree.id);
		// What still waits to be carried out after a deletion: the record may have been restored and moved out of the view.
		const waits = tree?.presence === 'gone' && !contact.detached && contact[otherSide(side)]?.presence === 'in';
		if (waits) ids.add(tree.id);
		const origin = side === 'crm' ? originToAsk(contact, state) : null;
		if (origin !== null && !known.has(origin)) ids.add(origin);
		if (tree?.partial && tree.presence !== 'gone' && contact.google && contact.crm) ids.add(tree.id);
	}
	return [...ids].sort();
}

