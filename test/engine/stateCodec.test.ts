import fc from 'fast-check';

import { agreementOf, agreements, NOTHING_AGREED, showsAgreed } from '../../nodes/ContactReconcile/engine/model/agreement';
import { DEFAULT_ROWS } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import { STATE_VERSION } from '../../nodes/ContactReconcile/engine/model/migrations';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { decodeState, encodeState, UnreadableStateError } from '../../nodes/ContactReconcile/store/stateCodec';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, FieldRow, Snapshot, SideState, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldValues, SideName } from '../../nodes/shared/protocol';
import { HISTORIES, ROWS } from './histories';
import { crowd } from './people';
import { World } from './world';

const value = fc.oneof(fc.constantFrom('', 'a', 'b', '0', '__proto__', '"\\\n', '😀é'), fc.string());
const time = fc.option(fc.nat());
const text = fc.string({ minLength: 1 });

function fields(side: SideName): fc.Arbitrary<FieldValues> {
	const names = [...ROWS.map((row) => row[side]), 'unmapped'];
	return fc
		.record(Object.fromEntries(names.map((name) => [name, value])))
		.map((values) => Object.fromEntries(Object.entries(values).filter(([, filled]) => filled !== '')));
}

function tree(side: SideName): fc.Arbitrary<Snapshot> {
	return fc.record({
		id: text,
		presence: fc.constantFrom('in', 'out', 'unlisted', 'forbidden', 'gone'),
		modifiedAt: time,
		fields: fields(side),
		otherEmails: fc.array(fc.emailAddress(), { maxLength: 2 }),
		origin: side === 'google' ? fc.option(fc.record({ syncName: text, crmId: text })) : fc.constant(null),
		partial: fc.constant(false),
	});
}

const contact: fc.Arbitrary<Pair> = fc
	.record({
		google: fc.option(tree('google')),
		crm: fc.option(tree('crm')),
		agreed: fc
			.array(fc.option(fc.record({ google: value, crm: value })), { minLength: ROWS.length, maxLength: ROWS.length })
			.map((ofRows) => agreements(ROWS.length, (index) => ofRows[index])),
		detached: fc.option(fc.constantFrom('leftGroup', 'leftView', 'leftBoth', 'outsideView', 'deletedInGoogle', 'deletedInCrm', 'merged')),
		joining: fc.boolean(),
		createdInCrm: fc.boolean(),
		lostCreateAt: time,
		waitingSince: time,
		failure: fc.option(
			fc.record({ attempts: fc.nat(), retryAt: fc.nat(), code: fc.string(), message: fc.string(), fingerprint: fc.string() }),
		),
		returns: fc.option(fc.dictionary(text, fc.record({ before: text, count: fc.nat(), at: fc.nat() }), { minKeys: 1, maxKeys: 2, noNullPrototype: true })),
	})
	.map(asKept);

/** What a state may leave out, since it follows from the rest: see the head of the codec. */
function asKept(one: Pair): Pair {
	const google = one.google && { ...one.google };
	if (google && !one.crm && google.presence === 'out') {
		google.partial = true;
		google.fields = Object.fromEntries(Object.entries(google.fields).filter(([name]) => ['givenName', 'familyName'].includes(name)));
	}
	if (google && one.crm) google.origin = null;
	return { ...one, google, agreed: google && one.crm ? one.agreed : NOTHING_AGREED };
}

const side: fc.Arbitrary<SideState> = fc.record({
	cursor: fc.option(fc.string()),
	scope: fc.option(fc.string()),
	scopeName: fc.string(),
	about: fc.option(fc.record({ notedAt: fc.string(), view: fc.string() })),
	capabilities: fc.array(
		fc.record({ name: fc.string(), label: fc.string(), kind: fc.constantFrom('text', 'date'), writable: fc.boolean(), mandatory: fc.boolean() }),
		{ maxLength: 2 },
	),
	lastFullAt: time,
	readNext: fc.array(text, { maxLength: 2 }),
	tombstones: fc.dictionary(fc.stringMatching(/^people\/\w+$/), fc.nat(), { maxKeys: 2 }),
});

const state: fc.Arbitrary<SyncState> = fc.record({
	version: fc.constant(STATE_VERSION),
	mark: fc.option(
		fc.record({
			direction: fc.constantFrom('both', 'crmToGoogle'),
			match: fc.record({ google: text, crm: text }),
			onlyEmailAsWork: fc.boolean(),
			phoneCountry: text,
			normaliser: fc.nat(),
			syncName: fc.string(),
		}),
	),
	rows: fc.constant<FieldRow[]>(ROWS),
	sides: fc.record({ google: side, crm: side }),
	contacts: fc.array(contact, { maxLength: 4 }),
	settled: fc.boolean(),
	lastRun: fc.constant(null),
});

test('a state is read as it was written', () => {
	fc.assert(
		fc.property(state, (written) => {
			expect(decodeState(encodeState(written))).toEqual(written);
		}),
		{ numRuns: HISTORIES },
	);
});

test('a state that runs made is read as it was written', () => {
	const { world, people } = crowd(5, { deletes: true });
	world.edit('google', people[0].google, { jobTitle: 'Chair', birthday: '--05-17' });
	world.books.crm.setScope(people[1].crm, false);
	world.add('google', { familyName: 'Outside', workEmail: 'outside@example.org' }, { inScope: false });
	world.add('crm', { Last_Name: 'Silent' });
	world.fault = () => ({ refused: 'INVALID_DATA' });
	world.sync();
	expect(encodeState(decodeState(world.memory))).toBe(world.memory);
});

test('a settled contact with twelve filled fields takes at most 400 bytes', () => {
	const world = new World();
	const names = DEFAULT_ROWS.map(([google]) => google).filter((name) => name !== 'birthday').slice(0, 12);
	const sizes = [100, 200].map((count) => {
		for (let number = world.size('crm'); number < count; number++) {
			const filled = Object.fromEntries(names.map((name) => [name, `${name} of ${number}`]));
			const addresses = { workEmail: `first.last${number}@company.example.org`, homeEmail: `someone${number}@example.com` };
			world.addBoth({ ...filled, ...addresses });
		}
		world.sync();
		expect(world.sync().summary.classes.inSync).toBe(count);
		return Buffer.byteLength(world.memory);
	});
	expect((sizes[1] - sizes[0]) / 100).toBeLessThanOrEqual(400);
});

test('of contacts outside the group only id, name, addresses and phones are kept', () => {
	const world = new World();
	world.add('google', { familyName: 'Known', jobTitle: 'Secret', workPhone: '555 0100', workEmail: 'outside@example.org' }, { inScope: false });
	world.sync();
	expect(world.memory).toContain('outside@example.org');
	expect(world.memory).toContain('Known');
	expect(world.memory).not.toContain('Secret');
	expect(world.memory).toContain('555 0100');
});

test.each([
	['nothing', ''],
	['text', 'lost'],
	['half a state', encodeState(emptyState()).slice(0, -10)],
	['a list', '[]'],
	['null', 'null'],
	['another object', '{"contacts":{}}'],
	['contacts that are none', JSON.stringify({ ...emptyState(), contacts: [1, 'x', null] })],
	['contacts without cells', JSON.stringify({ ...emptyState(), rows: ROWS, contacts: [[0, 0]] })],
	['no sides', JSON.stringify({ ...emptyState(), sides: undefined })],
	['one side', JSON.stringify({ ...emptyState(), sides: { google: emptyState().sides.google } })],
	['no rows', JSON.stringify({ ...emptyState(), rows: undefined })],
])('S42: %s is refused as unreadable', (_what, damaged) => {
	expect(() => decodeState(damaged)).toThrow(UnreadableStateError);
});

test('S42: a state of a newer version is refused, and says so', () => {
	const newer = JSON.stringify({ ...emptyState(), version: STATE_VERSION + 1 });
	expect(() => decodeState(newer)).toThrow(`it has version ${STATE_VERSION + 1}, and this package reads versions 1 to ${STATE_VERSION}`);
});

test('S42: whatever byte of a state is lost, it is read whole or refused', () => {
	const { world } = crowd(3);
	fc.assert(
		fc.property(fc.nat(world.memory.length - 1), (at) => {
			const damaged = world.memory.slice(0, at) + world.memory.slice(at + 1);
			try {
				expect(decodeState(damaged).contacts).toHaveLength(3);
			} catch (error) {
				expect(error).toBeInstanceOf(UnreadableStateError);
			}
		}),
		{ numRuns: HISTORIES },
	);
});

describe('a contact is stored in few words', () => {
	const rows = ROWS.slice(0, 3);
	const [first, second, third] = rows;
	const record = (id: string, more: Partial<Snapshot> = {}): Snapshot => ({ id, presence: 'in', modifiedAt: 5, fields: {}, otherEmails: [], origin: null, partial: false, ...more });
	const onGoogle = (...values: string[]) => Object.fromEntries(values.flatMap((text, index) => (text === '' ? [] : [[rows[index].google, text]])));
	const onCrm = (...values: string[]) => Object.fromEntries(values.flatMap((text, index) => (text === '' ? [] : [[rows[index].crm, text]])));
	const pair = (google: string[], crm: string[], agreed: Array<[string, string] | null>, more: Partial<Pair> = {}): Pair => ({
		...newContact('google', record('g', { fields: onGoogle(...google) })),
		crm: record('c', { fields: onCrm(...crm) }),
		agreed: agreements(3, (index) => (agreed[index] ? { google: agreed[index][0], crm: agreed[index][1] } : null)),
		...more,
	});
	const same = (value: string): [string, string] => [value, value];

	test.each<[string, Pair, unknown]>([
		['settled', pair(['a', 'b', ''], ['a', 'b', ''], [same('a'), same('b'), same('')]), [['g', 5], ['c', 5], ['a', 'b']]],
		['empty in the middle', pair(['', '', 'x'], ['', '', 'x'], [same(''), same(''), same('x')]), [['g', 5], ['c', 5], ['', '', 'x']]],
		['without a value', pair([], [], [same(''), same(''), same('')]), [['g', 5], ['c', 5], []]],
		['agreed on two notations', pair(['a', '', 'x'], ['A', 'b', ''], [['a', 'A'], ['', 'b'], ['x', '']]), [['g', 5], ['c', 5], [['a', 'A'], ['', 'b'], ['x', '']]]],
		['agreed on two notations in one row', pair(['a', 'x'], ['A', 'x'], [['a', 'A'], same('x'), same('')]), [['g', 5], ['c', 5], [['a', 'A'], 'x']]],
		['nothing agreed', pair(['a'], ['b'], []), [['g', 5], ['c', 5], [['a', 'b', 0], ['', '', 0], ['', '', 0]]]],
		['edited since', pair(['a', 'b', ''], ['a', '', 'c'], [same('x'), same('b'), ['', 'd']]), [['g', 5], ['c', 5], [['a', 'a', 'x', 'x'], ['b', '', 'b', 'b'], ['', 'c', '', 'd']]]],
		['only in Google', { ...newContact('google', record('g', { fields: onGoogle('a', '', 'x') })) }, [['g', 5], 0, ['a', '', 'x']]],
		['only in the CRM', { ...newContact('crm', record('c', { modifiedAt: null, fields: onCrm('a') })) }, [0, ['c', null], ['a']]],
		['deleted', pair(['a'], ['a'], [same('a'), same(''), same('')], { google: record('g', { presence: 'gone', fields: onGoogle('a') }) }), [['g', 5, 'gone'], ['c', 5], ['a']]],
		[
			'with everything',
			pair(['a'], ['a'], [same('a'), same(''), same('')], {
				google: record('g', { fields: { ...onGoogle('a'), own: 'o', more: 'm' }, otherEmails: ['x@example.org'], partial: true }),
				crm: record('c', { fields: { ...onCrm('a'), Own: 'O' }, otherEmails: ['y@example.org'] }),
				...{ detached: 'merged', joining: true, createdInCrm: true, lostCreateAt: 0, waitingSince: 0 },
				failure: { attempts: 1, retryAt: 2, code: 'X', message: 'm', fingerprint: 'f' },
				returns: { k: { before: 'b', count: 1, at: 2 } },
			}),
			[
				...[['g', 5], ['c', 5], ['a']],
				{
					...{ g: { own: 'o', more: 'm' }, c: { Own: 'O' }, ge: ['x@example.org'], ce: ['y@example.org'], p: 1, d: 'merged', j: 1, n: 1, l: 0, w: 0 },
					...{ f: { attempts: 1, retryAt: 2, code: 'X', message: 'm', fingerprint: 'f' }, r: { k: ['b', 1, 2] } },
				},
			],
		],
		['of our own making', { ...newContact('google', record('g', { origin: { syncName: 's', crmId: '7' } })) }, [['g', 5], 0, [], { o: ['s', '7'] }]],
	])('%s', (_what, one, stored) => {
		const written = encodeState({ ...emptyState(), rows, contacts: [one] });
		expect((JSON.parse(written) as { contacts: unknown[] }).contacts).toEqual([stored]);
		const read = decodeState(written);
		expect(read.contacts).toMatchObject([{ google: one.google, crm: one.crm }]);
		expect(encodeState(read)).toBe(written);
		expect([first, second, third].map((_, index) => agreementOf(read.contacts[0], index))).toEqual([0, 1, 2].map((index) => agreementOf(one, index)));
	});

	test('values that both sides show are held once, for each row', () => {
		const { agreed } = decodeState(encodeState({ ...emptyState(), rows, contacts: [pair(['a'], ['a'], [same('a'), same(''), same('')])] })).contacts[0];
		expect(agreed.google).toEqual(['a', '', '']);
		expect(agreed.crm).toBe(agreed.google);
	});

	test('whoever shows what was agreed on is known as such, whoever was edited since is not', () => {
		const shows = (one: Pair) => showsAgreed(decodeState(encodeState({ ...emptyState(), rows, contacts: [one] })).contacts[0]);
		expect(shows(pair(['a'], ['a'], [same('a'), same(''), same('')]))).toBe(true);
		expect(shows(pair(['a', 'b'], ['A', 'b'], [['a', 'A'], same('b'), same('')]))).toBe(true);
		expect(shows(pair(['a', 'b'], ['A', 'b'], [['a', 'B'], same('b'), same('')]))).toBe(false);
		expect(shows(pair(['a'], ['a'], [same('a'), same('')]))).toBe(false);
		expect(shows(newContact('google', record('g')))).toBe(false);
	});

	test('of somebody outside the group name and addresses are, in order', () => {
		const own = record('g', { presence: 'out', fields: { workEmail: 'w@example.org', homeEmail: 'h@example.org', familyName: 'Lee', jobTitle: 'Clerk' } });
		const { sides, ...empty } = emptyState();
		const capabilities = ['workEmail', 'homeEmail'].map((name) => ({ name, label: name, kind: 'email' as const, writable: true, mandatory: false }));
		const written = encodeState({ ...empty, sides: { ...sides, google: { ...sides.google, capabilities } }, rows, contacts: [newContact('google', own)] });
		const [, , cells, extras] = (JSON.parse(written) as { contacts: Array<[unknown, unknown, unknown, object]> }).contacts[0];
		expect([cells, JSON.stringify(extras)]).toEqual([[], '{"g":{"familyName":"Lee","homeEmail":"h@example.org","workEmail":"w@example.org"},"p":1}']);
		expect(decodeState(written).contacts[0].google).toEqual({ ...own, partial: true, fields: { familyName: 'Lee', homeEmail: 'h@example.org', workEmail: 'w@example.org' } });
	});
});

test.each<[string, string]>([
	['lost', 'it is not the text of a state'],
	['null', 'it is not the text of a state'],
	['"contacts"', 'it is not the text of a state'],
	['{"contacts":{}}', 'it is not the text of a state'],
	[JSON.stringify({ ...emptyState(), sides: {} }), 'parts of it are missing'],
	[JSON.stringify({ ...emptyState(), sides: { google: { ...emptyState().sides.google, tombstones: 'x' }, crm: emptyState().sides.crm } }), 'parts of it are missing'],
	[JSON.stringify({ ...emptyState(), sides: { google: { ...emptyState().sides.google, tombstones: null }, crm: emptyState().sides.crm } }), 'parts of it are missing'],
	[JSON.stringify({ ...emptyState(), sides: { google: emptyState().sides.google, crm: { ...emptyState().sides.crm, readNext: 'x' } } }), 'parts of it are missing'],
	[JSON.stringify({ ...emptyState(), rows: ROWS, contacts: [[['a', 1], 0, [5]]] }), 'its contacts are damaged'],
	[JSON.stringify({ ...emptyState(), rows: ROWS, contacts: [[['a', 1], 0]] }), 'its contacts are damaged'],
])('S42: why a text cannot be read is told: %.40s', (damaged, why) => {
	expect(() => decodeState(damaged)).toThrow(new UnreadableStateError(why));
});
