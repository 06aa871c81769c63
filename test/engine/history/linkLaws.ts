import type { Contact, SyncSettings, SyncState } from '../../../nodes/ContactReconcile/engine/types';
import { SIDES } from '../../../nodes/ContactReconcile/engine/types';
import type { RunReport, World } from '../world';
import { must } from './witness';

/** P11: who is linked anew has one address on both sides, which nobody in sync has, and nobody was chosen by guess. */
export function checkNewLinks(before: SyncState, world: World, run: RunReport): void {
	const { state, settings } = world;
	const known = new Set(before.contacts.filter(isPair).map(pairKey));
	const made = new Set(run.results.flatMap(({ op, id }) => (op === 'create' && id !== null ? id : [])));
	for (const contact of state.contacts) {
		if (!isPair(contact) || known.has(pairKey(contact)) || isOwnDoing(contact, made, world)) continue;
		const [google, crm] = SIDES.map((side) => addressOf(contact, side, settings));
		must('P11', google !== '' && google === crm, () => `${pairKey(contact)} are linked with the addresses "${google}" and "${crm}"`);
		const rival = state.contacts.find((other) => other !== contact && isLive(other) && known.has(pairKey(other)) && hasAddress(other, google, settings));
		must('P11', rival === undefined, () => `${pairKey(contact)} are linked by an address of ${rival && pairKey(rival)}`);
		const rivals = SIDES.map((side) => 1 + state.contacts.filter((other) => isLone(other, side) && addressOf(other, side, settings) === google).length);
		const severalOnBoth = rivals.every((count) => count >= 2);
		must('P11', !severalOnBoth || sameName(contact, settings), () => `${pairKey(contact)} are linked out of ${rivals.join(' and ')} by guess`);
	}
}

/** Created by this run, or made by the sync earlier, or renamed by a merge. */
function isOwnDoing({ google, crm }: Contact, made: ReadonlySet<string>, world: World): boolean {
	const record = world.books.google.lastOf(google?.id ?? '');
	return made.has(google?.id ?? '') || made.has(crm?.id ?? '') || record?.origin?.crmId === crm?.id || record?.previousIds !== undefined;
}

function isPair({ google, crm }: Contact): boolean {
	return google !== null && crm !== null;
}

function isLive({ google, crm }: Contact): boolean {
	return google !== null && crm !== null && google.presence !== 'gone' && crm.presence !== 'gone';
}

function isLone(contact: Contact, side: 'google' | 'crm'): boolean {
	return contact[side]?.presence === 'in' && !isPair(contact);
}

function pairKey({ google, crm }: Contact): string {
	return `${google?.id} ${crm?.id}`;
}

function hasAddress(contact: Contact, address: string, settings: SyncSettings): boolean {
	return SIDES.every((side) => addressOf(contact, side, settings) === address);
}

function addressOf(contact: Contact, side: 'google' | 'crm', { match }: SyncSettings): string {
	return (contact[side]?.fields[match[side]] ?? '').trim().toLowerCase();
}

function sameName(contact: Contact, { rows }: SyncSettings): boolean {
	const [google, crm] = SIDES.map((side) =>
		rows.filter((row) => /^(given|family)Name$/.test(row.google)).map((row) => contact[side]?.fields[row[side]]?.normalize('NFC').trim().toLowerCase()).join(' '),
	);
	return google === crm;
}
