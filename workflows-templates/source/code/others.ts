import type { Copy } from './shared/customer';
import type { CodeScope, Item } from './shared/scope';
import type { StoredWorkflow } from './shared/workflow';

/** The workflows that call the customer's *Run One*, each as an item, by the id that it has got. */
export function others({ $, $input }: CodeScope): Item[] {
	const [one, ...rest] = $('Copies').first<{ all: Copy[] }>().json.all;
	const id = $input.all<StoredWorkflow>().find(({ json: { name } }) => name === one.workflow.name)?.json.id ?? '';
	for (const { workflow } of rest) {
		for (const node of workflow.nodes)
			if (node.type.endsWith('.executeWorkflow')) node.parameters.workflowId = { __rl: true, mode: 'id', value: id };
	}
	return rest.map((copy) => ({ json: copy }));
}
