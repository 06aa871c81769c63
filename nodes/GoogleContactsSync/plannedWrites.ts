import isEqualWith from 'lodash/isEqualWith';
import omit from 'lodash/omit';

import { sameText } from '../shared/sameText';
import type {
	CreateOperation,
	DeleteOperation,
	FieldValues,
	UpdateOperation,
	WriteOperation,
} from '../shared/syncProtocol';
import { changePerson, contactSource, groupsOf, membershipsWith, originData, readPerson } from './person';
import type { Person, ReadOptions } from './personField';

export type ChangeOperation = UpdateOperation | DeleteOperation;

/** The group of all contacts that Google Contacts lists; one outside it is hidden there. */
const MY_CONTACTS = 'contactGroups/myContacts';

/** An update that is ready to be sent. */
export interface ReadyUpdate {
	operation: UpdateOperation;
	/** The contact as it was read, and as it is to be sent. */
	current: Person;
	person: Person;
	mask: string[];
}

/** What an update comes to, given what the contact shows. */
export type UpdateStep =
	| { kind: 'send'; update: ReadyUpdate }
	/** The contact shows the values already. */
	| { kind: 'done'; before: FieldValues }
	/** It shows neither what was expected nor what is to be set: the user was faster (S56). */
	| { kind: 'mismatch'; before: FieldValues };

export function planUpdate(operation: UpdateOperation, current: Person): UpdateStep {
	const before = shownBy(current, operation, operation.set, operation.expect);
	const isSet = matches(before, operation.set);
	const joins = operation.join && !groupsOf(current).includes(operation.scope);
	if (isSet && !joins) return { kind: 'done', before };
	if (!isSet && !matches(before, operation.expect)) return { kind: 'mismatch', before };
	const { parts, mask } = changePerson(current, operation.set, readOptions(operation));
	const source = contactSource(current);
	const person: Person = {
		resourceName: operation.id,
		metadata: { sources: source ? [source] : [] },
		...parts,
		...(joins && { memberships: membershipsWith(current, operation.scope) }),
	};
	return { kind: 'send', update: { operation, current, person, mask: joins ? [...mask, 'memberships'].sort() : mask } };
}

/** Whether a contact shows what an update was to do. */
export function showsUpdate(operation: UpdateOperation, person: Person): boolean {
	if (operation.join && !groupsOf(person).includes(operation.scope)) return false;
	return matches(shownBy(person, operation, operation.set), operation.set);
}

export function isAsExpected(operation: DeleteOperation, person: Person): boolean {
	return matches(shownBy(person, operation, operation.expect), operation.expect);
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

export function newPerson(operation: CreateOperation): Person {
	return {
		...changePerson({}, operation.set, readOptions(operation)).parts,
		memberships: membershipsWith({}, MY_CONTACTS, ...(operation.scope ? [operation.scope] : [])),
		...(operation.origin && { clientData: originData(operation.origin) }),
	};
}

/** What a contact shows in the fields of the given values. */
export function shownBy(person: Person, operation: WriteOperation, ...values: FieldValues[]): FieldValues {
	const keys = new Set(values.flatMap((fields) => Object.keys(fields)));
	return readPerson(person, [...keys], readOptions(operation));
}

/** Updates that one request can carry: those of one mask. */
export function byMask(updates: readonly ReadyUpdate[]): ReadyUpdate[][] {
	const groups = new Map<string, ReadyUpdate[]>();
	for (const update of updates) {
		const key = update.mask.join();
		groups.set(key, [...(groups.get(key) ?? []), update]);
	}
	return [...groups.values()];
}

/** Operations on one contact go one after the other: a request has room for one of them. */
export function inRounds(operations: readonly ChangeOperation[]): ChangeOperation[][] {
	const rounds: ChangeOperation[][] = [];
	const seen = new Map<string, number>();
	for (const operation of operations) {
		const round = seen.get(operation.id) ?? 0;
		(rounds[round] ??= []).push(operation);
		seen.set(operation.id, round + 1);
	}
	return rounds;
}

function readOptions({ run }: WriteOperation): ReadOptions {
	return { onlyEmailAsWork: run.onlyEmailAsWork };
}

function matches(shown: FieldValues, values: FieldValues): boolean {
	return Object.entries(values).every(([key, value]) => sameText(shown[key] ?? '', value));
}
