import { createHmac } from 'node:crypto';

import omit from 'lodash/omit';
import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';

import type { RunResult } from '../harness';
import { InMemoryDataTables, InMemoryDeduplication, runWorkflow } from '../harness';
import { executeWorkflowNode } from '../harness/pageNodes';
import type { Verb } from '../../workflows-templates/source/code/shared/choices';
import { tokenOf } from '../../workflows-templates/source/code/pages/read';
import type { SyncWorld } from './syncWorld';
import { readTemplate, startSyncWorld } from './syncWorld';

export const CONFIGURATIONS = 'Contact Sync: Configurations';
export const STATE = 'Contact Sync: State';
export const JOURNAL = 'Contact Sync: Journal';
const SECRETS = 'Contact Sync: Secrets';

/** The fields that the syncs of these tests map. */
const FIELD_MAP = [
	['givenName', 'First_Name'],
	['familyName', 'Last_Name'],
	['workEmail', 'Email'],
	['jobTitle', 'Title'],
].map(([googleField, crmField]) => ({ googleField, crmField, direction: 'both' }));

export interface PageRequest {
	query?: Record<string, string>;
	/** Names and values, as a browser sends them; of several of a name a list. */
	form?: Record<string, string | string[]>;
	headers?: Record<string, string>;
}

export interface PageAnswer {
	status: number;
	/** By their names in lower case. */
	headers: Record<string, string>;
	body: string;
}

/** Both accounts, the tables that Setup makes, and the runner with its sub-workflow. */
export class PageWorld {
	readonly tables = new InMemoryDataTables();

	private readonly dedupe = new InMemoryDeduplication();

	/** Names of configurations in the order in which they were synced. */
	readonly synced: string[] = [];

	/** What is to happen while a configuration of this name is being synced. */
	readonly meanwhile = new Map<string, () => Promise<unknown>>();

	/** What is to happen when the sync of a configuration of this name has ended, and its turn has not yet. */
	readonly afterwards = new Map<string, () => void>();

	/** Names of configurations whose next runs are killed when they have taken the lease. */
	readonly killed = new Set<string>();

	/** Reports of Record Results, by the names of configurations; of each the last one. */
	readonly reports = new Map<string, IDataObject>();

	/** What the nodes of the last sync put out. */
	lastRunData: RunResult['runData'] = {};

	/** The execution that answered the last request. */
	lastPageRun: RunResult | undefined;

	private lastTold: IDataObject[] = [];

	private constructor(readonly accounts: SyncWorld) {}

	static async start(): Promise<PageWorld> {
		const world = new PageWorld(await startSyncWorld());
		await world.setUp();
		return world;
	}

	async setUp(): Promise<RunResult> {
		return await runWorkflow(readTemplate('sync-setup'), { mode: 'manual', dataTables: this.tables });
	}

	/** Adds a configuration that is due. */
	add(name: string, columns: IDataObject = {}): void {
		const crmView = this.accounts.crm.crm.module('Contacts').views.named('All Contacts');
		this.tables.insert(this.id(CONFIGURATIONS), [
			{
				...{ name, syncName: `sync-${name}`, status: 'active', groupId: this.accounts.group, module: 'Contacts' },
				...{ viewId: crmView.id, direction: 'both', winner: 'crm', deletes: false, frequency: 'minutes' },
				...{ atTime: '', weekday: 1, fieldMap: JSON.stringify(FIELD_MAP), dueAt: 1, leaseUntil: 0 },
				...(columns as Record<string, string>),
			},
		]);
	}

	configuration(name: string): IDataObject {
		const found = this.rows(CONFIGURATIONS).find((row) => row.name === name);
		if (!found) throw new Error(`There is no configuration ${name}`);
		return found;
	}

	change(name: string, columns: Record<string, string | number | boolean>): void {
		const filters = [{ columnName: 'name', condition: 'eq' as const, value: name }];
		this.tables.update(this.id(CONFIGURATIONS), { type: 'and', filters }, columns);
	}

	rows(table: string): IDataObject[] {
		return this.tables.rows(this.id(table)) as IDataObject[];
	}

	insert(table: string, row: IDataObject): void {
		this.tables.insert(this.id(table), [row as never]);
	}

	/** The columns of a configuration, without those that the table itself adds. */
	copyOf(name: string): Record<string, string | number | boolean> {
		return omit(this.configuration(name), ['id', 'createdAt', 'updatedAt']) as Record<string, string>;
	}

	forgetSecret(): void {
		this.tables.delete(this.id(SECRETS), { type: 'and', filters: [{ columnName: 'id', condition: 'gt', value: 0 }] });
	}

	/** What a form of the page would carry, for what no page offers. */
	tokenFor(verb: Verb, name: string): string {
		const [{ secret }] = this.rows(SECRETS);
		return createHmac('SHA256', String(secret)).update(tokenOf(verb, this.configuration(name) as never)).digest('hex');
	}

	/** Stores rows as *Run One Contact Sync* does: the new ones, and then none that are older. */
	store(table: string, rows: IDataObject[]): void {
		this.tables.insert(this.id(table), rows as never[]);
		const filters = [{ columnName: 'generation', condition: 'lt' as const, value: Number(rows[0].generation) }];
		this.tables.delete(this.id(table), { type: 'and', filters });
	}

	/** Makes the rows of a table so much older; milliseconds. */
	age(table: string, by: number): void {
		this.tables.age(this.id(table), by);
	}

	/** What the last sync handed on for mail or chat. */
	told(): IDataObject[] {
		return this.lastTold;
	}

	/** Fires the runner's schedule, or runs it by hand. */
	async run(mode: 'trigger' | 'manual' = 'trigger'): Promise<RunResult> {
		const result = await runWorkflow(readTemplate('sync-runner'), {
			mode,
			dataTables: this.tables,
			extraNodeTypes: { 'n8n-nodes-base.executeWorkflow': this.subWorkflow() },
		});
		this.accounts.advance(15);
		return result;
	}

	/** Answers a request of a customer who has given name and password; form fields make it a POST. */
	async ask({ query = {}, form, headers = {} }: PageRequest): Promise<PageAnswer> {
		const startItem = { headers: { host: 'n8n.example', ...headers }, params: {}, query, body: form ?? {}, webhookUrl: 'https://n8n.example/webhook/contact-sync' };
		this.lastPageRun = await runWorkflow(readTemplate('sync-page'), {
			...{ startNode: 'Page', startItem: startItem as IDataObject, startAt: { output: form ? 1 : 0, of: 2 } },
			...{ credentials: this.accounts.credentials, dataTables: this.tables, dedupe: this.dedupe },
			extraNodeTypes: { 'n8n-nodes-base.executeWorkflow': this.subWorkflow() },
		});
		if (this.lastPageRun.error) throw new Error(this.lastPageRun.error);
		const [answer] = [...this.lastPageRun.items('Answer'), ...this.lastPageRun.items('Go There')];
		return answer.json as unknown as PageAnswer;
	}

	private subWorkflow(): INodeType {
		return executeWorkflowNode(async (context) => {
			const [{ json }] = context.getInputData();
			const result = await (json.action === undefined ? this.syncOne(json) : this.runOne(json));
			const { error, run } = result;
			// As n8n's node does under "Continue"; to its error output n8n itself moves it.
			if (error) return [[{ json: { error }, pairedItem: { item: 0 } }]];
			// What the last node of the other workflow put out first, which may be nothing.
			const { runData, lastNodeExecuted = '' } = run.data.resultData;
			return [(runData[lastNodeExecuted]?.at(-1)?.data?.main[0] ?? []) as INodeExecutionData[]];
		});
	}

	/** Runs *Run One Contact Sync* with what it is called with. */
	private async runOne(given: IDataObject, cancelAfter?: string): Promise<RunResult> {
		return await runWorkflow(readTemplate('sync-one'), {
			...{ startNode: 'Configuration', startItem: given, cancelAfter },
			...{ credentials: this.accounts.credentials, dataTables: this.tables, dedupe: this.dedupe },
		});
	}

	private async syncOne(configuration: IDataObject): Promise<RunResult> {
		const name = String(configuration.name);
		this.synced.push(name);
		await this.meanwhile.get(name)?.();
		const result = await this.runOne(configuration, this.killed.has(name) ? 'Start Sync' : undefined);
		this.lastRunData = result.runData;
		const [report] = result.items('Record Results');
		this.lastTold = result.items('Connect Mail or Chat Here').map(({ json }) => json);
		if (report) this.reports.set(name, report.json);
		this.afterwards.get(name)?.();
		return result;
	}

	private id(table: string): string {
		const found = this.tables.find(table);
		if (!found) throw new Error(`There is no table ${table}`);
		return found.id;
	}
}
