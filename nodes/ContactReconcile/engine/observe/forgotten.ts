import { emailForm } from '../../../shared/values/email';
import type { SideName } from '../../../shared/protocol';
import { addressesOf, emailFields } from '../fieldMap/addresses';
import { erase, takeUp } from '../model/draft';
import { copyState } from '../model/memory';
import type { Contact, SyncState } from '../model/types';
import { SIDES } from '../model/types';
import { digestOf } from '../values/digest';
import type { SideReading } from './overlay';

/*
 * People who are to be forgotten: nothing of them is kept but digests of their ids and addresses, by which what a side shows of
 * them is passed over, as if it were not there.
 */

type Addresses = (side: SideName, contact: Contact) => string[];

function addressFinder(state: SyncState): Addresses {
	const fields = emailFields(state, { rows: state.rows, match: state.mark?.match ?? { google: '', crm: '' } });
	return (side, contact) => (contact[side] ? addressesOf(contact[side], fields[side]) : []);
}

/** Whom the memory knows by this id or e-mail address. */
export function peopleOf(state: SyncState, who: string): Contact[] {
	const addresses = addressFinder(state);
	const address = emailForm(who);
	return state.contacts.filter((contact) => SIDES.some((side) => contact[side]?.id === who || addresses(side, contact).includes(address)));
}

/** The memory without a person, who is not taken up again. An address that others have as well tells nothing of the person. */
export function withoutPerson(before: SyncState, person: Contact): SyncState {
	const addresses = addressFinder(before);
	const others = new Set(before.contacts.flatMap((contact) => (contact === person ? [] : SIDES.flatMap((side) => addresses(side, contact)))));
	const own = new Set(SIDES.flatMap((side) => addresses(side, person)).filter((address) => !others.has(address)));
	const ids = SIDES.flatMap((side) => (person[side] ? digestOfId(side, person[side].id) : []));
	const state = copyState({ ...before, contacts: before.contacts.filter((contact) => contact !== person) });
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

/** What a side showed, but for those who are forgotten: by an id of theirs, or, of records that nobody is known by, an address. */
export function withoutForgotten({ forgotten = [], contacts }: SyncState, side: SideName, reading: SideReading): SideReading {
	if (forgotten.length === 0) return reading;
	const digests = new Set(forgotten.flat());
	const known = new Set(contacts.map((contact) => contact[side]?.id));
	const isOfForgotten = (id: string): boolean => digests.has(digestOfId(side, id));
	return {
		...reading,
		absences: reading.absences.filter(({ id }) => known.has(id) || !isOfForgotten(id)),
		contacts: reading.contacts.filter(({ id, previousIds = [], emails }) => {
			const ids = [id, ...previousIds];
			if (ids.some((one) => known.has(one))) return true;
			return !ids.some(isOfForgotten) && !emails.some((email) => digests.has(digestOfAddress(emailForm(email))));
		}),
	};
}

function digestOfId(side: SideName, id: string): string {
	return digestOf([side, id]);
}

function digestOfAddress(form: string): string {
	return digestOf(['email', form]);
}
