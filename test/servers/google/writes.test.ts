import { membershipIn, MY_CONTACTS, type Person } from './index';
import { addPeople, ANN, creates, DAY, personOf, refusal, startBench, type TestBench, updates } from './testClient';

let bench: TestBench;

beforeEach(async () => (bench = await startBench()));
afterEach(async () => await bench.server.close());

/** The user's contact, as a client would have read it. */
function contact(seed: Person = ANN): Person {
	return personOf(bench, bench.server.book.add(seed));
}

async function update(person: Person, parts: Person, updateMask: string): Promise<Person> {
	await bench.client.people.batchUpdateContacts(updates([person], parts, updateMask));
	return personOf(bench, person.resourceName);
}

async function updateOne(person: Person, requestBody: Person, updatePersonFields = 'names') {
	const resourceName = person.resourceName ?? '';
	return await bench.client.people.updateContact({ resourceName, updatePersonFields, requestBody });
}

describe('what a write refuses, single and in a batch', () => {
	const twoNames = { names: [{ givenName: 'Ann' }, { givenName: 'Bea' }] };
	const twoNotes = { biographies: [{ value: 'a' }, { value: 'b' }] };
	const twoBirthdays = { birthdays: [{ date: { year: 1990 } }, { date: { year: 1991 } }] };
	const twoGenders = { genders: [{ value: 'female' }, { value: 'male' }] };

	test.each<[string, Person]>([
		['names', twoNames],
		['biographies', twoNotes],
		['birthdays', twoBirthdays],
		['genders', twoGenders],
	])('two %s', async (part, parts) => {
		const { client } = bench;
		const person = contact();
		const refused = { status: 400, code: 'INVALID_ARGUMENT', message: expect.stringContaining('singleton') };
		expect(await refusal(client.people.createContact({ requestBody: parts }))).toMatchObject(refused);
		expect(await refusal(client.people.batchCreateContacts(creates([parts])))).toMatchObject(refused);
		expect(await refusal(update(person, parts, part))).toMatchObject(refused);
		expect(await refusal(updateOne(person, { metadata: person.metadata, ...parts }, part))).toMatchObject(refused);
	});

	test.each([
		['none', ''],
		['an unknown one', 'names,nonsense'],
		['photos', 'photos'],
		['fileAses', 'fileAses'],
		['metadata', 'metadata'],
	])('an update mask with %s', async (_, mask) => {
		const person = contact();
		expect(await refusal(update(person, ANN, mask))).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT' });
		const { metadata } = person;
		expect(await refusal(updateOne(person, { ...ANN, metadata }, mask))).toMatchObject({ status: 400 });
	});

	test('an unknown path in the mask of what is returned', async () => {
		const { client } = bench;
		const refused = { status: 400, message: expect.stringContaining('mask path') };
		expect(await refusal(client.people.batchCreateContacts(creates([ANN], 'nonsense')))).toMatchObject(refused);
		expect(await refusal(client.people.createContact({ requestBody: ANN, personFields: 'nonsense' }))).toMatchObject(
			refused,
		);
		expect(bench.server.book.all()).toEqual([]);
	});

	test('an update without its source, or with another than the contact', async () => {
		const person = contact();
		const sources = [{ type: 'PROFILE', id: '1', etag: '#1' }];
		for (const metadata of [undefined, {}, { sources }]) {
			const refused = { status: 400, message: expect.stringContaining('metadata.sources') };
			expect(await refusal(updateOne(person, { ...ANN, metadata }))).toMatchObject(refused);
			expect(await refusal(update({ ...person, metadata }, ANN, 'names'))).toMatchObject(refused);
		}
		expect((await refusal(updateOne(person, { ...ANN, etag: person.etag }))).status).toBe(400);
	});

	test('S56: a stale source, and one that was used before', async () => {
		const person = contact();
		await update(person, { names: [{ givenName: 'Bea' }] }, 'names');
		const refused = {
			status: 400,
			code: 'FAILED_PRECONDITION',
			message:
				'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.',
		};
		expect(await refusal(update(person, ANN, 'names'))).toMatchObject(refused);
		expect(await refusal(updateOne(person, { ...ANN, metadata: person.metadata }))).toMatchObject(refused);
		expect(personOf(bench, person.resourceName).names?.[0].givenName).toBe('Bea');
	});

	test('memberships without a group, or in a group that is not there or takes no members', async () => {
		const person = contact();
		expect((await refusal(update(person, {}, 'memberships'))).message).toContain('memberships must be specified');
		for (const group of ['contactGroups/none', 'contactGroups/friends']) {
			const memberships = [membershipIn(group)];
			expect((await refusal(update(person, { memberships }, 'memberships'))).message).toContain(group);
			expect((await refusal(bench.client.people.createContact({ requestBody: { ...ANN, memberships } }))).status).toBe(
				400,
			);
		}
	});

	test('a contact that is gone', async () => {
		const person = contact();
		const resourceName = person.resourceName ?? '';
		bench.server.book.remove(resourceName);
		const gone = { status: 404, code: 'NOT_FOUND' };
		expect(await refusal(update(person, ANN, 'names'))).toMatchObject(gone);
		expect(await refusal(updateOne(person, { ...ANN, metadata: person.metadata }))).toMatchObject(gone);
		expect(await refusal(bench.client.people.deleteContact({ resourceName }))).toMatchObject(gone);
	});
});

describe('what a write does', () => {
	test('masked parts are replaced whole, or cleared; others stay', async () => {
		const person = contact({
			...ANN,
			phoneNumbers: [{ value: '1' }, { value: '2' }],
			nicknames: [{ value: 'Annie' }],
			photos: [],
		});
		const after = await update(
			person,
			{ phoneNumbers: [{ value: '3' }], urls: [{ value: 'https://example.org' }] },
			'phoneNumbers,nicknames',
		);
		expect(after.phoneNumbers).toEqual([{ value: '3' }]);
		expect(after).not.toHaveProperty('nicknames');
		expect(after).not.toHaveProperty('urls');
		expect(after.names).toEqual(person.names);
	});

	test('both etags advance with every write, of groups too', async () => {
		const { server, client } = bench;
		const person = contact();
		const group = server.book.addGroup('Customers');
		const etags = () => {
			const { etag, metadata } = personOf(bench, person.resourceName);
			return [etag, metadata?.sources?.[0].etag];
		};
		const seen = [etags()];
		await update(person, ANN, 'names');
		seen.push(etags());
		const requestBody = { resourceNamesToAdd: [person.resourceName ?? ''] };
		await client.contactGroups.members.modify({ resourceName: group, requestBody });
		seen.push(etags());
		expect(new Set(seen.flat()).size).toBe(6);
	});

	test('the etag of the answer is good for the next write', async () => {
		const person = contact();
		const { data } = await bench.client.people.batchUpdateContacts(
			updates([person], { names: [{ givenName: 'Bea' }] }, 'names'),
		);
		const next = Object.values(data.updateResult ?? {})[0].person ?? {};
		expect((await update(next, { names: [{ givenName: 'Cem' }] }, 'names')).names?.[0].givenName).toBe('Cem');
	});

	test('what is read-only, and what belongs to a profile, is ignored', async () => {
		const sent: Person = {
			names: [{ givenName: 'Ann', displayName: 'Nonsense', displayNameLastFirst: 'Nonsense' }],
			phoneNumbers: [
				{ value: '+1 555 0100', type: 'work', formattedType: 'Nonsense', canonicalForm: '+49' },
				{ value: '1', metadata: { source: { type: 'PROFILE', id: '1' } } },
			],
			emailAddresses: [
				{ value: 'a@example.org', displayName: 'Ann at work', metadata: { primary: true, verified: true } },
			],
			photos: [{ url: 'https://example.org/other.png' }],
			fileAses: [{ value: 'Nonsense' }],
		};
		const { data } = await bench.client.people.createContact({
			requestBody: sent,
			personFields: 'names,phoneNumbers,emailAddresses,photos',
		});
		expect(data.names).toMatchObject([{ displayName: 'Ann', displayNameLastFirst: 'Ann' }]);
		expect(data.phoneNumbers).toHaveLength(1);
		expect(data.phoneNumbers).toMatchObject([{ formattedType: 'Work', canonicalForm: '+15550100' }]);
		expect(data.emailAddresses).toMatchObject([{ displayName: 'Ann at work', metadata: { primary: true } }]);
		expect(data.emailAddresses?.[0].metadata).not.toHaveProperty('verified');
		expect(data).not.toHaveProperty('photos');
		expect(personOf(bench, data.resourceName)).not.toHaveProperty('fileAses');
	});

	test('S38: the primary entry stays the primary one when it is sent back as it was read', async () => {
		const phoneNumbers = [{ value: '1' }, { value: '2', metadata: { sourcePrimary: true } }];
		const resourceName = contact({ ...ANN, phoneNumbers }).resourceName ?? '';
		const read = async () =>
			(await bench.client.people.get({ resourceName, personFields: 'phoneNumbers,metadata' })).data;
		const first = await read();
		expect(first.phoneNumbers?.map(({ metadata }) => metadata?.primary)).toEqual([undefined, true]);
		await update(first, { phoneNumbers: first.phoneNumbers }, 'phoneNumbers');
		expect((await read()).phoneNumbers).toEqual(first.phoneNumbers);
	});

	test('S34, S35: what is stored may differ from what was sent', async () => {
		bench.server.faults.canonicalise(({ phoneNumbers = [], ...person }) => ({
			...person,
			phoneNumbers: phoneNumbers.map(({ value, ...phone }) => ({ ...phone, value: value?.replace(/\D/g, '') })),
		}));
		const { data } = await bench.client.people.createContact({
			requestBody: { phoneNumbers: [{ value: '(555) 010' }] },
		});
		expect(data.phoneNumbers?.[0].value).toBe('555010');
		const after = await update(
			personOf(bench, data.resourceName),
			{ phoneNumbers: [{ value: '1-2' }] },
			'phoneNumbers',
		);
		expect(after.phoneNumbers?.[0].value).toBe('12');
		bench.server.book.update(data.resourceName ?? '', { phoneNumbers: [{ value: '3-4' }] });
		expect(personOf(bench, data.resourceName).phoneNumbers?.[0].value).toBe('3-4');
	});
});

describe('an account that is full', () => {
	test.each([
		[400, 'INVALID_ARGUMENT'],
		[403, 'PERMISSION_DENIED'],
		[429, 'RESOURCE_EXHAUSTED'],
	] as const)('takes no more contacts: %i', async (status, code) => {
		const { client, server } = bench;
		server.switches.contactLimit = 2;
		server.switches.accountFullStatus = status;
		addPeople(bench, 1);
		const full = { status, code, message: 'MY_CONTACTS_OVERFLOW_COUNT' };
		expect(await refusal(client.people.batchCreateContacts(creates([ANN, ANN])))).toMatchObject(full);
		await client.people.createContact({ requestBody: ANN });
		expect(await refusal(client.people.createContact({ requestBody: ANN }))).toMatchObject(full);
		expect(server.book.all()).toHaveLength(2);
	});

	test('counts the bin for thirty days, or until it is emptied', async () => {
		const { client, server, clock } = bench;
		server.switches.contactLimit = 1;
		const fill = () => {
			for (const { resourceName } of server.book.all()) server.book.remove(resourceName ?? '');
		};
		addPeople(bench, 1);
		fill();
		const create = async () => await client.people.createContact({ requestBody: ANN });
		expect((await refusal(create())).message).toBe('MY_CONTACTS_OVERFLOW_COUNT');
		clock.time += 30 * DAY;
		await create();
		fill();
		expect((await refusal(create())).message).toBe('MY_CONTACTS_OVERFLOW_COUNT');
		server.book.emptyTrash();
		await create();
	});

	test('holds 25,000 otherwise', () => {
		expect(bench.server.switches.contactLimit).toBe(25_000);
	});
});

test('a contact that the user made is in My Contacts', () => {
	expect(contact().memberships).toEqual([membershipIn(MY_CONTACTS)]);
});
