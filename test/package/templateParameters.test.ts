/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, INodeType, IWorkflowBase } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { ContactReconcile } from '../../nodes/ContactReconcile/ContactReconcile.node';
import { ContactSyncTrigger } from '../../nodes/ContactSyncTrigger/ContactSyncTrigger.node';
import { GoogleContactsSync } from '../../nodes/GoogleContactsSync/GoogleContactsSync.node';
import { VerticalCrm } from '../../nodes/VerticalCrm/VerticalCrm.node';
import { templates } from '../../workflows-templates/source/templates';

const NODES: Record<string, INodeType> = {
	contactReconcile: new ContactReconcile(),
	contactSyncTrigger: new ContactSyncTrigger(),
	googleContactsSync: new GoogleContactsSync(),
	verticalCrm: new VerticalCrm(),
};

const ours = templates.flatMap(({ file }) => {
	const { nodes } = JSON.parse(
		readFileSync(join(__dirname, `../../workflows-templates/${file}.json`), 'utf8'),
	) as IWorkflowBase;
	return nodes
		.filter(({ type }) => type.startsWith('n8n-nodes-contact-sync.'))
		.map((node) => ({ file, name: node.name, node }));
});

/** What is set that the node does not have at this operation, or that is none of the choices. */
function unknownIn(node: INode): string[] {
	const { description } = NODES[node.type.split('.')[1]];
	const shown = description.properties.filter((property) =>
		NodeHelpers.displayParameter(withDefaults(node), property, node, description),
	);
	return Object.entries(node.parameters).flatMap(([name, value]) => {
		const property = shown.find((one) => one.name === name);
		if (!property) return [name];
		const { type, options = [] } = property;
		if (type === 'options' && !String(value).startsWith('=')) {
			return options.some((option) => 'value' in option && option.value === value) ? [] : [`${name}: ${String(value)}`];
		}
		if (type !== 'collection') return [];
		return Object.keys(value as object)
			.filter((key) => !options.some((option) => option.name === key))
			.map((key) => `${name}.${key}`);
	});
}

function withDefaults(node: INode): INode['parameters'] {
	const { description } = NODES[node.type.split('.')[1]];
	return NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? {};
}

test.each(ours)('$file: $name sets only what the node has at its operation', ({ node }) => {
	expect(unknownIn(node)).toEqual([]);
});

test.each([
	['elsewhere', { elsewhere: 1 }],
	['winner', { winner: 'crm', operation: 'planChanges' }],
	['winner: the CRM', { winner: 'the CRM' }],
	['options.elsewhere', { options: { elsewhere: 1 } }],
])('"%s" would be noticed', (unknown, parameters) => {
	const start = ours.find(({ name }) => name === 'Start Sync')?.node as INode;
	expect(unknownIn({ ...start, parameters: { ...start.parameters, ...parameters } })).toContain(unknown);
});
