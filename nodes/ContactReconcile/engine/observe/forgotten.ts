import partition from 'lodash/partition';

import { emailForm, emailForms } from '../../../shared/values/email';
import type { ContactReading, SideName } from '../../../shared/protocol';
import { addressesOf, emailFields } from '../fieldMap/addresses';
import { erase, keepForgotten, takeUp } from '../model/draft';
import { copyState } from '../model/memory';
import type { Pair, SyncState } from '../model/types';
import { SIDES } from '../model/types';
import { digestOf } from '../values/digest';
import type { SideReading } from './overlay';
import { indexById } from './overlay';
import { isCalled, setAside } from './takenIn';

/*
 * People who are to be forgotten: nothing of them is kept but digests of their ids and addresses, by which what a side shows of
 * them is passed over, as if it were not there.
 */

type Addresses = (side: SideName, pair: Pair) => string[];

function addressFinder(state: SyncState): Addresses {
	const fields = emailFields(state, { rows: state.rows, match: state.mark?.match ?? { google: '', crm: '' } });
	return (side, pair) => (pair[side] ? addressesOf(pair[side], fields[side]) : []);
}

/** Whom the memory knows by this id or e-mail address. */
export function peopleOf(state: SyncState, who: string): Pair[] {
	const addresses = addressFinder(state);
	const address = emailForm(who);
	return state.contacts.filter((pair) => SIDES.some((side) => pair[side]?.id === who || addresses(side, pair).includes(address)));
}

/** The memory without a person, who is not taken up again. An address that others have as well tells nothing of the person. */
export function withoutPerson(before: SyncState, person: Pair): SyncState {
	const addresses = addressFinder(before);
	const others = new Set(before.contacts.flatMap((pair) => (pair === person ? [] : SIDES.flatMap((side) => addresses(side, pair)))));
	const own = new Set(SIDES.flatMap((side) => addresses(side, person)).filter((address) => !others.has(address)));
	const ids = SIDES.flatMap((side) => (person[side] ? digestOfId(side, person[side].id) : []));
	const state = copyState({ ...before, contacts: before.contacts.filter((pair) => pair !== person) });
	erase(state, person, [...ids, ...[...own].map(digestOfAddress)]);
	return state;
}

/** The memory in which whoever was forgotten by this id or address is nobody special any more; null where nobody was. */
export function withPersonAgain(before: SyncState, who: string): SyncState | null {
	const keys = new Set([...SIDES.map((side) => digestOfId(side, who)), digestOfAddress(emailForm(who))]);
	const isMeant = (digests: readonly string[]): boolean => digests.some((digest) => keys.has(digest));
	if (!before.forgotten?.some(isMeant)) return null;
	const state = copyState(before);
	takeUp(state, isMeant);
	return state;
}

/** Whether a record that nobody is known by is that of somebody who is forgotten. */
export function isForgotten({ forgotten = [], contacts }: SyncState, side: SideName, id: string): boolean {
	const digest = digestOfId(side, id);
	return forgotten.some((digests) => digests.includes(digest)) && !contacts.some(({ [side]: tree }) => tree?.id === id);
}

/** What a side showed, and of whom it is passed over. */
interface Sorted {
	reading: SideReading;
	passed: ContactReading[];
}

/**
 * Sorts out what a side showed of those who are forgotten: by an id of theirs, or, of records that nobody is known by, an address.
 * Whoever went into such a record by a merge is set aside, and the record itself is known by its id from now on.
 *
 * @param state changed in place; callers pass a copy.
 * @param now milliseconds since 1970 by n8n's clock.
 */
export function withoutForgotten(state: SyncState, side: SideName, reading: SideReading, now: number): Sorted {
	const { forgotten = [], contacts } = state;
	if (forgotten.length === 0) return { reading, passed: [] };
	const digests = new Set(forgotten.flat());
	const known = indexById(contacts, side);
	const isOfForgotten = (id: string): boolean => !known.has(id) && digests.has(digestOfId(side, id));
	const [passed, others] = partition(reading.contacts, (record) => {
		const { id, previousIds = [], emails } = record;
		if (isOfForgotten(id)) return true;
		const forms = emails.flatMap(emailForms).map(digestOfAddress);
		if (known.has(id) || !(previousIds.some(isOfForgotten) || forms.some((form) => digests.has(form)))) return false;
		const former = previousIds.flatMap((one) => known.get(one) ?? []);
		if (!previousIds.some(isOfForgotten)) return former.length === 0;
		const goesOn = former.filter(({ google, crm }) => google !== null && crm !== null);
		return goesOn.length === 0 || (forms.length > 0 ? digests.has(forms[0]) : !goesOn.some((pair) => isCalled(pair[side], record)));
	});
	for (const { id, previousIds = [], emails } of passed) {
		const keys = [...[id, ...previousIds].map((one) => digestOfId(side, one)), ...emails.flatMap(emailForms).map(digestOfAddress)];
		keepForgotten(state, digestOfId(side, id), keys);
		previousIds.forEach((one) => known.has(one) && setAside(known.get(one) as Pair, { side, own: state.sides[side], now }));
	}
	return { reading: { ...reading, contacts: others, absences: reading.absences.filter(({ id }) => !isOfForgotten(id)) }, passed };
}

function digestOfId(side: SideName, id: string): string {
	return digestOf([side, id]);
}

function digestOfAddress(form: string): string {
	return digestOf(['email', form]);
}
