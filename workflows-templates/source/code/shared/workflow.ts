/** A workflow as n8n's API gives and takes it, as far as the copies need it. */
export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: object;
	settings: { executionOrder?: string; executionTimeout?: number; saveDataSuccessExecution?: string };
}

interface WorkflowNode {
	type: string;
	webhookId?: string;
	parameters: { path?: string; workflowId?: object };
	credentials?: Record<string, { id: string; name: string }>;
}
