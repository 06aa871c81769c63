import fc from 'fast-check';

import type { FieldRow, SyncSettings } from '../../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../../nodes/ContactReconcile/engine/model/types';
import type { FieldValues, SideName } from '../../../nodes/shared/protocol';
import { ROWS } from '../histories';
import type { Hazard } from './hazards';
import { hazard, ROLE, TIER } from './hazards';

/** The map that histories begin with: small, so that edits meet; two e-mail rows, so that matching can change. */
export const FULL_MAP: FieldRow[] = [...ROWS, { google: 'homeEmail', crm: 'Secondary_Email', direction: 'both' }, TIER];

/** What goes wrong with one write of a run. */
export type WriteFault = 'refused' | 'access' | 'lostBefore' | 'lostAfter' | 'notSent' | 'blind' | null;

/** Something that users, builders, or bad luck do. `who` counts through the records that are there. */
export type Step =
	| { do: 'edit'; side: SideName; who: number; row: number; value: 'own' | 'clear' | number }
	| { do: 'email'; side: SideName; who: number; email: number; home: boolean }
	| { do: 'swap'; side: SideName; who: number; other: number }
	| { do: 'delete'; side: SideName; who: number }
	/** Out of the recycle bin; `untouched` with the modification time that it had. */
	| { do: 'restore'; side: SideName; who: number; untouched?: boolean }
	| { do: 'create'; side: SideName; email: number; inScope: boolean }
	/** Somebody without an e-mail; `name` and `phone` count through a few of each. */
	| { do: 'silent'; side: SideName; name: number; phone: number | null; inScope: boolean }
	/** Somebody's addresses are taken away. */
	| { do: 'silence'; side: SideName; who: number }
	| { do: 'move'; side: SideName; who: number; silently: boolean }
	| { do: 'merge'; side: SideName; who: number; other: number }
	| { do: 'label'; who: number; field: 'workEmail' | 'workPhone'; label: string }
	| { do: 'entry'; who: number; kind: 'email' | 'phone'; adds: boolean }
	| { do: 'touch'; side: SideName; who: number }
	| { do: 'forbid'; side: SideName; who: number }
	| { do: 'poison'; side: SideName; who: number }
	| { do: 'expire'; side: SideName }
	| { do: 'scope'; side: SideName }
	| { do: 'lose'; how: 'erased' | 'corrupt' }
	| { do: 'settings'; change: Partial<SyncSettings> }
	| Hazard
	| RunStep;

/** One run of the sync, and what befalls it. */
export interface RunStep {
	do: 'run';
	full: boolean;
	/** Minutes since the last run. */
	after: number;
	/** Minutes that listings lag behind, by side; listings that end half way. */
	lag: Record<SideName, number>;
	incomplete: SideName | null;
	/** Where the run ends without its results being recorded. */
	crash: { afterWrites: number; keeps: 'nothing' | 'plan' } | null;
	/** Goes round the writes of the run. */
	faults: WriteFault[];
	/** What a user does between reading and writing. */
	meanwhile: Extract<Step, { do: 'edit' }> | null;
	/** The builder approves what the last run refused. */
	approve: boolean;
}

/** What a side makes of the values that it is sent, but for the names and addresses that people are told apart by. */
export type Storage = 'faithful' | 'truncates' | 'reformats' | 'drops' | 'shouts';

/** A history from its beginning. */
export interface History {
	people: number;
	/** So many more are on both sides, none with an e-mail, all with one phone; two of them bear one name. */
	silent: number;
	/** Two more people on each side, all of one address, are there before the first run (S17). */
	namesakes: boolean;
	settings: Partial<SyncSettings>;
	storage: Record<SideName, Storage>;
	/** The CRM refuses a second record with one e-mail. */
	unique: boolean;
	/** The list view hides records of a certain title (S25). */
	view: boolean;
	/** The CRM's title is short. */
	shortTitle: boolean;
	steps: Step[];
}

const side = fc.constantFrom(...SIDES);
const who = fc.nat(5);
/** Addresses of those who are there from the beginning, and a few that newcomers on both sides share. */
const email = fc.constantFrom(0, 1, 2, 3, 7, 8, 8, 8, 8);
const of = <K extends Step['do'], T>(kind: K, more: { [P in keyof T]: fc.Arbitrary<T[P]> }) =>
	fc.record({ do: fc.constant(kind), ...more } as never) as unknown as fc.Arbitrary<Extract<Step, { do: K }>>;
const rarely = <T>(what: fc.Arbitrary<T>, one: number) => fc.option(what, { freq: one, nil: null });

const edit = of('edit', {
	side,
	who,
	row: fc.constantFrom(0, 3, 4, 5, 7),
	value: fc.oneof({ weight: 3, arbitrary: fc.constant('own' as const) }, { weight: 1, arbitrary: fc.constant('clear' as const) }, { weight: 2, arbitrary: fc.nat(3) }),
});

const withoutEmail = fc.constantFrom('leaveOut', 'link', 'sync', 'sync', 'sync') satisfies fc.Arbitrary<SyncSettings['withoutEmail']>;

/** Changes of settings; several rows of the map may go, come back, change places, or change direction. */
const change: fc.Arbitrary<Partial<SyncSettings>> = fc.oneof(
	fc.record({ direction: fc.constantFrom('both', 'googleToCrm', 'crmToGoogle') satisfies fc.Arbitrary<SyncSettings['direction']> }),
	fc.record({ winner: fc.constantFrom('crm', 'google', 'newest', 'none') satisfies fc.Arbitrary<SyncSettings['winner']> }),
	fc.record({ deletes: fc.boolean() }),
	fc.record({ cap: fc.constantFrom(1, 2, 500) }),
	fc.record({ onlyEmailAsWork: fc.boolean() }),
	fc.record({ withoutEmail, linkByName: fc.boolean() }),
	fc.record({ match: fc.constantFrom({ google: 'workEmail', crm: 'Email' }, { google: 'homeEmail', crm: 'Secondary_Email' }) }),
	fc.record({ rows: fc.tuple(fc.shuffledSubarray([...FULL_MAP.filter(({ google }) => !google.endsWith('Email')), ROLE]), fc.nat(7), fc.constantFrom('toCrm', 'toGoogle') satisfies fc.Arbitrary<FieldRow['direction']>).map(remapped) }),
);

/** Both e-mail rows stay, since either may be the one that people are matched by; one other row may go one way only. */
function remapped([rows, oneWay, direction]: [FieldRow[], number, FieldRow['direction']]): FieldRow[] {
	const emails = FULL_MAP.filter(({ google }) => google.endsWith('Email'));
	const others = rows.map((row, index): FieldRow => (index === oneWay && row !== ROLE ? { ...row, direction } : row));
	return [...others, ...emails];
}

const fault: fc.Arbitrary<WriteFault> = fc.constantFrom('refused', 'access', 'lostBefore', 'lostAfter', 'lostAfter', 'lostAfter', 'notSent', 'blind', null, null, null);

const run = of('run', {
	full: fc.boolean(),
	after: fc.constantFrom(2, 2, 15, 15, 15, 700),
	lag: fc.record({ google: fc.constantFrom(0, 0, 3, 9), crm: fc.constantFrom(0, 0, 0, 5) }),
	incomplete: rarely(side, 6),
	crash: rarely(fc.record({ afterWrites: fc.nat(4), keeps: fc.constantFrom('nothing' as const, 'plan' as const) }), 5),
	faults: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fault, { minLength: 1, maxLength: 4 }) }),
	meanwhile: rarely(edit, 4),
	approve: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof<Array<fc.WeightedArbitrary<Step>>>(
	{ weight: 26, arbitrary: edit },
	{ weight: 26, arbitrary: run },
	{ weight: 5, arbitrary: of('email', { side, who, email, home: fc.boolean() }) },
	{ weight: 5, arbitrary: of('swap', { side, who, other: who }) },
	{ weight: 7, arbitrary: of('delete', { side, who }) },
	{ weight: 3, arbitrary: of('restore', { side, who, untouched: fc.boolean() }) },
	{ weight: 8, arbitrary: of('create', { side, email, inScope: fc.constantFrom(true, true, false) }) },
	{ weight: 8, arbitrary: of('silent', { side, name: fc.nat(2), phone: fc.constantFrom(0, 0, 1, null), inScope: fc.constantFrom(true, true, true, false) }) },
	{ weight: 2, arbitrary: of('silence', { side, who }) },
	{ weight: 5, arbitrary: of('move', { side, who, silently: fc.boolean() }) },
	{ weight: 3, arbitrary: of('merge', { side, who, other: who }) },
	{ weight: 4, arbitrary: of('label', { who, field: fc.constantFrom('workEmail' as const, 'workPhone' as const), label: fc.constantFrom('', 'other', 'Cabin', 'work') }) },
	{ weight: 5, arbitrary: of('entry', { who, kind: fc.constantFrom('email' as const, 'phone' as const, 'phone' as const), adds: fc.boolean() }) },
	{ weight: 1, arbitrary: of('touch', { side, who }) },
	{ weight: 1, arbitrary: of('forbid', { side, who }) },
	{ weight: 2, arbitrary: of('poison', { side, who }) },
	{ weight: 2, arbitrary: of('expire', { side }) },
	{ weight: 1, arbitrary: of('scope', { side }) },
	{ weight: 3, arbitrary: of('lose', { how: fc.constantFrom('erased' as const, 'corrupt' as const) }) },
	{ weight: 5, arbitrary: of('settings', { change }) },
	{ weight: 16, arbitrary: hazard },
);

const settings: fc.Arbitrary<Partial<SyncSettings>> = fc.record({
	direction: fc.constantFrom('both', 'both', 'both', 'both', 'googleToCrm', 'crmToGoogle') satisfies fc.Arbitrary<SyncSettings['direction']>,
	winner: fc.constantFrom('crm', 'google', 'newest', 'none') satisfies fc.Arbitrary<SyncSettings['winner']>,
	deletes: fc.constantFrom(true, true, false),
	cap: fc.constantFrom(1, 2, 500),
	firstCap: fc.constantFrom(2, 500),
	deleteFloor: fc.constantFrom(0, 1, 1_000, 1_000),
	fullCheckHours: fc.constantFrom(1, 24),
	onlyEmailAsWork: fc.boolean(),
	withoutEmail,
	linkByName: fc.constantFrom(true, false, false, false),
	rows: fc.constantFrom(FULL_MAP, FULL_MAP, FULL_MAP, [...FULL_MAP, ROLE]),
});

const storage = fc.constantFrom<Storage[]>('faithful', 'faithful', 'faithful', 'truncates', 'reformats', 'drops', 'shouts');

export const history: fc.Arbitrary<History> = fc.record({
	people: fc.integer({ min: 1, max: 4 }),
	silent: fc.constantFrom(0, 0, 1, 3),
	namesakes: fc.constantFrom(true, false, false, false, false, false),
	settings,
	storage: fc.record({ google: storage, crm: storage }),
	unique: fc.boolean(),
	view: fc.constantFrom(true, false, false),
	shortTitle: fc.constantFrom(true, false, false),
	steps: fc.array(step, { minLength: 1, maxLength: 24, size: 'max' }),
});

/** What a side of the given kind stores for the values that it is sent. */
export function canonicaliser(kind: Storage): (fields: FieldValues) => FieldValues {
	const change = CANONICAL[kind];
	return (fields) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, /email|givenName|First_Name|familyName|Last_Name/i.test(name) ? value : change(value, name)]));
}

const CANONICAL: Record<Storage, (value: string, field: string) => string> = {
	faithful: (value) => value,
	truncates: (value) => [...value].slice(0, 5).join('').trim(),
	reformats: (value) => (/^[\d\s()+-]+$/.test(value) ? value.replace(/\D/g, '') : value),
	drops: (value, field) => (/title/i.test(field) ? '' : value),
	shouts: (value) => value.toUpperCase(),
};
