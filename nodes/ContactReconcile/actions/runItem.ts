import type { WriteResult } from '../../shared/syncProtocol';
import { plainRows, resolveRows } from '../engine/fieldMap';
import type { Plan } from '../engine/plan';
import type { PlannedChange } from '../engine/planListing';
import type { Recorded } from '../engine/record';
import { recordResults } from '../engine/record';
import type { BothSides, SyncState } from '../engine/types';
import type { RunRecord } from '../store/syncStateStore';

/** What Plan Changes tells Record Results, as one item. */
export interface RunItem {
	kind: 'run';
	runId: string;
	syncName: string;
	startedAt: string;
	dryRun: boolean;
	/** The whole report of a dry run: nothing else remembers what it planned. */
	preview: Preview | null;
	complete: boolean;
	refusal: Plan['refusal'];
	readings: BothSides<'full' | 'changes'>;
	planned: BothSides<number>;
	deferred: number;
	conflicts: number;
	overwritten: number;
	hints: string[];
	attention: string[];
}

export interface Preview extends Omit<Recorded, 'state'> {
	changes: PlannedChange[];
}

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
