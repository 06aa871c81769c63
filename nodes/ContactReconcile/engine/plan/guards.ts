import { digestOf } from '../values/digest';
import type { Decision } from '../decide/decision';
import type { FieldWrite } from '../decide/field';
import type { MappedRow } from '../fieldMap/fieldMap';
import { rowKey, sideLabel } from '../fieldMap/fieldMap';
import type { Refusal } from '../model/run';
import type { SideReading } from '../observe/overlay';
import type { BothSides, Pair, SyncSettings } from '../model/types';
import { otherSide, SIDES } from '../model/types';

/** What the guards look at. */
export interface GuardedPlan {
	/** Who was linked before this plan decided anything. */
	linked: readonly Pair[];
	deletes: BothSides<string[]>;
	readings: BothSides<SideReading>;
	/** What is to be asked for before the first sync, in short, one text for each person; empty when nobody is to be asked. */
	first: readonly string[];
}

/**
 * Refuses a plan as a whole when it would delete more than a share of the linked contacts, or when a side that had
 * contacts lists none (P6, S61, S62), or when the first one is to be asked for, unless this very plan was approved.
 */
export function guard(plan: GuardedPlan, settings: SyncSettings): Refusal | null {
	const found = [tooManyDeletions(plan, settings), emptyListing(plan, settings), firstSync(plan)].flatMap((objection) => objection ?? []);
	const [first] = found;
	if (!first) return null;
	// One approval is for all that this plan deletes, on both sides, or does as the first one, and for nothing else (F22).
	const ids = [...found, ...SIDES.map((side) => ({ reason: 'deletes', side, ids: plan.deletes[side] }))];
	const digest = digestOf(ids.flatMap((part) => [part.reason, part.side ?? '', ...[...part.ids].sort()]));
	return digest === settings.approvedDigest ? null : refuse(first, digest);
}

/** Why a plan is refused, before anybody is asked. */
type Objection = Pick<Refusal, 'reason' | 'side' | 'of' | 'ids'> & { what: string };

/** The people that a plan may be measured by. */
export function linkedContacts(contacts: readonly Pair[]): Pair[] {
	return contacts.filter((pair) => pair.google && pair.crm && !pair.detached);
}

/**
 * The ids of records that the list view does not show although they are still as the sync created them: while there
 * are any, more of them would pile up unseen, so nothing is created in the CRM (S25).
 */
export function hiddenCreates(contacts: readonly Pair[]): string[] {
	return contacts.filter(({ createdInCrm }) => createdInCrm).flatMap(({ crm }) => (crm?.presence === 'out' ? crm.id : []));
}

/** So many values of one field people may clear one by one between two runs. */
const FEW_CLEARINGS = 10;

/** Clearings that are not carried out, and what is said of them. */
export interface HeldClearings {
	isHeld(write: FieldWrite): boolean;
	attention: string[];
}

/**
 * A field that empties in many contacts at once looks like one that a side no longer shows, as one that a profile hides,
 * and not like people at work: that is told and not carried, unless it was approved. All else of these contacts goes.
 */
export function heldClearings(decisions: readonly Decision[], linked: number, rows: readonly MappedRow[], settings: SyncSettings): HeldClearings {
	const counts = new Map<string, { write: FieldWrite; count: number }>();
	for (const decision of decisions) {
		if (decision.kind !== 'compare') continue;
		for (const write of decision.writes.filter(clears)) {
			const key = clearingOf(write, rows);
			counts.set(key, { write, count: (counts.get(key)?.count ?? 0) + 1 });
		}
	}
	const held = [...counts].filter(([key, { count }]) => !isWithin(count, linked, { ...settings, deleteFloor: FEW_CLEARINGS }) && digestOf(['clears', key]) !== settings.approvedDigest);
	const keys = new Set(held.map(([key]) => key));
	return {
		isHeld: (write) => clears(write) && keys.has(clearingOf(write, rows)),
		attention: held.map(([key, { write: { row, to }, count }]) => {
			const from = otherSide(to);
			return (
				`${sideLabel(from)} shows ${rows[row].capability[from].label} empty in ${count} of ${linked} linked contacts at once, as where it hides the field. ` +
				`None of them was cleared in ${sideLabel(to)}. If this is right, set "Approved Plan" to ${digestOf(['clears', key])} until it is done.`
			);
		}),
	};
}

function clears({ value, replaces }: FieldWrite): boolean {
	return value === '' && replaces !== '';
}

function clearingOf({ row, to }: FieldWrite, rows: readonly MappedRow[]): string {
	return `${to}\n${rowKey(rows[row])}`;
}

/** Whether so many of the linked contacts are no unusual number. A limit that is no number lets nothing through. */
function isWithin(count: number, linked: number, { deleteFloor, deleteSharePercent }: Pick<SyncSettings, 'deleteFloor' | 'deleteSharePercent'>): boolean {
	return count <= Math.max(deleteFloor, (linked * deleteSharePercent) / 100);
}

function tooManyDeletions({ linked, deletes }: GuardedPlan, settings: SyncSettings): Objection | null {
	const side = SIDES.find((name) => deletes[name].length > 0 && !isWithin(deletes[name].length, linked.length, settings));
	if (!side) return null;
	const ids = deletes[side];
	const what = `The plan would delete ${ids.length} of ${linked.length} linked contacts in ${sideLabel(side)}`;
	return { reason: 'tooManyDeletions', side, ids, of: linked.length, what };
}

function emptyListing({ linked, readings }: GuardedPlan, settings: SyncSettings): Objection | null {
	for (const side of SIDES) {
		const { cursor, contacts: listed } = readings[side];
		// What an unfinished listing does not show proves nothing (S60).
		if (cursor.mode !== 'full' || !cursor.complete || listed.some((record) => record.inScope === true)) continue;
		const missing = linked.filter((pair) => pair[side]?.presence !== 'gone');
		if (missing.length <= settings.deleteFloor) continue;
		const ids = missing.map((pair) => pair[side]?.id ?? '');
		const what = `${sideLabel(side)} lists no contact although ${linked.length} are linked`;
		return { reason: 'emptyListing', side, ids, of: linked.length, what };
	}
	return null;
}

function firstSync({ first, linked }: GuardedPlan): Objection | null {
	if (first.length === 0) return null;
	return { reason: 'firstSync', ids: [...first], of: linked.length, what: `This is the first sync, and it would change ${first.length} contact(s)` };
}

function refuse({ what, ids, ...objection }: Objection, digest: string): Refusal {
	return {
		...objection,
		count: ids.length,
		ids: [...ids].sort().slice(0, 100),
		digest,
		message: `${what}. Nothing was written. If this is right, set "Approved Plan" to ${digest} for one run.`,
	};
}
