import { ExecutionLifecycleHooks, PollContext } from 'n8n-core';
import type { IDataObject, INode, INodeExecutionData, IWorkflowBase, WorkflowActivateMode } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import type { CredentialStore } from './credentialStore';
import { StoredCredentials } from './credentialStore';
import { createNodeTypes, PACKAGE } from './nodeTypes';
import { additionalData, sharedDataTables, stopN8n, withCredentials } from './runWorkflow';

/** A published workflow that begins with a polling node; n8n asks it at activation, and then by its schedule. */
export interface PollingWorkflow {
	/** @returns the items that start an execution; null when none is started. */
	poll(mode?: 'trigger' | 'manual'): Promise<INodeExecutionData[] | null>;
}

let workflows = 0;

export function publish(type: string, parameters: IDataObject, credentials: CredentialStore, activation: WorkflowActivateMode = 'activate'): PollingWorkflow {
	stopN8n();
	const nodeTypes = createNodeTypes({}, sharedDataTables);
	const typeName = `${PACKAGE}.${type}`;
	const plain = { id: 'poll', name: 'Poll', type: typeName, typeVersion: 1, position: [0, 0], parameters } as INode;
	const node = withCredentials(plain, nodeTypes, credentials);
	const workflow = new Workflow({ id: `polling-${++workflows}`, name: 'Polling', nodes: [node], connections: {}, active: true, nodeTypes });
	return {
		async poll(mode = 'trigger') {
			const hooks = new ExecutionLifecycleHooks(mode, '1', { name: 'Polling', nodes: [node], connections: {} } as unknown as IWorkflowBase);
			const context = new PollContext(workflow, node, additionalData(hooks, new StoredCredentials(credentials)), mode, activation);
			const output = await nodeTypes.getByNameAndVersion(typeName, 1).poll?.call(context);
			return output?.[0] ?? null;
		},
	};
}
