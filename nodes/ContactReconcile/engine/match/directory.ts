import type { NameFields, SideName } from '../../../shared/protocol';
import type { EmailFields } from '../fieldMap/addresses';
import { addressesOf, emailFields, matchKey } from '../fieldMap/addresses';
import type { PersonName } from '../../../shared/values/names';
import type { Affinity } from '../fieldMap/personName';
import { AFFINITY, affinityOf, areTwoPeople, contradict, haveTwoNames, nameFields, nameKeys, nameOf } from '../fieldMap/personName';
import type { BothSides, Pair, Snapshot, SyncSettings, SyncState } from '../model/types';
import { SIDES } from '../model/types';
import { remembered } from '../values/remembered';
import { apartBy } from './apart';

/**
 * What a record is to those who look for a person.
 * - `lone`: without a counterpart, or its counterpart was deleted.
 * - `linked`: its person is known on both sides.
 * - `unlisted`: yet to be read by id: it may be the one that others look for, or be gone.
 * - `forbidden`: without a counterpart, and the account may not read it.
 */
type Standing = 'lone' | 'linked' | 'unlisted' | 'forbidden';

/** An address, name or number of more than so many records is nobody's own. */
export const CROWD = 200;

/** So many of each kind tell as much of a crowd as all of them. */
const FEW = 5;

/** Those who have an address of a crowd. */
interface Crowd {
	/** A few of each side and standing. */
	some: readonly Entry[];
	/** By full name, on either side. */
	named: ReadonlyMap<string, readonly Entry[]>;
}

/** A record as it stands in the directory. */
export interface Entry {
	contact: Pair;
	side: SideName;
	tree: Snapshot;
	standing: Standing;
	/** In comparison form. */
	addresses: readonly string[];
	/** The address that people are matched by, in comparison form; empty when there is none. */
	primary: string;
}

/**
 * Who holds which address, on both sides: those who look for a counterpart, and everybody who holds one of their
 * addresses.
 */
export class Directory {
	/** Records in scope without a counterpart. */
	readonly seekers: Entry[] = [];

	private readonly holders = new Map<string, Entry[]>();

	private readonly namesOn: BothSides<(tree: Snapshot) => PersonName>;

	private readonly nameFields: BothSides<NameFields>;

	private readonly emailFields: EmailFields;

	/** Whether two are never to be linked. */
	readonly areApart: (a: Entry, b: Entry) => boolean;

	/** @param apart contacts that are decided on already; those with `originUnclear` may be the ones that others look for. */
	constructor(
		state: SyncState,
		private readonly settings: SyncSettings,
		apart: ReadonlyMap<Pair, string>,
	) {
		this.nameFields = nameFields(settings);
		const namesOn = (side: SideName) => remembered((tree: Snapshot) => nameOf(side, tree, this.nameFields[side], settings));
		this.namesOn = { google: namesOn('google'), crm: namesOn('crm') };
		this.emailFields = emailFields(state, settings);
		const isApart = apartBy(settings);
		this.areApart = (a, b) => isApart(a.contact, b.contact);
		const others: Pair[] = [];
		for (const pair of state.contacts) {
			const side = sideLeft(pair);
			const tree = side && pair[side];
			if (side && tree?.presence === 'in' && !apart.has(pair)) this.seekers.push(this.entryOf(pair, side, tree, 'lone'));
			else others.push(pair);
		}
		for (const seeker of this.seekers) {
			for (const address of seeker.addresses) put(this.holders, address, seeker);
		}
		// Everybody else matters only to those who look for one.
		if (this.holders.size === 0) return;
		for (const pair of others) this.addOther(pair, apart);
	}

	/** Whoever else holds one of the addresses of a record, each once; of a crowd the namesakes, and a few of all the others. */
	readonly sharing = remembered(({ addresses, contact: pair, side, tree }: Entry): ReadonlySet<Entry> => {
		const found = new Set<Entry>();
		for (const address of addresses) {
			const holders = this.holders.get(address) ?? [];
			const near = holders.length > CROWD ? this.inCrowd(address, this.nameOf(side, tree)) : holders;
			for (const holder of near) if (holder.contact !== pair) found.add(holder);
		}
		return found;
	});

	/** Whether somebody who has yet to be looked up, or may not be read, holds one of the addresses of a record. */
	readonly isUnclear = remembered((entry: Entry): boolean => [...this.sharing(entry)].some(({ standing }) => standing === 'unlisted' || standing === 'forbidden'));

	/** How much the names of two records have in common; of an address of a crowd only full names are compared. */
	affinityOf(a: Entry, b: Entry): Affinity {
		const [one, other] = [a, b].map(({ side, tree }) => this.nameOf(side, tree));
		if (!this.isCrowded(a) || !this.isCrowded(b)) return affinityOf(one, other);
		return one.full !== '' && one.full === other.full ? AFFINITY.same : AFFINITY.none;
	}

	/** How much the name of a record has in common with what a person is called, on either side where they are in sync. */
	affinityToPerson(entry: Entry, other: Entry): Affinity {
		if (other.standing !== 'linked') return this.affinityOf(entry, other);
		const affinities = SIDES.flatMap((side) => {
			const tree = other.contact[side];
			return tree ? this.affinityOf(entry, { ...other, side, tree }) : [];
		});
		return Math.max(...affinities) as Affinity;
	}

	/** The most that a name has in common with those in sync who share an address; -1 where there are none. */
	readonly closestInSync = remembered((entry: Entry): Affinity | -1 => {
		let closest: Affinity | -1 = -1;
		for (const other of this.sharing(entry)) {
			if (other.standing === 'linked') closest = Math.max(closest, this.affinityToPerson(entry, other)) as Affinity;
		}
		return closest;
	});

	/**
	 * Whether a record is surely that of somebody else: by the name, and by a main address of its own.
	 *
	 * @param inCrowd whether what they share is an address of a crowd: then other full names are enough.
	 */
	isOfAnother({ side, tree, primary }: Entry, pair: Pair, inCrowd = false): boolean {
		const areTwo = inCrowd ? haveTwoNames : areTwoPeople;
		const name = this.nameOf(side, tree);
		if (primary === '') return false;
		return SIDES.every((other) => {
			const known = pair[other];
			if (!known || known.presence === 'gone') return true;
			return !this.addressesOf(other, known).includes(primary) && areTwo(name, this.nameOf(other, known));
		});
	}

	/** Whether each of two has a main address that the other one lacks, and their names contradict each other. */
	areStrangers(a: Entry, b: Entry): boolean {
		const isOwn = ({ primary }: Entry, other: Entry): boolean => primary !== '' && !other.addresses.includes(primary);
		return isOwn(a, b) && isOwn(b, a) && contradict(this.nameOf(a.side, a.tree), this.nameOf(b.side, b.tree));
	}

	/** The name of a record as it is compared. */
	nameOf(side: SideName, tree: Snapshot): PersonName {
		return this.namesOn[side](tree);
	}

	/** What a record's full name is found by. */
	nameKeys(side: SideName, tree: Snapshot): readonly string[] {
		return nameKeys(side, tree, this.nameFields[side], this.settings);
	}

	/** A record with what people are told apart by. */
	entryOf(pair: Pair, side: SideName, tree: Snapshot, standing: Standing): Entry {
		return { contact: pair, side, tree, standing, addresses: this.addressesOf(side, tree), primary: matchKey(side, tree, this.settings) };
	}

	/** Every address of a record, in comparison form. */
	addressesOf(side: SideName, tree: Snapshot): string[] {
		return addressesOf(tree, this.emailFields[side]);
	}

	private inCrowd(address: string, { full }: PersonName): readonly Entry[] {
		const { some, named } = this.crowdOf(address);
		const namesakes = named.get(full) ?? [];
		return namesakes.length > CROWD ? some : [...namesakes, ...some];
	}

	private readonly crowdOf = remembered((address: string): Crowd => {
		const some = new Map<string, Entry[]>();
		const named = new Map<string, Entry[]>();
		for (const holder of this.holders.get(address) ?? []) {
			const { side, standing, contact: pair } = holder;
			if ((some.get(`${side} ${standing}`)?.length ?? 0) < FEW) put(some, `${side} ${standing}`, holder);
			const names = SIDES.flatMap((one) => (pair[one] ? this.nameOf(one, pair[one]).full : []));
			for (const name of new Set(names)) if (name !== '') put(named, name, holder);
		}
		return { some: [...some.values()].flat(), named };
	});

	/** Whether a record has an address that a crowd has. */
	isCrowded({ addresses }: Entry): boolean {
		return addresses.some((address) => (this.holders.get(address)?.length ?? 0) > CROWD);
	}

	private addOther(pair: Pair, apart: ReadonlyMap<Pair, string>): void {
		const left = sideLeft(pair);
		for (const side of left ? [left] : SIDES) {
			const tree = pair[side];
			if (!tree) continue;
			const entry = this.entryOf(pair, side, tree, standingOf(pair, tree, apart));
			for (const address of entry.addresses) this.holders.get(address)?.push(entry);
		}
	}
}

/** Adds to what an index holds under a key. */
export function put(index: Map<string, Entry[]>, key: string, entry: Entry): void {
	const known = index.get(key);
	if (known) known.push(entry);
	else index.set(key, [entry]);
}

/** Where somebody stands who looks for nobody; `apart` are those who are decided on already. */
export function standingOf(pair: Pair, { presence }: Snapshot, apart: ReadonlyMap<Pair, string>): Standing {
	if (presence === 'unlisted') return presence;
	if (sideLeft(pair) === null) return 'linked';
	if (apart.get(pair) === 'originUnclear') return 'unlisted';
	return presence === 'forbidden' ? presence : 'lone';
}

/** The side whose record has no counterpart, or lost it by deletion (S09, S22); null when both exist. */
export function sideLeft(pair: Pair): SideName | null {
	// Who is on neither side has been forgotten before.
	if (isLost(pair.crm)) return 'google';
	return isLost(pair.google) ? 'crm' : null;
}

function isLost(tree: Snapshot | null): boolean {
	return tree === null || tree.presence === 'gone';
}

/** Whether a contact was linked and lost its counterpart by deletion. */
export function isLeftover(pair: Pair): boolean {
	return pair.google !== null && pair.crm !== null;
}
