import type { ICredentialType, INodeExecutionData, INodeType } from 'n8n-workflow';

import { nodeDescription } from './standIns';

/** Doubles the number of each item. */
export const doubler: INodeType = {
	description: nodeDescription('doubler', {
		properties: [{ displayName: 'Note', name: 'note', type: 'string', default: 'none' }],
	}),
	async execute() {
		return [
			this.getInputData().map(({ json }, item) => ({
				json: { double: Number(json.number) * 2, note: this.getNodeParameter('note', item) },
				pairedItem: { item },
			})),
		];
	},
};

/** Two inputs, four outputs: what came in on each, and how often the node was run. */
export const planner: INodeType = {
	description: nodeDescription('planner', {
		inputs: '={{ ["main", "main"] }}',
		outputs: '={{ ["main", "main", "main", "main"] }}',
	}),
	async execute() {
		const [left, right] = [this.getInputData(0), this.getInputData(1)];
		const counts: INodeExecutionData = { json: { left: left.length, right: right.length } };
		return [[], left, [], [counts]];
	},
};

/** Three inputs: how many items came in on each. */
export const recorder: INodeType = {
	description: nodeDescription('recorder', { inputs: '={{ ["main", "main", "main"] }}' }),
	async execute() {
		return [[{ json: { counts: [0, 1, 2].map((input) => this.getInputData(input).length) } }]];
	},
};

/** Counts its runs in the workflow's static data, and then fails if it is to. */
export const counter: INodeType = {
	description: nodeDescription('counter', {
		properties: [{ displayName: 'Fails', name: 'fails', type: 'boolean', default: false }],
	}),
	async execute() {
		const data = this.getWorkflowStaticData('global');
		data.count = Number(data.count ?? 0) + 1;
		if (this.getNodeParameter('fails', 0)) throw new Error('This was to be expected');
		return [[{ json: { count: data.count as number } }]];
	},
};

export const probeCredential: ICredentialType = {
	name: 'probeOAuth2Api',
	extends: ['oAuth2Api'],
	displayName: 'Probe',
	properties: [
		{ displayName: 'Base', name: 'base', type: 'string', default: '' },
		{ displayName: 'Token URL', name: 'accessTokenUrl', type: 'hidden', default: '={{ $self["base"] }}/token' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	],
};

/** Asks the credential's own address who is calling. */
export const caller: INodeType = {
	description: nodeDescription('caller', { credentials: [{ name: 'probeOAuth2Api', required: true }] }),
	async execute() {
		const { base } = await this.getCredentials('probeOAuth2Api');
		const answer = await this.helpers.httpRequestWithAuthentication.call(this, 'probeOAuth2Api', {
			method: 'GET',
			url: `${String(base)}/me`,
			json: true,
		});
		return [[{ json: answer, pairedItem: { item: 0 } }]];
	},
};
