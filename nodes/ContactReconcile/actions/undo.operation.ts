import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';
import * as v from 'valibot';

import { beginLease } from '../../shared/api/lease';
import { notice, optionsParameter } from '../../shared/items/operations';
import { isEmpty } from '../../shared/items/checkedItems';
import { checkedParameter, checkedSwitch } from '../../shared/items/parameters';
import { toItem } from '../../shared/items/items';
import type { RunStamp } from '../../shared/protocol';
import type { JournalRow } from '../engine/plan/journal';
import { listOperations } from '../engine/report/planListing';
import type { PlannedChange } from '../engine/model/run';
import type { LeftReason, UndoPlan } from '../engine/plan/undo';
import { ApiNameSchema } from '../engine/model/settings';
import { planUndo, undoCounts } from '../engine/plan/undo';
import { SIDES } from '../engine/model/types';
import { finishedMark } from '../store/memory';
import { openMemory, stateRows } from './openedMemory';
import { syncNameOption } from './getStatus.operation';
import { checkedRow } from './journalRows';

export const description: INodeProperties[] = [
	notice('undoNotice', 'Brings back what a sync overwrote or deleted, from its journal. A field that was edited since is left alone. Connect its outputs as those of Plan Changes. Give its second input the rows of the state with the sync\'s name; nothing of them has to be stored anew. To the next sync an undo is an edit like any other, so it goes to the other side too.'),
	{
		displayName: 'Journal Rows',
		name: 'rowsFrom',
		type: 'options',
		options: [
			{ name: 'From Input Items', value: 'input', description: 'As a Data Table node returns them' },
			{ name: 'From JSON', value: 'json', description: 'Pasted, or from an expression' },
		],
		default: 'input',
		description: 'Where the journal rows to undo come from',
	},
	{
		displayName: 'JSON',
		name: 'rowsJson',
		type: 'json',
		displayOptions: { show: { rowsFrom: ['json'] } },
		default: '[]',
		description: 'A list of journal rows',
	},
	{
		displayName: 'Run ID',
		name: 'runId',
		type: 'string',
		default: '',
		description: 'Undoes the rows of this run only. When empty, all rows, the newest run first.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to report only what would come back. Nothing is written on either side.',
	},
	{
		...optionsParameter,
		options: [
			{
				displayName: 'CRM E-Mail Field',
				name: 'crmEmailField',
				type: 'string',
				default: 'Email',
				description: 'API name of the CRM field that people are matched by, as set in Start Sync',
			},
			syncNameOption,
		],
	},
];

const LEFT: Record<LeftReason, string> = {
	shownAlready: 'Shows this value already',
	editedSince: 'Was edited since',
	deletedSince: 'The record was deleted since; undo its deletion first',
	changedBetween: 'Was changed in between by something else',
	stillThere: 'The record was not deleted',
	thereAgain: 'The record is there again',
	recreated: 'Nothing was overwritten; delete the record where it is not wanted',
};

interface GivenRow {
	row: JournalRow;
	item: number;
}

/**
 * Plans the way back for journal rows: what the undo itself overwrites, changes for each side, and one report item.
 * Without the state, Apply Changes alone sees what was edited since.
 */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const dryRun = checkedSwitch(this, 'dryRun', 'Dry Run');
	const { syncName, state } = openMemory(this, 1);
	const given = givenRows(this);
	const startedAt = Date.now();
	const run: RunStamp = {
		id: `undo-${this.getExecutionId()}-${startedAt.toString(36)}`,
		executionId: this.getExecutionId(),
		syncName,
		onlyEmailAsWork: state.mark?.onlyEmailAsWork ?? true,
	};
	const crmEmailField = checkedParameter(this, { name: 'options.crmEmailField', label: 'CRM E-Mail Field', unset: '' }, ApiNameSchema);
	const plan = planUndo({
		rows: given.map(({ row }) => row),
		state,
		match: state.mark?.match ?? { google: 'workEmail', crm: crmEmailField || 'Email' },
		run,
		at: new Date(startedAt).toISOString(),
	});
	const report = reportOf(plan, run, given);
	if (dryRun) return [[], [], [], [toItem({ ...report, dryRun, changes: changesOf(plan, given) })]];
	await refuseSecondRestore(this, plan);
	// The first row of a record counts.
	const items = new Map([...given].reverse().map(({ row, item }) => [row.recordId, item]));
	const itemOf = (recordId: string | null): number => items.get(recordId ?? '') ?? 0;
	return [
		plan.journal.map((row) => toItem(row, itemOf(row.recordId))),
		...SIDES.map((side) => plan.operations[side].map((operation) => toItem(operation, itemOf(operation.contact[side])))),
		[toItem({ ...report, dryRun })],
	];
}

function reportOf(plan: UndoPlan, run: RunStamp, given: readonly GivenRow[]) {
	return {
		kind: 'undo',
		runId: run.id,
		rows: given.length,
		planned: { google: plan.operations.google.length, crm: plan.operations.crm.length, ...undoCounts(plan) },
		leftAlone: plan.left.map(({ row, reason }) => ({ ...row, why: LEFT[reason] })),
	};
}

/** What would come back, with the names of the journal. */
function changesOf({ operations }: UndoPlan, given: readonly GivenRow[]): PlannedChange[] {
	const rows = [...given].reverse().flatMap(({ row }) => [row.recordId, row.otherId].map((id) => [`${row.side} ${id}`, row.contact ?? ''] as const));
	const names = new Map(rows);
	return listOperations(operations, ({ side, contact: { google, crm } }) => names.get(`${side} ${google}`) ?? names.get(`${side} ${crm}`) ?? '');
}

/**
 * Google does not say whether a contact is there already, so the same deletion undone twice at once would make two of
 * them. Values are only overwritten where they are as expected, also while a sync runs, and need no such care.
 */
async function refuseSecondRestore(context: IExecuteFunctions, { operations }: UndoPlan): Promise<void> {
	if (!SIDES.some((side) => operations[side].some(({ op }) => op === 'create'))) return;
	if (await beginLease(context, finishedMark(stateRows(context, 1), context.getWorkflow().id ?? ''))) return;
	throw new NodeOperationError(context.getNode(), 'Deleted contacts were brought back less than ten minutes ago, or a sync of this workflow is going on', {
		description: 'Wait ten minutes, and let the sync run once, so that none comes back twice. Nothing was written.',
	});
}

/** @throws NodeOperationError that names the item which is no journal row. */
function givenRows(context: IExecuteFunctions): GivenRow[] {
	const from = { name: 'rowsFrom', label: 'Journal Rows', unset: 'input' };
	const fromJson = checkedParameter(context, from, v.picklist(['input', 'json'])) === 'json';
	const candidates = fromJson
		? pastedRows(context).map((json) => ({ json, item: 0 }))
		: context.getInputData().map(({ json }, item) => ({ json: json as unknown, item }));
	// A run that is not told would have all runs undone.
	const runId = checkedParameter(context, { name: 'runId', label: 'Run ID', unset: '' }, v.string()).trim();
	return candidates
		.filter(({ json }) => !isEmpty(json))
		.map(({ json, item }, index) => ({ row: checkedRow(context, json, fromJson ? index : item), item }))
		.filter(({ row }) => runId === '' || row.runId === runId);
}

function pastedRows(context: IExecuteFunctions): unknown[] {
	const value: unknown = context.getNodeParameter('rowsJson', 0, '[]');
	const rows = typeof value === 'string' ? jsonParse<unknown>(value, { fallbackValue: null }) : value;
	if (Array.isArray(rows)) return rows as unknown[];
	throw new NodeOperationError(context.getNode(), '"JSON" is no list of journal rows', {
		description: 'Paste the rows as a JSON list: [{ "side": "google", "recordId": ... }].',
	});
}
