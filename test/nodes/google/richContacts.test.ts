import omit from 'lodash/omit';

import type { Person } from '../../../nodes/GoogleContactsSync/transport/person';
import type { ContactReading } from '../../../nodes/shared/protocol';
import { stopN8n } from '../../harness';
import { GoogleWorld, named, outcomes } from './googleWorld';

let world: GoogleWorld;

beforeEach(async () => (world = await GoogleWorld.start()));
afterEach(async () => await world.close());
afterAll(stopN8n);

const noGroup = { __rl: true, mode: 'list', value: '' };

/** What the server writes itself. */
const STAMPS = ['etag', 'metadata'];

/** A contact that holds more than any field map names. */
const RICH: Person = named('Ann', {
	photos: [{ url: 'https://photos.example/ann' }],
	phoneNumbers: [
		{ type: 'Holiday home', value: '0' },
		{ type: 'work', value: '1', metadata: { sourcePrimary: true } },
		{ type: 'work', value: '11' },
	],
	userDefined: [{ key: 'Shoe size', value: '38' }, { key: 'Shoe size', value: '39' }, { key: 'Hat', value: 'L' }],
	relations: [{ person: 'Eve', type: 'spouse' }],
	events: [{ type: 'anniversary', date: { year: 2001, month: 2, day: 3 } }],
	clientData: [{ key: 'other program', value: 'x' }],
	imClients: [{ protocol: 'xmpp', username: 'ann' }],
	externalIds: [{ type: 'customer', value: '77' }],
});

/** What the mask of each update named. */
function masks(): string[] {
	return world.bodies<{ updateMask: string }>('batchUpdateContacts').map(({ updateMask }) => updateMask);
}

describe('S40v: Create or Update of a contact that holds much else', () => {
	const update = async (field: object, more: object = {}) =>
		await world.contact('upsert', { email: 'ann@example.org', group: noGroup, fields: { values: [field] }, ...more }, { items: [{}] });

	test('writes the one field; photo, labels, order, primary mark and everything unmapped stay', async () => {
		const ann = world.addOutside(RICH);
		const before = world.get(ann);
		const { items } = await update({ field: 'workPhone', value: '2' });
		expect(items).toMatchObject([{ json: { result: 'updated', fields: { workPhone: '2' } } }]);
		const after = world.get(ann);
		expect(omit(after, [...STAMPS, 'phoneNumbers'])).toEqual(omit(before, [...STAMPS, 'phoneNumbers']));
		expect(after.phoneNumbers).toMatchObject([before.phoneNumbers?.[0], { type: 'work', value: '2' }, before.phoneNumbers?.[2]] as object[]);
		expect(after.phoneNumbers?.[1].metadata?.sourcePrimary).toBe(true);
		expect(masks()).toEqual(['phoneNumbers']);
	});

	test('a custom field changes beside others of its label and of other labels', async () => {
		const ann = world.addOutside(RICH);
		await update({ field: 'custom', label: 'Hat', value: 'M' });
		expect(world.get(ann).userDefined).toMatchObject([{ key: 'Shoe size', value: '38' }, { key: 'Shoe size', value: '39' }, { key: 'Hat', value: 'M' }]);
		expect(masks()).toEqual(['userDefined']);
	});

	test('a group is added to those that the contact is in', async () => {
		const ann = world.addOutside(RICH);
		const friends = world.server.book.addGroup('Friends');
		world.server.book.addToGroup(ann, friends);
		const before = world.get(ann);
		await update({ field: 'givenName', value: 'Ann' }, { group: { __rl: true, mode: 'id', value: world.group } });
		expect(omit(world.get(ann), [...STAMPS, 'memberships'])).toEqual(omit(before, [...STAMPS, 'memberships']));
		expect(world.get(ann).memberships).toEqual([...(before.memberships ?? []), { contactGroupMembership: expect.objectContaining({ contactGroupResourceName: world.group }) }]);
		expect(masks()).toEqual(['memberships']);
	});

	test('S27: a group that does not exist is told before any write', async () => {
		world.addOutside(RICH);
		const { error } = await update({ field: 'givenName', value: 'Anna' }, { group: { __rl: true, mode: 'id', value: 'contactGroups/g404' } });
		expect(error).toContain('"contactGroups/g404" does not exist');
		expect(world.server.log.writes()).toEqual([]);
	});
});

test('S38: of a hundred and twenty phones, of which a listing shows a hundred, none is lost by an update', async () => {
	const phoneNumbers = Array.from({ length: 120 }, (_, index) => ({ type: index === 50 ? 'work' : 'other', value: String(index) }));
	const ann = world.add(named('Ann', { phoneNumbers }));
	const { readings } = await world.getChanges();
	expect(readings[0]).toMatchObject({ fields: { workPhone: '50' } });
	const { results } = await world.apply([world.updateOf(ann, { workPhone: 'new' }, { workPhone: '50' })]);
	expect(outcomes(results)).toEqual(['written']);
	expect(world.get(ann).phoneNumbers?.map(({ value }) => value)).toEqual(phoneNumbers.map(({ value }, index) => (index === 50 ? 'new' : value)));
	const email = { email: 'ann@example.org', group: noGroup, fields: { values: [{ field: 'workPhone', value: 'newer' }] } };
	await world.contact('upsert', email, { items: [{}] });
	expect(world.get(ann).phoneNumbers?.map(({ value }) => value)).toEqual(phoneNumbers.map(({ value }, index) => (index === 50 ? 'newer' : value)));
});

describe('what the owner of an address publishes in a profile', () => {
	let ann: string;

	beforeEach(() => {
		ann = world.add(named('Ann'));
		world.server.book.linkProfile(ann, {
			names: [{ givenName: 'Professor Ann', familyName: 'Leeds' }],
			phoneNumbers: [{ type: 'work', value: '999' }],
			organizations: [{ title: 'Professor' }],
		});
	});

	test('is not read as if it stood in the contact', async () => {
		const { readings } = await world.getChanges({ ids: [] });
		expect(readings[0]).toMatchObject({ id: ann, fields: { givenName: 'Ann', familyName: 'Lee' } });
		expect((readings[0] as ContactReading).fields).not.toHaveProperty('workPhone');
		const { cursor } = await world.getChanges();
		const single = await world.getChanges({ ...world.next(cursor), ids: [ann] });
		expect((single.readings[0] as ContactReading).fields).toEqual((readings[0] as ContactReading).fields);
		for (const simple of [true, false]) {
			const many = await world.contact('getAll', { group: noGroup, returnAll: true, simple });
			const one = await world.contact('get', { contact: { __rl: true, mode: 'id', value: ann }, simple });
			expect(JSON.stringify([many.items, one.items])).not.toMatch(/Professor|Leeds|999/);
		}
	});

	test('is not written into the contact by an update, nor does it keep one back', async () => {
		const { results } = await world.apply([world.updateOf(ann, { jobTitle: 'Chair', workPhone: '1' }, { jobTitle: '', workPhone: '' })]);
		expect(results).toMatchObject([{ outcome: 'written', after: { jobTitle: 'Chair', workPhone: '1' } }]);
		expect(world.get(ann)).toMatchObject({ organizations: [{ title: 'Chair' }], phoneNumbers: [{ value: '1' }] });
		expect(JSON.stringify(world.server.log.writes().map(({ body }) => body))).not.toMatch(/Professor|Leeds|999/);
	});
});

test('S26: single contacts are answered as there, out of scope and gone', async () => {
	const [ann, bob, cem] = [world.add(named('Ann')), world.add(named('Bob')), world.add(named('Cem'))];
	const { cursor } = await world.getChanges();
	world.server.faults.freezeListings();
	world.server.book.removeFromGroup(bob, world.group);
	world.server.book.remove(cem);
	const { readings } = await world.getChanges({ ...world.next(cursor), ids: [ann, bob, cem] });
	expect(readings.slice(0, 3)).toMatchObject([
		{ kind: 'contact', id: ann, inScope: true },
		{ kind: 'contact', id: bob, inScope: false },
		{ kind: 'absence', id: cem, reason: 'gone' },
	]);
});
