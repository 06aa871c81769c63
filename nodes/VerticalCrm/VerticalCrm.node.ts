import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { executeChosen, subtitleFor } from '../shared/items/operations';
import { operations, properties } from './actions/resources';
import { searchModules, searchViews } from './methods/listSearch';
import { getColumns, getEmailFields, getFields } from './methods/moduleFieldLists';

export class VerticalCrm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Vertical CRM',
		name: 'verticalCrm',
		icon: { light: 'file:verticalCrm.svg', dark: 'file:verticalCrm.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: subtitleFor(properties),
		description: 'Read and write records of a CRM built on the Zoho CRM Platform in batches, and keep them in step with Google Contacts',
		defaults: { name: 'Vertical CRM' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'verticalCrmOAuth2Api', required: true }],
		properties,
	};

	methods = {
		listSearch: { searchModules, searchViews },
		loadOptions: { getEmailFields, getFields },
		resourceMapping: { getColumns },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await executeChosen(this, operations)];
	}
}
