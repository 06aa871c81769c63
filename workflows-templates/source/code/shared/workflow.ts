/** A workflow as n8n's API gives and takes it, as far as the copies need it. */
export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: object;
	settings: { executionOrder?: string; executionTimeout?: number; saveDataSuccessExecution?: string };
}

/** A workflow as n8n's API gives it. */
export interface StoredWorkflow extends Workflow {
	id: string;
	/** What is published of it, where anything is. */
	activeVersion?: Pick<Workflow, 'nodes' | 'connections'> | null;
}

interface WorkflowNode {
	name: string;
	type: string;
	webhookId?: string;
	parameters: { path?: string; workflowId?: object };
	credentials?: Record<string, { id: string; name: string }>;
}
