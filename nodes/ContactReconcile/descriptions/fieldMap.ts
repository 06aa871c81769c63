import type { INodeProperties } from 'n8n-workflow';

import { FIXED_VALUE, googleFieldOptions, LABELLED_FIELDS, LABELS } from '../../shared/catalogue/googleFields';
import { DEFAULT_ROWS } from '../engine/fieldMap/fieldMap';
import { compareText } from '../engine/values/compareText';
import { TRANSFORMS } from '../engine/values/transforms';

/** The rows that a new Start Sync shows. */
export const defaultRows = DEFAULT_ROWS.map(([googleField, crmField]) => ({
	googleField,
	crmField,
	direction: 'both',
}));

/** How a row may carry values, with the plain way before them. */
const transforms = Object.entries(TRANSFORMS)
	.map(([value, { label, description }]) => ({ name: label, value, description }))
	.sort((a, b) => compareText(a.name, b.name));

/** What the Google side of a row can be. */
export const mapOptions = [
	...googleFieldOptions,
	{ name: 'Fixed Value', value: FIXED_VALUE, description: 'The same for every record that the sync creates in the CRM, where Google has nothing for the field' },
	{ name: 'Labels', value: LABELS, description: "The contact's labels in Google Contacts, but for the group of the sync; a label that is missing there is made" },
].sort((a, b) => compareText(a.name, b.name));

const fieldMapFrom: INodeProperties = {
	displayName: 'Field Map From',
	name: 'fieldMapFrom',
	type: 'options',
	options: [
		{ name: 'JSON', value: 'json', description: 'From an expression, as where one workflow serves several syncs' },
		{ name: 'Rows Below', value: 'rows', description: 'Chosen here' },
	],
	default: 'rows',
	description: 'Where the rows of the field map are given',
};

const fieldMapJson: INodeProperties = {
	displayName: 'Field Map as JSON',
	name: 'fieldMapJson',
	type: 'json',
	displayOptions: { show: { fieldMapFrom: ['json'] } },
	default: '[]',
	placeholder: '[{ "googleField": "workEmail", "crmField": "Email", "direction": "both" }]',
	description: 'A list of rows, each with googleField, crmField, direction (both, toCrm, toGoogle) and, where wanted, googleLabel and transform; or googleField fixed with fixedValue and crmField',
};

const fieldMapRows: INodeProperties = {
	displayName: 'Field Map',
	name: 'fieldMap',
	type: 'fixedCollection',
	displayOptions: { show: { fieldMapFrom: ['rows'] } },
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Field',
	default: { rows: defaultRows },
	description:
		'Which Google field and which CRM field hold the same thing. Only one row may write to a field. Fields in no row stay as they are.',
	options: [
		{
			displayName: 'Fields',
			name: 'rows',
			values: [
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
					displayName: 'Fixed Value',
					name: 'fixedValue',
					type: 'string',
					displayOptions: { show: { googleField: [FIXED_VALUE] } },
					default: '',
					placeholder: 'e.g. Web',
					description:
						'What a new record in the CRM gets in this field unless another row brings a value: an option, or the name of the account, user or other record to link to. It replaces nothing, and does not go to Google.',
				},
				{
					displayName: 'Google Field',
					name: 'googleField',
					type: 'options',
					options: mapOptions,
					default: '',
					required: true,
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
					displayName: 'Row Direction',
					name: 'direction',
					type: 'options',
					options: [
						{ name: 'Both Ways', value: 'both' },
						{ name: 'To CRM Only', value: 'toCrm' },
						{ name: 'To Google Only', value: 'toGoogle' },
					],
					default: 'both',
				},
				{
					displayName: 'Transform',
					name: 'transform',
					type: 'options',
					options: [{ name: 'As It Is', value: 'none' }, ...transforms],
					default: 'none',
					description: 'How a value changes on the way, where the two fields hold the same thing in two ways',
				},
			],
		},
	],
};

/** Which fields go where: chosen row by row, or as JSON. */
export const fieldMap: INodeProperties[] = [fieldMapFrom, fieldMapJson, fieldMapRows];
