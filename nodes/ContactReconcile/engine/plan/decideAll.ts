import omit from 'lodash/omit';

import type { Change, Decision, DecisionContext } from '../decide/decision';
import { isChange, sidesWritten } from '../decide/decision';
import { forgetOldReturns } from '../decide/oscillation';
import { decide } from '../decide/person';
import { shownFields } from '../decide/field';
import type { MappedRow } from '../fieldMap/fieldMap';
import { carriedValue } from '../fieldMap/fieldMap';
import { showSlots, slotMap } from '../fieldMap/slots';
import type { RowAgreement } from '../model/agreement';
import { agreementOf, agreements } from '../model/agreement';
import { agree, attach, detach, fail, forget, noteJoining, wait } from '../model/draft';
import type { BothSides, Pair, Snapshot, SyncState } from '../model/types';
import { slotOf } from '../../../shared/lists/contactLists';
import type { SideName } from '../../../shared/protocol';

/** A person for whom something is to be written. */
export interface Planned {
	contact: Pair;
	decision: Change;
	sides: readonly SideName[];
}

/** Decides every person, carries out at once what needs no write, and returns those who need one. */
export function decideAll(state: SyncState, context: DecisionContext, startedAt: number): Planned[] {
	const planned: Planned[] = [];
	const forgotten = new Set<Pair>();
	for (const pair of state.contacts) {
		forgetOldReturns(pair, context.rows, startedAt);
		const decision = decide(pair, context);
		if (decision.kind === 'forget') forgotten.add(pair);
		settleWithoutWrite(pair, decision, context);
		const sides = isChange(decision) ? sidesWritten(decision) : null;
		if (isChange(decision) && sides?.length) planned.push({ contact: pair, decision, sides });
		else wait(pair, null);
	}
	forget(state, (pair) => forgotten.has(pair));
	return planned;
}

function settleWithoutWrite(pair: Pair, decision: Decision, context: DecisionContext): void {
	if (decision.kind === 'compare') {
		attach(pair);
		if (!decision.join) noteJoining(pair, false);
		if (decision.agree.length > 0) agreeOnShown(pair, new Set(decision.agree), context.rows);
		if (decision.held) agreeOnHeld(pair, new Set(decision.held), context);
		if (decision.writes.length === 0 && !decision.join) fail(pair, null);
	} else if (decision.kind === 'detach') {
		detach(pair, decision.reason);
	}
}

/** Takes what both sides of these rows show now as agreed. */
function agreeOnShown(pair: Pair, indexes: ReadonlySet<number>, rows: readonly MappedRow[]): void {
	agree(pair, agreements(rows.length, (index) =>
		indexes.has(index) ? shownNow(pair, rows[index]) : agreementOf(pair, index),
	));
}

/** The same, of fields whose values Google's lists hold already, whichever entries they are from now on. */
function agreeOnHeld(pair: Pair, held: ReadonlySet<number>, context: DecisionContext): void {
	const { google } = pair;
	if (!google) return;
	const { rows } = context;
	const fields = [...held].map((index) => rows[index].google);
	bindWritten(pair, fields, google, context);
	agree(pair, agreements(rows.length, (index) => (held.has(index) ? shownNow(pair, rows[index]) : agreementBeside(pair, index, fields, google, context))));
}

/** Which entries of the lists the written fields are tells what was written to them; all others are what they were. */
export function bindWritten(pair: Pair, written: readonly string[], known: Snapshot, { rows, settings }: DecisionContext): void {
	const { agreed } = pair;
	agree(
		pair,
		agreements(rows.length, (index) => {
			const row = rows[index];
			const carried = written.includes(row.google) ? carriedValue(row, 'google', shownFields(pair), settings) : { problem: '' };
			const google = 'value' in carried ? carried.value : (known.fields[row.google] ?? '');
			// What a one-way row does not carry to the CRM is that entry all the same.
			return { google, crm: shownNow(pair, row).crm || google };
		}),
	);
	// What was written over says nothing of where the entry is.
	showSlots(pair, slotMap(settings), { ...known, fields: omit(known.fields, written) });
	agree(pair, agreed);
}

/** What is agreed on beside written fields: of another entry, that shows where one was cleared, nothing goes to the CRM. */
export function agreementBeside(pair: Pair, index: number, written: readonly string[], known: Snapshot, { rows }: DecisionContext): RowAgreement {
	const { google } = rows[index];
	const agreement = agreementOf(pair, index);
	const appears = agreement?.google === '' && !known.fields[google] && !written.includes(google) && slotOf(google);
	return appears ? { ...agreement, google: shownNow(pair, rows[index]).google } : agreement;
}

/** What both sides of a row show now, as their new agreement. */
export function shownNow(pair: Pair, row: { google: string; crm: string }): BothSides<string> {
	return { google: pair.google?.fields[row.google] ?? '', crm: pair.crm?.fields[row.crm] ?? '' };
}
