import type { SideName } from '../../../shared/protocol';
import { rowKey } from '../fieldMap/fieldMap';
import { agreementOf, agreements } from '../model/agreement';
import type { Pair, FieldRow, SettingsMark, SyncSettings, SyncState } from '../model/types';
import { SIDES } from '../model/types';
import { agree, noteCreated, show, startAnew } from '../model/draft';
import { NORMALISER_VERSION } from '../values/normalise';

export function markOf(settings: SyncSettings): SettingsMark {
	return {
		direction: settings.direction,
		match: settings.match,
		onlyEmailAsWork: settings.onlyEmailAsWork,
		phoneCountry: settings.phoneCountry,
		normaliser: NORMALISER_VERSION,
		syncName: settings.syncName,
		withoutEmail: settings.withoutEmail ?? 'link',
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

function unlinkCrm(pair: Pair): void {
	show(pair, 'crm', null);
	startAnew(pair);
	noteCreated(pair, false);
}

function remapAgreements(state: SyncState, settings: SyncSettings): void {
	const oldIndex = new Map(state.rows.map((row, index) => [rowKey(row), index]));
	const anew = state.mark?.normaliser !== NORMALISER_VERSION;
	const phonesAnew = state.mark?.phoneCountry !== settings.phoneCountry;
	const phones = new Set(SIDES.flatMap((side) => state.sides[side].capabilities.filter(({ kind }) => kind === 'phone')).map(({ name }) => name));
	const emailAnew = state.mark?.onlyEmailAsWork !== settings.onlyEmailAsWork;
	for (const pair of state.contacts) {
		agree(pair, agreements(settings.rows.length, (newIndex) => {
			const row = settings.rows[newIndex];
			const index = oldIndex.get(rowKey(row));
			if (index === undefined || anew) return null;
			if (phonesAnew && (phones.has(row.google) || phones.has(row.crm))) return null;
			if (emailAnew && row.google.endsWith('Email')) return null;
			return agreementOf(pair, index);
		}));
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
