import type { Contact, SyncSettings, SyncState } from '../model/types';
import { add, noteCreated, noteJoining, show, startAnew } from '../model/draft';
import { newContact } from '../observe/overlay';

/** Whether two contacts are never to be linked, by the word of the builder. */
export type Apart = (a: Contact, b: Contact) => boolean;

/** @returns what is true of pairs that the builder keeps apart, whichever of the two comes first. */
export function apartBy({ apart = [] }: Pick<SyncSettings, 'apart'>): Apart {
	const pairs = new Set(apart.map(({ google, crm }) => `${google} ${crm}`));
	const has = ({ google }: Contact, { crm }: Contact): boolean => google !== null && crm !== null && pairs.has(`${google.id} ${crm.id}`);
	return (a, b) => has(a, b) || has(b, a);
}

/** Whoever is linked and is to be kept apart becomes two people again, and nothing is agreed between them. */
export function separate(state: SyncState, isApart: Apart): void {
	for (const contact of [...state.contacts]) {
		const { google } = contact;
		if (!google || !isApart(contact, contact)) continue;
		show(contact, 'google', null);
		startAnew(contact);
		noteCreated(contact, false);
		noteJoining(contact, false);
		add(state, newContact('google', google));
	}
}
