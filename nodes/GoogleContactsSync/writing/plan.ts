import difference from 'lodash/difference';
import groupBy from 'lodash/groupBy';
import isEqualWith from 'lodash/isEqualWith';
import omit from 'lodash/omit';

import { showsValues } from '../../shared/values/sameText';
import type {
	CreateOperation,
	DeleteOperation,
	FieldValues,
	UpdateOperation,
	WriteError,
	WriteOperation,
} from '../../shared/protocol';
import type { ContactLists } from '../../shared/lists/contactLists';
import { LIST_KINDS, sameEntries, slotOf } from '../../shared/lists/contactLists';
import { groupsOf, membershipsWith, MY_CONTACTS, OLD_GROUPS } from '../fields/memberships';
import { changePerson, contactSource, originData, readPerson } from '../fields/person';
import type { Person } from '../transport/person';
import type { ReadOptions } from '../fields/personField';
import { showsChanges } from '../../shared/lists/listChanges';
import { listPart, readLists } from '../fields/personLists';

export type ChangeOperation = UpdateOperation | DeleteOperation;

export interface ReadyUpdate {
	operation: UpdateOperation;
	/** The contact as it was read, and as it is to be sent. */
	current: Person;
	person: Person;
	mask: string[];
	/** Values that Google refused before; they are left out. */
	refused?: WriteError[];
}

export interface ReadyCreate {
	operation: CreateOperation;
	/** Values that Google refused before; they are left out. */
	refused?: WriteError[];
}

/** What an update comes to, given what the contact shows. */
type UpdateStep =
	| { kind: 'send'; update: ReadyUpdate }
	/** The contact shows the values already. */
	| { kind: 'done'; before: FieldValues }
	/** It shows neither what was expected nor what is to be set: the user was faster (S56). */
	| { kind: 'mismatch'; before: FieldValues };

export function planUpdate(operation: UpdateOperation, current: Person): UpdateStep {
	const { expect, lists, oneName } = operation;
	const before = shownBy(current, operation, expect, operation.set);
	const { parts, mask } = changePerson(current, operation.set, readOptions(operation), lists, { values: expect, oneName });
	const joins = operation.join && !groupsOf(current).includes(operation.scope);
	if (!(mask.length > 0 ? isExpected(operation, current, before) : isCarriedOut(operation, current))) return { kind: 'mismatch', before };
	if (mask.length === 0 && !joins) return { kind: 'done', before };
	const source = contactSource(current);
	const person: Person = {
		resourceName: operation.id,
		metadata: { sources: source ? [source] : [] },
		...parts,
		...(joins && { memberships: membershipsWith({ ...current, ...parts }, operation.scope) }),
	};
	return { kind: 'send', update: { operation, current, person, mask: joins ? [...new Set([...mask, 'memberships'])].sort() : mask } };
}

/** Whether the lists that an update changes, and its other fields, show what they showed when it was planned. */
function isExpected({ expect, lists }: UpdateOperation, current: Person, before: FieldValues): boolean {
	if (!lists) return showsValues(before, expect);
	const shown = readLists(current);
	return showsValues(before, withoutSlots(expect)) && lists.every((list) => sameEntries(shown[list.kind], list.expect));
}

/** Of an entry that is there no more, nothing is left to change: that is not what was to be done. */
function isCarriedOut({ lists = [] }: UpdateOperation, current: Person): boolean {
	const shown = readLists(current);
	return lists.every((list) => showsChanges(shown[list.kind] ?? [], list));
}

/** Groups that a contact is to join and to leave. */
export interface GroupChange {
	operation: UpdateOperation;
	add: string[];
	remove: string[];
}

/** How the groups of a contact change that can only be added to them by name, so that its other groups stay as they are. */
export function changesByName(operation: UpdateOperation, current: Person): GroupChange | undefined {
	const groups = groupsOf(current);
	const step = groups.some((group) => OLD_GROUPS.includes(group)) ? planUpdate(operation, current) : undefined;
	if (step?.kind !== 'send' || !step.update.mask.includes('memberships')) return undefined;
	const wanted = groupsOf(step.update.person);
	return { operation, add: difference(wanted, groups), remove: difference(groups, wanted) };
}

/** Whether a contact shows what an update was to do, as it was sent. */
export function showsUpdate({ operation, person: sent, mask }: ReadyUpdate, person: Person): boolean {
	if (operation.join && !groupsOf(person).includes(operation.scope)) return false;
	const [wanted, shown] = [readLists(sent), readLists(person)];
	const sentLists = LIST_KINDS.filter((kind) => mask.includes(listPart(kind)));
	const values = withoutSlots(operation.set);
	return sentLists.every((kind) => sameEntries(wanted[kind], shown[kind])) && showsValues(shownBy(person, operation, values, values), values);
}

export function isAsExpected(operation: DeleteOperation, person: Person): boolean {
	const { expect, lists } = operation;
	if (!lists) return showsValues(shownBy(person, operation, expect, expect), expect);
	const values = withoutSlots(expect);
	return showsValues(shownBy(person, operation, values, values), values) && showsLists(lists, readLists(person));
}

/** Lists that are not named hold no mapped field. */
function showsLists(expected: ContactLists, shown: ContactLists): boolean {
	return LIST_KINDS.every((kind) => expected[kind] === undefined || sameEntries(expected[kind], shown[kind]));
}

function withoutSlots(values: FieldValues): FieldValues {
	return Object.fromEntries(Object.entries(values).filter(([field]) => !slotOf(field)));
}

/** Whether two contacts hold the same, mapped or not: entries are compared without what Google adds to them. */
export function areDoubles(a: Person, b: Person): boolean {
	return isEqualWith(contentOf(a), contentOf(b), (_one, _other, key) => (key === 'metadata' ? true : undefined));
}

/** The photo that Google draws from the initials is none. */
function contentOf(person: Person): object {
	const photos = person.photos?.filter((photo) => !photo.default) ?? [];
	return { ...omit(person, ['resourceName', 'etag', 'metadata']), photos };
}

/** A write without the value of one field, also where it is an entry of a list. */
export function withoutField<T extends CreateOperation | UpdateOperation>(operation: T, field: string): T {
	const { [field]: value, ...set } = operation.set;
	const place = slotOf(field);
	if (!place || !operation.lists) return { ...operation, set };
	const { slot, part } = place;
	let isFound = false;
	const lists = operation.lists.flatMap((list) => {
		if (list.kind !== slot.kind) return list;
		const changes = list.changes.flatMap((change) => {
			if (isFound || change.parts[part] !== value) return change;
			isFound = true;
			const parts = omit(change.parts, part);
			return Object.keys(parts).length > 0 ? { ...change, parts } : [];
		});
		return changes.length > 0 ? { ...list, changes } : [];
	});
	return { ...operation, set, lists };
}

export function newPerson({ operation: whole, refused = [] }: ReadyCreate): Person {
	const operation = refused.reduce((left, { field }) => (field === undefined ? left : withoutField(left, field)), whole);
	const { parts } = changePerson({}, operation.set, readOptions(operation), operation.lists);
	return {
		...parts,
		memberships: membershipsWith(parts, MY_CONTACTS, ...(operation.scope ? [operation.scope] : [])),
		...(operation.origin && { clientData: originData(operation.origin) }),
	};
}

/**
 * What a contact shows in fields.
 *
 * @param bound what they are known to show, so that the entry of a list is found under any label.
 * @param values more fields to read.
 */
export function shownBy(person: Person, operation: WriteOperation, bound: FieldValues, values: FieldValues = bound): FieldValues {
	const keys = new Set([...Object.keys(bound), ...Object.keys(values)]);
	const oneName = operation.op !== 'create' && operation.oneName;
	return readPerson(person, [...keys], readOptions(operation), { values: bound, oneName });
}

/** Updates that one request can carry: those of one mask. */
export function byMask(updates: readonly ReadyUpdate[]): ReadyUpdate[][] {
	return Object.values(groupBy(updates, ({ mask }) => mask.join()));
}

function readOptions({ run, scope }: WriteOperation): ReadOptions {
	return { onlyEmailAsWork: run.onlyEmailAsWork, scope };
}
