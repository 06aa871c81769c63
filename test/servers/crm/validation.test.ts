import type { Json, JsonObject } from './json';
import { codesOf, dataOf, startBench, type TestBench } from './testClient';

describe('What the Vertical CRM test server refuses in a record', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	const create = async (record: JsonObject): Promise<JsonObject> => {
		const answer = await bench.call('Contacts', { method: 'POST', body: { data: [record], trigger: [] } });
		return dataOf(answer)[0];
	};
	const at = (name: string, more: JsonObject = {}): JsonObject => ({
		...more,
		api_name: name,
		json_path: `$.data[0].${name}`,
	});

	it.each<[string, Json, JsonObject]>([
		['First_Name', 'x'.repeat(41), { maximum_length: 40 }],
		['Title', 'x'.repeat(101), { maximum_length: 100 }],
		['Phone', '0'.repeat(31), { maximum_length: 30 }],
		['Email', `${'x'.repeat(90)}@example.org`, { maximum_length: 100 }],
		['Description', 'x'.repeat(32_001), { maximum_length: 32_000 }],
		['First_Name', 5, { expected_data_type: 'text' }],
		['Email_Opt_Out', 'true', { expected_data_type: 'boolean' }],
		['Email', 'not an address', { expected_data_type: 'email' }],
		['Email', 'a@example', { expected_data_type: 'email' }],
		['Date_of_Birth', '17.05.1980', { expected_data_type: 'date' }],
		['Date_of_Birth', '--05-17', { expected_data_type: 'date' }],
		['Date_of_Birth', '2025-02-30', { expected_data_type: 'date' }],
		['Date_of_Birth', '', { expected_data_type: 'date' }],
		['Interests', 'Books', { expected_data_type: 'jsonarray' }],
		['Interests', ['Books', 'Chess'], { supported_values: ['Books', 'Music', 'Sailing', 'Travel'] }],
		['Account_Name', { name: 'Example Ltd' }, { expected_data_type: 'jsonobject' }],
		['Account_Name', Number('4876001000000100007'), { expected_data_type: 'jsonobject' }],
		['Account_Name', { id: '4876001000000999999' }, {}],
		['Owner', { id: '4876001000000999999' }, {}],
		['Full_Name', 'Ada Example', {}],
		['Created_Time', '2026-06-01T10:00:00+02:00', {}],
		['Nope', 'x', {}],
	])('%s: %j', async (name, value, details) => {
		expect(await create({ Last_Name: 'Meier', [name]: value })).toMatchObject({
			code: 'INVALID_DATA',
			status: 'error',
			details: at(name, details),
		});
		expect(bench.server.crm.module('Contacts').size).toBe(0);
	});

	it('names the values that a picklist takes', async () => {
		const { code, details } = await create({ Last_Name: 'Meier', Lead_Source: 'Elsewhere' });
		expect(code).toBe('INVALID_DATA');
		expect(details).toMatchObject(at('Lead_Source'));
		expect((details as JsonObject).supported_values).toContain('Trade Show');
	});

	it("takes numbers of the field's own kind and length", async () => {
		const send = async (Employees: Json): Promise<Json[]> =>
			codesOf(
				await bench.call('Accounts', {
					method: 'POST',
					body: { data: [{ Account_Name: 'Example', Employees }], trigger: [] },
				}),
			);
		expect(await send(12)).toEqual(['SUCCESS']);
		expect(await send(1.5)).toEqual(['INVALID_DATA']);
		expect(await send('12')).toEqual(['INVALID_DATA']);
		expect(await send(1_234_567_890)).toEqual(['INVALID_DATA']);
	});

	it.each<JsonObject>([{}, { Last_Name: null }, { Last_Name: '' }])('needs the mandatory field: %j', async (record) => {
		expect(await create(record)).toMatchObject({ code: 'MANDATORY_NOT_FOUND', details: at('Last_Name') });
	});

	it('lets a mandatory field be left out, but not cleared, in an update', async () => {
		const id = bench.server.crm.module('Contacts').add({ Last_Name: 'Meier' });
		const update = async (record: JsonObject): Promise<Json[]> =>
			codesOf(await bench.call('Contacts', { method: 'PUT', body: { data: [{ id, ...record }], trigger: [] } }));
		expect(await update({ Title: 'Dr' })).toEqual(['SUCCESS']);
		expect(await update({ Last_Name: null })).toEqual(['MANDATORY_NOT_FOUND']);
	});

	it('clears with null, text also with an empty text, a picklist also with -None-', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const id = contacts.add({
			Last_Name: 'Meier',
			Title: 'Dr',
			Phone: '1',
			Lead_Source: 'Partner',
			Interests: ['Books'],
		});
		const data = [{ id, Title: '', Phone: null, Lead_Source: '-None-', Interests: [] }];
		await bench.call('Contacts', { method: 'PUT', body: { data, trigger: [] } });
		expect(contacts.get(id)).toMatchObject({ Title: null, Phone: null, Lead_Source: null, Interests: null });
	});

	it('refuses a value that a unique field already has, and names the record that has it', async () => {
		const contacts = bench.server.crm.module('Contacts');
		contacts.fields.alter('Email', { unique: { caseSensitive: false } });
		const first = contacts.add({ Last_Name: 'Meier', Email: 'a@example.org' });
		expect(await create({ Last_Name: 'Meyer', Email: 'A@example.org' })).toMatchObject({
			code: 'DUPLICATE_DATA',
			message: 'duplicate data',
			details: at('Email', {
				id: first,
				duplicate_record: { id: first, module: { api_name: 'Contacts' } },
				more_records: false,
			}),
		});
		const same = await bench.call('Contacts', {
			method: 'PUT',
			body: { data: [{ id: first, Email: 'a@example.org' }], trigger: [] },
		});
		expect(codesOf(same)).toEqual(['SUCCESS']);
	});

	it('S15: a unique e-mail also stops two records of one request, and a swap', async () => {
		const contacts = bench.server.crm.module('Contacts');
		contacts.fields.alter('Email', { unique: { caseSensitive: false } });
		const one = contacts.add({ Last_Name: 'A', Email: 'a@example.org' });
		const other = contacts.add({ Last_Name: 'B', Email: 'b@example.org' });
		const send = async (method: string, data: Json): Promise<Json[]> =>
			codesOf(await bench.call('Contacts', { method, body: { data, trigger: [] } }));
		const twins = [
			{ Last_Name: 'C', Email: 'c@example.org' },
			{ Last_Name: 'D', Email: 'c@example.org' },
		];
		expect(await send('POST', twins)).toEqual(['SUCCESS', 'DUPLICATE_DATA']);
		const swap = [
			{ id: one, Email: 'b@example.org' },
			{ id: other, Email: 'a@example.org' },
		];
		expect(await send('PUT', swap)).toEqual(['DUPLICATE_DATA', 'DUPLICATE_DATA']);
	});

	it('tells several errors of a record as one', async () => {
		expect(await create({ Email: 'x', Title: 'x'.repeat(101) })).toMatchObject({
			code: 'MULTIPLE_OR_MULTI_ERRORS',
			details: {
				errors: [
					{ code: 'INVALID_DATA', details: at('Email') },
					{ code: 'INVALID_DATA', details: at('Title') },
					{ code: 'MANDATORY_NOT_FOUND', details: at('Last_Name') },
				],
			},
		});
	});

	it('refuses fields that the profile hides or lets be read only', async () => {
		bench.server.faults.hideFieldPermissions('Contacts', 'Fax');
		bench.server.faults.hideFieldPermissions('Contacts', 'Phone', 'readOnly');
		expect(await create({ Last_Name: 'Meier', Fax: '1' })).toMatchObject({ code: 'INVALID_DATA', details: at('Fax') });
		expect(await create({ Last_Name: 'Meier', Phone: '1' })).toMatchObject({
			code: 'INVALID_DATA',
			details: at('Phone'),
		});
	});

	it('follows what the administrator changes', async () => {
		const { fields } = bench.server.crm.module('Contacts');
		fields.alter('Title', { length: 5 });
		fields.rename('Department', 'Ward');
		expect(await create({ Last_Name: 'Meier', Title: 'Professor' })).toMatchObject({ details: at('Title') });
		expect(await create({ Last_Name: 'Meier', Department: 'A' })).toMatchObject({ details: at('Department') });
		expect(await create({ Last_Name: 'Meier', Ward: 'A' })).toMatchObject({ code: 'SUCCESS' });
	});
});
