import type { IWorkflowBase } from 'n8n-workflow';

import { waitFor } from './commands';

export const OWNER = { email: 'owner@example.org', firstName: 'Demo', lastName: 'Owner', password: 'Demo-Owner-1' };

export interface Execution {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	startedAt: string;
	stoppedAt?: string;
}

type Rows = Array<Record<string, string>>;

/** What one node of an execution did, as far as tests look at it. */
export interface NodeRun {
	error?: { message: string; description?: string };
	data?: { main: Array<Array<{ json: Record<string, unknown> }> | null> };
}

/** n8n's own interface behind its editor, as the owner uses it. */
export class N8nApi {
	private cookie = '';

	constructor(private readonly address: string) {}

	/** Makes the owner's account in a new n8n, and signs in. */
	async createOwner(): Promise<void> {
		await this.signInThrough('/rest/owner/setup', OWNER);
	}

	async signIn(): Promise<void> {
		await this.signInThrough('/rest/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
	}

	/** Executions that have ended, oldest first. */
	async executions(workflowId?: string): Promise<Execution[]> {
		return (await this.allExecutions(workflowId)).filter(({ stoppedAt, status }) => stoppedAt && status !== 'running');
	}

	/** Executions in any state, oldest first. */
	async allExecutions(workflowId?: string): Promise<Execution[]> {
		const filter = workflowId ? `&filter=${encodeURIComponent(JSON.stringify({ workflowId }))}` : '';
		const { results } = await this.get<{ results: Execution[] }>(`/rest/executions?limit=100${filter}`);
		return results.reverse();
	}

	/** Waits until one more execution than `before` has ended, and returns it. */
	async nextExecution(workflowId: string, before: number): Promise<Execution> {
		return await waitFor(`execution ${before + 1} of ${workflowId}`, async () => (await this.executions(workflowId)).at(before));
	}

	/** What every node did in an execution, by the node's name. */
	async runData(id: string): Promise<Record<string, NodeRun[]>> {
		const { data } = await this.get<{ data: string }>(`/rest/executions/${id}`);
		const whole = unflattened(JSON.parse(data) as unknown[]) as { resultData: { runData: Record<string, NodeRun[]> } };
		return whole.resultData.runData;
	}

	/** The items of one output of a node in an execution; empty when the node did not run. */
	async output(id: string, node: string, output = 0): Promise<Array<Record<string, unknown>>> {
		const [first] = (await this.runData(id))[node] ?? [];
		return (first?.data?.main[output] ?? []).map(({ json }) => json);
	}

	/** The message of an execution that failed; n8n stores executions as a flat list of parts. */
	async errorOf(id: string): Promise<string> {
		const { data } = await this.get<{ data: string }>(`/rest/executions/${id}`);
		const messages = [...data.matchAll(/"message":"(\d+)"/g)].map(([, index]) => Number(index));
		const parts = JSON.parse(data) as unknown[];
		return messages.map((index) => String(parts[index])).join(' | ');
	}

	async workflow(id: string): Promise<IWorkflowBase & { versionId: string }> {
		return await this.get(`/rest/workflows/${id}`);
	}

	/** Takes a workflow in under its own id. */
	async addWorkflow(workflow: IWorkflowBase): Promise<void> {
		await this.post('/rest/workflows', workflow);
	}

	async publish(id: string): Promise<void> {
		const { versionId } = await this.workflow(id);
		await this.post(`/rest/workflows/${id}/activate`, { versionId });
	}

	async unpublish(id: string): Promise<void> {
		await this.post(`/rest/workflows/${id}/deactivate`, {});
	}

	/** Runs a workflow from its manual trigger, as the editor does, and waits until it has ended. */
	async runByHand(id: string, trigger: string): Promise<Execution> {
		const before = (await this.executions(id)).length;
		await this.post(`/rest/workflows/${id}/run`, { workflowData: await this.workflow(id), triggerToStartFrom: { name: trigger } });
		return await this.nextExecution(id, before);
	}

	/** Makes a data table of the owner, with rows in it. */
	async addTable(name: string, columns: Record<string, string>, rows: object[]): Promise<void> {
		const listed = Object.entries(columns).map(([column, type]) => ({ name: column, type }));
		await this.post(await this.tablesAddress(), { name, columns: listed });
		await this.post(`${await this.tableAddress(name)}/insert`, { data: rows });
	}

	/** The rows of a data table of the owner. */
	async tableRows(name: string): Promise<Rows> {
		const address = await this.tableAddress(name);
		const rows: Rows = [];
		while (address) {
			const page = await this.get<{ data: Rows }>(`${address}/rows?take=200&skip=${rows.length}`);
			rows.push(...page.data);
			if (page.data.length < 200) break;
		}
		return rows;
	}

	/** Changes columns of the rows of a data table whose id is the given one. */
	async changeRow(name: string, id: string, data: Record<string, string | number | boolean>): Promise<void> {
		const filter = { type: 'and', filters: [{ columnName: 'id', condition: 'eq', value: id }] };
		await this.patch(`${await this.tableAddress(name)}/rows`, { filter, data });
	}

	private async tableAddress(name: string): Promise<string | undefined> {
		const folder = await this.tablesAddress();
		const { data } = await this.get<{ data: Array<{ id: string; name: string }> }>(folder);
		const table = data.find((one) => one.name === name);
		return table && `${folder}/${table.id}`;
	}

	private async tablesAddress(): Promise<string> {
		const project = await this.get<{ id: string }>('/rest/projects/personal');
		return `/rest/projects/${project.id}/data-tables`;
	}

	async get<T>(path: string): Promise<T> {
		return await this.answerOf<T>(path, { method: 'GET' });
	}

	async post<T>(path: string, body: object): Promise<T> {
		return await this.answerOf<T>(path, { method: 'POST', body: JSON.stringify(body) });
	}

	async patch(path: string, body: object): Promise<void> {
		await this.answerOf(path, { method: 'PATCH', body: JSON.stringify(body) });
	}

	private async signInThrough(path: string, body: object): Promise<void> {
		const answer = await this.ask(path, { method: 'POST', body: JSON.stringify(body) });
		if (!answer.ok) throw new Error(`n8n did not take the owner: ${await answer.text()}`);
		this.cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0];
	}

	private async answerOf<T>(path: string, request: { method: string; body?: string }): Promise<T> {
		const answer = await this.ask(path, request);
		if (!answer.ok) throw new Error(`n8n answered ${answer.status} to ${path}: ${await answer.text()}`);
		return ((await answer.json()) as { data: T }).data;
	}

	/** On a busy machine n8n answers 503 for a while, when its database was slow to answer. */
	private async ask(path: string, request: { method: string; body?: string }): Promise<Response> {
		return await waitFor(`n8n to answer ${path}`, async () => {
			const answer = await fetch(`${this.address}${path}`, { ...request, headers: this.headers() });
			return answer.status === 503 ? undefined : answer;
		});
	}

	private headers(): Record<string, string> {
		// A connection that stayed open may be closed by an n8n that was busy, just as the next request goes out.
		return { 'content-type': 'application/json', 'browser-id': 'contact-sync', cookie: this.cookie, connection: 'close' };
	}
}

/** Takes n8n's flat list of parts, in which texts are the places of other parts, back into one value. */
function unflattened(parts: unknown[]): unknown {
	const built = new Map<number, unknown>();
	const valueOf = (part: unknown): unknown => (typeof part === 'string' ? build(Number(part)) : part);
	const build = (index: number): unknown => {
		if (built.has(index)) return built.get(index);
		const part = parts[index];
		if (typeof part !== 'object' || part === null) return part;
		const value: unknown[] | Record<string, unknown> = Array.isArray(part) ? [] : {};
		built.set(index, value);
		for (const [key, inner] of Object.entries(part)) Object.assign(value, { [key]: valueOf(inner) });
		return value;
	};
	return build(0);
}
