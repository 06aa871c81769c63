import type { FieldCapability, FieldKind, FieldValues, MissingLink, SideName } from '../../../shared/protocol';
import { keyForm } from '../../../shared/values/text';
import { agreementOf } from '../model/agreement';
import type { MappedRow } from '../fieldMap/fieldMap';
import { carriedValue, comparedAs, isMatchRow, rowGoesTo, sendableValue } from '../fieldMap/fieldMap';
import type { MissingLinks } from '../observe/missingLinks';
import { whyUnlinked } from '../observe/missingLinks';
import { equivalent } from '../values/normalise';
import { isFrozen } from './oscillation';
import type { BothSides, Contact, SyncSettings } from '../model/types';
import { otherSide } from '../model/types';

/** A value that goes to a side, in place of what the side shows. */
export interface FieldWrite {
	row: number;
	to: SideName;
	value: string;
	replaces: string;
	/** True when both sides had changed the field. */
	conflict: boolean;
}

/** A difference that stays. */
export interface KeptDifference {
	row: number;
	/** `otherName`: the two were found by an address, and have names that contradict each other. */
	why: 'oneWay' | 'conflict' | 'notRepresentable' | 'oscillating' | 'noAccount' | 'otherName';
	/** A sentence, where the reason alone does not say what to do. */
	detail?: string;
	/** The record that the CRM's field cannot be linked to. */
	missing?: MissingLink;
}

export type FieldDecision =
	| { kind: 'settled' }
	| { kind: 'agree' }
	| { kind: 'write'; write: FieldWrite }
	| { kind: 'keep'; kept: KeptDifference };

const SETTLED: FieldDecision = { kind: 'settled' };

/** Decides what happens with one field of a person whose two records are in scope (table 2). */
export function decideField(
	row: MappedRow,
	index: number,
	contact: Contact,
	settings: SyncSettings,
	missing?: MissingLinks,
): FieldDecision {
	const fields = shownFields(contact);
	const google = fields.google[row.google] ?? '';
	const crm = fields.crm[row.crm] ?? '';
	// True of nearly every field, and seen without comparing by kind.
	if (google === contact.agreed.google[index] && crm === contact.agreed.crm[index]) return SETTLED;
	const agreement = agreementOf(contact, index);
	const same = (kind: FieldKind, a: string, b: string): boolean => equivalent(kind, a, b, settings.phoneCountry);
	const googleChanged = agreement !== null && !same(row.capability.google.kind, google, agreement.google);
	const crmChanged = agreement !== null && !same(row.capability.crm.kind, crm, agreement.crm);
	if (agreement && !googleChanged && !crmChanged) return SETTLED;
	if (showsSame(row, fields, settings)) return { kind: 'agree' };
	const from = sourceSide({ agreement, googleChanged, crmChanged, google, crm }, row, contact, settings);
	if (from === 'neither') return { kind: 'keep', kept: { row: index, why: 'conflict' } };
	const to = otherSide(from.side);
	if (!rowGoesTo(row, settings, to)) return { kind: 'keep', kept: { row: index, why: 'oneWay' } };
	const carried = sendableValue(row, to, fields, settings);
	if ('problem' in carried) return { kind: 'keep', kept: { row: index, why: 'notRepresentable', detail: carried.problem } };
	const { value } = carried;
	const replaces = to === 'google' ? google : crm;
	if (sameCarried(row, to, value, replaces, settings)) return { kind: 'agree' };
	if (value === '' && isFilled(fields[from.side][row[from.side]])) return { kind: 'keep', kept: saysLess(row, index, from.side) };
	if (isInOnePiece(row, to, replaces)) {
		return { kind: 'keep', kept: { row: index, why: 'notRepresentable', detail: `${row.capability[to].label} is a text that is no date; make it one there` } };
	}
	const unlinked = to === 'crm' ? whyUnlinked(row, value, missing, settings) : undefined;
	if (unlinked) return { kind: 'keep', kept: { row: index, why: 'noAccount', ...unlinked } };
	if (isFrozen(contact, row, { to, value }, settings)) return { kind: 'keep', kept: { row: index, why: 'oscillating' } };
	return { kind: 'write', write: { row: index, to, value, replaces, conflict: from.conflict } };
}

/** What the two records of a person last showed; nothing where there is no record. */
export function shownFields({ google, crm }: Contact): BothSides<Readonly<FieldValues>> {
	return { google: google?.fields ?? {}, crm: crm?.fields ?? {} };
}

/** Whether the CRM shows for a row what the map would send there. */
export function showsSame(row: MappedRow, fields: BothSides<FieldValues>, settings: SyncSettings): boolean {
	const inCrm = carriedValue(row, 'crm', fields, settings);
	return 'value' in inCrm && sameCarried(row, 'crm', inCrm.value, fields.crm[row.crm] ?? '', settings);
}

/** Whether a side shows by meaning already what would be carried there: no write, and nothing for the journal. */
function sameCarried(row: MappedRow, to: SideName, value: string, shown: string, { phoneCountry }: SyncSettings): boolean {
	if (row.transform === 'ignoreCase' && keyForm(value) === keyForm(shown)) return true;
	// A box that was never ticked is as good as one that is not.
	if (row.transform === 'yesNo' && to === 'crm' && shown === '') return value === 'false';
	return equivalent(to === 'crm' ? comparedAs(row) : row.capability.google.kind, value, shown, phoneCountry);
}

function isFilled(value = ''): boolean {
	return value.trim() !== '';
}

/** A value of which nothing is left on the way, as the year of a birthday without one, replaces nothing (S39). */
function saysLess({ capability }: MappedRow, index: number, from: SideName): KeptDifference {
	const [less, more] = [capability[from].label, capability[otherSide(from)].label];
	return { row: index, why: 'notRepresentable', detail: `${less} says less than ${more}, which stays as it is` };
}

/** Whether Google shows something that has nothing of this row in it, as a birthday without the year that the CRM keeps. */
function leavesNothing(row: MappedRow, fields: BothSides<FieldValues>, settings: SyncSettings): boolean {
	if (row.transform === undefined || !isFilled(fields.google[row.google])) return false;
	const inCrm = carriedValue(row, 'crm', fields, settings);
	return 'value' in inCrm && inCrm.value === '' && isFilled(fields.crm[row.crm]);
}

interface FieldSituation {
	agreement: { google: string; crm: string } | null;
	googleChanged: boolean;
	crmChanged: boolean;
	google: string;
	crm: string;
}

/** Whose value goes across; `neither` when a conflict is to be left to people. */
function sourceSide(
	field: FieldSituation,
	row: MappedRow,
	contact: Contact,
	settings: SyncSettings,
): { side: SideName; conflict: boolean } | 'neither' {
	const onlyTarget = (['google', 'crm'] as const).filter((side) => rowGoesTo(row, settings, side));
	if (field.agreement) {
		if (field.googleChanged && !field.crmChanged) return { side: 'google', conflict: false };
		if (field.crmChanged && !field.googleChanged) return { side: 'crm', conflict: false };
	} else {
		// Nothing agreed yet: the filled side goes to the empty one, whatever the winner (P9).
		if (field.crm === '') return { side: 'google', conflict: false };
		if (field.google === '') return { side: 'crm', conflict: false };
	}
	if (onlyTarget.length === 1 && sideThatSaysMore(field, row) !== onlyTarget[0]) return { side: otherSide(onlyTarget[0]), conflict: false };
	if (onlyTarget.length === 2 && leavesNothing(row, shownFields(contact), settings)) return { side: 'crm', conflict: false };
	// An address stands against its clearing: a swap that broke off leaves one empty, as if somebody had cleared it (S15).
	if (isMatchRow(row, settings) && (field.google === '' || field.crm === '')) {
		return { side: field.google === '' ? 'crm' : 'google', conflict: false };
	}
	const fuller = sideThatSaysMore(field, row);
	if (fuller !== null) return { side: fuller, conflict: false };
	const winner = winningSide(contact, settings);
	return winner === null ? 'neither' : { side: winner, conflict: true };
}

/** What says less never replaces what says more: a date without its year, or a text that its field cut off (S39, S34). */
function sideThatSaysMore({ google, crm }: FieldSituation, { capability }: MappedRow): SideName | null {
	const isLess = (less: string, lessIn: FieldCapability, more: string): boolean =>
		(lessIn.kind === 'date' && /^--\d\d-\d\d$/.test(less) && more.endsWith(less.slice(1))) ||
		(lessIn.maxLength !== undefined && less.length >= lessIn.maxLength && more.length > less.length && more.startsWith(less));
	if (isLess(google, capability.google, crm)) return 'crm';
	return isLess(crm, capability.crm, google) ? 'google' : null;
}

/** A birthday that is nothing but text is never replaced: nobody knows what it says (S39). */
function isInOnePiece(row: MappedRow, side: SideName, shown: string): boolean {
	return side === 'google' && row.capability.google.kind === 'date' && shown !== '' && !/^(\d{4}|-)-\d\d-\d\d$/.test(shown.trim());
}

/** S58: times of two clocks decide only here, and a tie or an unknown time falls to the CRM. */
function winningSide(contact: Contact, settings: SyncSettings): SideName | null {
	switch (settings.winner) {
		case 'google':
		case 'crm':
			return settings.winner;
		case 'newest': {
			const times = { google: contact.google?.modifiedAt ?? null, crm: contact.crm?.modifiedAt ?? null };
			return times.google !== null && times.crm !== null && times.google > times.crm ? 'google' : 'crm';
		}
		case 'none':
			return null;
	}
}
