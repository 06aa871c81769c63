import { ORIGIN_ENTRY } from '../../../nodes/GoogleContactsSync/fields/person';
import type { AbsenceReading, ContactReading, Reading } from '../../../nodes/shared/protocol';
import { stopN8n } from '../../harness';
import { GoogleWorld, named } from './googleWorld';

let world: GoogleWorld;

beforeEach(async () => (world = await GoogleWorld.start()));
afterEach(async () => await world.close());
afterAll(stopN8n);

function contacts(readings: Reading[]): ContactReading[] {
	return readings.filter((reading): reading is ContactReading => reading.kind === 'contact');
}

function absences(readings: Reading[]): AbsenceReading[] {
	return readings.filter((reading): reading is AbsenceReading => reading.kind === 'absence');
}

describe('a full reading', () => {
	test('shows every contact of the account, in the group or not, and ends with the cursor', async () => {
		const ann = world.add(named('Ann', { phoneNumbers: [{ type: 'work', value: '1' }, { type: 'mobile', value: '2' }] }));
		const bob = world.addOutside({ names: [{ givenName: 'Bob' }], emailAddresses: [{ type: 'home', value: 'bob@example.org' }, { value: 'b@example.org' }] });
		const { readings, cursor, error } = await world.getChanges();
		expect(error).toBeUndefined();
		expect(contacts(readings)).toMatchObject([
			{
				side: 'google',
				id: ann,
				fields: { givenName: 'Ann', familyName: 'Lee', workEmail: 'ann@example.org', workPhone: '1' },
				emails: ['ann@example.org'],
				inScope: true,
				modifiedAt: expect.stringMatching(/^\d{4}-.*Z$/),
			},
			{ id: bob, fields: { givenName: 'Bob' }, emails: ['bob@example.org', 'b@example.org'], inScope: false },
		]);
		// Only what was asked for: no mobile phone.
		expect(Object.keys(contacts(readings)[0].fields)).toHaveLength(4);
		expect(cursor).toMatchObject({
			kind: 'cursor',
			mode: 'full',
			complete: true,
			cursor: expect.any(String),
			scope: world.group,
			scopeName: 'Customers',
			hints: [],
			run: { id: 'run-1', syncName: 'Sync 1' },
		});
		expect(cursor.fields.map(({ name, kind }) => [name, kind])).toEqual([
			['givenName', 'text'],
			['familyName', 'text'],
			['workEmail', 'email'],
			['workPhone', 'phone'],
		]);
		expect(Math.abs(Date.parse(cursor.readAt) - Date.now())).toBeLessThan(60_000);
	});

	test('asks for all mappable fields whatever is mapped, of the account itself only', async () => {
		await world.getChanges({ fields: ['givenName'] });
		const [narrow] = world.server.log.entries().filter(({ operation }) => operation === 'connections.list');
		world.server.log.clear();
		await world.getChanges({ fields: ['notes', 'workCity', 'birthday'] });
		const [wide] = world.server.log.entries().filter(({ operation }) => operation === 'connections.list');
		expect(narrow.query).toEqual(wide.query);
		expect(wide.query).toMatchObject({ pageSize: '1000', sources: 'READ_SOURCE_TYPE_CONTACT', requestSyncToken: 'true' });
	});

	test('1,001 contacts are two requests besides the group', async () => {
		for (let count = 0; count < 1_001; count++) world.add(named(`Ann${count}`));
		world.takeRequests();
		const { readings, cursor } = await world.getChanges();
		expect(contacts(readings)).toHaveLength(1_001);
		expect(cursor.complete).toBe(true);
		expect(world.takeRequests()).toEqual(['contactGroups.get', 'connections.list', 'connections.list']);
	});

	test('names who a contact was created for', async () => {
		world.add(named('Ann', { clientData: [{ key: 'other', value: 'x' }, { key: ORIGIN_ENTRY, value: 'My / sync/7001' }] }));
		const { readings } = await world.getChanges();
		expect(contacts(readings)[0].origin).toEqual({ syncName: 'My / sync', crmId: '7001' });
	});

	test('used by hand it reads every field', async () => {
		world.add(named('Ann', { nicknames: [{ value: 'A' }], userDefined: [{ key: 'Shoe size', value: '38' }] }));
		const { items } = await world.contact('getChanges', { group: { __rl: true, mode: 'name', value: 'Customers' } });
		expect(items.map(({ json }) => json)).toMatchObject([
			{ kind: 'contact', fields: { givenName: 'Ann', nickname: 'A', 'custom:Shoe size': '38' } },
			{ kind: 'cursor', complete: true },
		]);
	});
});

describe('a reading of changes', () => {
	test('shows what was edited, who left the group and who was deleted, in one request', async () => {
		const [ann, bob, cem, dee] = ['Ann', 'Bob', 'Cem', 'Dee'].map((name) => world.add(named(name)));
		const first = await world.getChanges();
		world.edit(ann, { names: [{ givenName: 'Anna' }] });
		world.server.book.removeFromGroup(bob, world.group);
		world.server.book.remove(cem);
		world.takeRequests();

		const { readings, cursor } = await world.getChanges(world.next(first.cursor));
		expect(contacts(readings).map(({ id, inScope }) => [id, inScope]).sort()).toEqual([[ann, true], [bob, false]].sort());
		expect(absences(readings)).toMatchObject([{ id: cem, reason: 'deleted' }]);
		expect(readings.some((reading) => 'id' in reading && reading.id === dee)).toBe(false);
		expect(cursor).toMatchObject({ mode: 'changes', complete: true });
		// The group is looked at because somebody left it.
		expect(world.takeRequests()).toEqual(['connections.list', 'contactGroups.get']);
	});

	test('with nothing to tell it is one request and one cursor', async () => {
		world.add(named('Ann'));
		const first = await world.getChanges();
		world.takeRequests();
		const second = await world.getChanges(world.next(first.cursor));
		expect(second.readings).toEqual([second.cursor]);
		expect(second.cursor.about).toEqual(first.cursor.about);
		expect(world.takeRequests()).toEqual(['connections.list']);
	});

	test('what is known of the group is asked anew after a day', async () => {
		const { cursor } = await world.getChanges();
		world.takeRequests();
		const about = { ...cursor.about, notedAt: new Date(Date.now() - 25 * 60 * 60 * 1_000).toISOString() };
		await world.getChanges({ ...world.next(cursor), about });
		expect(world.takeRequests()).toEqual(['contactGroups.get', 'connections.list']);
	});

	test('a node set to another group reads in full', async () => {
		world.add(named('Ann'));
		const { cursor } = await world.getChanges();
		const other = world.server.book.addGroup('Others');
		const { cursor: next, readings } = await world.getChanges(world.next(cursor), { __rl: true, mode: 'id', value: other });
		expect(next).toMatchObject({ mode: 'full', scope: other, scopeName: 'Others' });
		expect(contacts(readings)).toMatchObject([{ inScope: false }]);
	});

	test.each(['INVALID_ARGUMENT', 'FAILED_PRECONDITION'] as const)('S40: a token that expired with %s leads to a full reading', async (status) => {
		const ann = world.add(named('Ann'));
		const { cursor } = await world.getChanges();
		world.expireSyncTokens(status);
		const { readings, cursor: next } = await world.getChanges(world.next(cursor));
		expect(contacts(readings)).toMatchObject([{ id: ann }]);
		expect(next).toMatchObject({ mode: 'full', complete: true });
		expect(next.cursor).not.toBe(cursor.cursor);
	});

	test('S40: so does one with a malformed token, and one that the gateway says is gone', async () => {
		const { cursor } = await world.getChanges();
		expect((await world.getChanges({ ...world.next(cursor), cursor: 'nonsense' })).cursor.mode).toBe('full');
		world.refuse('connections.list', { status: 410, body: { error: { code: 410, message: 'Sync token is expired.', status: 'GONE' } } });
		expect((await world.getChanges(world.next(cursor))).cursor.mode).toBe('full');
	});
});

describe('single contacts', () => {
	test('are read besides: there, and gone', async () => {
		const [ann, bob] = ['Ann', 'Bob'].map((name) => world.add(named(name)));
		const { cursor } = await world.getChanges();
		const { readings } = await world.getChanges({ ...world.next(cursor), ids: [ann, 'people/c404'] });
		expect(contacts(readings)).toMatchObject([{ id: ann, inScope: true, fields: { givenName: 'Ann' } }]);
		expect(absences(readings)).toEqual([{ kind: 'absence', side: 'google', id: 'people/c404', reason: 'gone', at: null }]);
		expect(readings.some((reading) => 'id' in reading && reading.id === bob)).toBe(false);
	});

	test('201 of them are two requests, and those that the listing shows are none', async () => {
		const ids = Array.from({ length: 201 }, (_, count) => world.add(named(`Ann${count}`)));
		const { cursor } = await world.getChanges({ ids });
		expect(world.takeRequests()).toEqual(['contactGroups.get', 'connections.list']);
		await world.getChanges({ ...world.next(cursor), ids });
		expect(world.takeRequests()).toEqual(['connections.list', 'batchGet', 'batchGet']);
	});

	test('F10: no word of a contact is no proof that it is gone', async () => {
		const ann = world.add(named('Ann'));
		const { cursor } = await world.getChanges();
		world.refuse('batchGet', { status: 200, body: { responses: [] } });
		const { readings, cursor: next } = await world.getChanges({ ...world.next(cursor), ids: [ann] });
		expect(absences(readings)).toEqual([]);
		expect(next).toMatchObject({ complete: false, cursor: null });
	});

	test('one that the account may not read is forbidden, not gone', async () => {
		const { cursor } = await world.getChanges();
		const refusal = { requestedResourceName: 'people/c1', status: { code: 7, message: 'Not yours' } };
		world.refuse('batchGet', { status: 200, body: { responses: [refusal] } });
		const { readings } = await world.getChanges({ ...world.next(cursor), ids: ['people/c1'] });
		expect(absences(readings)).toMatchObject([{ id: 'people/c1', reason: 'forbidden' }]);
	});

	test('when they cannot be read the reading is incomplete', async () => {
		const ann = world.add(named('Ann'));
		const { cursor } = await world.getChanges();
		world.refuse('batchGet', { status: 403, body: { error: { code: 403, message: 'No', status: 'PERMISSION_DENIED' } } });
		const { cursor: next } = await world.getChanges({ ...world.next(cursor), ids: [ann] });
		expect(next).toMatchObject({ complete: false, cursor: null });
	});
});

describe('what goes wrong', () => {
	test('S60: a listing that ends early is told, and gives no cursor', async () => {
		for (let count = 0; count < 1_001; count++) world.add(named(`Ann${count}`));
		world.cutListingAfter(1);
		const { readings, cursor, error } = await world.getChanges();
		expect(error).toBeUndefined();
		expect(contacts(readings)).toHaveLength(1_000);
		expect(cursor).toMatchObject({ complete: false, cursor: null });
		expect(cursor.hints[0]).toContain('could not be read to the end');
	});

	test.each([
		['name', 'Clients'],
		['id', 'contactGroups/g404'],
		['list', 'contactGroups/g404'],
	])('S27: a group that does not exist is named (by %s)', async (mode, value) => {
		world.add(named('Ann'));
		const { error } = await world.getChanges({}, { __rl: true, mode, value });
		expect(error).toContain(`The contact group "${value}" does not exist in this Google account`);
		expect(world.takeRequests()).not.toContain('connections.list');
	});

	test.each(['Customers\u200b', '\u202aCustomers\u202c', 'Ｃustomers'])('S90: a group is known by a name that looks the same (%j)', async (value) => {
		world.add(named('Ann'));
		const { readings, error } = await world.getChanges({}, { __rl: true, mode: 'name', value });
		expect(error).toBeUndefined();
		expect(contacts(readings)).toHaveLength(1);
	});

	test('S27: a group that was deleted does not look as if everybody had left it', async () => {
		world.add(named('Ann'));
		const { cursor } = await world.getChanges();
		world.server.book.removeGroup(world.group);
		const { error } = await world.getChanges(world.next(cursor));
		expect(error).toContain('The contact group "Customers" does not exist');
	});

	test('a busy service is asked again (S53)', async () => {
		world.refuse('connections.list', { status: 429, retryAfter: 1 }, 2);
		const { cursor } = await world.getChanges();
		expect(cursor.complete).toBe(true);
		expect(world.takeRequests()).toEqual(['contactGroups.get', 'connections.list', 'connections.list', 'connections.list']);
	});

	test('a refusal names Google\'s reason and what to do', async () => {
		const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }];
		const body = { error: { code: 403, message: 'Request had insufficient authentication scopes.', status: 'PERMISSION_DENIED', details } };
		world.refuse('connections.list', { status: 403, body });
		const { error, failure } = await world.getChanges();
		expect(error).toContain('Request had insufficient authentication scopes.');
		expect(error).toContain('connect the account again');
		expect(failure).toMatchObject({ httpCode: '403', context: { itemIndex: 0 } });
	});

	test('an expired access token is renewed once and kept', async () => {
		world.server.tokens.expireAccessTokens();
		const { cursor } = await world.getChanges();
		expect(cursor.complete).toBe(true);
		await world.getChanges(world.next(cursor));
		expect(JSON.stringify(world.credentials)).not.toContain('"google-access"');
		expect(world.server.log.count({ status: 401 })).toBe(1);
	});

	test('an account that is no longer connected is told so, without any token', async () => {
		world.server.tokens.expireAccessTokens();
		world.refuseRefresh();
		const { error } = await world.getChanges();
		expect(error).toContain('connect the account again');
		expect(error).not.toContain('google-refresh');
	});

	test('a service that cannot be reached is named', async () => {
		const store = world.credentials.googleContactsSyncOAuth2Api;
		store.serviceAddress = 'http://127.0.0.1:9';
		const { error } = await world.getChanges();
		expect(error).toContain('No usable answer from 127.0.0.1');
		expect(error).toContain('Check that n8n can reach this address');
	});

	test('a service address that tokens may not go to is refused', async () => {
		const store = world.credentials.googleContactsSyncOAuth2Api;
		store.serviceAddress = 'http://contacts.example.org';
		const { error } = await world.getChanges();
		expect(error).toContain('must start with https://');
		expect(error).toContain('Service Address');
	});

	test('the instruction of the other side is told from its own', async () => {
		const { error } = await world.getChanges({ side: 'crm' });
		expect(error).toContain('Item 0 is no reading instruction for Google: it is meant for the CRM');
		expect(world.takeRequests()).toEqual([]);
	});
});
