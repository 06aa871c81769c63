import type { Accounts } from '../demo/accounts';
import { startAccounts } from '../demo/accounts';
import { makePeople } from '../demo/people';
import type { Execution } from '../n8nProcess/n8nApi';
import { waitFor } from '../n8nProcess/commands';
import { N8nProcess } from '../n8nProcess/n8nProcess';

/** A new n8n with the package, and both accounts with people in them. */
export interface RealN8n {
	n8n: N8nProcess;
	accounts: Accounts;
	close(): Promise<void>;
}

export async function startRealN8n(people: number): Promise<RealN8n> {
	const accounts = await startAccounts(makePeople(people));
	const n8n = await N8nProcess.create();
	const close = async () => {
		await n8n.remove();
		await accounts.close();
	};
	await n8n.installPackage();
	await n8n.start();
	await n8n.api.createOwner();
	return { n8n, accounts, close };
}

/** Waits for an execution that started after now and has ended: it has seen everything that was done until now. */
export async function nextRun({ api }: N8nProcess, workflowId: string, mode = 'trigger'): Promise<Execution> {
	const known = new Set((await api.allExecutions(workflowId)).map(({ id }) => id));
	return await waitFor(`a run of ${workflowId}`, async () =>
		(await api.executions(workflowId)).find((execution) => execution.mode === mode && !known.has(execution.id)),
	);
}

/**
 * The same, of a run that has to succeed; a run that leaves because one before it is still going on is not meant.
 *
 * @returns the report of Record Results.
 */
export async function nextReport(n8n: N8nProcess, workflowId: string): Promise<Record<string, unknown>> {
	for (;;) {
		const { id, status } = await nextRun(n8n, workflowId);
		if (status !== 'success') throw new Error(`Execution ${id} ended with ${status}: ${await n8n.api.errorOf(id)}`);
		const [report] = await n8n.api.output(id, 'Record Results');
		if (report) return report;
		const [busy] = await n8n.api.output(id, 'Start Sync', 2);
		if (!busy) throw new Error(`Execution ${id} came to no report, though no other run was going on`);
	}
}

export function writes({ google, crm }: Accounts): number {
	return google.log.writes().length + crm.log.writes().length;
}
