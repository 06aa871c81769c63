import { addPeople, type Answer, dataOf, idsOf, infoOf, START, startBench, type TestBench } from './testClient';

const DAY = 24 * 3_600_000;
const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', '+00:00');

describe('Listings of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	const list = async (query: Record<string, string | number> = {}, headers = {}): Promise<Answer> =>
		await bench.call('Contacts', { query: { fields: 'Last_Name,Email', ...query }, headers });

	it('lists the fields asked for, latest id first, and says that nothing follows', async () => {
		const ids = addPeople(bench, 3);
		const answer = await list();
		expect(answer.status).toBe(200);
		expect(dataOf(answer)[0]).toEqual({ id: ids[2], Last_Name: '3', Email: 'person3@example.org' });
		expect(idsOf(answer)).toEqual([...ids].reverse());
		expect(infoOf(answer)).toEqual({
			call: false,
			per_page: 200,
			next_page_token: null,
			count: 3,
			sort_by: 'id',
			page: 1,
			previous_page_token: null,
			page_token_expiry: null,
			sort_order: 'desc',
			email: false,
			more_records: false,
		});
	});

	it('answers an empty module with 204 and no body', async () => {
		expect(await list()).toMatchObject({ status: 204, body: undefined });
	});

	it('needs fields, and takes 50 of them', async () => {
		expect(await bench.call('Contacts')).toMatchObject({
			status: 400,
			body: { code: 'REQUIRED_PARAM_MISSING', details: { param_name: 'fields' } },
		});
		const names = (count: number): string => Array.from({ length: count }, (_, index) => `F${index}`).join(',');
		addPeople(bench, 1);
		expect((await list({ fields: names(50) })).status).toBe(200);
		expect(await list({ fields: names(51) })).toMatchObject({
			status: 400,
			body: { code: 'LIMIT_EXCEEDED', details: { limit: 50, param_name: 'fields' } },
		});
	});

	it('sorts by id, creation and modification only', async () => {
		const [first, second] = addPeople(bench, 2);
		bench.clock.time += 1_000;
		bench.server.crm.module('Contacts').update(first, { Title: 'Dr' });
		expect(idsOf(await list({ sort_by: 'Modified_Time', sort_order: 'desc' }))).toEqual([first, second]);
		expect(idsOf(await list({ sort_by: 'Modified_Time', sort_order: 'asc' }))).toEqual([second, first]);
		expect(idsOf(await list({ sort_by: 'Created_Time', sort_order: 'asc' }))).toEqual([first, second]);
		expect(await list({ sort_by: 'Email' })).toMatchObject({
			status: 400,
			body: {
				code: 'INVALID_DATA',
				details: { param_name: 'sort_by', supported_values: ['id', 'Created_Time', 'Modified_Time'] },
			},
		});
	});

	it('takes at most 200 a page', async () => {
		expect(await list({ per_page: 201 })).toMatchObject({
			status: 400,
			body: { code: 'INVALID_DATA', details: { param_name: 'per_page' } },
		});
	});

	it('S59: pages through records of one second by token and shows each once', async () => {
		const ids = addPeople(bench, 450);
		const seen: string[] = [];
		let token: unknown;
		for (let page = 1; page <= 3; page++) {
			const answer = await list({ sort_by: 'Modified_Time', ...(token ? { page_token: String(token) } : {}) });
			expect(infoOf(answer)).toMatchObject({ page, more_records: page < 3 });
			seen.push(...idsOf(answer));
			token = infoOf(answer).next_page_token;
		}
		expect(token).toBeNull();
		expect(new Set(seen)).toEqual(new Set(ids));
		expect(seen).toHaveLength(450);
	});

	it('reaches 2,000 records by page, and more by token', async () => {
		addPeople(bench, 2_100);
		const last = await list({ page: 10 });
		expect(infoOf(last)).toMatchObject({ page: 10, count: 200, more_records: true });
		expect(await list({ page: 11 })).toMatchObject({
			status: 400,
			body: { code: 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', details: { limit: 2_000 } },
		});
		const beyond = await list({ page_token: String(infoOf(last).next_page_token) });
		expect(infoOf(beyond)).toMatchObject({ page: 11, count: 100, more_records: false });
	});

	it('goes on after the last record shown, also when that one has gone or others came', async () => {
		const ids = addPeople(bench, 5);
		const first = await list({ per_page: 2, sort_order: 'asc' });
		bench.server.crm.module('Contacts').remove(ids[1]);
		addPeople(bench, 1);
		const second = await list({ per_page: 2, sort_order: 'asc', page_token: String(infoOf(first).next_page_token) });
		expect(idsOf(second)).toEqual([ids[2], ids[3]]);
	});

	it('binds a page token to its listing, and ends it after a day', async () => {
		addPeople(bench, 5);
		const first = await list({ per_page: 2 });
		const page_token = String(infoOf(first).next_page_token);
		expect(infoOf(first).page_token_expiry).toBe('2026-06-02T10:00:00+02:00');
		const mismatch = {
			status: 400,
			body: { code: 'TOKEN_BOUND_DATA_MISMATCH', details: { param_name: 'page_token' } },
		};
		expect(await list({ per_page: 3, page_token })).toMatchObject(mismatch);
		expect(await list({ per_page: 2, page_token, sort_order: 'asc' })).toMatchObject(mismatch);
		expect(await list({ per_page: 2, page_token, fields: 'Email' })).toMatchObject(mismatch);
		expect(await list({ per_page: 2, page_token }, { 'If-Modified-Since': iso(START - DAY) })).toMatchObject(mismatch);
		expect(await list({ per_page: 2, page_token: 'made-up' })).toMatchObject(mismatch);
		expect((await list({ per_page: 2, page_token })).status).toBe(200);
		bench.clock.time += DAY;
		const { accessToken } = bench.server.tokens.issue();
		const late = await bench.call('Contacts', {
			query: { fields: 'Last_Name,Email', per_page: 2, page_token },
			accessToken,
		});
		expect(late).toMatchObject({ status: 400, body: { code: 'EXPIRED_VALUE', details: { api_name: 'page_token' } } });
	});

	it('ends token paging at its limit, 100,000 records unless a test lowers it', async () => {
		const small = await startBench({ limits: { tokenPages: 4 } });
		addPeople(small, 6);
		const page = async (query: Record<string, string | number>): Promise<Answer> =>
			await small.call('Contacts', { query: { fields: 'id', per_page: 2, ...query } });
		const second = await page({ page_token: String(infoOf(await page({})).next_page_token) });
		expect(infoOf(second)).toMatchObject({ count: 2, more_records: true });
		expect(await page({ page_token: String(infoOf(second).next_page_token) })).toMatchObject({
			status: 400,
			body: { code: 'PAGINATION_LIMIT_EXCEEDED', details: { param_name: 'page_token' } },
		});
		await small.server.close();
	});

	it.each([
		[{ page: 2, page_token: 'x' }, ['page', 'page_token']],
		[{ cvid: '1', sort_by: 'id' }, ['cvid', 'sort_by']],
		[{ cvid: '1', ids: '4876001000000100001' }, ['cvid', 'ids']],
	])('refuses %j as ambiguous', async (query, names) => {
		expect(await list(query as Record<string, string | number>)).toMatchObject({
			status: 400,
			body: {
				code: 'AMBIGUITY_DURING_PROCESSING',
				details: { ambiguity_due_to: names.map((param_name) => ({ param_name })) },
			},
		});
	});

	it('reads up to 100 records by ids and leaves out what does not exist', async () => {
		const ids = addPeople(bench, 3);
		const answer = await list({ ids: [ids[0], '4876001000000999999', ids[2]].join(',') });
		expect(idsOf(answer).sort()).toEqual([ids[0], ids[2]]);
		expect((await list({ ids: '4876001000000999999' })).status).toBe(204);
		expect(await list({ ids: Array.from({ length: 101 }, () => ids[0]).join(',') })).toMatchObject({
			status: 400,
			body: { code: 'LIMIT_EXCEEDED', details: { limit: 100, param_name: 'ids' } },
		});
		expect((await list({ ids: 'abc' })).status).toBe(400);
	});

	it('shows only what changed in a later second than If-Modified-Since, and 304 for nothing', async () => {
		const [first] = addPeople(bench, 2);
		const since = { 'If-Modified-Since': iso(START) };
		expect(await list({}, since)).toMatchObject({ status: 304, body: undefined });
		bench.clock.time += 999;
		bench.server.crm.module('Contacts').update(first, { Title: 'Dr' });
		expect((await list({}, since)).status).toBe(304);
		bench.clock.time += 1;
		bench.server.crm.module('Contacts').update(first, { Title: 'Prof' });
		expect(idsOf(await list({}, since))).toEqual([first]);
		expect((await bench.call(`Contacts/${first}`, { headers: since })).status).toBe(200);
		const later = { 'If-Modified-Since': iso(START + 1_000) };
		expect((await bench.call(`Contacts/${first}`, { headers: later })).status).toBe(304);
	});

	it('answers 204 instead of 304 where switched to', async () => {
		addPeople(bench, 1);
		bench.server.switches.unmodifiedStatus = 204;
		expect(await list({}, { 'If-Modified-Since': iso(START) })).toMatchObject({ status: 204, body: undefined });
	});

	it.each(['Mon, 01 Jun 2026 08:00:00 GMT', '2026-06-01', '2026-06-01T08:00:00', '1780300800'])(
		'refuses the If-Modified-Since "%s"',
		async (text) => {
			const refusal = {
				status: 400,
				body: { code: 'PATTERN_NOT_MATCHED', details: { param_name: 'If-Modified-Since' } },
			};
			expect(await list({}, { 'If-Modified-Since': text })).toMatchObject(refusal);
			expect(await bench.call('Contacts/deleted', { headers: { 'If-Modified-Since': text } })).toMatchObject(refusal);
		},
	);

	it('pages through 25,000 records', async () => {
		addPeople(bench, 25_000);
		let pages = 0;
		let token: unknown;
		do {
			const answer = await list(token ? { page_token: String(token) } : {});
			pages += 1;
			token = infoOf(answer).next_page_token;
		} while (token);
		expect(pages).toBe(125);
	});
});
