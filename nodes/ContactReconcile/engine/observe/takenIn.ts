import type { ContactReading, SideName } from '../../../shared/protocol';
import { fieldsAsRead } from '../fieldMap/oneName';
import { isNameField } from '../fieldMap/personName';
import { NOTHING_AGREED } from '../model/agreement';
import type { Pair, Snapshot, SideState } from '../model/types';
import { agree, bury, detach, show, stand } from '../model/draft';
import { otherSide } from '../model/types';

/** What a side knew before a merge. */
interface Known {
	side: SideName;
	own: SideState;
	byId: Map<string, Pair>;
	/** Milliseconds since 1970 by n8n's clock. */
	now: number;
}

/**
 * Whose record a reading shows. A merge in Google names the ids that the survivor had before, and may give it a new one
 * (S21): of all that were merged the one whose counterpart still exists goes on with the survivor. Whoever else lost a
 * record by the merge was deleted by nobody and is set aside.
 *
 * @param known its index is kept up; contacts are changed in place.
 * @returns undefined for a record that nobody knows.
 */
export function ownerOf(record: ContactReading, known: Known): Pair | undefined {
	const { side, byId } = known;
	const owner = byId.get(record.id);
	if (!record.previousIds?.length) return owner;
	const former = new Set(record.previousIds.flatMap((id) => byId.get(id) ?? []));
	if (owner) former.delete(owner);
	if (former.size === 0) return owner;
	const { contact: heir, isAnother } = heirOf([...(owner ? [owner] : []), ...former], side, record);
	former.forEach((pair) => pair !== heir && setAside(pair, known));
	if (heir === owner) return owner;
	if (owner) show(owner, side, null);
	if (isAnother) agree(heir, NOTHING_AGREED);
	const tree = heir[side];
	if (tree) byId.delete(tree.id);
	// What was noted of the old id, such as its deletion, says nothing about how recent this one is.
	if (tree) show(heir, side, { ...tree, id: record.id, modifiedAt: null });
	byId.set(record.id, heir);
	return heir;
}

/** Who goes on with the survivor of a merge. */
interface Heir {
	contact: Pair;
	/** The survivor shows what another of them was agreed on. */
	isAnother: boolean;
}

/** Whose record the survivor was, or has the first address or the name of; another one only where that one's counterpart is gone. */
function heirOf(merged: readonly Pair[], side: SideName, record: ContactReading): Heir {
	const linked = merged.filter(({ google, crm }) => google !== null && crm !== null);
	const choose = (from: readonly Pair[]): Pair | undefined =>
		from.find((pair) => pair[side]?.id === record.id) ??
		from.find((pair) => Object.values(pair[side]?.fields ?? {}).includes(record.emails[0])) ??
		from.find((pair) => isCalled(pair[side], record)) ??
		from[0];
	const natural = choose(linked) ?? choose(merged) ?? merged[0];
	const pair = choose(linked.filter((one) => one[otherSide(side)]?.presence !== 'gone')) ?? natural;
	return { contact: pair, isAnother: pair !== natural };
}

/** Whether a record bears the names that another one showed. */
export function isCalled(tree: Snapshot | null, record: ContactReading): boolean {
	const names = Object.entries(fieldsAsRead(tree?.oneName, tree?.fields ?? {})).filter(([field]) => isNameField(field));
	return names.length > 0 && names.every(([field, name]) => record.fields[field] === name);
}

/** A person's record went into another one by a merge: nobody has deleted it. */
export function setAside(pair: Pair, { side, own, now }: Omit<Known, 'byId'>): void {
	const tree: Snapshot | null = pair[side];
	if (!tree) return;
	if (pair[otherSide(side)] !== null && !pair.detached) detach(pair, 'merged');
	if (tree.presence === 'gone') return;
	stand(pair, side, 'gone');
	bury(own, tree.id, now);
}
