import { addPeople, type Answer, startBench, type TestBench } from './testClient';

describe('Quota of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => await bench.server.close());

	const list = async (query: Record<string, string> = {}): Promise<Answer> =>
		await bench.call('Contacts', { query: { fields: 'Last_Name', ...query } });

	it('counts credits over a rolling day: 3 for a view, 2 for the deleted feed, 1 for ten written records', async () => {
		addPeople(bench, 1);
		const view = bench.server.crm.module('Contacts').views.named('All Contacts').id;
		const used = async (call: () => Promise<unknown>): Promise<number> => {
			const before = bench.server.creditsUsed();
			await call();
			return bench.server.creditsUsed() - before;
		};
		expect(await used(list)).toBe(1);
		expect(await used(async () => await list({ cvid: view }))).toBe(3);
		expect(await used(async () => await bench.call('Contacts/deleted'))).toBe(2);
		const data = Array.from({ length: 11 }, (_, index) => ({ Last_Name: `P${index}` }));
		const post = async (): Promise<Answer> =>
			await bench.call('Contacts', { method: 'POST', body: { data, trigger: [] } });
		expect(await used(post)).toBe(2);
		expect(bench.server.creditsUsed()).toBe(8);
		bench.clock.time += 24 * 3_600_000;
		expect(bench.server.creditsUsed()).toBe(0);
	});

	it('answers 429 when the credits are used up, with Retry-After or without', async () => {
		addPeople(bench, 1);
		bench.server.faults.credits({ limit: 2, retryAfter: 60 });
		expect([(await list()).status, (await list()).status]).toEqual([200, 200]);
		const refused = await list();
		expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
		bench.server.faults.credits({ limit: 2 });
		expect((await list()).headers.get('retry-after')).toBeNull();
		bench.server.faults.credits(null);
		expect((await list()).status).toBe(200);
	});

	it('tells the credits that are left once half of them are used', async () => {
		bench.server.faults.credits({ limit: 4 });
		expect((await list()).headers.get('x-api-credits-remaining')).toBeNull();
		expect((await list()).headers.get('x-api-credits-remaining')).toBe('2');
	});

	it('answers 429 to more requests at once than allowed', async () => {
		const slow = await startBench({ latencyMs: 40 });
		slow.server.faults.concurrency({ limit: 2, retryAfter: 1 });
		const answers = await Promise.all(Array.from({ length: 4 }, async () => await slow.call('users')));
		const found = answers.map(({ status }) => status).sort();
		expect(found).toContain(429);
		expect(found).toContain(200);
		expect((await slow.call('users')).status).toBe(200);
		await slow.server.close();
	});
});
