import type { Locator, Page } from 'playwright-core';

/** What is entered in the window of a credential: texts by field, choices by field. */
export interface CredentialEntry {
	texts: Record<string, string>;
	choices?: Record<string, string>;
	/** What the user clicks on the consent page. */
	consent: string;
}

/** The opened panel of one node. */
export class NodePanel {
	readonly root: Locator;

	constructor(private readonly page: Page) {
		this.root = page.getByTestId('ndv');
	}

	/** Makes a credential from within the panel, through its consent page. */
	async createCredential({ texts, choices = {}, consent }: CredentialEntry): Promise<void> {
		await this.root.getByTestId('node-credentials-select').click();
		await this.page.getByTestId('node-credentials-select-item-new').last().click();
		const modal = this.page.getByTestId('editCredential-modal');
		for (const [field, text] of Object.entries(texts)) {
			await modal.getByTestId(`parameter-input-${field}`).locator('input').fill(text);
		}
		for (const [field, text] of Object.entries(choices)) {
			await modal.getByTestId(`parameter-input-${field}`).click();
			await this.pick(text);
		}
		const [popup] = await Promise.all([this.page.waitForEvent('popup'), modal.getByTestId('oauth-connect-button').first().click()]);
		await popup.locator(consent).click();
		await modal.getByTestId('oauth-connect-success-banner').waitFor();
		if (!popup.isClosed()) await popup.close();
		await this.page.bringToFront();
		await modal.locator('.el-dialog__headerbtn').click();
		await modal.waitFor({ state: 'hidden' });
	}

	/** Chooses an option of a parameter; of several of that name, as in a list of rows, the last one unless said. */
	async choose(parameter: string, text: string, which: 'first' | 'last' = 'last'): Promise<void> {
		await this.root.getByTestId(`parameter-input-${parameter}`)[which]().click();
		await this.pick(text);
	}

	async fill(parameter: string, text: string): Promise<void> {
		await this.root.getByTestId(`parameter-input-${parameter}`).last().locator('input').fill(text);
	}

	/** Chooses from the list that the node loads from the service. */
	async chooseFromList(parameter: string, text: string): Promise<void> {
		await this.root.getByTestId(`parameter-input-${parameter}`).getByTestId('rlc-input').click();
		await this.page.getByTestId('rlc-item').filter({ hasText: text }).click();
	}

	async addRow(): Promise<void> {
		await this.root.getByTestId('fixed-collection-add').first().click();
	}

	async text(): Promise<string> {
		return await this.root.innerText();
	}

	async close(): Promise<void> {
		await this.root.getByTestId('ndv-close-button').click();
		await this.root.waitFor({ state: 'hidden' });
	}

	private async pick(text: string): Promise<void> {
		const items = this.page.locator('.el-select-dropdown__item:visible');
		await items.filter({ hasText: new RegExp(`^\\s*${text}`) }).first().click();
	}
}
