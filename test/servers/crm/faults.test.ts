import type { JsonObject } from './json';
import {
	addPeople,
	type Answer,
	codesOf,
	coql,
	dataOf,
	idsOf,
	infoOf,
	START,
	startBench,
	type TestBench,
} from './testClient';

const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', '+00:00');

describe('Faults of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => await bench.server.close());

	const list = async (query: Record<string, string | number> = {}): Promise<Answer> =>
		await bench.call('Contacts', { query: { fields: 'Last_Name', ...query } });
	const create = async (record: JsonObject): Promise<Answer> =>
		await bench.call('Contacts', { method: 'POST', body: { data: [record], trigger: [] } });
	const statuses = async (...calls: Array<() => Promise<Answer>>): Promise<number[]> => {
		const found: number[] = [];
		for (const call of calls) found.push((await call()).status);
		return found;
	};
	const size = (): number => bench.server.crm.module('Contacts').size;

	it('is healthy at first', async () => {
		addPeople(bench, 1);
		expect(await statuses(list, list, async () => await create({ Last_Name: 'A' }))).toEqual([200, 200, 201]);
	});

	it.each([500, 502, 503])('fails the next requests with %d and then recovers', async (status) => {
		addPeople(bench, 1);
		bench.server.faults.failNext({ status, times: 2 });
		expect(await statuses(list, list, list)).toEqual([status, status, 200]);
	});

	it('fails only the operation meant, and nothing is written', async () => {
		addPeople(bench, 1);
		bench.server.faults.failNext({ operation: 'records.create', status: 500 });
		expect((await list()).status).toBe(200);
		expect(await create({ Last_Name: 'A' })).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR' } });
		expect(size()).toBe(1);
	});

	it('leaves sign-in alone unless it is named', async () => {
		const refresh = async (): Promise<number> => {
			const { id, secret } = bench.server.tokens.client;
			const body = new URLSearchParams({
				grant_type: 'refresh_token',
				client_id: id,
				client_secret: secret,
				refresh_token: bench.tokens.refreshToken,
			});
			return (await fetch(`${bench.server.url}/oauth/v2/token`, { method: 'POST', body })).status;
		};
		bench.server.faults.failNext({ status: 503 });
		expect(await refresh()).toBe(200);
		bench.server.faults.clear();
		bench.server.faults.failNext({ operation: 'auth.token', status: 503 });
		expect(await refresh()).toBe(503);
	});

	it('S53: answers 429 with Retry-After, and without', async () => {
		bench.server.faults.failNext({ status: 429, retryAfter: 7 });
		const asked = await list();
		expect(asked.headers.get('retry-after')).toBe('7');
		expect(asked.body).toMatchObject({ code: 'TOO_MANY_REQUESTS', details: { retry_after: 7 } });
		bench.server.faults.failNext({ status: 429 });
		const plain = await list();
		expect(plain.headers.get('retry-after')).toBeNull();
		expect(plain.body).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED' });
	});

	it('S54: stores what it is sent and then fails or hangs up', async () => {
		bench.server.faults.failNext({ operation: 'records.create', status: 504, when: 'after' });
		expect((await create({ Last_Name: 'A' })).status).toBe(504);
		bench.server.faults.resetNext({ operation: 'records.create', when: 'after' });
		await expect(create({ Last_Name: 'B' })).rejects.toThrow('fetch failed');
		expect(size()).toBe(2);
		expect(bench.server.log.writes().map(({ status }) => status)).toEqual([504, 'cut']);
	});

	it('hangs up before it does anything', async () => {
		bench.server.faults.resetNext();
		await expect(create({ Last_Name: 'A' })).rejects.toThrow('fetch failed');
		expect(size()).toBe(0);
	});

	it('fails a request by its number in the log', async () => {
		addPeople(bench, 1);
		bench.server.faults.at(1, { kind: 'fail', status: 500 });
		bench.server.faults.at(2, { kind: 'reset' });
		expect(await statuses(list, list)).toEqual([200, 500]);
		await expect(list()).rejects.toThrow('fetch failed');
		expect((await list()).status).toBe(200);
		expect(bench.server.log.entries().map(({ seq, status }) => [seq, status])).toEqual([
			[0, 200],
			[1, 500],
			[2, 'cut'],
			[3, 200],
		]);
	});

	it('S50: refuses poisoned records one by one, new and old, and lets the others through', async () => {
		const [id] = addPeople(bench, 1);
		bench.server.faults.poisonRecord(({ Last_Name }) => Last_Name === 'Poison', 'NOT_APPROVED', 'record not approved');
		const data = [{ Last_Name: 'A' }, { Last_Name: 'Poison' }];
		const created = await bench.call('Contacts', { method: 'POST', body: { data, trigger: [] } });
		expect([created.status, codesOf(created)]).toEqual([207, ['SUCCESS', 'NOT_APPROVED']]);
		bench.server.crm.module('Contacts').update(id, { Last_Name: 'Poison' });
		const changed = await bench.call('Contacts', { method: 'PUT', body: { data: [{ id, Title: 'Dr' }], trigger: [] } });
		expect(codesOf(changed)).toEqual(['NOT_APPROVED']);
		const removed = await bench.call('Contacts', { method: 'DELETE', query: { ids: id } });
		expect(codesOf(removed)).toEqual(['NOT_APPROVED']);
		expect(bench.server.crm.module('Contacts').get(id)).toMatchObject({ Title: null });
	});

	it('S52: refuses a request as a whole because of one record, with nothing written', async () => {
		const [first, second] = addPeople(bench, 2);
		bench.server.faults.poisonRequest(({ Last_Name }) => Last_Name === 'Poison', 'INVALID_DATA', 'body');
		const data = [{ Last_Name: 'A' }, { Last_Name: 'Poison' }];
		const created = await bench.call('Contacts', { method: 'POST', body: { data, trigger: [] } });
		expect(created).toMatchObject({ status: 400, body: { code: 'INVALID_DATA', message: 'body' } });
		const changes: JsonObject[] = [{ id: first, Title: 'Dr' }, { id: second, Last_Name: 'Poison' }];
		expect((await bench.call('Contacts', { method: 'PUT', body: { data: changes, trigger: [] } })).status).toBe(400);
		expect(bench.server.crm.module('Contacts').all()).toHaveLength(2);
		expect(bench.server.crm.module('Contacts').get(first)).toMatchObject({ Title: null });
	});

	it('S26: hides a record: unlisted, refused by its own address, not written', async () => {
		const [hidden, shown] = addPeople(bench, 2);
		bench.server.faults.hideRecord(hidden);
		expect(idsOf(await bench.call('Contacts', { query: { fields: 'id', ids: `${hidden},${shown}` } }))).toEqual([shown]);
		expect(idsOf(await coql(bench, "select id from Contacts where Email like 'person%'"))).toEqual([shown]);
		expect(idsOf(await bench.call('Contacts/search', { query: { word: 'person' } }))).toEqual([shown]);
		expect(await bench.call(`Contacts/${hidden}`)).toMatchObject({ status: 403, body: { code: 'NO_PERMISSION' } });
		const changed = await bench.call('Contacts', { method: 'PUT', body: { data: [{ id: hidden, Title: 'Dr' }], trigger: [] } });
		expect(codesOf(changed)).toEqual(['AUTHORIZATION_FAILED']);
		expect(codesOf(await bench.call('Contacts', { method: 'DELETE', query: { ids: hidden } }))).toEqual(['AUTHORIZATION_FAILED']);
		bench.server.faults.showRecord(hidden);
		expect((await bench.call(`Contacts/${hidden}`)).status).toBe(200);
	});

	it('S34, S35: stores something other than it was sent', async () => {
		bench.server.faults.canonicalise('Contacts', ({ Title, Phone, ...rest }) => ({
			...rest,
			...(typeof Title === 'string' && { Title: Title.slice(0, 10) }),
			...(typeof Phone === 'string' && { Phone: `+${Phone.replace(/\D/g, '')}` }),
		}));
		await create({ Last_Name: 'A', Title: 'Director of Everything', Phone: '1 (555) 010-0100' });
		expect(bench.server.crm.module('Contacts').all()[0]).toMatchObject({
			Last_Name: 'A',
			Title: 'Director o',
			Phone: '+15550100100',
		});
		bench.server.faults.clear();
		await create({ Last_Name: 'B', Phone: '1 (555) 010-0100' });
		expect(bench.server.crm.module('Contacts').all()[1]).toMatchObject({ Phone: '1 (555) 010-0100' });
	});

	it('S41: takes a scope away in mid-run, with all that it includes', async () => {
		addPeople(bench, 1);
		bench.server.faults.revokeScope('ZohoCRM.modules.contacts.UPDATE');
		const id = String(bench.server.crm.module('Contacts').all()[0].id);
		const update = async (): Promise<Answer> =>
			await bench.call('Contacts', { method: 'PUT', body: { data: [{ id, Title: 'Dr' }], trigger: [] } });
		expect(await update()).toMatchObject({ status: 401, body: { code: 'OAUTH_SCOPE_MISMATCH' } });
		expect((await list()).status).toBe(200);
		bench.server.faults.revokeScope('ZohoCRM.modules.ALL');
		expect((await list()).status).toBe(401);
	});

	it('S60: a page of a listing fails, each time, until cleared', async () => {
		addPeople(bench, 6);
		bench.server.faults.stopListingEarly({ page: 2, how: 'fails' });
		const first = await list({ per_page: 2 });
		const page_token = String(infoOf(first).next_page_token);
		const second = async (): Promise<Answer> => await list({ per_page: 2, page_token });
		expect(await statuses(second, second)).toEqual([500, 500]);
		bench.server.faults.clear();
		expect((await second()).status).toBe(200);
	});

	it('S60: a page claims to be the last, or that more follow', async () => {
		addPeople(bench, 4);
		bench.server.faults.stopListingEarly({ page: 1, how: 'saysLast' });
		expect(infoOf(await list({ per_page: 2 }))).toMatchObject({ more_records: false, next_page_token: null });
		bench.server.faults.clear();
		bench.server.faults.stopListingEarly({ page: 1, how: 'saysMore', module: 'Contacts' });
		const all = await list();
		expect(infoOf(all)).toMatchObject({ count: 4, more_records: true });
		expect((await list({ page_token: String(infoOf(all).next_page_token) })).status).toBe(204);
	});

	it('S60: the deleted feed ends early as well', async () => {
		const contacts = bench.server.crm.module('Contacts');
		addPeople(bench, 3).forEach((id) => contacts.remove(id));
		const deleted = async (): Promise<Answer> => await bench.call('Contacts/deleted', { query: { per_page: 2 } });
		bench.server.faults.stopListingEarly({ operation: 'deleted', page: 1, how: 'saysLast' });
		expect(infoOf(await deleted())).toMatchObject({ count: 2, more_records: false });
		bench.server.faults.clear();
		bench.server.faults.stopListingEarly({ operation: 'deleted', page: 1, how: 'fails' });
		expect((await deleted()).status).toBe(500);
	});

	it('S57: a user edits just before a request is carried out, as often as asked', async () => {
		const [id] = addPeople(bench, 1);
		let edits = 0;
		bench.server.faults.beforeOperation('records.update', async () => {
			await Promise.resolve();
			edits += 1;
			bench.server.crm.module('Contacts').update(id, { Phone: `${edits}` });
		});
		const update = async (): Promise<Answer> =>
			await bench.call('Contacts', { method: 'PUT', body: { data: [{ id, Title: 'Dr' }], trigger: [] } });
		await list();
		expect(edits).toBe(0);
		await update();
		await update();
		expect(bench.server.crm.module('Contacts').get(id)).toMatchObject({ Title: 'Dr', Phone: '1' });
	});

	it('S55: lists what was true some time ago, while reading by id and COQL are up to date', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const [kept, gone] = addPeople(bench, 2);
		bench.clock.time += 60_000;
		bench.server.faults.lag(30_000);
		contacts.update(kept, { Last_Name: 'New' });
		contacts.remove(gone);
		const [late] = addPeople(bench, 1);
		expect(idsOf(await list())).toEqual([gone, kept]);
		expect(dataOf(await list())[1]).toMatchObject({ id: kept, Last_Name: '1' });
		expect((await bench.call('Contacts/deleted')).status).toBe(204);
		expect(dataOf(await list({ ids: kept }))[0]).toMatchObject({ Last_Name: 'New' });
		expect(idsOf(await coql(bench, 'select id from Contacts where id is not null'))).toEqual([kept, late]);
		bench.clock.time += 30_000;
		expect(idsOf(await list())).toEqual([late, kept]);
		expect(idsOf(await bench.call('Contacts/deleted'))).toEqual([gone]);
	});

	it('takes no notice of If-Modified-Since in listings where switched to', async () => {
		const [id] = addPeople(bench, 1);
		bench.server.faults.ignoreIfModifiedSince();
		const headers = { 'If-Modified-Since': iso(START + 60_000) };
		expect(idsOf(await bench.call('Contacts', { query: { fields: 'id' }, headers }))).toEqual([id]);
		expect((await bench.call('Contacts/deleted', { headers })).status).toBe(304);
	});

	it('hides fields in records', async () => {
		const [id] = addPeople(bench, 1);
		bench.server.faults.hideFieldPermissions('Contacts', 'Email');
		const answer = await bench.call('Contacts', { query: { fields: 'Last_Name,Email' } });
		expect(dataOf(answer)).toEqual([{ id, Last_Name: '1' }]);
	});

	it('is healthy again when cleared', async () => {
		addPeople(bench, 1);
		const { faults, switches } = bench.server;
		faults.failNext({ status: 500 });
		faults.resetNext();
		faults.beforeOperation('records.list', () => {
			bench.server.crm.module('Contacts').add({ Last_Name: 'X' });
		});
		faults.stopListingEarly({ page: 1, how: 'fails' });
		faults.poisonRecord(() => true);
		faults.revokeScope('ZohoCRM.modules.ALL');
		faults.credits({ limit: 0 });
		faults.concurrency({ limit: 0 });
		faults.lag(1_000);
		faults.searchLag(1_000);
		switches.rejectBearer = true;
		faults.clear();
		expect(await statuses(list, async () => await create({ Last_Name: 'A' }))).toEqual([200, 201]);
		expect(size()).toBe(2);
	});

	it('logs every request as read, write or sign-in, with what was asked and answered', async () => {
		await create({ Last_Name: 'A' });
		await coql(bench, "select id from Contacts where id = '1'");
		await bench.call('users', { query: { type: 'CurrentUser' } });
		await bench.call('Contacts/upsert', { method: 'POST', body: { data: [{ Last_Name: 'B' }], trigger: [] } });
		await bench.call('Contacts/1/2');
		expect(bench.server.log.entries().map(({ kind, operation, status, at }) => [kind, operation, status, at])).toEqual([
			['write', 'records.create', 201, START],
			['read', 'coql', 204, START],
			['read', 'users', 200, START],
			['write', 'records.upsert', 200, START],
			['read', 'unknown', 404, START],
		]);
		expect(bench.server.log.entries()[0]).toMatchObject({
			method: 'POST',
			path: '/crm/v8/Contacts',
			body: { data: [{ Last_Name: 'A' }], trigger: [] },
		});
	});
});
