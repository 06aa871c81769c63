import type { FieldCapability, FieldValues, MissingLink, SideName } from '../../../shared/protocol';
import { isFilled, keyForm, textForm } from '../../../shared/values/text';
import { emailForm, emailForms } from '../../../shared/values/email';
import type { RowAgreement } from '../model/agreement';
import { agreementOf } from '../model/agreement';
import type { MappedRow } from '../fieldMap/fieldMap';
import { carriedValue, comparedAs, isMatchRow, rowGoesTo, sendableValue } from '../fieldMap/fieldMap';
import { isNameRow, sideWithBothNames } from '../fieldMap/personName';
import { showsFixed } from '../fieldMap/fixedValues';
import type { MissingLinks } from '../observe/missingLinks';
import { whyUnlinked } from '../observe/missingLinks';
import { cutOff } from '../values/cutOff';
import { equivalent, isUnchanged } from '../values/normalise';
import { isWithExtension } from '../values/phone';
import { isFrozen } from './oscillation';
import type { BothSides, Pair, SyncSettings } from '../model/types';
import { otherSide, SIDES } from '../model/types';

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
	pair: Pair,
	settings: SyncSettings,
	missing?: MissingLinks,
): FieldDecision {
	const fields = shownFields(pair);
	const google = fields.google[row.google] ?? '';
	const crm = fields.crm[row.crm] ?? '';
	// True of nearly every field, and seen without comparing by kind.
	if (google === pair.agreed.google[index] && crm === pair.agreed.crm[index]) return SETTLED;
	const agreement = agreementOf(pair, index);
	const seen = seenSince(agreement, { google, crm }, row, settings);
	const source = seen.table[seen.google][seen.crm];
	if (source === null) return SETTLED;
	if (showsSame(row, fields, settings)) return { kind: 'agree' };
	const from = source === 'open' ? decideBetween({ google, crm }, agreement, row, pair, settings) : { side: source, conflict: false };
	if (from === null) return keep(index, 'conflict');
	const to = otherSide(from.side);
	const carried = carry(row, index, to, pair, settings, missing);
	return typeof carried === 'string' ? { kind: 'write', write: { row: index, to, value: carried, replaces: { google, crm }[to], conflict: from.conflict } } : carried;
}

/** The value that goes to a side, or why none does. */
function carry(row: MappedRow, index: number, to: SideName, pair: Pair, settings: SyncSettings, missing?: MissingLinks): string | FieldDecision {
	if (!rowGoesTo(row, settings, to)) return keep(index, 'oneWay');
	const fields = shownFields(pair);
	const carried = sendableValue(row, to, fields, settings);
	if ('problem' in carried) return keep(index, 'notRepresentable', { detail: carried.problem });
	const { value } = carried;
	const replaces = fields[to][row[to]] ?? '';
	if (sameCarried(row, to, value, replaces, settings)) return { kind: 'agree' };
	if (value === '' && isFilled(fields[otherSide(to)][row[otherSide(to)]])) return keep(index, 'notRepresentable', saysLess(row, otherSide(to)));
	if (isInOnePiece(row, to, replaces)) {
		return keep(index, 'notRepresentable', { detail: `${row.capability[to].label} is a text that is no date; make it one there` });
	}
	const unlinked = to === 'crm' ? whyUnlinked(row, value, missing, settings) : undefined;
	if (unlinked) return keep(index, 'noAccount', unlinked);
	return isFrozen(pair, row, { to, value }, settings) ? keep(index, 'oscillating') : value;
}

function keep(row: number, why: KeptDifference['why'], more: Pick<KeptDifference, 'detail' | 'missing'> = {}): FieldDecision {
	return { kind: 'keep', kept: { row, why, ...more } };
}

/** What the two records of a person last showed; nothing where there is no record. */
export function shownFields({ google, crm }: Pair): BothSides<Readonly<FieldValues>> {
	return { google: google?.fields ?? {}, crm: crm?.fields ?? {} };
}

/** Whether the CRM shows for a row what the map would send there. */
export function showsSame(row: MappedRow, fields: BothSides<FieldValues>, settings: SyncSettings): boolean {
	if (!fields.google[row.google] && showsFixed(row.crm, fields.crm[row.crm] ?? '', settings)) return true;
	const inCrm = carriedValue(row, 'crm', fields, settings);
	return 'value' in inCrm && sameCarried(row, 'crm', inCrm.value, fields.crm[row.crm] ?? '', settings);
}

/** Whether a side shows by meaning already what would be carried there: no write, and nothing for the journal. */
function sameCarried(row: MappedRow, to: SideName, value: string, shown: string, { phoneCountry }: SyncSettings): boolean {
	if (row.transform === 'ignoreCase' && keyForm(value) === keyForm(shown)) return true;
	// A box that was never ticked is as good as one that is not.
	if (row.transform === 'yesNo' && shown === '') return value === 'false';
	return equivalent(to === 'crm' ? comparedAs(row) : row.capability.google.kind, value, shown, phoneCountry);
}

/** A value of which nothing is left on the way, as the year of a birthday without one, replaces nothing (S39). */
function saysLess({ capability }: MappedRow, from: SideName): { detail: string } {
	return { detail: `${capability[from].label} says less than ${capability[otherSide(from)].label}, which stays as it is` };
}

/** Whether Google shows something that has nothing of this row in it, as a birthday without the year that the CRM keeps. */
function leavesNothing(row: MappedRow, fields: BothSides<FieldValues>, settings: SyncSettings): boolean {
	if (!isFilled(fields.google[row.google])) return false;
	const inCrm = carriedValue(row, 'crm', fields, settings);
	return 'value' in inCrm && inCrm.value === '' && isFilled(fields.crm[row.crm]);
}

/** Whose value goes across, by what the two sides show; null: none does; `open`: that alone does not tell. */
type FieldTable = Record<string, Record<string, SideName | 'open' | null>>;

/**
 * Table 2, by what Google did, then the CRM, since the two last agreed. "Changed" is against what the same side showed
 * then, never against the other side. What both show alike is agreed on, and nothing is written (S03, S43).
 */
const SINCE_AGREED: FieldTable = {
	// CRM:      same            changed
	same: { same: null, changed: 'crm' },
	changed: { same: 'google', changed: 'open' },
};

/** Table 2 where nothing was agreed on yet: the filled side goes to the empty one, whatever the winner (P9, S29). */
const NEVER_AGREED: FieldTable = {
	// CRM:      filled          empty
	filled: { filled: 'open', empty: 'google' },
	empty: { filled: 'crm', empty: 'google' },
};

function seenSince(agreement: RowAgreement, shown: BothSides<string>, row: MappedRow, { phoneCountry }: SyncSettings) {
	const see = (side: SideName): string => {
		if (agreement === null) return shown[side] === '' ? 'empty' : 'filled';
		return isUnchanged(row.capability[side].kind, shown[side], agreement[side], phoneCountry) ? 'same' : 'changed';
	};
	return { table: agreement === null ? NEVER_AGREED : SINCE_AGREED, google: see('google'), crm: see('crm') };
}

interface Source {
	side: SideName;
	conflict: boolean;
}

/** Whose value goes across where both sides have one of their own; null when a conflict is to be left to people. */
function decideBetween(shown: BothSides<string>, agreement: RowAgreement, row: MappedRow, pair: Pair, settings: SyncSettings): Source | null {
	const parted = agreement === null && isNameRow(row, settings) ? sideWithBothNames(pair, settings) : null;
	if (parted !== null) return { side: parted, conflict: false };
	const targets = SIDES.filter((side) => rowGoesTo(row, settings, side));
	const fuller = sideThatSaysMore(shown, row, settings);
	// In a one-way row the source is the winner, and it is no conflict (S11, S31).
	if (targets.length === 1 && fuller !== targets[0]) return { side: otherSide(targets[0]), conflict: false };
	if (leavesNothing(row, shownFields(pair), settings)) return { side: 'crm', conflict: false };
	// An address stands against its clearing: a swap that broke off leaves one empty, as if somebody had cleared it (S15).
	if (isMatchRow(row, settings) && (shown.google === '' || shown.crm === '')) {
		return { side: shown.google === '' ? 'crm' : 'google', conflict: false };
	}
	if (fuller !== null) return { side: fuller, conflict: false };
	const winner = decidedSide(shown, row, pair, settings) ?? winningSide(pair, settings);
	return winner && { side: winner, conflict: true };
}

/** The side that somebody chose, having seen just these values. */
function decidedSide({ google, crm }: BothSides<string>, row: MappedRow, pair: Pair, { decisions }: SyncSettings): SideName | undefined {
	return decisions?.find(
		(one) => one.googleId === pair.google?.id && one.crmId === pair.crm?.id && one.crmField === row.crm && one.google === cutOff(google) && one.crm === cutOff(crm),
	)?.keep;
}

/**
 * What says less never replaces what says more: a date without its year, one of several addresses, a number without its extension,
 * or a text that its field cut off (S39, S34).
 */
function sideThatSaysMore({ google, crm }: BothSides<string>, row: MappedRow, { phoneCountry }: SyncSettings): SideName | null {
	const { capability } = row;
	const isPhone = comparedAs(row) === 'phone';
	const isLess = (less: string, lessIn: FieldCapability, more: string): boolean =>
		(lessIn.kind === 'date' && less.startsWith('--') && more.endsWith(less.slice(1))) ||
		(lessIn.kind === 'email' && emailForms(more).slice(1).includes(emailForm(less))) ||
		(isPhone && isWithExtension(textForm(more), textForm(less), phoneCountry)) ||
		(less.length >= (lessIn.maxLength ?? Infinity) && more.length > less.length && more.startsWith(less));
	if (isLess(google, capability.google, crm)) return 'crm';
	return isLess(crm, capability.crm, google) ? 'google' : null;
}

/** A birthday that is nothing but text is never replaced: nobody knows what it says (S39). */
function isInOnePiece(row: MappedRow, side: SideName, shown: string): boolean {
	return side === 'google' && row.capability.google.kind === 'date' && shown !== '' && !/^(\d{4}|-)-\d\d-\d\d$/.test(shown.trim());
}

/** S58: times of two clocks decide only here, and a tie or an unknown time falls to the CRM. */
function winningSide(pair: Pair, settings: SyncSettings): SideName | null {
	switch (settings.winner) {
		case 'google':
		case 'crm':
			return settings.winner;
		case 'newest': {
			const times = { google: pair.google?.modifiedAt ?? null, crm: pair.crm?.modifiedAt ?? null };
			return times.google !== null && times.crm !== null && times.google > times.crm ? 'google' : 'crm';
		}
		case 'none':
			return null;
	}
}
