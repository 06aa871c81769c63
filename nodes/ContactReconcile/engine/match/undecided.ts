import partition from 'lodash/partition';

import type { Directory, Entry } from './directory';
import { AFFINITY } from '../fieldMap/personName';
import type { Pair } from '../model/types';
import { otherSide } from '../model/types';

/** Why a contact is left alone until a person has sorted it out (P11). */
export type AmbiguityReason =
	| 'duplicateOfSynced'
	/** Somebody else who is in sync has the address. */
	| 'sharedWithSynced'
	| 'severalInGoogle'
	| 'severalInCrm'
	| 'severalOnBothSides'
	| 'severalOutsideGroup'
	/** A record of another name on the other side has the address. */
	| 'differentNames'
	/** A record has the address, and the account may not read it. */
	| 'forbiddenNamesake'
	/** Another sync made a Google contact for the CRM record. */
	| 'otherSync'
	| 'doubleOfOwn'
	/** The same, and nobody has changed either of the two. */
	| 'untouchedDouble'
	| 'namesakeUnclear'
	/** Somebody who is in sync has the full name and a number. */
	| 'nameOfSynced'
	/** Several have the full name, and a number if they have any. */
	| 'severalOfName'
	/** A record on the other side has the full name, and neither an address nor a number tells whether they are one person. */
	| 'sameName'
	/** A record has the full name, and the account may not read it. */
	| 'forbiddenName'
	/** The sync made it for a CRM record that is not known any more, as after a run that was cut off. */
	| 'originUnclear';

export type Ambiguities = Map<Pair, AmbiguityReason>;

/** Addresses that a record shares with others of its side whom its users know to be other people. */
export interface Sharing {
	/** In comparison form. */
	addresses: ReadonlySet<string>;
	/** The records of those people on the other side, by id. */
	others: ReadonlySet<string>;
}

/** Whoever found no counterpart, with whom it may be on the other side, by id. */
export type Candidates = ReadonlyMap<Pair, readonly string[]>;

/** So many are enough to look at. */
const SHOWN = 5;

export function idsOf(entries: readonly Entry[]): string[] {
	return entries.slice(0, SHOWN).map(({ tree }) => tree.id);
}

/** What is known of a record that found no counterpart. */
interface Verdict {
	/** Why nothing is done about it; null when it may be created on the other side. */
	reason: AmbiguityReason | null;
	sharing: Sharing | null;
	/** Whom it may be on the other side. */
	perhaps: readonly Entry[];
	/** A record of the other side has one of its addresses, without their users' knowing. */
	isBlocked: boolean;
}

/**
 * Whether a record that found no counterpart may be created on the other side. It may not while anybody there has one
 * of its addresses, unless its users let the two people share it on its own side.
 *
 * @param paired the contacts that this very matching has linked.
 */
export function verdictOn(seeker: Entry, directory: Directory, paired: ReadonlySet<Pair>): Verdict {
	const others = [...directory.sharing(seeker)];
	const standings = new Set(others.map(({ standing }) => standing));
	if (standings.has('unlisted')) return { reason: 'namesakeUnclear', sharing: null, perhaps: [], isBlocked: true };
	if (standings.has('forbidden')) return { reason: 'forbiddenNamesake', sharing: null, perhaps: [], isBlocked: true };
	const [neighbours, strangers] = partition(others, (other) => isKnownNeighbour(seeker, other, directory));
	return {
		reason: strangers.length > 0 ? reasonFor(seeker, strangers, directory, paired) : null,
		sharing: neighbours.length > 0 ? sharingOf(seeker, neighbours) : null,
		perhaps: strangers.filter(({ side, standing }) => side !== seeker.side && standing === 'lone'),
		isBlocked: strangers.some((other) => other.side !== seeker.side),
	};
}

function sharingOf(seeker: Entry, neighbours: readonly Entry[]): Sharing {
	const addresses = neighbours.flatMap((other) => other.addresses.filter((address) => seeker.addresses.includes(address)));
	const others = neighbours.flatMap(({ contact: pair }) => pair[otherSide(seeker.side)]?.id ?? []);
	return { addresses: new Set(addresses), others: new Set(others) };
}

/** Somebody else with whom the users of the record's own side share an address. */
function isKnownNeighbour(seeker: Entry, other: Entry, directory: Directory): boolean {
	if (directory.areApart(seeker, other)) return true;
	if (!directory.isOfAnother(seeker, other.contact, directory.isCrowded(seeker) && directory.isCrowded(other))) return false;
	if (other.side === seeker.side) return true;
	const own = other.contact[seeker.side];
	if (other.standing !== 'linked' || !own) return false;
	const shown = new Set(directory.addressesOf(seeker.side, own));
	return other.addresses.every((address) => !seeker.addresses.includes(address) || shown.has(address));
}

function maybeSame(seeker: Entry, other: Entry, directory: Directory): boolean {
	return directory.affinityToPerson(seeker, other) >= AFFINITY.unknown;
}

function reasonFor(seeker: Entry, others: readonly Entry[], directory: Directory, paired: ReadonlySet<Pair>): AmbiguityReason {
	const ownSeveral = seeker.side === 'google' ? 'severalInGoogle' : 'severalInCrm';
	const alike = others.filter((other) => maybeSame(seeker, other, directory));
	const doubled = alike.find(({ standing }) => standing === 'linked');
	if (doubled) return paired.has(doubled.contact) ? ownSeveral : 'duplicateOfSynced';
	const lone = others.filter(({ standing }) => standing === 'lone');
	const across = lone.filter(({ side }) => side !== seeker.side);
	const beside = lone.filter((other) => other.side === seeker.side);
	const candidates = across.filter((other) => alike.includes(other));
	if (candidates.length > 1) {
		if (beside.length > 0) return 'severalOnBothSides';
		if (candidates.every(({ side, tree }) => side === 'google' && tree.presence === 'out')) return 'severalOutsideGroup';
		return seeker.side === 'google' ? 'severalInCrm' : 'severalInGoogle';
	}
	if (candidates.length > 0) return ownSeveral;
	if (across.length > 0) return 'differentNames';
	return beside.length > 0 ? ownSeveral : 'sharedWithSynced';
}

/** A sentence for each reason that no edit of a contact ends. */
export function attentionOn(ambiguous: Ambiguities): string[] {
	const count = (reason: AmbiguityReason): number => [...ambiguous.values()].filter((one) => one === reason).length;
	const [byOthers, forbidden] = [count('otherSync'), count('forbiddenNamesake')];
	return [
		...(byOthers > 0 ? [`${byOthers} contact(s) are left alone because another sync has made them in Google; see the details`] : []),
		...(forbidden > 0 ? [`${forbidden} contact(s) are not created because the account may not read a record with their e-mail address; see the details`] : []),
	];
}
