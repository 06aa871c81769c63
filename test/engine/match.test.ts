import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import { matchContacts } from '../../nodes/ContactReconcile/engine/match/match';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, Presence } from '../../nodes/ContactReconcile/engine/model/types';
import { links } from '../scenarios/pairs';
import { ADDRESS, crm, google, leftover, match, synced, tree } from './matching';
import { contactWith } from './parts';
import { ANN } from './people';
import { World } from './world';

test.each<[Presence, boolean]>([['in', false], ['out', true]])('two records of one e-mail become one contact; a Google contact that is "%s" is to join the group: %s', (presence, joining) => {
	const state = emptyState();
	state.contacts = [
		newContact('google', tree('people/c1', presence, { workEmail: 'ann@example.org' })),
		newContact('crm', tree('1', 'in', { Email: 'Ann@example.org' })),
	];
	expect(matchContacts(state, new World().settings).ambiguous.size).toBe(0);
	expect(state.contacts).toMatchObject([{ google: { id: 'people/c1' }, crm: { id: '1' }, agreed: NOTHING_AGREED, joining }]);
});

test('who is in the CRM outside the list view is not put back into the group that the contact leaves', () => {
	const world = new World();
	const google = world.add('google', ANN);
	const hidden = world.add('crm', { Email: ANN.workEmail, Last_Name: 'Lee' }, { inScope: false });
	world.sync();
	world.sync();
	expect(links(world)).toEqual([]);
	world.books.google.setScope(google, false);
	world.books.crm.setScope(hidden, true);
	expect(world.sync().writes).toEqual([]);
	expect(world.get('google', google).inScope).toBe(false);
});

describe('who belongs together', () => {
	test('S16: of several the fullest, then the lowest id, then nobody else', () => {
		expect(match([google('a'), google('b', { givenName: 'Ann' }), crm('1')])).toMatchObject({ pairs: ['a', 'b+1'], unclear: { a: 'severalInGoogle' } });
		expect(match([crm('2'), crm('1'), google('a')])).toMatchObject({ pairs: ['2', 'a+1'], unclear: { 2: 'severalInCrm' } });
		expect(match([crm('1'), crm('2', { Title: 'Clerk' }), google('a')])).toMatchObject({ pairs: ['1', 'a+2'], unclear: { 1: 'severalInCrm' } });
	});

	const [ANN_LEE, BOB_LEE] = [{ givenName: 'Ann', familyName: 'Lee' }, { givenName: 'Bob', familyName: 'Lee' }];
	const [CRM_ANN, CRM_BOB] = [{ First_Name: 'ANN', Last_Name: 'lee' }, { First_Name: 'Bob', Last_Name: 'Lee' }];

	test('a contact of two people is linked with neither of their records', () => {
		const both = { givenName: 'Ann & Bob', familyName: 'Lee' };
		expect(match([google('a', both), crm('1', CRM_ANN), crm('2', CRM_BOB)])).toMatchObject({ pairs: ['a', '1', '2'], unclear: { a: 'severalInCrm' } });
		expect(match([google('a', ANN_LEE), google('b', BOB_LEE), crm('1', { First_Name: 'Ann and Bob', Last_Name: 'Lee' })])).toMatchObject({ pairs: ['a', 'b', '1'], unclear: { 1: 'severalInGoogle' } });
	});

	test('S17: of several on both sides each whose name tells it apart', () => {
		const linked = (contacts: Pair[], pairs: string[], unclear: Record<string, string> = {}) => {
			const found = match(contacts);
			expect([found.pairs, found.unclear]).toEqual([pairs, unclear]);
		};
		linked([google('a', ANN_LEE), google('b', BOB_LEE), crm('2', CRM_BOB), crm('1', CRM_ANN)], ['b+2', 'a+1']);
		linked([google('a', ANN_LEE), google('b', BOB_LEE), crm('1', CRM_ANN), crm('2', { Last_Name: 'Ray' })], ['b', 'a+1', '2'], { b: 'differentNames', 2: 'differentNames' });
		linked([google('a', ANN_LEE), google('b', BOB_LEE), crm('1', CRM_ANN), crm('2', CRM_BOB), crm('3', { Last_Name: 'Ray' })], ['a+1', 'b+2', '3'], { 3: 'sharedWithSynced' });
		linked([google('a', ANN_LEE), google('b'), crm('1', CRM_ANN), crm('2')], ['a+1', 'b+2']);
	});

	test('S17: who shares an address with somebody yet to be read stays one of several, and nobody is linked in their place', () => {
		const unlisted = google('c', { workEmail: 'eve@example.org' }, 'unlisted');
		const all = [google('a', ANN_LEE), google('b', ANN_LEE), crm('1', { ...CRM_ANN, Secondary_Email: 'eve@example.org' }), crm('2', CRM_ANN), unlisted];
		expect(match(all)).toMatchObject({ pairs: ['a', 'b', '1', '2', 'c'], unclear: { a: 'severalOnBothSides', b: 'severalOnBothSides', 1: 'namesakeUnclear', 2: 'severalOnBothSides' } });
	});

	test.each([
		[google('b', { ...ANN_LEE, workEmail: 'lee@example.org' }), crm('2', { First_Name: 'Eve', Last_Name: 'Lee' })],
		[google('b', { givenName: 'Eve', familyName: 'Lee' }), crm('2', { ...CRM_ANN, Email: 'lee@example.org' })],
	])('S17: nobody is linked by an address of somebody in sync who is called so, if on the other side only', (one, other) => {
		expect(match([google('a', ANN_LEE), crm('1', CRM_ANN), leftover(one, other)])).toMatchObject({
			pairs: ['a', '1', 'b+2'],
			unclear: { a: 'duplicateOfSynced', 1: 'duplicateOfSynced' },
		});
	});

	test('S17: of several on both sides nobody whom the name does not tell apart', () => {
		const none = (contacts: Pair[], ...unclear: string[]) => {
			const found = match(contacts);
			expect(found.pairs).toHaveLength(contacts.length);
			expect(Object.values(found.unclear)).toEqual(unclear);
		};
		const several = 'severalOnBothSides';
		none([google('a', ANN_LEE), google('b', ANN_LEE), crm('1', CRM_ANN), crm('2', CRM_ANN)], several, several, several, several);
		none([google('a', ANN_LEE), google('b', ANN_LEE), crm('1', CRM_ANN), crm('2', CRM_BOB)], several, 'differentNames', 'severalInGoogle', 'severalInGoogle');
		none([google('a'), google('b'), crm('1'), crm('2')], several, several, several, several);
	});

	test('S17: those whom a third one brings together are told apart together', () => {
		const both = { ...BOB_LEE, homeEmail: 'bob@example.org' };
		const all = [google('a', ANN_LEE), google('b', { ...BOB_LEE, workEmail: 'bob@example.org' }), google('c', both), crm('1', CRM_ANN), crm('2', { ...CRM_BOB, Email: 'bob@example.org' })];
		expect(match(all)).toMatchObject({ pairs: ['c', 'a+1', 'b+2'], unclear: { c: 'severalInGoogle' } });
	});

	test('S20: who shares an address with one in sync is none of several for those who do not', () => {
		const linked = () => synced(google('p', { ...ANN_LEE, workEmail: 'lee@example.org' }), crm('9', { ...CRM_ANN, Email: 'lee@example.org' }));
		const inCrm = ['1', '2'].map((id) => crm(id, { ...CRM_ANN, Secondary_Email: 'lee@example.org' }));
		expect(match([linked(), google('a', ANN_LEE), ...inCrm]).unclear).toEqual({ a: 'severalInCrm', 1: 'duplicateOfSynced', 2: 'duplicateOfSynced' });
		const inGoogle = ['a', 'b'].map((id) => google(id, { ...ANN_LEE, homeEmail: 'lee@example.org' }));
		expect(match([linked(), crm('1', CRM_ANN), ...inGoogle]).unclear).toEqual({ 1: 'severalInGoogle', a: 'duplicateOfSynced', b: 'duplicateOfSynced' });
	});

	test('S20: who has no main address of its own is nobody whom others know to share one', () => {
		expect(match([synced(google('p', ANN_LEE), crm('9', CRM_ANN)), google('b', { givenName: 'Eve', familyName: 'Fox', workEmail: '', homeEmail: ADDRESS })]).unclear).toEqual({ b: 'sharedWithSynced' });
	});

	test('S43: who shares an address with one whose record is yet to be looked up waits', () => {
		const made = google('c', ANN_LEE);
		const origin = { syncName: 'test', crmId: '99' };
		expect(match([{ ...made, google: made.google && { ...made.google, origin } }, crm('1', CRM_ANN)]).unclear).toEqual({ c: 'originUnclear', 1: 'namesakeUnclear' });
	});

	test('of an address that more than 200 records have only full names are compared', () => {
		const crowd = () => Array.from({ length: 201 }, (_, number) => google(`a${number}`, { givenName: 'Ann', familyName: `N${number}` }));
		expect(match([...crowd(), crm('1', { First_Name: 'Ann', Last_Name: 'N5' })]).pairs).toContain('a5+1');
		expect(match([...crowd(), crm('1', { First_Name: 'Ann Mary', Last_Name: 'N5' })]).pairs).toContain('1');
		expect(match([...crowd(), google('b'), crm('1')]).pairs).toContain('1');
	});

	test('of an address of thousands, such as one that was typed where there is none, namesakes are linked and all others told', () => {
		const named = (number: number) => ({ First_Name: 'Ann', Last_Name: number === 7 ? 'G7' : `C${number}` });
		const contacts = Array.from({ length: 2_000 }, (_, number) => [google(`a${number}`, { givenName: 'Ann', familyName: `G${number}` }), crm(String(number), named(number))]);
		const { pairs, unclear } = match(contacts.flat());
		expect(pairs.filter((pair) => pair.includes('+'))).toEqual(['a7+7']);
		expect(Object.keys(unclear)).toHaveLength(3_998);
		expect(new Set(Object.values(unclear))).toEqual(new Set(['differentNames']));
	});

	test('who shares the address of a crowd besides a main one of their own is somebody else, however alike the names are; not a namesake', () => {
		const crowd = Array.from({ length: 201 }, (_, number) => google(`a${number}`, { givenName: 'Ann', familyName: `Lee${number}`, workEmail: `${number}@example.org`, homeEmail: ADDRESS }));
		expect(match(crowd)).toMatchObject({ unclear: {} });
		const namesake = google('b', { givenName: 'Ann', familyName: 'Lee200', workEmail: 'b@example.org', homeEmail: ADDRESS });
		expect(match([...crowd, namesake]).unclear).toEqual({ a200: 'severalInGoogle', b: 'severalInGoogle' });
	});

	test('of thousands of one name and one address nobody is chosen', () => {
		const contacts = Array.from({ length: 3_000 }, (_, number) => [google(`a${number}`, ANN_LEE), crm(String(number), CRM_ANN)]);
		expect(new Set(Object.values(match(contacts.flat()).unclear))).toEqual(new Set(['severalOnBothSides']));
	});

	test('S113, S122: two whose names contradict each other are one by an address that is the main one of either, not by a further one of both', () => {
		const [ann, bob] = [{ givenName: 'Ann', familyName: 'Lee' }, { First_Name: 'Bob', Last_Name: 'Lee' }];
		const alike = (own: Record<string, string>, other: Record<string, string>) => match([google('a', { ...ann, ...own }), crm('1', { ...bob, ...other })]).pairs;
		expect(alike({ workEmail: 'one@example.org', homeEmail: ADDRESS }, {})).toEqual(['a+1']);
		expect(alike({}, { Email: 'two@example.org', Secondary_Email: ADDRESS })).toEqual(['a+1']);
		expect(alike({ workEmail: '', homeEmail: ADDRESS }, { Email: 'two@example.org', Secondary_Email: ADDRESS })).toEqual(['a+1']);
		expect(alike({ workEmail: 'one@example.org', homeEmail: ADDRESS }, { Email: 'two@example.org', Secondary_Email: ADDRESS })).toEqual(['a', '1']);
	});

	test('S09, S22: who was linked goes on, before any fuller one', () => {
		const before = { ...leftover(google('a'), crm('1', {}, 'gone')), waitingSince: 1 };
		expect(match([before, google('b', { givenName: 'Ann' }), crm('2')])).toMatchObject({ pairs: ['a+2', 'b'], contacts: [{ waitingSince: 1, agreed: NOTHING_AGREED }, {}] });
		const other = () => ({ ...leftover(crm('1'), google('c', {}, 'gone')), waitingSince: 2 });
		expect(match([google('b'), other()])).toMatchObject({ pairs: ['b+1'], contacts: [{ waitingSince: 2 }] });
		expect(match([{ ...leftover(google('a'), crm('7', {}, 'gone')), waitingSince: 1 }, other()])).toMatchObject({ pairs: ['7', 'a+1'], contacts: [{}, { waitingSince: 2 }] });
	});

	test('S20, S21: beside somebody in sync another one is a double; what a merge left over is not', () => {
		const linked = () => leftover(google('a'), crm('1'));
		expect(match([linked(), google('b'), crm('2')]).unclear).toEqual({ b: 'duplicateOfSynced', 2: 'duplicateOfSynced' });
		const merged = match([linked(), leftover(google('b'), crm('2', {}, 'gone'))]);
		expect([merged.unclear, merged.contacts.map(({ detached }) => detached)]).toEqual([{}, [null, 'merged']]);
		expect(match([linked(), { ...leftover(google('b'), crm('2', {}, 'gone')), detached: 'leftView' }])).toMatchObject({ contacts: [{}, { detached: 'leftView' }] });
		expect(match([leftover(google('a', { workEmail: 'bob@example.org' }), crm('1', { Email: 'bob@example.org', Secondary_Email: 'ANN@example.org' })), leftover(google('b'), crm('2', {}, 'gone'))]).contacts[1].detached).toBe('merged');
		expect(match([leftover(google('a', { workEmail: 'b@x.org', givenName: 'ann' }), crm('1', { Email: 'b@x.org', First_Name: 'ann' })), leftover(google('b', { workEmail: 'ann' }), crm('2', {}, 'gone'))]).contacts[1].detached).toBeNull();
	});

	test('who is looked up first decides nothing meanwhile', () => {
		expect(match([google('a'), crm('1', {}, 'unlisted')])).toMatchObject({ pairs: ['a', '1'], unclear: { a: 'namesakeUnclear' } });
		const made = (crmId: string) => ({ ...google('a'), google: { ...tree('a', 'in', { workEmail: ADDRESS }), origin: { syncName: 'test', crmId } } });
		expect(match([made('7')]).unclear).toEqual({ a: 'originUnclear' });
		expect(match([made('7'), crm('7', { Email: '' })]).pairs).toEqual(['a+7']);
		const double = { ...made('7'), google: { ...made('7').google, id: 'b' } };
		expect(match([double, made('7'), crm('7')])).toMatchObject({ pairs: ['b', 'a+7'], unclear: { b: 'doubleOfOwn' } });
	});

	test('S44: of two that the sync made the one is untouched that shows what was agreed, and no further address', () => {
		const row = { google: 'workEmail', crm: 'Email', direction: 'both' as const };
		const one = (id: string, otherEmails: string[] = []) => ({ ...google(id), google: { ...tree(id, 'in', { workEmail: ADDRESS }), otherEmails, origin: { syncName: 'test', crmId: '7' } } });
		const linked = (agreed: string) => ({ ...one('a'), crm: tree('7', 'in', { Email: ADDRESS }), agreed: { google: [agreed], crm: [ADDRESS] } });
		const reason = (double: Pair, agreed = ADDRESS) => match([linked(agreed), double], { rows: [row] }).unclear.b;
		expect([reason(one('b')), reason(one('b', ['b@example.org'])), reason(one('b'), 'lee@example.org')]).toEqual(['untouchedDouble', 'doubleOfOwn', 'doubleOfOwn']);
	});

	test('a CRM record is that of the one contact outside the group with its address', () => {
		expect(match([google('a', {}, 'out'), crm('1')])).toMatchObject({ pairs: ['a+1'], contacts: [{ joining: true }] });
		expect(match([google('a', {}, 'out'), crm('1')], { direction: 'googleToCrm' }).pairs).toEqual(['a', '1']);
		expect(match([google('a', {}, 'out'), google('b', {}, 'out'), crm('1')])).toMatchObject({ pairs: ['a', 'b', '1'], unclear: { 1: 'severalOutsideGroup' } });
		expect(match([google('b', {}, 'out'), { ...leftover(crm('1'), google('a', {}, 'gone')), detached: 'deletedInGoogle' }]).pairs).toEqual(['b', 'a+1']);
		expect(match([google('a', {}, 'out'), crm('1'), crm('2')])).toMatchObject({ pairs: ['a', '1', '2'], unclear: { 1: 'severalInCrm', 2: 'severalInCrm' } });
		expect(match([crm('1'), leftover(crm('2'), google('a', {}, 'gone'))]).unclear).toEqual({ 1: 'severalInCrm' });
	});

	describe('S09: who is to be created in the CRM again, beside somebody set aside with the same address', () => {
		const FAMILY = 'family@example.org';
		const again = leftover(google('a', { ...ANN_LEE, homeEmail: FAMILY }), crm('1', {}, 'gone'));
		const aside: Pair = { ...leftover(google('b', BOB_LEE), crm('2', { Email: 'bob@example.org' }, 'gone')), detached: 'merged' };
		const other = (homeEmail: string): Pair =>
			leftover(google('c', { givenName: 'Eve', familyName: 'Ray', workEmail: 'eve@example.org', homeEmail }), crm('3', { First_Name: 'Eve', Last_Name: 'Ray', Email: 'eve@example.org', Secondary_Email: FAMILY }));

		test('an address that another person has on both sides is shared with them', () => {
			const { unclear, shares } = match([again, aside, other(FAMILY)]);
			expect([unclear, shares]).toEqual([{}, { 'a+1': [[FAMILY], ['3']] }]);
		});

		test('a record in the CRM that has an address of theirs, which its Google contact lacks, would be found each time: it is told', () => {
			const { unclear, shares } = match([again, aside, other('')]);
			expect([unclear, shares]).toEqual([{ 'a+1': 'severalInGoogle' }, {}]);
		});
	});

	describe('S21: what a deletion left over in Google, beside somebody in sync whose Google contact alone has the address', () => {
		const linked = () => synced(google('p', ANN_LEE), crm('9', { ...CRM_ANN, Email: 'lee@example.org' }));

		test.each<[string, Record<string, string>, unclear: Record<string, string>]>([
			['of the same name is no double', ANN_LEE, {}],
			['of another name, and without a main address of its own, is told', { givenName: 'Eve', familyName: 'Fox', workEmail: '', homeEmail: ADDRESS }, { 'b+2': 'sharedWithSynced' }],
		])('%s', (_who, fields, unclear) => {
			const found = match([linked(), leftover(google('b', fields), crm('2', { Email: '' }, 'gone'))]);
			expect([found.unclear, found.perhaps, found.contacts.map(({ detached }) => detached)]).toEqual([unclear, {}, [null, null]]);
		});
	});

	test('S09: what is left over outside the group becomes the counterpart of the record in the CRM, and what waits for that goes on', () => {
		const before = { ...leftover(google('a', {}, 'out'), crm('9', {}, 'gone')), waitingSince: 1 };
		expect(match([before, { ...crm('1'), waitingSince: 2 }])).toMatchObject({ pairs: ['9', 'a+1'], contacts: [{}, { waitingSince: 2, joining: true }] });
	});

	test('who is on neither side is forgotten', () => {
		expect(match([contactWith({}), google('a')])).toMatchObject({ pairs: ['a'], unclear: {} });
	});

	test('a contact that another sync made is its own as long as the record that it was made for is not known', () => {
		const made = google('a');
		const byOther = (crmId: string) => ({ ...made, google: made.google && { ...made.google, origin: { syncName: 'other', crmId } } });
		expect(match([byOther('7'), crm('8', { Email: 'lee@example.org' })]).unclear).toEqual({});
		expect(match([byOther('8'), crm('8', { Email: 'lee@example.org' })]).unclear).toEqual({ a: 'otherSync', 8: 'otherSync' });
	});

	test('a Google contact is that of a record outside the list view, the fullest', () => {
		expect(match([crm('1', {}, 'out'), crm('2', { Title: 'Clerk' }, 'out'), google('a')])).toMatchObject({ pairs: ['1', 'a+2'], contacts: [{}, { detached: 'outsideView', joining: false }] });
		expect(match([crm('1', {}, 'out'), google('a'), google('b')])).toMatchObject({ pairs: ['1', 'a', 'b'], unclear: { a: 'severalInGoogle', b: 'severalInGoogle' } });
		expect(match([google('a'), leftover(google('b'), crm('1', {}, 'gone'))]).unclear).toEqual({ a: 'severalInGoogle' });
		const alone = match([google('a')]);
		expect([alone.pairs, alone.unclear, alone.contacts[0].detached]).toEqual([['a'], {}, null]);
	});
});
