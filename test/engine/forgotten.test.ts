import { keepForgotten, takeUp } from '../../nodes/ContactReconcile/engine/model/draft';
import { copyState, emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import type { Pair, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import { markOf } from '../../nodes/ContactReconcile/engine/observe/adopt';
import { peopleOf, withoutForgotten, withoutPerson, withPersonAgain } from '../../nodes/ContactReconcile/engine/observe/forgotten';
import type { ContactReading, FieldValues, SideName } from '../../nodes/shared/protocol';
import { contactWith, knownTree, READ_AT, readingOf, stateWith } from './parts';
import { encodeState } from '../../nodes/ContactReconcile/store/stateCodec';
import { World } from './world';

/* S320 to S322 and S359 to S361: what is remembered of those who are forgotten, and whom a side is not heard of any more. */

const [ANN, BOB, FAMILY] = ['ann@example.org', 'bob@example.org', 'family@example.org'];
/** Digests are kept for good, so that another version of the engine makes the same ones. */
const DIGESTS = ['ffdc857902c892c6', '05889f4bce8c7086', 'c247e9de077e6c7f'];

const email = (name: string) => ({ name, label: name, kind: 'email' as const, writable: true, mandatory: false });
const known = (google: string | null, crm: string | null, fields: FieldValues = {}): Pair => {
	const { workEmail: Email = '', ...others } = fields;
	return contactWith({ google: google === null ? null : knownTree(google, { fields }), crm: crm === null ? null : knownTree(crm, { fields: { ...others, Email } }) });
};
const ann = (more: FieldValues = {}) => known('a', '1', { givenName: 'Ann', workEmail: ANN, ...more });
const bob = (more: FieldValues = {}) => known('b', '2', { givenName: 'Bob', familyName: 'Ray', workEmail: BOB, ...more });

function remembering(...contacts: Pair[]): SyncState {
	const state = stateWith(contacts, { mark: markOf(new World().settings) });
	state.sides.google.capabilities = [email('workEmail'), email('homeEmail')];
	return state;
}

const idsOf = (contacts: readonly Pair[]) => contacts.map(({ google, crm }) => google?.id ?? crm?.id);

test.each<[string, string[]]>([
	['a', ['a']],
	['1', ['a']],
	['4', ['4']],
	['ANN@example.org', ['a']],
	[`Bob Ray <${BOB}>`, ['b']],
	[FAMILY, ['a', 'b']],
	['dan@example.org', ['4']],
	['x', []],
	['', []],
])('by %j the memory knows %j', (who, found) => {
	const state = remembering(ann({ homeEmail: FAMILY }), bob({ homeEmail: FAMILY }), known(null, '4', { workEmail: 'dan@example.org' }), known('c', null));
	expect(idsOf(peopleOf(state, who))).toEqual(found);
});

test('addresses are those in the fields that people are matched by, in those for e-mail, and in the ones mapped to these; before the first run, in the latter', () => {
	const state = remembering(ann(), known(null, '2', { Secondary_Email: BOB }));
	expect(idsOf(peopleOf(state, BOB))).toEqual([]);
	state.rows = [{ google: 'homeEmail', crm: 'Secondary_Email', direction: 'both' }];
	expect(idsOf(peopleOf(state, BOB))).toEqual(['2']);
	state.sides.google.capabilities = [];
	expect(idsOf(peopleOf(state, ANN))).toEqual(['a']);
	const first = { ...remembering(ann()), mark: null };
	expect(idsOf(peopleOf(first, ANN))).toEqual(['a']);
});

describe('who is forgotten', () => {
	test('leaves digests of ids and of addresses that nobody else has, and nothing else', () => {
		const [one, other] = [ann({ homeEmail: FAMILY }), bob({ homeEmail: FAMILY })];
		const state = { ...remembering(one, other), forgotten: [['x']], lastRun: { attention: ['Ann is twice there'], runId: 'r' } as SyncState['lastRun'] };
		for (const side of ['google', 'crm'] as const) {
			const doubt = { since: 1, inScope: null };
			Object.assign(state.sides[side], { readNext: ['a', '1', 'b'], tombstones: { a: 1, 1: 2, b: 3 }, doubts: { a: doubt, 1: doubt, b: doubt }, about: { notedAt: 'then' } });
		}
		const before = structuredClone(state);
		const after = withoutPerson(state, one);
		expect(state).toEqual(before);
		expect(after).toMatchObject({ contacts: [other], forgotten: [['x'], DIGESTS], lastRun: { attention: [], runId: 'r' } });
		for (const side of ['google', 'crm'] as const) expect(after.sides[side]).toMatchObject({ readNext: ['b'], tombstones: { b: 3 }, about: null });
		for (const side of ['google', 'crm'] as const) expect([after.sides[side].tombstones, after.sides[side].doubts]).toEqual([{ b: 3 }, { b: { since: 1, inScope: null } }]);
		expect(withoutPerson(remembering(one), one).forgotten).toEqual([[...DIGESTS, expect.any(String)]]);
	});

	test.each(['google', 'crm'] as const)('leaves nothing of a side on which they are not; what the memory lacks is not made up: %s', (side) => {
		const one = side === 'google' ? known('a', null) : known(null, '1');
		const after = withoutPerson(remembering(one), one);
		expect(after.forgotten).toEqual([[DIGESTS[side === 'google' ? 0 : 1]]]);
		expect([after.lastRun, after.sides.google, after.sides.crm]).toEqual([null, expect.not.objectContaining({ doubts: expect.anything() }), emptyState().sides.crm]);
	});

	test.each<[string, boolean]>([['a', true], ['1', true], [' ANN@example.org', true], ['b', false], [BOB, false]])('is taken up again by %j, and both sides are read in full: %s', (who, found) => {
		for (const others of [[], [['x']]]) {
			const before = { ...remembering(bob()), forgotten: [...others, DIGESTS] };
			Object.assign(before.sides.google, { cursor: 'g' });
			Object.assign(before.sides.crm, { cursor: 'c' });
			const kept = structuredClone(before);
			const after = withPersonAgain(before, who);
			expect(before).toEqual(kept);
			if (!found) expect(after).toBeNull();
			else {
				expect(after).toMatchObject({ contacts: before.contacts, sides: { google: { cursor: null }, crm: { cursor: null } } });
				expect(after && 'forgotten' in after ? after.forgotten : []).toEqual(others);
				expect(after && 'forgotten' in after).toBe(others.length > 0);
			}
		}
	});

	test('is nobody where nobody was', () => {
		const state = remembering(bob());
		expect(withPersonAgain(state, ANN)).toBeNull();
		takeUp(state, () => false);
		keepForgotten(state, 'x', ['y']);
		expect(state.forgotten).toBeUndefined();
	});
});

describe('what a side shows', () => {
	const NOW = READ_AT + 5;
	const shown = (id: string, more: Partial<ContactReading> = {}): ContactReading => ({ kind: 'contact', side: 'google', id, fields: {}, emails: [], inScope: true, modifiedAt: null, ...more });
	/** Ann is forgotten, and somebody else as well; Bob and Eve are in sync, Cleo is in Google and Dan in the CRM alone. */
	const memory = () => ({
		...remembering(bob(), known('c', null, { workEmail: 'cleo@example.org' }), known(null, '4'), known('e', '5', { givenName: 'Eve' })),
		forgotten: [['x'], DIGESTS],
	});
	const read = (state: SyncState, side: SideName, ...contacts: ContactReading[]) => {
		const { passed, reading } = withoutForgotten(state, side, readingOf(side, { contacts }), NOW);
		return [passed, reading.contacts].map((records) => records.map(({ id }) => id));
	};

	const called = (givenName: string, familyName: string) => ({ fields: { givenName, familyName } });
	test.each<[string, SideName, boolean, ContactReading]>([
		['their record', 'google', true, shown('a')],
		['their record in the CRM', 'crm', true, shown('1')],
		['their record, which took somebody known in', 'google', true, shown('a', { previousIds: ['b'], emails: [BOB], ...called('Bob', 'Ray') })],
		['an id of theirs on the other side', 'crm', false, shown('a')],
		['another record', 'google', false, shown('n', { emails: ['new@example.org'] })],
		['a new record with their address', 'google', true, shown('n', { emails: ['Ann <ANN@example.org>'] })],
		['a new record with their address among others', 'google', true, shown('n', { emails: ['new@example.org', ANN] })],
		['a new record with their address and another in one field', 'crm', true, shown('9', { emails: [`new@example.org; ${ANN}`] })],
		['a record of somebody known that has their address', 'google', false, shown('b', { emails: [ANN] })],
		['a record of somebody known that took theirs in', 'google', false, shown('b', { previousIds: ['a'] })],
		['their record under another id', 'google', true, shown('n', { previousIds: ['a'] })],
		['one that took theirs in among others', 'google', true, shown('n', { previousIds: ['z', 'a'], emails: ['new@example.org'] })],
		['one with their address that took unknown ones in', 'google', true, shown('n', { previousIds: ['z'], emails: [ANN] })],
		['one that took unknown ones in', 'google', false, shown('n', { previousIds: ['z'], emails: ['new@example.org'] })],
		['one with their address that took somebody known in', 'google', false, shown('n', { previousIds: ['b'], emails: [ANN] })],
		['a merged one whose first address is theirs', 'google', true, shown('n', { previousIds: ['a', 'b'], emails: [ANN, BOB] })],
		['a merged one whose first address is that of the other', 'google', false, shown('n', { previousIds: ['a', 'b'], emails: [BOB, ANN], ...called('Ann', '') })],
		['a merged one without an address, called as they are', 'google', true, shown('n', { previousIds: ['b', 'a'], ...called('Ann', '') })],
		['a merged one without an address, called as the other', 'google', false, shown('n', { previousIds: ['a', 'b'], ...called('Bob', 'Ray') })],
		['a merged one without an address, with half the name of the other', 'google', true, shown('n', { previousIds: ['a', 'b'], ...called('Bob', 'Fox') })],
		['one merged of three, called as one in sync', 'google', false, shown('n', { previousIds: ['a', 'b', 'e'], ...called('Bob', 'Ray') })],
		['one merged with somebody in Google alone', 'google', true, shown('n', { previousIds: ['a', 'c'], emails: ['cleo@example.org'] })],
		['one merged with somebody in the CRM alone', 'crm', true, shown('9', { previousIds: ['1', '4'], emails: ['dan@example.org'] })],
	])('%s, shown by %s, is passed over, and known by its id from then on: %s', (_what, side, isPassed, record) => {
		const state = memory();
		expect(read(state, side, record)).toEqual(isPassed ? [[record.id], []] : [[], [record.id]]);
		const [other, digests] = state.forgotten;
		expect([other, digests.slice(0, 3), digests.length]).toEqual([['x'], DIGESTS, isPassed && !['a', '1'].includes(record.id) ? 4 : 3]);
		const again = shown(record.id);
		expect(read(state, side, again, shown('o'))).toEqual(isPassed ? [[record.id], ['o']] : [[], [record.id, 'o']]);
	});

	test('whoever has got an id of theirs since is not passed over', () => {
		const state = { ...memory(), contacts: [known('a', '1')] };
		expect(read(copyState(state), 'google', shown('a'), shown('n', { previousIds: ['a'] }))).toEqual([[], ['a', 'n']]);
		const absence = { kind: 'absence' as const, side: 'google' as const, id: 'a', reason: 'deleted' as const, at: null };
		expect(withoutForgotten(state, 'google', readingOf('google', { absences: [absence] }), NOW).reading.absences).toEqual([absence]);
	});

	test('whoever went into a record of theirs is set aside, deleted by nobody', () => {
		const state = memory();
		read(state, 'google', shown('n', { previousIds: ['a', 'b', 'z'], emails: [ANN] }));
		expect(state.contacts).toMatchObject([{ google: { id: 'b', presence: 'gone' }, crm: { id: '2', presence: 'in' }, detached: 'merged' }, {}, {}, { google: { presence: 'in' }, detached: null }]);
		expect([state.sides.google.tombstones, state.sides.crm.tombstones]).toEqual([{ b: NOW }, {}]);
	});

	test('a merge into a record of theirs brings nothing of them to the other one', () => {
		const world = new World({ deletes: true });
		const [one, other] = [{ givenName: 'Ann', familyName: 'Lee', jobTitle: 'Chair' }, { givenName: 'Bob', familyName: 'Ray', workEmail: BOB }];
		const kept = world.add('google', one);
		const pair = world.addBoth(other);
		world.sync();
		world.memory = encodeState(withoutPerson(world.state, peopleOf(world.state, kept)[0]));
		world.remove('google', pair.google);
		world.edit('google', kept, { workEmail: BOB });
		world.get('google', kept).previousIds = [pair.google];
		for (const full of [false, true]) expect(world.sync({ full }).details).toMatchObject([{ class: 'detached', crmId: pair.crm, reason: expect.stringContaining('merged') }]);
		expect(world.get('crm', pair.crm).fields).toEqual({ First_Name: 'Bob', Last_Name: 'Ray', Email: BOB });
	});

	test('of a deletion only that of others is heard, and the rest of the reading is as it was', () => {
		const absences = ['a', 'b', 'z'].map((id) => ({ kind: 'absence' as const, side: 'google' as const, id, reason: 'deleted' as const, at: null }));
		const reading = readingOf('google', { absences, contacts: [shown('a'), shown('b')] });
		expect(withoutForgotten(memory(), 'google', reading, NOW)).toEqual({ reading: { ...reading, contacts: [shown('b')], absences: absences.slice(1) }, passed: [shown('a')] });
		expect(withoutForgotten(remembering(), 'google', reading, NOW).reading).toBe(reading);
		expect(withoutForgotten({ ...remembering(), forgotten: [] }, 'google', reading, NOW).passed).toEqual([]);
	});
});
