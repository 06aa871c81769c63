import type { IDataObject } from 'n8n-workflow';

import { runNode, stopN8n } from '../harness';
import type { SyncWorld } from './syncWorld';
import { startSyncWorld } from './syncWorld';

let world: SyncWorld;

beforeEach(async () => {
	world = await startSyncWorld();
});
afterEach(async () => await world.close());
afterAll(stopN8n);

async function build(parameters: IDataObject, items: object[] = [{}]) {
	const { items: built, error } = await runNode('contactReconcile', { operation: 'buildReport', title: 'Sales', ...parameters }, { items });
	return { error, json: built[0]?.json, file: built[0]?.binary?.report };
}

test('F29: a report shows the numbers, the conflicts with both values and the reasons of a run', async () => {
	world.addGoogle({ given: 'Ann', family: '<b>Lee</b>', email: 'ann@example.org', title: 'Clerk' });
	world.addCrm({ First_Name: 'Ann', Last_Name: '<b>Lee</b>', Email: 'ann@example.org', Title: 'Chair & more' });
	world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	world.addGoogle({ given: 'Bea', family: 'Ray', email: 'bob@example.org' });
	world.addCrm({ First_Name: 'Cem', Last_Name: 'Can', Email: 'cem@example.org' });
	const [{ json: report }] = (await world.run('two-way')).items('Record Results');

	const { json, file } = await build({ notes: 'Next sync: soon' }, [report]);
	const page = Buffer.from(String(file?.data), 'base64').toString();
	expect(file).toMatchObject({ mimeType: 'text/html', fileName: 'contact-sync-report.html' });
	expect(page).toBe(json.html);
	expect(json).toMatchObject({ run: report, conflicts: [{ side: 'google', field: 'jobTitle', kept: 'Chair & more', replaced: 'Clerk' }] });
	expect(page).toContain('Next sync: soon');
	expect(page).toMatch(/Last sync: <b>\d{4}-\d\d-\d\d \d\d:\d\d UTC<\/b>/);
	expect(page).toContain('<td>Created</td><td class="n">1</td>');
	expect(page).toMatch(/>Job Title in Google<\/td><td[^>]+>Chair &amp; more<\/td><td[^>]+>Clerk<\/td>/);
	expect(page).toContain('Several Google contacts have this e-mail address');
	expect(page).toContain('&lt;b&gt;Lee&lt;/b&gt;');
	expect(page).not.toContain('<b>Lee');
});

test('a conflict that nobody decides is shown with both values, on the page and for programs', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk' });
	const sync = async () =>
		await world.run('two-way', (nodes) => nodes.filter(({ name }) => name === 'Start Sync').forEach(({ parameters }) => (parameters.winner = 'none')));
	await sync();
	world.google.book.update(ann, { organizations: [{ title: 'Queen <1>' }] });
	world.crm.crm.module('Contacts').update(annCrm, { Title: 'Chair' });
	const [{ json: report }] = (await sync()).items('Record Results');
	const { json } = await build({ report: JSON.stringify(report) });
	expect(json).toMatchObject({ conflicts: [], openConflicts: [{ contact: 'Ann Lee', field: 'Title', google: 'Queen <1>', crm: 'Chair' }] });
	expect(json.html).toMatch(/>Ann Lee<\/td><td[^>]+>Title<\/td><td[^>]+>Queen &lt;1&gt;<\/td><td[^>]+>Chair<\/td>/);
});

test('a report calls fields as the field map does', async () => {
	const [{ json: report }] = (await world.run('two-way')).items('Record Results');
	const fields = ['labels', 'workEmail', 'custom:Hobby: sailing', 'externalId:customer'];
	const decided = fields.map((field) => ({ contact: 'Ann', side: 'google', field, kept: 'a', replaced: 'b' }));
	const { html } = (await build({}, [{ ...report, decided }])).json;
	expect([...String(html).matchAll(/>([^<]+) in Google<\/td>/g)].map(([, name]) => name)).toEqual(['Labels', 'Work E-Mail', 'Hobby: sailing', 'External ID customer']);
});

test('before the first sync the report says so; what is no report is refused', async () => {
	expect((await build({})).json.html).toContain('There was no sync yet');
	expect((await build({ title: ' ' })).json).toMatchObject({ title: 'Contact sync', html: expect.stringContaining('<h1>Contact sync</h1>') });
	for (const report of ['', '{}']) expect((await build({ report })).json.html).toContain('There was no sync yet');
	expect((await build({ report: '{"a":1}' })).error).toContain('"Report" is no report of a sync');
});
