import type { INodeProperties } from 'n8n-workflow';

import { googleFieldOptions } from '../../GoogleContactsSync/person';
import { DEFAULT_ROWS } from '../engine/fieldMap';

/** Google fields that are completed by a label of the user's own. */
export const LABELLED_FIELDS = ['custom', 'externalId'];

/** The rows that a new Start Sync shows. */
const defaultRows = DEFAULT_ROWS.map(([googleField, crmField]) => ({
	googleField,
	crmField,
	direction: 'both',
}));

export const fieldMap: INodeProperties = {
	displayName: 'Field Map',
	name: 'fieldMap',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Field',
	default: { rows: defaultRows },
	description:
		'Which Google field and which CRM field hold the same thing. A field may stand in one row only. Fields in no row are never read or written.',
	options: [
		{
			displayName: 'Fields',
			name: 'rows',
			values: [
				{
					displayName: 'Google Field',
					name: 'googleField',
					type: 'options',
					options: googleFieldOptions,
					default: 'workEmail',
				},
				{
					displayName: 'Google Label',
					name: 'googleLabel',
					type: 'string',
					displayOptions: { show: { googleField: LABELLED_FIELDS } },
					default: '',
					placeholder: 'e.g. Customer number',
					description: 'The label that the field has in Google Contacts',
				},
				{
					displayName: 'CRM Field Name or ID',
					name: 'crmField',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getCrmFields' },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Direction',
					name: 'direction',
					type: 'options',
					options: [
						{ name: 'Both Ways', value: 'both' },
						{ name: 'To CRM Only', value: 'toCrm' },
						{ name: 'To Google Only', value: 'toGoogle' },
					],
					default: 'both',
				},
			],
		},
	],
};
