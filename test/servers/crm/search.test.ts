import { addPeople, type Answer, idsOf, infoOf, startBench, type TestBench } from './testClient';

describe('Search of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	const search = async (query: Record<string, string | number>): Promise<Answer> =>
		await bench.call('Contacts/search', { query });

	it('finds parts of e-mail addresses: no exact look-up', async () => {
		const ids = addPeople(bench, 12);
		expect(idsOf(await search({ email: 'person1' }))).toEqual([ids[0], ids[9], ids[10], ids[11]]);
	});

	it('lets equals find what contains the text', async () => {
		const ids = addPeople(bench, 11);
		const criteria = '((Email:equals:person1)and(First_Name:starts_with:pers))';
		expect(idsOf(await search({ criteria }))).toEqual([ids[0], ids[9], ids[10]]);
		const either = '((Last_Name:starts_with:2)or(Last_Name:starts_with:3))';
		expect(idsOf(await search({ criteria: either }))).toEqual([ids[1], ids[2]]);
	});

	it('finds phones by their digits and words anywhere', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const id = contacts.add({ Last_Name: 'Meier', Phone: '+41 44 555 01 00', Description: 'Likes sailing.' });
		expect(idsOf(await search({ phone: '445550100' }))).toEqual([id]);
		expect(idsOf(await search({ word: 'SAIL' }))).toEqual([id]);
	});

	it('uses the first of criteria, email, phone and word', async () => {
		const [first] = addPeople(bench, 2);
		expect(idsOf(await search({ email: 'person1', word: 'person2' }))).toEqual([first]);
	});

	it('does not find a record until the index caught up', async () => {
		bench.server.faults.searchLag(10_000);
		const [id] = addPeople(bench, 1);
		expect((await search({ email: 'person1' })).status).toBe(204);
		bench.clock.time += 10_000;
		expect(idsOf(await search({ email: 'person1' }))).toEqual([id]);
		bench.server.crm.module('Contacts').update(id, { Email: 'other@example.org' });
		expect(idsOf(await search({ email: 'person1' }))).toEqual([id]);
	});

	it('pages to 2,000 records', async () => {
		addPeople(bench, 3);
		expect(infoOf(await search({ word: 'person', per_page: 2 }))).toMatchObject({ count: 2, more_records: true });
		expect(await search({ word: 'person', page: 11 })).toMatchObject({ status: 400, body: { code: 'LIMIT_REACHED' } });
	});

	it.each([
		[{}, 'EXPECTED_PARAM_MISSING'],
		[{ criteria: 'Email=a' }, 'INVALID_DATA'],
		[{ criteria: '(Nope:equals:a)' }, 'INVALID_DATA'],
		[{ criteria: '(Email:matches:a)' }, 'INVALID_DATA'],
		[{ criteria: Array.from({ length: 11 }, () => '(Email:equals:a)').join('or') }, 'LIMIT_EXCEEDED'],
	])('refuses %j', async (query, code) => {
		expect(await search(query as Record<string, string>)).toMatchObject({ status: 400, body: { code } });
	});
});
