import type { Locator, Page } from 'playwright-core';

import { waitFor } from '../n8nProcess/commands';

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
		await this.openNewCredential();
		const modal = this.page.getByTestId('editCredential-modal');
		for (const [field, text] of Object.entries(texts)) {
			await modal.getByTestId(`parameter-input-${field}`).locator('input').fill(text);
		}
		for (const [field, text] of Object.entries(choices)) {
			await this.pick(modal.getByTestId(`parameter-input-${field}`), text);
		}
		const connect = modal.getByTestId('oauth-connect-button').or(modal.getByTestId('quick-connect-button')).first();
		const [popup] = await Promise.all([this.page.waitForEvent('popup'), connect.click()]);
		// Later n8n closes the page once it has been called back, which may be before the click is known to be over.
		await popup.locator(consent).click().catch((error: unknown) => {
			if (!popup.isClosed()) throw error;
		});
		// n8n 2.8 says that it is connected; later ones close the window by themselves.
		const connected = modal.getByTestId('oauth-connect-success-banner');
		await waitFor('n8n to be connected', async () => (await connected.isVisible()) || (await modal.isHidden()) || undefined);
		if (!popup.isClosed()) await popup.close();
		await this.page.bringToFront();
		if (await modal.isVisible()) await modal.locator('.el-dialog__headerbtn').click();
		await modal.waitFor({ state: 'hidden' });
	}

	/** n8n 2.8 offers a list to choose from also where there is none yet, later ones a button. */
	private async openNewCredential(): Promise<void> {
		const list = this.root.getByTestId('node-credentials-select');
		const button = this.root.getByTestId('node-credentials-empty-state').getByRole('button');
		await list.or(button).first().waitFor();
		if (await button.isVisible()) return await button.click();
		await list.click();
		await this.page.getByTestId('node-credentials-select-item-new').last().click();
	}

	/** Chooses an option of a parameter; of several of that name, as in a list of rows, the last one unless said. */
	async choose(parameter: string, text: string, which: 'first' | 'last' = 'last'): Promise<void> {
		await this.pick(this.root.getByTestId(`parameter-input-${parameter}`).filter({ visible: true })[which](), text);
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

	/** Opens a list and picks from it; once more where n8n closes the list when its entries have come (2.41). */
	private async pick(list: Locator, text: string): Promise<void> {
		const items = this.page.locator('.el-select-dropdown__item:visible');
		const item = items.filter({ hasText: new RegExp(`^\\s*${text}`) }).first();
		await waitFor(`"${text}" in a list`, async () => {
			await list.click();
			return await item.click({ timeout: 15_000 }).then(() => true, () => undefined);
		});
	}
}
