/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console */
/*
 * Takes the pictures of docs/images in a real n8n: every template's canvas, and the panels as the README shows them; with
 * the argument `canvases` or `pages`, only those, or only those of the customers' page.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Locator, Page } from 'playwright-core';

import { GROUP, VIEW } from '../demo/accounts';
import { waitFor } from '../n8nProcess/commands';
import { NAMES } from '../../workflows-templates/source/code/shared/names';
import type { CustomerPage } from './customerPage';
import { Editor } from './editor';
import type { RealN8n } from './realN8n';
import { PageUnderTest } from './pageUnderTest';
import { nextRun, startRealN8n } from './realN8n';

const TEMPLATES = Object.keys(NAMES);

/** Which pictures are taken; all of them where it is left out. */
const ONLY = process.argv[2];

const IMAGES = resolve(__dirname, '../../docs/images');

async function picture(from: Page | Locator, name: string): Promise<void> {
	const path = join(IMAGES, `${name}.png`);
	await from.screenshot({ path, animations: 'disabled' });
	console.log(path);
}

async function canvases(editor: Editor): Promise<string> {
	let id = '';
	// The last one is the sync that the other pictures show.
	for (const name of [...TEMPLATES.filter((one) => one !== 'two-way'), 'two-way']) {
		id = await editor.importTemplate(name);
		await editor.page.getByTestId('zoom-to-fit').click();
		// A click beside the nodes takes the selection away that an import leaves.
		await editor.page.locator('.vue-flow__pane').click({ position: { x: 40, y: 120 } });
		await picture(editor.page, `template-${name}`);
	}
	return id;
}

async function connect(editor: Editor, { accounts }: RealN8n): Promise<void> {
	const { google, crm } = accounts;
	const readGoogle = await editor.openNode('Google: Get Changes');
	await readGoogle.createCredential({
		texts: { clientId: 'client', clientSecret: 'secret', serviceAddress: google.url },
		consent: '#allow',
	});
	await readGoogle.chooseFromList('group', GROUP);
	await picture(editor.page, 'google-get-changes');
	await readGoogle.close();
	const readCrm = await editor.openNode('CRM: Get Changes');
	const { id, secret } = crm.tokens.client;
	await readCrm.createCredential({
		texts: { clientId: id, clientSecret: secret, host: crm.url, portalId: crm.portalId },
		choices: { apiVersion: 'V8' },
		consent: 'button[value=allow]',
	});
	await readCrm.chooseFromList('view', VIEW);
	await picture(editor.page, 'crm-get-changes');
	await readCrm.close();
}

async function panels(editor: Editor): Promise<void> {
	for (const [node, name] of [['Start Sync', 'start-sync'], ['Plan Changes', 'plan-changes']]) {
		const panel = await editor.openNode(node);
		await panel.root.getByTestId('parameter-input-operation').waitFor();
		await picture(editor.page, name);
		await panel.close();
	}
}

async function firstRun(editor: Editor, { n8n }: RealN8n, sync: string): Promise<void> {
	const trigger = await editor.openNode('Schedule');
	await trigger.choose('field', 'Seconds', 'first');
	await trigger.fill('secondsInterval', '15');
	await trigger.close();
	await waitFor('the editor to save', async () => JSON.stringify(await n8n.api.workflow(sync)).includes('"seconds"') || undefined);
	await editor.publish();
	const { id } = await nextRun(n8n, sync);
	const canvas = await editor.openExecution(sync, id);
	await picture(editor.page, 'execution');
	await canvas.locator('[data-test-id=canvas-node][data-node-name="Record Results"]').dblclick();
	await canvas.getByText('JSON', { exact: true }).last().click();
	await canvas.getByText('finishedAt').first().waitFor();
	await picture(editor.page, 'record-results');
}

/** The page that is open, at a desk and on a phone. */
async function bothWidths({ page }: CustomerPage, name: string): Promise<void> {
	for (const [width, height, suffix] of [[1440, 900, ''], [390, 844, '-phone']] as const) {
		await page.setViewportSize({ width, height });
		await picture(page, `page-${name}${suffix}`);
	}
}

/** The pages that customers see, from setting a sync up to taking something back. */
async function customerPages(): Promise<void> {
	const under = await PageUnderTest.start(20);
	const { customer } = under;
	const name = 'Customers and clients';
	try {
		await customer.goTo('?page=setup');
		await customer.field('Name').fill(name);
		await customer.choose('Google contact group', GROUP);
		await customer.choose('CRM list view', VIEW);
		await customer.choose('When both sides changed the same field', 'Leave both, and ask me');
		await bothWidths(customer, 'settings');
		await customer.press('Save');
		await customer.until('Waits for your approval');
		await bothWidths(customer, 'approval');
		const synced = under.nextSync();
		await customer.press('Approve, and let it sync');
		await synced;
		await customer.visit(name);
		await bothWidths(customer, 'state');
		await customer.visit(name, 'Conflicts');
		await bothWidths(customer, 'conflicts');
		for (const choice of await customer.page.locator('input[value=crm]').all()) await choice.check();
		const decided = under.nextSync();
		await customer.press('Decide');
		await decided;
		await customer.visit(name, 'Undo');
		await customer.page.getByRole('main').getByRole('link').first().click();
		await bothWidths(customer, 'undo');
	} finally {
		await under.close();
	}
}

async function editorPictures(): Promise<void> {
	const real = await startRealN8n(20);
	try {
		const editor = await Editor.open(real.n8n.address);
		const sync = await canvases(editor);
		if (ONLY !== 'canvases') {
			await connect(editor, real);
			await panels(editor);
			await firstRun(editor, real, sync);
		}
		await editor.close();
	} finally {
		await real.close();
	}
}

async function main(): Promise<void> {
	mkdirSync(IMAGES, { recursive: true });
	if (ONLY !== 'pages') await editorPictures();
	if (ONLY !== 'canvases') await customerPages();
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
