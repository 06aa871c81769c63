import type { Change, Decision, DecisionContext } from '../decide/decision';
import { isChange, sidesWritten } from '../decide/decision';
import { forgetOldReturns } from '../decide/oscillation';
import { decide } from '../decide/person';
import type { MappedRow } from '../fieldMap/fieldMap';
import { agreementOf, agreements } from '../model/agreement';
import { agree, attach, detach, fail, forget, noteJoining, wait } from '../model/draft';
import type { BothSides, Contact, SyncState } from '../model/types';
import type { SideName } from '../../../shared/protocol';

/** A person for whom something is to be written. */
export interface Planned {
	contact: Contact;
	decision: Change;
	sides: readonly SideName[];
}

/** Decides every person, carries out at once what needs no write, and returns those who need one. */
export function decideAll(state: SyncState, context: DecisionContext, startedAt: number): Planned[] {
	const planned: Planned[] = [];
	const forgotten = new Set<Contact>();
	for (const contact of state.contacts) {
		forgetOldReturns(contact, context.rows, startedAt);
		const decision = decide(contact, context);
		if (decision.kind === 'forget') forgotten.add(contact);
		settleWithoutWrite(contact, decision, context.rows);
		const sides = isChange(decision) ? sidesWritten(decision) : null;
		if (isChange(decision) && sides?.length) planned.push({ contact, decision, sides });
		else wait(contact, null);
	}
	forget(state, (contact) => forgotten.has(contact));
	return planned;
}

function settleWithoutWrite(contact: Contact, decision: Decision, rows: readonly MappedRow[]): void {
	if (decision.kind === 'compare') {
		attach(contact);
		if (!decision.join) noteJoining(contact, false);
		if (decision.agree.length > 0) agreeOnShown(contact, new Set(decision.agree), rows);
		if (decision.writes.length === 0 && !decision.join) fail(contact, null);
	} else if (decision.kind === 'detach') {
		detach(contact, decision.reason);
	}
}

/** Takes what both sides of these rows show now as agreed. */
function agreeOnShown(contact: Contact, indexes: ReadonlySet<number>, rows: readonly MappedRow[]): void {
	agree(contact, agreements(rows.length, (index) =>
		indexes.has(index) ? shownNow(contact, rows[index]) : agreementOf(contact, index),
	));
}

/** What both sides of a row show now, as their new agreement. */
export function shownNow(contact: Contact, row: { google: string; crm: string }): BothSides<string> {
	return { google: contact.google?.fields[row.google] ?? '', crm: contact.crm?.fields[row.crm] ?? '' };
}
