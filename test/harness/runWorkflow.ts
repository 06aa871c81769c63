/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import './quiet';
import { createRequire } from 'node:module';

import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import { SSHClientsManager } from 'n8n-core/dist/execution-engine/ssh-clients-manager';
import type {
	ExecutionError,
	ExecutionStatus,
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IRun,
	IRunData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { UnexpectedError, Workflow } from 'n8n-workflow';

import { refuseSecrets, secretsIn, takeLogged } from './audit';
import type { CredentialStore } from './credentialStore';
import { StoredCredentials } from './credentialStore';
import { InMemoryDataTables } from './dataTables';
import { InMemoryDeduplication, useDeduplication } from './inMemoryDeduplication';
import { createNodeTypes } from './nodeTypes';

/** A workflow as a template file holds it. */
export type WorkflowJson = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections' | 'settings'> & { id?: string };

/** As n8n names them: by the schedule, from the editor, by `n8n execute`. */
export type RunMode = 'trigger' | 'manual' | 'cli';

export interface RunOptions {
	/** Chosen in every node that takes one of these types. Refreshed tokens are kept in here. */
	credentials?: CredentialStore;
	/** Types of credentials that the package does not have. */
	credentialTypes?: ICredentialType[];
	mode?: RunMode;
	/**
	 * What n8n stored for the workflow. Changed in place by n8n's rule: when an execution has ended, succeeded or failed,
	 * but not by a manual one, nor by one that was cancelled or timed out. For a killed process pass a copy.
	 */
	staticData?: IDataObject;
	/** Shared by all runs of a test file unless another is given. */
	dedupe?: InMemoryDeduplication;
	/** Shared by all runs of a test file unless others are given. */
	dataTables?: InMemoryDataTables;
	/** Node types of the test, by their full names. */
	extraNodeTypes?: Record<string, INodeType>;
	/** Stops the execution as a user does when the node of this name has ended. */
	cancelAfter?: string;
	/** Stops the execution as a user does when it is aborted, also in the middle of a node. */
	cancelSignal?: AbortSignal;
	/** The trigger to start from; the first schedule in mode `trigger`, the manual one otherwise. */
	startNode?: string;
	/** What the trigger hands on in mode `trigger`; the time, as a schedule does, unless given. */
	startItem?: IDataObject;
	/** Of a trigger with several outputs, how many it has and at which one it hands it on. */
	startAt?: { output: number; of: number };
	/** A test of its own looks at tokens that are put out. */
	showsSecrets?: boolean;
}

export interface RunResult {
	status: ExecutionStatus;
	/** The message and the description of the error that ended the execution. */
	error?: string;
	/** The same error as n8n stores it: a plain object. */
	failure?: ExecutionError;
	runData: IRunData;
	run: IRun;
	/** The caller's own object, as it is after the run. */
	staticData: IDataObject;
	/** What a node put out in its first run; nothing when it did not run. */
	items(nodeName: string, output?: number): INodeExecutionData[];
	/** How often a node ran. */
	runs(nodeName: string): number;
	/** Every line that n8n or a node logged. */
	logged: readonly string[];
}

export const sharedDeduplication = new InMemoryDeduplication();
export const sharedDataTables = new InMemoryDataTables();

let executions = 0;

/** Runs a workflow through n8n's own engine, from its trigger. */
export async function runWorkflow(json: WorkflowJson, options: RunOptions = {}): Promise<RunResult> {
	const { mode = 'trigger', credentials = {}, staticData = {} } = options;
	stopN8n();
	const nodeTypes = createNodeTypes(options.extraNodeTypes ?? {}, options.dataTables ?? sharedDataTables);
	const nodes = json.nodes.map((node) => withCredentials(structuredClone(node), nodeTypes, credentials));
	const workflow = new Workflow({
		id: json.id ?? 'test-workflow',
		name: json.name,
		nodes,
		connections: json.connections,
		active: mode === 'trigger',
		nodeTypes,
		staticData: structuredClone(staticData),
		settings: json.settings,
	});
	await useDeduplication(workflow, options.dedupe ?? sharedDeduplication);
	const helper = new StoredCredentials(credentials, options.credentialTypes);
	const hooks = new ExecutionLifecycleHooks(mode, String(++executions), { ...json, nodes } as IWorkflowBase);
	hooks.addHandler('workflowExecuteAfter', (_run, changed) => keepStaticData(mode, staticData, changed));
	const startNode = startOf(workflow, mode, options.startNode);
	const secrets = secretsIn(credentials);
	takeLogged();
	const execution = new WorkflowExecute(additionalData(hooks, helper), mode).run({
		workflow,
		startNode,
		triggerToStartFrom: mode === 'trigger' ? { name: startNode.name, data: triggered(options.startItem, options.startAt) } : undefined,
	});
	hooks.addHandler('nodeExecuteAfter', (name) => {
		if (name === options.cancelAfter) execution.cancel();
	});
	options.cancelSignal?.addEventListener('abort', () => execution.cancel(), { once: true });
	const run = await execution;
	const logged = takeLogged();
	if (!options.showsSecrets) refuseSecrets(run, [...secrets, ...secretsIn(credentials)], logged);
	return resultOf(run, staticData, logged);
}

/** Ends what n8n-core keeps running, so that the process can exit: a timer for SSH connections. */
export function stopN8n(): void {
	coreContainer.get(SSHClientsManager).onShutdown();
}

interface DependencyContainer {
	get<T>(type: abstract new (...args: never[]) => T): T;
}

/** n8n-core's own container: another release of `@n8n/di` may lie beside it, with instances of its own. */
const { Container: coreContainer } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
	Container: DependencyContainer;
};

function resultOf(run: IRun, staticData: IDataObject, logged: readonly string[]): RunResult {
	const { runData, error } = run.data.resultData;
	return {
		run,
		status: run.status,
		failure: error,
		error: error && [error.message, error.description].filter(Boolean).join(' | '),
		runData,
		staticData,
		logged,
		items: (name, output = 0) => runData[name]?.[0]?.data?.main[output] ?? [],
		runs: (name) => runData[name]?.length ?? 0,
	};
}

/** n8n's own condition (`hookFunctionsSave`); the data goes through JSON, as into its database. */
function keepStaticData(mode: RunMode, kept: IDataObject, changed: IDataObject | undefined): void {
	if (mode === 'manual' || !changed) return;
	for (const key of Object.keys(kept)) delete kept[key];
	Object.assign(kept, JSON.parse(JSON.stringify(changed)));
}

function startOf(workflow: Workflow, mode: RunMode, name: string | undefined): INode {
	const type = mode === 'trigger' ? 'n8n-nodes-base.scheduleTrigger' : 'n8n-nodes-base.manualTrigger';
	const found = name
		? workflow.getNode(name)
		: Object.values(workflow.nodes).find((node) => node.type === type && !node.disabled);
	if (!found) throw new UnexpectedError(`The workflow has no ${name ? `node "${name}"` : type} to start from`);
	return found;
}

/** What a trigger hands on when it fires. */
function triggered(json: IDataObject = { timestamp: new Date().toISOString() }, { output, of } = { output: 0, of: 1 }) {
	const item: INodeExecutionData = { json };
	return { data: { main: Array.from({ length: of }, (_, index) => (index === output ? [item] : [])) }, startTime: Date.now(), executionTime: 0, executionIndex: 0, source: [] };
}

/** Chooses the stored credentials in a node, as a user does after importing a template. */
export function withCredentials(node: INode, nodeTypes: INodeTypes, credentials: CredentialStore): INode {
	const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const chosen = (description.credentials ?? []).filter(({ name }) => name in credentials);
	if (chosen.length === 0) return node;
	return { ...node, credentials: Object.fromEntries(chosen.map(({ name }) => [name, { id: name, name }])) };
}

export function additionalData(hooks: ExecutionLifecycleHooks, helper: StoredCredentials): IWorkflowExecuteAdditionalData {
	const address = 'http://localhost:5678';
	const notHere = async (): Promise<never> => {
		throw new UnexpectedError('The harness runs neither sub-workflows nor code');
	};
	return {
		executionId: hooks.executionId,
		currentNodeExecutionIndex: 0,
		credentialsHelper: helper,
		hooks,
		executeWorkflow: notHere,
		startRunnerTask: notHere,
		getRunExecutionData: async () => undefined,
		logAiEvent: () => {},
		restApiUrl: `${address}/rest`,
		instanceBaseUrl: address,
		formWaitingBaseUrl: `${address}/form-waiting`,
		webhookBaseUrl: `${address}/webhook`,
		webhookWaitingBaseUrl: `${address}/webhook-waiting`,
		webhookTestBaseUrl: `${address}/webhook-test`,
		variables: {},
	} as Partial<IWorkflowExecuteAdditionalData> as IWorkflowExecuteAdditionalData;
}
