import type { SideName } from '../../../shared/protocol';
import { compareText } from '../values/compareText';
import type { Pair } from '../model/types';
import { SIDES } from '../model/types';

/** A contact that needs writing, and the sides it needs it on. */
interface Candidate {
	contact: Pair;
	sides: readonly SideName[];
}

/**
 * Chooses which contacts are written in this run: at most `cap` on each side, longest waiting first, then by id, so
 * that none starves and every run chooses the same (P7, S47). A contact that needs both sides takes a place on both or
 * waits, so that no conflict is left half resolved (S48). Those who can only go together do so, also where a cap that
 * nobody has used yet is smaller than they are many.
 *
 * @param circles by candidate, who can only go together with it.
 * @returns the chosen candidates, in that order; all others wait.
 */
export function withinCaps<T extends Candidate>(candidates: readonly T[], cap: number, circles: ReadonlyMap<T, readonly T[]> = new Map()): T[] {
	const left: Record<SideName, number> = { google: cap, crm: cap };
	const chosen = new Set<T>();
	for (const one of [...candidates].sort(longestWaitingFirst)) {
		if (chosen.has(one)) continue;
		const group = circles.get(one) ?? [one];
		const needed = (side: SideName): number => group.filter(({ sides }) => sides.includes(side)).length;
		if (!SIDES.every((side) => needed(side) <= left[side] || (group.length > 1 && left[side] === cap))) continue;
		for (const side of SIDES) left[side] -= needed(side);
		group.forEach((member) => chosen.add(member));
	}
	return [...chosen];
}

function longestWaitingFirst(a: Candidate, b: Candidate): number {
	const since = (a.contact.waitingSince ?? Infinity) - (b.contact.waitingSince ?? Infinity);
	if (since !== 0 && !Number.isNaN(since)) return since;
	return compareText(orderId(a.contact), orderId(b.contact));
}

function orderId({ crm, google }: Pair): string {
	return crm?.id ?? google?.id ?? '';
}
