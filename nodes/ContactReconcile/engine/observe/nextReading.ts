import type { ReadInstruction, SideName } from '../../../shared/protocol';
import { fieldsToRead } from '../fieldMap/fieldMap';
import type { Pair, SyncSettings, SyncState } from '../model/types';
import { otherSide } from '../model/types';

const HOUR = 60 * 60 * 1_000;

/**
 * The fields to ask a side for: the mapped ones, and once more those of the map before, so that of whoever was deleted in
 * between it is known what the record on the other side held.
 */
export function fieldsToAsk(state: SyncState, side: SideName, settings: SyncSettings): string[] {
	const before = [...state.rows, ...(state.former ?? [])];
	// Of a fixed value only what its field can hold is wanted.
	const fixed = side === 'crm' ? (settings.fixed ?? []).map(({ crm }) => crm) : [];
	return [...new Set([...fieldsToRead(settings, side), ...before.map((row) => row[side]), ...fixed])];
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
	if (state.mark.withoutEmail === undefined || state.mark.onlyEmailAsWork !== settings.onlyEmailAsWork || reads.some((field) => !known.has(field))) {
		return { mode: 'full', why: 'fields' };
	}
	// Should n8n's own clock have been ahead, the last check lies before it.
	if (Math.abs(now - lastFullAt) >= settings.fullCheckHours * HOUR) return { mode: 'full', why: 'check' };
	return { mode: 'changes', why: 'changes' };
}

/**
 * The id of the CRM record that a lone contact of the group was made for, as long as nobody has looked it up: its person
 * may be outside the list view by now, with another address.
 */
export function originToAsk({ google, crm }: Pair, { mark, sides }: SyncState): string | null {
	const origin = crm || google?.presence !== 'in' ? null : google.origin;
	if (!origin || origin.syncName !== mark?.syncName || origin.crmId in sides.crm.tombstones) return null;
	return origin.crmId;
}

/**
 * Ids that no reading has answered yet, to be read one by one next time (S26). What a side does not show is asked for with
 * each full check alone: when it shows again, or is told as deleted, a listing or the deleted feed says so at once.
 */
export function idsToAsk(state: SyncState, side: SideName, mode: ReadInstruction['mode'] = 'changes'): string[] {
	const { readNext, doubts = {} } = state.sides[side];
	const ids = new Set([...readNext, ...Object.keys(doubts)]);
	const known = new Set(side === 'crm' ? state.contacts.map(({ crm }) => crm?.id) : []);
	for (const pair of state.contacts) {
		const tree = pair[side];
		if (tree && (tree.presence === 'unlisted' || (mode === 'full' && tree.presence === 'forbidden'))) ids.add(tree.id);
		// What still waits to be carried out after a deletion: the record may have been restored and moved out of the view.
		const waits = tree?.presence === 'gone' && !pair.detached && pair[otherSide(side)]?.presence === 'in';
		if (waits) ids.add(tree.id);
		const origin = side === 'crm' ? originToAsk(pair, state) : null;
		if (origin !== null && !known.has(origin)) ids.add(origin);
		if (tree?.partial && tree.presence !== 'gone' && pair.google && pair.crm) ids.add(tree.id);
	}
	return [...ids].sort();
}
