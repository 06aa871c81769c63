import fc from 'fast-check';

import type { FieldRow } from '../../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import type { SideName } from '../../../nodes/shared/protocol';

/**
 * What seldom comes about by chance, as steps of their own: several things in a certain order, with the runs between them.
 * `who` and `other` count through the records that are there.
 */
export type Hazard =
	/** A side's clock goes back. */
	| { do: 'clock'; side: SideName; minutes: number }
	/** Somebody is deleted on a side and edited on the other; the answer to what is sent is lost, and listings lag. */
	| { do: 'again'; side: SideName; who: number; row: number; fault: 'lostAfter' | 'lostBefore' }
	/** Between two runs: a value is typed, its row un-mapped, the counterpart deleted, perhaps after a merge. */
	| { do: 'interval'; side: SideName; who: number; other: number; row: number; typed: boolean; merge: boolean }
	/** The e-mails of two people change places, one in a run and the other in the next. */
	| { do: 'slowSwap'; who: number; other: number; after: number }
	/** Another tool sets a field of both sides to values of its own, in turn. */
	| { do: 'tool'; who: number; row: number };

const side = fc.constantFrom(...SIDES);
const who = fc.nat(5);
const row = fc.constantFrom(0, 3, 4, 5);

export const hazard: fc.Arbitrary<Hazard> = fc.oneof<Array<fc.WeightedArbitrary<Hazard>>>(
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('clock' as const), side, minutes: fc.constantFrom(1, 30, 600) }) },
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('again' as const), side, who, row, fault: fc.constantFrom('lostAfter', 'lostAfter', 'lostBefore') satisfies fc.Arbitrary<'lostAfter' | 'lostBefore'> }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('interval' as const), side, who, other: who, row, typed: fc.boolean(), merge: fc.constantFrom(true, false, false) }) },
	{ weight: 7, arbitrary: fc.record({ do: fc.constant('slowSwap' as const), who, other: who, after: fc.constantFrom(2, 15, 15) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('tool' as const), who, row: fc.constantFrom(4, 5, 7, 7) }) },
);

/** Compared by its options, whatever their case (F26). */
export const TIER: FieldRow = { google: 'nickname', crm: 'Tier', direction: 'both', transform: 'ignoreCase' };
export const TIERS = ['Gold', 'Silver'];

/** Reads a field that another row reads and writes as well. */
export const ROLE: FieldRow = { google: 'jobTitle', crm: 'Role', direction: 'toCrm' };

/** The rows that lead to a side, of those that name one of its fields. */
export function rowsTo(rows: readonly FieldRow[], to: SideName, field: string): FieldRow[] {
	return rows.filter((one) => one[to] === field && one.direction !== (to === 'google' ? 'toCrm' : 'toGoogle'));
}
