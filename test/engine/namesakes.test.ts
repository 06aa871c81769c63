import { isKnownByIdOnly, noteHolder } from '../../nodes/ContactReconcile/engine/match/holder';
import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, Presence, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldValues } from '../../nodes/shared/protocol';
import { ADDRESS, apart, crm, google, leftover, match, synced, tree } from './matching';
import { World } from './world';

/* S280 to S284: who is who by name and number, where one of two has no e-mail address. Everybody is Ann Lee, unless told otherwise. */

const NUMBER = '+1 (555) 010-0199';
const inGoogle = (id: string, fields: FieldValues = {}, presence: Presence = 'in') => google(id, { workEmail: '', givenName: 'Ann', familyName: 'Lee', workPhone: NUMBER, ...fields }, presence);
const inCrm = (id: string, fields: FieldValues = {}, presence: Presence = 'in') => crm(id, { Email: '', First_Name: 'ANN', Last_Name: 'lee', Mobile: '+1 555 0100199', ...fields }, presence);

describe('two are one person by full name and number', () => {
	test.each<[string, Pair, Pair]>([
		['where neither has an address', inGoogle('a'), inCrm('1')],
		['where Google alone has one', inGoogle('a', { workEmail: ADDRESS }), inCrm('1')],
		['where the CRM alone has one', inGoogle('a'), inCrm('1', { Email: ADDRESS })],
		['in whatever order the name is written', inGoogle('a'), inCrm('1', { First_Name: 'Lee', Last_Name: 'Ann' })],
		['in a script without spaces', inGoogle('a', { givenName: '麻衣', familyName: '佐藤' }), inCrm('1', { First_Name: '', Last_Name: '佐藤麻衣' })],
		['whichever of several numbers it is', inGoogle('a', { workPhone: '555 010 0177', homePhone: NUMBER }), inCrm('1', { Phone: '555 010 0188' })],
		['by a number of five digits', inGoogle('a', { workPhone: '12345' }), inCrm('1', { Mobile: '12345' })],
	])('%s', (_where, one, other) => {
		const both = () => [{ ...one }, { ...other }];
		const { pairs, unclear, perhaps } = match(both());
		expect([pairs, unclear, perhaps]).toEqual([['a+1'], {}, {}]);
		expect(match(both().reverse(), { linkByName: true })).toMatchObject({ pairs: ['a+1'] });
		const left = match(both(), { withoutEmail: 'leaveOut', linkByName: true });
		expect([left.pairs, left.unclear, left.namesakes]).toEqual([['a', '1'], {}, {}]);
	});

	test('whose number stands in the list alone', () => {
		const listed = inGoogle('a', { workPhone: '' });
		const lists = { phone: [{ label: 'other', parts: { value: NUMBER } }] };
		expect(match([{ ...listed, google: { ...tree('a', 'in', listed.google?.fields ?? {}), lists } }, inCrm('1')]).pairs).toEqual(['a+1']);
	});

	test('where the Google contact is outside the group, or the record outside the list view', () => {
		expect(match([inGoogle('a', {}, 'out'), inCrm('1')])).toMatchObject({ pairs: ['a+1'], contacts: [{ joining: true }] });
		expect(match([inGoogle('a'), inCrm('1', {}, 'out')])).toMatchObject({ pairs: ['a+1'], contacts: [{ detached: 'outsideView' }] });
	});

	test('and somebody else of the name alone is neither', () => {
		const found = match([inGoogle('a'), inGoogle('b', { workPhone: '555 010 0177' }), inCrm('1')]);
		expect([found.pairs, found.unclear, found.namesakes]).toEqual([['b', 'a+1'], {}, { b: ['1'] }]);
	});
});

describe('nobody is linked', () => {
	const unclear = (contacts: Pair[], reasons: Record<string, string>, settings: Partial<SyncSettings> = {}) => {
		const found = match(contacts, settings);
		expect([found.pairs, found.unclear]).toEqual([contacts.map(({ google: one, crm: other }) => [one?.id, other?.id].filter(Boolean).join('+')), reasons]);
		return found;
	};

	test('where the names differ, one is half a name, or both have an address', () => {
		unclear([inGoogle('a'), inCrm('1', { First_Name: 'Eve' })], {});
		unclear([inGoogle('a', { givenName: '' }), inCrm('1', { First_Name: '' })], {}, { linkByName: true });
		unclear([inGoogle('a', { workEmail: ADDRESS }), inCrm('1', { Email: 'lee@example.org' })], {}, { linkByName: true });
	});

	test.each([[''], ['555 010 0177'], ['0199']])('by a name without a number in common, as %j, unless the builder says so', (workPhone) => {
		const both = () => [inGoogle('a', { workPhone }), inCrm('1', workPhone === '0199' ? { Mobile: '0199' } : {})];
		expect(unclear(both(), { a: 'sameName', 1: 'sameName' }).perhaps).toEqual({ a: ['1'], 1: ['a'] });
		expect(match(both(), { linkByName: true }).pairs).toEqual(['a+1']);
	});

	test('where several have name and number', () => {
		const several = 'severalOfName';
		const found = unclear([inGoogle('a'), inGoogle('b'), inCrm('1')], { a: several, b: several, 1: several });
		expect(found.perhaps).toEqual({ a: ['1'], b: ['1'], 1: ['a', 'b'] });
		unclear([inGoogle('a'), inCrm('1'), inCrm('2')], { a: several, 1: several, 2: several });
		unclear([inGoogle('a'), inGoogle('b'), inCrm('1'), inCrm('2', { Mobile: '555 010 0177' })], { a: several, b: several, 1: several, 2: 'sameName' });
		unclear([inGoogle('a'), inGoogle('b')], { a: several, b: several });
		unclear([inGoogle('a', { workEmail: ADDRESS }), inGoogle('b', { workEmail: 'lee@example.org' })], {});
		unclear([inGoogle('a', { workEmail: ADDRESS }), inGoogle('b')], { b: several });
		unclear([inGoogle('a', { workPhone: '' }), inGoogle('b', { workPhone: '' }), inCrm('1', { Mobile: '' })], { a: 'sameName', b: 'sameName', 1: 'sameName' }, { linkByName: true });
	});

	test('alone, or beside one of the own side, nobody is told to be somebody else', () => {
		expect(unclear([inGoogle('a')], {}).namesakes).toEqual({});
		expect(unclear([inGoogle('a'), inGoogle('b', { workPhone: '' })], {}).namesakes).toEqual({ a: [], b: [] });
	});

	test('beside a record of the own side that is yet to be read nobody waits', () => {
		unclear([inGoogle('a'), inGoogle('b', {}, 'unlisted')], {});
		unclear([inCrm('1'), inCrm('2', {}, 'forbidden')], {});
	});

	test('who is what a deletion left over is no double, and another one beside it is', () => {
		unclear([leftover(inGoogle('a'), inCrm('9', {}, 'gone')), inGoogle('b')], { b: 'severalOfName' });
	});

	test.each<[Presence, string]>([['unlisted', 'namesakeUnclear'], ['forbidden', 'forbiddenName']])('while the record that may be the one is %s', (presence, reason) => {
		expect(unclear([inGoogle('a'), inCrm('1', {}, presence)], { a: reason }).perhaps).toEqual({});
		expect(match([inGoogle('a', { workPhone: '' }), inCrm('1', {}, presence)]).unclear).toEqual({ a: reason });
		// Whoever has an address is told by that.
		expect(match([inGoogle('a', { workEmail: ADDRESS }), inCrm('1', { Email: 'lee@example.org' }, presence)]).unclear).toEqual({});
	});

	test('who has name and number of somebody in sync is a double; who has the name alone is not', () => {
		unclear([synced(inGoogle('a'), inCrm('1')), inGoogle('b'), inCrm('2')], { b: 'nameOfSynced', 2: 'nameOfSynced' });
		unclear([synced(inGoogle('a', { workEmail: ADDRESS }), inCrm('1', { Email: ADDRESS })), inGoogle('b')], { b: 'nameOfSynced' });
		expect(unclear([synced(inGoogle('a'), inCrm('1')), inGoogle('b', { workPhone: '' })], {}).namesakes).toEqual({ b: ['1'] });
		unclear([synced(inGoogle('a', { workEmail: ADDRESS }), inCrm('1', { Email: ADDRESS })), inGoogle('b', { workEmail: 'lee@example.org' })], {});
	});

	test('whom an address tells to be unclear already', () => {
		const other = google('z', { givenName: 'Eve', familyName: 'Fox' });
		expect(unclear([inGoogle('a'), inCrm('1', { Email: ADDRESS }), other], { a: 'severalOfName', 1: 'differentNames', z: 'differentNames' }).perhaps).toMatchObject({ a: ['1'] });
	});

	test('of a name that more than 200 records have', () => {
		const crowd = (count: number, fields: FieldValues = { workPhone: '' }) => Array.from({ length: count }, (_, number) => inGoogle(`a${number}`, { workEmail: '', ...fields }));
		expect(Object.values(match(crowd(201)).unclear)).toEqual(Array(201).fill('severalOfName'));
		expect(match(crowd(200)).unclear).toEqual({});
		const withAddress = crowd(200).concat(inGoogle('b', { workPhone: '', workEmail: ADDRESS }));
		expect(match(withAddress).unclear).not.toHaveProperty('b');
	});
});

describe('who has a name of a crowd without the middle name', () => {
	const marie = () => [inGoogle('a', { middleName: 'Marie', workPhone: '' }), inCrm('1', { First_Name: 'Ann Marie', Mobile: '' })];
	const crowd = (count: number) => Array.from({ length: count }, (_, number) => inCrm(`${number + 2}`, { Mobile: '' }, 'out'));

	test.each([[200, false], [201, true]])('is linked with the one of the full name, where %i are called so: %s', (count, isLinked) => {
		expect(match([...marie(), ...crowd(count - 1)], { linkByName: true }).pairs.includes('a+1')).toBe(isLinked);
	});
});

describe('S283: who is to be kept apart', () => {
	test('is never linked, and no reason to leave anybody alone', () => {
		const both = (contacts: Pair[], settings: Partial<SyncSettings> = {}) => {
			const { pairs, unclear, namesakes } = match(contacts, { ...apart(['a', '1']), ...settings });
			expect([pairs, unclear]).toEqual([['a', '1'], {}]);
			return namesakes;
		};
		expect(both([inGoogle('a'), inCrm('1')])).toMatchObject({ a: ['1'] });
		both([inGoogle('a'), inCrm('1')], { linkByName: true });
		both([google('a'), crm('1')]);
		const made = google('a');
		both([{ ...made, google: made.google && { ...made.google, origin: { syncName: 'test', crmId: '1' } } }, crm('1')]);
		expect(match([inGoogle('a'), inCrm('1')], apart(['1', 'a'], ['a', '2'], ['b', '1']))).toMatchObject({ pairs: ['a+1'] });
	});

	test('keeps nobody else from being linked', () => {
		expect(match([inGoogle('a'), inCrm('1'), inCrm('2')], apart(['a', '1']))).toMatchObject({ pairs: ['1', 'a+2'] });
		expect(match([inGoogle('a'), inGoogle('b'), inCrm('1')], apart(['a', '1']))).toMatchObject({ pairs: ['a', 'b+1'] });
	});

	test('from somebody in sync is no double of theirs', () => {
		const found = match([synced(inGoogle('a'), inCrm('1')), inGoogle('b')], apart(['b', '1']));
		expect([found.pairs, found.unclear, found.namesakes]).toEqual([['a+1', 'b'], {}, { b: ['1'] }]);
	});

	test('from the former counterpart of another one leaves both as several', () => {
		const { pairs, unclear } = match([inGoogle('a'), inCrm('1', {}, 'out'), leftover(inCrm('2', {}, 'out'), inGoogle('z', {}, 'gone'))], apart(['z', '1']));
		expect([pairs, unclear]).toEqual([['a', '1', 'z+2'], { a: 'severalOfName' }]);
	});

	test('becomes two people again, who agreed on nothing', () => {
		const linked = { ...synced(google('a'), crm('1')), agreed: { google: ['x'], crm: ['x'] }, createdInCrm: true, joining: true, failure: { attempts: 1, retryAt: 1, code: '', message: '', fingerprint: '' } };
		const other = synced(google('b', { workEmail: 'b@example.org' }), crm('2', { Email: 'b@example.org' }));
		const { contacts, pairs } = match([{ ...linked }, other], apart(['a', '1']));
		expect(pairs).toEqual(['1', 'b+2', 'a']);
		expect(contacts).toMatchObject([{ agreed: NOTHING_AGREED, createdInCrm: false, joining: false, failure: null }, {}, newContact('google', tree('a', 'in', { workEmail: ADDRESS }))]);
		expect(match([{ ...other, google: null }, { ...linked, crm: null }], apart(['a', '1'])).pairs).toEqual(['2', 'a']);
	});
});

describe('F21: a record that a look-up before a create has found', () => {
	function noted(contact: Pair, known: Pair[] = []) {
		const state = { ...emptyState(), contacts: [...known] };
		noteHolder(state, contact, 'crm', '7', new World().settings);
		expect(state.sides.crm.readNext).toEqual(['7']);
		return state.contacts.slice(known.length);
	}

	test('holds the addresses that it was found by, or else the name', () => {
		const unread = { id: '7', presence: 'unlisted', partial: true };
		const [byAddress] = noted(inGoogle('a', { workEmail: ADDRESS }));
		expect(byAddress).toMatchObject({ google: null, crm: { ...unread, otherEmails: [ADDRESS] } });
		expect(byAddress.crm?.fields).toEqual({});
		const [byName] = noted(inGoogle('a', { jobTitle: 'Chair' }));
		expect(byName).toMatchObject({ crm: { ...unread, otherEmails: [] } });
		expect(byName.crm?.fields).toEqual({ First_Name: 'Ann', Last_Name: 'Lee' });
		expect(noted(google('a', { workEmail: '', familyName: 'Lee' }))[0].crm?.fields).toStrictEqual({ Last_Name: 'Lee' });
		expect(isKnownByIdOnly(byName)).toBe(true);
	});

	test('is only asked for where it is known, or where nobody shows by what it was found', () => {
		expect(noted(inGoogle('a'), [inCrm('7')])).toEqual([]);
		expect(noted(inGoogle('a'), [inCrm('8')])).toHaveLength(1);
		expect(noted({ ...inGoogle('a'), google: null })).toEqual([]);
	});

	test.each<[Presence, FieldValues, boolean, boolean]>([
		['out', {}, false, true],
		['out', { Last_Name: 'Lee' }, true, true],
		['out', { Last_Name: 'Lee' }, false, false],
		['in', {}, true, false],
	])('is known by its id only: presence %s, fields %j, partial %p: %p', (presence, fields, partial, only) => {
		const contact = newContact('crm', { ...tree('1', presence, fields), partial });
		expect(isKnownByIdOnly(contact)).toBe(only);
		expect(isKnownByIdOnly({ ...contact, google: tree('a', 'in', {}) })).toBe(false);
	});
});
