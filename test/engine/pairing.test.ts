import type { Pair, Presence, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldValues } from '../../nodes/shared/protocol';
import { ADDRESS, crm, crowd, google, leftover, match, synced } from './matching';

/* Who is linked by an address. Everybody has the one address, unless told otherwise. */

const [FAMILY, EVE] = ['family@example.org', 'eve@example.org'];

const named = (fields: [given: string, family: string], name: string): FieldValues => {
	const [given, family = ''] = name.split(' ');
	return { [fields[0]]: given, [fields[1]]: family };
};
const inGoogle = (id: string, name: string, fields: FieldValues = {}, presence: Presence = 'in') => google(id, { ...named(['givenName', 'familyName'], name), ...fields }, presence);
const inCrm = (id: string, name: string, fields: FieldValues = {}, presence: Presence = 'in') => crm(id, { ...named(['First_Name', 'Last_Name'], name), ...fields }, presence);

const found = (contacts: Pair[], settings: Partial<SyncSettings> = {}) => {
	const { pairs, unclear } = match(contacts, settings);
	return [[...pairs].sort(), unclear];
};

describe('of several with the address', () => {
	test.each<[string, Pair[], pairs: string[], unclear: Record<string, string>]>([
		['the same full name comes before one that says less, whichever is met first', [inGoogle('a', 'Ann Lee'), inCrm('1', 'A. Lee'), inCrm('2', 'Ann Lee')], ['1', 'a+2'], { 1: 'severalInCrm' }],
		[
			'who has no name comes after those whose name says as much, however full it is',
			[inGoogle('a', 'Ann Lee'), inCrm('0', '', { Title: 'Clerk', Phone: '555 010 0199' }), inCrm('1', 'A. Lee'), inCrm('2', 'A. Lee')],
			['0', '2', 'a+1'],
			{ 0: 'severalInCrm', 2: 'severalInCrm' },
		],
		['who shares the main address comes before the fuller', [google('a'), crm('1', { Email: EVE, Secondary_Email: ADDRESS, Title: 'Clerk' }), crm('2')], ['1', 'a+2'], { 1: 'severalInCrm' }],
		['nobody shares a main address that there is none of', [google('a', { workEmail: '', homeEmail: ADDRESS }), crm('1', { Title: 'Clerk' }), crm('2', { Email: '', Secondary_Email: ADDRESS })], ['2', 'a+1'], { 2: 'severalInCrm' }],
		['who was linked before comes before a lower id', [leftover(google('b'), crm('9', { Email: EVE }, 'gone')), google('a'), crm('1')], ['a', 'b+1'], { a: 'severalInGoogle' }],
		[
			'the one contact of the group chooses by its own name, whatever others outside are called',
			[inGoogle('a', 'A. Lee'), inGoogle('b', 'Ann Lee', {}, 'out'), inCrm('1', 'Ann Lee'), inCrm('2', 'Ann Lee')],
			['2', 'a+1', 'b'],
			{ 2: 'severalInCrm' },
		],
	])('%s', (_what, contacts, pairs, unclear) => expect(found(contacts)).toEqual([pairs, unclear]));
});

describe('of an address of somebody in sync', () => {
	const ann = () => synced(inGoogle('p', 'Ann Lee', { workEmail: FAMILY }), inCrm('9', 'Ann Lee', { Email: FAMILY }));

	test.each<[string, Pair[], pairs: string[], unclear: Record<string, string>]>([
		['two others who are called the same are one person', [inGoogle('b', 'Bob Ray', { homeEmail: FAMILY }), inCrm('2', 'Bob Ray', { Secondary_Email: FAMILY })], ['b+2', 'p+9'], {}],
		['two others are one person, though one has no name', [inGoogle('b', 'Bob Ray', { homeEmail: FAMILY }), inCrm('2', '')], ['b+2', 'p+9'], {}],
		['two others who have half the name in common are not', [inGoogle('b', 'Bob Ray', { homeEmail: FAMILY }), inCrm('2', 'Eve Ray')], ['2', 'b', 'p+9'], { b: 'differentNames', 2: 'differentNames' }],
		['nor where the record in the CRM shares it', [inGoogle('b', 'Bob Ray'), inCrm('2', 'Eve Ray', { Secondary_Email: FAMILY })], ['2', 'b', 'p+9'], { b: 'differentNames', 2: 'differentNames' }],
	])('%s', (_what, contacts, pairs, unclear) => {
		for (const linkDifferentNames of [false, true]) expect(found([ann(), ...contacts.map((contact) => ({ ...contact }))], { linkDifferentNames })).toEqual([pairs, unclear]);
	});
});

describe.each(SIDES)('who shares an address with a record of %s that may be the counterpart', (side) => {
	const record = { google: inGoogle, crm: inCrm };
	const [home, second]: FieldValues[] = [side === 'crm' ? { homeEmail: EVE } : {}, side === 'google' ? { Secondary_Email: EVE } : {}];

	test.each<[Presence, string]>([['unlisted', 'namesakeUnclear'], ['forbidden', 'forbiddenNamesake']])('and is %s is not linked with another', (presence, reason) => {
		const hidden = record[side]('x', 'Ann Lee', { workEmail: EVE, Email: EVE }, presence);
		const [own, other] = side === 'crm' ? ['a', '1'] : ['1', 'a'];
		const several = otherSide(side) === 'google' ? 'severalInCrm' : 'severalInGoogle';
		expect(found([inGoogle('a', 'Ann Lee', home), inCrm('1', 'Ann Lee', second), hidden])).toEqual([['1', 'a', 'x'], { [own]: reason, [other]: several }]);
	});
});

test('nobody is linked in place of one of several that may have a counterpart that is yet to be read', () => {
	const hidden = inCrm('9', 'Ann Lee', { Email: EVE }, 'unlisted');
	const contacts = [inGoogle('a', 'Alex Lee'), inGoogle('b', 'Ann Lee', { homeEmail: EVE }), inCrm('1', 'A. Lee'), hidden];
	expect(found(contacts)).toEqual([['1', '9', 'a', 'b'], { a: 'severalInGoogle', b: 'namesakeUnclear', 1: 'severalInGoogle' }]);
});

test('a record outside the list view is found where only the CRM is written to as well', () => {
	expect(match([google('a'), crm('1', {}, 'out')], { direction: 'googleToCrm' })).toMatchObject({ pairs: ['a+1'], contacts: [{ detached: 'outsideView' }] });
});

test('a double of a contact that the sync made is nobody whom a record in the CRM finds', () => {
	const made = (id: string, email: string): Pair => {
		const contact = google(id, { workEmail: email });
		return { ...contact, google: contact.google && { ...contact.google, origin: { syncName: 'test', crmId: '7' } } };
	};
	expect(found([made('a', ADDRESS), made('b', EVE), crm('7'), crm('8', { Email: EVE })])).toEqual([['8', 'a+7', 'b'], { b: 'doubleOfOwn', 8: 'severalInCrm' }]);
});

test('strangers of a crowd are none of several', () => {
	const strangers = [inGoogle('b', 'Bob Ray'), inGoogle('c', 'Eve Fox')];
	const { pairs, unclear } = match([...crowd(200), inGoogle('a', 'Ann Lee'), ...strangers, inCrm('1', 'Ann Lee'), inCrm('2', 'Ann Lee')]);
	expect([pairs.includes('a+1'), unclear[2]]).toEqual([true, 'severalInCrm']);
});
