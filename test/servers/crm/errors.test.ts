import { addPeople, codesOf, startBench, type TestBench } from './testClient';

describe('Refusals of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	it.each(['Contacts/1/2', 'settings/layouts', 'settings/fields/1', 'coql/x', ''])(
		'answers an address that leads nowhere with 404: %s',
		async (path) => {
			expect(await bench.call(path)).toMatchObject({
				status: 404,
				body: { code: 'INVALID_URL_PATTERN', details: {}, status: 'error' },
			});
		},
	);

	it('answers an API version that it does not serve, and any other address, with 404', async () => {
		for (const path of ['/crm/v2/Contacts', '/crm', '/']) {
			const answer = await fetch(`${bench.server.url}${path}`);
			expect([answer.status, await answer.json()]).toEqual([
				404,
				expect.objectContaining({ code: 'INVALID_URL_PATTERN' }),
			]);
		}
	});

	it('answers a known address with a wrong method with 400', async () => {
		expect(await bench.call('coql')).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST_METHOD' } });
		expect(await bench.call('Contacts', { method: 'PATCH' })).toMatchObject({
			status: 400,
			body: { code: 'INVALID_REQUEST_METHOD' },
		});
	});

	it('refuses a module that does not exist', async () => {
		expect(await bench.call('Nope', { query: { fields: 'id' } })).toMatchObject({
			status: 400,
			body: { code: 'INVALID_MODULE', details: { resource_path_index: 0 } },
		});
	});

	it.each([
		['view', 'GET', 'Contacts', 'Crm_Implied_View_Contacts'],
		['view', 'GET', 'Contacts/deleted', 'Crm_Implied_View_Contacts'],
		['create', 'POST', 'Contacts', 'Crm_Implied_Create_Contacts'],
		['edit', 'PUT', 'Contacts', 'Crm_Implied_Edit_Contacts'],
		['delete', 'DELETE', 'Contacts', 'Crm_Implied_Delete_Contacts'],
		['edit', 'POST', 'Contacts/upsert', 'Crm_Implied_Edit_Contacts'],
		['syncWithGoogleContacts', 'PUT', 'Contacts', 'Crm_Implied_Sync_With_Google_Contacts'],
	] as const)('S41: without the permission to %s, %s %s is refused and names it', async (which, method, path, name) => {
		const [id] = addPeople(bench, 1);
		bench.server.faults.losePermission('Contacts', which);
		const hasBody = method === 'POST' || method === 'PUT';
		const query = { GET: { fields: 'id' }, DELETE: { ids: id }, POST: {}, PUT: {} }[method];
		const send = async (): ReturnType<TestBench['call']> =>
			await bench.call(path, {
				method,
				query: path.endsWith('deleted') ? {} : (query as Record<string, string>),
				body: hasBody ? { data: [{ id, Last_Name: 'Meier' }], trigger: [] } : undefined,
			});
		expect(await send()).toMatchObject({
			status: 403,
			body: { code: 'NO_PERMISSION', details: { permissions: [name] }, message: 'Permission denied', status: 'error' },
		});
		expect(bench.server.crm.module('Contacts').get(id)).toMatchObject({ Last_Name: '1' });
		bench.server.faults.restorePermission('Contacts', which);
		expect((await send()).status).not.toBe(403);
	});

	it("does not take one module's permission for another's", async () => {
		bench.server.faults.losePermission('Leads', 'view');
		addPeople(bench, 1);
		expect((await bench.call('Contacts', { query: { fields: 'id' } })).status).toBe(200);
	});

	it('tells one record that may not be written by its own code', async () => {
		const [first, second] = addPeople(bench, 2);
		bench.server.faults.poisonRecord(({ id }) => id === first, 'RECORD_LOCKED', 'the record is locked');
		const data = [
			{ id: first, Title: 'Dr' },
			{ id: second, Title: 'Dr' },
		];
		const answer = await bench.call('Contacts', { method: 'PUT', body: { data, trigger: [] } });
		expect([answer.status, codesOf(answer)]).toEqual([207, ['RECORD_LOCKED', 'SUCCESS']]);
	});
});
