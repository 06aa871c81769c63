import type { Browser, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

import { CHROMIUM } from './editor';

/** Name and password of the page, and the credential that n8n checks them by. */
export const PAGE_ACCESS = { id: 'pageAccess', name: 'Page', type: 'httpBasicAuth', data: { user: 'customer', password: 'secret' } };

export type Action = 'Set up or change' | 'See the last sync' | 'Sync now' | 'Pause or resume' | 'Deactivate';

/** The page of the syncs in a browser, as a customer works with it. */
export class CustomerPage {
	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly address: string,
	) {}

	static async open(address: string): Promise<CustomerPage> {
		const browser = await chromium.launch({
			executablePath: CHROMIUM,
			args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
		});
		const { user: username, password } = PAGE_ACCESS.data;
		const page = await browser.newPage({ httpCredentials: { username, password }, viewport: { width: 800, height: 900 } });
		page.setDefaultTimeout(40_000);
		// n8n's pages ask another site for their font.
		await page.route(({ href }) => !href.startsWith(address), async (route) => await route.abort());
		return new CustomerPage(browser, page, address);
	}

	/** Opens the page of a form, up to its first question. */
	async start(path: string, question: string): Promise<void> {
		await this.page.goto(`${this.address}/form/${path}`);
		await this.submit();
		await this.page.getByText(question, { exact: true }).waitFor();
	}

	/** Chooses a sync and what to do with it, and answers once the next page shows the given text. */
	async choose(sync: string, action: Action, next: string, path = 'contact-sync'): Promise<void> {
		await this.start(path, 'What to do');
		await this.field('Sync').selectOption(sync);
		const wanted = this.field(action);
		// A click on what is chosen takes it back.
		if (!(await wanted.isChecked())) await wanted.click();
		await this.submit();
		await this.page.getByText(next).first().waitFor();
	}

	/** What the first page says of the syncs. */
	async overview(): Promise<string> {
		await this.start('contact-sync', 'What to do');
		return await this.text();
	}

	field(label: string): Locator {
		return this.page.getByLabel(label, { exact: true });
	}

	/** The option that a list shows as chosen. */
	async chosen(label: string): Promise<string> {
		return await this.field(label).inputValue();
	}

	async submit(): Promise<void> {
		await this.page.locator('#submit-btn').click();
	}

	async text(): Promise<string> {
		return await this.page.locator('body').innerText();
	}

	async close(): Promise<void> {
		await this.browser.close();
	}
}
