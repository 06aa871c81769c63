import type { MappedRow } from '../fieldMap/fieldMap';
import { comparedAs, rowKey } from '../fieldMap/fieldMap';
import type { SideName } from '../../../shared/protocol';
import { digestOf } from '../values/digest';
import { comparisonForm } from '../values/normalise';
import { transformToCrm } from '../values/transforms';
import type { Pair, FieldReturns, SyncSettings } from '../model/types';
import { noteReturns } from '../model/draft';
import { otherSide } from '../model/types';

/*
 * S64: another tool that writes to both sides as well, and each time sets a field back to what it was, would have the
 * sync write for ever. That takes two: a value returns where the side that the sync wrote to last shows again what the
 * sync overwrote there. A user who changes one side to and fro is followed. A field that returned three times is left
 * alone, until either side shows a value that is neither of the two.
 */

/** After so many returns a field is left alone. */
export const MOST_RETURNS = 3;

/** A value that returns after this time returned by chance; milliseconds. */
const MEMORY = 3 * 24 * 60 * 60 * 1_000;

/** A value that goes, or went, to a side, as that side's field holds it. */
interface Carried {
	to: SideName;
	value: string;
}

/** Whether the sync leaves a field alone instead of writing this value once more. */
export function isFrozen(pair: Pair, row: MappedRow, carried: Carried, settings: SyncSettings): boolean {
	const returns = pair.returns?.[rowKey(row)];
	return returns !== undefined && returns.count >= MOST_RETURNS && returns.before === digestOfSource(row, carried, settings);
}

/** Notes that the sync replaced a value that both sides had agreed on, so that its return is seen. */
export function noteOverwritten(
	pair: Pair,
	row: MappedRow,
	{ replaced, ...carried }: Carried & { replaced: string },
	settings: SyncSettings,
	now: number,
): void {
	const known = pair.returns?.[rowKey(row)];
	const returned = known !== undefined && now - known.at < MEMORY && known.before === digestOfSource(row, carried, settings);
	const returns: FieldReturns = {
		before: digestOn(carried.to, row, inCrm(row, replaced), settings),
		count: returned ? known.count + 1 : 0,
		at: now,
	};
	noteReturns(pair, { ...pair.returns, [rowKey(row)]: returns });
}

/** Drops what is too old to count, and what rows that are no longer mapped left behind. */
export function forgetOldReturns(pair: Pair, rows: readonly MappedRow[], now: number): void {
	if (pair.returns === null) return;
	const mapped = new Set(rows.map(rowKey));
	const kept = Object.entries(pair.returns).filter(
		([key, { count, at }]) => mapped.has(key) && (count >= MOST_RETURNS || now - at < MEMORY),
	);
	noteReturns(pair, kept.length > 0 ? Object.fromEntries(kept) : null);
}

/** What the other side shows of a value that is carried from there. */
function digestOfSource(row: MappedRow, { to, value }: Carried, settings: SyncSettings): string {
	return digestOn(otherSide(to), row, inCrm(row, value), settings);
}

/** A value of either side as the CRM holds it, where the two hold it in different ways. */
function inCrm(row: MappedRow, value: string): string {
	if (row.transform === undefined) return value;
	const there = transformToCrm(row.transform, value, row.capability.crm);
	return 'value' in there ? there.value : value;
}

function digestOn(side: SideName, row: MappedRow, value: string, { phoneCountry }: SyncSettings): string {
	return digestOf([side, comparisonForm(comparedAs(row), value, phoneCountry)]);
}
