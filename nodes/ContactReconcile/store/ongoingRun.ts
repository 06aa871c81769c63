import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { DecidedConflict, Refusal, RunSummary } from '../engine/model/run';
import type { BothSides, SyncSettings } from '../engine/model/types';
import type { Plan } from '../engine/plan/plan';
import type { Memory } from './memory';

/** What planning has to say of a run, as its item shows it. */
export interface PlannedRun extends Pick<RunSummary, 'readings' | 'conflicts' | 'overwritten' | 'attention'> {
	/** Whether both sides were read to their ends. */
	complete: boolean;
	refusal: Refusal | null;
	planned: BothSides<number>;
	deferred: number;
	hints: string[];
}

/** What Plan Changes leaves for Record Results. */
export interface PlanOfRun {
	run: PlannedRun;
	/** What the run does, or would do. */
	proposed: Plan['proposed'];
	decided: DecidedConflict[];
	/** The state as planning left it, as text. */
	state: string;
}

/** A run that the nodes of an execution carry out. */
export interface OngoingRun {
	id: string;
	settings: SyncSettings;
	/** Milliseconds since 1970 by n8n's clock. */
	startedAt: number;
	/** Whether it only looks: it writes and remembers nothing, and holds no lease. */
	isPreview: boolean;
	memory: Memory;
	plan?: PlanOfRun;
}

/** By what n8n keeps of an execution while it lasts, so that none of it is stored with the execution; then by name. */
const runs = new WeakMap<object, Map<string, OngoingRun>>();

export function beginRun(context: IExecuteFunctions, run: OngoingRun): void {
	const own = context.getContext('flow');
	const all = runs.get(own) ?? new Map<string, OngoingRun>();
	runs.set(own, all.set(run.settings.syncName, run));
}

/** @throws NodeOperationError when Start Sync did not begin this run in this execution. */
export function ongoingRun(context: IExecuteFunctions, { syncName, id }: { syncName: string; id: string }): OngoingRun {
	const run = runs.get(context.getContext('flow'))?.get(syncName);
	if (run?.id === id) return run;
	throw new NodeOperationError(context.getNode(), 'Start Sync did not begin this run in this execution', {
		description:
			'Connect the nodes of a sync in one workflow, as in the templates, and run all of it, not this node alone. Two syncs in one workflow need a "Sync Name" each.',
	});
}
