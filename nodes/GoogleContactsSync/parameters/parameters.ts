import type { IExecuteFunctions, INodeParameterResourceLocator, INodeProperties } from 'n8n-workflow';

import { checkedName } from '../../shared/api/names';
import { AmountSchema, optionsParameter } from '../../shared/items/operations';
import { checkedLocator, checkedParameter } from '../../shared/items/parameters';
import { googleFieldOptions, LABELLED_FIELDS } from '../../shared/catalogue/googleFields';
import type { GoogleContacts } from '../transport/client';
import { connectGoogle } from '../transport/client';
import { DEFAULT_UNITS_PER_MINUTE } from '../transport/pacing';

export const groupLocator: INodeProperties = {
	displayName: 'Contact Group',
	name: 'group',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'A label in Google Contacts',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchGroups', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Customers' },
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. contactGroups/1a2b3c4d5e' },
	],
};

export const contactLocator: INodeProperties = {
	displayName: 'Contact',
	name: 'contact',
	type: 'resourceLocator',
	default: { mode: 'id', value: '' },
	required: true,
	modes: [
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. people/c1234567890' },
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://contacts.google.com/person/c1234567890',
			extractValue: { type: 'regex', regex: 'https://contacts\\.google\\.com/(?:.*/)?person/(c[0-9a-zA-Z]+)' },
		},
	],
};

export const fieldValues: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Field',
	default: {},
	description: 'What the contact is to hold. Fields that are not named stay as they are.',
	options: [
		{
			displayName: 'Field',
			name: 'values',
			values: [
				{ displayName: 'Field', name: 'field', type: 'options', options: googleFieldOptions, default: 'givenName' },
				{
					displayName: 'Label',
					name: 'label',
					type: 'string',
					displayOptions: { show: { field: LABELLED_FIELDS } },
					default: '',
					description: 'The label that the field has in Google Contacts',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					description: 'An empty value clears the field. Dates as YYYY-MM-DD.',
				},
			],
		},
	],
};

/** What operations that write have in common. */
export const writingOptions: INodeProperties = {
	...optionsParameter,
	options: [
		{
			displayName: 'Quota Units per Minute',
			name: 'unitsPerMinute',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: DEFAULT_UNITS_PER_MINUTE,
			description:
				'How much of Google\'s quota to use at most. Writing up to 200 contacts costs 6 units, deleting up to 500 costs 10. Lower it when other programs use the same account.',
		},
	],
};

/** Connects as the options of an operation that writes ask for. */
export async function connectForWriting(context: IExecuteFunctions): Promise<GoogleContacts> {
	const units = { name: 'options.unitsPerMinute', label: 'Quota Units per Minute', unset: DEFAULT_UNITS_PER_MINUTE };
	return await connectGoogle(context, checkedParameter(context, units, AmountSchema));
}

/** Says why writing took so long, where the quota was the reason. */
export function hintAtQuota(context: IExecuteFunctions, google: GoogleContacts): void {
	const seconds = Math.round(google.waited() / 1_000);
	if (seconds === 0) return;
	context.addExecutionHints({
		message: `Requests were held back for ${seconds} seconds in all to stay within Google's quota. A higher quota can be asked for in the Google Cloud project; then raise "Quota Units per Minute".`,
		location: 'outputPane',
	});
}

/** The group that the node's parameter names; text before it is resolved. */
export function groupParameter(context: IExecuteFunctions, itemIndex: number): INodeParameterResourceLocator {
	return checkedLocator(context, 'group', 'Contact Group', itemIndex);
}

/** The resource name in a contact parameter, also when only its last part was given. */
export function contactParameter(context: IExecuteFunctions, itemIndex: number): string {
	const { value } = checkedLocator(context, 'contact', 'Contact', itemIndex);
	const text = String(context.getNodeParameter('contact', itemIndex, value, { extractValue: true })).trim();
	return checkedName(context, 'contact', text.startsWith('people/') ? text : `people/${text}`, itemIndex);
}
