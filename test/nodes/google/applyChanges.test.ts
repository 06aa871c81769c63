import omit from 'lodash/omit';

import { ORIGIN_ENTRY } from '../../../nodes/GoogleContactsSync/fields/person';
import type { Person } from '../../../nodes/GoogleContactsSync/transport/person';
import { stopN8n } from '../../harness';
import { GoogleWorld, MY_CONTACTS, named, outcomes } from './googleWorld';

let world: GoogleWorld;

beforeEach(async () => (world = await GoogleWorld.start()));
afterEach(async () => {
	expect(world.server.log.overlappingMutations).toBe(0);
	await world.close();
});
afterAll(stopN8n);

describe('updates', () => {
	test('ten of one mask are one reading and one write', async () => {
		const { ids, operations } = world.phoneUpdates(10);
		const { results, items, error } = await world.apply(operations);
		expect(error).toBeUndefined();
		expect(outcomes(results)).toEqual(Array(10).fill('written'));
		expect(ids.map((id) => world.phoneOf(id))).toEqual(Array(10).fill('2'));
		expect(results[3]).toMatchObject({
			kind: 'result',
			side: 'google',
			op: 'update',
			contact: { google: ids[3], crm: '7001' },
			runId: 'run-1',
			id: ids[3],
			fields: ['workPhone'],
			before: { workPhone: '1' },
			after: { workPhone: '2' },
			modifiedAt: expect.stringMatching(/^\d{4}-.*Z$/),
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		expect(world.takeRequests()).toEqual(['batchGet', 'batchUpdateContacts']);
	});

	test('201 of them are two readings and two writes', async () => {
		const { operations } = world.phoneUpdates(201);
		const { results } = await world.apply(operations);
		expect(new Set(outcomes(results))).toEqual(new Set(['written']));
		expect(world.takeRequests()).toEqual(['batchGet', 'batchGet', 'batchUpdateContacts', 'batchUpdateContacts']);
	});

	test('each mask is a write of its own, and names nothing that does not change (F13, F14)', async () => {
		const ann = world.add(named('Ann', { phoneNumbers: [{ type: 'work', value: '1' }] }));
		const bob = world.add(named('Bob'));
		const cem = world.add(named('Cem'));
		await world.apply([
			world.updateOf(ann, { workPhone: '2', givenName: 'Ann' }, { workPhone: '1', givenName: 'Ann' }),
			world.updateOf(bob, { workPhone: '3' }, {}),
			world.updateOf(cem, { jobTitle: 'Chair', notes: 'New' }, {}),
		]);
		const sent = world.bodies<{ updateMask: string; contacts: Record<string, Person> }>('batchUpdateContacts');
		expect(sent.map(({ updateMask, contacts }) => [updateMask, Object.keys(contacts)])).toEqual([
			['phoneNumbers', [ann, bob]],
			['biographies,organizations', [cem]],
		]);
		expect(Object.keys(sent[0].contacts[ann]).sort()).toEqual(['metadata', 'phoneNumbers', 'resourceName']);
	});

	test('S38, S40v: everything else of the contact stays as it was', async () => {
		const before: Person = {
			phoneNumbers: [
				{ type: 'Holiday home', value: '0' },
				{ type: 'work', value: '1', metadata: { sourcePrimary: true } },
				{ type: 'work', value: '11' },
			],
			emailAddresses: [{ type: 'home', value: 'a@example.org' }, { type: 'Club', value: 'b@example.org', displayName: 'B' }],
			userDefined: [{ key: 'Shoe size', value: '38' }],
			relations: [{ person: 'Eve', type: 'spouse' }],
			nicknames: [{ value: 'Annie' }],
		};
		const ann = world.add(named('Ann', before));
		const whole = world.get(ann);
		const { results } = await world.apply([world.updateOf(ann, { workPhone: '2' }, { workPhone: '1' })]);
		expect(outcomes(results)).toEqual(['written']);
		const changing = ['phoneNumbers', 'etag', 'metadata'];
		expect(omit(world.get(ann), changing)).toEqual(omit(whole, changing));
		const [{ phoneNumbers }, { phoneNumbers: old = [] }] = [world.get(ann), whole];
		expect(phoneNumbers).toMatchObject([old[0], { type: 'work', value: '2' }, old[2]]);
		expect(phoneNumbers?.[1].metadata?.sourcePrimary).toBe(true);
	});

	test('S37: an empty value clears the field', async () => {
		const ann = world.add(named('Ann', { phoneNumbers: [{ type: 'work', value: '1' }, { type: 'mobile', value: '5' }] }));
		const { results } = await world.apply([world.updateOf(ann, { workPhone: '', familyName: '' }, { workPhone: '1', familyName: 'Lee' })]);
		expect(results).toMatchObject([{ outcome: 'written', before: { workPhone: '1', familyName: 'Lee' }, after: {} }]);
		expect(world.get(ann).phoneNumbers).toMatchObject([{ type: 'mobile', value: '5' }]);
		expect(world.get(ann).names).toMatchObject([{ givenName: 'Ann' }]);
	});

	test('S36: what differs at its edges only is as expected, and is not written', async () => {
		const ann = world.add(named('Ann', { biographies: [{ value: 'Zoe\u0308\r\nand more ' }] }));
		const { results } = await world.apply([
			world.updateOf(ann, { notes: 'Zo\u00eb\nand more' }, { notes: 'anything' }),
			world.updateOf(world.add(named('Bob', { biographies: [{ value: 'old ' }] })), { notes: 'new' }, { notes: 'old' }),
		]);
		expect(outcomes(results)).toEqual(['written', 'written']);
		expect(world.get(ann).biographies?.[0].value).toBe('Zoe\u0308\r\nand more ');
		const [{ contacts }] = world.bodies<{ contacts: object }>('batchUpdateContacts');
		expect(Object.keys(contacts)).toHaveLength(1);
	});

	test('S39: a birthday without a year is written without one', async () => {
		const ann = world.add(named('Ann'));
		const { results } = await world.apply([world.updateOf(ann, { birthday: '--05-17' }, {})]);
		expect(results).toMatchObject([{ outcome: 'written', after: { birthday: '--05-17' } }]);
		expect(world.get(ann).birthdays?.[0].date?.year ?? 0).toBe(0);
	});

	test('what Google cannot hold is refused before any request', async () => {
		const ann = world.add(named('Ann'));
		const { results } = await world.apply([
			world.updateOf(ann, { birthday: '17 May' }, {}),
			world.createOf({ shoeSize: '38' }),
		]);
		expect(results).toMatchObject([
			{ outcome: 'failed', error: { code: 'INVALID_VALUE', field: 'birthday' } },
			{ outcome: 'failed', error: { code: 'UNKNOWN_FIELD', field: 'shoeSize' } },
		]);
		expect(world.takeRequests()).toEqual([]);
	});

	test('a contact joins the group and keeps its others', async () => {
		const friends = world.server.book.addGroup('Friends');
		const ann = world.addOutside(named('Ann'));
		world.edit(ann, { memberships: [MY_CONTACTS, friends].map((name) => ({ contactGroupMembership: { contactGroupResourceName: name } })) });
		const { results } = await world.apply([
			world.updateOf(ann, { jobTitle: 'Chair' }, {}, { join: true }),
			world.updateOf(world.add(named('Bob')), {}, {}, { join: true }),
		]);
		expect(outcomes(results)).toEqual(['written', 'written']);
		const groups = world.get(ann).memberships?.map((one) => one.contactGroupMembership?.contactGroupResourceName);
		expect(groups?.sort()).toEqual([MY_CONTACTS, friends, world.group].sort());
		// Bob is in it already.
		expect(world.bodies<{ updateMask: string }>('batchUpdateContacts').map(({ updateMask }) => updateMask)).toEqual(['memberships,organizations']);
	});

	test('the only e-mail of a contact stands in for its work e-mail', async () => {
		const ann = world.add({ emailAddresses: [{ type: 'home', value: 'ann@example.org' }] });
		const { results } = await world.apply([world.updateOf(ann, { workEmail: 'ann@example.com' }, { workEmail: 'ann@example.org' })]);
		expect(outcomes(results)).toEqual(['written']);
		expect(world.get(ann).emailAddresses).toMatchObject([{ type: 'home', value: 'ann@example.com' }]);
	});
});

describe('S56: the user is faster', () => {
	test('a contact that no longer shows what was expected is left alone', async () => {
		const { ids: [ann, bob], operations } = world.phoneUpdates(2);
		world.edit(ann, { phoneNumbers: [{ type: 'work', value: '9' }] });
		const { results } = await world.apply(operations);
		expect(results).toMatchObject([{ outcome: 'mismatch', before: { workPhone: '9' }, after: null }, { outcome: 'written' }]);
		expect([world.phoneOf(ann), world.phoneOf(bob)]).toEqual(['9', '2']);
	});

	test('one that shows the new values already is done without a write', async () => {
		const { ids: [ann], operations } = world.phoneUpdates(1);
		world.edit(ann, { phoneNumbers: [{ type: 'work', value: '2' }] });
		const { results } = await world.apply(operations);
		expect(results).toMatchObject([{ outcome: 'written', before: { workPhone: '2' }, after: { workPhone: '2' } }]);
		expect(world.takeRequests()).toEqual(['batchGet']);
	});

	test('an edit of the same field between reading and writing survives', async () => {
		const { ids: [ann, bob], operations } = world.phoneUpdates(2);
		world.meanwhile('batchUpdateContacts', () => world.edit(ann, { phoneNumbers: [{ type: 'work', value: '9' }] }));
		const { results } = await world.apply(operations);
		expect(outcomes(results)).toEqual(['mismatch', 'written']);
		expect([world.phoneOf(ann), world.phoneOf(bob)]).toEqual(['9', '2']);
	});

	test('an edit of another field between reading and writing does not stop the write', async () => {
		const { ids: [ann], operations } = world.phoneUpdates(1);
		world.meanwhile('batchUpdateContacts', () => world.edit(ann, { nicknames: [{ value: 'Annie' }] }));
		const { results } = await world.apply(operations);
		expect(outcomes(results)).toEqual(['written']);
		expect(world.get(ann)).toMatchObject({ nicknames: [{ value: 'Annie' }] });
		expect(world.phoneOf(ann)).toBe('2');
		expect(world.takeRequests()).toEqual(['batchGet', 'batchUpdateContacts', 'batchGet', 'batchUpdateContacts']);
	});

	test('a contact that changes all the time is given up, the others are written (F28)', async () => {
		const { ids, operations } = world.phoneUpdates(4);
		world.meanwhileAlways('batchUpdateContacts', () => world.edit(ids[1], { nicknames: [{ value: String(Math.random()) }] }));
		const { results } = await world.apply(operations);
		expect(outcomes(results)).toEqual(['written', 'mismatch', 'written', 'written']);
	});

	test('a contact that was deleted meanwhile is gone, the others are written', async () => {
		const { ids, operations } = world.phoneUpdates(4);
		world.server.book.remove(ids[0]);
		world.meanwhile('batchUpdateContacts', () => world.server.book.remove(ids[2]));
		const { results } = await world.apply(operations);
		expect(outcomes(results)).toEqual(['gone', 'written', 'gone', 'written']);
	});
});

describe('creates', () => {
	test('go into the group and into My Contacts, and carry their origin', async () => {
		const { results } = await world.apply([
			world.createOf({ givenName: 'Ann', workEmail: 'ann@example.org', birthday: '1980-02-29', workCity: 'Graz', company: 'Acme' }),
			world.createOf({ givenName: 'Bob' }, { origin: null }),
		]);
		expect(results).toMatchObject([
			{
				outcome: 'written',
				op: 'create',
				id: expect.stringMatching(/^people\//),
				contact: { google: null, crm: '7001' },
				before: null,
				after: { givenName: 'Ann', workEmail: 'ann@example.org', birthday: '1980-02-29', workCity: 'Graz', company: 'Acme' },
			},
			{ outcome: 'written', after: { givenName: 'Bob' } },
		]);
		const [ann, bob] = results.map(({ id }) => world.get(id ?? ''));
		expect(ann.memberships?.map((one) => one.contactGroupMembership?.contactGroupResourceName)).toEqual([MY_CONTACTS, world.group]);
		expect(ann.clientData).toMatchObject([{ key: ORIGIN_ENTRY, value: 'Sync 1/7001' }]);
		expect(bob.clientData ?? []).toEqual([]);
		expect(world.takeRequests()).toEqual(['batchCreateContacts']);
		const { readings } = await world.getChanges();
		expect(readings[0]).toMatchObject({ origin: { syncName: 'Sync 1', crmId: '7001' }, inScope: true });
	});

	test('201 of them are two requests', async () => {
		const { results } = await world.apply(Array.from({ length: 201 }, (_, count) => world.createOf({ givenName: `Ann${count}` })));
		expect(new Set(results.map(({ id }) => id)).size).toBe(201);
		expect(world.takeRequests()).toEqual(['batchCreateContacts', 'batchCreateContacts']);
	});

	test.each(['before', 'after'] as const)('S54: one whose answer was lost (%s it took effect) is unknown and never repeated', async (when) => {
		world.cut('batchCreateContacts', when);
		const { results } = await world.apply([world.createOf({ givenName: 'Ann' }), world.createOf({ givenName: 'Bob' })]);
		expect(outcomes(results)).toEqual(['unknown', 'unknown']);
		expect(world.takeRequests()).toEqual(['batchCreateContacts']);
	});

	test('S54: so is one that a gateway answered with 502', async () => {
		world.refuse('batchCreateContacts', { status: 502 });
		const { results } = await world.apply([world.createOf({ givenName: 'Ann' })]);
		expect(outcomes(results)).toEqual(['unknown']);
		expect(world.takeRequests()).toEqual(['batchCreateContacts']);
	});

	test('S51: those that Google names fail with its reason, the others are created', async () => {
		world.poison((person) => person.names?.[0].givenName === 'Poison');
		const { results } = await world.apply(['Ann', 'Poison', 'Cem', 'Poison', 'Dee'].map((givenName) => world.createOf({ givenName })));
		expect(outcomes(results)).toEqual(['written', 'failed', 'written', 'failed', 'written']);
		expect(results[1].error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(/\S/) });
		expect(world.takeRequests()).toEqual(['batchCreateContacts', 'batchCreateContacts']);
	});

	test('S52: where Google names nobody, halves find the guilty one', async () => {
		world.poison((person) => person.names?.[0].givenName === 'Poison', { named: false });
		const names = ['Ann', 'Bob', 'Cem', 'Dee', 'Eve', 'Poison', 'Fay', 'Gil'];
		const { results } = await world.apply(names.map((givenName) => world.createOf({ givenName })));
		expect(outcomes(results)).toEqual(names.map((name) => (name === 'Poison' ? 'failed' : 'written')));
		expect(world.takeRequests().length).toBeLessThanOrEqual(2 * names.length - 1);
	});
});

describe('deletes', () => {
	test('501 are three readings and two writes', async () => {
		const ids = Array.from({ length: 501 }, (_, count) => world.add(named(`Ann${count}`)));
		const { results } = await world.apply(ids.map((id) => world.deleteOf(id, { familyName: 'Lee' })));
		expect(new Set(outcomes(results))).toEqual(new Set(['written']));
		expect(results[0]).toMatchObject({ op: 'delete', id: ids[0], fields: [], before: { familyName: 'Lee' }, after: null });
		expect(world.takeRequests()).toEqual(['batchGet', 'batchGet', 'batchGet', 'batchDeleteContacts', 'batchDeleteContacts']);
	});

	test('an edited contact is kept, one that is gone is told', async () => {
		const [ann, bob, cem] = ['Ann', 'Bob', 'Cem'].map((name) => world.add(named(name)));
		world.server.book.remove(bob);
		const { results } = await world.apply([
			world.deleteOf(ann, { givenName: 'Anna' }),
			world.deleteOf(bob, { givenName: 'Bob' }),
			world.deleteOf(cem, { givenName: 'Cem' }),
		]);
		expect(results).toMatchObject([{ outcome: 'mismatch', before: { givenName: 'Ann' } }, { outcome: 'gone' }, { outcome: 'written' }]);
		expect(world.get(ann).resourceName).toBe(ann);
		expect(world.server.book.get(cem)).toBeUndefined();
	});

	test('S54: a double goes only while it holds nothing that its twin does not', async () => {
		const origin = { clientData: [{ key: ORIGIN_ENTRY, value: 'Sync 1/7001' }] };
		const pair = (more: Person = {}): [string, string] => [world.add(named('Ann', origin)), world.add(named('Ann', { ...origin, ...more }))];
		const pairs = [pair(), pair({ relations: [{ person: 'Eve', type: 'spouse' }] }), pair({ phoneNumbers: [{ type: 'Club', value: '1' }] })];
		const { results } = await world.apply(pairs.map(([twin, id]) => world.deleteOf(id, { givenName: 'Ann' }, { twin })));
		expect(results).toMatchObject([
			{ outcome: 'written', before: { givenName: 'Ann' } },
			{ outcome: 'failed', error: { code: 'CHANGED_DOUBLE', remedy: expect.stringContaining('Merge') } },
			{ outcome: 'failed', error: { code: 'CHANGED_DOUBLE' } },
		]);
		expect(world.server.book.all()).toHaveLength(5);
		expect(world.takeRequests()).toEqual(['batchGet', 'batchGet', 'batchDeleteContacts']);
	});

	test('S52: one that goes meanwhile does not keep the others', async () => {
		const ids = ['Ann', 'Bob', 'Cem', 'Dee', 'Eve'].map((name) => world.add(named(name)));
		world.meanwhile('batchDeleteContacts', () => world.server.book.remove(ids[3]));
		const { results } = await world.apply(ids.map((id) => world.deleteOf(id, {})));
		expect(outcomes(results)).toEqual(['written', 'written', 'written', 'gone', 'written']);
		expect(world.server.book.all()).toEqual([]);
	});
});
