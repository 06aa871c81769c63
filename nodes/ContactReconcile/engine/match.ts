import type { SideName } from '../../shared/syncProtocol';
import { agreementOf, NOTHING_AGREED } from './agreement';
import { comparisonForm } from './normalise';
import { originToAsk } from './state';
import type { Contact, FieldRow, RecordTree, SyncSettings, SyncState } from './types';
import { otherSide, SIDES } from './types';
import { writesTo } from './fieldMap';

/** Why a contact is left alone until a person has sorted it out (P11). */
export type AmbiguityReason =
	| 'duplicateOfSynced'
	| 'severalInGoogle'
	| 'severalInCrm'
	| 'severalOnBothSides'
	| 'severalOutsideGroup'
	| 'doubleOfOwn'
	/** The same, and nobody has changed either of the two. */
	| 'untouchedDouble'
	| 'namesakeUnclear'
	/** The sync made it for a CRM record that is not known any more, as after a run that was cut off. */
	| 'originUnclear';

export type Ambiguities = Map<Contact, AmbiguityReason>;

/**
 * Finds which records on the two sides are the same person and joins them into one contact: first by the origin that
 * the sync wrote into contacts of its own making, then by e-mail. Once joined, ids hold and the e-mail is a field like
 * any other (S13). Nothing is joined by guess (P11).
 *
 * @param state changed in place; callers pass a copy.
 * @returns the contacts that could not be told apart, with the reason.
 */
export function matchContacts(state: SyncState, settings: SyncSettings): Ambiguities {
	const ambiguous: Ambiguities = new Map();
	joinByOrigin(state, settings, ambiguous);
	for (const group of groupByEmail(state.contacts, settings, ambiguous).values()) {
		matchGroup(group, settings, ambiguous);
	}
	markMerged(state.contacts, settings);
	state.contacts = state.contacts.filter((contact) => contact.google ?? contact.crm);
	return ambiguous;
}

/** The address that a record is matched by, in comparison form; empty when it has none. */
export function matchKey(side: SideName, tree: RecordTree | null, settings: SyncSettings): string {
	return comparisonForm('email', tree?.fields[settings.match[side]] ?? '');
}

function joinByOrigin(state: SyncState, settings: SyncSettings, ambiguous: Ambiguities): void {
	const ownMade = state.contacts.flatMap((contact) => {
		const { google, crm } = contact;
		return !crm && google?.origin?.syncName === settings.syncName ? { contact, google, crmId: google.origin.crmId } : [];
	});
	if (ownMade.length === 0) return;
	const byCrmId = new Map(state.contacts.flatMap((other) => (other.crm ? [[other.crm.id, other]] : [])));
	// Of two with one origin the lower id is linked, in whatever order they are listed.
	for (const { contact, google, crmId } of ownMade.sort((a, b) => compareText(a.google.id, b.google.id))) {
		const made = byCrmId.get(crmId);
		if (!made) {
			if (originToAsk(contact, state) !== null) ambiguous.set(contact, 'originUnclear');
		} else if (!made.google || made.google.presence === 'gone') adopt(made, 'google', contact);
		else ambiguous.set(contact, isUntouchedDouble(google, made, settings.rows) ? 'untouchedDouble' : 'doubleOfOwn');
	}
}

/** Whether both contacts show what the sync wrote, and the CRM record still holds that. */
function isUntouchedDouble(double: RecordTree, made: Contact, rows: readonly FieldRow[]): boolean {
	const { google, crm } = made;
	if (double.presence !== 'in' || google?.presence !== 'in' || crm?.presence !== 'in') return false;
	const addresses = (tree: RecordTree): string => [...tree.otherEmails].sort().join();
	return (
		addresses(double) === addresses(google) &&
		rows.every((row, index) => {
			const shown = google.fields[row.google] ?? '';
			const agreement = agreementOf(made, index);
			return shown === (double.fields[row.google] ?? '') && agreement?.google === shown && agreement.crm === (crm.fields[row.crm] ?? '');
		})
	);
}

/** Gives `heir` the record that `donor` holds on a side; what was agreed with another record does not count. */
function adopt(heir: Contact, side: SideName, donor: Contact): void {
	heir[side] = donor[side];
	donor[side] = null;
	heir.agreed = NOTHING_AGREED;
	heir.detached = null;
	heir.failure = null;
	heir.returns = null;
	heir.lostCreateAt = null;
	heir.joining = side === 'google' && heir.google?.presence === 'out';
}

/** The contacts that share an e-mail address, by what they are to the matching. */
interface EmailGroup {
	/** Both records exist: the person is known already. */
	linked: Contact[];
	/** One record in scope without a counterpart, by its side; or what a deletion on the other side left behind. */
	lone: Record<SideName, Contact[]>;
	/** One record outside the scope without a counterpart, by its side. */
	outside: Record<SideName, Contact[]>;
	/**
	 * Some record without a counterpart is not listed, may not be read, or was made for a CRM record that has yet to be
	 * looked up: it may be the one that others look for.
	 */
	unclear: boolean;
}

function groupByEmail(contacts: readonly Contact[], settings: SyncSettings, ambiguous: Ambiguities): Map<string, EmailGroup> {
	const groups = new Map<string, EmailGroup>();
	const groupOf = (key: string): EmailGroup => {
		let group = groups.get(key);
		if (!group) {
			group = { linked: [], lone: { google: [], crm: [] }, outside: { google: [], crm: [] }, unclear: false };
			groups.set(key, group);
		}
		return group;
	};
	const linked: Contact[] = [];
	for (const contact of contacts) {
		const loneSide = sideLeft(contact);
		if (loneSide === null) {
			linked.push(contact);
			continue;
		}
		const key = matchKey(loneSide, contact[loneSide], settings);
		if (key === '') continue;
		const presence = contact[loneSide]?.presence;
		if (ambiguous.get(contact) === 'originUnclear') groupOf(key).unclear = true;
		else if (presence === 'in') groupOf(key).lone[loneSide].push(contact);
		else if (presence === 'out') groupOf(key).outside[loneSide].push(contact);
		else groupOf(key).unclear = true;
	}
	// Linked people matter only to those who look for one.
	if (groups.size === 0) return groups;
	for (const contact of linked) {
		for (const key of new Set(SIDES.map((side) => matchKey(side, contact[side], settings)))) {
			groups.get(key)?.linked.push(contact);
		}
	}
	return groups;
}

/** The side whose record has no counterpart, or lost it by deletion (S09, S22); null when both exist. */
function sideLeft(contact: Contact): SideName | null {
	// Who is on neither side has been forgotten before.
	const left = SIDES.find((side) => (contact[otherSide(side)]?.presence ?? 'gone') === 'gone');
	return left ?? null;
}

function matchGroup(group: EmailGroup, settings: SyncSettings, ambiguous: Ambiguities): void {
	const { google, crm } = group.lone;
	if (google.length === 0 && crm.length === 0) return;
	if (group.linked.length > 0) {
		// S16, S20: a second record with the address of a contact in sync; S21: what a merge left over.
		for (const contact of [...google, ...crm]) {
			if (!isLeftover(contact) && !ambiguous.has(contact)) ambiguous.set(contact, 'duplicateOfSynced');
		}
		return;
	}
	if (group.unclear) {
		[...google, ...crm].forEach((contact) => ambiguous.set(contact, 'namesakeUnclear'));
		return;
	}
	if (google.length > 0 && crm.length > 0) matchBothSides(google, crm, settings, ambiguous);
	else if (crm.length > 0) matchOutsider(crm, group.outside.google, settings, ambiguous);
	else matchHidden(google, group.outside.crm, ambiguous);
}

/** Whether a contact was linked and lost its counterpart by deletion. */
function isLeftover(contact: Contact): boolean {
	return contact.google !== null && contact.crm !== null;
}

function matchBothSides(
	google: Contact[],
	crm: Contact[],
	settings: SyncSettings,
	ambiguous: Ambiguities,
): void {
	if (google.length === 1 || crm.length === 1) {
		// S16: one of several, always the same, so that every run chooses alike.
		joinContacts(firstChoice(google, 'google'), firstChoice(crm, 'crm'));
		google.forEach((contact) => contact.google && !contact.crm && ambiguous.set(contact, 'severalInGoogle'));
		crm.forEach((contact) => contact.crm && !contact.google && ambiguous.set(contact, 'severalInCrm'));
		return;
	}
	// S17: several on both sides: only the full name can decide, and only where it does so for all.
	const pairs = google.map((contact) => [contact, crm.filter((other) => sameName(contact, other, settings))] as const);
	const taken = new Set(pairs.flatMap(([, found]) => found));
	const decides = pairs.every(([, found]) => found.length === 1) && taken.size === Math.min(google.length, crm.length);
	if (decides && google.length === crm.length) {
		pairs.forEach(([contact, [other]]) => joinContacts(contact, other));
		return;
	}
	[...google, ...crm].forEach((contact) => ambiguous.set(contact, 'severalOnBothSides'));
}

function joinContacts(google: Contact, crm: Contact): void {
	// What was linked before keeps its place: the CRM's record goes on with a new counterpart, or Google's does.
	if (isLeftover(google) && !isLeftover(crm)) adopt(google, 'crm', crm);
	else adopt(crm, 'google', google);
}

/** Who was linked before, then the fullest, then the lowest id (S09, S16, S22). */
function firstChoice(contacts: readonly Contact[], side: SideName): Contact {
	const linkedBefore = (contact: Contact): number => Number(isLeftover(contact));
	return [...contacts].sort(
		(a, b) => linkedBefore(b) - linkedBefore(a) || filledFields(b, side) - filledFields(a, side) || byId(a, b, side),
	)[0];
}

function filledFields(contact: Contact, side: SideName): number {
	return Object.keys(contact[side]?.fields ?? {}).length;
}

function byId(a: Contact, b: Contact, side: SideName): number {
	return compareText(a[side]?.id ?? '', b[side]?.id ?? '');
}

/** Orders texts by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
	return a === b ? 0 : a < b ? -1 : 1;
}

function sameName(google: Contact, crm: Contact, settings: SyncSettings): boolean {
	const name = fullName('google', google.google, settings);
	return name !== '' && name === fullName('crm', crm.crm, settings);
}

/** Given and family name as one text, from the fields that the map pairs with Google's. */
function fullName(side: SideName, tree: RecordTree | null, settings: SyncSettings): string {
	const parts = ['givenName', 'familyName'].map((field) => {
		const row = settings.rows.find(({ google }) => google === field);
		return row ? (tree?.fields[row[side]] ?? '') : '';
	});
	return comparisonForm('text', parts.join(' ')).toLowerCase();
}

/** A CRM record whose person is in Google already, outside the group: that contact joins, no double is made. */
function matchOutsider(
	crm: Contact[],
	outsiders: Contact[],
	settings: SyncSettings,
	ambiguous: Ambiguities,
): void {
	if (crm.length > 1) {
		crm.forEach((contact) => !isLeftover(contact) && ambiguous.set(contact, 'severalInCrm'));
		return;
	}
	if (!writesTo(settings, 'google')) return;
	const [contact] = crm;
	if (outsiders.length > 1) ambiguous.set(contact, 'severalOutsideGroup');
	else if (outsiders.length === 1 && contact.detached !== 'deletedInGoogle') {
		adopt(contact, 'google', outsiders[0]);
	}
}

/** A Google contact whose person is in the CRM already, where the list view does not show it. */
function matchHidden(google: Contact[], hidden: Contact[], ambiguous: Ambiguities): void {
	if (google.length > 1) {
		google.forEach((contact) => !isLeftover(contact) && ambiguous.set(contact, 'severalInGoogle'));
		return;
	}
	if (hidden.length === 0) return;
	const [contact] = google;
	adopt(contact, 'crm', firstChoice(hidden, 'crm'));
	contact.detached = 'outsideView';
}

/**
 * S21: a record is gone, and a live one of its side carries its address: someone merged two. The counterpart of the
 * one that vanished is set aside, never deleted.
 */
function markMerged(contacts: readonly Contact[], settings: SyncSettings): void {
	const vanished = contacts.filter((contact) => isLeftover(contact) && sideLeft(contact) !== null);
	if (vanished.length === 0) return;
	for (const side of SIDES) {
		const live = new Set<string>();
		for (const { [side]: tree } of contacts) {
			if (!tree || tree.presence === 'gone') continue;
			addressesOf(tree).forEach((address) => live.add(address));
		}
		for (const contact of vanished) {
			const left = contact[otherSide(side)];
			if (contact[side]?.presence !== 'gone' || contact.detached) continue;
			const key = matchKey(otherSide(side), left, settings);
			if (key !== '' && live.has(key)) contact.detached = 'merged';
		}
	}
}

/** Every address of a record, mapped to whatever field or to none, in comparison form. */
export function addressesOf(tree: RecordTree): string[] {
	const mapped = Object.values(tree.fields).filter((value) => value.includes('@'));
	return [...mapped, ...tree.otherEmails].map((address) => comparisonForm('email', address));
}
