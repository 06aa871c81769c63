import * as v from 'valibot';

import type { SideName } from '../../../shared/protocol';
import { CountSchema, NameSchema, SideNameSchema, TimeSchema } from '../../../shared/protocol/parts';

/*
 * What a run reports, as Record Results puts it out, and as Build Report and the next run take it in. A report may say more
 * than this: one of an older or newer version is still a report.
 */

function areCounts(given: unknown): boolean {
	if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
	return Object.values(given).every((count) => v.is(CountSchema, count));
}

/** One thing for each side. */
export function bothSides<S extends v.GenericSchema>(schema: S) {
	return v.strictObject({ google: schema, crm: schema });
}

const SideCountsSchema = v.object({
	created: CountSchema,
	updated: CountSchema,
	deleted: CountSchema,
	joined: CountSchema,
	failed: CountSchema,
	/** Changed by someone else between reading and writing; left for the next run. */
	overtaken: CountSchema,
	/** Answers lost: it may have happened. */
	unknown: CountSchema,
	notSent: CountSchema,
});
export type SideCounts = v.InferOutput<typeof SideCountsSchema>;

/** The class that a contact is in; every contact in scope is in exactly one. */
const ContactClassSchema = v.picklist([
	'inSync',
	'deferred',
	'waiting',
	'failing',
	'excluded',
	'ambiguous',
	'detached',
	'conflicted',
	'notRepresentable',
]);
export type ContactClass = v.InferOutput<typeof ContactClassSchema>;

const RunOutcomeSchema = v.picklist(['complete', 'partial', 'attention', 'refused', 'incomplete']);
export type RunOutcome = v.InferOutput<typeof RunOutcomeSchema>;

const ReadModesSchema = bothSides(v.picklist(['full', 'changes']));

/** What is remembered of a run. */
const RunSummarySchema = v.object({
	runId: NameSchema,
	/** ISO times by n8n's clock. */
	startedAt: TimeSchema,
	finishedAt: TimeSchema,
	outcome: RunOutcomeSchema,
	/** One sentence each: what the builder has to look at. */
	attention: v.array(v.string()),
	readings: ReadModesSchema,
	written: bothSides(SideCountsSchema),
	conflicts: CountSchema,
	overwritten: CountSchema,
	/** How long edits took to the other side, in seconds: the median of this run; null where it carried over none of a recent edit. */
	secondsToArrive: v.optional(v.nullable(CountSchema)),
	/** How many contacts are in each class; an older report knows fewer classes. */
	classes: v.custom<Record<ContactClass, number>>(areCounts, 'holds something other than counts by class'),
});
export type RunSummary = v.InferOutput<typeof RunSummarySchema>;

/** A field that both sides changed and nobody decides; long values are cut off, as a report is no second memory. */
const OpenConflictSchema = v.object({
	field: v.string(),
	google: v.string(),
	crm: v.string(),
	/** API name of the CRM field, where somebody may decide it; absent where only an edit can. */
	crmField: v.optional(v.string()),
});
export type OpenConflict = v.InferOutput<typeof OpenConflictSchema>;

/** A contact that is not simply in sync, and why, in words that its owner understands. */
const ReportedContactSchema = v.object({
	class: ContactClassSchema,
	reason: v.string(),
	/** The one thing to do about it; one of an older version has none. */
	toDo: v.optional(v.string()),
	/** Whom it may be on the other side, by id. */
	perhaps: v.optional(v.array(v.string())),
	contact: v.string(),
	googleId: v.nullable(v.string()),
	crmId: v.nullable(v.string()),
	/** Of one that fails: the code of the side that refused it, and the ISO time from which it is tried again. */
	code: v.optional(v.string()),
	nextTry: v.optional(v.string()),
	/** Of one in conflict: every field that stays different, with what the two sides show. */
	conflicts: v.optional(v.array(OpenConflictSchema)),
});
export type ReportedContact = v.InferOutput<typeof ReportedContactSchema>;

/** A field that both sides had changed: the value that stays, and the one that it replaced. */
const DecidedConflictSchema = v.object({ contact: v.string(), side: SideNameSchema, field: v.string(), kept: v.string(), replaced: v.string() });
export type DecidedConflict = v.InferOutput<typeof DecidedConflictSchema>;

/** A change that a run would make, for people to read. */
const PlannedChangeSchema = v.object({
	side: SideNameSchema,
	op: v.picklist(['create', 'update', 'delete', 'join']),
	/** The person's name or address. */
	contact: v.string(),
	/** The record to change; null for one that is to be created. */
	id: v.nullable(v.string()),
	fields: v.array(v.object({ field: v.string(), before: v.string(), after: v.string() })),
});
export type PlannedChange = v.InferOutput<typeof PlannedChangeSchema>;

/** What Record Results reports of a run, as far as a page shows it. */
export const ShownRunSchema = v.object({
	...RunSummarySchema.entries,
	contacts: CountSchema,
	hints: v.array(v.string()),
	details: v.array(ReportedContactSchema),
	/** In a sentence; one of an older version has none. */
	summary: v.optional(v.string()),
	/** Why people are left out, how many, and what to do: a sentence for each reason. */
	leftOut: v.optional(v.array(v.string())),
	preview: v.optional(v.boolean()),
	decided: v.optional(v.array(DecidedConflictSchema)),
	changes: v.optional(v.array(PlannedChangeSchema)),
});
export type ShownRun = v.InferOutput<typeof ShownRunSchema>;

/** A plan that is not carried out: nothing of it is written. */
export interface Refusal {
	reason: 'tooManyDeletions' | 'emptyListing' | 'firstSync';
	/** Left out where it is about both. */
	side?: SideName;
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
