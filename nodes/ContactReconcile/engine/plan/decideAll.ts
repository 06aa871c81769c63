import type { Change, Decision, DecisionContext } from '../decide/decision';
import { isChange, sidesWritten } from '../decide/decision';
import { forgetOldReturns } from '../decide/oscillation';
import { decide } from '../decide/person';
import type { MappedRow } from '../fieldMap/fieldMap';
import { agreementOf, agreements } from '../model/agreement';
import { agree, attach, detach, fail, forget, noteJoining, wait } from '../model/draft';
import type { BothSides, Pair, SyncState } from '../model/types';
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
		settleWithoutWrite(pair, decision, context.rows);
		const sides = isChange(decision) ? sidesWritten(decision) : null;
		if (isChange(decision) && sides?.length) planned.push({ contact: pair, decision, sides });
		else wait(pair, null);
	}
	forget(state, (pair) => forgotten.has(pair));
	return planned;
}

function settleWithoutWrite(pair: Pair, decision: Decision, rows: readonly MappedRow[]): void {
	if (decision.kind === 'compare') {
		attach(pair);
		if (!decision.join) noteJoining(pair, false);
		if (decision.agree.length > 0) agreeOnShown(pair, new Set(decision.agree), rows);
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

/** What both sides of a row show now, as their new agreement. */
export function shownNow(pair: Pair, row: { google: string; crm: string }): BothSides<string> {
	return { google: pair.google?.fields[row.google] ?? '', crm: pair.crm?.fields[row.crm] ?? '' };
}
