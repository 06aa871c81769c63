import type { Pair, Snapshot, SyncSettings, SyncState } from '../../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import type { ContactPair, SideName } from '../../../nodes/shared/protocol';
import { addressKey } from '../addressBook';
import type { RunReport, World } from '../world';
import { must } from './witness';

/**
 * P11: who is linked anew shares an address, whatever its field, or, where one has none, full name and number; and some part of a name where both have one; nobody in
 * sync is called like one of the two and has that address, and nobody was chosen by guess out of several namesakes on both
 * sides.
 */
export function checkNewLinks(before: SyncState, world: World, run: RunReport): void {
	const { state, settings } = world;
	const known = new Set(before.contacts.filter(isPair).map(pairKey));
	const made = new Set(run.results.flatMap(({ op, id }) => (op === 'create' && id !== null ? id : [])));
	for (const contact of state.contacts) {
		if (!isPair(contact) || known.has(pairKey(contact)) || isOwnDoing(contact, made, world)) continue;
		const brought = run.writes.flatMap((write) => (pairKeyOf(write.contact) === pairKey(contact) && write.op !== 'delete' ? Object.values(write.set).map(addressKey) : []));
		const inBoth = addresses(contact.google).filter((address) => addresses(contact.crm).includes(address));
		// What the run itself brought across did not link them, unless it stood elsewhere in the record before.
		const earlier = inBoth.filter((address) => !brought.includes(address));
		const shared = earlier.length > 0 ? earlier : inBoth;
		if (shared.length === 0 && (addresses(contact.google).length === 0 || addresses(contact.crm).length === 0)) {
			checkByName(contact, state.contacts, world);
			continue;
		}
		must('P11', shared.length > 0, () => `${pairKey(contact)} are linked and share no address`);
		const [google, crm] = SIDES.map((side) => words(contact[side], side, settings));
		const alike = google.length === 0 || crm.length === 0 || google.some((word) => crm.includes(word));
		must('P11', alike || settings.linkDifferentNames === true, () => `${pairKey(contact)} are linked as ${google.join(' ')} and ${crm.join(' ')}`);
		const others = state.contacts.filter((other) => other !== contact && SIDES.some((side) => isThere(other[side]) && addresses(other[side]).some((one) => shared.includes(one))));
		const isNamesake = (other: Pair): boolean => SIDES.some((side) => isThere(other[side]) && [google, crm].some((name) => isSame(words(other[side], side, settings), name)));
		const rival = others.find((other) => isLive(other) && known.has(pairKey(other)) && isNamesake(other));
		must('P11', rival === undefined, () => `${pairKey(contact)} are linked by an address of their namesake ${rival && pairKey(rival)}`);
		const rivals = SIDES.map((side) => others.filter((other) => (isLone(other, side) || (isPair(other) && !known.has(pairKey(other)))) && isSame(words(other[side], side, settings), words(contact[otherSide(side)], otherSide(side), settings))).length);
		must('P11', rivals.some((count) => count === 0) || !isSame(google, crm), () => `${pairKey(contact)} are linked out of ${rivals.join(' and ')} more namesakes by guess`);
	}
}

/** Nobody else has the name and number, or where it suffices the name, by which two are linked. */
function checkByName(contact: Pair, contacts: readonly Pair[], { settings }: World): void {
	const [google, crm] = SIDES.map((side) => ({ name: words(contact[side], side, settings), phones: phones(contact[side]) }));
	must('P11', settings.withoutEmail !== 'leaveOut' && isSame(google.name, crm.name), () => `${pairKey(contact)} are linked and share no address and no full name`);
	const hasPhone = google.phones.some((phone) => crm.phones.includes(phone));
	must('P11', hasPhone || settings.linkByName === true, () => `${pairKey(contact)} are linked by their name alone`);
	const isRival = (other: Pair, side: SideName): boolean =>
		isThere(other[side]) && isSame(words(other[side], side, settings), google.name) && (!hasPhone || phones(other[side]).some((phone) => google.phones.includes(phone) || crm.phones.includes(phone)));
	const rival = contacts.find((other) => other !== contact && SIDES.some((side) => isRival(other, side)));
	must('P11', rival === undefined, () => `${pairKey(contact)} are linked by what ${rival && pairKey(rival)} has as well`);
}

/** Seven digits or more of a number; the histories know no country. */
function phones(tree: Snapshot | null): string[] {
	const shown = [tree?.fields.workPhone, tree?.fields.Phone, ...(tree?.lists?.phone ?? []).map(({ parts }) => parts.value)];
	return shown.flatMap((phone) => (phone ? phone.replace(/\D/g, '') : [])).filter(({ length }) => length >= 5);
}

/** Created by this run, or made by the sync earlier, or renamed by a merge. */
function isOwnDoing({ google, crm }: Pair, made: ReadonlySet<string>, world: World): boolean {
	const record = world.books.google.lastOf(google?.id ?? '');
	return made.has(google?.id ?? '') || made.has(crm?.id ?? '') || record?.origin?.crmId === crm?.id || record?.previousIds !== undefined;
}

function isPair({ google, crm }: Pair): boolean {
	return google !== null && crm !== null;
}

export function isThere(tree: Snapshot | null): boolean {
	return tree !== null && tree.presence !== 'gone';
}

function isLive({ google, crm }: Pair): boolean {
	return isThere(google) && isThere(crm);
}

function isLone(contact: Pair, side: SideName): boolean {
	return contact[side]?.presence === 'in' && !isPair(contact);
}

function pairKey({ google, crm }: Pair): string {
	return pairKeyOf({ google: google?.id ?? null, crm: crm?.id ?? null });
}

function pairKeyOf({ google, crm }: ContactPair): string {
	return `${google} ${crm}`;
}

export function addresses(tree: Snapshot | null): string[] {
	const fields = Object.entries(tree?.fields ?? {}).flatMap(([name, value]) => (/email/i.test(name) ? value : []));
	return [...fields, ...(tree?.otherEmails ?? [])].map(addressKey);
}

/** The mapped names of the histories are plain words; half of an address stands in for a missing one. */
function words(tree: Snapshot | null, side: SideName, { rows }: SyncSettings): string[] {
	const names = rows.flatMap((row) => (/^(given|family)Name$/.test(row.google) ? row[side] : []));
	const text = names.map((name) => tree?.fields[name] ?? '').join(' ');
	const plain = text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
	const found = plain.split(/[^a-z0-9]+/).filter((word) => word !== '');
	return addresses(tree).some((address) => address.split('@')[0] === found.join('')) ? [] : found.sort();
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
	return a.length > 1 && a.join() === b.join();
}
