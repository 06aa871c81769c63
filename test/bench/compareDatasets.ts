/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { join } from 'node:path';

import type { INodeExecutionData } from 'n8n-workflow';

type Branches = [onlyA: INodeExecutionData[], same: INodeExecutionData[], different: INodeExecutionData[], onlyB: INodeExecutionData[]];

type FindMatches = (
	input1: INodeExecutionData[],
	input2: INodeExecutionData[],
	fieldsToMatch: Array<{ field1: string; field2: string }>,
	options: { nodeVersion: number; resolve: string; multipleMatches: string },
) => Branches;

const NODE = 'test/n8n/node_modules/n8n-nodes-base/dist/nodes/CompareDatasets/GenericFunctions.js';

/**
 * The matching and comparing of n8n's own Compare Datasets node, as the n8n installed for the demo brings it; for programs run from the
 * project's folder.
 */
export function compareDatasets(a: INodeExecutionData[], b: INodeExecutionData[], field: string): Branches {
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const { findMatches } = require(join(process.cwd(), NODE)) as { findMatches: FindMatches };
	return findMatches(a, b, [{ field1: field, field2: field }], {
		nodeVersion: 2.3,
		resolve: 'includeBoth',
		multipleMatches: 'first',
	});
}
