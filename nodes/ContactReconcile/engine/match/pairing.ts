import { compareText } from '../values/compareText';
import type { Directory, Entry } from './directory';
import { isLeftover } from './directory';
import { writesTo } from '../fieldMap/fieldMap';
import type { Affinity } from '../fieldMap/personName';
import { AFFINITY } from '../fieldMap/personName';
import type { SyncSettings } from '../model/types';

/** A Google and a CRM record that share an address, and what their names have in common. */
interface Tie {
	google: Entry;
	crm: Entry;
	affinity: Affinity;
	/** Somebody who has yet to be read may be the counterpart of one of the two: until then nobody is linked in their place. */
	isUnclear: boolean;
}

/** Records without a counterpart that share addresses, directly or by way of others. */
interface Circle {
	google: Set<Entry>;
	crm: Set<Entry>;
	ties: Tie[];
}

/**
 * Finds which records without a counterpart are one person: they share an address, whatever its field or label. Where
 * others share it too, the name decides: the same full name first, then names of which one says less than the other,
 * then records without a name. Nobody is chosen by guess (P11).
 */
export function pairUp(directory: Directory, settings: SyncSettings): Tie[] {
	const pairs = circlesOf(tiesOf(directory, settings)).flatMap((circle) => {
		const [tie] = circle.ties;
		if (circle.google.size > 1 || circle.crm.size > 1) return pairsIn(circle, directory);
		return isOnePerson(tie, directory, settings) ? tie : [];
	});
	return pairs.filter(({ isUnclear }) => !isUnclear);
}

/** Whoever in sync shares an address, and is called as much like one of the two, is the one that it doubles. */
function tiesOf(directory: Directory, settings: SyncSettings): Tie[] {
	const ties: Tie[] = [];
	for (const seeker of directory.seekers) {
		for (const other of directory.sharing(seeker)) {
			if (!mayMeet(seeker, other, settings) || directory.areApart(seeker, other)) continue;
			const [google, crm] = seeker.side === 'google' ? [seeker, other] : [other, seeker];
			const affinity = directory.affinityOf(google, crm);
			// In a crowd strangers are no reason to look closer.
			if (affinity === AFFINITY.none && directory.isCrowded(google) && directory.isCrowded(crm)) continue;
			if ([google, crm].every((entry) => affinity > directory.closestInSync(entry))) ties.push({ google, crm, affinity, isUnclear: [google, crm].some((entry) => directory.isUnclear(entry)) });
		}
	}
	return ties;
}

/** Whether a record without a counterpart may be linked with another one. */
export function mayMeet(seeker: Entry, other: Entry, settings: SyncSettings): boolean {
	if (other.standing !== 'lone' || other.side === seeker.side) return false;
	// Of two seekers the Google contact finds the CRM record.
	if (other.tree.presence === 'in') return seeker.side === 'google';
	// Who was deleted in Google, and is still there outside the group, stays out of it.
	return seeker.side === 'google' || (writesTo(settings, 'google') && seeker.contact.detached !== 'deletedInGoogle');
}

function circlesOf(ties: readonly Tie[]): Circle[] {
	const circleOf = new Map<Entry, Circle>();
	for (const tie of ties) {
		const [one, other] = [tie.google, tie.crm].map((entry) => circleOf.get(entry));
		const circle = one ?? other ?? { google: new Set(), crm: new Set(), ties: [] };
		circle.google.add(tie.google);
		circle.crm.add(tie.crm);
		circle.ties.push(tie);
		if (one && other && one !== other) takeIn(one, other, circleOf);
		circleOf.set(tie.google, circle);
		circleOf.set(tie.crm, circle);
	}
	return [...new Set(circleOf.values())];
}

function takeIn(circle: Circle, other: Circle, circleOf: Map<Entry, Circle>): void {
	for (const side of ['google', 'crm'] as const) {
		for (const entry of other[side]) {
			circle[side].add(entry);
			circleOf.set(entry, circle);
		}
	}
	for (const tie of other.ties) circle.ties.push(tie);
}

function pairsIn(circle: Circle, directory: Directory): Tie[] {
	const { google, crm, ties } = circle;
	const pairs: Tie[] = [];
	let left = ties.filter(({ affinity }) => affinity >= AFFINITY.unknown);
	for (;;) {
		const found = unmistakable(left);
		const choice = found.length > 0 ? undefined : onlyChoice(left, circle, directory);
		if (found.length === 0 && !choice) return pairs;
		if (choice) found.push(choice.pair);
		pairs.push(...found);
		// Who might have been chosen as well is a double, and is linked to nobody by what is left over.
		for (const tie of [...found, ...(choice?.passed ?? [])]) {
			google.delete(tie.google);
			crm.delete(tie.crm);
		}
		left = left.filter((tie) => google.has(tie.google) && crm.has(tie.crm));
	}
}

/** Two who share an address that nobody else has: any part of a name in common will do, unless each has a main address of their own. */
function isOnePerson({ google, crm, affinity }: Tie, directory: Directory, settings: SyncSettings): boolean {
	if (affinity >= AFFINITY.unknown) return true;
	const isAlone = [google, crm].every((entry) => directory.closestInSync(entry) < AFFINITY.none);
	return isAlone && (settings.linkDifferentNames === true || (affinity > AFFINITY.none && !directory.areStrangers(google, crm)));
}

/** Those of whom each is the only one that the other's name says most for. */
function unmistakable(ties: readonly Tie[]): Tie[] {
	const best = new Map<Entry, Tie[]>();
	for (const tie of ties) {
		for (const entry of [tie.google, tie.crm]) {
			const [known] = best.get(entry) ?? [];
			if (!known || tie.affinity > known.affinity) best.set(entry, [tie]);
			else if (tie.affinity === known.affinity) best.get(entry)?.push(tie);
		}
	}
	return ties.filter((tie) => [tie.google, tie.crm].every((entry) => best.get(entry)?.length === 1 && best.get(entry)?.[0] === tie));
}

/** One of several ties, and those that say as much for another record. */
interface Choice {
	pair: Tie;
	passed: readonly Tie[];
}

/**
 * S16: where one side has a single record left, one of several that its name says as much for, by the stated rule. The
 * several are doubles of each other: between two people whose names contradict each other nobody chooses.
 */
function onlyChoice(ties: readonly Tie[], { google, crm }: Circle, directory: Directory): Choice | undefined {
	for (const [alone, others] of [['google', 'crm'], ['crm', 'google']] as const) {
		const inScope = [...(alone === 'google' ? google : crm)].filter(isInScope);
		if (inScope.length !== 1) continue;
		const known = ties.filter((tie) => tie[alone] === inScope[0]);
		const most = Math.max(...known.map(({ affinity }) => affinity));
		const own = known.filter(({ affinity }) => affinity === most);
		const shown = own.filter((tie) => isInScope(tie[others]));
		// Which of several outside the group is meant, only the group can tell.
		const choice = shown.length > 0 ? shown : others === 'crm' ? own : [];
		const [pair, ...passed] = choice.sort((a, b) => byRule(a[others], b[others], a[alone]));
		if (!pair || passed.some((tie) => directory.affinityOf(pair[others], tie[others]) < AFFINITY.unknown)) continue;
		// Of whom the group or list view alone tells the one that is meant, the others are doubles too.
		return { pair, passed: [...passed, ...ties.filter((tie) => tie[others] === pair[others] && tie[alone] !== pair[alone] && tie.affinity >= most)] };
	}
	return undefined;
}

function isInScope({ tree }: Entry): boolean {
	return tree.presence === 'in';
}

/** Who was linked before, then who shares the main address, then the fullest, then the lowest id (S09, S16, S22). */
function byRule(a: Entry, b: Entry, { primary }: Entry): number {
	const order = (entry: Entry): number[] => [Number(isLeftover(entry.contact)), Number(primary !== '' && entry.primary === primary), Object.keys(entry.tree.fields).length];
	const [first, second] = [order(a), order(b)];
	const difference = first.findIndex((value, index) => value !== second[index]);
	return difference < 0 ? compareText(a.tree.id, b.tree.id) : second[difference] - first[difference];
}
