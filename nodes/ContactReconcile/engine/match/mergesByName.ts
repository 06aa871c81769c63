import type { SideName } from '../../../shared/protocol';
import { AFFINITY, affinityOf } from '../fieldMap/personName';
import { phoneFields, phonesOf } from '../fieldMap/secondKey';
import { detach } from '../model/draft';
import type { Contact, SyncSettings } from '../model/types';
import { otherSide, SIDES } from '../model/types';
import type { Directory } from './directory';
import { isLeftover, sideLeft } from './directory';

/**
 * S355: the same as `markMerged` for those who have no address on either side. A live record of the side has the full name of the
 * one that is gone; or a number of it that its own counterpart does not show, as it has just got it; or has shared a number with
 * it, and may be called the same. Colleagues who share a number took nobody in.
 */
export function markMergedByName(contacts: readonly Contact[], directory: Directory, settings: SyncSettings): void {
	// Hardly anybody has lost a record.
	const leftovers = contacts.filter((contact) => isLeftover(contact) && sideLeft(contact) !== null && !contact.detached && hasNoAddress(contact, directory));
	if (leftovers.length === 0) return;
	const phones = phoneFields(settings);
	const numbersOf = (contact: Contact, side: SideName): string[] => (contact[side] ? [...phonesOf(contact[side], phones[side], settings)] : []);
	const namesOf = (contact: Contact) => SIDES.flatMap((side) => (contact[side] ? directory.nameOf(side, contact[side]) : []));
	for (const side of SIDES) {
		const bereft = leftovers.filter((contact) => sideLeft(contact) === otherSide(side));
		const byName = indexed(bereft, (contact) => SIDES.flatMap((one) => (contact[one] ? directory.nameKeys(one, contact[one]) : [])));
		const byNumber = indexed(bereft, (contact) => SIDES.flatMap((one) => numbersOf(contact, one)));
		for (const contact of bereft.length > 0 ? contacts : []) {
			const tree = contact[side];
			if (!tree || tree.presence === 'gone') continue;
			const name = directory.nameOf(side, tree);
			const had = new Set(numbersOf(contact, otherSide(side)));
			const isTakenIn = (one: Contact, number: string): boolean => !had.has(number) || namesOf(one).some((other) => affinityOf(name, other) >= AFFINITY.compatible);
			const namesakes = directory.nameKeys(side, tree).flatMap((key) => byName.get(key) ?? []);
			const numbered = numbersOf(contact, side).flatMap((number) => (byNumber.get(number) ?? []).filter((one) => isTakenIn(one, number)));
			for (const one of [...namesakes, ...numbered]) detach(one, 'merged');
		}
	}
}

function hasNoAddress(contact: Contact, directory: Directory): boolean {
	return SIDES.every((side) => !contact[side] || directory.addressesOf(side, contact[side]).length === 0);
}

function indexed(contacts: readonly Contact[], keysOf: (contact: Contact) => string[]): Map<string, Contact[]> {
	const index = new Map<string, Contact[]>();
	for (const contact of contacts) {
		for (const key of new Set(keysOf(contact))) index.set(key, [...(index.get(key) ?? []), contact]);
	}
	return index;
}
