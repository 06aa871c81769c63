import type { OpenConflict, Refusal, ReportedContact, ShownRun } from '../../../../nodes/ContactReconcile/engine/model/run';
import type { Configuration } from '../shared/configuration';
import { stored } from './stored';

/** The report of Record Results, as the runner notes it. */
export type LastRun = ShownRun & { refusal?: Refusal | null };

/** The last report of a sync; null before the first run. */
export function lastRunOf({ lastReport }: Pick<Configuration, 'lastReport'>): LastRun | null {
	return stored<LastRun>(
		lastReport,
		({ details, attention, hints, classes, written, changes = [], decided = [] }) =>
			[details, attention, hints, decided].every(Array.isArray) &&
			details.every(({ reason, conflicts = [], perhaps = [] }) => typeof reason === 'string' && [conflicts, perhaps].every(Array.isArray)) &&
			changes.every(({ fields }) => Array.isArray(fields)) &&
			Boolean(classes && written.google && written.crm),
	);
}

/** The plan that waits for somebody's approval. */
export function refusalOf(row: Pick<Configuration, 'lastReport'>): Refusal | null {
	return lastRunOf(row)?.refusal ?? null;
}

/** A sentence of a report, without what it asks of builders; and, where a field emptied in many contacts at once, what approves that. */
export function approvable(sentence: string): { text: string; digest: string | null } {
	const [, text, digest] = /^(.+?) If this is right, set "Approved Plan" to ([\da-f]{16}) until it is done\.$/s.exec(sentence) ?? [];
	return digest ? { text, digest } : { text: sentence, digest: null };
}

/** What the last run would have somebody approve. */
export function toApprove(row: Pick<Configuration, 'lastReport'>): string[] {
	const digests = [refusalOf(row)?.digest, ...(lastRunOf(row)?.attention ?? []).map((sentence) => approvable(sentence).digest)];
	return digests.flatMap((digest) => digest ?? []);
}

export type ConflictOfContact = OpenConflict & Pick<ReportedContact, 'contact' | 'googleId' | 'crmId' | 'reason' | 'toDo'>;

/** The conflicts that the last run left open, always in the same order. */
export function conflictsOf(row: Pick<Configuration, 'lastReport'>): ConflictOfContact[] {
	return (lastRunOf(row)?.details ?? []).flatMap(({ contact, googleId, crmId, reason, toDo, conflicts = [] }) =>
		conflicts.map((conflict) => ({ ...conflict, contact, googleId, crmId, reason, toDo })),
	);
}

type Choice = Pick<ConflictOfContact, 'googleId' | 'crmId' | 'crmField'>;

function keyOf({ googleId, crmId, crmField }: Choice): string {
	return JSON.stringify([googleId, crmId, crmField]);
}

/** A conflict that a customer decided, as Start Sync takes it. */
type Decision = Choice & Pick<ConflictOfContact, 'google' | 'crm'> & { keep: 'google' | 'crm' };

/** The decisions that wait for the next run. */
export function decisionsOf({ decisions }: Pick<Configuration, 'decisions'>): Decision[] {
	return stored<Decision[]>(decisions, (all) => all.every(({ crmField }) => crmField)) ?? [];
}

/** Whether a decision of a conflict waits for the next run. */
export function whichIsDecided(row: Pick<Configuration, 'decisions'>): (conflict: Choice) => boolean {
	const decided = new Set(decisionsOf(row).map(keyOf));
	return (conflict) => decided.has(keyOf(conflict));
}

/** What a day brought. */
export interface Day {
	/** As 2026-01-31. */
	day: string;
	runs: number;
	/** Contacts written, on both sides. */
	written: number;
	failed: number;
	/** How long edits took to the other side, in seconds, one for each sync that carried over any; the newest of them. */
	arrived?: number[];
}

export function historyOf({ history }: Pick<Configuration, 'history'>): Day[] {
	return stored<Day[]>(history, (days) => days.every(({ day, ...counts }) => day && [counts.runs, counts.written, counts.failed].every(Number.isFinite))) ?? [];
}
