import { matchContacts } from '../../nodes/ContactReconcile/engine/match/match';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { markOf } from '../../nodes/ContactReconcile/engine/observe/adopt';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, Presence, Snapshot, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { World } from './world';

/* Records of people who all have one address, unless told otherwise, and who is found to be whom. */

export function tree(id: string, presence: Presence, fields: Record<string, string>): Snapshot {
	return { id, presence, modifiedAt: null, fields, otherEmails: [], origin: null, partial: false };
}

export const ADDRESS = 'ann@example.org';
export const google = (id: string, fields: Record<string, string> = {}, presence: Presence = 'in') => newContact('google', tree(id, presence, { workEmail: ADDRESS, ...fields }));
export const crm = (id: string, fields: Record<string, string> = {}, presence: Presence = 'in') => newContact('crm', tree(id, presence, { Email: ADDRESS, ...fields }));
/** Somebody who was linked; one of the two records is deleted by now. */
export const leftover = (left: Pair, gone: Pair): Pair => ({ ...left, google: left.google ?? gone.google, crm: left.crm ?? gone.crm });

/** Somebody in sync. */
export const synced = (one: Pair, other: Pair): Pair => ({ ...one, crm: other.crm });
export const apart = (...pairs: Array<[string, string]>): Partial<SyncSettings> => ({ apart: pairs.map(([inGoogle, inCrm]) => ({ google: inGoogle, crm: inCrm })) });
/** Contacts outside the group who all have the one address, each a name of its own. */
export const crowd = (count: number) => Array.from({ length: count }, (_, number) => google(`n${number}`, { givenName: 'Zoe', familyName: `N${number}` }, 'out'));

export function match(contacts: Pair[], settings: Partial<SyncSettings> = {}, passed: Pair[] = []) {
	const { sides, ...empty } = emptyState();
	const email = (name: string) => ({ name, label: name, kind: 'email' as const, writable: true, mandatory: false });
	const capabilities = { google: [email('workEmail'), email('homeEmail')], crm: [email('Email'), email('Secondary_Email')] };
	const state = {
		...empty,
		sides: { google: { ...sides.google, capabilities: capabilities.google }, crm: { ...sides.crm, capabilities: capabilities.crm } },
		mark: markOf(new World().settings),
		contacts: [...contacts],
	};
	const { ambiguous, sharing, perhaps, namesakes } = matchContacts(state, new World(settings).settings, passed);
	const nameOf = ({ google: one, crm: other }: Pair) => [one?.id, other?.id].filter(Boolean).join('+');
	return {
		contacts: state.contacts,
		pairs: state.contacts.map(nameOf),
		unclear: Object.fromEntries([...ambiguous].map(([contact, reason]) => [nameOf(contact), reason])),
		perhaps: Object.fromEntries([...perhaps].map(([contact, ids]) => [nameOf(contact), ids])),
		namesakes: Object.fromEntries([...namesakes].map(([contact, ids]) => [nameOf(contact), [...ids]])),
		shares: Object.fromEntries([...sharing].map(([contact, { addresses, others }]) => [nameOf(contact), [[...addresses], [...others]]])),
	};
}
