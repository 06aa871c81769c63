import omit from 'lodash/omit';

import { slotOf } from '../../../shared/lists/contactLists';
import type { DecisionContext } from '../decide/decision';
import { shownFields } from '../decide/field';
import type { MappedRow } from '../fieldMap/fieldMap';
import { carriedValue } from '../fieldMap/fieldMap';
import { showSlots, slotMap } from '../fieldMap/slots';
import type { RowAgreement } from '../model/agreement';
import { agreementOf, agreements } from '../model/agreement';
import { agree } from '../model/draft';
import type { BothSides, Pair, Snapshot } from '../model/types';

/* What the two sides of a person agree on, without a write or beside one. */

/** Takes what both sides of these rows show now as agreed. */
export function agreeOnShown(pair: Pair, indexes: ReadonlySet<number>, rows: readonly MappedRow[]): void {
	agree(pair, agreements(rows.length, (index) =>
		indexes.has(index) ? shownNow(pair, rows[index]) : agreementOf(pair, index),
	));
}

/** The same, of fields whose values Google's lists hold already, whichever entries they are from now on. */
export function agreeOnMoved(pair: Pair, moved: ReadonlySet<number>, context: DecisionContext): void {
	const { google } = pair;
	if (!google) return;
	const { rows } = context;
	const fields = [...moved].map((index) => rows[index].google);
	bindWritten(pair, fields, google, context);
	agree(pair, agreements(rows.length, (index) => (moved.has(index) ? shownNow(pair, rows[index]) : agreementBeside(pair, index, fields, google, context))));
}

/** Which entries of the lists the written fields are tells what was written to them; all others are what they were. */
export function bindWritten(pair: Pair, written: readonly string[], known: Snapshot, { rows, settings }: DecisionContext): void {
	const { agreed } = pair;
	agree(
		pair,
		agreements(rows.length, (index) => {
			const row = rows[index];
			const carried = written.includes(row.google) ? carriedValue(row, 'google', shownFields(pair), settings) : { problem: '' };
			const google = 'value' in carried ? carried.value : (known.fields[row.google] ?? '');
			// What a one-way row does not carry to the CRM is that entry all the same.
			return { google, crm: shownNow(pair, row).crm || google };
		}),
	);
	// What was written over says nothing of where the entry is.
	showSlots(pair, slotMap(settings), { ...known, fields: omit(known.fields, written) });
	agree(pair, agreed);
}

/** What is agreed on beside written fields: of another entry, that shows where one was cleared, nothing goes to the CRM. */
export function agreementBeside(pair: Pair, index: number, written: readonly string[], known: Snapshot, { rows }: DecisionContext): RowAgreement {
	const { google } = rows[index];
	const agreement = agreementOf(pair, index);
	const appears = agreement?.google === '' && !known.fields[google] && !written.includes(google) && slotOf(google);
	return appears ? { ...agreement, google: shownNow(pair, rows[index]).google } : agreement;
}

/** What both sides of a row show now, as their new agreement. */
export function shownNow(pair: Pair, row: { google: string; crm: string }): BothSides<string> {
	return { google: pair.google?.fields[row.google] ?? '', crm: pair.crm?.fields[row.crm] ?? '' };
}
