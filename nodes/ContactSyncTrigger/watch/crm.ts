import { modifiedAtOf, zohoTime } from '../../VerticalCrm/fields/record';
import { listAll, listDeleted } from '../../VerticalCrm/reading/listing';
import type { Crm } from '../../VerticalCrm/transport/crm';

/** A listing may lag behind what was written, so each look goes back a little. Milliseconds. */
const OVERLAP = 5 * 60_000;

/** What the CRM showed of a module. */
export interface SeenInCrm {
	changed: boolean;
	/** From when to look next time, by the CRM's clock; as it writes times. */
	since: string;
	/** What the next look sees again, by id: the time of its change or deletion. */
	known: ReadonlyMap<string, string>;
}

/** Asks the CRM what was changed and what was deleted since the last look: two requests, unless much was. */
export async function lookAtCrm(crm: Crm, module: string, before: SeenInCrm | null): Promise<SeenInCrm> {
	const since = before?.since ?? zohoTime(Date.now() - OVERLAP);
	const { records, askedAt } = await listAll(crm, { module, fields: ['Modified_Time'], modifiedSince: since, latestFirst: true });
	const { absences } = await listDeleted(crm, module, since);
	const known = new Map([
		...records.map((record): [string, string] => [record.id, modifiedAtOf(record) ?? '']),
		...absences.map(({ id, at }): [string, string] => [id, `deleted ${at ?? ''}`]),
	]);
	return {
		changed: before === null || [...known].some(([id, time]) => before.known.get(id) !== time),
		since: zohoTime((askedAt === null ? Date.now() : Date.parse(askedAt)) - OVERLAP),
		known,
	};
}
