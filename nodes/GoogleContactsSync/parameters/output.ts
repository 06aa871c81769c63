import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import pick from 'lodash/pick';
import * as v from 'valibot';

import { googleField, googleFieldOptions, LABELLED_FIELDS } from '../../shared/catalogue/googleFields';
import { checkedParameter } from '../../shared/items/parameters';
import { contactJson } from '../fields/plainContact';
import type { Person } from '../transport/person';

/** What of a contact is put out, as people and models need it: a whole one is some hundred lines. */
export const outputParameters: INodeProperties[] = [
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Raw', value: 'raw', description: 'Everything, as Google sends it' },
			{ name: 'Selected Fields', value: 'selected', description: 'The resource name and the fields that you choose' },
			{ name: 'Simplified', value: 'simple', description: 'Fields with one value each, named as in the field map of a sync' },
		],
		default: 'simple',
	},
	{
		displayName: 'Fields',
		name: 'outputFields',
		type: 'multiOptions',
		displayOptions: { show: { output: ['selected'] } },
		options: googleFieldOptions.filter(({ value }) => !LABELLED_FIELDS.includes(String(value))),
		default: ['givenName', 'familyName', 'workEmail'],
		description: 'What to return. An expression may name others too, as custom:Birthplace or externalId:customer.',
	},
];

const OutputSchema = v.picklist(['raw', 'selected', 'simple']);

const FieldsSchema = v.array(v.pipe(v.string(), v.check((key) => googleField(key) !== undefined, 'is no field of a contact')));

/** How the contacts of an item are put out. */
export function outputOf(context: IExecuteFunctions, itemIndex: number): (person: Person) => IDataObject {
	const output = checkedParameter(context, { name: 'output', label: 'Output', unset: 'simple', itemIndex }, OutputSchema);
	if (output !== 'selected') return (person) => contactJson(person, output === 'simple');
	const fields = checkedParameter(context, { name: 'outputFields', label: 'Fields', unset: [], itemIndex }, FieldsSchema);
	// By name alone: what a label holds may look like a path.
	return (person) => pick(contactJson(person, true), ['resourceName', ...fields].map((field) => [field]));
}
