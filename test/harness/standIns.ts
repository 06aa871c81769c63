import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/*
 * Stand-ins for those of n8n's own nodes that workflow templates use, so that templates run without n8n-nodes-base.
 */

/** A description that leaves out what only the editor needs. */
export function nodeDescription(name: string, rest: Partial<INodeTypeDescription> = {}): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: [1, 1.1, 1.2, 1.3, 2, 2.1, 2.2, 2.3, 3],
		description: name,
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
		...rest,
	};
}

/** Emits one item when started by hand; a schedule's own item comes from whoever starts the execution. */
function trigger(name: string): INodeType {
	return {
		description: nodeDescription(name, {
			group: ['trigger'],
			inputs: [],
			properties: [{ displayName: 'Rule', name: 'rule', type: 'json', default: {} }],
		}),
		async trigger() {
			return { manualTriggerFunction: async () => this.emit([this.helpers.returnJsonArray([{}])]) };
		},
	};
}

const noOp: INodeType = {
	description: nodeDescription('noOp'),
	async execute() {
		return [this.getInputData()];
	},
};

const stickyNote: INodeType = {
	description: nodeDescription('stickyNote', { inputs: [], outputs: [] }),
	async execute() {
		throw new NodeOperationError(this.getNode(), 'n8n never runs a note');
	},
};

const stopAndError: INodeType = {
	description: nodeDescription('stopAndError', {
		outputs: [],
		properties: [{ displayName: 'Error Message', name: 'errorMessage', type: 'string', default: '' }],
	}),
	async execute() {
		throw new NodeOperationError(this.getNode(), this.getNodeParameter('errorMessage', 0) as string);
	},
};

/** Outputs "true" and "false"; the conditions are judged by n8n's own filter, as in the node itself. */
const ifNode: INodeType = {
	description: nodeDescription('if', {
		outputs: ['main', 'main'],
		properties: [
			{
				displayName: 'Conditions',
				name: 'conditions',
				type: 'filter',
				default: {},
				typeOptions: { filter: { caseSensitive: true, typeValidation: 'strict', version: 2 } },
			},
			{ displayName: 'Options', name: 'options', type: 'collection', default: {}, options: [] },
		],
	}),
	async execute() {
		const outputs: INodeExecutionData[][] = [[], []];
		this.getInputData().forEach((item, index) => {
			const holds = this.getNodeParameter('conditions', index, false, { extractValue: true }) as boolean;
			outputs[holds ? 0 : 1].push({ ...item, pairedItem: { item: index } });
		});
		return outputs;
	},
};

/** Merge in its mode "append": runs once, when all its inputs have been answered. */
const merge: INodeType = {
	description: nodeDescription('merge', {
		inputs: '={{ Array.from({ length: $parameter.numberInputs || 2 }, () => "main") }}',
		properties: [{ displayName: 'Number of Inputs', name: 'numberInputs', type: 'number', default: 2 }],
	}),
	async execute() {
		const count = this.getNodeParameter('numberInputs', 0, 2) as number;
		return [Array.from({ length: count }, (_, input) => itemsOf(this, input)).flat()];
	},
};

function itemsOf(context: IExecuteFunctions, input: number): INodeExecutionData[] {
	return context.getInputData(input).map((json, item) => ({ ...json, pairedItem: { item, input } }));
}

/** Starts with the items that the calling workflow gives; without a caller, with an empty one. */
const executeWorkflowTrigger: INodeType = {
	description: nodeDescription('executeWorkflowTrigger', { group: ['trigger'], inputs: [] }),
	async execute() {
		return [this.getInputData()];
	},
};

/** Loop Over Items, in batches of one: outputs "done" and "loop". */
const splitInBatches: INodeType = {
	description: nodeDescription('splitInBatches', { outputs: ['main', 'main'] }),
	async execute() {
		const memory = this.getContext('node') as { left?: INodeExecutionData[] };
		memory.left ??= [...this.getInputData()];
		const [next] = memory.left.splice(0, 1);
		return next ? [[], [next]] : [[{ json: {}, pairedItem: { item: 0 } }], []];
	},
};

/** Edit Fields: an item of the fields that are given, and nothing else. */
const set: INodeType = {
	description: nodeDescription('set', {
		properties: [{ displayName: 'Fields', name: 'assignments', type: 'assignmentCollection', default: {} }],
	}),
	async execute() {
		return [
			this.getInputData().map((_, item) => {
				const given = this.getNodeParameter('assignments.assignments', item, []) as Array<{ name: string; value: string | boolean }>;
				return { json: Object.fromEntries(given.map(({ name, value }) => [name, value])), pairedItem: { item } };
			}),
		];
	},
};

export const standIns: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': trigger('manualTrigger'),
	'n8n-nodes-base.scheduleTrigger': trigger('scheduleTrigger'),
	'n8n-nodes-base.errorTrigger': trigger('errorTrigger'),
	'n8n-nodes-base.noOp': noOp,
	'n8n-nodes-base.stickyNote': stickyNote,
	'n8n-nodes-base.stopAndError': stopAndError,
	'n8n-nodes-base.if': ifNode,
	'n8n-nodes-base.merge': merge,
	'n8n-nodes-base.executeWorkflowTrigger': executeWorkflowTrigger,
	'n8n-nodes-base.splitInBatches': splitInBatches,
	'n8n-nodes-base.set': set,
};
