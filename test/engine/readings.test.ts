import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/agreement';
import { deletedRecords, newContact, overlay, settleDeletions, sideReading } from '../../nodes/ContactReconcile/engine/trees';
import type { Contact, Presence, SyncState } from '../../nodes/ContactReconcile/engine/types';
import type { AbsenceReading, CursorReading, SideName } from '../../nodes/shared/syncProtocol';
import { absent, contactWith, cursorOf, knownTree, minutesBefore, READ_AT, readingOf, shown, stateWith } from './parts';
import { MINUTE } from './world';

const DAY = 24 * 60 * MINUTE;
const FIELDS = new Set(['workEmail', 'jobTitle']);
const AGREED = { google: ['agreed'], crm: ['agreed'] };
const NOW = READ_AT + 7 * MINUTE;

function overlayed(state: SyncState, reading: Parameters<typeof readingOf>[1], side: SideName = 'google') {
	return overlay(state, side, readingOf(side, reading), FIELDS, NOW);
}

test('items are sorted by what they say, and without the closing cursor there is no reading', () => {
	const [record, absence, cursor] = [shown('a'), absent('b', 'gone'), cursorOf('google')];
	expect(sideReading([record, absence, cursor])).toEqual({ contacts: [record], absences: [absence], cursor });
	expect(sideReading([cursor])).toEqual({ contacts: [], absences: [], cursor });
	expect(sideReading([record, absence])).toBeUndefined();
});

test.each(['google', 'crm'] as const)('of a new contact of %s nothing is noted', (side) => {
	const tree = knownTree('a');
	expect(newContact(side, tree)).toEqual(contactWith({ [side]: tree }));
});

describe('a listing that lags behind (S10, S55)', () => {
	const long = 3 * DAY;
	test.each<[what: string, known: { presence: Presence; age: number | null }, shownAge: number | null, taken: boolean]>([
		['a newer version', { presence: 'in', age: 60 }, 59, true],
		['the same version', { presence: 'in', age: 60 }, 60, true],
		['an older version', { presence: 'in', age: 60 }, 61, false],
		['a version of no known time', { presence: 'in', age: 60 }, null, true],
		['any version of what never told its time', { presence: 'in', age: null }, 600, true],
		['a version after the deletion', { presence: 'gone', age: 60 }, 59, true],
		['the version that was deleted', { presence: 'gone', age: 60 }, 60, false],
		['a version before the deletion', { presence: 'gone', age: 60 }, 61, false],
		['a deleted record without a time', { presence: 'gone', age: 60 }, null, false],
		['the deleted version, a minute less than a day later', { presence: 'gone', age: DAY / MINUTE - 1 }, DAY / MINUTE - 1, false],
		['the deleted version, a day later', { presence: 'gone', age: DAY / MINUTE }, DAY / MINUTE, true],
		['a record without a time that was deleted long ago', { presence: 'gone', age: long / MINUTE }, null, false],
		['a record deleted at no known time', { presence: 'gone', age: null }, null, true],
	])('%s', (_what, { presence, age }, shownAge, taken) => {
		const known = knownTree('a', { presence, modifiedAt: age === null ? null : READ_AT - age * MINUTE, fields: { jobTitle: 'old' } });
		const state = stateWith([contactWith({ google: known })]);
		const modifiedAt = shownAge === null ? null : minutesBefore(shownAge);
		const record = shown('a', { fields: { jobTitle: 'new', notes: 'not mapped' }, modifiedAt });
		expect(overlayed(state, { contacts: [record] })).toEqual(new Map());
		const after = { ...known, presence: 'in', fields: { jobTitle: 'new' }, modifiedAt: modifiedAt === null ? known.modifiedAt : Date.parse(modifiedAt) };
		expect(state.contacts).toEqual([contactWith({ google: taken ? (after as typeof known) : known })]);
	});

	test.each<[what: string, deletedAge: number, shownAge: number | null, taken: boolean]>([
		['as it was before its deletion', 60, 61, false],
		['as it was when deleted', 60, 60, false],
		['edited after its deletion', 60, 59, true],
		['without a time', 60, null, false],
		['a minute less than a day after its deletion', DAY / MINUTE - 1, DAY / MINUTE, false],
		['a day after its deletion', DAY / MINUTE, DAY / MINUTE, true],
	])('a record that nobody remembers but its deletion, shown %s', (_what, deletedAge, shownAge, taken) => {
		const state = stateWith([]);
		state.sides.google.tombstones = { a: READ_AT - deletedAge * MINUTE };
		overlayed(state, { contacts: [shown('a', { modifiedAt: shownAge === null ? null : minutesBefore(shownAge) })] });
		expect(state.contacts.map(({ google }) => google?.id)).toEqual(taken ? ['a'] : []);
		expect(Object.keys(state.sides.google.tombstones)).toEqual(deletedAge < DAY / MINUTE ? ['a'] : []);
	});
});

test('a record that is shown twice is one contact', () => {
	const state = stateWith([]);
	overlayed(state, { contacts: [shown('a'), shown('a', { fields: { jobTitle: 'Chair' } })] });
	expect(state.contacts).toEqual([newContact('google', knownTree('a', { modifiedAt: READ_AT - 30 * MINUTE, fields: { jobTitle: 'Chair' } }))]);
});

test('who gained an address that neither side had shown is told, with the address', () => {
	const [gains, hasIt, hasNone] = ['a', 'b', 'c'].map((id) => contactWith({ google: knownTree(id), crm: knownTree(id.toUpperCase()) }));
	hasIt.crm = knownTree('B', { fields: { Email: 'b@example.org' } });
	const records = ['a', 'b'].map((id) => shown(id, { fields: { workEmail: `${id}@example.org` }, emails: [`${id}@example.org`] }));
	const gained = overlayed(stateWith([gains, hasIt, hasNone]), { contacts: [...records, shown('c', { fields: { jobTitle: 'Chair' } })] });
	expect(gained).toEqual(new Map([[gains, ['a@example.org']]]));
});

describe('a record created in the CRM', () => {
	const created = { age: 60 as number | null };
	test.each<[what: string, asCreated: { age: number | null }, inScope: boolean | null, shownAge: number | null, unseen: boolean]>([
		['is seen once the view shows it', created, true, 60, false],
		['is unseen while it is outside the view, as it was created', created, false, 60, true],
		['is unseen while only a reading by id shows it', created, null, 60, true],
		['is seen once somebody edited it', created, false, 59, false],
		['is unseen while nobody knows its time', { age: null }, false, 60, true],
	])('%s', (_what, { age }, inScope, shownAge, unseen) => {
		const crm = knownTree('A', { presence: 'out', modifiedAt: age === null ? null : READ_AT - age * MINUTE });
		const [one, other] = [contactWith({ crm, createdInCrm: true }), contactWith({ crm: { ...crm, id: 'B' } })];
		const modifiedAt = shownAge === null ? null : minutesBefore(shownAge);
		const contacts = ['A', 'B'].map((id) => shown(id, { side: 'crm', inScope, modifiedAt }));
		overlayed(stateWith([one, other]), { contacts }, 'crm');
		expect([one, other].map(({ createdInCrm }) => createdInCrm)).toEqual([unseen, false]);
	});

	test('is unseen whatever Google shows of its person', () => {
		const contact = contactWith({ google: knownTree('a'), crm: knownTree('A'), createdInCrm: true });
		overlayed(stateWith([contact]), { contacts: [shown('a')] });
		expect(contact.createdInCrm).toBe(true);
	});
});

describe('S21: a merge gives a record a new id', () => {
	const linked = (id: string, workEmail: string) =>
		contactWith({ google: knownTree(id, { fields: { workEmail } }), crm: knownTree(id.toUpperCase()), agreed: AGREED });
	const lone = (id: string) => contactWith({ google: knownTree(id) });

	test.each<[what: string, holders: Contact[], emails: string[], previousIds: string[], heir: string | null, merged: string[]]>([
		['the linked contact with its address goes on under it', [linked('a', 'a@example.org'), linked('b', 'b@example.org')], ['b@example.org'], ['a', 'b'], 'b', ['a']],
		['or else the first linked one', [lone('x'), linked('a', 'a@example.org'), linked('b', 'b@example.org')], ['c@example.org'], ['x', 'a', 'b'], 'a', ['b']],
		['also where the record has no address', [linked('a', 'a@example.org'), linked('b', '')], [], ['a', 'b'], 'a', ['b']],
		['or else the first one known', [lone('x'), lone('y')], [], ['unknown', 'y', 'x'], 'y', []],
		['it is a new contact where no old id is known', [lone('x')], [], ['unknown'], null, []],
		['or where it names no old id', [lone('x')], [], [], null, []],
	])('%s', (_what, holders, emails, previousIds, heir, merged) => {
		const state = stateWith(holders.map((contact) => ({ ...contact })));
		overlayed(state, { contacts: [shown('new', { emails, previousIds, fields: { jobTitle: 'Chair' } })] });
		const tree = knownTree('new', { modifiedAt: READ_AT - 30 * MINUTE, fields: { jobTitle: 'Chair' }, otherEmails: [] });
		const after = holders.map((contact): Contact => {
			const id = contact.google?.id ?? '';
			return { ...contact, detached: merged.includes(id) ? 'merged' : null, google: id === heir ? tree : contact.google };
		});
		expect(state.contacts).toEqual(heir === null ? [...after, newContact('google', tree)] : after);
	});

	test('what was noted of the old id says nothing about how recent the new one is', () => {
		const state = stateWith([contactWith({ google: knownTree('a', { modifiedAt: READ_AT }) })]);
		overlayed(state, { contacts: [shown('new', { previousIds: ['a'], modifiedAt: minutesBefore(600) })], absences: [absent('a', 'deleted', minutesBefore(0))] });
		expect(state.contacts).toEqual([contactWith({ google: knownTree('new', { modifiedAt: READ_AT - 600 * MINUTE }) })]);
	});
});

describe('an absence', () => {
	test.each<[what: string, known: { presence: Presence; age: number | null }, reason: AbsenceReading['reason'], age: number | null, after: { presence: Presence; age: number | null }, tombstone: number | null]>([
		['refused: the record is as it was', { presence: 'in', age: 60 }, 'forbidden', null, { presence: 'forbidden', age: 60 }, null],
		['deleted: since the time that is told', { presence: 'in', age: 60 }, 'deleted', 30, { presence: 'gone', age: 30 }, 30],
		['deleted as it was last edited', { presence: 'in', age: 60 }, 'deleted', 60, { presence: 'gone', age: 60 }, 60],
		['deleted before its last edit: it was restored', { presence: 'in', age: 60 }, 'deleted', 90, { presence: 'in', age: 60 }, null],
		['deleted, no time is told: since the reading', { presence: 'in', age: 60 }, 'deleted', null, { presence: 'gone', age: 0 }, 0],
		['deleted, no time is told, edited later than that', { presence: 'in', age: -5 }, 'deleted', null, { presence: 'gone', age: -5 }, -5],
		['deleted, its last edit is unknown', { presence: 'in', age: null }, 'deleted', 90, { presence: 'gone', age: 90 }, 90],
		['not found: it is gone, whenever it was edited', { presence: 'in', age: 60 }, 'gone', 90, { presence: 'gone', age: 60 }, 60],
		['not found, no time is told: since the reading', { presence: 'unlisted', age: 60 }, 'gone', null, { presence: 'gone', age: 0 }, 0],
		['gone already, no time is told', { presence: 'gone', age: 60 }, 'gone', null, { presence: 'gone', age: 60 }, null],
		['gone already, deleted later', { presence: 'gone', age: 60 }, 'deleted', 30, { presence: 'gone', age: 30 }, 30],
		['gone already, deleted earlier', { presence: 'gone', age: 60 }, 'deleted', 90, { presence: 'gone', age: 60 }, 60],
	])('%s', (_what, known, reason, age, after, tombstone) => {
		const timeOf = (minutes: number | null) => (minutes === null ? null : READ_AT - minutes * MINUTE);
		const tree = knownTree('a', { presence: known.presence, modifiedAt: timeOf(known.age) });
		const state = stateWith([contactWith({ google: tree })]);
		overlayed(state, { absences: [absent('a', reason, age === null ? null : minutesBefore(age))] });
		expect(state.contacts).toEqual([contactWith({ google: { ...tree, presence: after.presence, modifiedAt: timeOf(after.age) } })]);
		expect(state.sides.google.tombstones).toEqual(tombstone === null ? {} : { a: timeOf(tombstone) });
	});

	test.each([
		['gone', { a: READ_AT }],
		['deleted', {}],
		['forbidden', {}],
	] as const)('of an unknown record that is %s', (reason, tombstones) => {
		const state = stateWith([]);
		overlayed(state, { absences: [absent('a', reason, minutesBefore(5))] });
		expect(state.contacts).toEqual([]);
		expect(state.sides.google.tombstones).toEqual(tombstones);
	});
});

describe('S26: what a listing does not show', () => {
	const presences: Presence[] = ['in', 'out', 'unlisted', 'forbidden', 'gone'];
	test.each<[what: string, side: SideName, cursor: Partial<CursorReading>, after: Presence[]]>([
		['Google, in full', 'google', { mode: 'full' }, ['unlisted', 'unlisted', 'unlisted', 'forbidden', 'gone']],
		['the CRM, in full: what is outside the view stays there', 'crm', { mode: 'full' }, ['unlisted', 'out', 'unlisted', 'forbidden', 'gone']],
		['a listing that ended early', 'google', { mode: 'full', complete: false }, presences],
		['the changes', 'google', {}, presences],
	])('%s', (_what, side, cursor, after) => {
		const state = stateWith([...presences.map((presence) => contactWith({ [side]: knownTree(presence, { presence }) })), contactWith({ [side]: knownTree('shown') })]);
		overlayed(state, { contacts: [shown('shown')], cursor: cursorOf(side, cursor) }, side);
		expect(state.contacts.map((contact) => contact[side]?.presence)).toEqual([...after, 'in']);
	});
});

test.each<[what: string, cursor: Partial<CursorReading>, learnt: object]>([
	['in full', { mode: 'full' }, { cursor: 'next', readNext: [], lastFullAt: NOW }],
	['of the changes', {}, { cursor: 'next', readNext: [] }],
	['that ended early', { mode: 'full', complete: false, cursor: null }, {}],
])('a reading %s leaves its notes', (_what, cursor, learnt) => {
	const state = stateWith([]);
	state.sides.google = { ...state.sides.google, cursor: 'old', readNext: ['a'], lastFullAt: 1 };
	const closing = cursorOf('google', cursor);
	const notes = { scopeName: 'Scope', about: closing.about, capabilities: closing.fields };
	const expected = { ...state.sides.google, ...notes, ...learnt };
	overlayed(state, { cursor: closing });
	expect(state.sides.google).toEqual(expected);
});

describe('S08: deleted records', () => {
	const standing = (google: Presence | null, crm: Presence | null) =>
		contactWith({ google: google && knownTree('a', { presence: google }), crm: crm && knownTree('A', { presence: crm }), agreed: AGREED });

	test('are found on both sides', () => {
		const [google, crm, both, none] = [standing('gone', 'in'), standing('out', 'gone'), standing('gone', 'gone'), standing('in', null)];
		expect(deletedRecords(stateWith([google, crm, both, none]))).toEqual([
			{ contact: google, side: 'google' },
			{ contact: both, side: 'google' },
			{ contact: crm, side: 'crm' },
			{ contact: both, side: 'crm' },
		]);
	});

	test.each<[google: Presence | null, crm: Presence | null, counts: 'as agreed' | 'as changed' | 'forgotten']>([
		['in', 'gone', 'as changed'],
		['out', 'gone', 'as changed'],
		['gone', 'in', 'as agreed'],
		['in', 'in', 'as agreed'],
		['in', null, 'as agreed'],
		['gone', 'gone', 'forgotten'],
		['gone', null, 'forgotten'],
	])('who was deleted in Google, is now %s there and %s in the CRM, counts %s', (google, crm, counts) => {
		const contact = standing('gone', crm);
		const state = stateWith([contact]);
		const before = deletedRecords(stateWith([contact])).filter(({ side }) => side === 'google');
		contact.google = google && knownTree('a', { presence: google });
		settleDeletions(state, before);
		expect(state.contacts).toEqual(counts === 'forgotten' ? [] : [{ ...contact, agreed: counts === 'as changed' ? NOTHING_AGREED : AGREED }]);
	});

	test.each<[google: Presence | null, crm: Presence | null, kept: boolean]>([
		[null, 'in', true],
		[null, 'gone', false],
		['in', null, true],
		['unlisted', 'gone', true],
		['gone', 'forbidden', true],
	])('who is %s in Google and %s in the CRM is kept: %s', (google, crm, kept) => {
		const state = stateWith([standing(google, crm)]);
		settleDeletions(state, []);
		expect(state.contacts).toEqual(kept ? [standing(google, crm)] : []);
	});
});
