import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { checkedItems, refuseItem } from '../../shared/items/checkedItems';
import { checkedSwitch } from '../../shared/items/parameters';
import { ReadingSchema } from '../../shared/protocol/readings';
import { refuseRetry, toItem } from '../../shared/items/items';
import type { SideName } from '../../shared/protocol';
import { sideLabel } from '../engine/fieldMap/fieldMap';
import type { Plan } from '../engine/plan/plan';
import { planChanges, UnknownFieldError } from '../engine/plan/plan';
import { listPlan } from '../engine/report/planListing';
import type { SideReading } from '../engine/observe/overlay';
import { sideReading } from '../engine/observe/overlay';
import type { BothSides } from '../engine/model/types';
import { SIDES } from '../engine/model/types';
import { connectedRun } from '../store/connectedStore';
import type { RunRecord } from '../store/syncStateStore';
import { workflowStore } from '../store/syncStateStore';
import type { Preview, RunItem } from './runItem';
import { recordRun } from './runItem';

export const description: INodeProperties[] = [
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to plan and report only. Nothing is written on either side, and nothing is remembered.',
	},
];

/** Plans the run from what the two sides showed: journal rows, changes for each side, and always one run item. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const dryRunAsked = checkedSwitch(this, 'dryRun', 'Dry Run');
	const readings = { google: readingOf(this, 'google', 0), crm: readingOf(this, 'crm', 1) };
	const stamp = readings.google.cursor.run;
	refuseRetry(this, stamp);
	const store = connectedRun(this, stamp.syncName) ?? workflowStore(this, stamp.syncName);
	const run = store.loadRun();
	if (!run || run.id !== stamp.id || readings.crm.cursor.run.id !== stamp.id) {
		throw new NodeOperationError(this.getNode(), 'The readings do not belong to a run that Start Sync began', {
			description: 'Connect Start Sync, both "Get Changes" and this node in one workflow, as in the templates.',
		});
	}
	const { state } = store.load();
	const plan = planOrExplain(this, { state, settings: run.settings, readings, run: stamp, startedAt: run.startedAt });
	const dryRun = run.planOnly || dryRunAsked;
	if (!dryRun) store.save(plan.state);
	for (const message of plan.hints) this.addExecutionHints({ type: 'info', location: 'outputPane', message });
	const item = runItem(plan, run, readings, dryRun);
	return [
		dryRun ? [] : plan.journal.map((row) => toItem(row)),
		dryRun ? [] : plan.operations.google.map((operation) => toItem(operation)),
		dryRun ? [] : plan.operations.crm.map((operation) => toItem(operation)),
		[toItem(item)],
	];
}

/** @throws NodeOperationError when the input holds anything but one finished reading of the side. */
function readingOf(context: IExecuteFunctions, side: SideName, input: number): SideReading {
	const name = sideLabel(side);
	const words = {
		what: `reading of ${name}`,
		input: name,
		remedy: `Connect "Get Changes" of ${side === 'google' ? 'Google Contacts Sync' : 'Vertical CRM'} to this input, and nothing else.`,
	};
	const items = checkedItems(context, ReadingSchema, words, input);
	const crossed = items.find(({ item }) => item.side !== side);
	if (crossed) refuseItem(context, crossed.index, words, `it shows ${sideLabel(crossed.item.side)}`);
	const ends = items.filter(({ item }) => item.kind === 'cursor');
	if (ends.length > 1) refuseItem(context, ends[1].index, words, `item ${ends[0].index} has ended the reading already`);
	const reading = sideReading(items.map(({ item }) => item));
	if (reading) return reading;
	throw new NodeOperationError(context.getNode(), `The "${name}" input got no reading of ${name}`, { description: words.remedy });
}

function planOrExplain(context: IExecuteFunctions, input: Parameters<typeof planChanges>[0]): Plan {
	try {
		return planChanges(input);
	} catch (error) {
		if (error instanceof UnknownFieldError) {
			throw new NodeOperationError(context.getNode(), `The field map names a field that does not exist: ${error.message}`, {
				description: 'Correct or remove this row of the field map in Start Sync. Nothing was written.',
			});
		}
		throw new NodeOperationError(context.getNode(), error as Error);
	}
}

function runItem(plan: Plan, run: RunRecord, readings: BothSides<SideReading>, dryRun: boolean): RunItem {
	const item = {
		kind: 'run' as const,
		runId: run.id,
		syncName: run.settings.syncName,
		startedAt: new Date(run.startedAt).toISOString(),
		dryRun,
		complete: SIDES.every((side) => readings[side].cursor.complete),
		refusal: plan.refusal,
		readings: { google: readings.google.cursor.mode, crm: readings.crm.cursor.mode },
		planned: { google: plan.operations.google.length, crm: plan.operations.crm.length },
		deferred: plan.deferred,
		conflicts: plan.conflicts,
		overwritten: plan.journal.filter(({ reason }) => reason !== 'recreated').length,
		hints: plan.hints,
		attention: plan.attention,
	};
	return { ...item, preview: dryRun ? previewOf(plan, run, item) : null };
}

function previewOf(plan: Plan, run: RunRecord, item: Omit<RunItem, 'preview'>): Preview {
	const { summary, details, warnings } = recordRun(plan.state, run, item, []);
	return { summary, details, warnings, changes: listPlan(plan, run.settings) };
}
