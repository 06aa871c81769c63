import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import groupBy from 'lodash/groupBy';

import { toItem } from '../../shared/syncItems';
import type { WriteResult } from '../../shared/syncProtocol';
import { sideLabel } from '../engine/fieldMap';
import type { Recorded } from '../engine/record';
import { connectedRun } from '../store/connectedStore';
import type { RunRecord, SyncStateStore } from '../store/syncStateStore';
import { PLAN_ONLY, workflowStore } from '../store/syncStateStore';
import type { RunItem } from './runItem';
import { recordRun } from './runItem';

export const description: INodeProperties[] = [
	{
		displayName: 'Fail When Attention Is Needed',
		name: 'failOnAttention',
		type: 'boolean',
		default: false,
		description:
			'Whether the execution fails, after everything was recorded, when something needs a person: so that the error workflow of n8n speaks up. Not with connected storage, which the workflow has still to fill.',
	},
];

/** Takes what became of the planned changes into the trees, and reports. Runs once a run, also with nothing written. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const run = runItemOf(this);
	const connected = connectedRun(this, run.syncName);
	const store = connected ?? workflowStore(this, run.syncName);
	const started = store.loadRun();
	if (!started || started.id !== run.runId) {
		throw new NodeOperationError(this.getNode(), 'The results do not belong to the run that Start Sync began', {
			description: 'Connect this node to Plan Changes and both "Apply Changes", as in the templates.',
		});
	}
	const results = [...resultsOf(this, 0), ...resultsOf(this, 1)];
	const recorded = run.preview ?? remember(store, started, run, results);
	const report = {
		...recorded.summary,
		contacts: Object.values(recorded.summary.classes).reduce((sum, count) => sum + count, 0),
		dryRun: run.dryRun,
		...(run.preview && { planned: run.planned, changes: run.preview.changes }),
		hints: [...run.hints, ...notSentHints(results), ...recorded.warnings, ...(started.planOnly ? [PLAN_ONLY] : [])],
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
	if (!connected) failWhereAsked(this, recorded);
	const rows = connected && !run.dryRun ? connected.rows(Date.now()) : [];
	return [[toItem(report)], rows.map((row) => toItem(row))];
}

function remember(store: SyncStateStore, started: RunRecord, run: RunItem, results: WriteResult[]): Recorded {
	const recorded = recordRun(store.load().state, started, run, results);
	store.save(recorded.state);
	return recorded;
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

/** Why changes were left for the next run, once for each reason; what needs a person is told as such. */
function notSentHints(results: readonly WriteResult[]): string[] {
	const withReason = results.filter(({ outcome, error }) => outcome === 'notSent' && error && !error.access);
	const groups = groupBy(withReason, ({ side, error }) => `${sideLabel(side)}#${error?.code}`);
	return Object.values(groups).map(([first, ...others]) => {
		const { message = '', remedy } = first.error ?? {};
		return `${sideLabel(first.side)}: ${others.length + 1} change(s) were not sent: ${message.replace(/\.$/, '')}${remedy ? `. ${remedy}` : ''}`;
	});
}

function failWhereAsked(context: IExecuteFunctions, { summary }: Pick<Recorded, 'summary'>): void {
	if (summary.attention.length === 0) return;
	if (!(context.getNodeParameter('failOnAttention', 0, false) as boolean)) return;
	throw new NodeOperationError(context.getNode(), `The sync needs attention: ${summary.attention[0]}`, {
		description: `${summary.attention.join('\n')}\nEverything that was done is recorded.`,
	});
}
