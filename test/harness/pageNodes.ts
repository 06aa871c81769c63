/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { createHmac, randomBytes } from 'node:crypto';
import { runInThisContext } from 'node:vm';

import { DateTime } from 'luxon';
import type { IExecuteFunctions, INodeExecutionData, INodeProperties, INodeType } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { nodeDescription } from './standIns';

/*
 * Stand-ins for n8n's own nodes that the page is made of, beside those of all templates.
 */

const parameter = (name: string, type: INodeProperties['type'] = 'string', value: INodeProperties['default'] = ''): INodeProperties => ({
	...{ displayName: name, name, type, default: value },
	...(type === 'collection' && { options: [] }),
});

/** Its items come from whoever starts the execution: output 0 of what is asked for, 1 of forms. */
const webhook: INodeType = {
	description: nodeDescription('webhook', { group: ['trigger'], inputs: [], outputs: ['main', 'main'] }),
	async webhook() {
		return {};
	},
};

/** Runs the text as the body of a function, for all items, with what n8n has in its scope. */
const code: INodeType = {
	description: nodeDescription('code', { properties: [parameter('jsCode')] }),
	async execute() {
		const { $ } = this.getWorkflowDataProxy(0) as { $: unknown };
		const items = this.getInputData();
		const $input = { all: () => items, first: () => items[0] };
		const body = runInThisContext(`(function ($, $input, DateTime) {\n${this.getNodeParameter('jsCode', 0) as string}\n})`) as (
			...scope: unknown[]
		) => INodeExecutionData[];
		// Items of n8n's task runner come as plain JSON.
		return [(JSON.parse(JSON.stringify(body($, $input, DateTime))) as INodeExecutionData[]).map((item) => ({ ...item, pairedItem: { item: 0 } }))];
	},
};

/** Version 1: signs a value of each item, or makes a random one. */
const crypto: INodeType = {
	description: nodeDescription('crypto', {
		properties: ['action', 'value', 'secret', 'dataPropertyName', 'type', 'encoding', 'encodingType'].map((name) => parameter(name)).concat(parameter('stringLength', 'number', 32)),
	}),
	async execute() {
		const text = (name: string, index: number) => this.getNodeParameter(name, index) as string;
		const made = (index: number): string =>
			text('action', index) === 'hmac'
				? createHmac(text('type', index), text('secret', index)).update(text('value', index)).digest('hex')
				: randomBytes(this.getNodeParameter('stringLength', index) as number)
						.toString('hex')
						.slice(0, this.getNodeParameter('stringLength', index) as number);
		return [this.getInputData().map(({ json }, item) => ({ json: { ...json, [text('dataPropertyName', item)]: made(item) }, pairedItem: { item } }))];
	},
};

/** In its mode "expression": as many outputs as are set, of which each item goes to one. */
const switchNode: INodeType = {
	description: nodeDescription('switch', {
		outputs: '={{ Array.from({ length: $parameter.numberOutputs }, () => "main") }}',
		properties: [parameter('mode'), parameter('numberOutputs', 'number', 2), parameter('output', 'number', 0)],
	}),
	async execute() {
		const outputs: INodeExecutionData[][] = Array.from({ length: this.getNodeParameter('numberOutputs', 0) as number }, () => []);
		this.getInputData().forEach((item, index) => {
			const output = this.getNodeParameter('output', index) as number;
			if (!outputs[output]) throw new NodeOperationError(this.getNode(), `The ouput ${output} is not allowed`);
			outputs[output].push({ ...item, pairedItem: { item: index } });
		});
		return outputs;
	},
};

/** Puts out the answer that n8n would give. */
const respondToWebhook: INodeType = {
	description: nodeDescription('respondToWebhook', {
		properties: [parameter('respondWith'), parameter('responseBody'), parameter('options', 'json', '{}')],
	}),
	async execute() {
		const { responseCode, responseHeaders } = this.getNodeParameter('options', 0) as unknown as {
			responseCode: number;
			responseHeaders: { entries: Array<{ name: string; value: string }> };
		};
		const headers = Object.fromEntries(responseHeaders.entries.map(({ name, value }) => [name.toLowerCase(), value]));
		const body = this.getNodeParameter('respondWith', 0) === 'text' ? (this.getNodeParameter('responseBody', 0) as string) : '';
		return [[{ json: { status: responseCode, headers, body } }]];
	},
};

/** Calls another workflow. @param call what that one puts out last, or its error */
export function executeWorkflowNode(call: (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>): INodeType {
	return {
		description: nodeDescription('executeWorkflow'),
		async execute() {
			return await call(this);
		},
	};
}

export const pageNodes: Record<string, INodeType> = {
	'n8n-nodes-base.webhook': webhook,
	'n8n-nodes-base.code': code,
	'n8n-nodes-base.crypto': crypto,
	'n8n-nodes-base.switch': switchNode,
	'n8n-nodes-base.respondToWebhook': respondToWebhook,
};
