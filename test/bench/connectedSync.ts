import { GROUP, VIEW } from '../demo/accounts';
import type { Accounts } from '../demo/accounts';
import { waitFor } from '../n8nProcess/commands';
import { N8nProcess } from '../n8nProcess/n8nProcess';
import { pageTemplates } from '../n8nProcess/preparedTemplate';
import { ourWorkflow, withoutQuota } from './ourWorkflow';

const TABLE = 'Contact Sync: Configurations';

interface Report {
	startedAt: string;
	finishedAt: string;
	/** What the sync remembers, in characters of the table. */
	memory: { size: number };
}

/** One configuration of the page's workflows, which keep what a sync remembers in a data table. */
export class ConnectedSync {
	private known = '';

	private constructor(
		readonly n8n: N8nProcess,
		private readonly folder: string,
	) {}

	static async start(accounts: Accounts, environment: Record<string, string> = {}): Promise<ConnectedSync> {
		// n8n's own limit of all data tables is 50 MB, which docs/scaling.md says how to raise.
		const n8n = await N8nProcess.create({ environment: { N8N_DATA_TABLES_MAX_SIZE_BYTES: String(2 ** 31), ...environment } });
		await n8n.installPackage();
		await n8n.import('credentials', accounts.credentials());
		const templates = pageTemplates({ google: 'demoGoogle', crm: 'demoCrm', access: '', interval: 5 });
		await n8n.import('workflow', templates.map(withoutQuota));
		await n8n.start();
		await n8n.api.createOwner();
		await n8n.api.runByHand('sync-setup', 'Run Once');
		const { id: project } = await n8n.api.get<{ id: string }>('/rest/projects/personal');
		const folder = `/rest/projects/${project}/data-tables`;
		const { data } = await n8n.api.get<{ data: Array<{ id: string; name: string }> }>(folder);
		const sync = new ConnectedSync(n8n, `${folder}/${data.find(({ name }) => name === TABLE)?.id}`);
		await n8n.api.post(`${sync.folder}/insert`, { data: [configuration(accounts)], returnType: 'count' });
		for (const name of ['sync-one', 'sync-runner']) await n8n.api.publish(name);
		return sync;
	}

	/** Makes the configuration due and waits for its run. @returns its seconds. @throws Error when it fails. */
	async run(): Promise<number> {
		const filter = { type: 'and', filters: [{ columnName: 'id', condition: 'eq', value: 1 }] };
		await this.n8n.api.patch(`${this.folder}/rows`, { filter, data: { dueAt: 1 } });
		const row = await waitFor('a run', async () => await this.endedRow(), 3_600);
		this.known = row.lastRunId;
		const { startedAt, finishedAt } = JSON.parse(row.lastReport) as Report;
		return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000;
	}

	/** Bytes of what the sync remembers, as it lies in the table. */
	async stateBytes(): Promise<number> {
		const [row] = await this.n8n.api.tableRows(TABLE);
		return (JSON.parse(row.lastReport) as Report).memory.size;
	}

	private async endedRow(): Promise<Record<string, string> | undefined> {
		const [row] = await this.n8n.api.tableRows(TABLE);
		if (row?.lastError) throw new Error(row.lastError);
		return row?.lastRunId && row.lastRunId !== this.known ? row : undefined;
	}
}

function configuration({ group, crm }: Accounts) {
	const start = ourWorkflow().nodes.find(({ name }) => name === 'Start Sync');
	const { rows } = start?.parameters.fieldMap as { rows: object[] };
	return {
		...{ name: GROUP, syncName: 'bench', status: 'active', groupId: group, module: 'Contacts', viewId: crm.crm.module('Contacts').views.named(VIEW).id },
		...{ direction: 'both', winner: 'crm', deletes: false, frequency: 'weekly', atTime: '06:00', weekday: 1 },
		...{ fieldMap: JSON.stringify(rows), dueAt: 1, leaseUntil: 0 },
	};
}
