import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import groupBy from 'lodash/groupBy';
import * as v from 'valibot';

import { endLease } from '../../shared/api/lease';
import { notice } from '../../shared/items/operations';
import { checkedItems, isEmpty, refuseDoubles, refuseItem, refuseOtherRuns } from '../../shared/items/checkedItems';
import { toItem } from '../../shared/items/items';
import type { SideName, WriteResult } from '../../shared/protocol';
import { NameSchema } from '../../shared/protocol/parts';
import { WriteResultSchema } from '../../shared/protocol/results';
import { plainRows, resolveRows, sideLabel } from '../engine/fieldMap/fieldMap';
import type { SyncState } from '../engine/model/types';
import { SIDES } from '../engine/model/types';
import type { Recorded } from '../engine/record/record';
import { recordResults } from '../engine/record/record';
import { contactRows } from '../engine/report/contactRows';
import { listOperations, nameFinder } from '../engine/report/planListing';
import { DETAIL_LIMIT } from '../engine/report/report';
import { sentenceOfPlan, sentenceOfRun } from '../engine/report/sentence';
import type { NewRows } from '../store/memory';
import { rowsOf } from '../store/memory';
import type { OngoingRun, PlannedRun, PlanOfRun } from '../store/ongoingRun';
import { ongoingRun } from '../store/ongoingRun';
import { decodeState } from '../store/stateCodec';

export const description: INodeProperties[] = [notice('recordNotice', '"Report" says in a sentence what the run did, then in figures. "Contacts" names whom it changed, and who is not in sync, why, and what to do about it. "State" is what the sync remembers: rows to store.')];

/** Which of the runs of this execution it is; what it planned is known. */
const RunItemSchema = v.looseObject({ kind: v.literal('run'), runId: NameSchema, syncName: NameSchema });

/**
 * Takes what became of the planned changes into the memory, and reports: the report, the contacts, and the rows to store.
 * Runs once a run, also with nothing written.
 */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { runId: id, syncName } = runItemOf(this);
	const results = SIDES.flatMap((side, input) => resultsOf(this, side, input, id));
	const run = ongoingRun(this, { id, syncName });
	const { plan, isPreview } = run;
	if (!plan || (isPreview && results.length > 0) || !results.every(isOf(plan))) {
		throw new NodeOperationError(this.getNode(), 'These results are of no plan of this run', { description: RUN_WORDS.remedy });
	}
	const planned = decodeState(plan.state);
	const recorded = recordRun(planned, run, plan.run, results);
	const stored = isPreview ? null : await rowsToStore(this, run, recorded.state);
	const report = reportOf(run, plan, recorded, results, planned);
	const lost = !isPreview && stored === null ? [LEASE_LOST] : [];
	const memory = stored && { generation: stored.rows[0].generation, keep: stored.keep, size: stored.size };
	tellExecution(this, report.json.summary);
	if (plan.run.deferred > 0) {
		this.addExecutionHints({ type: 'info', location: 'outputPane', message: `${plan.run.deferred} contact(s) go with the next runs` });
	}
	return [
		[toItem({ ...report.json, hints: [...report.json.hints, ...lost], memory })],
		report.contacts.map((row) => toItem(row)),
		(stored?.rows ?? []).map((row) => toItem(row)),
	];
}

const LEASE_LOST =
	'The run stood still for ten minutes, and another one may have begun. Nothing of it is remembered: the next run finds what was written.';

/** Gives the lease back: the next run reads from the rows that this one has ended. @returns null when another one may have begun. */
async function rowsToStore(context: IExecuteFunctions, { id, settings, startedAt, memory }: OngoingRun, state: SyncState): Promise<NewRows | null> {
	const leaseMark = await endLease(context);
	if (leaseMark === null) return null;
	const record = { id, workflowId: context.getWorkflow().id ?? '', settings, startedAt, leaseMark };
	return rowsOf(memory, state, record, Date.now());
}

function reportOf(run: OngoingRun, plan: PlanOfRun, recorded: Recorded, results: WriteResult[], planned: SyncState) {
	const { proposed, decided, run: { refusal, hints, planned: counts } } = plan;
	const { summary, details, leftOut } = recorded;
	const isPlanOnly = run.isPreview || refusal !== null;
	const nameOf = nameFinder(planned, run.settings);
	const json = {
		summary: isPlanOnly ? sentenceOfPlan(proposed, summary.classes, refusal !== null) : sentenceOfRun(summary),
		...summary,
		contacts: Object.values(summary.classes).reduce((sum, count) => sum + count, 0),
		preview: run.isPreview,
		...(isPlanOnly && { planned: counts, changes: listOperations(proposed, nameOf) }),
		hints: [...hints, ...notSentHints(results), ...unknownHints(results), ...recorded.warnings],
		refusal,
		leftOut,
		details,
		decided: decided.slice(0, DETAIL_LIMIT),
	};
	const contacts = contactRows({ operations: proposed, results: isPlanOnly ? null : results, details, decided, nameOf, sides: planned.sides });
	return { json, contacts };
}

/** n8n shows it with the execution, and finds executions by it. */
function tellExecution(context: IExecuteFunctions, summary: string): void {
	const { $execution } = context.getWorkflowDataProxy(0) as { $execution?: { customData?: { set(key: string, value: string): void } } };
	$execution?.customData?.set('contactSync', summary.slice(0, 500));
}

/** Takes results into a state and reports, with the settings that the run began with and the rows that it planned by. */
function recordRun(state: SyncState, { id, settings, startedAt }: OngoingRun, run: PlannedRun, results: readonly WriteResult[]): Recorded {
	const { rows } = resolveRows(state.rows, { google: state.sides.google.capabilities, crm: state.sides.crm.capabilities });
	return recordResults({
		...{ state, results, rows, settings: { ...settings, rows: plainRows(rows) } },
		run: { ...run, id, startedAt, finishedAt: Date.now(), refused: run.refusal !== null },
	});
}

const RUN_WORDS = { what: 'run item', input: 'Run', remedy: 'Connect the "Run" output of Plan Changes to this input, and nothing else.' };

/** @throws NodeOperationError when the input holds anything but one run item. */
function runItemOf(context: IExecuteFunctions): v.InferOutput<typeof RunItemSchema> {
	const [first, second] = checkedItems(context, RunItemSchema, RUN_WORDS, 2);
	if (second) refuseItem(context, second.index, RUN_WORDS, 'there is one already');
	if (first) return first.item;
	throw new NodeOperationError(context.getNode(), 'The "Run" input got no run item', { description: RUN_WORDS.remedy });
}

/**
 * What became of the operations of this run on one side, one result for each. What the node could not do at all says nothing
 * of any operation: items of Continue On Fail are passed over.
 *
 * @throws NodeOperationError when an item is something else, of the other side or of another run, or when two are of one
 * operation; then nothing is recorded.
 */
function resultsOf(context: IExecuteFunctions, side: SideName, input: number, runId: string): WriteResult[] {
	const name = sideLabel(side);
	const words = {
		what: `result of ${name} in this run`,
		input: name,
		remedy: `Connect "Apply Changes" of ${side === 'google' ? 'Google Contacts Sync' : 'Vertical CRM'} to this input, without pinned data. Nothing was recorded: the next run finds what was written.`,
	};
	const items = checkedItems(context, WriteResultSchema, words, input, isEmptyOrError);
	const crossed = items.find(({ item }) => item.side !== side);
	if (crossed) refuseItem(context, crossed.index, words, `it is of ${sideLabel(crossed.item.side)}`);
	refuseOtherRuns(context, items, (result) => result.runId, words, runId);
	refuseDoubles(context, items, operationOf, words);
	return items.map(({ item }) => item);
}

/** Whether a result is of one of the changes that were planned: any other would be noted of somebody to whom nothing happened. */
function isOf({ proposed }: PlanOfRun): (result: WriteResult) => boolean {
	const changeOf = ({ side, op, contact: { google, crm } }: Pick<WriteResult, 'side' | 'op' | 'contact'>): string => JSON.stringify([side, op, google, crm]);
	const planned = new Set(SIDES.flatMap((side) => proposed[side].map(changeOf)));
	return (result) => planned.has(changeOf(result));
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

/** That nobody knows yet what became of changes; which comes each time where something on the way spoils the answers. */
function unknownHints(results: readonly WriteResult[]): string[] {
	const groups = groupBy(results.filter(({ outcome }) => outcome === 'unknown'), ({ side }) => sideLabel(side));
	return Object.entries(groups).map(
		([side, { length }]) =>
			`${side}: whether ${length} change(s) were made is not known, as no usable answer came; the next runs find out. ` +
			'If this comes each time, check the address in the credential, and what stands between n8n and the service.',
	);
}
