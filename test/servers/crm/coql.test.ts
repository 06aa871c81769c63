import { addPeople, coql, dataOf, idsOf, infoOf, startBench, type TestBench } from './testClient';

const listOf = (count: number): string =>
	Array.from({ length: count }, (_, index) => `'${index}@example.org'`).join(',');

describe('COQL of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	const found = async (condition: string): Promise<string[]> =>
		idsOf(await coql(bench, `select id from Contacts where ${condition}`));
	const refusal = async (query: string): Promise<unknown> => {
		const answer = await coql(bench, query);
		return { status: answer.status, code: answer.body?.code, details: answer.body?.details };
	};

	it('finds exact values whatever their case, and counts as a read', async () => {
		const [first, second] = addPeople(bench, 12);
		const answer = await coql(
			bench,
			"select Last_Name, Email from Contacts where Email in ('PERSON1@example.org','person2@example.org')",
		);
		expect(dataOf(answer)).toEqual([
			{ id: first, Last_Name: '1', Email: 'person1@example.org' },
			{ id: second, Last_Name: '2', Email: 'person2@example.org' },
		]);
		expect(infoOf(answer)).toEqual({ count: 2, more_records: false });
		expect(bench.server.log.entries()[0]).toMatchObject({ kind: 'read', operation: 'coql' });
		expect(await found("Email = 'person1@example'")).toEqual([]);
	});

	it('answers 204 for nothing', async () => {
		expect(await coql(bench, "select id from Contacts where id in ('1')")).toMatchObject({
			status: 204,
			body: undefined,
		});
	});

	it('joins two conditions, and more in pairs of brackets; a plain chain is a syntax error', async () => {
		const [first, second, third] = addPeople(bench, 3);
		expect(await found("Last_Name = '1' or Last_Name = '2'")).toEqual([first, second]);
		expect(await found("First_Name = 'Person' and Last_Name != '1'")).toEqual([second, third]);
		expect(await found("((Last_Name = '1' or Last_Name = '2') and Email is not null)")).toEqual([first, second]);
		expect(await found("Last_Name = '1' or (Last_Name = '2' and Title is null)")).toEqual([first, second]);
		expect(
			await refusal("select id from Contacts where Last_Name = '1' or Last_Name = '2' or Last_Name = '3'"),
		).toEqual({
			status: 400,
			code: 'SYNTAX_ERROR',
			details: { near: 'or' },
		});
	});

	it('compares with lists, patterns, times and numbers', async () => {
		const [first, second] = addPeople(bench, 1);
		bench.clock.time += 60_000;
		const [later] = addPeople(bench, 1);
		expect(second).toBeUndefined();
		expect(await found("Modified_Time > '2026-06-01T10:00:30+02:00'")).toEqual([later]);
		expect(await found("Modified_Time <= '2026-06-01T08:00:00+00:00'")).toEqual([first]);
		expect(await found(`id not in ('${first}')`)).toEqual([later]);
		expect(await found("Email like 'person%'")).toEqual([first, later]);
		expect(await found("Email not like '%example.org'")).toEqual([]);
		const account = bench.server.crm.module('Accounts').add({ Account_Name: 'Example', Employees: 12 });
		const big = await coql(bench, 'select id from Accounts where Employees >= 12');
		expect(idsOf(big)).toEqual([account]);
	});

	it('shows a lookup as id, and fields of the related record by their own columns', async () => {
		const account = bench.server.crm.module('Accounts').add({ Account_Name: 'Example Ltd' });
		const id = bench.server.crm.module('Contacts').add({ Last_Name: 'Meier', Account_Name: account });
		const answer = await coql(
			bench,
			`select Account_Name, Account_Name.Account_Name, Account_Name.id from Contacts where Account_Name = '${account}'`,
		);
		expect(dataOf(answer)).toEqual([
			{
				id,
				Account_Name: { id: account },
				'Account_Name.Account_Name': 'Example Ltd',
				'Account_Name.id': account,
			},
		]);
	});

	it('takes quotes and backslashes inside texts only when escaped', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const id = contacts.add({ Last_Name: "O'Brien \\ Sons", Email: "o'brien@example.org" });
		expect(await found("Email = 'o\\'brien@example.org'")).toEqual([id]);
		expect(await found("Last_Name = 'O\\'Brien \\\\ Sons'")).toEqual([id]);
		expect(await refusal("select id from Contacts where Email = 'o'brien@example.org'")).toMatchObject({
			code: 'SYNTAX_ERROR',
		});
		expect(await refusal("select id from Contacts where Email = 'o''brien@example.org'")).toMatchObject({
			code: 'SYNTAX_ERROR',
		});
	});

	it('orders by id unless told, and pages by limit and offset in both spellings', async () => {
		const ids = addPeople(bench, 5);
		const page = async (window: string): Promise<[string[], unknown]> => {
			const answer = await coql(bench, `select id from Contacts where id is not null ${window}`);
			return [idsOf(answer), infoOf(answer).more_records];
		};
		expect(await page('limit 2')).toEqual([ids.slice(0, 2), true]);
		expect(await page('limit 2 offset 4')).toEqual([ids.slice(4), false]);
		expect(await page('limit 2, 2')).toEqual([ids.slice(2, 4), true]);
		expect(await page('order by Last_Name desc limit 1')).toEqual([[ids[4]], true]);
	});

	it('returns 200 rows unless told, 2,000 at the most', async () => {
		addPeople(bench, 201);
		const answer = await coql(bench, 'select id from Contacts where id is not null');
		expect(infoOf(answer)).toEqual({ count: 200, more_records: true });
		expect(await refusal('select id from Contacts where id is not null limit 2001')).toMatchObject({
			status: 400,
			code: 'INVALID_QUERY',
			details: { limit: 2_001 },
		});
		expect(await refusal('select id from Contacts where id is not null limit 200 offset 100000')).toMatchObject({
			code: 'LIMIT_EXCEEDED',
		});
	});

	it.each([
		['v6', 50],
		['v7', 100],
		['v8', 100],
	] as const)('takes lists on %s of up to %d values', async (version, most) => {
		const query = (count: number): string => `select id from Contacts where Email in (${listOf(count)})`;
		expect((await coql(bench, query(most), { version })).status).toBe(204);
		expect(await coql(bench, query(most + 1), { version })).toMatchObject({
			status: 400,
			body: { code: 'LIMIT_EXCEEDED', details: { limit: most } },
		});
	});

	it('takes 50 columns on v6 and 25 conditions', async () => {
		const columns = Array.from({ length: 51 }, () => 'Email').join(',');
		const wide = `select ${columns} from Contacts where id is not null`;
		expect(await coql(bench, wide, { version: 'v6' })).toMatchObject({ body: { code: 'LIMIT_EXCEEDED' } });
		expect((await coql(bench, wide)).status).toBe(204);
		let condition = "Last_Name = 'x'";
		for (let count = 2; count <= 26; count++) condition = `(Last_Name = 'x' or ${condition})`;
		expect(await refusal(`select id from Contacts where ${condition}`)).toMatchObject({
			code: 'LIMIT_EXCEEDED',
			details: { limit: 25 },
		});
	});

	it.each([
		['select Nope from Contacts where id is not null', 'INVALID_QUERY', { column_name: 'Nope' }],
		["select id from Contacts where Nope = '1'", 'INVALID_QUERY', { column_name: 'Nope' }],
		[
			'select Account_Name.Nope from Contacts where id is not null',
			'INVALID_QUERY',
			{ column_name: 'Account_Name.Nope' },
		],
		["select id from Contacts where Description = 'x'", 'INVALID_QUERY', { column_name: 'Description' }],
		["select id from Nope where id = '1'", 'INVALID_MODULE', {}],
		['select id from Contacts', 'SYNTAX_ERROR', {}],
		['update Contacts', 'SYNTAX_ERROR', { near: 'update' }],
		["select id from Contacts where Email = 'a' garbage", 'SYNTAX_ERROR', { near: 'garbage' }],
		['select id from Contacts where Email = person', 'SYNTAX_ERROR', { near: 'person' }],
		["select id from Contacts where Email = 'a", 'SYNTAX_ERROR', {}],
		["select id from Contacts where Email ~ 'a'", 'SYNTAX_ERROR', {}],
		["select id from Contacts where Email not 'a'", 'SYNTAX_ERROR', {}],
		['select id from Contacts where Email in ()', 'SYNTAX_ERROR', {}],
		['select id from Contacts where id is not null limit 2.5', 'SYNTAX_ERROR', {}],
	])('refuses %s', async (query, code, details) => {
		expect(await refusal(query)).toMatchObject({ status: 400, code, details });
	});

	it('refuses a column that the profile hides', async () => {
		bench.server.faults.hideFieldPermissions('Contacts', 'Fax');
		expect(await refusal('select Fax from Contacts where id is not null')).toMatchObject({ code: 'INVALID_QUERY' });
	});

	it('needs the permission to view the module', async () => {
		bench.server.faults.losePermission('Contacts', 'view');
		expect(await refusal("select id from Contacts where id = '1'")).toMatchObject({
			status: 403,
			code: 'NO_PERMISSION',
			details: { permissions: ['Crm_Implied_View_Contacts'] },
		});
	});

	it('looks 100 addresses up among 25,000 records', async () => {
		const ids = addPeople(bench, 25_000);
		const wanted = Array.from({ length: 100 }, (_, index) => `'person${index * 200 + 1}@example.org'`);
		const answer = await coql(bench, `select id from Contacts where Email in (${wanted.join(',')})`);
		expect(idsOf(answer)).toHaveLength(100);
		expect(idsOf(answer)).toContain(ids[200]);
	});
});
