import { addPeople, type Answer, dataOf, idsOf, infoOf, START, startBench, type TestBench } from './testClient';

const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', '+00:00');

describe('The deleted feed of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	const deleted = async (query: Record<string, string | number> = {}, headers = {}): Promise<Answer> =>
		await bench.call('Contacts/deleted', { query, headers });

	it('is empty at first: 204 without a body', async () => {
		expect(await deleted()).toMatchObject({ status: 204, body: undefined });
	});

	it('tells who was deleted, when, by whom and how, the latest first', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const [first, second, third] = addPeople(bench, 3);
		contacts.remove(first);
		bench.clock.time += 1_000;
		contacts.remove(second, { permanently: true });
		contacts.remove(third, { nameless: true });
		const answer = await deleted();
		expect(dataOf(answer)).toHaveLength(3);
		expect(dataOf(answer)[2]).toEqual({
			deleted_by: { name: 'Paula Boyle', id: expect.any(String) },
			id: first,
			display_name: 'Person 1',
			type: 'recycle',
			created_by: { name: 'Paula Boyle', id: expect.any(String) },
			deleted_time: '2026-06-01T10:00:00+02:00',
		});
		expect(dataOf(answer).find(({ id }) => id === third)).toMatchObject({ display_name: null });
		expect(infoOf(answer)).toEqual({ per_page: 200, count: 3, page: 1, more_records: false });
		expect(idsOf(await deleted({ type: 'permanent' }))).toEqual([second]);
		expect(idsOf(await deleted({ type: 'recycle' }))).toHaveLength(2);
	});

	it('pages', async () => {
		const contacts = bench.server.crm.module('Contacts');
		addPeople(bench, 5).forEach((id) => contacts.remove(id));
		expect(infoOf(await deleted({ per_page: 2, page: 1 }))).toMatchObject({ count: 2, more_records: true });
		expect(infoOf(await deleted({ per_page: 2, page: 3 }))).toMatchObject({ count: 1, more_records: false });
		expect((await deleted({ per_page: 2, page: 4 })).status).toBe(204);
		expect(await deleted({ per_page: 500 })).toMatchObject({ status: 400, body: { code: 'INVALID_DATA' } });
	});

	it('shows only deletions of a later second than If-Modified-Since', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const [first, second] = addPeople(bench, 2);
		contacts.remove(first);
		expect((await deleted({}, { 'If-Modified-Since': iso(START) })).status).toBe(304);
		bench.clock.time += 1_000;
		contacts.remove(second);
		expect(idsOf(await deleted({}, { 'If-Modified-Since': iso(START) }))).toEqual([second]);
	});

	it('refuses a type that is none', async () => {
		expect(await deleted({ type: 'gone' })).toMatchObject({
			status: 400,
			body: { code: 'PATTERN_NOT_MATCHED', details: { param_name: 'type' } },
		});
	});

	it('can leave a deletion unlisted, and shows one that the API made', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const [first, second] = addPeople(bench, 2);
		contacts.remove(first, { unlisted: true });
		await bench.call('Contacts', { method: 'DELETE', query: { ids: second } });
		expect(idsOf(await deleted())).toEqual([second]);
	});

	it('turns recycled into permanent when the bin is emptied', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const [id] = addPeople(bench, 1);
		contacts.remove(id);
		contacts.deleted.purge();
		expect(idsOf(await deleted({ type: 'permanent' }))).toEqual([id]);
	});
});
