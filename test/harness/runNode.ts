import type { IConnections, IDataObject, INode, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { PACKAGE } from './nodeTypes';
import type { RunOptions, RunResult } from './runWorkflow';
import { runWorkflow } from './runWorkflow';
import { nodeDescription } from './standIns';

export interface NodeRunOptions extends RunOptions {
	/**
	 * The items of the only input, or of each input. n8n does not run a node that gets none at all. One empty item by
	 * default.
	 */
	items?: object[] | object[][];
	/** Settings of the node itself, such as `onError` or `typeVersion`. */
	node?: Partial<Pick<INode, 'onError' | 'typeVersion' | 'alwaysOutputData' | 'name'>>;
}

export interface NodeRunResult extends Omit<RunResult, 'items'> {
	/** The items of each output. */
	outputs: INodeExecutionData[][];
	/** Those of the first output. */
	items: INodeExecutionData[];
}

/**
 * Runs one node on the given items, in a workflow of a trigger, a source for each input, and the node.
 *
 * @param type one of the package's nodes by its name, e.g. `verticalCrm`, or a node of the test.
 */
export async function runNode(
	type: string | INodeType,
	parameters: IDataObject,
	{ items = [{}], node: settings, ...options }: NodeRunOptions = {},
): Promise<NodeRunResult> {
	const inputs = inputsOf(items);
	const typeName = typeof type === 'string' ? `${PACKAGE}.${type}` : `test.${type.description.name}`;
	const name = settings?.name ?? 'Node';
	const sources = inputs.map((_, input) => made(`Source ${input}`, `test.source${input}`));
	const trigger = options.mode === 'manual' || options.mode === 'cli' ? 'manualTrigger' : 'scheduleTrigger';
	const connections: IConnections = {
		Trigger: { main: [sources.map((source) => ({ node: source.name, type: 'main', index: 0 }))] },
		...Object.fromEntries(sources.map((source, index) => [source.name, { main: [[{ node: name, type: 'main', index }]] }])),
	};
	const result = await runWorkflow(
		{
			id: `test-${name}`,
			name: 'One node',
			nodes: [
				made('Trigger', `n8n-nodes-base.${trigger}`),
				...sources,
				{ ...made(name, typeName), parameters: parameters as INodeParameters, ...settings },
			],
			connections,
			settings: { executionOrder: 'v1' },
		},
		{
			...options,
			extraNodeTypes: {
				...options.extraNodeTypes,
				...(typeof type !== 'string' && { [typeName]: type }),
				...Object.fromEntries(inputs.map((given, input) => [`test.source${input}`, source(given)])),
			},
		},
	);
	const outputs = (result.runData[name]?.[0]?.data?.main ?? []).map((output) => output ?? []);
	return { ...result, outputs, items: outputs[0] ?? [] };
}

function inputsOf(items: object[] | object[][]): IDataObject[][] {
	return (Array.isArray(items[0]) ? items : [items]) as IDataObject[][];
}

function made(name: string, type: string): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

function source(items: IDataObject[]): INodeType {
	return {
		description: nodeDescription('source'),
		async execute() {
			return [items.map((json) => ({ json: structuredClone(json), pairedItem: { item: 0 } }))];
		},
	};
}
