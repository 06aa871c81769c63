import type { RunStamp, SideName, WriteOperation } from '../../../shared/protocol';
import { agreementOf, agreements, showsAgreed } from '../model/agreement';
import { circlesOf, stillWaiting } from '../decide/blockers';
import { withinCaps } from './caps';
import { plainRows, resolveRows, rowKey, sideLabel } from '../fieldMap/fieldMap';
import type { MappedRow, ResolvedRows } from '../fieldMap/fieldMap';
import { forgetFormerFields, isMissing } from '../fieldMap/formerFields';
import type { HeldClearings } from './guards';
import { guard, heldClearings, hiddenCreates, linkedContacts } from './guards';
import type { JournalRow } from './journal';
import { journalRows } from './journal';
import { matchContacts } from '../match/match';
import { dropFoundLinks, missingLinks } from '../observe/missingLinks';
import { operationsFor } from './operations';
import { forgetOldReturns } from '../decide/oscillation';
import type { Change, Decision, DecisionContext } from '../decide/decision';
import { isChange, sidesWritten } from '../decide/decision';
import { decide } from '../decide/person';
import { fingerprintOf, isBackingOff } from '../decide/backOff';
import type { Refusal } from '../model/run';
import { adoptScope, adoptSettings } from '../observe/adopt';
import { copyState } from '../model/memory';
import { newlySharedAddresses } from '../observe/sharedAddresses';
import { showSlots, slotMap } from '../fieldMap/slots';
import type { SideReading } from '../observe/overlay';
import { deletedRecords, overlay, settleDeletions } from '../observe/overlay';
import type { BothSides, Contact, FieldRow, SyncSettings, SyncState } from '../model/types';
import { SIDES } from '../model/types';

/** How long after a lost answer a create is not tried again, so that a listing can show it (S44, S54); milliseconds. */
export const LOST_CREATE_WAIT = 10 * 60 * 1_000;

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

const CRM_FIRST: readonly SideName[] = ['crm', 'google'];

/** A field map that names fields which do not exist; the node tells the user before any write. */
export class UnknownFieldError extends Error {
	constructor(readonly fields: ReadonlyArray<{ side: SideName; field: string }>) {
		super(fields.map(({ side, field }) => `${sideLabel(side)} has no field "${field}"`).join('; '));
	}
}

interface Planned {
	contact: Contact;
	decision: Change;
	sides: readonly SideName[];
}

/**
 * Plans a run: lays the readings over the trees, joins who belongs together, decides person by person, and turns what
 * the guards and caps let through into operations and their journal.
 *
 * @throws UnknownFieldError when a row that the user added names a field that does not exist.
 */
export function planChanges({ state: before, settings, readings, run, startedAt }: PlanInput): Plan {
	const resolved = resolvedRows(settings, before, readings);
	const usable: SyncSettings = { ...settings, rows: plainRows(resolved.rows) };

	const state = copyState(before);
	const scopesChanged = SIDES.filter((side) => adoptScope(state, side, readings[side].cursor.scope));
	const settingsChanged = adoptSettings(state, usable) || scopesChanged.length > 0;
	noteDropped(state, [...resolved.dropped, ...resolved.unread]);
	const former = formerRows(usable, before);
	const kept = former.length > 0 ? { ...usable, rows: [...usable.rows, ...former] } : usable;
	const deleted = deletedRecords(state);
	const gained = new Map(
		// The CRM's first: of contacts that were merged in Google the one whose record still exists there goes on.
		CRM_FIRST.flatMap((side) => [...overlay(state, side, readings[side], kept, startedAt)]),
	);
	dropFoundLinks(state, readings.crm);
	settleDeletions(state, deleted);
	const unread = resolved.unread.length > 0;
	SIDES.filter((side) => unread || (settingsChanged && !readings[side].cursor.complete)).forEach((side) => readAgain(state, side));
	forgetLostCreates(state, readings.google, startedAt);
	const context: DecisionContext = { settings: usable, rows: resolved.rows, ...matchContacts(state, usable), missing: missingLinks(state.sides.crm.unlinked) };
	fillSlots(state, kept);
	forgetFormerFields(state, kept);

	const complete = SIDES.every((side) => readings[side].cursor.complete);
	const hidden = hiddenCreates(state.contacts);
	const attention = hidden.length > 0 ? [hiddenSentence(hidden, state.sides.crm.scopeName)] : [];
	const linked = linkedContacts(state.contacts);
	const planned = decideAll(state, context, startedAt);
	noteFormer(state, former, complete);
	const allowed = planned.filter(({ decision }) => {
		if (decision.kind === 'delete') return complete && !settingsChanged;
		if (decision.kind === 'create') return complete && !(decision.on === 'crm' && hidden.length > 0);
		return true;
	});
	const notDue = new Set(planned.filter(({ contact, decision }) => isBackingOff(contact, decision, context.rows, startedAt)));
	const failing = stillWaiting(planned, notDue, state.contacts, context);
	const held = heldClearings(planned.map(({ decision }) => decision), linked.length, context.rows, settings);
	const ready = allowed.filter((one) => !failing.has(one)).flatMap((one) => withoutHeld(one, held));
	const first = isAskedFor(before, settings) ? ready.map(({ contact, decision }) => inShort(contact, decision, context.rows)) : [];
	const refusal = guard({ linked, deletes: deletedIds(allowed), readings, first }, settings);
	const possible = withinCaps(ready, state.settled ? settings.cap : settings.firstCap, circlesOf(ready, state.contacts, context));
	const chosen = refusal ? [] : possible;
	noteWaiting(planned, chosen, startedAt);

	const stamp = { id: run.id, at: new Date(startedAt).toISOString(), scopes: { google: state.sides.google.scope, crm: state.sides.crm.scope }, naming: usable };
	const proposed: Plan['proposed'] = { google: [], crm: [] };
	for (const { contact, decision } of possible) {
		for (const operation of operationsFor(contact, decision, context, state, run)) proposed[operation.side].push(operation);
	}
	return {
		// A listing that nobody believes teaches nothing: the next run reads it again, and asks again.
		state: refusal?.reason === 'emptyListing' ? copyState(before) : state,
		operations: refusal ? { google: [], crm: [] } : proposed,
		proposed,
		journal: chosen.flatMap(({ contact, decision }) => journalRows(contact, decision, context.rows, stamp)),
		refusal,
		deferred: planned.length - chosen.length - (refusal ? 0 : failing.size),
		conflicts: chosen.reduce((sum, { decision }) => sum + conflictsIn(decision), 0),
		hints: [
			...resolved.dropped.map((row) => `The CRM module has no field ${row.crm}, so this row of the field map is left out.`),
			...SIDES.flatMap((side) => readings[side].cursor.hints),
			...newlySharedAddresses(gained, state, usable),
		],
		attention: [...attention, ...(refusal ? [refusal.message] : held.attention)],
	};
}

/** Whether the builder wants to be asked, and no run has written anything yet. */
function isAskedFor({ settled, lastRun }: SyncState, { askFirst }: SyncSettings): boolean {
	return askFirst === true && !settled && (lastRun === null || lastRun.outcome === 'refused');
}

/** What tells a decision on a person from every other one. */
function inShort({ google, crm }: Contact, decision: Decision, rows: readonly MappedRow[]): string {
	return JSON.stringify([google?.id, crm?.id, fingerprintOf(decision, rows)]);
}

/** Both records are known by now: what the one shows says which entries of the other are meant. */
function fillSlots(state: SyncState, settings: SyncSettings): void {
	const map = slotMap(settings, state.rows);
	for (const contact of state.contacts) {
		if (!showsAgreed(contact)) showSlots(contact, map, contact.google);
	}
}

/** Rows that can be used, those that the module lacks, and those that have yet to be read. */
interface UsableRows extends Pick<ResolvedRows, 'rows' | 'dropped'> {
	/** The module has got their field since, and what it holds was never asked for: left out until it has been read. */
	unread: FieldRow[];
}

/** @throws UnknownFieldError when a row that the user added names a field that does not exist. */
function resolvedRows(settings: SyncSettings, before: SyncState, readings: BothSides<SideReading>): UsableRows {
	const { rows, dropped, unknown } = resolveRows(settings.rows, {
		google: readings.google.cursor.fields,
		crm: readings.crm.cursor.fields,
	});
	if (unknown.length > 0) throw new UnknownFieldError(unknown);
	const readInFull = SIDES.every((side) => readings[side].cursor.mode === 'full');
	const lacked = new Set(readInFull ? [] : (before.dropped ?? []).map(rowKey));
	const isUnread = (row: FieldRow): boolean => lacked.has(rowKey(row));
	return { rows: rows.filter((row) => !isUnread(row)), dropped, unread: plainRows(rows.filter(isUnread)) };
}

/**
 * Rows that are mapped no more. What they show stays known in the run that first sees another map, as records may have been
 * deleted since, and in the next ones until both sides have been read to the end and nobody waits to be deleted: what is
 * deleted is what was read, and the journal tells it.
 */
function formerRows({ rows }: SyncSettings, { rows: last, former = [] }: SyncState): FieldRow[] {
	const mapped = new Set(rows.map(rowKey));
	return [...last, ...former].filter((row) => !mapped.has(rowKey(row)));
}

function noteFormer(state: SyncState, former: FieldRow[], complete: boolean): void {
	const isRead = complete && SIDES.every((side) => Object.keys(state.sides[side].doubts ?? {}).length === 0);
	if (former.length > 0 && !(isRead && !state.contacts.some(mayBeDeleted))) state.former = former;
	else delete state.former;
}

/** Whether a record may have to follow its counterpart, which is deleted or has not been found. */
function mayBeDeleted({ google, crm, detached }: Contact): boolean {
	return !detached && google !== null && crm !== null && (isMissing(google) || isMissing(crm));
}

function noteDropped(state: SyncState, dropped: FieldRow[]): void {
	if (dropped.length > 0) state.dropped = dropped;
	else delete state.dropped;
}

/** A newly mapped field of those whom the listing did not reach has yet to be read. */
function readAgain(state: SyncState, side: SideName): void {
	state.sides[side].cursor = null;
}

/** A reading that began long enough after a lost create and does not show it: it did not happen. */
function forgetLostCreates(state: SyncState, google: SideReading, startedAt: number): void {
	if (!google.cursor.complete) return;
	for (const contact of state.contacts) {
		if (contact.lostCreateAt !== null && startedAt >= contact.lostCreateAt + LOST_CREATE_WAIT) {
			contact.lostCreateAt = null;
		}
	}
}

function hiddenSentence(hidden: readonly string[], view: string): string {
	return (
		`The list view "${view}" does not show ${hidden.length} record(s) that the sync created, first ${hidden[0]}. ` +
		'Change the view or the records so that it does; until then nothing more is created in the CRM.'
	);
}

/** Decides every person, carries out at once what needs no write, and returns those who need one. */
function decideAll(state: SyncState, context: DecisionContext, startedAt: number): Planned[] {
	const planned: Planned[] = [];
	const forgotten = new Set<Contact>();
	for (const contact of state.contacts) {
		forgetOldReturns(contact, context.rows, startedAt);
		const decision = decide(contact, context);
		if (decision.kind === 'forget') forgotten.add(contact);
		settleWithoutWrite(contact, decision, context.rows);
		const sides = isChange(decision) ? sidesWritten(decision) : null;
		if (isChange(decision) && sides?.length) planned.push({ contact, decision, sides });
		else contact.waitingSince = null;
	}
	if (forgotten.size > 0) state.contacts = state.contacts.filter((contact) => !forgotten.has(contact));
	return planned;
}

function settleWithoutWrite(contact: Contact, decision: Decision, rows: readonly MappedRow[]): void {
	if (decision.kind === 'compare') {
		contact.detached = null;
		if (!decision.join) contact.joining = false;
		if (decision.agree.length > 0) agreeOnShown(contact, new Set(decision.agree), rows);
		if (decision.writes.length === 0 && !decision.join) contact.failure = null;
	} else if (decision.kind === 'detach') {
		contact.detached = decision.reason;
		contact.failure = null;
	}
}

/** Takes what both sides of these rows show now as agreed. */
function agreeOnShown(contact: Contact, indexes: ReadonlySet<number>, rows: readonly MappedRow[]): void {
	contact.agreed = agreements(rows.length, (index) =>
		indexes.has(index) ? shownNow(contact, rows[index]) : agreementOf(contact, index),
	);
}

/** What both sides of a row show now, as their new agreement. */
export function shownNow(contact: Contact, row: { google: string; crm: string }): BothSides<string> {
	return { google: contact.google?.fields[row.google] ?? '', crm: contact.crm?.fields[row.crm] ?? '' };
}

/** What is left of a plan for one person, if anything. */
function withoutHeld(one: Planned, { isHeld }: HeldClearings): Planned[] {
	if (one.decision.kind !== 'compare' || !one.decision.writes.some(isHeld)) return [one];
	const decision = { ...one.decision, writes: one.decision.writes.filter((write) => !isHeld(write)) };
	const sides = sidesWritten(decision);
	return sides.length === 0 ? [] : [{ contact: one.contact, decision, sides }];
}

function noteWaiting(planned: readonly Planned[], chosen: readonly Planned[], startedAt: number): void {
	const served = new Set(chosen.map(({ contact }) => contact));
	for (const one of planned) {
		one.contact.waitingSince = served.has(one.contact) ? null : (one.contact.waitingSince ?? startedAt);
	}
}

function deletedIds(planned: readonly Planned[]): BothSides<string[]> {
	const ids: BothSides<string[]> = { google: [], crm: [] };
	for (const { contact, decision } of planned) {
		// A double of the sync's own making is nobody's loss, however many there are.
		if (decision.kind === 'delete' && !decision.double) ids[decision.on].push(contact[decision.on]?.id ?? '');
	}
	return ids;
}

function conflictsIn(decision: Change): number {
	return decision.kind === 'compare' ? decision.writes.filter(({ conflict }) => conflict).length : 0;
}
