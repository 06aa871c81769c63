import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { toItem } from '../../shared/syncItems';
import type { WriteResult } from '../../shared/syncProtocol';
import { resolveRows } from '../engine/fieldMap';
import type { Recorded } from '../engine/record';
import { recordResults } from '../engine/record';
import type { SyncState } from '../engine/types';
import type { RunRecord } from '../store/syncStateStore';
import { PLAN_ONLY, StaticDataStore } from '../store/syncStateStore';
import type { RunItem } from './planChanges.operation';

export const description: INodeProperties[] = [
	{
		displayName: 'Fail When Attention Is Needed',
		name: 'failOnAttention',
		type: 'boolean',
		default: false,
		description:
			'Whether the execution fails, after everything was recorded, when something needs a person: so that the error workflow of n8n speaks up',
	},
];

/** Takes what became of the planned changes into the trees, and reports. Runs once a run, also with nothing written. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const run = runItemOf(this);
	const store = new StaticDataStore(this, run.syncName);
	const started = store.loadRun();
	if (!started || started.id !== run.runId) {
		throw new NodeOperationError(this.getNode(), 'The results do not belong to the run that Start Sync began', {
			description: 'Connect this node to Plan Changes and both "Apply Changes", as in the templates.',
		});
	}
	const results = [...resultsOf(this, 0), ...resultsOf(this, 1)];
	const recorded = recordRun(store.load().state, started, run, results);
	if (!run.dryRun) store.save(recorded.state);
	const report = {
		...recorded.summary,
		dryRun: run.dryRun,
		...(run.dryRun && { planned: run.planned }),
		hints: [...run.hints, ...recorded.warnings, ...(started.planOnly ? [PLAN_ONLY] : [])],
		refusal: run.refusal,
		details: recorded.details,
		stateBytes: store.size(),
	};
	if (started.manual && !run.dryRun) {
		report.hints = [...report.hints, 'Manual run: n8n keeps no memory of it; the next scheduled run finds both sides equal.'];
	}
	if (run.deferred > 0) {
		this.addExecutionHints({ type: 'info', location: 'outputPane', message: `${run.deferred} contact(s) go with the next runs` });
	}
	failWhereAsked(this, recorded);
	return [[toItem(report)]];
}

function runItemOf(context: IExecuteFunctions): RunItem {
	const item = (context.getInputData(2) ?? []).map(({ json }) => json as unknown as RunItem).find(({ kind }) => kind === 'run');
	if (item) return item;
	throw new NodeOperationError(context.getNode(), 'The "Run" input got no run item', {
		description: 'Connect the "Run" output of Plan Changes to this input.',
	});
}

function resultsOf(context: IExecuteFunctions, input: number): WriteResult[] {
	return (context.getInputData(input) ?? [])
		.map(({ json }) => json as unknown as WriteResult)
		.filter(({ kind }) => kind === 'result');
}

function recordRun(state: SyncState, started: RunRecord, run: RunItem, results: WriteResult[]): Recorded {
	const { rows } = resolveRows(started.settings.rows, {
		google: state.sides.google.capabilities,
		crm: state.sides.crm.capabilities,
	});
	const settings = { ...started.settings, rows: rows.map(({ google, crm, direction }) => ({ google, crm, direction })) };
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

function failWhereAsked(context: IExecuteFunctions, { summary }: Recorded): void {
	if (summary.attention.length === 0) return;
	if (!(context.getNodeParameter('failOnAttention', 0, false) as boolean)) return;
	throw new NodeOperationError(context.getNode(), `The sync needs attention: ${summary.attention[0]}`, {
		description: `${summary.attention.join('\n')}\nEverything that was done is recorded.`,
	});
}
