import type { INode, IWorkflowBase } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { waitFor } from '../n8nProcess/commands';
import type { Execution } from '../n8nProcess/n8nApi';
import { N8nProcess } from '../n8nProcess/n8nProcess';
import { rowIn } from './database';

const PATH = 'bench';

/** Bytes in n8n's database. */
export interface Stored {
	/** The workflow itself; what it remembers is in a table. */
	workflow: number;
	/** What the nodes of an execution put out: of the largest one, the first sync, and of the last one. */
	firstExecution: number;
	lastExecution: number;
	/** n8n's copy of the workflow beside every execution. */
	copiedWorkflow: number;
}

/**
 * A workflow in a real n8n, started by a call to a webhook in place of its trigger: so that runs start when the benchmark
 * wants, as after a schedule.
 */
export class PublishedWorkflow {
	private constructor(
		readonly n8n: N8nProcess,
		private readonly id: string,
	) {}

	static async start(workflow: IWorkflowBase, credentials: object[], environment: Record<string, string> = {}): Promise<PublishedWorkflow> {
		const n8n = await N8nProcess.create({ environment });
		await n8n.installPackage();
		await n8n.import('credentials', credentials);
		await n8n.import('workflow', [{ ...workflow, nodes: workflow.nodes.map(withWebhook) }]);
		await n8n.start();
		await n8n.api.createOwner();
		await n8n.api.publish(workflow.id);
		return new PublishedWorkflow(n8n, workflow.id);
	}

	/** Runs the workflow once. @returns its seconds by n8n's own record. @throws Error when it fails. */
	async run(limitSeconds = 3_600): Promise<number> {
		const before = (await this.n8n.api.executions(this.id)).length;
		const answer = await fetch(`${this.n8n.address}/webhook/${PATH}`, { method: 'POST' });
		if (!answer.ok) throw new Error(`n8n did not start the run: ${await answer.text()}`);
		const ended = await waitFor('a run', async () => (await this.n8n.api.executions(this.id)).at(before), limitSeconds);
		if (ended.status !== 'success') throw new Error(`The run ended with ${ended.status}: ${await this.n8n.api.errorOf(ended.id)}`);
		return secondsOf(ended);
	}

	/** What n8n keeps of the workflow and of its last execution. */
	async stored(): Promise<Stored> {
		const { database } = this.n8n;
		const { workflow } = await rowIn<{ workflow: number }>(
			database,
			'SELECT length(nodes) + length(connections) AS workflow FROM workflow_entity WHERE id = ?',
			this.id,
		);
		const executions = await rowIn<Omit<Stored, 'workflow'>>(
			database,
			`SELECT max(length(data)) AS firstExecution, max(length(workflowData)) AS copiedWorkflow,
			 (SELECT length(data) FROM execution_data ORDER BY executionId DESC LIMIT 1) AS lastExecution FROM execution_data`,
		);
		return { workflow, ...executions };
	}

	/** How long n8n takes to hand the workflow to the editor, in milliseconds: median of some rounds. */
	async timeToOpen(rounds = 7): Promise<number> {
		const times: number[] = [];
		for (let round = 0; round < rounds; round++) {
			const start = performance.now();
			await this.n8n.api.workflow(this.id);
			times.push(performance.now() - start);
			await sleep(100);
		}
		return times.sort((a, b) => a - b)[Math.floor(rounds / 2)];
	}
}

function secondsOf({ startedAt, stoppedAt }: Execution): number {
	return (Date.parse(stoppedAt ?? '') - Date.parse(startedAt)) / 1_000;
}

function withWebhook(node: INode): INode {
	if (!node.type.endsWith('.scheduleTrigger')) return node;
	const parameters = { path: PATH, httpMethod: 'POST', responseMode: 'onReceived', options: {} };
	return { ...node, type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: PATH, parameters };
}
