import type { IExecuteFunctions, ILoadOptionsFunctions, INodeType } from 'n8n-workflow';

import { searchGroups } from '../../../nodes/GoogleContactsSync/methods/listSearch';
import { stopN8n } from '../../harness';
import { GoogleWorld, MY_CONTACTS, named } from './googleWorld';

let world: GoogleWorld;

beforeEach(async () => (world = await GoogleWorld.start()));
afterEach(async () => await world.close());
afterAll(stopN8n);

const noGroup = { __rl: true, mode: 'list', value: '' };
const continueOnFail = { node: { onError: 'continueRegularOutput' as const } };

function byName(name: string) {
	return { __rl: true, mode: 'name', value: name };
}

describe('Contact: Get Many', () => {
	test('gives flat fields, and what Google sends when not simplified', async () => {
		const ann = world.add(named('Ann', { nicknames: [{ value: 'Annie' }] }));
		const simple = await world.contact('getAll', { group: noGroup, returnAll: true });
		expect(simple.items).toMatchObject([
			{
				json: {
					resourceName: ann,
					givenName: 'Ann',
					workEmail: 'ann@example.org',
					nickname: 'Annie',
					groups: [MY_CONTACTS, world.group],
					modifiedAt: expect.any(String),
				},
				pairedItem: { item: 0 },
			},
		]);
		const raw = await world.contact('getAll', { group: noGroup, returnAll: true, output: 'raw' });
		expect(raw.items[0].json).toMatchObject({ resourceName: ann, etag: expect.any(String), names: [{ givenName: 'Ann' }] });
	});

	test('gives of selected fields what a contact holds, and who it is', async () => {
		const ann = world.add(named('Ann', { nicknames: [{ value: 'Annie' }], userDefined: [{ key: 'Home.town', value: 'Oslo' }] }));
		const selected = { output: 'selected', outputFields: ['nickname', 'jobTitle', 'custom:Home.town'] };
		const many = await world.contact('getAll', { group: noGroup, returnAll: true, ...selected });
		const one = await world.contact('get', { contact: { __rl: true, mode: 'id', value: ann }, ...selected });
		for (const { items } of [many, one]) expect(items.map(({ json }) => json)).toEqual([{ resourceName: ann, nickname: 'Annie', 'custom:Home.town': 'Oslo' }]);
	});

	test('a limit stops the fetching, and no sync token is asked for', async () => {
		for (let count = 0; count < 1_500; count++) world.add(named(`Ann${count}`));
		const { items } = await world.contact('getAll', { group: noGroup, returnAll: false, limit: 7 });
		expect(items).toHaveLength(7);
		const [request, ...others] = world.server.log.entries();
		expect(others).toEqual([]);
		expect(request.query).toMatchObject({ pageSize: '7' });
		expect(request.query).not.toHaveProperty('requestSyncToken');
		world.takeRequests();
		expect((await world.contact('getAll', { group: noGroup, returnAll: true })).items).toHaveLength(1_500);
		expect(world.takeRequests()).toEqual(['connections.list', 'connections.list']);
	});

	test('who is searched for by words of any field, and nobody else', async () => {
		const ann = world.add(named('Ann', { names: [{ givenName: 'Änn', familyName: 'Lee' }], phoneNumbers: [{ value: '555-0100' }] }));
		world.addOutside(named('Ann', { names: [{ givenName: 'Ann', familyName: 'Ray' }] }));
		for (const search of ['lee ANN', '0100', ' ann@example.org lee ', ann]) {
			const { items } = await world.contact('getAll', { group: noGroup, returnAll: false, limit: 5, search });
			expect(items.map(({ json }) => json.resourceName)).toEqual([ann]);
		}
		expect((await world.contact('getAll', { group: noGroup, returnAll: true, search: 'ann bob' })).items).toEqual([]);
		expect((await world.contact('getAll', { group: byName('Customers'), returnAll: true, search: 'ann' })).items).toHaveLength(1);
	});

	test('of a group', async () => {
		const ann = world.add(named('Ann'));
		world.addOutside(named('Bob'));
		const { items } = await world.contact('getAll', { group: byName('Customers'), returnAll: true });
		expect(items.map(({ json }) => json.resourceName)).toEqual([ann]);
	});

	test('a group that does not exist is named, for its item', async () => {
		const parameters = { group: { __rl: true, mode: 'name', value: '={{ $json.group }}' }, returnAll: true };
		const items = [{ group: 'Clients' }, { group: 'Customers' }];
		world.add(named('Ann'));
		const failed = await world.contact('getAll', parameters, { items });
		expect(failed.error).toContain('"Clients"');
		const { items: output } = await world.contact('getAll', parameters, { items, ...continueOnFail });
		expect(output).toMatchObject([
			{ json: { error: expect.stringContaining('"Clients"') }, pairedItem: { item: 0 } },
			{ json: { givenName: 'Ann' }, pairedItem: { item: 1 } },
		]);
	});
});

describe('Contact: Get', () => {
	test('by ID and by URL', async () => {
		const ann = world.add(named('Ann'));
		const url = `https://contacts.google.com/person/${ann.slice('people/'.length)}`;
		for (const contact of [
			{ __rl: true, mode: 'id', value: ann },
			{ __rl: true, mode: 'id', value: ann.slice('people/'.length) },
			{ __rl: true, mode: 'url', value: url, __regex: 'https://contacts\\.google\\.com/(?:.*/)?person/(c[0-9a-zA-Z]+)' },
		]) {
			const { items, error } = await world.contact('get', { contact });
			expect(error).toBeUndefined();
			expect(items).toMatchObject([{ json: { resourceName: ann, givenName: 'Ann' } }]);
		}
	});

	test('one that does not exist is told, and what to do', async () => {
		const contact = { __rl: true, mode: 'id', value: 'people/c404' };
		const { error } = await world.contact('get', { contact });
		expect(error).toContain('There is no contact people/c404');
		expect(error).toContain('Check the resource name');
		const { items } = await world.contact('get', { contact }, continueOnFail);
		expect(items).toMatchObject([{ json: { error: expect.stringContaining('people/c404') }, pairedItem: { item: 0 } }]);
	});
});

describe('Contact: Create or Update', () => {
	const parameters = {
		email: '={{ $json.email }}',
		group: noGroup,
		fields: { values: [{ field: 'givenName', value: '={{ $json.name }}' }, { field: 'custom', label: 'Shoe size', value: '={{ $json.size ?? "" }}' }] },
	};

	test('creates, updates and leaves alone, in one reading and one write each', async () => {
		const ann = world.addOutside(named('Ann'));
		const bob = world.addOutside(named('Bob'));
		const { items, error } = await world.contact('upsert', parameters, {
			items: [
				{ email: 'ANN@example.org', name: 'Anna', size: 38 },
				{ email: 'cem@example.org', name: 'Cem' },
				{ email: 'bob@example.org', name: 'Bob' },
			],
		});
		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ json: { result: 'updated', resourceName: ann, fields: { givenName: 'Anna', 'custom:Shoe size': '38' } }, pairedItem: { item: 0 } },
			{ json: { result: 'created', resourceName: expect.stringMatching(/^people\//), fields: { givenName: 'Cem', workEmail: 'cem@example.org' } }, pairedItem: { item: 1 } },
			{ json: { result: 'unchanged', resourceName: bob, fields: { givenName: 'Bob' } }, pairedItem: { item: 2 } },
		]);
		expect(world.get(ann)).toMatchObject({ names: [{ givenName: 'Anna', familyName: 'Lee' }], userDefined: [{ key: 'Shoe size', value: '38' }] });
		expect(world.takeRequests()).toEqual(['connections.list', 'batchGet', 'batchUpdateContacts', 'batchCreateContacts']);

		const again = await world.contact('upsert', parameters, { items: [{ email: 'cem@example.org', name: 'Cem' }] });
		expect(again.items).toMatchObject([{ json: { result: 'unchanged' } }]);
		expect(world.takeRequests()).toEqual(['connections.list']);
	});

	test('puts contacts into the group', async () => {
		const ann = world.addOutside(named('Ann'));
		const { items } = await world.contact('upsert', { ...parameters, group: byName('Customers') }, {
			items: [{ email: 'ann@example.org', name: 'Ann' }, { email: 'bob@example.org', name: 'Bob' }],
		});
		expect(items.map(({ json }) => json.result)).toEqual(['updated', 'created']);
		expect(world.server.book.members(world.group)).toHaveLength(2);
		expect(world.get(ann).memberships).toHaveLength(2);
	});

	test('a group that is missing is created when asked for, once', async () => {
		const items = [{ email: 'ann@example.org', name: 'Ann' }, { email: 'bob@example.org', name: 'Bob' }];
		const missing = await world.contact('upsert', { ...parameters, group: byName('Friends') }, { items });
		expect(missing.error).toContain('"Friends"');
		expect(world.server.log.writes()).toEqual([]);
		const { error } = await world.contact('upsert', { ...parameters, group: byName('Friends'), createGroup: true }, { items });
		expect(error).toBeUndefined();
		const friends = world.server.book.groups().filter(({ name }) => name === 'Friends');
		expect(friends).toHaveLength(1);
		expect(world.server.book.members(friends[0].resourceName)).toHaveLength(2);
	});

	test('several items for one contact are done in turn', async () => {
		const ann = world.addOutside(named('Ann', { emailAddresses: [{ type: 'work', value: 'ann@example.org' }, { type: 'home', value: 'a@example.com' }] }));
		const { items, error } = await world.contact('upsert', parameters, {
			items: [
				{ email: 'cem@example.org', name: 'Cem' },
				{ email: 'ann@example.org', name: 'Anna' },
				{ email: 'a@example.com', name: 'Annie' },
				{ email: 'CEM@example.org', name: 'Cem' },
			],
		});
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.result)).toEqual(['created', 'updated', 'updated', 'unchanged']);
		expect(world.get(ann).names?.[0].givenName).toBe('Annie');
		expect(world.server.book.all()).toHaveLength(2);
	});

	test('an address that two contacts have, and none, are errors of their items', async () => {
		world.addOutside(named('Ann'));
		world.addOutside(named('Ann'));
		const items = [{ email: 'ann@example.org', name: 'Ann' }, { email: ' ', name: 'Bob' }, { email: 'cem@example.org', name: 'Cem' }];
		const { items: output } = await world.contact('upsert', parameters, { items, ...continueOnFail });
		expect(output).toMatchObject([
			{ json: { result: 'failed', code: 'SEVERAL_CONTACTS', email: 'ann@example.org', error: expect.stringContaining('2 contacts have this address') }, pairedItem: { item: 0 } },
			{ json: { error: 'The item has no e-mail address' }, pairedItem: { item: 1 } },
			{ json: { result: 'created' }, pairedItem: { item: 2 } },
		]);
		const { error } = await world.contact('upsert', parameters, { items: items.slice(1) });
		expect(error).toContain('The item has no e-mail address');
		const wrong = await world.contact('upsert', { email: 'not-a-mail', fields: {} });
		expect(wrong.error).toContain('not-a-mail: this is no e-mail address');
		expect(world.server.book.all().filter(({ emailAddresses }) => emailAddresses?.[0].value === 'not-a-mail')).toEqual([]);
	});

	test('what Google refuses is told with its reason, for its item (S51)', async () => {
		world.poison((person) => person.names?.[0].givenName === 'Poison');
		const { items } = await world.contact('upsert', parameters, {
			items: [{ email: 'ann@example.org', name: 'Ann' }, { email: 'bob@example.org', name: 'Poison' }],
			...continueOnFail,
		});
		expect(items).toMatchObject([
			{ json: { result: 'created' } },
			{ json: { error: expect.stringMatching(/^bob@example.org: \S/) }, pairedItem: { item: 1 } },
		]);
	});
});

describe('Contact: Delete', () => {
	const byContact = { deleteBy: 'contact', contact: { __rl: true, mode: 'id', value: '={{ $json.id }}' } };
	const byEmail = { deleteBy: 'email', email: '={{ $json.email }}' };

	test('by ID, in one request', async () => {
		const ids = ['Ann', 'Bob', 'Cem'].map((name) => world.add(named(name)));
		const { items } = await world.contact('delete', byContact, { items: ids.map((id) => ({ id })) });
		expect(items).toMatchObject(ids.map((id, item) => ({ json: { deleted: true, resourceName: id }, pairedItem: { item } })));
		expect(world.server.book.all()).toEqual([]);
		expect(world.takeRequests()).toEqual(['batchDeleteContacts']);
	});

	test('one that does not exist does not keep the others', async () => {
		const ids = ['Ann', 'Bob'].map((name) => world.add(named(name)));
		const items = [ids[0], 'people/c404', ids[1]].map((id) => ({ id }));
		const { items: output } = await world.contact('delete', byContact, { items, ...continueOnFail });
		expect(output).toMatchObject([{ json: { deleted: true } }, { json: { error: expect.any(String) }, pairedItem: { item: 1 } }, { json: { deleted: true } }]);
		expect(world.server.book.all()).toEqual([]);
	});

	test('by e-mail; an address that nobody or several have deletes nobody', async () => {
		const ann = world.add(named('Ann'));
		world.add(named('Bob'));
		world.add(named('Bob'));
		const items = ['ann@example.org', 'bob@example.org', 'cem@example.org'].map((email) => ({ email }));
		const failed = await world.contact('delete', byEmail, { items });
		expect(failed.error).toContain('2 contacts have the address bob@example.org');
		expect(world.server.book.all()).toHaveLength(3);
		const { items: output } = await world.contact('delete', byEmail, { items, ...continueOnFail });
		expect(output).toMatchObject([
			{ json: { deleted: true, resourceName: ann } },
			{ json: { error: expect.stringContaining('2 contacts') } },
			{ json: { error: expect.stringContaining('No contact has the address cem@example.org') } },
		]);
		expect(world.server.book.all()).toHaveLength(2);
	});
});

describe('Contact Group', () => {
	test('Get Many', async () => {
		const { items } = await world.run({ resource: 'contactGroup', operation: 'getAll', returnAll: true });
		expect(items.map(({ json }) => json.resourceName)).toEqual(expect.arrayContaining([world.group, MY_CONTACTS]));
		const limited = await world.run({ resource: 'contactGroup', operation: 'getAll', returnAll: false, limit: 1 });
		expect(limited.items).toHaveLength(1);
	});

	test('Create returns one that exists as it is', async () => {
		const { items } = await world.run({ resource: 'contactGroup', operation: 'create', groupName: '={{ $json.name }}' }, { items: [{ name: 'Friends' }, { name: 'Customers' }, { name: 'Friends' }] });
		expect(items.map(({ json }) => [json.name, json.created])).toEqual([['Friends', true], ['Customers', false], ['Friends', false]]);
		expect(items[1].json.resourceName).toBe(world.group);
		expect(world.server.log.writes()).toHaveLength(1);
	});

	test('the list in the editor shows the user\'s own groups first and can be searched', async () => {
		const probe: INodeType = {
			description: {
				displayName: 'Probe', name: 'probe', group: ['transform'], version: 1, description: '', defaults: { name: 'Probe' },
				inputs: ['main'], outputs: ['main'], properties: [],
				credentials: [{ name: 'googleContactsSyncOAuth2Api', required: true }],
			},
			async execute(this: IExecuteFunctions) {
				const context = this as unknown as ILoadOptionsFunctions;
				const all = await searchGroups.call(context);
				const found = await searchGroups.call(context, 'custo');
				return [[{ json: { all: all.results, found: found.results } }]];
			},
		};
		const { items, error } = await world.runProbe(probe);
		expect(error).toBeUndefined();
		expect(items[0].json.found).toEqual([{ name: 'Customers', value: world.group }]);
		expect((items[0].json.all as Array<{ name: string }>)[0].name).toBe('Customers');
	});
});
