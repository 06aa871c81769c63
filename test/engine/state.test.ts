import { detach } from '../../nodes/ContactReconcile/engine/model/draft';
import { agreementOf, agreements, hasAgreed, NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import { NORMALISER_VERSION } from '../../nodes/ContactReconcile/engine/values/normalise';
import { adoptScope, adoptSettings, markOf } from '../../nodes/ContactReconcile/engine/observe/adopt';
import { copyState, emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { idsToAsk, originToAsk, planReading } from '../../nodes/ContactReconcile/engine/observe/nextReading';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, FieldRow, Presence, Snapshot, SettingsMark, SideState, SyncSettings, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldKind, SideName } from '../../nodes/shared/protocol';
import { World } from './world';

const HOUR = 60 * 60 * 1_000;

const row = (google: string, crm: string, more: Partial<FieldRow> = {}): FieldRow => ({ google, crm, direction: 'both', ...more });
const ROWS = [row('workEmail', 'Email'), row('workPhone', 'Phone'), row('notes', 'Mobile'), row('mobilePhone', 'Text'), row('jobTitle', 'Title')];

function settingsOf(more: Partial<SyncSettings> = {}): SyncSettings {
	return new World({ rows: ROWS, ...more }).settings;
}

function tree(id: string, more: Partial<Snapshot> = {}): Snapshot {
	return { id, presence: 'in', modifiedAt: null, fields: {}, otherEmails: [], origin: null, partial: false, ...more };
}

/** A state of one person who agreed on every row: on "0" in the first, "1" in the second, and so on. */
function agreedState(more: Partial<SettingsMark> = {}): SyncState {
	const state = emptyState();
	const capability = (name: string, kind: FieldKind) => ({ name, label: name, kind, writable: true, mandatory: false });
	state.sides.google.capabilities = [capability('workPhone', 'phone'), capability('mobilePhone', 'phone'), capability('notes', 'note')];
	state.sides.crm.capabilities = [capability('Phone', 'phone'), capability('Mobile', 'phone'), capability('Text', 'text')];
	const agreed = agreements(ROWS.length, (index) => ({ google: `${index}`, crm: `${index}` }));
	state.contacts = [{ ...newContact('google', tree('a')), crm: tree('1'), agreed }];
	return { ...state, mark: { ...markOf(settingsOf()), ...more }, rows: ROWS };
}

test('F24: settings that are as they were leave all as it is', () => {
	const state = agreedState();
	const [{ agreed }] = state.contacts;
	expect(adoptSettings(state, settingsOf())).toBe(false);
	expect(state.contacts[0].agreed).toBe(agreed);
	expect(adoptSettings(state, settingsOf({ winner: 'google', cap: 7, deletes: true }))).toBe(false);
});

test.each<[string, Partial<SyncSettings>, Partial<SettingsMark>, Array<string | null>]>([
	['the direction of the sync', { direction: 'googleToCrm' }, {}, ['0', '1', '2', '3', '4']],
	['the name of the sync', { syncName: 'other' }, {}, ['0', '1', '2', '3', '4']],
	['the fields to match by', { match: { google: 'homeEmail', crm: 'Email' } }, {}, ['0', '1', '2', '3', '4']],
	['the direction of a row', { rows: [row('workEmail', 'Email', { direction: 'toCrm' }), ...ROWS.slice(1)] }, {}, ['0', '1', '2', '3', '4']],
	['a row less', { rows: ROWS.slice(1) }, {}, ['1', '2', '3', '4']],
	['a row more', { rows: [row('nickname', 'Nick'), ...ROWS] }, {}, [null, '0', '1', '2', '3', '4']],
	['another field in a row', { rows: [...ROWS.slice(0, 4), row('jobTitle', 'Role')] }, {}, ['0', '1', '2', '3', null]],
	['how values change in a row', { rows: [...ROWS.slice(0, 4), row('jobTitle', 'Title', { transform: 'list' })] }, {}, ['0', '1', '2', '3', null]],
	['the country of phone numbers', { phoneCountry: 'DE' }, {}, ['0', null, null, null, '4']],
	['which e-mail counts as the work e-mail', { onlyEmailAsWork: false }, {}, [null, '1', '2', '3', '4']],
	['the rules of comparing', {}, { normaliser: NORMALISER_VERSION - 1 }, [null, null, null, null, null]],
])('P8: %s is a change, and what was agreed on is kept where it still means the same', (_what, settings, mark, kept) => {
	const state = agreedState(mark);
	const now = settingsOf(settings);
	expect(adoptSettings(state, now)).toBe(true);
	expect(now.rows.map((_, index) => agreementOf(state.contacts[0], index)?.google ?? null)).toEqual(kept);
	expect([state.rows, state.mark]).toEqual([now.rows, markOf(now)]);
});

test('F3: rows in another order are no change, and take what was agreed on along', () => {
	const state = agreedState();
	expect(adoptSettings(state, settingsOf({ rows: [...ROWS].reverse() }))).toBe(false);
	expect(ROWS.map((_, index) => agreementOf(state.contacts[0], index)?.crm)).toEqual(['4', '3', '2', '1', '0']);
	const swapped = agreedState();
	adoptSettings(swapped, settingsOf({ rows: [ROWS[0], ROWS[1], ROWS[2], ROWS[4], ROWS[3]] }));
	expect(ROWS.map((_, index) => agreementOf(swapped.contacts[0], index)?.crm)).toEqual(['0', '1', '2', '4', '3']);
});

test('the first settings are no change, and nothing is agreed on yet', () => {
	const state = { ...agreedState(), mark: null };
	expect(adoptSettings(state, settingsOf())).toBe(false);
	expect(hasAgreed(state.contacts[0])).toBe(false);
	expect(state.mark).toEqual(markOf(settingsOf()));
});

test('a new sync knows nothing', () => {
	const side = { cursor: null, scope: null, scopeName: '', about: null, capabilities: [], lastFullAt: null, readNext: [], tombstones: {} };
	expect(emptyState()).toEqual({ version: 3, mark: null, rows: [], sides: { google: side, crm: side }, contacts: [], settled: false, lastRun: null, });
	expect(NOTHING_AGREED).toEqual({ google: [], crm: [] });
});

test('a copy of a state is like it, and may be changed without it', () => {
	const state = agreedState();
	state.sides.google.readNext = ['x'];
	state.sides.crm.tombstones = { y: 1 };
	const copy = copyState(state);
	expect(copy).toEqual(state);
	copy.sides.google.readNext.push('z');
	copy.sides.crm.tombstones.z = 2;
	detach(copy.contacts[0], 'merged');
	expect([state.sides.google.readNext, state.sides.crm.tombstones, state.contacts[0].detached]).toEqual([['x'], { y: 1 }, null]);
});

describe('S27: another group, list view or module', () => {
	const busy = { ...newContact('google', tree('a')), crm: tree('1'), agreed: agreements(1, () => ({ google: 'x', crm: 'x' })), detached: 'leftView' as const, createdInCrm: true };
	const failed = { failure: { attempts: 1, retryAt: 0, code: '', message: '', fingerprint: '' }, returns: { x: { before: '', count: 1, at: 0 } } };

	function adopt(side: SideName, before: string | null, scope: string): { changed: boolean; own: SideState; contact: Pair } {
		const state = { ...emptyState(), contacts: [{ ...busy, ...failed }] };
		Object.assign(state.sides[side], { scope: before, cursor: 'c', readNext: ['x'] });
		const changed = adoptScope(state, side, scope);
		return { changed, own: state.sides[side], contact: state.contacts[0] };
	}

	test.each<[SideName, string | null, string, changed: boolean, cursor: string | null, unlinked: boolean]>([
		['crm', 'Contacts/1', 'Contacts/1', false, 'c', false],
		['crm', null, 'Contacts/1', false, 'c', false],
		['crm', 'Contacts/1', 'Contacts/2', true, null, false],
		['crm', 'Contacts/1', 'Leads/1', true, null, true],
		['crm', 'Contacts/1', 'Clients/1', true, null, true],
		['google', 'contactGroups/a', 'contactGroups/b', true, null, false],
		['google', 'contactGroups/a', 'all/a', true, null, false],
	])('%s: %p and then "%s" is a change: %s', (side, before, scope, isChange, cursor, unlinked) => {
		const { changed, own, contact } = adopt(side, before, scope);
		expect(changed).toBe(isChange);
		expect(own).toMatchObject({ scope, cursor, readNext: isChange ? [] : ['x'] });
		const without = { ...busy, crm: null, agreed: NOTHING_AGREED, detached: null, createdInCrm: false, failure: null, returns: null };
		expect(contact).toEqual(unlinked ? without : { ...busy, ...failed });
	});
});

test.each<[Partial<SideState>, Partial<SettingsMark> | null, Partial<SyncSettings>, age: number, mode: string, why: string]>([
	[{}, {}, {}, 1, 'changes', 'changes'],
	[{ lastFullAt: null }, {}, {}, 1, 'full', 'first'],
	[{}, null, {}, 1, 'full', 'first'],
	[{ cursor: null }, {}, {}, 1, 'full', 'cursor'],
	[{}, {}, { rows: [...ROWS, row('nickname', 'Nick')] }, 1, 'full', 'fields'],
	[{}, {}, { rows: ROWS.slice(1) }, 1, 'changes', 'changes'],
	[{}, {}, { match: { google: 'homeEmail', crm: 'Secondary_Email' } }, 1, 'full', 'fields'],
	[{}, { match: { google: 'homeEmail', crm: 'Secondary_Email' } }, {}, 1, 'changes', 'changes'],
	[{}, {}, { onlyEmailAsWork: false }, 1, 'full', 'fields'],
	[{}, {}, {}, 24 * HOUR - 1, 'changes', 'changes'],
	[{}, {}, {}, 24 * HOUR, 'full', 'check'],
	[{}, {}, { fullCheckHours: 1 }, HOUR, 'full', 'check'],
])('a side that was %p, with settings that were %p and are %p, after %d ms is read: %s, %s', (own, mark, settings, age, mode, why) => {
	const state = agreedState();
	const past = Date.UTC(2026, 0, 1);
	if (mark === null) state.mark = null;
	else Object.assign(state.mark ?? {}, mark);
	for (const side of ['google', 'crm'] as const) {
		Object.assign(state.sides[side], { cursor: 'c', lastFullAt: past, ...own });
		expect(planReading(state, side, settingsOf(settings), past + age)).toEqual({ mode, why });
	}
});

describe('S26: what is read by its id', () => {
	const asked = (side: SideName, google: Snapshot | null, crm: Snapshot | null, more: Partial<Pair> = {}) =>
		idsToAsk({ ...emptyState(), mark: markOf(settingsOf()), contacts: [{ ...newContact('google', tree('')), google, crm, ...more }] }, side);

	test.each<[Presence, asked: boolean]>([['in', false], ['out', false], ['unlisted', true], ['forbidden', false]])('a record that is "%s": %s', (presence, is) => {
		expect(asked('google', tree('a', { presence }), tree('1'))).toEqual(is ? ['a'] : []);
		expect(asked('crm', tree('a'), tree('1', { presence }))).toEqual(is ? ['1'] : []);
	});

	test('a deleted record whose deletion has still to be carried out, since it may have been restored', () => {
		const gone = tree('a', { presence: 'gone' });
		expect(asked('google', gone, tree('1'))).toEqual(['a']);
		expect(asked('google', gone, tree('1', { presence: 'out' }))).toEqual([]);
		expect(asked('google', gone, null)).toEqual([]);
		expect(asked('google', gone, tree('1'), { detached: 'deletedInGoogle' })).toEqual([]);
	});

	test('a linked contact of which little is known', () => {
		const partial = tree('a', { presence: 'out', partial: true });
		expect(asked('google', partial, tree('1'))).toEqual(['a']);
		expect(asked('google', partial, null)).toEqual([]);
		expect(asked('google', { ...partial, presence: 'gone' }, tree('1', { presence: 'out' }))).toEqual([]);
	});

	test('the record that a lone contact was made for, until somebody has looked it up', () => {
		const made = (more: Partial<Snapshot> = {}) => tree('a', { origin: { syncName: 'test', crmId: '7' }, ...more });
		expect(asked('crm', made(), null)).toEqual(['7']);
		expect(asked('google', made(), null)).toEqual([]);
		expect(asked('crm', made({ presence: 'out' }), null)).toEqual([]);
		expect(asked('crm', made(), tree('7'))).toEqual([]);
		expect(asked('crm', made({ origin: { syncName: 'other', crmId: '7' } }), null)).toEqual([]);
		const state = { ...emptyState(), mark: markOf(settingsOf()), contacts: [newContact('google', made()), newContact('crm', tree('7'))] };
		expect(idsToAsk(state, 'crm')).toEqual([]);
		state.sides.crm.tombstones = { 7: 1 };
		expect(originToAsk(state.contacts[0], state)).toBeNull();
	});

	test('what was left to be read, once and in order', () => {
		const state = { ...emptyState(), contacts: [newContact('google', tree('b', { presence: 'unlisted' }))] };
		state.sides.google.readNext = ['c', 'b', 'a'];
		expect(idsToAsk(state, 'google')).toEqual(['a', 'b', 'c']);
	});
});
