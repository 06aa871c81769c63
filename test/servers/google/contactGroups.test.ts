import type { people_v1 } from 'googleapis/build/src/apis/people/v1';

import { membershipIn, MY_CONTACTS } from './index';
import { addPeople, ANN, personOf, refusal, startBench, type TestBench } from './testClient';

let bench: TestBench;
let groups: people_v1.Resource$Contactgroups;

beforeEach(async () => {
	bench = await startBench();
	groups = bench.client.contactGroups;
});
afterEach(async () => await bench.server.close());

const STARRED = 'contactGroups/starred';

test('a list comes in pages, the sync token with the last', async () => {
	for (const name of ['Customers', 'Friends of ours', 'Suppliers']) bench.server.book.addGroup(name);
	const { data: first } = await groups.list({ pageSize: 6 });
	expect(first.contactGroups).toHaveLength(6);
	expect(first.nextSyncToken).toBeUndefined();
	const { data: last } = await groups.list({ pageSize: 6, pageToken: first.nextPageToken ?? '' });
	expect(last).toMatchObject({ totalItems: 11, nextSyncToken: expect.any(String) });
	expect([...(first.contactGroups ?? []), ...(last.contactGroups ?? [])]).toHaveLength(11);
});

test('there are 30 in a page, at most 1,000', async () => {
	for (let number = 0; number < 30; number++) bench.server.book.addGroup(`Group ${number}`);
	expect((await groups.list()).data.contactGroups).toHaveLength(30);
	expect((await groups.list({ pageSize: 1_000 })).data.contactGroups).toHaveLength(38);
	expect((await refusal(groups.list({ pageSize: 1_001 }))).status).toBe(400);
});

test('the list ends early or leads to itself', async () => {
	const operation = 'contactGroups.list';
	bench.server.faults.stopListingEarly({ operation, page: 1, how: 'saysLast' });
	expect((await groups.list({ pageSize: 5 })).data).not.toHaveProperty('nextPageToken');
	bench.server.faults.clear();
	bench.server.faults.stopListingEarly({ operation, page: 1, how: 'fails' });
	expect((await refusal(groups.list())).status).toBe(500);
	expect(
		(await bench.client.people.connections.list({ resourceName: 'people/me', personFields: 'names' })).status,
	).toBe(200);
});

test('a sync token brings new, renamed and deleted groups', async () => {
	const { book } = bench.server;
	const [kept, gone] = ['Customers', 'Friends of ours'].map((name) => book.addGroup(name));
	const { data } = await groups.list();
	book.renameGroup(kept, 'Clients');
	book.removeGroup(gone);
	const { data: changes } = await groups.list({ syncToken: data.nextSyncToken ?? '' });
	expect(changes.contactGroups).toMatchObject([
		{ resourceName: kept, name: 'Clients' },
		{ resourceName: gone, metadata: { deleted: true } },
	]);
	expect((await refusal(groups.list({ syncToken: data.nextSyncToken ?? '', groupFields: 'name' }))).message).toContain(
		'do not match',
	);
	bench.server.faults.expireSyncTokens({ status: 'INVALID_ARGUMENT' });
	const expired = await refusal(groups.list({ syncToken: data.nextSyncToken ?? '' }));
	expect(expired.details).toMatchObject([{ reason: 'EXPIRED_SYNC_TOKEN' }]);
});

test('members are told on request only, and a count of none is left out', async () => {
	const group = bench.server.book.addGroup('Customers');
	const read = async (maxMembers?: number) => (await groups.get({ resourceName: group, maxMembers })).data;
	expect(await read(10)).not.toHaveProperty('memberCount');
	const names = addPeople(bench, 3);
	for (const name of names) bench.server.book.addToGroup(name, group);
	expect(await read()).toMatchObject({ name: 'Customers', formattedName: 'Customers', memberCount: 3 });
	expect(await read()).not.toHaveProperty('memberResourceNames');
	expect((await read(2)).memberResourceNames).toEqual(names.slice(0, 2));
});

test('a mask shows what it names', async () => {
	const { data } = await groups.get({ resourceName: STARRED, groupFields: 'groupType' });
	expect(data).toEqual({ resourceName: STARRED, etag: expect.any(String), groupType: 'SYSTEM_CONTACT_GROUP' });
	expect((await refusal(groups.get({ resourceName: STARRED, groupFields: 'members' }))).status).toBe(400);
});

test('many are read at once, up to 200, missing ones told one by one', async () => {
	const { data } = await groups.batchGet({ resourceNames: [STARRED, 'contactGroups/none'] });
	expect(data.responses).toMatchObject([{ contactGroup: { name: 'starred' } }, { status: { code: 5 } }]);
	expect((await refusal(groups.batchGet({ resourceNames: Array.from({ length: 201 }, () => STARRED) }))).status).toBe(
		400,
	);
	expect((await refusal(groups.batchGet({ resourceNames: [] }))).status).toBe(400);
});

test('S27: a group that is not there', async () => {
	const resourceName = bench.server.book.addGroup('Customers');
	bench.server.book.removeGroup(resourceName);
	expect(await refusal(groups.get({ resourceName }))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
	expect((await refusal(groups.members.modify({ resourceName, requestBody: {} }))).status).toBe(404);
});

test('a group is made, and its name taken', async () => {
	const create = async (name: string) => (await groups.create({ requestBody: { contactGroup: { name } } })).data;
	expect(await create('Customers')).toMatchObject({ name: 'Customers', groupType: 'USER_CONTACT_GROUP' });
	expect(await refusal(create('Customers'))).toMatchObject({ status: 409, code: 'ALREADY_EXISTS' });
	expect(await create('friends')).toMatchObject({ groupType: 'USER_CONTACT_GROUP' });
	expect((await refusal(create(' '))).status).toBe(400);
	expect(bench.server.log.writes()[0].wrote).toMatchObject([{ how: 'create', fields: ['name'] }]);
});

describe('members', () => {
	const modify = async (resourceName: string, toAdd: string[], toRemove: string[] = []) => {
		const requestBody = { resourceNamesToAdd: toAdd, resourceNamesToRemove: toRemove };
		return (await groups.members.modify({ resourceName, requestBody })).data;
	};

	test('come and go; what cannot be done is told', async () => {
		const { book } = bench.server;
		const group = book.addGroup('Customers');
		const [ann, bea] = addPeople(bench, 2);
		expect(await modify(group, [ann, bea, 'people/c1'])).toEqual({ notFoundResourceNames: ['people/c1'] });
		expect(book.members(group)).toHaveLength(2);
		expect(await modify(MY_CONTACTS, [], [ann])).toEqual({});
		expect(await modify(group, [], [ann, bea])).toEqual({ canNotRemoveLastContactGroupResourceNames: [ann] });
		expect(personOf(bench, ann).memberships).toEqual([membershipIn(group)]);
		expect(personOf(bench, bea).memberships).toEqual([membershipIn(MY_CONTACTS)]);
	});

	test('one that is in already keeps its etag', async () => {
		const name = bench.server.book.add({ ...ANN, memberships: [membershipIn(STARRED)] });
		const { etag } = personOf(bench, name);
		await modify(STARRED, [name]);
		expect(personOf(bench, name).etag).toBe(etag);
	});

	test('at most 1,000 a request, and of the groups of the system only two', async () => {
		const names = Array.from({ length: 1_001 }, (_, index) => `people/c${index}`);
		expect((await refusal(modify(STARRED, names.slice(1), names.slice(0, 1)))).status).toBe(400);
		const [name] = addPeople(bench, 1);
		expect((await refusal(modify('contactGroups/friends', [name]))).message).toContain('system contact group');
		expect(await modify(STARRED, [name])).toEqual({});
	});
});
