/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';

import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

import { CHROMIUM } from './editor';

/** Name and password of the page, and the credential that n8n checks them by. */
export const PAGE_ACCESS = { id: 'pageAccess', name: 'Page', type: 'httpBasicAuth', data: { user: 'customer', password: 'secret' } };

/** Pixels: a phone, and a desk. */
export const WIDTHS = [390, 1440];

/** The pages of the syncs in a browser, as a customer works with them: without scripts. */
export class CustomerPage {
	private constructor(
		private readonly browser: Browser,
		private readonly context: BrowserContext,
		readonly page: Page,
		/** Of the page, with its path. */
		readonly address: string,
	) {}

	/** @param javaScriptEnabled only for pages of n8n's own */
	static async open(n8n: string, path = 'contact-sync', javaScriptEnabled = false): Promise<CustomerPage> {
		const browser = await chromium.launch({
			executablePath: CHROMIUM,
			args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
		});
		const { user: username, password } = PAGE_ACCESS.data;
		const context = await browser.newContext({ httpCredentials: { username, password }, javaScriptEnabled, viewport: { width: 1440, height: 900 } });
		const page = await context.newPage();
		page.setDefaultTimeout(240_000);
		return new CustomerPage(browser, context, page, `${n8n}/webhook/${path}`);
	}

	/** Opens a page by its query. @returns the status of its answer */
	async goTo(query = ''): Promise<number> {
		return (await this.page.goto(this.address + query))?.status() ?? 0;
	}

	/** Opens the page of a sync, from the first page, as its name and the links lead there. */
	async visit(sync: string, link?: string): Promise<void> {
		await this.goTo();
		await this.page.getByRole('link', { name: sync, exact: true }).click();
		if (link) await this.page.getByRole('link', { name: link, exact: true }).click();
	}

	field(label: string): Locator {
		return this.page.getByLabel(label, { exact: true });
	}

	async choose(label: string, option: string): Promise<void> {
		await this.field(label).selectOption({ label: option });
	}

	/** The option that a list shows as chosen. */
	async chosen(label: string): Promise<string> {
		return await this.field(label).locator('option:checked').innerText();
	}

	/** Presses a button that can be seen, and waits for the page that comes. */
	async press(name: string): Promise<void> {
		const answer = this.page.waitForResponse((response) => response.request().method() === 'POST' || response.url().includes('page='));
		await this.page.getByRole('button', { name, exact: true }).last().click();
		await answer;
		await this.page.waitForLoadState();
	}

	async text(): Promise<string> {
		return await this.page.locator('body').innerText();
	}

	/** Opens the page anew until it shows a text. */
	async until(text: string): Promise<void> {
		while (!(await this.text()).includes(text)) {
			await this.page.waitForTimeout(1_000);
			await this.goTo(new URL(this.page.url()).search);
		}
	}

	/** What axe finds wrong with the page that is open, and what is wider than the window, in every width and both schemes. */
	async faults(): Promise<string[]> {
		// axe is a script, and runs only where some may.
		const page = await this.browser.newPage();
		await page.setContent(await this.page.content());
		const found: string[] = [];
		for (const width of WIDTHS) {
			await page.setViewportSize({ width, height: 900 });
			for (const colorScheme of ['light', 'dark'] as const) {
				await page.emulateMedia({ colorScheme });
				found.push(...(await violations(page)).map((one) => `${width} ${colorScheme}: ${one}`));
			}
			const isWider = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
			if (isWider) found.push(`${width}: wider than the window`);
		}
		await page.close();
		return found;
	}

	/** Lets another site send a form to the page, in the browser of the customer, who has given the password. @returns what the page answers */
	async fromElsewhere(fields: Record<string, string>): Promise<{ status: number; text: string }> {
		const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
		const page = await this.context.newPage();
		await page.route('http://elsewhere.example/', async (route) => {
			await route.fulfill({ contentType: 'text/html', body: `<form method="post" action="${this.address}">${inputs.join('')}<button>Win</button></form>` });
		});
		await page.goto('http://elsewhere.example/');
		const answer = page.waitForResponse((response) => response.request().method() === 'POST');
		await page.getByRole('button').click();
		const status = (await answer).status();
		await page.waitForLoadState();
		const text = await page.locator('body').innerText();
		await page.close();
		return { status, text };
	}

	async close(): Promise<void> {
		await this.browser.close();
	}
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

async function violations(page: Page): Promise<string[]> {
	await page.evaluate(AXE);
	const found = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Array<{ id: string; nodes: Array<{ html: string }> }>;
	return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
