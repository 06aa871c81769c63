/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { join, resolve } from 'node:path';

import type { Browser, FrameLocator, Page } from 'playwright-core';
import { chromium, selectors } from 'playwright-core';

import { waitFor } from '../n8nProcess/commands';
import { OWNER } from '../n8nProcess/n8nApi';
import { NodePanel } from './nodePanel';

const TEMPLATES = resolve(__dirname, '../../workflows-templates');
const PATIENCE = 120_000;

/** Debian's own, unless CHROMIUM names another one. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** n8n's editor in a browser, as its user works with it. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly address: string,
	) {}

	static async open(address: string): Promise<Editor> {
		selectors.setTestIdAttribute('data-test-id');
		const browser = await chromium.launch({
			executablePath: CHROMIUM,
			args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
		});
		const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
		page.setDefaultTimeout(PATIENCE);
		const editor = new Editor(browser, page, address);
		await editor.signIn();
		return editor;
	}

	private async signIn(): Promise<void> {
		await this.page.goto(`${this.address}/signin`);
		await this.page.fill('input[name=emailOrLdapLoginId]', OWNER.email);
		await this.page.fill('input[type=password]', OWNER.password);
		await this.page.getByTestId('form-submit-button').click();
		await this.page.waitForURL(/home|workflow/);
	}

	/** Imports a template from its file into a new workflow. @returns the workflow's id, once n8n has saved it. */
	async importTemplate(name: string): Promise<string> {
		await this.page.goto(`${this.address}/workflow/new`);
		const file = this.page.getByTestId('workflow-import-input');
		await file.waitFor({ state: 'attached' });
		await this.page.getByTestId('canvas-add-button').waitFor();
		await file.setInputFiles(join(TEMPLATES, `${name}.json`));
		await this.canvasNodes().first().waitFor();
		await this.page.waitForURL(/\/workflow\/(?!new)\w+$/);
		return new URL(this.page.url()).pathname.split('/')[2];
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.address}/workflow/${id}`);
		await this.canvasNodes().first().waitFor();
	}

	/** Opens the groups of the canvas, which later n8n than 2.8 shows closed at first. */
	async openGroups(): Promise<void> {
		const closed = this.page.getByTestId('canvas-node-group').filter({ has: this.page.getByTestId('canvas-node-group-collapsed-title') });
		for (let left = await closed.count(); left > 0; left--) await closed.first().getByTestId('canvas-node-group-toggle').click();
	}

	/** Names of the nodes on the canvas, without notes. */
	async nodeNames(): Promise<string[]> {
		return await this.canvasNodes().evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name') ?? ''));
	}

	async openNode(name: string): Promise<NodePanel> {
		await this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`).dblclick();
		const panel = new NodePanel(this.page);
		await panel.root.waitFor();
		return panel;
	}

	async publish(): Promise<void> {
		await this.page.getByTestId('workflow-open-publish-modal-button').click();
		await this.page.getByTestId('workflow-publish-button').click();
		await this.page.getByTestId('workflowPublish-modal').waitFor({ state: 'hidden' });
		// n8n tells of the first publication in a window of its own.
		await this.page.keyboard.press('Escape');
	}

	async unpublish(): Promise<void> {
		await this.page.getByTestId('version-menu-button').click();
		await this.page.getByTestId('version-menu-item-unpublish').click();
		await this.page.getByTestId('workflow-history-version-unpublish-modal').getByRole('button', { name: 'Unpublish' }).click();
	}

	/** Runs the workflow by hand, from one of its triggers. */
	async execute(trigger: string): Promise<void> {
		// A pane above the canvas takes real clicks.
		await this.page.getByTestId(`execute-workflow-button-${trigger}`).dispatchEvent('click');
	}

	/** Opens a stored execution. @returns where its canvas is: n8n 2.8 shows it in a frame, later ones in the page itself. */
	async openExecution(workflowId: string, id: string): Promise<Page | FrameLocator> {
		await this.page.goto(`${this.address}/workflow/${workflowId}/executions/${id}`);
		const places = [this.page, this.page.frameLocator('[data-test-id=workflow-preview-iframe]')];
		return await waitFor('the canvas of the execution', async () => {
			for (const place of places) if (await place.getByTestId('canvas-node').count()) return place;
			return undefined;
		});
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	private canvasNodes() {
		return this.page.getByTestId('canvas-node');
	}
}
