import type { CodeScope, Item } from './shared/scope';
import type { Workflow } from './shared/workflow';

/**
 * The other workflows, each as an item, calling the one that was created. n8n sends the requests for several items at
 * once, and publishes nothing that calls what is not published.
 */
export function rest({ $ }: CodeScope): Item[] {
	const { id } = $('Create One').first<{ id: string }>().json;
	return $('Copies')
		.first<{ rest: Workflow[] }>()
		.json.rest.map((workflow) => {
			for (const node of workflow.nodes)
				if (node.type.endsWith('.executeWorkflow')) node.parameters.workflowId = { __rl: true, mode: 'id', value: id };
			return { json: { workflow } };
		});
}
