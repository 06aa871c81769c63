import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeExecutionData,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import * as v from 'valibot';

import { failedItems } from '../shared/items/items';
import { checkedParameter } from '../shared/items/parameters';
import { subtitleFor } from '../shared/items/operations';
import { listModuleFields } from '../VerticalCrm/methods/moduleFieldLists';
import type { OperationName } from './actions/Sync.resource';
import { operations, properties } from './actions/Sync.resource';
import { DEFAULT_ROWS } from './engine/fieldMap/fieldMap';
import { inputsFor, outputsFor } from './ports';

const STANDARD_CRM_FIELDS = DEFAULT_ROWS.map(([, crmField]) => ({ name: crmField.replaceAll('_', ' '), value: crmField }));

export class ContactReconcile implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Contact Reconcile',
		name: 'contactReconcile',
		icon: { light: 'file:contactReconcile.svg', dark: 'file:contactReconcile.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitleFor(properties),
		description: 'Decide and remember what a sync of Google Contacts and a CRM has to do',
		defaults: { name: 'Contact Reconcile' },
		usableAsTool: true,
		inputs: `={{ (${String(inputsFor)})($parameter) }}`,
		outputs: `={{ (${String(outputsFor)})($parameter) }}`,
		credentials: [
			{
				name: 'verticalCrmOAuth2Api',
				required: false,
				displayOptions: { show: { operation: ['startSync'] } },
			},
		],
		properties,
	};

	methods = {
		loadOptions: {
			/**
			 * The CRM's fields for the field map; the credential of this node serves nothing else. Until there is one, the
			 * standard fields, so that the rows of a template can be read.
			 */
			async getCrmFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				if (!this.getNode().credentials?.verticalCrmOAuth2Api) return STANDARD_CRM_FIELDS;
				return await listModuleFields(this, String(this.getCurrentNodeParameter('crmModule') ?? 'Contacts'));
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const words = { name: 'operation', label: 'Operation', unset: undefined };
		try {
			const operation = checkedParameter(this, words, v.picklist(Object.keys(operations) as OperationName[]));
			return await operations[operation].execute.call(this);
		} catch (error) {
			return [failedItems(this, error, [0])];
		}
	}
}
