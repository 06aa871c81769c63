import chunk from 'lodash/chunk';

import { CancelledError } from '../../shared/api/answers';
import type { AbsenceReading } from '../../shared/protocol';
import { readByIds } from './joined';
import type { Deletions } from './listing';
import { listDeleted } from './listing';
import { zohoTime } from '../fields/record';
import type { Crm, CrmRecord } from '../transport/crm';
import { BATCH } from '../transport/crm';
import { CrmError } from '../transport/error';

const DAY = 24 * 60 * 60 * 1_000;

/** How far back the CRM tells of deletions: what is deleted for good, so long (Zoho, "Deleted records"). Milliseconds. */
const DELETIONS_REACH = 120 * DAY;

/** How many records that a reading by ids does not show are asked for one by one in a run; the others wait. */
const CONFIRMED_SINGLY = 50;

interface SingleReadings {
	found: Map<string, CrmRecord>;
	/** Those of them that no listing shows, only the record's own address, as converted leads. */
	unlisted: Set<string>;
	absences: AbsenceReading[];
	/** False when some of the ids could not be asked for. */
	complete: boolean;
}

/**
 * Reads single records. A batch leaves out what it does not show without saying why, and a record that is merely
 * hidden from the user must not pass for one that is gone, so each missing one is asked for by itself. An id beyond
 * what a run asks singly gets no answer, and is asked again.
 */
export async function readSingles(
	crm: Crm,
	module: string,
	ids: readonly string[],
	fields: readonly string[],
): Promise<SingleReadings> {
	const readings: SingleReadings = { found: new Map(), unlisted: new Set(), absences: [], complete: true };
	let left = CONFIRMED_SINGLY;
	for (const part of chunk(ids, BATCH.ids)) {
		const records = await attempt(async () => await readByIds(crm, module, part, fields));
		if (records === undefined) return { ...readings, complete: false };
		if (records === 'forbidden') {
			readings.absences.push(...part.map((id) => absence(id, 'forbidden')));
			continue;
		}
		records.forEach((record, id) => readings.found.set(id, record));
		for (const id of part.filter((one) => !records.has(one)).slice(0, left)) {
			left -= 1;
			const record = await attempt(async () => (await crm.get(module, id, fields)) ?? 'notShown');
			if (record === undefined) return { ...readings, complete: false };
			if (typeof record === 'string') readings.absences.push(absence(id, record));
			else {
				readings.found.set(id, record);
				readings.unlisted.add(id);
			}
		}
	}
	return readings;
}

/** What the deleted feed tells, without those who are there: whether it forgets restored records is documented nowhere. */
export async function withoutLiving(crm: Crm, module: string, feed: Deletions): Promise<Deletions> {
	const living = await attempt(async () => await readByIds(crm, module, feed.absences.map(({ id }) => id), []));
	if (living instanceof Map) return { ...feed, absences: feed.absences.filter(({ id }) => !living.has(id)) };
	return { absences: [], endedEarly: feed.endedEarly ?? 'whether those are gone whom the CRM tells as deleted could not be asked' };
}

/** What the feed tells. One that cannot be read proves nothing, and stops nothing. */
export async function deletedSince(crm: Crm, module: string, since: string): Promise<Deletions> {
	return await listDeleted(crm, module, since).catch((error: unknown) => {
		if (error instanceof CancelledError) throw error;
		return { absences: [], endedEarly: (error as Error).message };
	});
}

/** Of records that are not shown, the feed alone tells who was deleted. */
export async function deletionsOf(crm: Crm, module: string, absences: readonly AbsenceReading[]): Promise<Map<string, AbsenceReading>> {
	if (!absences.some(({ reason }) => reason === 'notShown')) return new Map();
	const feed = await deletedSince(crm, module, zohoTime(Date.now() - DELETIONS_REACH));
	return new Map(feed.absences.map((absence) => [absence.id, absence]));
}

async function attempt<T>(read: () => Promise<T>): Promise<T | 'forbidden' | undefined> {
	return await read().catch((error: unknown) => {
		if (error instanceof CancelledError) throw error;
		return error instanceof CrmError && error.isAccess ? ('forbidden' as const) : undefined;
	});
}

function absence(id: string, reason: 'notShown' | 'forbidden'): AbsenceReading {
	return { kind: 'absence', side: 'crm', id, reason, at: null };
}
