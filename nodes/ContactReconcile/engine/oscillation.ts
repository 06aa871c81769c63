import type { MappedRow } from './fieldMap';
import { comparedAs, rowKey } from './fieldMap';
import { digestOf } from './guards';
import { comparisonForm } from './normalise';
import type { Contact, SyncSettings } from './types';

/*
 * S64: another tool that writes to both sides as well, and each time sets a field back to what it was, would have the
 * sync write for ever. A field that the sync brought back to its last value three times is left alone, until either
 * side shows a value that is neither of the two.
 */

/** How a field went back and forth. */
export interface FieldReturns {
	/** Digest of the value that the sync overwrote last. */
	before: string;
	/** How often the sync wrote the value that it had overwritten the time before. */
	count: number;
	/** When the sync wrote last; milliseconds since 1970 by n8n's clock. */
	at: number;
}

/** After so many returns a field is left alone. */
export const MOST_RETURNS = 3;

/** A value that returns after this time returned by chance; milliseconds. */
const MEMORY = 3 * 24 * 60 * 60 * 1_000;

/** Whether the sync leaves a field alone instead of writing this value once more. */
export function isFrozen(contact: Contact, row: MappedRow, value: string, settings: SyncSettings): boolean {
	const returns = contact.returns?.[rowKey(row)];
	return returns !== undefined && returns.count >= MOST_RETURNS && returns.before === digestFor(row, value, settings);
}

/** Notes that the sync replaced a value that both sides had agreed on, so that its return is seen. */
export function noteOverwritten(
	contact: Contact,
	row: MappedRow,
	{ replaced, value }: { replaced: string; value: string },
	settings: SyncSettings,
	now: number,
): void {
	const known = contact.returns?.[rowKey(row)];
	const returned = known !== undefined && now - known.at < MEMORY && known.before === digestFor(row, value, settings);
	const returns: FieldReturns = {
		before: digestFor(row, replaced, settings),
		count: returned ? known.count + 1 : 0,
		at: now,
	};
	contact.returns = { ...contact.returns, [rowKey(row)]: returns };
}

/** Drops what is too old to count, and what rows that are no longer mapped left behind. */
export function forgetOldReturns(contact: Contact, rows: readonly MappedRow[], now: number): void {
	if (contact.returns === null) return;
	const mapped = new Set(rows.map(rowKey));
	const kept = Object.entries(contact.returns).filter(
		([key, { count, at }]) => mapped.has(key) && (count >= MOST_RETURNS || now - at < MEMORY),
	);
	contact.returns = kept.length > 0 ? Object.fromEntries(kept) : null;
}

function digestFor(row: MappedRow, value: string, { phoneCountry }: SyncSettings): string {
	return digestOf([comparisonForm(comparedAs(row), value, phoneCountry)]);
}
