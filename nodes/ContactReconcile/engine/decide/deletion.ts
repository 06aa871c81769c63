import type { SideName } from '../../../shared/protocol';
import type { MappedRow } from '../fieldMap/fieldMap';
import { agreementOf, hasAgreed } from '../model/agreement';
import type { Pair } from '../model/types';
import { whyUnlinked } from '../observe/missingLinks';
import { isUnchanged } from '../values/normalise';
import type { DecisionContext } from './decision';
import { shownFields, showsSame } from './field';

/* What the record that is left holds, when the other one was deleted. */

/**
 * The rows in which a record shows something else than was agreed on. Of a person who never agreed on anything all count:
 * what was not agreed is not deleted.
 */
export function changedSinceAgreement(side: SideName, pair: Pair, { rows, settings }: DecisionContext): readonly MappedRow[] {
	if (!hasAgreed(pair)) return rows;
	const fields = shownFields(pair)[side];
	return rows.filter((row, index) => {
		const agreement = agreementOf(pair, index);
		return agreement !== null && !isUnchanged(row.capability[side].kind, fields[row[side]] ?? '', agreement[side], settings.phoneCountry);
	});
}

/** Whether a record holds what its counterpart never showed and the two never agreed on, as in a conflict left alone. */
export function holdsUnagreed(side: SideName, pair: Pair, { rows, settings, missing }: DecisionContext): boolean {
	const fields = shownFields(pair);
	return rows.some((row, index) => {
		const value = fields[side][row[side]] ?? '';
		if (agreementOf(pair, index) !== null || value === '' || showsSame(row, fields, settings)) return false;
		// A company without an account is not what keeps a person; the journal has it.
		return side === 'crm' || whyUnlinked(row, value, missing, settings) === undefined;
	});
}
