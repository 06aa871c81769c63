import sortBy from 'lodash/sortBy';

import type { SideName, WriteError, WriteResult } from '../../../shared/protocol';
import type { Refused } from '../decide/blockers';
import { noteBlockers } from '../decide/blockers';
import type { DecisionContext } from '../decide/decision';
import { shownFields } from '../decide/field';
import { contactLabel } from '../fieldMap/contactLabel';
import type { MappedRow } from '../fieldMap/fieldMap';
import { carriedValue, rowGoesTo, sideLabel } from '../fieldMap/fieldMap';
import { fixedValues, unlinkedFixed } from '../fieldMap/fixedValues';
import { matchContacts } from '../match/match';
import { attentionOn } from '../match/undecided';
import { copyState } from '../model/memory';
import type { BothSides, Pair, RunOutcome, RunSummary, SideCounts, SyncSettings, SyncState } from '../model/types';
import { SIDES } from '../model/types';
import { keepMissing, linkSentence, missingAfter } from '../observe/missingLinks';
import { idsToAsk } from '../observe/nextReading';
import { pairFinder } from '../observe/overlay';
import type { Classification } from '../report/report';
import { classify, DETAIL_LIMIT } from '../report/report';
import { comparisonForm } from '../values/normalise';
import { timeToArrive, usualSeconds } from './arrival';
import { count, noCounts } from './sideCounts';
import type { Touched } from './results';
import { isUnlinked, takeResult } from './results';

export interface RecordInput {
	/** The state as planning left it. */
	state: SyncState;
	settings: SyncSettings;
	rows: readonly MappedRow[];
	results: readonly WriteResult[];
	/** What planning has to say about the run. */
	run: Pick<RunSummary, 'readings' | 'conflicts' | 'overwritten' | 'attention'> & {
		id: string;
		startedAt: number;
		finishedAt: number;
		complete: boolean;
		refused: boolean;
		deferred: number;
	};
}

export interface Recorded {
	state: SyncState;
	summary: RunSummary;
	details: Classification['details'];
	leftOut: Classification['leftOut'];
	/** Sentences about values of which a side stored a part or nothing; at most `DETAIL_LIMIT`. */
	warnings: string[];
}

/**
 * Takes the results of a run into the memory, and reports. Only what the two APIs confirmed becomes an agreement;
 * everything else is still different and comes up again (F21).
 */
export function recordResults({ state: planned, settings, rows, results, run }: RecordInput): Recorded {
	const state = copyState(planned);
	const fixed = fixedValues(settings, state.sides.crm.capabilities).values;
	const context: DecisionContext = { settings, rows, ambiguous: new Map(), missing: missingAfter(planned, results), fixed };
	const taken = takeResults(state, results, context, run.finishedAt);
	const matched: DecisionContext = { ...context, ...matchContacts(state, settings) };
	for (const side of SIDES) state.sides[side].readNext = idsToAsk(state, side);
	const classified = classify(state.contacts, matched, run.finishedAt);
	keepMissing(state, classified.missing);
	const attention = new Set([...run.attention, ...taken.attention, ...attentionTo(classified), ...attentionOn(matched.ambiguous)]);
	const unsettled = results.some(({ outcome }) => outcome === 'notSent' || outcome === 'unknown');
	if (run.complete && !run.refused && run.deferred === 0 && !unsettled) state.settled = true;
	const summary: RunSummary = {
		runId: run.id,
		startedAt: new Date(run.startedAt).toISOString(),
		finishedAt: new Date(run.finishedAt).toISOString(),
		outcome: outcomeOf({ ...run, attention: attention.size, unsettled }),
		attention: [...attention],
		readings: run.readings,
		written: taken.written,
		conflicts: run.conflicts,
		overwritten: run.overwritten,
		secondsToArrive: usualSeconds(taken.times),
		classes: classified.classes,
	};
	state.lastRun = summary;
	return { state, summary, details: classified.details, leftOut: classified.leftOut, warnings: taken.warnings.slice(0, DETAIL_LIMIT) };
}

interface Taken {
	written: BothSides<SideCounts>;
	attention: string[];
	warnings: string[];
	/** Of the edits that were carried over, see `timeToArrive`. */
	times: number[];
}

function takeResults(state: SyncState, results: readonly WriteResult[], context: DecisionContext, now: number): Taken {
	const taken: Taken = { written: { google: noCounts(), crm: noCounts() }, attention: [], warnings: [], times: [] };
	const find = pairFinder(state.contacts);
	const refused: Refused[] = [];
	const asPlanned = new Map<Pair, Readonly<Pair>>();
	for (const result of inOrder(results)) {
		count(taken.written[result.side], result);
		state.sides[result.side].seenAt = now;
		if (result.error?.access || result.error?.lasting) taken.attention.push(refusalSentence(result.side, result.error));
		taken.attention.push(...unlinkedFixed(result, context.settings).map((link) => linkSentence(link, labelIn(state, link.field))));
		const pair = find(result.contact);
		if (!pair) continue;
		const touched = { contact: pair, planned: asPlanned.get(pair) ?? { ...pair } };
		asPlanned.set(pair, touched.planned);
		const time = timeToArrive(touched.planned, result, state, now);
		if (time !== null) taken.times.push(time);
		takeResult(state, touched, result, context, now);
		if (pair.failure && (result.outcome === 'failed' || result.refused)) refused.push({ contact: pair, result });
		taken.warnings.push(...lossesIn(touched, result, context));
	}
	noteBlockers(state.contacts, refused, context);
	return taken;
}

function labelIn({ sides }: SyncState, field: string): string {
	return sides.crm.capabilities.find(({ name }) => name === field)?.label ?? field;
}

function attentionTo({ classes, frozen }: Classification): string[] {
	const failing = classes.failing > 0 ? [`${classes.failing} contact(s) could not be written; see the details`] : [];
	if (frozen === 0) return failing;
	return [...failing, `${frozen} contact(s) are changed back again and again by something else that writes to both sides; see the details`];
}

/**
 * A failure is noted against what is still to be done, so it counts after what the other side accepted (S50). Which entries of
 * Google's lists are meant hangs on what the CRM shows, so the CRM comes first.
 */
function inOrder(results: readonly WriteResult[]): WriteResult[] {
	const isFailed = (result: WriteResult): boolean => result.outcome === 'failed' || result.refused !== undefined;
	return sortBy(results, [isFailed, ({ side }) => side === 'google']);
}

function refusalSentence(side: SideName, error: WriteError): string {
	const what = error.access ? 'refused access' : 'does not take what the sync asks for';
	return `${sideLabel(side)} ${what}: ${error.message}${error.remedy ? `. ${error.remedy}` : ''}`;
}

function outcomeOf(run: Pick<RecordInput['run'], 'refused' | 'complete' | 'deferred'> & { attention: number; unsettled: boolean }): RunOutcome {
	if (run.refused) return 'refused';
	if (!run.complete) return 'incomplete';
	if (run.attention > 0) return 'attention';
	return run.deferred > 0 || run.unsettled ? 'partial' : 'complete';
}

/** S34: what the target cut off or dropped of what it was sent. It is not sent again, so this is said once. */
function lossesIn({ contact: pair, planned }: Touched, result: WriteResult, { rows, settings }: DecisionContext): string[] {
	const { side, after, error } = result;
	if (result.outcome !== 'written' || after === null || result.op === 'delete') return [];
	// Which entry of a list was written, only the pair tells; and what was sent is what the other side showed at the plan.
	const stored = shownFields(pair)[side];
	const shown = { ...shownFields(planned), [side]: stored };
	return rows.flatMap((row) => {
		if (!result.fields.includes(row[side]) || isUnlinked(result, row[side]) || !rowGoesTo(row, settings, side)) return [];
		const carried = carriedValue(row, side, shown, settings);
		if ('problem' in carried) return [];
		const sent = comparisonForm('note', carried.value);
		const kept = comparisonForm('note', stored[row[side]] ?? '');
		if (kept === sent || !sent.startsWith(kept)) return [];
		const what = `${row.capability[side].label} of ${contactLabel(pair, settings)}`;
		if (kept !== '') return `${sideLabel(side)} keeps only the first ${kept.length} characters of ${what}`;
		return `${sideLabel(side)} stored nothing in ${what}${error?.field === row[side] ? `: ${error.message}` : ''}`;
	});
}
