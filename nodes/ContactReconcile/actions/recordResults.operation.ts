import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import groupBy from 'lodash/groupBy';

import { checkedItems, isEmpty, refuseDoubles, refuseItem, refuseOtherRuns } from '../../shared/items/checkedItems';
import { checkedSwitch } from '../../shared/items/parameters';
import { WriteResultSchema } from '../../shared/protocol/results';
import { toItem } from '../../shared/items/items';
import type { SideName, WriteResult } from '../../shared/protocol';
import { sideLabel } from '../engine/fieldMap/fieldMap';
import type { Recorded } from '../engine/record/record';
import { SIDES } from '../engine/model/types';
import { connectedRun } from '../store/connectedStore';
import type { RunRecord, SyncStateStore } from '../store/syncStateStore';
import { PLAN_ONLY, workflowStore } from '../store/syncStateStore';
import type { RunItem } from './runItem';
import { recordRun, RunItemSchema } from './runItem';

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
	const results = SIDES.flatMap((side, input) => resultsOf(this, side, input, run));
	const connected = connectedRun(this, run.syncName);
	const store = connected ?? workflowStore(this, run.syncName);
	const started = store.loadRun();
	if (!started || started.id !== run.runId) {
		throw new NodeOperationError(this.getNode(), 'The results do not belong to the run that Start Sync began', {
			description: 'Connect this node to Plan Changes and both "Apply Changes", as in the templates.',
		});
	}
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

/** @throws NodeOperationError when the input holds anything but one run item. */
function runItemOf(context: IExecuteFunctions): RunItem {
	const words = { what: 'run item', input: 'Run', remedy: 'Connect the "Run" output of Plan Changes to this input, and nothing else.' };
	const [first, second] = checkedItems(context, RunItemSchema, words, 2);
	if (second) refuseItem(context, second.index, words, 'there is one already');
	if (first && first.item.dryRun === (first.item.preview === null)) refuseItem(context, first.index, words, '"dryRun" and "preview" contradict each other');
	if (first) return first.item;
	throw new NodeOperationError(context.getNode(), 'The "Run" input got no run item', { description: words.remedy });
}

/**
 * What became of the operations of this run on one side, one result for each. What the node could not do at all says nothing
 * of any operation: items of Continue On Fail are passed over.
 *
 * @throws NodeOperationError when an item is something else, of the other side or of another run, or when two are of one
 * operation; then nothing is recorded.
 */
function resultsOf(context: IExecuteFunctions, side: SideName, input: number, run: RunItem): WriteResult[] {
	const name = sideLabel(side);
	const words = {
		what: `result of ${name} in this run`,
		input: name,
		remedy: `Connect "Apply Changes" of ${side === 'google' ? 'Google Contacts Sync' : 'Vertical CRM'} to this input, without pinned data. Nothing was recorded: the next run finds what was written.`,
	};
	const items = checkedItems(context, WriteResultSchema, words, input, isEmptyOrError);
	const crossed = items.find(({ item }) => item.side !== side);
	if (crossed) refuseItem(context, crossed.index, words, `it is of ${sideLabel(crossed.item.side)}`);
	refuseOtherRuns(context, items, ({ runId }) => runId, words, run.runId);
	refuseDoubles(context, items, operationOf, words);
	if (run.dryRun && items.length > 0) refuseItem(context, items[0].index, words, 'this run only plans');
	return items.map(({ item }) => item);
}

function isEmptyOrError(json: IDataObject): boolean {
	return isEmpty(json) || (typeof json.error === 'string' && !('kind' in json));
}

/** The two records of the person; a run has one operation for them on each side. */
function operationOf({ contact: { google, crm } }: WriteResult): string {
	return JSON.stringify([google, crm]);
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
	if (!checkedSwitch(context, 'failOnAttention', 'Fail When Attention Is Needed')) return;
	throw new NodeOperationError(context.getNode(), `The sync needs attention: ${summary.attention[0]}`, {
		description: `${summary.attention.join('\n')}\nEverything that was done is recorded.`,
	});
}
