import { createHash } from 'crypto';

import type { SideName } from '../../shared/syncProtocol';
import { sideLabel } from './fieldMap';
import type { SideReading } from './trees';
import type { BothSides, Contact, SyncSettings } from './types';
import { SIDES } from './types';

/** A plan that is not carried out: nothing of it is written. */
export interface Refusal {
	reason: 'tooManyDeletions' | 'emptyListing';
	side: SideName;
	/** How many contacts it is about. */
	count: number;
	/** Of how many. */
	of: number;
	/** The ids, at most 100 of them. */
	ids: string[];
	/** Approves exactly this plan. */
	digest: string;
	message: string;
}

/** What the guards look at. */
export interface GuardedPlan {
	contacts: readonly Contact[];
	deletes: BothSides<string[]>;
	readings: BothSides<SideReading>;
}

/**
 * Refuses a plan as a whole when it would delete more than a share of the linked contacts, or when a side that had
 * contacts lists none (P6, S61, S62), unless this very plan was approved.
 */
export function guard(plan: GuardedPlan, settings: SyncSettings): Refusal | null {
	const refusal = tooManyDeletions(plan, settings) ?? emptyListing(plan, settings);
	return refusal && refusal.digest === settings.approvedDigest ? null : refusal;
}

function tooManyDeletions({ contacts, deletes }: GuardedPlan, settings: SyncSettings): Refusal | null {
	const linked = contacts.filter((contact) => contact.google && contact.crm && !contact.detached).length;
	const limit = Math.max(settings.deleteFloor, (linked * settings.deleteSharePercent) / 100);
	const side = SIDES.find((name) => deletes[name].length > limit);
	if (!side) return null;
	return refuse('tooManyDeletions', side, deletes[side], linked, `would delete ${deletes[side].length} of ${linked} linked contacts`);
}

function emptyListing({ contacts, readings }: GuardedPlan, settings: SyncSettings): Refusal | null {
	for (const side of SIDES) {
		const { cursor, contacts: listed } = readings[side];
		if (cursor.mode !== 'full' || listed.some((record) => record.inScope === true)) continue;
		const had = contacts.filter((contact) => contact.google && contact.crm && !contact.detached);
		const missing = had.filter((contact) => contact[side]?.presence !== 'gone');
		if (missing.length <= settings.deleteFloor) continue;
		const ids = missing.map((contact) => contact[side]?.id ?? '');
		return refuse('emptyListing', side, ids, had.length, `lists no contact although ${had.length} are linked`);
	}
	return null;
}

function refuse(
	reason: Refusal['reason'],
	side: SideName,
	allIds: readonly string[],
	of: number,
	what: string,
): Refusal {
	const ids = [...allIds].sort();
	const digest = digestOf([reason, side, ...ids]);
	const subject = reason === 'emptyListing' ? sideLabel(side) : 'The plan';
	const where = reason === 'emptyListing' ? '' : ` in ${sideLabel(side)}`;
	return {
		reason,
		side,
		count: ids.length,
		of,
		ids: ids.slice(0, 100),
		digest,
		message: `${subject} ${what}${where}. Nothing was written. If this is right, set "Approved Plan" to ${digest} for one run.`,
	};
}

/** A short text that differs for different parts; 16 hexadecimal digits of their SHA-256. */
export function digestOf(parts: readonly string[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
