import type { JsonObject } from './json';
import { addPeople, type Answer, idsOf, startBench, type TestBench } from './testClient';

describe('List views of the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench();
	});
	afterEach(async () => {
		await bench.server.close();
		expect(bench.server.contractBreaches).toEqual([]);
	});

	const shown = async (cvid: string): Promise<Answer> =>
		await bench.call('Contacts', { query: { fields: 'Last_Name', cvid } });

	it('come with one for all records', async () => {
		addPeople(bench, 2);
		const all = bench.server.crm.module('Contacts').views.named('All Contacts');
		expect(idsOf(await shown(all.id))).toHaveLength(2);
	});

	it('are listed with id and name, and follow a rename', async () => {
		const { views } = bench.server.crm.module('Contacts');
		const id = views.addView({ name: 'Doctors', predicate: ({ Title }) => Title === 'Dr' });
		views.renameView(id, 'Physicians');
		const answer = await bench.call('settings/custom_views', { query: { module: 'Contacts' } });
		const names = (answer.body?.custom_views as JsonObject[]).map((view) => [view.id, view.name, view.system_defined]);
		expect(names).toEqual([
			[views.named('All Contacts').id, 'All Contacts', true],
			[id, 'Physicians', false],
		]);
		const one = await bench.call(`settings/custom_views/${id}`, { query: { module: 'Contacts' } });
		expect(one.body?.custom_views).toEqual([expect.objectContaining({ id, display_value: 'Physicians' })]);
		const missing = await bench.call('settings/custom_views/1', { query: { module: 'Contacts' } });
		expect(missing.status).toBe(204);
	});

	it('S25: a record falls out by an edit of its own and comes back by another', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const [id] = addPeople(bench, 1);
		const view = contacts.views.addView({ name: 'Without title', predicate: ({ Title }) => Title === null });
		expect(idsOf(await shown(view))).toEqual([id]);
		await bench.call('Contacts', { method: 'PUT', body: { data: [{ id, Title: 'Dr' }], trigger: [] } });
		expect((await shown(view)).status).toBe(204);
		expect((await bench.call(`Contacts/${id}`)).status).toBe(200);
		contacts.update(id, { Title: null });
		expect(idsOf(await shown(view))).toEqual([id]);
	});

	it('may change what they show with time alone', async () => {
		const { views } = bench.server.crm.module('Contacts');
		const [id] = addPeople(bench, 1);
		const noon = bench.clock.time + 4 * 3_600_000;
		const view = views.addView({ name: 'Morning', predicate: (_record, now) => now < noon });
		expect(idsOf(await shown(view))).toEqual([id]);
		bench.clock.time = noon;
		const { accessToken } = bench.server.tokens.issue();
		const later = await bench.call('Contacts', { query: { fields: 'id', cvid: view }, accessToken });
		expect(later.status).toBe(204);
	});

	it('take another criterion at once, those that came with the module too', async () => {
		const contacts = bench.server.crm.module('Contacts');
		const all = contacts.views.named('All Contacts').id;
		contacts.views.changeView(all, ({ Title }) => Title === 'Clerk');
		const clerk = contacts.add({ Last_Name: 'A', Title: 'Clerk' });
		contacts.add({ Last_Name: 'B' });
		expect(idsOf(await shown(all))).toEqual([clerk]);
	});

	it('take another criterion at once', async () => {
		const { views } = bench.server.crm.module('Contacts');
		const [first, second] = addPeople(bench, 2);
		const view = views.addView({ name: 'One', predicate: (record) => record.id === first });
		expect(idsOf(await shown(view))).toEqual([first]);
		views.changeView(view, (record) => record.id === second);
		expect(idsOf(await shown(view))).toEqual([second]);
	});

	it('S27: are refused when they do not exist, or no longer', async () => {
		const { views } = bench.server.crm.module('Contacts');
		const view = views.addView({ name: 'Short-lived', predicate: () => true });
		views.removeView(view);
		expect(await shown(view)).toMatchObject({
			status: 400,
			body: { code: 'INVALID_DATA', details: { param_name: 'cvid' } },
		});
	});
});
