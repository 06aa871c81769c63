import { CrmContract } from './contract';
import type { ApiRoute } from './routes';
import { addPeople, startBench, type TestBench } from './testClient';

const contract = CrmContract.load();
const whereSpecified = contract ? describe : describe.skip;
const route = (operation: ApiRoute['operation']): ApiRoute => ({ area: 'api', operation, kind: 'read', version: 'v8' });

whereSpecified('The official files, beside the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => await bench.server.close());

	const breaches = (): string[] => bench.server.contractBreaches.map(({ what }) => what);

	it('catch a query parameter that an operation does not have, or of another type', async () => {
		addPeople(bench, 1);
		await bench.call('Contacts', { query: { fields: 'id', per_pages: 5 } });
		await bench.call('Contacts', { query: { fields: 'id', per_page: 'many' } });
		expect(breaches()).toEqual([
			'request: query parameter per_pages is not specified',
			'request: query parameter per_page is not of type integer',
		]);
		expect(bench.server.contractBreaches[0]).toMatchObject({ seq: 0, operation: 'records.list' });
	});

	it('catch a required parameter that is missing', async () => {
		await bench.call('settings/fields');
		expect(breaches()).toEqual(['request: query parameter module is missing']);
	});

	it('catch an id that is sent as a number, which the server refuses too', async () => {
		const [id] = addPeople(bench, 1);
		const body = { data: [{ id: Number(id), Title: 'Dr' }], trigger: [] };
		const answer = await bench.call('Contacts', { method: 'PUT', body });
		expect(answer.status).toBe(400);
		expect(breaches()).toEqual([expect.stringContaining('request: /data/0/id must be string')]);
	});

	it('catch a body that is no JSON object, and one without its query', async () => {
		expect((await bench.call('Contacts', { method: 'POST', body: 'text' })).status).toBe(400);
		const query = await bench.call('coql', { method: 'POST', body: { query: 'select' } });
		expect(query).toMatchObject({ status: 400, body: { code: 'MANDATORY_NOT_FOUND' } });
		expect(breaches()).toEqual([
			expect.stringContaining('must be object'),
			expect.stringContaining("must have required property 'select_query'"),
		]);
	});

	it('catch an answer of a wrong shape', () => {
		const check = (operation: ApiRoute['operation'], status: number, body?: object): string[] =>
			contract?.answerBreaches(route(operation), { status, body }) ?? [];
		expect(check('records.list', 200, { data: [{ id: 5 }] })).toEqual([expect.stringContaining('/data/0/id')]);
		expect(check('records.create', 201, { data: [{ code: 'SUCCESS' }] })).not.toEqual([]);
		expect(check('records.list', 400, { error: 'no' })).not.toEqual([]);
		expect(check('records.list', 204, {})).toEqual(['204 has a body']);
		expect(check('settings.fields', 200, { fields: [{ api_name: 'Email' }] })).not.toEqual([]);
	});

	it('allow what a well-behaved client does', async () => {
		const [id] = addPeople(bench, 1);
		await bench.call('Contacts', { query: { fields: 'Last_Name', sort_by: 'id', per_page: 200, page: 1 } });
		await bench.call(`Contacts/${id}`);
		await bench.call('Contacts', { method: 'PUT', body: { data: [{ id, Title: 'Dr' }], trigger: [] } });
		await bench.call('Contacts', { method: 'DELETE', query: { ids: id, wf_trigger: false } });
		await bench.call('Contacts/deleted', { query: { type: 'all', per_page: 200, page: 1 } });
		await bench.call('settings/custom_views', { query: { module: 'Contacts' } });
		await bench.call('users', { query: { type: 'CurrentUser' } });
		expect(breaches()).toEqual([]);
	});

	it('can be left aside', async () => {
		const free = await startBench({ checkContract: false });
		await free.call('Contacts', { query: { nonsense: 1 } });
		expect([free.server.isContractChecked, free.server.contractBreaches]).toEqual([false, []]);
		await free.server.close();
	});
});
