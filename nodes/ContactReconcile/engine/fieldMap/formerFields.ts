import pick from 'lodash/pick';

import { fieldsToRead } from './fieldMap';
import { show } from '../model/draft';
import { keptLists, listKinds } from '../model/plainLists';
import type { Pair, FieldRow, Snapshot, SyncSettings, SyncState } from '../model/types';
import { SIDES } from '../model/types';

/*
 * Of a record whose counterpart is deleted, fields that are mapped no more stay known, as it may be deleted too: the
 * journal then tells what it held. Whether the counterpart is deleted may be known only after other readings. The same goes
 * for lists that no mapped field is a slot of.
 */

/** What a record shows, and what it held in fields that were not read: `forgetFormerFields` says how long that counts. */
export function withFormerFields(tree: Snapshot, known: Snapshot, names: readonly string[]): Snapshot {
	const former = Object.keys(known.fields).filter((name) => !names.includes(name));
	return former.length === 0 ? tree : { ...tree, fields: { ...pick(known.fields, former), ...tree.fields } };
}

/** Whether a record may have to follow its counterpart, which is deleted, or does not show and has not told why. */
export function mayBeDeleted({ google, crm, detached }: Pair): boolean {
	return !detached && google !== null && crm !== null && (isMissing(google) || isMissing(crm));
}

function isMissing({ presence }: Snapshot): boolean {
	return presence !== 'in' && presence !== 'out';
}

/**
 * Forgets what is mapped no more of everybody who is not to follow a counterpart.
 *
 * @param state changed in place; callers pass a copy.
 * @param settings with the rows that still count as mapped in this run.
 */
export function forgetFormerFields(state: SyncState, settings: SyncSettings): void {
	for (const side of SIDES) {
		const names = new Set(fieldsToRead(settings, side));
		const kinds = listKinds(names);
		for (const pair of state.contacts) {
			const tree = pair[side];
			if (!tree || mayBeDeleted(pair)) continue;
			const kept = keptNames(tree, names);
			const lists = tree.lists && keptLists(tree.lists, kinds);
			if (kept || lists !== tree.lists) show(pair, side, { ...tree, fields: kept ? pick(tree.fields, kept) : tree.fields, ...(lists && { lists }) });
		}
	}
}

/** The fields that are kept of a record; undefined where that is all of them. */
function keptNames({ fields, oneName }: Snapshot, names: ReadonlySet<string>): string[] | undefined {
	for (const name in fields) {
		if (!isKept(name, names, oneName)) return Object.keys(fields).filter((other) => isKept(other, names, oneName));
	}
	return undefined;
}

/** A name that is one lies in the place of the family name, mapped or not. */
function isKept(name: string, names: ReadonlySet<string>, oneName: true | undefined): boolean {
	return names.has(name) || (name === 'familyName' && oneName === true);
}

/**
 * Rows that are mapped no more count until both sides have been read to the end, and nobody waits to be deleted.
 *
 * @param complete whether this run read both sides to the end.
 */
export function noteFormer(state: SyncState, former: FieldRow[], complete: boolean): void {
	const isRead = complete && SIDES.every((side) => Object.keys(state.sides[side].doubts ?? {}).length === 0);
	if (former.length > 0 && !(isRead && !state.contacts.some(mayBeDeleted))) state.former = former;
	else delete state.former;
}
