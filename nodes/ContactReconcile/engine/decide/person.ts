/*
 * What the sync does with one person, decided from the three trees: what Google last showed, what the CRM last showed,
 * and what the two last agreed on. Nothing else decides; no clock, but for "newest wins".
 *
 * 1. The person. "in" and "out" are inside and outside the group or list view, "gone" is deleted, "unclear" is a
 *    record that a listing did not show or that may not be read, "none" is no record.
 *
 *    Google    CRM       what happens
 *    --------  --------  ---------------------------------------------------------------------------------------
 *    unclear   any       wait until a reading by id has answered                                    S26, S41, S60
 *    any       unclear   wait until a reading by id has answered                                    S26, S41, S60
 *    in        in        compare field by field (table 2); a detached person is linked again            S25
 *    out       in        newly found outside the group: compare and join the group; else detach         S24
 *    in        out       detach: left the list view                                                  S25, S26
 *    out       out       detach: left both
 *    none      in        create in Google, unless only the CRM is written to                        S44, S54
 *    in        none      create in the CRM, unless it has no e-mail or only Google is written to    S18, S54
 *    out       none      not part of the sync, only known so that no double is made
 *    none      out       not part of the sync
 *    gone      in        changed in the CRM since where a row leads to Google: create again (P1)    S07, S130
 *                        unchanged: delete in the CRM if deletions are on, else detach              S06, S12
 *                        else, with a value that was never agreed on or cannot go there: detach     S06, S137
 *    in        gone      the mirror image; but who has no e-mail is detached, not created in the CRM
 *    gone      out       detach: deleted in Google
 *    out       gone      detach: deleted in the CRM
 *    gone      gone      forget                                                                         S08
 *
 *    A person detached by a deletion or a merge stays so until both records are in scope again.    S06, S21
 *    Of two Google contacts that the sync created for one CRM record, the one that is not linked is deleted if
 *    deletions are on and nobody has changed either; else it is reported.                          S44, S54
 *    Ambiguous people are left alone; they wait while a record with their address is looked up.   S16, S17, S20
 *    So does a contact that the sync made for a CRM record which is no longer known.              S43
 *
 * 2. The field. "changed" is against what the same side showed at the last agreement, never against the other side.
 *
 *    last agreed  Google     CRM        what happens
 *    -----------  ---------  ---------  ------------------------------------------------------------------------
 *    yes          same       same       nothing                                                     S01, S34, S35
 *    yes          changed    same       to the CRM                                             S02, S12, S13, S37
 *    yes          same       changed    to Google                                                       S02
 *    yes          changed    changed    equal: agreed, nothing to write                             S03, S43
 *    yes          changed    changed    different: the winner's value goes to the other side    S04, S05, S14, S58
 *    yes          changed    cleared    the e-mail that people are matched by, on either side: it goes there     S15
 *    no           equal      equal      agreed, nothing to write                                 S23, S36, S42
 *    no           filled     empty      to the CRM                                                      S29
 *    no           empty      filled     to Google                                                       S29
 *    no           different  different  the winner's value goes to the other side                   S29, S30
 *
 *    A value goes only where direction and row allow it: a change that may not cross stays as it is and is compared
 *    again each time (S11, S31). In a one-way sync the source is the winner, and an empty source fills nothing (P9).
 *    Where a row has a transform, values are compared as the CRM holds them, and go across transformed (F26).
 *    A value that the target cannot hold is reported and not sent (S34, S39). A value that the sync has brought back
 *    three times is reported and not sent, until either side shows another one (S64).
 */
import type { SideName } from '../../../shared/protocol';
import { matchKey } from '../fieldMap/addresses';
import { agreementOf, hasAgreed, showsAgreed } from '../model/agreement';
import type { FieldWrite, KeptDifference } from './field';
import { decideField, shownFields, showsSame } from './field';
import type { MappedRow } from '../fieldMap/fieldMap';
import { isMatchRow, outgoingValue, rowGoesTo, sendableValue, whyNotRepresentable, writesTo } from '../fieldMap/fieldMap';
import { keepContradictingNames } from './firstMeeting';
import { isKnownByIdOnly } from '../match/holder';
import type { MissingLinks } from '../observe/missingLinks';
import { whyUnlinked } from '../observe/missingLinks';
import { equivalent } from '../values/normalise';
import type { Contact, DetachReason, RecordTree, SyncSettings } from '../model/types';
import { otherSide } from '../model/types';
import type { Ambiguities, AmbiguityReason, Sharing } from '../match/undecided';

export interface DecisionContext {
	settings: SyncSettings;
	rows: readonly MappedRow[];
	ambiguous: Ambiguities;
	/** Names that the CRM has no one record of to link to. */
	missing?: MissingLinks;
	/** What those who are created share with other people, knowingly. */
	sharing?: ReadonlyMap<Contact, Sharing>;
}

export type ExclusionReason = 'onlyInGoogle' | 'onlyInCrm' | 'noEmail';
export type WaitReason = 'readById' | 'forbidden' | 'lostCreate' | 'namesake' | 'origin';

export type Decision =
	| { kind: 'merge'; agree: number[]; writes: FieldWrite[]; kept: KeptDifference[]; join: boolean }
	| { kind: 'create'; on: SideName; writes: FieldWrite[]; kept: KeptDifference[]; again: boolean }
	/** `double`: of a contact that the sync created twice. */
	| { kind: 'delete'; on: SideName; double?: true }
	| { kind: 'detach'; reason: DetachReason }
	| { kind: 'exclude'; reason: ExclusionReason }
	| { kind: 'ambiguous'; reason: Exclude<AmbiguityReason, 'namesakeUnclear' | 'originUnclear' | 'untouchedDouble'> }
	| { kind: 'wait'; reason: WaitReason }
	| { kind: 'outside' }
	| { kind: 'forget' };

/** Decides what happens with one person. Pure, and total over both presences. */
export function decide(contact: Contact, context: DecisionContext): Decision {
	const ambiguity = context.ambiguous.get(contact);
	if (ambiguity === 'namesakeUnclear') return { kind: 'wait', reason: 'namesake' };
	if (ambiguity === 'originUnclear') return { kind: 'wait', reason: 'origin' };
	if (ambiguity === 'untouchedDouble') return double(context);
	const decision = decideByRecords(contact, context);
	// The deletion of one record concerns the other, whoever else shares its address; only a new one might be a double.
	const isSafe = contact.google !== null && contact.crm !== null && decision.kind !== 'create';
	return ambiguity && !isSafe ? { kind: 'ambiguous', reason: ambiguity } : decision;
}

function decideByRecords(contact: Contact, context: DecisionContext): Decision {
	if (isKnownByIdOnly(contact)) return { kind: 'outside' };
	const google = standing(contact.google);
	const crm = standing(contact.crm);
	if (google === 'forbidden' || crm === 'forbidden') return { kind: 'wait', reason: 'forbidden' };
	if (google === 'unclear' || crm === 'unclear') return { kind: 'wait', reason: 'readById' };
	switch (google) {
		case 'in':
			switch (crm) {
				case 'in':
					return merge(contact, context, false);
				case 'out':
					return detach(contact, 'leftView');
				case 'gone':
					return deletedOn('crm', contact, context);
				case 'none':
					return createInCrm(contact, context);
			}
			break;
		case 'out':
			switch (crm) {
				case 'in':
					return mayJoin(contact, context) ? join(contact, context) : detach(contact, 'leftGroup');
				case 'out':
					return detach(contact, 'leftBoth');
				case 'gone':
					return detach(contact, 'deletedInCrm');
				case 'none':
					return { kind: 'outside' };
			}
			break;
		case 'gone':
			switch (crm) {
				case 'in':
					return deletedOn('google', contact, context);
				case 'out':
					return detach(contact, 'deletedInGoogle');
				case 'gone':
				case 'none':
					return { kind: 'forget' };
			}
			break;
		case 'none':
			switch (crm) {
				case 'in':
					return createInGoogle(contact, context);
				case 'out':
					return { kind: 'outside' };
				case 'gone':
				case 'none':
					return { kind: 'forget' };
			}
	}
}

function double({ settings }: DecisionContext): Decision {
	if (settings.deletes && writesTo(settings, 'google')) return { kind: 'delete', on: 'google', double: true };
	return { kind: 'ambiguous', reason: 'doubleOfOwn' };
}

type Standing = 'none' | 'in' | 'out' | 'gone' | 'unclear' | 'forbidden';

function standing(tree: RecordTree | null): Standing {
	if (!tree) return 'none';
	switch (tree.presence) {
		case 'unlisted':
			return 'unclear';
		case 'in':
			return tree.partial ? 'unclear' : 'in';
		case 'out':
		case 'gone':
		case 'forbidden':
			return tree.presence;
	}
}

/** The first reason that a person was detached for is the one that is remembered. */
function detach(contact: Contact, reason: DetachReason): Decision {
	return { kind: 'detach', reason: contact.detached ?? reason };
}

function mayJoin(contact: Contact, { settings }: DecisionContext): boolean {
	return contact.joining && writesTo(settings, 'google');
}

/** Of a contact outside the group little is kept; what else it holds has to be read before it is compared. */
function join(contact: Contact, context: DecisionContext): Decision {
	return contact.google?.partial ? { kind: 'wait', reason: 'readById' } : merge(contact, context, true);
}

/** Whether the sync, and some row of its map, leads to the side: else a record made there would be empty. */
function isWritten(side: SideName, { settings, rows }: DecisionContext): boolean {
	return rows.some((row) => rowGoesTo(row, settings, side));
}

function createInGoogle(contact: Contact, context: DecisionContext): Decision {
	if (!isWritten('google', context)) return { kind: 'exclude', reason: 'onlyInCrm' };
	if (contact.lostCreateAt !== null) return { kind: 'wait', reason: 'lostCreate' };
	return create('google', contact, context, false);
}

function createInCrm(contact: Contact, context: DecisionContext): Decision {
	if (!isWritten('crm', context)) return { kind: 'exclude', reason: 'onlyInGoogle' };
	if (!hasUsableEmail(contact, context)) return { kind: 'exclude', reason: 'noEmail' };
	return create('crm', contact, context, false);
}

/** An address that the CRM would refuse finds nobody again, so it is as good as none. */
function hasUsableEmail({ google }: Contact, { settings, rows }: DecisionContext): boolean {
	const row = rows.find((candidate) => isMatchRow(candidate, settings) && rowGoesTo(candidate, settings, 'crm'));
	const key = matchKey('google', google, settings);
	return key !== '' && row !== undefined && whyNotRepresentable(row.capability.crm, key) === undefined;
}

/** S06 to S08: the record on `side` was deleted, the other one is there. */
function deletedOn(side: SideName, contact: Contact, context: DecisionContext): Decision {
	const left = otherSide(side);
	const reason = side === 'google' ? 'deletedInGoogle' : 'deletedInCrm';
	if (contact.detached) return detach(contact, reason);
	const changed = changedSinceAgreement(left, contact, context);
	// In the CRM only an address finds again what a run created that then broke off.
	const mayCreate = isWritten(side, context) && (side === 'google' || hasUsableEmail(contact, context));
	if (changed.some((row) => rowGoesTo(row, context.settings, side)) && mayCreate) return createAgain(side, contact, context);
	const mayDelete = context.settings.deletes && writesTo(context.settings, left);
	const isKept = changed.length > 0 || holdsUnagreed(left, contact, context);
	return mayDelete && !isKept ? { kind: 'delete', on: left } : detach(contact, reason);
}

/** A re-creation whose answer was lost waits like any other (S44, S54). */
function createAgain(side: SideName, contact: Contact, context: DecisionContext): Decision {
	if (side === 'google' && contact.lostCreateAt !== null) return { kind: 'wait', reason: 'lostCreate' };
	return create(side, contact, context, true);
}

/**
 * The rows in which a record shows something else than was agreed on. Of a person who never agreed on anything all count:
 * what was not agreed is not deleted.
 */
function changedSinceAgreement(side: SideName, contact: Contact, { rows, settings }: DecisionContext): readonly MappedRow[] {
	if (!hasAgreed(contact)) return rows;
	const fields = shownFields(contact)[side];
	return rows.filter((row, index) => {
		const agreement = agreementOf(contact, index);
		return agreement !== null && !equivalent(row.capability[side].kind, fields[row[side]] ?? '', agreement[side], settings.phoneCountry);
	});
}

/** Whether a record holds what its counterpart never showed and the two never agreed on, as in a conflict left alone. */
function holdsUnagreed(side: SideName, contact: Contact, { rows, settings, missing }: DecisionContext): boolean {
	const fields = shownFields(contact);
	return rows.some((row, index) => {
		const value = fields[side][row[side]] ?? '';
		if (agreementOf(contact, index) !== null || value === '' || showsSame(row, fields, settings)) return false;
		// A company without an account is not what keeps a person; the journal has it.
		return side === 'crm' || whyUnlinked(row, value, missing, settings) === undefined;
	});
}

function create(on: SideName, contact: Contact, context: DecisionContext, again: boolean): Decision {
	const fields = { ...shownFields(contact), [on]: {} };
	const writes: FieldWrite[] = [];
	const kept: KeptDifference[] = [];
	context.rows.forEach((row, index) => {
		if (!rowGoesTo(row, context.settings, on)) return;
		if (outgoingValue(row, on, fields[otherSide(on)], context.settings) === '') return;
		const carried = sendableValue(row, on, fields, context.settings);
		if ('problem' in carried) {
			kept.push({ row: index, why: 'notRepresentable', detail: carried.problem });
			return;
		}
		const unlinked = on === 'crm' ? whyUnlinked(row, carried.value, context.missing, context.settings) : undefined;
		if (unlinked) kept.push({ row: index, why: 'noAccount', ...unlinked });
		else if (carried.value !== '') writes.push({ row: index, to: on, value: carried.value, replaces: '', conflict: false });
	});
	return { kind: 'create', on, writes, kept, again };
}

const IN_SYNC: Decision = { kind: 'merge', agree: [], writes: [], kept: [], join: false };

function merge(contact: Contact, context: DecisionContext, join: boolean): Decision {
	if (!join && showsAgreed(contact)) return IN_SYNC;
	const merged = { kind: 'merge' as const, agree: [] as number[], writes: [] as FieldWrite[], kept: [] as KeptDifference[], join };
	context.rows.forEach((row, index) => {
		const decision = decideField(row, index, contact, context.settings, context.missing);
		switch (decision.kind) {
			case 'settled':
				return;
			case 'agree':
				merged.agree.push(index);
				return;
			case 'write':
				merged.writes.push(decision.write);
				return;
			case 'keep':
				merged.kept.push(decision.kept);
		}
	});
	keepContradictingNames(merged, contact, context.rows, context.settings);
	return merged;
}
