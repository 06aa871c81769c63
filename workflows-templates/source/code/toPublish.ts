import type { Copy } from './shared/customer';
import type { CodeScope, Item } from './shared/scope';
import type { StoredWorkflow } from './shared/workflow';

/** The ids of all workflows of the customer, the called one first: n8n publishes nothing that calls what is not published. */
export function toPublish({ $, $input }: CodeScope): Item[] {
	const there = $input.all<StoredWorkflow>().map(({ json }) => json);
	return $('Copies')
		.first<{ all: Copy[] }>()
		.json.all.map(({ workflow: { name } }) => ({ json: { id: there.find((one) => one.name === name)?.id, name } }));
}
