import { markOf } from '../../nodes/ContactReconcile/engine/observe/adopt';
import type { PlanInput } from '../../nodes/ContactReconcile/engine/plan/plan';
import { LOST_CREATE_WAIT, UnknownFieldError } from '../../nodes/ContactReconcile/engine/observe/observe';
import { planChanges } from '../../nodes/ContactReconcile/engine/plan/plan';
import { shownNow } from '../../nodes/ContactReconcile/engine/plan/agreeing';
import type { Pair, FieldRow, Snapshot, SyncSettings, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import type { CursorReading, FieldCapability, SideName } from '../../nodes/shared/protocol';
import { contactWith, cursorOf, knownTree, READ_AT, readingOf, stateWith } from './parts';
import { crowd } from './people';
import { World } from './world';

const ROWS: FieldRow[] = [
	{ google: 'familyName', crm: 'Last_Name', direction: 'both' },
	{ google: 'workEmail', crm: 'Email', direction: 'both' },
	{ google: 'jobTitle', crm: 'Title', direction: 'both' },
];
const FAILURE = { attempts: 1, retryAt: READ_AT - 1, code: 'C', message: 'M', fingerprint: 'F' };

interface Given {
	settings?: Partial<SyncSettings>;
	google?: Partial<CursorReading>;
	crm?: Partial<CursorReading>;
}

/** A plan for people of whom nothing has changed since the last run, in a sync of three rows. */
function planFor(contacts: Pair[], { settings, google, crm }: Given = {}) {
	const before: SyncSettings = { ...new World().settings, rows: ROWS };
	const state: SyncState = stateWith(contacts, { mark: markOf(before), rows: ROWS, settled: true });
	for (const side of ['google', 'crm'] as const) Object.assign(state.sides[side], { cursor: 'old', scope: `${side}/scope`, scopeName: 'Scope', lastFullAt: 1 });
	const reading = (side: SideName, more?: Partial<CursorReading>) => readingOf(side, { cursor: cursorOf(side, { fields: capabilities(side), ...more }) });
	const readings: PlanInput['readings'] = { google: reading('google', google), crm: reading('crm', crm) };
	const plan = planChanges({ state, settings: { ...before, ...settings }, readings, run: readings.google.cursor.run, startedAt: READ_AT });
	return { plan, state };
}

function capabilities(side: SideName): FieldCapability[] {
	return ROWS.map((row) => ({ name: row[side], label: row[side], kind: 'text', writable: true, mandatory: false }));
}

/** The record of a person on a side. */
function record(side: SideName, name: string, more: Partial<Snapshot> = {}): Snapshot {
	const [family, email] = side === 'google' ? ['familyName', 'workEmail'] : ['Last_Name', 'Email'];
	return knownTree(`${side}/${name}`, { fields: { [family]: name, [email]: `${name}@example.org` }, ...more });
}

/** Somebody who is in sync. */
function settled(name: string, more: Partial<Pair> = {}): Pair {
	const values = [name, `${name}@example.org`, ''];
	return contactWith({ google: record('google', name), crm: record('crm', name), agreed: { google: values, crm: values }, ...more });
}

test('all unknown fields of the map are named', () => {
	const rows: FieldRow[] = [...ROWS, { google: 'shoeSize', crm: 'Title', direction: 'both' }, { google: 'jobTitle', crm: 'Hat_Size', direction: 'both' }];
	expect(() => planFor([], { settings: { rows } })).toThrow(new UnknownFieldError([{ side: 'google', field: 'shoeSize' }, { side: 'crm', field: 'Hat_Size' }]));
	expect(() => planFor([], { settings: { rows } })).toThrow('Google has no field "shoeSize"; CRM has no field "Hat_Size"');
});

test.each<[what: string, given: Given, google: string | null, crm: string | null]>([
	['the settings changed while the listing of Google ended early', { settings: { direction: 'crmToGoogle' }, google: { complete: false, cursor: null } }, null, 'next'],
	['the settings changed while the listing of the CRM ended early', { settings: { direction: 'crmToGoogle' }, crm: { complete: false, cursor: null } }, 'next', null],
	['the list view changed while the listing of Google ended early', { google: { complete: false, cursor: null }, crm: { scope: 'crm/other' } }, null, 'next'],
	['the settings changed', { settings: { direction: 'crmToGoogle' } }, 'next', 'next'],
	['the listing of Google ended early', { google: { complete: false, cursor: null } }, 'old', 'next'],
])('S28, S60: %s: a side is read again where its listing did not reach everybody', (_what, given, google, crm) => {
	const { state } = planFor([settled('ann')], given).plan;
	expect([state.sides.google.cursor, state.sides.crm.cursor]).toEqual([google, crm]);
});

describe('a record of its own making that the list view does not show', () => {
	const hidden = settled('ann', { crm: record('crm', 'ann', { presence: 'out' }), createdInCrm: true });
	const visible = settled('bob', { createdInCrm: true });
	const sentence =
		'The list view "Scope" does not show 1 record(s) that the sync created, first crm/ann. ' +
		'Change the view or the records so that it does; until then nothing more is created in the CRM.';
	const lone = [contactWith({ google: record('google', 'carl') }), contactWith({ crm: record('crm', 'dora') })];

	test('holds what would be created in the CRM, not in Google, and is told', () => {
		const { plan } = planFor([hidden, visible, ...lone]);
		expect(plan.operations.crm).toEqual([]);
		expect(plan.operations.google).toMatchObject([{ op: 'create', contact: { google: null, crm: 'crm/dora' } }]);
		expect(plan).toMatchObject({ attention: [sentence], refusal: null, deferred: 1 });
	});

	test('is told beside the reason for which a plan is refused', () => {
		const { plan, state } = planFor([hidden, ...['bob', 'carl', 'dora', 'emma', 'fred', 'gina'].map((name) => settled(name)), ...lone], { google: { mode: 'full' } });
		expect(plan.refusal).toMatchObject({ reason: 'emptyListing', side: 'google', count: 7, of: 7 });
		expect(plan.attention).toEqual([sentence, plan.refusal?.message]);
		expect(plan.state).toEqual(state);
		expect([plan.operations, plan.journal]).toEqual([{ google: [], crm: [] }, []]);
	});

	test('holds nothing once the view shows it', () => {
		const { plan } = planFor([visible, ...lone]);
		expect(plan.operations.crm).toMatchObject([{ op: 'create', contact: { google: 'google/carl', crm: null } }]);
		expect(plan.attention).toEqual([]);
	});
});

test.each<[what: string, floor: number, ids: string[] | undefined]>([
	['as many as are always allowed', 2, undefined],
	['one more', 1, ['crm/ann', 'crm/bob']],
])('P6: a plan that deletes %s of three', (_what, deleteFloor, ids) => {
	const gone = ['ann', 'bob'].map((name) => settled(name, { google: record('google', name, { presence: 'gone' }) }));
	const { plan } = planFor([...gone, settled('carl')], { settings: { deletes: true, deleteFloor, deleteSharePercent: 10 } });
	expect(plan.refusal?.ids).toEqual(ids);
	expect(plan.operations.crm.map(({ op }) => op)).toEqual(ids ? [] : ['delete', 'delete']);
	expect(plan.deferred).toBe(ids ? 2 : 0);
	expect(plan.state.contacts.map(({ waitingSince }) => waitingSince)).toEqual(ids ? [READ_AT, READ_AT, null] : [null, null, null]);
});

test.each<[what: string, google: Partial<CursorReading>]>([
	['is to be tried again later', {}],
	['could not be deleted in this run in any case', { complete: false, cursor: null }],
])('F29: whose failed deletion %s fails, and is not said to go with the next run', (_what, google) => {
	const failure = { ...FAILURE, retryAt: READ_AT + 1, fingerprint: 'delete' };
	const gone = settled('ann', { google: record('google', 'ann', { presence: 'gone' }), failure });
	const { plan } = planFor([gone], { settings: { deletes: true }, google });
	expect([plan.operations.crm, plan.deferred]).toEqual([[], 0]);
});

test.each<[what: string, age: number, google: Partial<CursorReading>, forgotten: boolean]>([
	['long enough ago', LOST_CREATE_WAIT, {}, true],
	['a moment too lately', LOST_CREATE_WAIT - 1, {}, false],
	['long enough ago, but the listing ended early', LOST_CREATE_WAIT, { complete: false, cursor: null }, false],
])('S44, S54: a create whose answer was lost %s is tried again or not', (_what, age, google, forgotten) => {
	const { plan } = planFor([contactWith({ crm: record('crm', 'ann'), lostCreateAt: READ_AT - age })], { google });
	expect(plan.state.contacts.map(({ lostCreateAt }) => lostCreateAt)).toEqual([forgotten ? null : READ_AT - age]);
	expect(plan.operations.google).toHaveLength(forgotten ? 1 : 0);
});

test.each<[what: string, contact: Pair, joining: boolean, failure: Pair['failure']]>([
	['is in sync and has joined', settled('ann', { joining: true, failure: FAILURE }), false, null],
	['has still to join', settled('ann', { google: record('google', 'ann', { presence: 'out' }), joining: true, failure: FAILURE }), true, FAILURE],
	['has a change to be written', settled('ann', { crm: record('crm', 'bea'), joining: true, failure: FAILURE }), false, FAILURE],
	['left the group', settled('ann', { google: record('google', 'ann', { presence: 'out' }), failure: FAILURE }), false, null],
])('of who %s only what still matters is kept', (_what, contact, joining, failure) => {
	expect(planFor([contact]).plan.state.contacts).toMatchObject([{ joining, failure }]);
});

test('who is in sync keeps the agreements as they are', () => {
	const { plan, state } = planFor([settled('ann')]);
	expect(plan.state.contacts[0].agreed).toBe(state.contacts[0].agreed);
	expect(plan.state.contacts).toEqual(state.contacts);
});

test('who is not tried again yet is not counted as left for later', () => {
	const { world, people } = crowd(3);
	world.fault = () => ({ refused: 'INVALID_DATA' });
	world.edit('google', people[0].google, { jobTitle: 'Chair' });
	world.sync();
	world.fault = () => undefined;
	people.slice(1).forEach(({ google }) => world.edit('google', google, { jobTitle: 'Clerk' }));
	world.set({ cap: 1, firstCap: 1 });
	expect(world.sync({ after: 1 })).toMatchObject({ deferred: 1, writes: [{ side: 'crm' }] });
});

test('S08: who lost the record that was left to another contact is forgotten', () => {
	const [left, taker] = [settled('ann', { google: record('google', 'ann', { presence: 'gone' }), crm: record('crm', 'ann', { presence: 'out' }) }), contactWith({ google: record('google', 'ann', { id: 'google/again' }) })];
	const { contacts } = planFor([left, taker, settled('bob')]).plan.state;
	expect(contacts.map(({ google, crm }) => [google?.id, crm?.id])).toEqual([['google/again', 'crm/ann'], ['google/bob', 'crm/bob']]);
});

test('a side without a record shows nothing', () => {
	expect(shownNow(contactWith({}), ROWS[0])).toEqual({ google: '', crm: '' });
	expect(shownNow(contactWith({ google: record('google', 'ann') }), ROWS[0])).toEqual({ google: 'ann', crm: '' });
});
