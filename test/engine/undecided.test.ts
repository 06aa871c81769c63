import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { Pair } from '../../nodes/ContactReconcile/engine/model/types';
import { ADDRESS, apart, crm, google, leftover, match, synced } from './matching';

/* What is told of those who share an address and find no counterpart. Everybody has the one address, unless told otherwise. */

const [FAMILY, ANN, BOB] = ['family@example.org', 'a@example.org', 'b@example.org'];
const [ANN_LEE, BOB_LEE, EVE_RAY] = [
	{ givenName: 'Ann', familyName: 'Lee', First_Name: 'Ann', Last_Name: 'Lee' },
	{ givenName: 'Bob', familyName: 'Lee', First_Name: 'Bob', Last_Name: 'Lee' },
	{ givenName: 'Eve', familyName: 'Ray', First_Name: 'Eve', Last_Name: 'Ray' },
];
const BOTH = { givenName: 'Ann & Bob', familyName: 'Lee', First_Name: 'Ann & Bob', Last_Name: 'Lee' };

const found = (contacts: Pair[]) => {
	const { unclear, perhaps, shares } = match(contacts);
	return { unclear, perhaps, shares };
};

describe('whom somebody may be is told', () => {
	test.each<[string, Pair[], unclear: Record<string, string>, perhaps: Record<string, string[]>]>([
		[
			'of everybody on the other side, and of nobody beside',
			[google('a', ANN_LEE), google('b', ANN_LEE), crm('1', ANN_LEE), crm('2', ANN_LEE)],
			{ a: 'severalOnBothSides', b: 'severalOnBothSides', 1: 'severalOnBothSides', 2: 'severalOnBothSides' },
			{ a: ['1', '2'], b: ['1', '2'], 1: ['a', 'b'], 2: ['a', 'b'] },
		],
		['whatever the names are', [google('a', ANN_LEE), crm('1', EVE_RAY)], { a: 'differentNames', 1: 'differentNames' }, { a: ['1'], 1: ['a'] }],
		['of those without a counterpart alone', [synced(google('p', ANN_LEE), crm('9', ANN_LEE)), google('b', ANN_LEE)], { b: 'duplicateOfSynced' }, {}],
		['of the first five', [google('a', BOTH), ...['1', '2', '3', '4', '5', '6'].map((id) => crm(id, Number(id) % 2 ? ANN_LEE : BOB_LEE, 'out'))], { a: 'severalInCrm' }, { a: ['1', '2', '3', '4', '5'] }],
		['where all are outside the group', [google('a', ANN_LEE, 'out'), google('b', BOB_LEE, 'out'), crm('1', BOTH)], { 1: 'severalOutsideGroup' }, { 1: ['a', 'b'] }],
		[
			'where one of them is outside the group',
			[google('a', ANN_LEE), google('b', BOB_LEE), google('c', ANN_LEE, 'out'), crm('1', BOTH)],
			{ a: 'severalInGoogle', b: 'severalInGoogle', 1: 'severalInGoogle' },
			{ a: ['1'], b: ['1'], 1: ['a', 'b', 'c'] },
		],
	])('%s', (_what, contacts, unclear, perhaps) => expect(found(contacts)).toEqual({ unclear, perhaps, shares: {} }));
});

describe.each(SIDES)('in %s', (side) => {
	const record = { google, crm };
	const person = (id: string, names: object, main: string, second = '') => record[side](id, { ...names, workEmail: main, homeEmail: second, Email: main, Secondary_Email: second });

	test('two people of different names and main addresses share a further one, though neither has a counterpart', () => {
		expect(found([person('a', ANN_LEE, ANN, FAMILY), person('b', BOB_LEE, BOB, FAMILY)])).toEqual({ unclear: {}, perhaps: {}, shares: { a: [[FAMILY], []], b: [[FAMILY], []] } });
	});

	test('somebody shares an address with one who lost the counterpart, whatever that was called and had', () => {
		const gone = record[otherSide(side)]('z', { ...ANN_LEE, workEmail: ANN, Email: ANN }, 'gone');
		const { unclear } = found([person('a', ANN_LEE, ANN, FAMILY), leftover(person('b', BOB_LEE, BOB, FAMILY), gone)]);
		expect(unclear).toEqual({});
	});
});

test('who is kept apart from somebody shares the address with them', () => {
	expect(match([google('a', ANN_LEE), crm('1', ANN_LEE)], apart(['a', '1']))).toMatchObject({ unclear: {}, shares: { a: [[ADDRESS], ['1']], 1: [[ADDRESS], ['a']] } });
});
