import { crmByEmail, differences, googleByEmail, GROUP, VIEW } from '../demo/accounts';
import { waitFor } from '../n8nProcess/commands';
import { readTemplate } from '../n8nProcess/preparedTemplate';
import { Editor } from './editor';
import type { RealN8n } from './realN8n';
import { nextReport, nextRun, startRealN8n, writes } from './realN8n';

/*
 * The life of one sync in a real n8n, as its builder lives it: each test goes on where the one before ended.
 */

let real: RealN8n;
let editor: Editor;
let sync = '';

beforeAll(async () => {
	real = await startRealN8n(20);
	real.accounts.google.book.addGroup('Suppliers');
	editor = await Editor.open(real.n8n.address);
});

afterAll(async () => {
	await editor?.close();
	await real?.close();
});

/** Waits until n8n has stored what the editor shows. */
async function saved(holds: (workflow: Awaited<ReturnType<typeof real.n8n.api.workflow>>) => boolean): Promise<void> {
	await waitFor('the editor to save the workflow', async () => holds(await real.n8n.api.workflow(sync)) || undefined);
}

async function parametersOf(name: string): Promise<Record<string, unknown>> {
	const { nodes } = await real.n8n.api.workflow(sync);
	return nodes.find((node) => node.name === name)?.parameters ?? {};
}

async function publish(): Promise<void> {
	await editor.publish();
	await saved(({ versionId, activeVersionId }) => activeVersionId === versionId);
}

/** The first person who is on both sides. */
function somebody() {
	const [email] = real.accounts.seeded.differing.keys();
	return { email, google: () => googleByEmail(real.accounts).get(email)?.[0], crm: () => crmByEmail(real.accounts).get(email)?.[0] };
}

test.each(['google-to-crm', 'crm-to-google', 'two-way'])('the template %s is imported through the editor, with all its nodes', async (name) => {
	sync = await editor.importTemplate(name);
	await editor.openGroups();

	const nodes = readTemplate(name).nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
	expect((await editor.nodeNames()).sort()).toEqual(nodes.map((node) => node.name).sort());
	await saved((workflow) => workflow.nodes.length === readTemplate(name).nodes.length);
	expect(await editor.page.getByText('Install this node').count()).toBe(0);
});

test('both accounts are connected in the editor, consent included, and n8n fills them in elsewhere', async () => {
	const { google, crm } = real.accounts;
	const readGoogle = await editor.openNode('Google: Get Changes');
	await readGoogle.createCredential({
		texts: { clientId: 'client', clientSecret: 'secret', serviceAddress: google.url },
		consent: '#allow',
	});
	await readGoogle.close();
	const readCrm = await editor.openNode('CRM: Get Changes');
	const { id, secret } = crm.tokens.client;
	await readCrm.createCredential({
		texts: { clientId: id, clientSecret: secret, host: crm.url, portalId: crm.portalId },
		choices: { apiVersion: 'V8' },
		consent: 'button[value=allow]',
	});
	await readCrm.close();

	const isOurs = (type: string) => /\.(googleContactsSync|verticalCrm)$/.test(type);
	await saved(({ nodes }) => nodes.every(({ type, credentials }) => !isOurs(type) || Object.keys(credentials ?? {}).length === 1));
});

test('group and list view are chosen from the lists that the services give', async () => {
	const readGoogle = await editor.openNode('Google: Get Changes');
	await readGoogle.chooseFromList('group', GROUP);
	await readGoogle.close();
	const readCrm = await editor.openNode('CRM: Get Changes');
	await readCrm.chooseFromList('view', VIEW);
	await readCrm.close();

	await saved(({ nodes }) => JSON.stringify(nodes).includes(real.accounts.group));
	const view = real.accounts.crm.crm.module('Contacts').views.named(VIEW);
	await saved(({ nodes }) => JSON.stringify(nodes).includes(view.id));
});

test('a row of the field map is added, its CRM field from the list', async () => {
	const start = await editor.openNode('Start Sync');
	await start.addRow();
	await start.choose('googleField', 'Nickname');
	await start.choose('crmField', 'Assistant');
	await start.close();

	await saved(({ nodes }) => JSON.stringify(nodes).includes('Assistant'));
	const { rows } = (await parametersOf('Start Sync')).fieldMap as { rows: object[] };
	expect(rows.at(-1)).toMatchObject({ googleField: 'nickname', crmField: 'Assistant' });
});

test('published, the schedule syncs both ways, the added field too', async () => {
	real.accounts.google.book.update(somebody().google()?.resourceName ?? '', { nicknames: [{ value: 'Addie' }] });
	const trigger = await editor.openNode('Schedule');
	// n8n calls every text input "field" too.
	await trigger.choose('field', 'Seconds', 'first');
	await trigger.fill('secondsInterval', '10');
	await trigger.close();
	await saved(({ nodes }) => JSON.stringify(nodes).includes('"seconds"'));
	await publish();

	expect(await nextReport(real.n8n, sync)).toMatchObject({ outcome: 'complete' });
	expect(differences(real.accounts)).toEqual([]);
	expect(somebody().crm()).toMatchObject({ Assistant: 'Addie' });
});

test('what the sync remembers, its tokens and its last run survive a restart of n8n', async () => {
	await nextReport(real.n8n, sync);
	await real.n8n.stop();
	const before = writes(real.accounts);
	await real.n8n.start();
	await real.n8n.api.signIn();

	const { id } = await nextRun(real.n8n, sync);
	expect(await real.n8n.api.output(id, 'Start Sync', 0)).toMatchObject([{ mode: 'changes' }]);
	expect(await real.n8n.api.output(id, 'Start Sync', 1)).toMatchObject([{ mode: 'changes' }]);
	expect(await real.n8n.api.output(id, 'Record Results')).toMatchObject([{ outcome: 'complete' }]);
	expect(writes(real.accounts)).toBe(before);
});

test('an expired access token is refreshed in the middle of a run, and the new one is stored', async () => {
	const { google, crm } = real.accounts;
	const tokensMade = () => [google, crm].map(({ log }) => log.count({ operation: 'auth.token' }));
	const [ofGoogle, ofCrm] = tokensMade();
	google.tokens.expireAccessTokens();
	crm.tokens.expireAccessTokens();
	await nextReport(real.n8n, sync);
	const refreshed = tokensMade();
	expect(refreshed[0]).toBeGreaterThan(ofGoogle);
	expect(refreshed[1]).toBeGreaterThan(ofCrm);

	await nextReport(real.n8n, sync);
	expect(tokensMade()).toEqual(refreshed);
});

test('a run by hand in the editor shows what the next scheduled run does, and writes nothing', async () => {
	await editor.openWorkflow(sync);
	const before = writes(real.accounts);
	const run = nextRun(real.n8n, sync, 'manual');
	await editor.execute('Run by Hand');

	const { id, status } = await run;
	expect(status).toBe('success');
	expect(await real.n8n.api.output(id, 'Record Results')).toMatchObject([{ preview: true, summary: expect.stringContaining('Nothing to change') }]);
	const start = await editor.openNode('Start Sync');
	await start.root.getByText('This is a preview').waitFor();
	await start.close();
	expect(writes(real.accounts)).toBe(before);
	expect(await nextReport(real.n8n, sync)).toMatchObject({ outcome: 'complete' });
});

test('a published two-way sync is switched to one way: nothing is written to the CRM any more', async () => {
	const start = await editor.openNode('Start Sync');
	// Each row of the field map has a direction too.
	await start.choose('direction', 'CRM to Google', 'first');
	await start.close();
	await saved(({ nodes }) => JSON.stringify(nodes).includes('crmToGoogle'));
	await publish();
	await nextReport(real.n8n, sync);

	const { google, crm } = real.accounts;
	crm.log.clear();
	const { google: person, crm: record } = somebody();
	google.book.update(person()?.resourceName ?? '', { phoneNumbers: [{ type: 'work', value: '555-0199' }] });
	crm.crm.module('Contacts').update(String(record()?.id), { Department: 'One way' });
	await nextReport(real.n8n, sync);

	expect(person()?.organizations?.[0].department).toBe('One way');
	expect(crm.log.writes()).toEqual([]);
});

test('a run that cannot read fails at the node that could not, and says why', async () => {
	real.accounts.crm.faults.losePermission('Contacts', 'view');
	const { id, status } = await nextRun(real.n8n, sync);
	real.accounts.crm.faults.restorePermission('Contacts', 'view');

	expect(status).toBe('error');
	const nodes = await real.n8n.api.runData(id);
	const failed = Object.keys(nodes).filter((name) => nodes[name].some(({ error }) => error));
	expect(failed).toEqual(['CRM: Get Changes']);
	const canvas = await editor.openExecution(sync, id);
	await canvas.locator('[data-test-id=canvas-node][data-node-name="CRM: Get Changes"]').dblclick();
	await canvas.getByText(/permission/i).locator('visible=true').first().waitFor();
});

test('unpublished in the editor, the sync stops, and contacts stay as they are', async () => {
	await nextReport(real.n8n, sync);
	await editor.openWorkflow(sync);
	await editor.unpublish();
	await saved(({ activeVersionId }) => !activeVersionId);

	const { google, crm } = real.accounts;
	const people = [google.book.all().length, crm.crm.module('Contacts').all().length];
	const runs = (await real.n8n.api.allExecutions(sync)).length;
	await editor.page.waitForTimeout(25_000); // two intervals of the schedule
	expect(await real.n8n.api.allExecutions(sync)).toHaveLength(runs);
	expect([google.book.all().length, crm.crm.module('Contacts').all().length]).toEqual(people);
});
