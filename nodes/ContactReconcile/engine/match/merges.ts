import type { SideName } from '../../../shared/protocol';
import type { Directory, Entry } from './directory';
import { CROWD, put, sideLeft } from './directory';
import type { Pair } from '../model/types';
import { detach } from '../model/draft';
import { otherSide, SIDES } from '../model/types';
import { remembered } from '../values/remembered';

/** Who got addresses in this run that neither side had shown of them, and which. */
export type Gained = ReadonlyMap<Pair, readonly string[]>;

/** Who lost a record by its deletion, and the one that is left. */
interface Bereft {
	contact: Pair;
	left: Entry;
	/** The addresses of the one that is gone. */
	lost: readonly string[];
	/** The addresses that people are matched by, of both records; all those of a record that has none in that field. */
	primaries: ReadonlySet<string>;
	/** Every address of both records. */
	addresses: ReadonlySet<string>;
}

/**
 * S21: a record is gone, and a live one of its side carries its address: someone merged two. The counterpart of the
 * one that vanished is set aside, never deleted. Whoever surely is somebody else, and shares a further address, such as
 * that of the family, took nobody in, unless it has just got that; nor did who shares one of a crowd, but namesakes.
 */
export function markMerged(contacts: readonly Pair[], directory: Directory, gained: Gained): void {
	for (const side of SIDES) {
		const bereft = contacts.flatMap((pair) => bereftOf(pair, side, directory) ?? []);
		// Hardly anybody has lost a record.
		if (bereft.length === 0) continue;
		const holders = holdersOf(new Set(bereft.flatMap(({ addresses }) => [...addresses])), contacts, side, directory);
		const namedIn = remembered((crowd: readonly Entry[]) => byFullName(crowd, directory));
		const near = ({ left, primaries }: Bereft, address: string): readonly Entry[] => {
			const those = holders.get(address) ?? [];
			if (those.length <= CROWD || primaries.has(address)) return those;
			return namedIn(those).get(directory.nameOf(left.side, left.tree).full) ?? [];
		};
		for (const one of bereft) {
			const tookIn = ({ contact: pair, addresses }: Entry): boolean | undefined =>
				addresses.some((address) => one.primaries.has(address)) || gained.get(pair)?.some((address) => one.lost.includes(address)) || !directory.isOfAnother(one.left, pair);
			if ([...one.addresses].some((address) => near(one, address).some(tookIn))) detach(one.contact, 'merged');
		}
	}
}

function bereftOf(pair: Pair, side: SideName, directory: Directory): Bereft | undefined {
	const { [side]: lost, [otherSide(side)]: kept } = pair;
	if (!lost || !kept || sideLeft(pair) !== otherSide(side) || pair.detached) return undefined;
	const [gone, left] = [directory.entryOf(pair, side, lost, 'lone'), directory.entryOf(pair, otherSide(side), kept, 'lone')];
	const primaries = new Set([gone, left].flatMap(({ primary, addresses }) => (primary === '' ? addresses : primary)));
	return { contact: pair, left, lost: gone.addresses, primaries, addresses: new Set([...gone.addresses, ...left.addresses]) };
}

function byFullName(entries: readonly Entry[], directory: Directory): Map<string, Entry[]> {
	const named = new Map<string, Entry[]>();
	for (const entry of entries) put(named, directory.nameOf(entry.side, entry.tree).full, entry);
	return named;
}

/** Who holds one of these addresses on a side by now. */
function holdersOf(wanted: ReadonlySet<string>, contacts: readonly Pair[], side: SideName, directory: Directory): Map<string, Entry[]> {
	const holders = new Map<string, Entry[]>();
	for (const pair of contacts) {
		const tree = pair[side];
		if (!tree || tree.presence === 'gone') continue;
		const entry = directory.entryOf(pair, side, tree, 'lone');
		for (const address of entry.addresses) {
			if (wanted.has(address)) put(holders, address, entry);
		}
	}
	return holders;
}
