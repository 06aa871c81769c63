import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import * as v from 'valibot';

import { checkedParameter } from '../../shared/items/parameters';
import { readModuleFields } from '../fields/moduleFields';
import type { Crm } from '../transport/crm';

export const fieldsParameter: INodeProperties = {
	displayName: 'Field Names or IDs',
	name: 'fields',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['module.value'] },
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	hint: 'All fields of the module when none is chosen',
};

/** The chosen fields, or all of the module. */
export async function fieldsToShow(context: IExecuteFunctions, crm: Crm, module: string, itemIndex: number): Promise<string[]> {
	const words = { name: 'fields', label: 'Field Names or IDs', unset: [], itemIndex };
	const chosen = checkedParameter(context, words, v.array(v.pipe(v.string(), v.regex(/^\w+$/, 'is no API name of a field'))));
	if (chosen.length > 0) return chosen;
	return (await readModuleFields(crm, module)).map(({ name }) => name);
}
