import type { Json, JsonObject } from './json';
import { addPeople, type Answer, codesOf, dataOf, idsOf, START, startBench, type TestBench } from './testClient';

const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', '+00:00');

describe('Writes to the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	const write = async (
		method: string,
		data: Json,
		more: JsonObject = {},
		headers = {},
		path = 'Contacts',
	): Promise<Answer> => await bench.call(path, { method, body: { data, trigger: [], ...more }, headers });
	const get = (id: string): JsonObject | undefined => bench.server.crm.module('Contacts').get(id);

	it('creates records: 201, one result each, in order', async () => {
		const answer = await write('POST', [
			{ First_Name: 'Ada', Last_Name: 'Example', Email: 'ada@example.org', Email_Opt_Out: true, Interests: ['Books'] },
			{ Last_Name: 'Meier', Date_of_Birth: '1980-02-29', Title: '' },
		]);
		expect(answer.status).toBe(201);
		expect(codesOf(answer)).toEqual(['SUCCESS', 'SUCCESS']);
		expect(dataOf(answer)[0]).toEqual({
			code: 'SUCCESS',
			details: {
				Modified_Time: '2026-06-01T10:00:00+02:00',
				Modified_By: { name: 'Paula Boyle', id: expect.any(String) },
				Created_Time: '2026-06-01T10:00:00+02:00',
				id: expect.stringMatching(/^\d{19}$/),
				Created_By: { name: 'Paula Boyle', id: expect.any(String) },
			},
			message: 'record added',
			status: 'success',
		});
		const { id } = dataOf(answer)[1].details as JsonObject;
		expect(get(String(id))).toMatchObject({ Last_Name: 'Meier', Date_of_Birth: '1980-02-29', Title: null });
	});

	it('makes a double of an e-mail that is not unique', async () => {
		addPeople(bench, 1);
		await write('POST', [{ Last_Name: 'Again', Email: 'person1@example.org' }]);
		expect(bench.server.crm.module('Contacts').size).toBe(2);
	});

	it('changes the fields it is sent and no other', async () => {
		const [id] = addPeople(bench, 1);
		bench.clock.time += 2_000;
		const answer = await write('PUT', [{ id, Title: 'Dr', First_Name: null }]);
		expect(answer.status).toBe(200);
		expect(dataOf(answer)[0]).toMatchObject({ message: 'record updated', details: { id } });
		expect(get(id)).toMatchObject({
			Title: 'Dr',
			First_Name: null,
			Full_Name: '1',
			Email: 'person1@example.org',
			Created_Time: '2026-06-01T10:00:00+02:00',
			Modified_Time: '2026-06-01T10:00:02+02:00',
		});
	});

	it('changes and deletes one record by its own address', async () => {
		const [id] = addPeople(bench, 1);
		expect((await write('PUT', [{ Title: 'Dr' }], {}, {}, `Contacts/${id}`)).status).toBe(200);
		expect(get(id)).toMatchObject({ Title: 'Dr' });
		expect((await bench.call(`Contacts/${id}`, { method: 'DELETE' })).status).toBe(200);
		expect(get(id)).toBeUndefined();
	});

	it('S51: answers 207 in the order of the records when some fail', async () => {
		const answer = await write('POST', [{ Last_Name: 'A' }, { First_Name: 'B' }, { Last_Name: 'C' }]);
		expect(answer.status).toBe(207);
		expect(codesOf(answer)).toEqual(['SUCCESS', 'MANDATORY_NOT_FOUND', 'SUCCESS']);
		expect(bench.server.crm.module('Contacts').size).toBe(2);
	});

	it('answers 400 with data when all fail', async () => {
		const answer = await write('POST', [{ First_Name: 'A' }, { First_Name: 'B' }]);
		expect(answer.status).toBe(400);
		expect(codesOf(answer)).toEqual(['MANDATORY_NOT_FOUND', 'MANDATORY_NOT_FOUND']);
	});

	it('takes 100 records and refuses 101', async () => {
		const records = (count: number): Json => Array.from({ length: count }, (_, index) => ({ Last_Name: `P${index}` }));
		expect((await write('POST', records(100))).status).toBe(201);
		for (const method of ['POST', 'PUT']) {
			const answer = await write(method, records(101));
			expect(answer.status).toBe(400);
			expect(dataOf(answer)).toEqual([
				expect.objectContaining({ code: 'LIMIT_EXCEEDED', details: { maximum_length: 100, api_name: 'data' } }),
			]);
		}
		expect(bench.server.crm.module('Contacts').size).toBe(100);
	});

	it('refuses to change a record without id, with an unknown id or one that is none', async () => {
		const [id] = addPeople(bench, 1);
		const answer = await write('PUT', [
			{ Title: 'Dr' },
			{ id: '4876001000000999999', Title: 'Dr' },
			{ id: 'x', Title: 'Dr' },
		]);
		expect(answer.status).toBe(400);
		expect(dataOf(answer)).toMatchObject([
			{ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'id', json_path: '$.data[0].id' } },
			{ code: 'INVALID_DATA', details: { api_name: 'id', json_path: '$.data[1].id' } },
			{ code: 'INVALID_DATA', details: { api_name: 'id', json_path: '$.data[2].id' } },
		]);
		expect(get(id)).toMatchObject({ Title: null });
	});

	it('S56: does not write what was changed after If-Unmodified-Since: 412, or 207 when others go through', async () => {
		const [first, second] = addPeople(bench, 2);
		bench.clock.time += 5_000;
		bench.server.crm.module('Contacts').update(first, { Title: 'Prof' });
		const header = { 'If-Unmodified-Since': iso(START) };
		const stopped = await write('PUT', [{ id: first, Title: 'Dr' }], {}, header);
		expect(stopped.status).toBe(412);
		expect(dataOf(stopped)).toEqual([
			expect.objectContaining({
				code: 'ALREADY_MODIFIED',
				message: 'record updated time has already passed if-unmodified-since time',
				details: expect.objectContaining({ id: first, Modified_Time: '2026-06-01T10:00:05+02:00' }),
			}),
		]);
		expect(get(first)).toMatchObject({ Title: 'Prof' });
		const mixed = await write(
			'PUT',
			[
				{ id: first, Title: 'Dr' },
				{ id: second, Title: 'Dr' },
			],
			{},
			header,
		);
		expect([mixed.status, codesOf(mixed)]).toEqual([207, ['ALREADY_MODIFIED', 'SUCCESS']]);
		const httpDate = { 'If-Unmodified-Since': new Date(START).toUTCString() };
		expect((await write('PUT', [{ id: second, Title: 'Dr' }], {}, httpDate)).status).toBe(400);
	});

	it('S56: refuses the whole request for one newer record where switched to', async () => {
		const [first, second] = addPeople(bench, 2);
		bench.clock.time += 5_000;
		bench.server.crm.module('Contacts').update(first, { Title: 'Prof' });
		bench.server.switches.modifiedRefusal = 'request';
		const changes = [second, first].map((id) => ({ id, Title: 'Dr' }));
		const stopped = await write('PUT', changes, {}, { 'If-Unmodified-Since': iso(START) });
		expect(stopped).toMatchObject({ status: 412, body: { code: 'ALREADY_MODIFIED' } });
		expect(get(second)).toMatchObject({ Title: null });
	});

	it('deletes up to 100 ids: results in order, 207 for a mix, 400 when none exists', async () => {
		const [first, second] = addPeople(bench, 2);
		const remove = async (...ids: string[]): Promise<Answer> =>
			await bench.call('Contacts', { method: 'DELETE', query: { ids: ids.join(','), wf_trigger: false } });
		const mixed = await remove(first, '4876001000000999999', second);
		expect(mixed.status).toBe(207);
		expect(dataOf(mixed)).toEqual([
			{ code: 'SUCCESS', details: { id: first }, message: 'record deleted', status: 'success' },
			{ code: 'INVALID_DATA', details: { id: '4876001000000999999' }, message: 'record not deleted', status: 'error' },
			{ code: 'SUCCESS', details: { id: second }, message: 'record deleted', status: 'success' },
		]);
		expect((await remove(first)).status).toBe(400);
		expect((await remove(...Array.from({ length: 101 }, () => first))).body).toMatchObject({ code: 'LIMIT_EXCEEDED' });
		const without = await bench.call('Contacts', { method: 'DELETE' });
		expect(without).toMatchObject({ status: 400, body: { code: 'REQUIRED_PARAM_MISSING' } });
	});

	it('records workflows that fire when trigger is left out or names them, not when it is empty', async () => {
		const fired = (): string[] => bench.server.crm.firedWorkflows.map(({ operation }) => operation);
		await write('POST', [{ Last_Name: 'Quiet' }]);
		expect(fired()).toEqual([]);
		const loud = await bench.call('Contacts', { method: 'POST', body: { data: [{ Last_Name: 'Loud' }] } });
		const id = String((dataOf(loud)[0].details as JsonObject).id);
		await write('PUT', [{ id, Title: 'Dr' }], { trigger: ['workflow'] });
		await write('PUT', [{ id, Title: 'Dr' }], { trigger: ['approval'] });
		await bench.call('Contacts', { method: 'DELETE', query: { ids: id, wf_trigger: false } });
		expect(fired()).toEqual(['create', 'update']);
		const other = bench.server.crm.module('Contacts').add({ Last_Name: 'Other' });
		await bench.call('Contacts', { method: 'DELETE', query: { ids: other } });
		expect(fired()).toEqual(['create', 'update', 'delete']);
	});

	describe('upsert', () => {
		const upsert = async (data: Json, more: JsonObject = {}, module = 'Contacts'): Promise<Answer> =>
			await write('POST', data, more, {}, `${module}/upsert`);

		it('changes by e-mail, whatever its case, and creates else', async () => {
			const [id] = addPeople(bench, 1);
			const answer = await upsert([
				{ Last_Name: 'Changed', Email: 'PERSON1@example.org' },
				{ Last_Name: 'New', Email: 'new@example.org' },
			]);
			expect(answer.status).toBe(200);
			expect(dataOf(answer)).toMatchObject([
				{ action: 'update', duplicate_field: 'Email', message: 'record updated', details: { id } },
				{ action: 'insert', duplicate_field: null, message: 'record added' },
			]);
			expect(get(id)).toMatchObject({ Last_Name: 'Changed' });
		});

		it('uses the name in other modules, and unique fields after it', async () => {
			const accounts = bench.server.crm.module('Accounts');
			accounts.fields.alter('Website', { unique: { caseSensitive: false } });
			const id = accounts.add({ Account_Name: 'Example Ltd', Website: 'https://example.org' });
			const byName = await upsert([{ Account_Name: 'example ltd', Phone: '1' }], {}, 'Accounts');
			expect(dataOf(byName)[0]).toMatchObject({ action: 'update', duplicate_field: 'Account_Name' });
			const byUnique = await upsert([{ Account_Name: 'Other', Website: 'https://example.org' }], {}, 'Accounts');
			expect(dataOf(byUnique)[0]).toMatchObject({ duplicate_field: 'Website', details: { id } });
		});

		it('takes other fields to look for, in their order, and refuses ones that do not exist', async () => {
			const [first] = addPeople(bench, 2);
			const data = [{ Last_Name: '1', Email: 'person2@example.org' }];
			const answer = await upsert(data, { duplicate_check_fields: ['Last_Name', 'Email'] });
			expect(dataOf(answer)[0]).toMatchObject({ duplicate_field: 'Last_Name', details: { id: first } });
			expect((await upsert(data, { duplicate_check_fields: ['Nope'] })).status).toBe(400);
		});
	});

	it.each([
		[undefined, 'MANDATORY_NOT_FOUND'],
		[[], 'INVALID_DATA'],
	])('refuses data %j', async (data, code) => {
		const body: JsonObject = data === undefined ? { trigger: [] } : { data };
		expect(await bench.call('Contacts', { method: 'POST', body })).toMatchObject({ status: 400, body: { code } });
	});

	it('shows in listings what was written, at once', async () => {
		const answer = await write('POST', [{ Last_Name: 'Meier' }]);
		const { id } = dataOf(answer)[0].details as JsonObject;
		expect(idsOf(await bench.call('Contacts', { query: { fields: 'id' } }))).toEqual([id]);
	});
});
