import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { beforeWriting } from '../../shared/api/lease';
import { notice } from '../../shared/items/operations';
import { checkedItems, refuseItem } from '../../shared/items/checkedItems';
import { ReadingSchema } from '../../shared/protocol/readings';
import { refuseRetry, toItem } from '../../shared/items/items';
import type { SideName } from '../../shared/protocol';
import { sideLabel } from '../engine/fieldMap/fieldMap';
import type { Plan } from '../engine/plan/plan';
import { planChanges } from '../engine/plan/plan';
import { UnknownFieldError } from '../engine/observe/observe';
import type { SideReading } from '../engine/observe/overlay';
import { sideReading } from '../engine/observe/overlay';
import type { DecidedConflict } from '../engine/model/run';
import type { BothSides } from '../engine/model/types';
import { SIDES } from '../engine/model/types';
import type { PlannedRun } from '../store/ongoingRun';
import { ongoingRun } from '../store/ongoingRun';
import { encodeState } from '../store/stateCodec';

export const description: INodeProperties[] = [notice('planNotice', 'Decides what goes where, from what both Get Changes read and what the sync is set to in Start Sync. Writes nothing: its outputs go to the journal first, to both Apply Changes, and to Record Results.')];

/** Plans the run from what the two sides showed: journal rows, changes for each side, and always one run item. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await beforeWriting(this, async () => plan(this));
}

function plan(context: IExecuteFunctions): INodeExecutionData[][] {
	const readings = { google: readingOf(context, 'google', 0), crm: readingOf(context, 'crm', 1) };
	const stamp = readings.google.cursor.run;
	refuseRetry(context, stamp);
	const ongoing = ongoingRun(context, stamp);
	if (ongoingRun(context, readings.crm.cursor.run) !== ongoing) {
		throw new NodeOperationError(context.getNode(), `The readings are of two syncs, "${stamp.syncName}" and "${readings.crm.cursor.run.syncName}"`, {
			description: 'Connect both "Get Changes" of one sync to this node. Nothing was written.',
		});
	}
	const { settings, startedAt, memory, isPreview } = ongoing;
	const made = planOrExplain(context, { state: memory.state, settings, readings, run: stamp, startedAt });
	const run = plannedRun(made, readings);
	ongoing.plan = { run, proposed: made.proposed, decided: decidedIn(made.journal), state: encodeState(made.state) };
	for (const message of made.hints) context.addExecutionHints({ type: 'info', location: 'outputPane', message });
	const item = { kind: 'run', runId: ongoing.id, syncName: settings.syncName, startedAt: new Date(startedAt).toISOString(), preview: isPreview, ...run };
	const outputs = isPreview ? [[], [], []] : [made.journal, made.operations.google, made.operations.crm];
	return [...outputs, [item]].map((items) => items.map((one) => toItem(one)));
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
	if (!reading) throw new NodeOperationError(context.getNode(), `The "${name}" input got no reading of ${name}`, { description: words.remedy });
	const came = items.length - 1;
	const { count = came } = reading.cursor;
	if (count !== came) refuseItem(context, ends[0].index, words, `${count} items were read, and ${came} came`);
	return reading;
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

function plannedRun(plan: Plan, readings: BothSides<SideReading>): PlannedRun {
	const { refusal, operations, deferred, conflicts, hints, attention } = plan;
	return {
		complete: SIDES.every((side) => readings[side].cursor.complete),
		refusal,
		readings: { google: readings.google.cursor.mode, crm: readings.crm.cursor.mode },
		planned: { google: operations.google.length, crm: operations.crm.length },
		...{ deferred, conflicts, overwritten: plan.journal.filter(({ reason }) => reason !== 'recreated').length, hints, attention },
	};
}

function decidedIn(journal: Plan['journal']): DecidedConflict[] {
	return journal
		.filter(({ reason }) => reason === 'conflict')
		.map(({ contact, side, field, after, before }) => ({ contact, side, field, kept: after, replaced: before }));
}
