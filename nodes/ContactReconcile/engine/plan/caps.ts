import type { SideName } from '../../../shared/protocol';
import { compareText } from '../values/compareText';
import type { Contact } from '../model/types';

/** A contact that needs writing, and the sides it needs it on. */
export interface Candidate {
	contact: Contact;
	sides: readonly SideName[];
}

/**
 * Chooses which contacts are written in this run: at most `cap` on each side, longest waiting first, then by id, so
 * that none starves and every run chooses the same (P7, S47). A contact that needs both sides takes a place on both or
 * waits, so that no conflict is left half resolved (S48).
 *
 * @returns the chosen candidates, in that order; all others wait.
 */
export function withinCaps<T extends Candidate>(candidates: readonly T[], cap: number): T[] {
	const left: Record<SideName, number> = { google: cap, crm: cap };
	return [...candidates].sort(longestWaitingFirst).filter(({ sides }) => {
		if (!sides.every((side) => left[side] >= 1)) return false;
		sides.forEach((side) => (left[side] -= 1));
		return true;
	});
}

function longestWaitingFirst(a: Candidate, b: Candidate): number {
	const since = (a.contact.waitingSince ?? Infinity) - (b.contact.waitingSince ?? Infinity);
	if (since !== 0 && !Number.isNaN(since)) return since;
	return compareText(orderId(a.contact), orderId(b.contact));
}

function orderId({ crm, google }: Contact): string {
	return crm?.id ?? google?.id ?? '';
}
