import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { executeChosen, subtitleFor } from '../shared/items/operations';
import { operations, properties } from './actions/resources';
import { searchGroups } from './methods/listSearch';

export class GoogleContactsSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Google Contacts Sync',
		name: 'googleContactsSync',
		icon: { light: 'file:googleContactsSync.svg', dark: 'file:googleContactsSync.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: subtitleFor(properties),
		description: 'Read and write Google Contacts in batches, and keep them in step with a CRM',
		defaults: { name: 'Google Contacts Sync' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'googleContactsSyncOAuth2Api', required: true }],
		properties,
	};

	methods = { listSearch: { searchGroups } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await executeChosen(this, operations)];
	}
}
