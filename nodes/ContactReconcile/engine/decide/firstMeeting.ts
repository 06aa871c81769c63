import { agreementOf } from '../model/agreement';
import type { Compared } from './decision';
import type { KeptDifference } from './field';
import type { MappedRow } from '../fieldMap/fieldMap';
import { contradict, isNameRow, nameFields, nameOf } from '../fieldMap/personName';
import type { Pair, SyncSettings } from '../model/types';

/**
 * Nobody is renamed into somebody else when two records first meet: where they were found by their address and their
 * names contradict each other, both names stay as they are, until somebody has made them one.
 *
 * @param compared changed in place.
 */
export function keepContradictingNames(compared: Compared, pair: Pair, rows: readonly MappedRow[], settings: SyncSettings): void {
	const isName = (index: number): boolean => isNameRow(rows[index], settings);
	const renames = compared.writes.filter(({ row, replaces }) => isName(row) && replaces !== '');
	if (renames.length === 0 || settings.linkDifferentNames || !isFirstMeeting(pair, rows, settings)) return;
	compared.agree = compared.agree.filter((index) => !isName(index));
	compared.writes = compared.writes.filter(({ row }) => !isName(row));
	compared.kept.push(...renames.map(({ row }): KeptDifference => ({ row, why: 'otherName' })));
}

/** Whether no name was agreed on yet, and the two that are shown are those of two people. */
function isFirstMeeting(pair: Pair, rows: readonly MappedRow[], settings: SyncSettings): boolean {
	const { google, crm } = pair;
	if (!google || !crm || rows.some((row, index) => isNameRow(row, settings) && agreementOf(pair, index) !== null)) return false;
	const fields = nameFields(settings);
	return contradict(nameOf('google', google, fields.google, settings), nameOf('crm', crm, fields.crm, settings));
}
