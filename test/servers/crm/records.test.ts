import { addPeople, dataOf, idsOf, startBench, type TestBench } from './testClient';

describe('The records of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	it('has ids beyond 2^53 that a number would damage', () => {
		const [id] = addPeople(bench, 1);
		expect(id).toMatch(/^\d{18,19}$/);
		expect(BigInt(id)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
		expect(String(Number(id))).not.toBe(id);
	});

	it('shows a record by id with whole seconds and an offset, from the server clock alone', async () => {
		bench.clock.time += 1_234;
		const [id] = addPeople(bench, 1);
		const answer = await bench.call(`Contacts/${id}`);
		expect(answer.status).toBe(200);
		expect(dataOf(answer)[0]).toMatchObject({
			id,
			Full_Name: 'Person 1',
			Created_Time: '2026-06-01T10:00:01+02:00',
			Modified_Time: '2026-06-01T10:00:01+02:00',
			Created_By: { name: 'Paula Boyle' },
			Phone: null,
		});
		expect(answer.headers.get('date')).toBe('Mon, 01 Jun 2026 08:00:01 GMT');
	});

	it('answers 204 for an id that does not exist, 400 for one that cannot', async () => {
		expect(await bench.call('Contacts/4876001000000999999')).toMatchObject({ status: 204, body: undefined });
		expect(await bench.call('Contacts/nobody')).toMatchObject({ status: 400, body: { code: 'INVALID_DATA' } });
	});

	it('shows a lookup with the name that the related record has now', async () => {
		const { crm } = bench.server;
		const account = crm.module('Accounts').add({ Account_Name: 'Example Ltd' });
		const id = crm.module('Contacts').add({ Last_Name: 'Meier', Account_Name: 'Example Ltd' });
		crm.module('Accounts').update(account, { Account_Name: 'Example Inc' });
		const answer = await bench.call(`Contacts/${id}`, { query: { fields: 'Account_Name' } });
		expect(dataOf(answer)).toEqual([{ id, Account_Name: { name: 'Example Inc', id: account } }]);
		crm.module('Accounts').remove(account);
		expect(crm.module('Contacts').get(id)).toMatchObject({ Account_Name: null });
	});

	it('S22: merges a record into another: the loser is gone, the survivor fills up', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const loser = contacts.add({ Last_Name: 'Meier', Phone: '044 555 01 00' });
		const survivor = contacts.add({ Last_Name: 'Meyer', Title: 'Dr' });
		contacts.mergeInto(loser, survivor);
		expect(contacts.get(survivor)).toMatchObject({ Last_Name: 'Meyer', Title: 'Dr', Phone: '044 555 01 00' });
		expect((await bench.call(`Contacts/${loser}`)).status).toBe(204);
		expect(idsOf(await bench.call('Contacts/deleted'))).toEqual([loser]);
	});

	it('takes a record back from the recycle bin', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const [id] = addPeople(bench, 1);
		contacts.remove(id);
		expect((await bench.call(`Contacts/${id}`)).status).toBe(204);
		bench.clock.time += 60_000;
		contacts.restore(id);
		expect((await bench.call('Contacts/deleted')).status).toBe(204);
		expect(contacts.get(id)).toMatchObject({ Modified_Time: '2026-06-01T10:01:00+02:00' });
	});

	it('tells test mistakes: unknown fields, fields of the CRM itself, missing records', () => {
		const contacts = bench.server.crm.module('Contacts');
		expect(() => contacts.add({ Last_Name: 'Meier', Nope: 1 })).toThrow('no field "Nope"');
		expect(() => contacts.add({ Last_Name: 'Meier', Modified_Time: 'now' })).toThrow('kept by the CRM');
		expect(() => contacts.update('1', {})).toThrow('no record 1');
	});

	it('S63: touches all records without changing a value', async () => {
		const [id] = addPeople(bench, 1);
		const before = bench.server.crm.module('Contacts').get(id);
		bench.clock.time += 5_000;
		bench.server.faults.touchAll('Contacts');
		const after = bench.server.crm.module('Contacts').get(id);
		expect(after).toEqual({ ...before, Modified_Time: '2026-06-01T10:00:05+02:00' });
	});

	it('serves any module by the same code', async () => {
		const vendor = bench.server.crm.module('Vendors').add({ Vendor_Name: 'Example Ltd', Email: 'a@example.org' });
		const patient = bench.server.crm.module('Patients').add({ Name: 'Meier', Weight: 70.5 });
		const vendors = await bench.call('Vendors', { query: { fields: 'Vendor_Name,Email' } });
		expect(dataOf(vendors)).toEqual([{ id: vendor, Vendor_Name: 'Example Ltd', Email: 'a@example.org' }]);
		const patients = await bench.call('Patients', { query: { fields: 'Name,Weight' } });
		expect(dataOf(patients)).toEqual([{ id: patient, Name: 'Meier', Weight: 70.5 }]);
	});

	it('serves v6, v7 and v8, or one of them', async () => {
		const [id] = addPeople(bench, 1);
		for (const version of ['v6', 'v7', 'v8'] as const) {
			expect((await bench.call(`Contacts/${id}`, { version })).status).toBe(200);
		}
		const only = await startBench({ version: 'v6' });
		expect((await only.call('users', { version: 'v6' })).status).toBe(200);
		expect(await only.call('users', { version: 'v8' })).toMatchObject({
			status: 404,
			body: { code: 'INVALID_URL_PATTERN' },
		});
		await only.server.close();
	});
});
