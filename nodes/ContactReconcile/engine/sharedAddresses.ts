import { contactLabel } from './journal';
import { addressesOf, matchKey } from './match';
import { indexById } from './trees';
import type { BothSides, Contact, SyncSettings, SyncState } from './types';
import { SIDES } from './types';

/**
 * People in sync who got the address of another one as a further address: that links and merges nobody, but is worth a
 * look (S20). Told in the run that first sees it only.
 *
 * @returns a sentence each, at most three and how many more there are.
 */
export function newlySharedAddresses(before: SyncState, state: SyncState, settings: SyncSettings): string[] {
	const known: BothSides<Map<string, Contact>> = {
		google: indexById(before.contacts, 'google'),
		crm: indexById(before.contacts, 'crm'),
	};
	const linked = state.contacts.filter(({ google, crm }) => google && crm);
	const owners = new Map<string, Contact>();
	for (const contact of linked) keysOf(contact, settings).forEach((key) => owners.set(key, contact));
	const sharing = linked.filter((contact) => {
		const further = furtherAddresses(contact, settings);
		const earlier = SIDES.flatMap((side) => known[side].get(contact[side]?.id ?? '') ?? []);
		if (further.size === 0 || earlier.length === 0) return false;
		earlier.forEach((past) => allAddresses(past).forEach((address) => further.delete(address)));
		return [...further].some((address) => (owners.get(address) ?? contact) !== contact);
	});
	const sentences = sharing
		.slice(0, 3)
		.map((contact) => `${contactLabel(contact)} now has, as a further address, the e-mail address of another contact that is in sync`);
	return sharing.length > 3 ? [...sentences, `So have ${sharing.length - 3} more contacts`] : sentences;
}

function keysOf(contact: Contact, settings: SyncSettings): string[] {
	return SIDES.flatMap((side) => matchKey(side, contact[side], settings) || []);
}

function furtherAddresses(contact: Contact, settings: SyncSettings): Set<string> {
	const further = new Set(allAddresses(contact));
	keysOf(contact, settings).forEach((key) => further.delete(key));
	return further;
}

function allAddresses(contact: Contact): string[] {
	return SIDES.flatMap((side) => (contact[side] ? addressesOf(contact[side]) : []));
}
