import type { INode, INodeType, INodeTypes } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { ContactReconcile } from '../../nodes/ContactReconcile/ContactReconcile.node';
import { GoogleContactsSync } from '../../nodes/GoogleContactsSync/GoogleContactsSync.node';
import { VerticalCrm } from '../../nodes/VerticalCrm/VerticalCrm.node';

/** What n8n makes of a node's subtitle. */
function subtitle(type: INodeType, parameters: Record<string, string>): unknown {
	const node: INode = { id: '1', name: 'Node', type: 'node', typeVersion: 1, position: [0, 0], parameters };
	const nodeTypes = { getByNameAndVersion: () => type } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(node, type.description.subtitle, 'internal', {});
}

/** Every operation of a node, by resource, with the words for it in the lists of the editor. */
function choices({ description: { properties } }: INodeType) {
	const named = (property: (typeof properties)[number]) =>
		(property.options ?? []).flatMap((option) => ('value' in option ? { value: String(option.value), words: option.name } : []));
	const resources = properties.filter(({ name }) => name === 'resource').flatMap(named);
	return properties.filter(({ name }) => name === 'operation').flatMap((property) => {
		const resource = resources.find(({ value }) => property.displayOptions?.show?.resource?.includes(value));
		return named(property).map((operation) => ({ resource, operation }));
	});
}

test.each([
	['Google Contacts Sync', new GoogleContactsSync()],
	['Vertical CRM', new VerticalCrm()],
])('%s says in words what it does to what', (_, type) => {
	expect(choices(type).length).toBeGreaterThan(9);
	for (const { resource, operation } of choices(type)) {
		expect(subtitle(type, { resource: String(resource?.value), operation: operation.value })).toBe(`${operation.words}: ${resource?.words}`);
	}
});

test('Contact Reconcile, that has one resource, says what it does', () => {
	const type = new ContactReconcile();
	expect(subtitle(type, { resource: 'sync', operation: 'planChanges' })).toBe('Plan Changes');
	for (const { operation } of choices(type)) expect(subtitle(type, { resource: 'sync', operation: operation.value })).toBe(operation.words);
});
