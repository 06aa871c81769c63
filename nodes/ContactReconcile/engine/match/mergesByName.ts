import type { SideName } from '../../../shared/protocol';
import { AFFINITY, affinityOf } from '../fieldMap/personName';
import { phoneFields, phonesOf } from '../fieldMap/secondKey';
import { detach } from '../model/draft';
import type { Pair, SyncSettings } from '../model/types';
import { otherSide, SIDES } from '../model/types';
import type { Directory } from './directory';
import { CROWD, isLeftover, sideLeft } from './directory';

/**
 * S355: the same as `markMerged` for those who have no address on either side. A live record of the side has the full name of the
 * one that is gone; or a number of it that its own counterpart does not show, as it has just got it; or has shared a number with
 * it, and may be called the same. Colleagues who share a number took nobody in, nor does one of a crowd tell of anybody.
 */
export function markMergedByName(contacts: readonly Pair[], directory: Directory, settings: SyncSettings): void {
	// Hardly anybody has lost a record.
	const leftovers = contacts.filter((pair) => isLeftover(pair) && sideLeft(pair) !== null && !pair.detached && hasNoAddress(pair, directory));
	if (leftovers.length === 0) return;
	const phones = phoneFields(settings);
	const numbersOf = (pair: Pair, side: SideName): string[] => (pair[side] ? [...phonesOf(pair[side], phones[side], settings)] : []);
	const namesOf = (pair: Pair) => SIDES.flatMap((side) => (pair[side] ? directory.nameOf(side, pair[side]) : []));
	for (const side of SIDES) {
		const bereft = leftovers.filter((pair) => sideLeft(pair) === otherSide(side));
		const byName = indexed(bereft, (pair) => SIDES.flatMap((one) => (pair[one] ? directory.nameKeys(one, pair[one]) : [])));
		const byNumber = indexed(bereft, (pair) => SIDES.flatMap((one) => numbersOf(pair, one)));
		for (const [number, those] of byNumber) if (those.length > CROWD) byNumber.delete(number);
		for (const pair of bereft.length > 0 ? contacts : []) {
			const tree = pair[side];
			if (!tree || tree.presence === 'gone') continue;
			const name = directory.nameOf(side, tree);
			const had = new Set(numbersOf(pair, otherSide(side)));
			const isTakenIn = (one: Pair, number: string): boolean => !had.has(number) || namesOf(one).some((other) => affinityOf(name, other) >= AFFINITY.compatible);
			const namesakes = directory.nameKeys(side, tree).flatMap((key) => byName.get(key) ?? []);
			const numbered = numbersOf(pair, side).flatMap((number) => (byNumber.get(number) ?? []).filter((one) => isTakenIn(one, number)));
			for (const one of [...namesakes, ...numbered]) detach(one, 'merged');
		}
	}
}

function hasNoAddress(pair: Pair, directory: Directory): boolean {
	return SIDES.every((side) => !pair[side] || directory.addressesOf(side, pair[side]).length === 0);
}

function indexed(contacts: readonly Pair[], keysOf: (pair: Pair) => string[]): Map<string, Pair[]> {
	const index = new Map<string, Pair[]>();
	for (const pair of contacts) {
		for (const key of new Set(keysOf(pair))) {
			const known = index.get(key);
			if (known) known.push(pair);
			else index.set(key, [pair]);
		}
	}
	return index;
}
