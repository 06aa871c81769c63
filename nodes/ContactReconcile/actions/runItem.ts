import * as v from 'valibot';

import { NameSchema, TimeSchema } from '../../shared/protocol/parts';
import type { WriteResult } from '../../shared/protocol';
import { plainRows, resolveRows } from '../engine/fieldMap/fieldMap';
import type { Recorded } from '../engine/record/record';
import { recordResults } from '../engine/record/record';
import { bothSides, CountSchema, PlannedChangeSchema, ReadModesSchema, RefusalSchema, ReportedContactSchema, RunSummarySchema } from '../engine/model/run';
import type { SyncState } from '../engine/model/types';
import type { RunRecord } from '../store/syncStateStore';

/** The whole report of a run that only plans: nothing else remembers what it planned. */
const PreviewSchema = v.strictObject({
	summary: RunSummarySchema,
	details: v.array(ReportedContactSchema),
	warnings: v.array(v.string()),
	changes: v.array(PlannedChangeSchema),
});
export type Preview = v.InferOutput<typeof PreviewSchema>;

/** What Plan Changes tells Record Results, as one item. */
export const RunItemSchema = v.strictObject({
	kind: v.literal('run'),
	runId: NameSchema,
	syncName: NameSchema,
	startedAt: TimeSchema,
	dryRun: v.boolean(),
	preview: v.nullable(PreviewSchema),
	complete: v.boolean(),
	refusal: v.nullable(RefusalSchema),
	readings: ReadModesSchema,
	planned: bothSides(CountSchema),
	deferred: CountSchema,
	conflicts: CountSchema,
	overwritten: CountSchema,
	hints: v.array(v.string()),
	attention: v.array(v.string()),
});
export type RunItem = v.InferOutput<typeof RunItemSchema>;

/** Takes results into a state and reports, with the settings that the run began with and the rows that it planned by. */
export function recordRun(
	state: SyncState,
	started: RunRecord,
	run: Omit<RunItem, 'preview'>,
	results: readonly WriteResult[],
): Recorded {
	const { rows } = resolveRows(state.rows, {
		google: state.sides.google.capabilities,
		crm: state.sides.crm.capabilities,
	});
	const settings = { ...started.settings, rows: plainRows(rows) };
	return recordResults({
		state,
		settings,
		rows,
		results,
		run: {
			id: run.runId,
			startedAt: started.startedAt,
			finishedAt: Date.now(),
			readings: run.readings,
			complete: run.complete,
			refused: run.refusal !== null,
			deferred: run.deferred,
			conflicts: run.conflicts,
			overwritten: run.overwritten,
			attention: run.attention,
		},
	});
}
