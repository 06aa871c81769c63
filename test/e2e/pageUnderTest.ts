import type { Accounts } from '../demo/accounts';
import { startAccounts } from '../demo/accounts';
import { makePeople } from '../demo/people';
import { waitFor } from '../n8nProcess/commands';
import { N8nProcess } from '../n8nProcess/n8nProcess';
import { PAGE_TEMPLATES, pageTemplates } from '../n8nProcess/preparedTemplate';
import type { PostgresServer } from '../queue/postgres';
import { CustomerPage, PAGE_ACCESS } from './customerPage';

/** Those that run by themselves, or by a page of their own, from the start. */
const PUBLISHED = PAGE_TEMPLATES.filter((name) => name !== 'sync-setup');

const CONFIGURATIONS = 'Contact Sync: Configurations';

const SETTINGS = { google: 'demoGoogle', crm: 'demoCrm', access: PAGE_ACCESS.id, interval: 5 };

/** The page for customers in a real n8n, with its runner firing every few seconds, and both accounts. */
export class PageUnderTest {
	/** Seconds between two turns of the runner. */
	static readonly interval = SETTINGS.interval;

	private constructor(
		readonly n8n: N8nProcess,
		readonly accounts: Accounts,
		readonly customer: CustomerPage,
	) {}

	/** @param others credentials to import besides those of the accounts. */
	static async start(people: number, others: object[] = []): Promise<PageUnderTest> {
		const accounts = await startAccounts(makePeople(people));
		const n8n = await N8nProcess.create();
		await n8n.installPackage();
		await n8n.import('credentials', [...accounts.credentials(), PAGE_ACCESS, ...others]);
		await n8n.start();
		await n8n.api.createOwner();
		for (const workflow of pageTemplates(SETTINGS)) await n8n.api.addWorkflow(workflow);
		await n8n.api.runByHand('sync-setup', 'Run Once');
		for (const id of PUBLISHED) await n8n.api.publish(id);
		return new PageUnderTest(n8n, accounts, await CustomerPage.open(n8n.address));
	}

	/** The first configuration, as the table holds it; none before it is saved. */
	async configuration(customer = ''): Promise<Record<string, string> | undefined> {
		const [row] = await this.n8n.api.tableRows(`Contact Sync${customer}: Configurations`);
		return row;
	}

	/** Lets the first configuration be due, with further columns changed, and waits until it has synced. */
	async syncWith(columns: Record<string, string | number | boolean> = {}): Promise<void> {
		const synced = this.nextSync();
		await this.n8n.api.changeRow(CONFIGURATIONS, (await this.configuration())?.id ?? '', { ...columns, dueAt: 1 });
		await synced;
	}

	/** Lets the syncs remember in Postgres: puts the variant of *Run One Contact Sync* into its place. */
	async moveToPostgres({ host, port, database, user }: PostgresServer): Promise<void> {
		const { api } = this.n8n;
		const data = { host, port, database, user, password: '', ssl: 'disable' };
		const { id: postgres } = await api.post<{ id: string }>('/rest/credentials', { name: 'Postgres', type: 'postgres', data });
		const [{ nodes, connections, nodeGroups }] = pageTemplates({ ...SETTINGS, postgres }, ['sync-one-postgres']);
		const { versionId } = await api.workflow('sync-one');
		await api.patch('/rest/workflows/sync-one', { nodes, connections, nodeGroups, versionId });
		await api.publish('sync-one');
	}

	/** Waits until one more sync than now has ended; to be called before what starts it. */
	async nextSync(customer = ''): Promise<void> {
		const before = (await this.configuration(customer))?.lastRunId;
		await waitFor('the next sync', async () => {
			const row = await this.configuration(customer);
			if (row?.lastError) throw new Error(row.lastError);
			return row?.lastRunId && row.lastRunId !== before && Number(row.leaseUntil) === 0 ? true : undefined;
		});
	}

	async close(): Promise<void> {
		await this.customer.close();
		await this.n8n.remove();
		await this.accounts.close();
	}
}
