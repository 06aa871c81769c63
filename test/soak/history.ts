import fc from 'fast-check';

import type { SideName } from '../../nodes/shared/protocol';
import type { Fault } from './soakSide';
import { EDITED } from './soakSide';

/** Something that a user does on one side. */
export type Deed =
	| { do: 'edit'; side: SideName; who: number; field: (typeof EDITED)[number]; value: 'own' | 'same' | 'clear' }
	| { do: 'delete'; side: SideName; who: number }
	/** On both sides the same person, as two people enter it who do not know of each other. */
	| { do: 'create'; on: SideName | 'both'; email: boolean }
	/** Out of the group or list view, or back in. */
	| { do: 'move'; side: SideName; who: number };

/** Something that happens in a run at the request of a side, or the write, that comes after so many others. */
export type Accident = { side: SideName; after: number } & ({ fault: Fault; among: 'requests' | 'writes' } | { deed: Deed });

export type Step =
	| Deed
	/** A process that is killed leaves what the sync remembers as it was before. */
	| { do: 'run'; killed: boolean; accidents: Accident[] };

export interface History {
	winner: 'crm' | 'google' | 'newest';
	deletes: boolean;
	steps: Step[];
}

const side = fc.constantFrom<SideName>('google', 'crm');
const who = fc.nat(7);

const edit = fc.record({
	do: fc.constant('edit' as const),
	side,
	who,
	field: fc.constantFrom(...EDITED),
	value: fc.oneof({ weight: 4, arbitrary: fc.constant('own' as const) }, fc.constantFrom('same' as const, 'clear' as const)),
});

const deed: fc.Arbitrary<Deed> = fc.oneof(
	{ weight: 6, arbitrary: edit as fc.Arbitrary<Deed> },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const), on: fc.constantFrom('google', 'crm', 'both'), email: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), side, who }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), side, who }) },
);

const when = fc.constantFrom('before' as const, 'after' as const);

const fault: fc.Arbitrary<Fault> = fc.oneof(
	fc.record({ kind: fc.constant('reset' as const), when }),
	fc.record({ kind: fc.constant('fail' as const), status: fc.constantFrom(500, 502), when }),
	fc.record({ kind: fc.constant('fail' as const), status: fc.constantFrom(401, 403, 429, 503) }),
	fc.constant({ kind: 'fail' as const, status: 429, retryAfter: 5 }),
);

/** Users act on both sides; faults happen on the hostile ones. */
function accident(hostile: readonly SideName[]): fc.Arbitrary<Accident> {
	const after = fc.nat(5);
	const at = fc.constantFrom(...hostile);
	return fc.oneof(
		{ weight: 2, arbitrary: fc.record({ side: at, after, fault, among: fc.constant('requests' as const) }) },
		{ weight: 4, arbitrary: fc.record({ side: at, after: fc.nat(2), fault, among: fc.constant('writes' as const) }) },
		{ weight: 2, arbitrary: fc.record({ side: at, after, deed: edit }) },
	);
}

/** A random history in which the APIs of the given sides are hostile. */
export function history(hostile: readonly SideName[]): fc.Arbitrary<History> {
	const run = fc.record({
		do: fc.constant('run' as const),
		killed: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
		accidents: fc.array(accident(hostile), { maxLength: 4 }),
	});
	return fc.record({
		winner: fc.constantFrom('crm', 'google', 'newest'),
		deletes: fc.boolean(),
		steps: fc.array(fc.oneof({ weight: 3, arbitrary: deed as fc.Arbitrary<Step> }, { weight: 2, arbitrary: run }), { minLength: 6, maxLength: 16, size: 'max' }),
	});
}
