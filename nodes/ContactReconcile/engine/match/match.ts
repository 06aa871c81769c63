import type { SideName } from '../../../shared/protocol';
import { addressesOf, emailFields } from '../fieldMap/addresses';
import { agreementOf } from '../model/agreement';
import { compareText } from '../values/compareText';
import type { Apart } from './apart';
import { apartBy, separate } from './apart';
import type { Entry } from './directory';
import { Directory, isLeftover } from './directory';
import type { Gained } from './merges';
import { markMerged } from './merges';
import { markMergedByName } from './mergesByName';
import { Namesakes } from './namesakes';
import { pairUp } from './pairing';
import { originToAsk } from '../observe/nextReading';
import type { Pair, Snapshot, SyncSettings, SyncState } from '../model/types';
import type { Ambiguities, AmbiguityReason, Candidates, Sharing } from './undecided';
import { detach, forget, noteJoining, show, startAnew } from '../model/draft';
import { idsOf, verdictOn } from './undecided';

/** Who is who, as far as the records tell. */
interface Matching {
	/** The contacts that could not be told apart from others, with the reason. */
	ambiguous: Ambiguities;
	/** What those who may be created on the other side share with other people. */
	sharing: ReadonlyMap<Pair, Sharing>;
	/** Records of the CRM, by id, that have the name of one who may be created there and are known to be somebody else. */
	namesakes: ReadonlyMap<Pair, ReadonlySet<string>>;
	/** Whom those who could not be told apart may be. */
	perhaps: Candidates;
}

/**
 * Finds which records on the two sides are the same person and joins them into one contact: first by the origin that
 * the sync wrote into contacts of its own making, then by e-mail and name, then, where one of the two has no address, by name
 * and phone. Once joined, ids hold and the e-mail is a field like any other (S13). Nothing is joined by guess (P11).
 *
 * @param state changed in place; callers pass a copy.
 * @param passed records of those who are forgotten: they may have taken somebody in.
 * @param gained who got addresses in this run: they may have taken somebody in, too.
 */
export function matchContacts(state: SyncState, settings: SyncSettings, passed: readonly Pair[] = [], gained: Gained = new Map()): Matching {
	const ambiguous: Ambiguities = new Map();
	const perhaps = new Map<Pair, readonly string[]>();
	const isApart = apartBy(settings);
	if (settings.apart?.length) separate(state, isApart);
	joinByOrigin(state, settings, ambiguous, isApart);
	const before = new Directory(state, settings, ambiguous);
	const pairs = pairUp(before, settings);
	const paired = new Set(pairs.map(({ google, crm }) => joinContacts(google.contact, crm.contact)));
	const directory = pairs.length > 0 ? new Directory(state, settings, ambiguous) : before;
	const all = passed.length > 0 ? [...state.contacts, ...passed] : state.contacts;
	markMerged(all, directory, gained);
	const sharing = judge(directory, paired, { ambiguous, perhaps });
	markMadeByOthers(state.contacts, settings, ambiguous);
	const namesakes = settings.withoutEmail === 'leaveOut' ? new Map() : matchByName(state, settings, directory, { ambiguous, perhaps });
	markMergedByName(all, directory, settings);
	forget(state, (pair) => pair.google === null && pair.crm === null);
	return { ambiguous, sharing, namesakes, perhaps };
}

/** What is found out about those who find no counterpart. */
interface Undecided {
	ambiguous: Ambiguities;
	perhaps: Map<Pair, readonly string[]>;
}

/** Joins by full name and phone who is not told by an address. @returns the CRM's namesakes of those who may be created there. */
function matchByName(state: SyncState, settings: SyncSettings, directory: Directory, { ambiguous, perhaps }: Undecided): Matching['namesakes'] {
	const before = new Namesakes(state, settings, directory, ambiguous);
	const pairs = before.pairs();
	for (const { google, crm } of pairs) joinContacts(google.contact, crm.contact);
	const after = pairs.length > 0 ? new Namesakes(state, settings, new Directory(state, settings, ambiguous), ambiguous) : before;
	const known = new Map<Pair, ReadonlySet<string>>();
	for (const [pair, { reason, perhaps: candidates, others }] of after.verdicts()) {
		known.set(pair, others);
		if (reason === null) continue;
		ambiguous.set(pair, reason);
		if (candidates.length > 0) perhaps.set(pair, idsOf(candidates));
	}
	return known;
}

function joinByOrigin(state: SyncState, settings: SyncSettings, ambiguous: Ambiguities, isApart: Apart): void {
	const ownMade: Array<{ contact: Pair; google: Snapshot; crmId: string }> = [];
	for (const pair of state.contacts) {
		const { google, crm } = pair;
		if (!crm && google?.origin?.syncName === settings.syncName) ownMade.push({ contact: pair, google, crmId: google.origin.crmId });
	}
	if (ownMade.length === 0) return;
	const byCrmId = contactsByCrmId(state.contacts);
	// Of two with one origin the lower id is linked, in whatever order they are listed.
	for (const { contact: pair, google, crmId } of ownMade.sort((a, b) => compareText(a.google.id, b.google.id))) {
		const made = byCrmId.get(crmId);
		if (!made) {
			if (originToAsk(pair, state) !== null) ambiguous.set(pair, 'originUnclear');
		} else if (isApart(pair, made)) continue;
		else if (!made.google || made.google.presence === 'gone') adopt(made, 'google', pair);
		else ambiguous.set(pair, isUntouchedDouble(google, made, state, settings) ? 'untouchedDouble' : 'doubleOfOwn');
	}
}

function contactsByCrmId(contacts: readonly Pair[]): Map<string, Pair> {
	return new Map(contacts.flatMap((pair) => (pair.crm ? [[pair.crm.id, pair]] : [])));
}

/** Whether both contacts show what the sync wrote, and the CRM record still holds that. */
function isUntouchedDouble(double: Snapshot, made: Pair, state: SyncState, settings: SyncSettings): boolean {
	const { google, crm } = made;
	if (double.presence !== 'in' || google?.presence !== 'in' || crm?.presence !== 'in') return false;
	const fields = emailFields(state, settings).google;
	const addresses = (tree: Snapshot): string => addressesOf(tree, fields).sort().join();
	return (
		addresses(double) === addresses(google) &&
		settings.rows.every((row, index) => {
			const shown = google.fields[row.google] ?? '';
			const agreement = agreementOf(made, index);
			return shown === (double.fields[row.google] ?? '') && agreement?.google === shown && agreement.crm === (crm.fields[row.crm] ?? '');
		})
	);
}

/** @returns the contact that the two are from now on. */
function joinContacts(google: Pair, crm: Pair): Pair {
	if (crm.crm?.presence === 'out') {
		adopt(google, 'crm', crm);
		detach(google, 'outsideView');
		return google;
	}
	// What was linked before keeps its place: the CRM's record goes on with a new counterpart, or Google's does.
	const heir = google.google?.presence === 'in' && isLeftover(google) && !isLeftover(crm) ? google : crm;
	if (heir === google) adopt(google, 'crm', crm);
	else adopt(crm, 'google', google);
	return heir;
}

/** Gives `heir` the record that `donor` holds on a side; what was agreed with another record does not count. */
function adopt(heir: Pair, side: SideName, donor: Pair): void {
	show(heir, side, donor[side]);
	show(donor, side, null);
	startAnew(heir);
	noteJoining(heir, heir.google?.presence === 'out');
}

/** Says of everybody who found no counterpart why, or what they share with others when they are created. */
function judge(directory: Directory, paired: ReadonlySet<Pair>, { ambiguous, perhaps }: Undecided): Map<Pair, Sharing> {
	const shared = new Map<Pair, Sharing>();
	for (const seeker of directory.seekers) {
		const { contact: pair } = seeker;
		const { reason, sharing, perhaps: candidates, isBlocked } = verdictOn(seeker, directory, paired);
		if (sharing) shared.set(pair, sharing);
		if (!reason || (isLeftover(pair) && isNoMatterTo(seeker, reason, isBlocked))) continue;
		ambiguous.set(pair, reason);
		if (candidates.length > 0) perhaps.set(pair, idsOf(candidates));
	}
	return shared;
}

/**
 * What a deletion or a merge left over is no double, and is set aside already where a merge was the cause. Whoever has one of
 * its addresses on the side where it is to be created again is surely somebody else, and is told all the same.
 */
function isNoMatterTo({ contact: pair, side }: Entry, reason: AmbiguityReason, isBlocked: boolean): boolean {
	if (pair.detached !== null) return true;
	if (isBlocked) return false;
	return reason === 'duplicateOfSynced' || reason === (side === 'google' ? 'severalInGoogle' : 'severalInCrm');
}

/** A Google contact that another sync made for a CRM record is that record's: this sync makes none beside it. */
function markMadeByOthers(contacts: readonly Pair[], { syncName }: SyncSettings, ambiguous: Ambiguities): void {
	const made: Array<{ contact: Pair; crmId: string }> = [];
	for (const pair of contacts) {
		const { google, crm } = pair;
		if (!crm && google?.origin && google.origin.syncName !== syncName) made.push({ contact: pair, crmId: google.origin.crmId });
	}
	if (made.length === 0) return;
	const byCrmId = contactsByCrmId(contacts);
	for (const { contact: pair, crmId } of made) {
		const owner = byCrmId.get(crmId);
		for (const one of owner ? [owner, pair] : []) {
			const isLone = (one.google?.presence === 'in') !== (one.crm?.presence === 'in');
			if (isLone && !one.detached && !ambiguous.has(one)) ambiguous.set(one, 'otherSync');
		}
	}
}
