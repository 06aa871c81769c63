import type { INodeType, INodeTypes } from 'n8n-workflow';
import { UnexpectedError } from 'n8n-workflow';

import { dataTableNode } from './dataTableNode';
import type { InMemoryDataTables } from './dataTables';
import { loadOwn } from './ownModules';
import { pageNodes } from './pageNodes';
import { standIns } from './standIns';

export const PACKAGE = 'n8n-nodes-contact-sync';

const ownTypes = new Map<string, INodeType>();

/** A node of this package by its published name, e.g. `n8n-nodes-contact-sync.verticalCrm`. */
function ownNode(type: string): INodeType {
	const name = type.slice(PACKAGE.length + 1);
	const className = name.charAt(0).toUpperCase() + name.slice(1);
	const made = ownTypes.get(type) ?? loadOwn<INodeType>('nodes', `${className}/${className}.node`);
	ownTypes.set(type, made);
	return made;
}

/** The node types that a workflow of a test may use: the package's own, stand-ins of n8n's, and the test's. */
export function createNodeTypes(extra: Record<string, INodeType>, tables: InMemoryDataTables): INodeTypes {
	const known: Record<string, INodeType> = {
		...standIns,
		...pageNodes,
		'n8n-nodes-base.dataTable': dataTableNode(tables),
		...extra,
	};
	const byName = (type: string): INodeType => {
		if (Object.hasOwn(known, type)) return known[type];
		if (type.startsWith(`${PACKAGE}.`)) return ownNode(type);
		throw new UnexpectedError(`The harness has no node type "${type}"`);
	};
	return { getByName: byName, getByNameAndVersion: byName, getKnownTypes: () => ({}) };
}
