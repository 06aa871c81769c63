import { show } from '../../nodes/ContactReconcile/engine/model/draft';
import { agreements, NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import { forgetFormerFields } from '../../nodes/ContactReconcile/engine/fieldMap/formerFields';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { idsToAsk } from '../../nodes/ContactReconcile/engine/observe/nextReading';
import type { SideReading } from '../../nodes/ContactReconcile/engine/observe/overlay';
import { deletedRecords, newContact, overlay, settleDeletions, sideReading } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, Presence, Snapshot, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import type { AbsenceReading, ContactReading, CursorReading, SideName } from '../../nodes/shared/protocol';
import { World } from './world';

const DAY = 24 * 60 * 60 * 1_000;
const READ_AT = Date.UTC(2026, 0, 10);
const NOW = READ_AT + 5;

const iso = (time: number): string => new Date(time).toISOString();

function cursorOf(side: SideName, more: Partial<CursorReading> = {}): CursorReading {
	return {
		...{ kind: 'cursor', side, mode: 'changes', complete: true, cursor: 'next', readAt: iso(READ_AT), scope: 's', scopeName: 'Friends' },
		...{ fields: [], about: { notedAt: 'now' }, hints: [], run: { id: 'run', syncName: 'test', onlyEmailAsWork: true }, ...more },
	};
}

function shown(id: string, more: Partial<ContactReading> & { at?: number } = {}): ContactReading {
	const { at, ...rest } = more;
	return { kind: 'contact', side: 'google', id, fields: { familyName: 'Lee' }, emails: [], inScope: true, modifiedAt: at === undefined ? null : iso(at), ...rest };
}

interface Listing {
	contacts?: ContactReading[];
	absences?: AbsenceReading[];
	cursor?: Partial<CursorReading>;
}

const SETTINGS = new World({
	rows: [
		{ google: 'familyName', crm: 'Last_Name', direction: 'both' },
		{ google: 'workEmail', crm: 'Email', direction: 'both' },
		{ google: 'homeEmail', crm: 'Secondary_Email', direction: 'both' },
	],
}).settings;

/** Lays a reading over a state. */
function lay(state: SyncState, side: SideName, { contacts = [], absences = [], cursor }: Listing): Map<Pair, string[]> {
	const reading: SideReading = { contacts, absences, cursor: cursorOf(side, cursor) };
	return overlay(state, side, reading, SETTINGS, NOW);
}

function tree(id: string, more: Partial<Snapshot> = {}): Snapshot {
	return { id, presence: 'in', modifiedAt: null, fields: { familyName: 'Ray' }, otherEmails: [], origin: null, partial: false, ...more };
}

function stateOf(...contacts: Pair[]): SyncState {
	return { ...emptyState(), contacts };
}

const AGREED = agreements(1, () => ({ google: 'Ray', crm: 'Ray' }));

function pair(google: Snapshot | null, crm: Snapshot | null, more: Partial<Pair> = {}): Pair {
	return { ...newContact('google', tree('')), google, crm, agreed: AGREED, ...more };
}

test('the items of a reading are told apart; without its end it is none', () => {
	const absence: AbsenceReading = { kind: 'absence', side: 'google', id: 'a', reason: 'gone', at: null };
	expect(sideReading([shown('b'), absence, cursorOf('google')])).toEqual({ contacts: [shown('b')], absences: [absence], cursor: cursorOf('google') });
	expect(sideReading([shown('b'), absence])).toBeUndefined();
	expect(sideReading([])).toBeUndefined();
});

test('a record seen for the first time is a contact of its own, however often it is listed', () => {
	const state = emptyState();
	lay(state, 'google', { contacts: [shown('a', { at: 5, fields: { familyName: 'Ray' } }), shown('a', { at: 7 })] });
	expect(state.contacts).toEqual([
		{
			...{ google: tree('a', { modifiedAt: 7, fields: { familyName: 'Lee' } }), crm: null, agreed: NOTHING_AGREED, detached: null, joining: false },
			...{ createdInCrm: false, lostCreateAt: null, waitingSince: null, failure: null, returns: null },
		},
	]);
});

const MINUTE = 60_000;

test.each<[known: Partial<Snapshot>, at: number | undefined, seen: number | undefined, taken: boolean]>([
	[{ modifiedAt: 100 }, 99, 9, false],
	[{ modifiedAt: 100 }, 99, 10, true],
	[{ modifiedAt: 100 }, 99, -9, false],
	[{ modifiedAt: 100 }, 99, -10, true],
	[{ modifiedAt: 100 }, 99, undefined, true],
	[{ modifiedAt: 100 }, 100, 9, true],
	[{ modifiedAt: 100 }, 101, 9, true],
	[{ modifiedAt: 100 }, undefined, 9, true],
	[{ modifiedAt: null }, 1, 9, true],
	[{ presence: 'gone', modifiedAt: 100 }, 101, 9, true],
])('S55: of %p a listing that shows the record otherwise as of %p, the side having been seen %p minutes ago, is believed: %s', (known, at, seen, taken) => {
	const state = stateOf(pair(tree('a', known), null));
	if (seen !== undefined) state.sides.google.seenAt = NOW - seen * MINUTE;
	lay(state, 'google', { contacts: [shown('a', { at })] });
	expect(state.contacts[0].google?.fields.familyName).toBe(taken ? 'Lee' : 'Ray');
	expect(state.contacts[0].google?.presence).toBe(taken ? 'in' : (known.presence ?? 'in'));
	expect(state.sides.google.doubts).toEqual(taken ? undefined : { a: { since: NOW, inScope: true } });
	expect(idsToAsk(state, 'google')).toEqual(taken ? [] : ['a']);
});

describe('S55: what a listing shows and nobody believes', () => {
	const doubting = (since = NOW) => {
		const state = stateOf(pair(tree('a', { modifiedAt: 100 }), null));
		Object.assign(state.sides.google, { seenAt: NOW - MINUTE, doubts: { a: { since, inScope: false }, b: { since, inScope: true } } });
		return state;
	};

	test('is believed once the record is read by id, in the scope that the listing told', () => {
		const state = doubting();
		lay(state, 'google', { contacts: [shown('a', { at: 99, byId: true, inScope: null })] });
		expect(state.contacts[0].google).toMatchObject({ fields: { familyName: 'Lee' }, presence: 'out', modifiedAt: 99 });
		expect(state.sides.google.doubts).toEqual({ b: { since: NOW, inScope: true } });
	});

	test.each([[9, false], [10, true]])('is believed when it is still shown %d minutes later: %s', (minutes, taken) => {
		const state = doubting(NOW - minutes * MINUTE);
		lay(state, 'google', { contacts: [shown('a', { at: 99 })] });
		expect(state.contacts[0].google?.fields.familyName).toBe(taken ? 'Lee' : 'Ray');
		expect(state.sides.google.doubts?.a).toEqual(taken ? undefined : { since: NOW - minutes * MINUTE, inScope: true });
	});

	test('is doubted and believed of ten thousand records as of one', () => {
		const ids = Array.from({ length: 10_000 }, (_, number) => `c${number}`);
		const state = stateOf(...ids.map((id) => pair(tree(id, { modifiedAt: 100 }), null)));
		state.sides.google.seenAt = NOW - MINUTE;
		lay(state, 'google', { contacts: ids.map((id) => shown(id, { at: 99 })) });
		expect(idsToAsk(state, 'google')).toHaveLength(10_000);
		lay(state, 'google', { contacts: ids.map((id) => shown(id, { at: 99, byId: true })) });
		expect(state.sides.google.doubts).toEqual({});
		expect(state.contacts.every(({ google }) => google?.fields.familyName === 'Lee')).toBe(true);
	});

	test('counts for nothing once the record is gone', () => {
		const state = doubting();
		lay(state, 'google', { absences: [{ kind: 'absence', side: 'google', id: 'a', reason: 'gone', at: null }, { kind: 'absence', side: 'google', id: 'b', reason: 'gone', at: null }] });
		expect(state.contacts[0].google?.presence).toBe('gone');
		expect(state.sides.google.doubts).toEqual({});
	});
});

test.each([true, false])('of one version of a record another scope is believed: %s', (inScope) => {
	const state = stateOf(pair(tree('a', { modifiedAt: 100, fields: { familyName: 'Lee' } }), null));
	state.sides.google.seenAt = NOW - MINUTE;
	lay(state, 'google', { contacts: [shown('a', { at: 100, inScope })] });
	expect(state.contacts[0].google?.presence).toBe(inScope ? 'in' : 'out');
	lay(state, 'google', { contacts: [shown('a', { at: 99, inScope: !inScope })] });
	expect(state.contacts[0].google?.presence).toBe(inScope ? 'in' : 'out');
	lay(state, 'google', { contacts: [shown('a', { at: 98, inScope })] });
	expect(state.contacts[0].google?.modifiedAt).toBe(98);
});

test.each<[deleted: number, byId: boolean, taken: boolean]>([
	[9, false, false],
	[9, true, true],
	[10, false, true],
	[-9, false, false],
	[-10, false, true],
	[24 * 60, false, true],
])('S10: seen as deleted %d minutes ago, a record that is shown (by its id: %s) is believed, whatever its time: %s', (deleted, byId, taken) => {
	const deletedAt = NOW - deleted * MINUTE;
	for (const at of [undefined, 1, NOW]) {
		const known = stateOf(pair(tree('a', { presence: 'gone', modifiedAt: 100 }), null));
		const unknown = emptyState();
		for (const state of [known, unknown]) {
			state.sides.google.tombstones = { a: deletedAt };
			lay(state, 'google', { contacts: [shown('a', { at, ...(byId && { byId }) })] });
			expect(state.sides.google.tombstones).toEqual(taken ? {} : { a: deletedAt });
			expect(idsToAsk(state, 'google')).toEqual(taken ? [] : ['a']);
		}
		expect(known.contacts[0].google?.presence).toBe(taken ? 'in' : 'unlisted');
		expect(unknown.contacts).toHaveLength(taken ? 1 : 0);
	}
});

test.each([[DAY - 1, true], [DAY, false]])('S10: %d milliseconds after a deletion its id is known: %s', (age, kept) => {
	const state = emptyState();
	state.sides.google.tombstones = { a: NOW - age };
	lay(state, 'google', {});
	expect('a' in state.sides.google.tombstones).toBe(kept);
});

test.each<[known: Partial<Snapshot>, reason: AbsenceReading['reason'], at: number | null, listed: boolean, then: Presence, tombstone: boolean]>([
	[{ modifiedAt: 100 }, 'deleted', 200, false, 'gone', true],
	[{ modifiedAt: 200 }, 'deleted', 200, false, 'gone', true],
	[{ modifiedAt: 300 }, 'deleted', 200, false, 'unlisted', false],
	[{ modifiedAt: 100 }, 'deleted', 200, true, 'unlisted', false],
	[{ modifiedAt: null }, 'deleted', 200, false, 'gone', true],
	[{ modifiedAt: 300 }, 'deleted', null, false, 'gone', true],
	[{ modifiedAt: 300 }, 'gone', null, false, 'gone', true],
	[{ modifiedAt: 300 }, 'gone', 200, false, 'gone', true],
	[{ presence: 'gone', modifiedAt: 100 }, 'gone', null, false, 'gone', false],
	[{ presence: 'gone', modifiedAt: 300 }, 'deleted', 200, false, 'gone', true],
	[{ presence: 'unlisted', modifiedAt: 300 }, 'forbidden', null, false, 'forbidden', false],
])('S26: of %p the answer "%s" at %p, in a reading that also shows it: %s, makes it "%s"', (known, reason, at, listed, then, tombstone) => {
	const state = stateOf(pair(tree('a', known), null));
	const absence: AbsenceReading = { kind: 'absence', side: 'google', id: 'a', reason, at: at === null ? null : iso(at) };
	lay(state, 'google', { absences: [absence], contacts: listed ? [shown('a', { at: 100, fields: { familyName: 'Ray' } })] : [] });
	expect(state.contacts[0].google).toEqual(tree('a', { ...known, presence: then }));
	expect(state.sides.google.tombstones.a).toBe(tombstone ? NOW : undefined);
	expect(idsToAsk(state, 'google')).toEqual(then === 'unlisted' ? ['a'] : []);
	expect(idsToAsk(state, 'google', 'full')).toEqual(then === 'unlisted' || then === 'forbidden' ? ['a'] : []);
});

test.each<[string, Snapshot | null, boolean]>([
	['is deleted', tree('1', { presence: 'gone' }), true],
	['is missing from its listing', tree('1', { presence: 'unlisted' }), true],
	['is not shown any more', tree('1', { presence: 'forbidden' }), true],
	['is there', tree('1'), false],
	['is there, outside the view', tree('1', { presence: 'out' }), false],
	['never was', null, false],
])('S28: of a record whose counterpart %s, %p, it stays known what a field that is mapped no more held: %p', (_why, counterpart, stays) => {
	const state = stateOf(pair(tree('a', { fields: { familyName: 'Ray', jobTitle: 'Clerk' } }), counterpart));
	lay(state, 'google', { contacts: [shown('a')] });
	forgetFormerFields(state, SETTINGS);
	expect(state.contacts.map(({ google }) => google?.fields)).toEqual([{ familyName: 'Lee', ...(stays && { jobTitle: 'Clerk' }) }]);
});

test('a name that is one stays known though the family name is mapped no more', () => {
	const state = stateOf(pair(tree('a', { fields: { familyName: 'Ray', jobTitle: 'Clerk' }, oneName: true }), tree('1')));
	forgetFormerFields(state, { ...SETTINGS, rows: [] });
	expect(state.contacts[0].google?.fields).toEqual({ familyName: 'Ray' });
});

test.each<[AbsenceReading['reason'], object]>([['gone', { a: NOW }], ['deleted', { a: NOW }], ['notShown', { a: NOW }], ['forbidden', {}]])('of a record that is asked for and not known, "%s" leaves %p behind; of others nothing', (reason, tombstones) => {
	for (const isAsked of [true, false]) {
		const state = emptyState();
		if (isAsked) state.sides.crm.readNext.push('a');
		lay(state, 'crm', { absences: [{ kind: 'absence', side: 'crm', id: 'a', reason, at: null }] });
		expect(state.sides.crm.tombstones).toEqual(isAsked ? tombstones : {});
		expect(state.contacts).toEqual([]);
	}
});

test.each<[SideName, Presence, Presence]>([
	['google', 'in', 'unlisted'],
	['google', 'out', 'unlisted'],
	['google', 'gone', 'gone'],
	['google', 'forbidden', 'forbidden'],
	['crm', 'in', 'unlisted'],
	['crm', 'out', 'out'],
	['crm', 'gone', 'gone'],
	['crm', 'forbidden', 'forbidden'],
])('S26: whom a whole listing of %s does not show: "%s" is then "%s"', (side, presence, then) => {
	const known = () => newContact(side, tree('a', { presence }));
	const after = (listing: Listing) => {
		const state = stateOf(known(), newContact(side, tree('b')));
		lay(state, side, listing);
		return state.contacts.map((contact) => contact[side]?.presence);
	};
	const other = shown('b', { side });
	expect(after({ contacts: [other], cursor: { mode: 'full' } })).toEqual([then, 'in']);
	expect(after({ contacts: [other], cursor: { mode: 'full', complete: false } })).toEqual([presence, 'in']);
	expect(after({ contacts: [other], cursor: { mode: 'changes' } })).toEqual([presence, 'in']);
	expect(after({ contacts: [other], absences: [{ kind: 'absence', side, id: 'a', reason: 'forbidden', at: null }], cursor: { mode: 'full' } })).toEqual(['forbidden', 'in']);
});

test.each<[Partial<CursorReading>, cursor: string, lastFullAt: number, readNext: string[]]>([
	[{ mode: 'changes' }, 'next', 1, []],
	[{ mode: 'full' }, 'next', NOW, []],
	[{ mode: 'full', complete: false, cursor: null }, 'before', 1, ['x']],
])('S60: after a reading %p the next one goes on from "%s", the last whole one was at %d, and %p are to be read', (more, cursor, lastFullAt, readNext) => {
	const state = emptyState();
	Object.assign(state.sides.crm, { cursor: 'before', lastFullAt: 1, readNext: ['x'] });
	lay(state, 'crm', { cursor: { ...more, fields: [] } });
	expect(state.sides.crm).toMatchObject({ cursor, lastFullAt, readNext, scopeName: 'Friends', about: { notedAt: 'now' }, capabilities: [] });
});

test('S20: who gets an address that neither side had shown is told, and nobody else', () => {
	const ann = pair(tree('a', { fields: { workEmail: 'ann@example.org' } }), tree('1', { fields: { Email: 'ann@example.com' } }));
	const bob = pair(tree('b', { fields: { workEmail: 'bob@example.org' } }), null);
	const emails = ['ANN@example.com', 'new@example.org'];
	const contacts = [shown('a', { fields: { workEmail: 'ANN@example.com' }, emails }), shown('b', { fields: { workEmail: 'bob@example.org', familyName: 'Ray' }, emails: ['bob@example.org'] })];
	const fields = [{ name: 'workEmail', label: 'E-mail', kind: 'email' as const, writable: true, mandatory: false }];
	const state = stateOf(ann, bob);
	state.sides.crm.capabilities = [{ ...fields[0], name: 'Email' }];
	expect([...lay(state, 'google', { contacts, cursor: { fields } })]).toEqual([[ann, ['new@example.org']]]);
});

test.each<[Partial<Snapshot>, Partial<ContactReading> & { at?: number }, still: boolean]>([
	[{ modifiedAt: 100 }, { inScope: true, at: 100 }, false],
	[{ modifiedAt: 100 }, { inScope: false, at: 100 }, true],
	[{ modifiedAt: 100 }, { inScope: null, at: 100 }, true],
	[{ modifiedAt: 100 }, { inScope: false, at: 101 }, false],
	[{ modifiedAt: null }, { inScope: false, at: 101 }, true],
])('S25: a record created as %p and read as %p is still as the sync made it: %s', (known, more, still) => {
	const state = stateOf(pair(null, tree('1', known), { createdInCrm: true }));
	lay(state, 'crm', { contacts: [shown('1', { side: 'crm', ...more })] });
	expect(state.contacts[0].createdInCrm).toBe(still);
});

test('S25: whatever Google shows, a record created in the CRM is still as the sync made it, and another is not', () => {
	const contacts = [true, false].map((createdInCrm, index) => pair(tree(`a${index}`), tree(`${index}`), { createdInCrm }));
	const state = stateOf(...contacts);
	lay(state, 'google', { contacts: [shown('a0', { at: 1 }), shown('a1', { at: 1 })] });
	lay(state, 'crm', { contacts: [shown('1', { side: 'crm', inScope: false })] });
	expect(state.contacts.map(({ createdInCrm }) => createdInCrm)).toEqual([true, false]);
});

test.each(['google', 'crm'] as const)('a contact that is new in %s is on no other side', (side) => {
	const { google, crm } = newContact(side, tree('a'));
	expect({ google, crm }).toEqual({ google: null, crm: null, [side]: tree('a') });
});

describe('S21: a record that says which ids it had before', () => {
	const merged = (more: Partial<ContactReading> = {}) => shown('new', { previousIds: ['a', 'b'], at: 5, emails: ['ann@example.org'], ...more });
	const holder = (id: string, email: string, crm: string | null, presence: Presence = 'in') =>
		pair(tree(id, { presence, modifiedAt: READ_AT, fields: { workEmail: email } }), crm === null ? null : tree(crm));
	const after = (contacts: Pair[], record = merged()) => {
		const state = stateOf(...contacts);
		lay(state, 'google', { contacts: [record] });
		return state.contacts.map(({ google, crm, detached }) => [google?.id, crm?.id, detached]);
	};

	test('goes on as the contact that has its address; the others were merged', () => {
		expect(after([holder('a', 'bob@example.org', '1'), holder('b', 'ann@example.org', '2')])).toEqual([['a', '1', 'merged'], ['new', '2', null]]);
	});

	test('goes on as the first that is linked where the address tells none', () => {
		const contacts = () => [holder('a', 'x@example.org', null), holder('b', 'y@example.org', '2')];
		expect(after(contacts())).toEqual([['a', undefined, null], ['new', '2', null]]);
		expect(after([holder('a', 'x@example.org', '1'), holder('b', 'y@example.org', '2')], merged({ emails: [] }))).toEqual([['new', '1', null], ['b', '2', 'merged']]);
	});

	test('goes on as one that is not linked where none is', () => {
		expect(after([holder('a', 'x@example.org', null), holder('b', 'y@example.org', null)])).toEqual([['new', undefined, null], ['b', undefined, null]]);
		expect(after([holder('b', 'y@example.org', null)])).toEqual([['new', undefined, null]]);
	});

	test('is a contact of its own where none of the ids is known', () => {
		expect(after([holder('c', 'x@example.org', '1')])).toEqual([['c', '1', null], ['new', undefined, null]]);
		expect(after([holder('a', 'x@example.org', '1')], merged({ previousIds: [] }))).toEqual([['a', '1', null], ['new', undefined, null]]);
	});

	test('is believed although the old one was deleted later', () => {
		const state = stateOf(holder('a', 'ann@example.org', '1', 'gone'));
		lay(state, 'google', { contacts: [merged()] });
		expect(state.contacts).toMatchObject([{ google: { id: 'new', presence: 'in', modifiedAt: 5 }, crm: { id: '1' } }]);
	});
});

describe('after both sides were read', () => {
	const at = (presence: Presence | null) => presence && tree(presence, { presence });

	test.each<[Presence | null, Presence | null, kept: boolean]>([
		['gone', 'gone', false],
		[null, 'gone', false],
		['gone', null, false],
		[null, null, false],
		['in', 'gone', true],
		['gone', 'in', true],
		[null, 'in', true],
		['out', null, true],
	])('S08: Google "%s" and CRM "%s" is kept: %s', (google, crm, kept) => {
		const state = stateOf(pair(at(google), at(crm)));
		settleDeletions(state, []);
		expect(state.contacts).toHaveLength(kept ? 1 : 0);
	});

	test.each<[SideName, own: Presence, other: Presence | null, agreed: boolean]>([
		['google', 'in', 'gone', false],
		['crm', 'in', 'gone', false],
		['google', 'in', 'in', true],
		['crm', 'in', 'in', true],
		['google', 'gone', 'in', true],
		['google', 'in', null, true],
	])('S07: a record of %s that had been deleted and is "%s", its counterpart "%s", is as agreed: %s', (side, own, other, agreed) => {
		const contact = pair(tree('a'), tree('1'));
		show(contact, side, tree('a', { presence: 'gone' }));
		const state = stateOf(contact);
		const before = deletedRecords(state);
		expect(before).toEqual([{ contact, side }]);
		show(contact, side, tree('a', { presence: own }));
		show(contact, side === 'google' ? 'crm' : 'google', at(other));
		settleDeletions(state, before);
		expect(state.contacts[0].agreed).toBe(agreed ? AGREED : NOTHING_AGREED);
	});
});
