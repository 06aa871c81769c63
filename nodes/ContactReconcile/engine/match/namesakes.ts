import type { SideName } from '../../../shared/protocol';
import { phoneFields, phonesOf } from '../fieldMap/secondKey';
import type { BothSides, Pair, SyncSettings, SyncState } from '../model/types';
import { SIDES } from '../model/types';
import type { Directory, Entry } from './directory';
import { CROWD, isLeftover, put, sideLeft, standingOf } from './directory';
import { mayMeet } from './pairing';
import { remembered } from '../values/remembered';
import type { Ambiguities, AmbiguityReason } from './undecided';

/** Two records that are one person by what they have in common besides an address. */
interface Seeking {
	google: Entry;
	crm: Entry;
}

/** What is known of a record that found no counterpart by its name. */
interface NameVerdict {
	/** Why nothing is done about it; null when it may be created on the other side. */
	reason: AmbiguityReason | null;
	/** Whom it may be on the other side. */
	perhaps: readonly Entry[];
	/** Records of the CRM that have its name and are known to be somebody else, by id. */
	others: ReadonlySet<string>;
}

/**
 * Who has which full name and phone number, on both sides: those who look for a counterpart, and everybody who has one of
 * their names. Where one of two records has no address, full name and number decide whether they are one person; and the
 * name alone where the builder says so. They decide only where nobody else has them.
 */
export class Namesakes {
	/** Those who look for a counterpart, and are not set aside already. */
	private readonly seekers: Entry[] = [];

	/** By a key of the name. */
	private readonly named = new Map<string, Entry[]>();

	/** By a key of the name, and a number. */
	private readonly numbered = new Map<string, Entry[]>();

	private readonly phones: BothSides<readonly string[]>;

	private readonly keysOf = remembered(({ side, tree }: Entry) => this.directory.nameKeys(side, tree));

	private readonly numbersOf = remembered(({ side, tree }: Entry) => phonesOf(tree, this.phones[side], this.settings));

	constructor(
		{ contacts }: SyncState,
		private readonly settings: SyncSettings,
		private readonly directory: Directory,
		private readonly ambiguous: Ambiguities,
	) {
		this.phones = phoneFields(settings);
		const seeking = new Set(directory.seekers.map(({ contact: pair }) => pair));
		for (const entry of directory.seekers) {
			for (const key of this.keysOf(entry)) put(this.named, key, entry);
			if (!ambiguous.has(entry.contact)) this.seekers.push(entry);
		}
		// Everybody else matters only to those who look for one.
		if (this.named.size === 0) return;
		for (const pair of contacts) if (!seeking.has(pair)) this.addOther(pair);
		for (const [key, entries] of this.named) if (entries.length > 1) entries.forEach((entry) => this.addNumbers(key, entry));
	}

	/** Those of whom each is the only one that the other can be. */
	pairs(): Seeking[] {
		const found = this.seekers.flatMap((seeker) => this.pairOf(seeker, (entry) => this.sharingNumber(entry)) ?? []);
		if (!this.settings.linkByName) return found;
		const linked = new Set(found.flatMap(({ google, crm }) => [google, crm]));
		const byName = this.seekers.flatMap((seeker) => this.pairOf(seeker, (entry) => this.sharingName(entry)) ?? []);
		return [...found, ...byName.filter(({ google, crm }) => !linked.has(google) && !linked.has(crm))];
	}

	private pairOf(seeker: Entry, sharing: (entry: Entry) => readonly Entry[]): Seeking | undefined {
		const [one, ...more] = sharing(seeker).filter((other) => this.mayBe(seeker, other));
		if (!one || more.length > 0 || this.ambiguous.has(one.contact) || !mayMeet(seeker, one, this.settings)) return undefined;
		const isRival = (other: Entry): boolean => other.contact !== seeker.contact && other.contact !== one.contact && ![seeker, one].some((member) => this.directory.areApart(member, other));
		if ([...sharing(seeker), ...sharing(one)].some(isRival)) return undefined;
		return seeker.side === 'google' ? { google: seeker, crm: one } : { google: one, crm: seeker };
	}

	/** What is known of those who found no counterpart, and are not alone with their name. */
	verdicts(): Map<Pair, NameVerdict> {
		const found = new Map<Pair, NameVerdict>();
		for (const seeker of this.seekers) {
			if (this.isCrowded(seeker)) found.set(seeker.contact, { reason: seeker.addresses.length === 0 ? 'severalOfName' : null, perhaps: [], others: new Set() });
			else if (this.sharingName(seeker).length > 0) found.set(seeker.contact, this.verdictOn(seeker));
		}
		return found;
	}

	private verdictOn(seeker: Entry): NameVerdict {
		const alike = this.sharingName(seeker).filter((other) => !this.directory.areApart(seeker, other));
		const others = new Set(this.sharingName(seeker).flatMap(({ contact: pair }) => pair.crm?.id ?? []));
		const across = alike.filter((other) => other.side !== seeker.side && oneLacksAddress(seeker, other));
		const perhaps = across.filter(({ standing }) => standing === 'lone');
		return { reason: this.reasonFor(seeker, across, perhaps), perhaps, others };
	}

	private reasonFor(seeker: Entry, across: readonly Entry[], perhaps: readonly Entry[]): AmbiguityReason | null {
		if (across.some(({ standing }) => standing === 'unlisted')) return 'namesakeUnclear';
		if (across.some(({ standing }) => standing === 'forbidden')) return 'forbiddenName';
		const alike = this.sharingNumber(seeker).filter((other) => !this.directory.areApart(seeker, other));
		if (alike.some((other) => other.standing === 'linked' && oneLacksAddress(seeker, other))) return 'nameOfSynced';
		if (perhaps.length > 0) return perhaps.some((other) => alike.includes(other)) ? 'severalOfName' : 'sameName';
		// Who is left is on the own side. What a deletion left over is no double.
		return seeker.addresses.length === 0 && alike.some(({ standing }) => standing === 'lone') && !isLeftover(seeker.contact) ? 'severalOfName' : null;
	}

	private mayBe(seeker: Entry, other: Entry): boolean {
		return other.side !== seeker.side && other.standing === 'lone' && oneLacksAddress(seeker, other) && !this.directory.areApart(seeker, other);
	}

	/** Whether a record has a name of a crowd. */
	private isCrowded(entry: Entry): boolean {
		return this.keysOf(entry).some((key) => (this.named.get(key)?.length ?? 0) > CROWD);
	}

	private sharingName(entry: Entry): readonly Entry[] {
		return this.others(entry, this.keysOf(entry), this.named);
	}

	private sharingNumber(entry: Entry): readonly Entry[] {
		const keys = this.keysOf(entry).flatMap((key) => [...this.numbersOf(entry)].map((number) => `${key}\n${number}`));
		return this.others(entry, keys, this.numbered);
	}

	private others({ contact: pair }: Entry, keys: readonly string[], index: ReadonlyMap<string, readonly Entry[]>): readonly Entry[] {
		const lists = keys.flatMap((key) => [index.get(key) ?? []]).filter(({ length }) => length <= CROWD);
		const found = new Set(lists.flat());
		return [...found].filter((other) => other.contact !== pair);
	}

	private addNumbers(key: string, entry: Entry): void {
		for (const number of this.numbersOf(entry)) put(this.numbered, `${key}\n${number}`, entry);
	}

	private addOther(pair: Pair): void {
		const left = sideLeft(pair);
		// Of what was agreed on the two sides may hold different forms, as a number that one of them has cut.
		const sides: readonly SideName[] = left ? [left] : SIDES;
		for (const side of sides) {
			const tree = pair[side];
			if (!tree) continue;
			const keys = this.directory.nameKeys(side, tree).filter((key) => this.named.has(key));
			if (keys.length === 0) continue;
			const entry = this.directory.entryOf(pair, side, tree, standingOf(pair, tree, this.ambiguous));
			for (const key of keys) this.named.get(key)?.push(entry);
		}
	}
}

function oneLacksAddress(a: Entry, b: Entry): boolean {
	return a.addresses.length === 0 || b.addresses.length === 0;
}
