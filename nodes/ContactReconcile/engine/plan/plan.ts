import isEmpty from 'lodash/isEmpty';

import type { RunStamp, WriteOperation } from '../../../shared/protocol';
import { fingerprintOf, isBackingOff } from '../decide/backOff';
import { circlesOf, stillWaiting } from '../decide/blockers';
import type { Change, Decision, DecisionContext } from '../decide/decision';
import { sidesWritten } from '../decide/decision';
import type { MappedRow } from '../fieldMap/fieldMap';
import { fixedValues } from '../fieldMap/fixedValues';
import { forgetFormerFields, noteFormer } from '../fieldMap/formerFields';
import { showSlots, slotMap } from '../fieldMap/slots';
import { matchContacts } from '../match/match';
import { showsAgreed } from '../model/agreement';
import { wait } from '../model/draft';
import { copyState } from '../model/memory';
import type { Refusal } from '../model/run';
import type { BothSides, Pair, SyncSettings, SyncState } from '../model/types';
import { otherSide, SIDES } from '../model/types';
import { missingLinks } from '../observe/missingLinks';
import type { Observed } from '../observe/observe';
import { observe } from '../observe/observe';
import type { SideReading } from '../observe/overlay';
import { newlySharedAddresses } from '../observe/sharedAddresses';
import { withinCaps } from './caps';
import type { Planned } from './decideAll';
import { decideAll } from './decideAll';
import type { HeldClearings } from './guards';
import { guard, heldClearings, hiddenCreates, linkedContacts } from './guards';
import type { JournalRow } from './journal';
import { journalRows } from './journal';
import { operationsFor } from './operations';

export interface PlanInput {
	state: SyncState;
	settings: SyncSettings;
	readings: BothSides<SideReading>;
	run: RunStamp;
	/** Start of the run; milliseconds since 1970 by n8n's clock. */
	startedAt: number;
}

export interface Plan {
	/** What is known after the readings, before any write. */
	state: SyncState;
	operations: BothSides<WriteOperation[]>;
	/** The same, or what a refused plan would do if it were approved. */
	proposed: BothSides<WriteOperation[]>;
	journal: JournalRow[];
	/** Set when the whole plan is refused; then there are no operations. */
	refusal: Refusal | null;
	/** Contacts that need a write which this run does not plan. */
	deferred: number;
	conflicts: number;
	/** What the builder should know, in sentences. */
	hints: string[];
	/** Sentences about what has to be looked at. */
	attention: string[];
}

/**
 * Plans a run: lays the readings over the memory, links who belongs together, decides person by person, and turns what
 * the guards and caps let through into operations and their journal.
 *
 * @throws UnknownFieldError when a row that the user added names a field that does not exist.
 */
export function planChanges({ state: before, settings, readings, run, startedAt }: PlanInput): Plan {
	const seen = observe(before, settings, readings, startedAt);
	const { state } = seen;
	const fixed = fixedValues(seen.settings, state.sides.crm.capabilities);
	const context = link(seen, fixed.values);
	// Taken before anything is decided: deciding detaches people, and forgets them.
	const linked = linkedContacts(state.contacts);
	const hidden = hiddenCreates(state.contacts);
	const planned = decideAll(state, context, startedAt);
	noteFormer(state, seen.former, seen.complete);
	const isAllowed = allowedBy(seen, hidden.length > 0);
	const allowed = planned.filter(({ decision }) => isAllowed(decision));
	const notDue = new Set(planned.filter(({ contact: pair, decision }) => isBackingOff(pair, decision, context.rows, startedAt)));
	const failing = stillWaiting(planned, notDue, state.contacts, context);
	const held = heldClearings(planned.map(({ decision }) => decision), linked.length, context.rows, settings);
	const ready = allowed.filter((one) => !failing.has(one)).flatMap((one) => withoutHeld(one, held));
	const first = isAskedFor(before, settings) ? ready.map(({ contact: pair, decision }) => inShort(pair, decision, context.rows)) : [];
	const refusal = guard({ linked, deletes: deletedIds(allowed), readings, first }, settings);
	const possible = withinCaps(ready, state.settled ? settings.cap : settings.firstCap, circlesOf(ready, state.contacts, context));
	const chosen = refusal ? [] : possible;
	noteWaiting(planned, chosen, startedAt);
	const proposed = operationsOf(possible, context, state, run);
	const attention = [...fixed.misfits, ...(hidden.length > 0 ? [hiddenSentence(hidden, state.sides.crm.scopeName)] : [])];
	return {
		// A listing that nobody believes teaches nothing: the next run reads it again, and asks again.
		state: refusal?.reason === 'emptyListing' ? copyState(before) : state,
		operations: refusal ? { google: [], crm: [] } : proposed,
		proposed,
		journal: journalOf(chosen, context, state, { id: run.id, startedAt }),
		refusal,
		deferred: planned.length - chosen.length - (refusal ? 0 : failing.size),
		conflicts: chosen.reduce((sum, { decision }) => sum + conflictsIn(decision), 0),
		hints: hintsOf(seen, readings),
		attention: [...attention, ...(refusal ? [refusal.message] : held.attention)],
	};
}

/** Finds who is who; then both records of each are known, and what the one shows says which entries of the other are meant. */
function link({ state, settings, rows, kept, passed, gained }: Observed, fixed: DecisionContext['fixed']): DecisionContext {
	const matched = matchContacts(state, settings, passed, gained);
	const map = slotMap(kept);
	for (const pair of state.contacts) {
		if (!showsAgreed(pair)) showSlots(pair, map, pair.google);
	}
	forgetFormerFields(state, kept);
	return { settings, rows, ...matched, missing: missingLinks(state.sides.crm.unlinked), fixed };
}

/**
 * What was not read to the end deletes and creates nobody; nor is anybody deleted under other settings (P8). While it is
 * doubted what a record shows, it may have taken in the one that is gone, or be the one that is to be created beside it.
 */
function allowedBy({ complete, settingsChanged, state }: Observed, isHidden: boolean): (decision: Change) => boolean {
	const doubted = SIDES.filter((side) => !isEmpty(state.sides[side].doubts));
	return (decision) => {
		if (decision.kind === 'delete') return complete && !settingsChanged && !doubted.includes(otherSide(decision.on));
		if (decision.kind === 'create') return complete && !doubted.includes(decision.on) && !(decision.on === 'crm' && isHidden);
		return true;
	};
}

function operationsOf(planned: readonly Planned[], context: DecisionContext, state: SyncState, run: RunStamp): Plan['operations'] {
	const operations: Plan['operations'] = { google: [], crm: [] };
	for (const { contact: pair, decision } of planned) {
		for (const operation of operationsFor(pair, decision, context, state, run)) operations[operation.side].push(operation);
	}
	return operations;
}

function journalOf(chosen: readonly Planned[], { rows, settings }: DecisionContext, { sides }: SyncState, run: { id: string; startedAt: number }): JournalRow[] {
	const scopes = { google: sides.google.scope, crm: sides.crm.scope };
	const stamp = { id: run.id, at: new Date(run.startedAt).toISOString(), scopes, naming: settings };
	return chosen.flatMap(({ contact: pair, decision }) => journalRows(pair, decision, rows, stamp));
}

function hintsOf({ dropped, gained, state, settings }: Observed, readings: BothSides<SideReading>): string[] {
	return [
		...dropped.map((row) => `The CRM module has no field ${row.crm}, so this row of the field map is left out.`),
		...SIDES.flatMap((side) => readings[side].cursor.hints),
		...newlySharedAddresses(gained, state, settings),
	];
}

/** Whether the builder wants to be asked, and no run has written anything yet. */
function isAskedFor({ settled, lastRun }: SyncState, { askFirst }: SyncSettings): boolean {
	return askFirst === true && !settled && (lastRun === null || lastRun.outcome === 'refused');
}

/** What tells a decision on a person from every other one. */
function inShort({ google, crm }: Pair, decision: Decision, rows: readonly MappedRow[]): string {
	return JSON.stringify([google?.id, crm?.id, fingerprintOf(decision, rows)]);
}

function hiddenSentence(hidden: readonly string[], view: string): string {
	return (
		`The list view "${view}" does not show ${hidden.length} record(s) that the sync created, first ${hidden[0]}. ` +
		'Change the view or the records so that it does; until then nothing more is created in the CRM.'
	);
}

/** What is left of a plan for one person, if anything. */
function withoutHeld(one: Planned, { isHeld }: HeldClearings): Planned[] {
	if (one.decision.kind !== 'compare' || !one.decision.writes.some(isHeld)) return [one];
	const decision = { ...one.decision, writes: one.decision.writes.filter((write) => !isHeld(write)) };
	const sides = sidesWritten(decision);
	return sides.length === 0 ? [] : [{ contact: one.contact, decision, sides }];
}

function noteWaiting(planned: readonly Planned[], chosen: readonly Planned[], startedAt: number): void {
	const served = new Set(chosen.map(({ contact: pair }) => pair));
	for (const one of planned) {
		wait(one.contact, served.has(one.contact) ? null : (one.contact.waitingSince ?? startedAt));
	}
}

function deletedIds(planned: readonly Planned[]): BothSides<string[]> {
	const ids: BothSides<string[]> = { google: [], crm: [] };
	for (const { contact: pair, decision } of planned) {
		// A double of the sync's own making is nobody's loss, however many there are.
		if (decision.kind === 'delete' && !decision.double) ids[decision.on].push(pair[decision.on]?.id ?? '');
	}
	return ids;
}

function conflictsIn(decision: Change): number {
	return decision.kind === 'compare' ? decision.writes.filter(({ conflict }) => conflict).length : 0;
}
