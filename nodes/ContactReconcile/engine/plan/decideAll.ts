import type { Change, Decision, DecisionContext } from '../decide/decision';
import { isChange, sidesWritten } from '../decide/decision';
import { forgetOldReturns } from '../decide/oscillation';
import { decide } from '../decide/person';
import { attach, detach, fail, forget, noteJoining, wait } from '../model/draft';
import type { Pair, SyncState } from '../model/types';
import type { SideName } from '../../../shared/protocol';
import { agreeOnMoved, agreeOnShown } from './agreeing';

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
		if (decision.moved) agreeOnMoved(pair, new Set(decision.moved), context);
		if (decision.writes.length === 0 && !decision.join) fail(pair, null);
	} else if (decision.kind === 'detach') {
		detach(pair, decision.reason);
	}
}
