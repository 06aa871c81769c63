import omit from 'lodash/omit';

import type { ContactLists } from '../../../shared/lists/contactLists';
import { LIST_KINDS, slotOf } from '../../../shared/lists/contactLists';
import type { WriteResult } from '../../../shared/protocol';
import { keptLists } from '../model/plainLists';
import { addressesIn } from '../observe/snapshot';
import type { SlotMap } from '../fieldMap/slots';
import type { Snapshot } from '../model/types';

/** The record that a create has made; null where its id is not known. */
export function createdTree(result: WriteResult): Snapshot | null {
	if (result.id === null) return null;
	return {
		id: result.id,
		presence: 'in',
		modifiedAt: null,
		fields: {},
		otherEmails: [],
		origin: null,
		partial: false,
	};
}

/** What the target shows now, which may be other than what it was sent (S34, S35). */
export function showAfter(tree: Snapshot, { after, fields: written, lists, modifiedAt }: WriteResult, map: SlotMap): Snapshot {
	if (after === null) return tree;
	const fields = { ...tree.fields };
	for (const field of written) {
		const value = after[field] ?? '';
		if (value === '') delete fields[field];
		else fields[field] = value;
	}
	const shown = { ...omit(tree, ['oneName', 'places']), fields, modifiedAt: timeAfter(tree.modifiedAt, modifiedAt === null ? null : Date.parse(modifiedAt)) };
	return { ...shown, ...(lists && listsAfter(tree, written, keptLists(lists, map.kinds))), ...(tree.oneName && !fields.givenName && { oneName: true }) };
}

/** Of the lists only those that were written: what users did to the others meanwhile, the next reading tells. */
function listsAfter({ lists: known }: Snapshot, written: readonly string[], shown: ContactLists): Pick<Snapshot, 'lists' | 'otherEmails'> {
	const kinds = new Set(written.map((field) => slotOf(field)?.slot.kind));
	const own = Object.fromEntries(LIST_KINDS.filter((kind) => kinds.has(kind)).map((kind) => [kind, shown[kind] ?? []]));
	const lists = known ? { ...entriesByKind(known), ...own } : shown;
	return { lists, otherEmails: addressesIn(lists) };
}

function entriesByKind(lists: ContactLists): ContactLists {
	return Object.fromEntries(LIST_KINDS.flatMap((kind) => (lists[kind] ? [[kind, lists[kind]]] : [])));
}

/** By a clock that has gone back, or counts whole seconds only, what was there before must still not look as recent as this. */
function timeAfter(before: number | null, told: number | null): number | null {
	return before === null || told === null ? (told ?? before) : Math.max(before + 1, told);
}
