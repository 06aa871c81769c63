import type { SideName } from '../../../shared/protocol';
import type { MappedRow, ResolvedRows } from '../fieldMap/fieldMap';
import { plainRows, resolveRows, rowKey, sideLabel } from '../fieldMap/fieldMap';
import { loseCreate } from '../model/draft';
import { copyState } from '../model/memory';
import type { BothSides, Pair, FieldRow, SyncSettings, SyncState } from '../model/types';
import { SIDES } from '../model/types';
import { adoptScope, adoptSettings } from './adopt';
import { withoutForgotten } from './forgotten';
import { dropFoundLinks } from './missingLinks';
import type { SideReading } from './overlay';
import { deletedRecords, overlay, seenOnly, settleDeletions } from './overlay';

/** How long after a lost answer a create is not tried again, so that a listing can show it (S44, S54); milliseconds. */
export const LOST_CREATE_WAIT = 10 * 60 * 1_000;

/** A field map that names fields which do not exist; the node tells the user before any write. */
export class UnknownFieldError extends Error {
	constructor(readonly fields: ReadonlyArray<{ side: SideName; field: string }>) {
		super(fields.map(({ side, field }) => `${sideLabel(side)} has no field "${field}"`).join('; '));
	}
}

/** What is known once the readings of a run are laid over the memory. */
export interface Observed {
	/** A copy of the memory, which the run goes on with. */
	state: SyncState;
	/** The settings with the rows that can be used. */
	settings: SyncSettings;
	rows: readonly MappedRow[];
	/** The settings with those rows besides that were mapped before, as long as what they show still counts. */
	kept: SyncSettings;
	former: FieldRow[];
	/** Rows of the default map whose field the module lacks. */
	dropped: readonly FieldRow[];
	/** Whether settings, group or list view are others than in the last run; then nothing is deleted (P8). */
	settingsChanged: boolean;
	/** Whether both sides were read to the end. */
	complete: boolean;
	/** Who got e-mail addresses that neither side had shown, and which. */
	gained: ReadonlyMap<Pair, readonly string[]>;
	/** What the sides show of those who are forgotten. Nothing of it is kept. */
	passed: readonly Pair[];
}

/** The CRM's first: of contacts that were merged in Google the one whose record still exists there goes on. */
const CRM_FIRST: readonly SideName[] = ['crm', 'google'];

/**
 * Lays the readings of a run over what was remembered, under the settings of this run.
 *
 * @param startedAt milliseconds since 1970 by n8n's clock.
 * @throws UnknownFieldError when a row that the user added names a field that does not exist.
 */
export function observe(before: SyncState, settings: SyncSettings, readings: BothSides<SideReading>, startedAt: number): Observed {
	const { rows, dropped, unread } = resolvedRows(settings, before, readings);
	const usable: SyncSettings = { ...settings, rows: plainRows(rows) };
	const state = copyState(before);
	const scopesChanged = SIDES.filter((side) => adoptScope(state, side, readings[side].cursor.scope));
	const settingsChanged = adoptSettings(state, usable) || scopesChanged.length > 0;
	noteDropped(state, [...dropped, ...unread]);
	const former = formerRows(usable, before);
	const kept = former.length > 0 ? { ...usable, rows: [...usable.rows, ...former] } : usable;
	const deleted = deletedRecords(state);
	const gained = new Map<Pair, readonly string[]>();
	const passed: Pair[] = [];
	for (const side of CRM_FIRST) {
		const known = withoutForgotten(state, side, readings[side], startedAt);
		overlay(state, side, known.reading, kept, startedAt).forEach((addresses, pair) => gained.set(pair, [...(gained.get(pair) ?? []), ...addresses]));
		passed.push(...seenOnly(state, side, known.passed, readings[side], kept));
	}
	dropFoundLinks(state, readings.crm);
	settleDeletions(state, deleted);
	SIDES.filter((side) => unread.length > 0 || (settingsChanged && !readings[side].cursor.complete)).forEach((side) => readAgain(state, side));
	forgetLostCreates(state, readings.google, startedAt);
	const complete = SIDES.every((side) => readings[side].cursor.complete);
	return { state, settings: usable, rows, kept, former, dropped, settingsChanged, complete, gained, passed };
}

/** Rows that can be used, those that the module lacks, and those that have yet to be read. */
interface UsableRows extends Pick<ResolvedRows, 'rows' | 'dropped'> {
	/** The module has got their field since, and what it holds was never asked for: left out until it has been read. */
	unread: FieldRow[];
}

/** @throws UnknownFieldError when a row that the user added names a field that does not exist. */
function resolvedRows(settings: SyncSettings, before: SyncState, readings: BothSides<SideReading>): UsableRows {
	const { rows, dropped, unknown } = resolveRows(settings.rows, {
		google: readings.google.cursor.fields,
		crm: readings.crm.cursor.fields,
	});
	const inCrm = new Set(readings.crm.cursor.fields.map(({ name }) => name));
	unknown.push(...(settings.fixed ?? []).flatMap(({ crm }) => (inCrm.has(crm) ? [] : { side: 'crm' as const, field: crm })));
	if (unknown.length > 0) throw new UnknownFieldError(unknown);
	const readInFull = SIDES.every((side) => readings[side].cursor.mode === 'full');
	const lacked = new Set(readInFull ? [] : (before.dropped ?? []).map(rowKey));
	const isUnread = (row: FieldRow): boolean => lacked.has(rowKey(row));
	return { rows: rows.filter((row) => !isUnread(row)), dropped, unread: plainRows(rows.filter(isUnread)) };
}

/**
 * Rows that are mapped no more. What they show stays known in the run that first sees another map, as records may have been
 * deleted since, and in the next ones until both sides have been read to the end and nobody waits to be deleted: what is
 * deleted is what was read, and the journal tells it.
 */
function formerRows({ rows }: SyncSettings, { rows: last, former = [] }: SyncState): FieldRow[] {
	const mapped = new Set(rows.map(rowKey));
	return [...last, ...former].filter((row) => !mapped.has(rowKey(row)));
}

function noteDropped(state: SyncState, dropped: FieldRow[]): void {
	if (dropped.length > 0) state.dropped = dropped;
	else delete state.dropped;
}

/** A newly mapped field of those whom the listing did not reach has yet to be read. */
function readAgain(state: SyncState, side: SideName): void {
	state.sides[side].cursor = null;
}

/** A reading that began long enough after a lost create and does not show it: it did not happen. */
function forgetLostCreates(state: SyncState, google: SideReading, startedAt: number): void {
	for (const pair of state.contacts) {
		if (pair.lostCreateAt === null) continue;
		// Should n8n's own clock have been ahead, the wait begins anew.
		if (startedAt < pair.lostCreateAt) loseCreate(pair, startedAt);
		else if (google.cursor.complete && startedAt >= pair.lostCreateAt + LOST_CREATE_WAIT) loseCreate(pair, null);
	}
}
