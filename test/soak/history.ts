import fc from 'fast-check';

import type { SideName } from '../../nodes/shared/protocol';
import type { Fault } from './soakSide';
import { EDITED } from './soakSide';

/** Something that a user does on one side. */
export type Deed =
	| { do: 'edit'; side: SideName; who: number; field: (typeof EDITED)[number]; value: 'own' | 'same' | 'clear' }
	| { do: 'delete'; side: SideName; who: number }
	/** On both sides the same person, as two people enter it who do not know of each other. */
	| { do: 'create'; on: SideName | 'both'; email: boolean; quote?: boolean }
	/** Out of the group or list view, or back in. */
	| { do: 'move'; side: SideName; who: number };

/** Of which requests the one is meant that comes after so many others. */
export type Among = 'requests' | 'writes' | 'creates';

/** Something that happens in a run at the request of a side that comes after so many others. */
export type Accident = { side: SideName; after: number } & ({ fault: Fault; among: Among } | { deed: Deed });

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

const NOWHERE = 'http://127.0.0.1:9/';

/** Words on a record, well formed, that leave open what was done. */
const VAGUE: Record<SideName, object[]> = {
	google: [{}, { createdPeople: [] }, { createdPeople: [{}] }, { createdPeople: [{ status: { code: 13, message: 'internal' } }] }, { createdPeople: 'none' }],
	crm: [{}, { data: [] }, { data: [{}] }, { data: [{ status: 'success', code: 'SUCCESS' }] }, { data: [{ status: 'error', code: 'INTERNAL_ERROR' }] }, { data: 'none' }],
};

/**
 * Any answer to a create. A readable refusal of 4xx alone says that nothing was done, and comes before anything is; every
 * other one comes after the record was made, or before.
 */
function answer(side: SideName): fc.Arbitrary<Fault> {
	return fc.oneof(
		{ weight: 3, arbitrary: fc.record({ kind: fc.constant('fail' as const), status: fc.constantFrom(408, 500, 502, 503, 504, 520, 599), when }) },
		{ weight: 3, arbitrary: fc.record({ kind: fc.constant('spoil' as const), how: fc.constantFrom('empty', 'encoding', 'half', 'length', 'otherShape', 'page', 'protocol'), when: fc.constant('after' as const) }) },
		{ weight: 3, arbitrary: fc.record({ kind: fc.constant('fail' as const), status: fc.constantFrom(200, 201, 207), body: fc.constantFrom(...VAGUE[side]), when }) },
		{ weight: 2, arbitrary: fc.record({ kind: fc.constant('fail' as const), status: fc.constantFrom(400, 401, 403, 404, 409, 413, 415, 422, 429) }) },
		{ weight: 2, arbitrary: fc.record({ kind: fc.constant('redirect' as const), status: fc.constantFrom(301, 302, 303, 307, 308), location: fc.constantFrom(NOWHERE, ''), when }) },
		{ weight: 2, arbitrary: fc.record({ kind: fc.constant('reset' as const), when }) },
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const), when }) },
	) as fc.Arbitrary<Fault>;
}

/** A random history in which people are added on both sides, and whose creates get any answer. */
export function historyOfAnswers(): fc.Arbitrary<History> {
	const create = fc.record({ do: fc.constant('create' as const), on: fc.constantFrom('google' as const, 'crm' as const), email: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)), quote: fc.boolean() });
	const accidents = side.chain((at) => fc.record({ side: fc.constant(at), after: fc.nat(2), fault: answer(at), among: fc.constant('creates' as const) }));
	const run = fc.record({
		do: fc.constant('run' as const),
		killed: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
		accidents: fc.array(accidents, { minLength: 1, maxLength: 4 }),
	});
	return fc.record({
		winner: fc.constantFrom('crm', 'google', 'newest'),
		deletes: fc.boolean(),
		steps: fc.array(fc.oneof({ weight: 4, arbitrary: create as fc.Arbitrary<Step> }, { weight: 1, arbitrary: edit as fc.Arbitrary<Step> }, { weight: 3, arbitrary: run }), { minLength: 6, maxLength: 14, size: 'max' }),
	});
}
