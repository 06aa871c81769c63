import type { Pair, SyncSettings, SyncState } from '../model/types';
import { add, noteCreated, noteJoining, show, startAnew } from '../model/draft';
import { newContact } from '../observe/overlay';

/** Whether two contacts are never to be linked, by the word of the builder. */
export type Apart = (a: Pair, b: Pair) => boolean;

/** @returns what is true of pairs that the builder keeps apart, whichever of the two comes first. */
export function apartBy({ apart = [] }: Pick<SyncSettings, 'apart'>): Apart {
	const pairs = new Set(apart.map(({ google, crm }) => `${google} ${crm}`));
	const has = ({ google }: Pair, { crm }: Pair): boolean => google !== null && crm !== null && pairs.has(`${google.id} ${crm.id}`);
	return (a, b) => has(a, b) || has(b, a);
}

/** Whoever is linked and is to be kept apart becomes two people again, and nothing is agreed between them. */
export function separate(state: SyncState, isApart: Apart): void {
	for (const pair of [...state.contacts]) {
		const { google } = pair;
		if (!google || !isApart(pair, pair)) continue;
		show(pair, 'google', null);
		startAnew(pair);
		noteCreated(pair, false);
		noteJoining(pair, false);
		add(state, newContact('google', google));
	}
}
