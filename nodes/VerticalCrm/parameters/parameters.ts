import type { IExecuteFunctions, INodeParameterResourceLocator, INodeProperties } from 'n8n-workflow';

import { checkedName } from '../../shared/api/names';
import { checkedLocator, checkedSwitch, checkedText } from '../../shared/items/parameters';
import { NEWER_TRIGGERS } from '../transport/writes';

export const moduleLocator: INodeProperties = {
	displayName: 'Module',
	name: 'module',
	type: 'resourceLocator',
	default: { mode: 'list', value: 'Contacts', cachedResultName: 'Contacts' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchModules', searchable: true },
		},
		{ displayName: 'By API Name', name: 'name', type: 'string', placeholder: 'e.g. Contacts' },
	],
};

export const viewLocator: INodeProperties = {
	displayName: 'List View',
	name: 'view',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'A list view of the module in the CRM',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchViews', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. All Contacts' },
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 5843104000000087501' },
	],
};

/** Solutions rename fields, so the one that records are found by is a choice. */
export const emailFieldParameter: INodeProperties = {
	displayName: 'Email Field Name or ID',
	name: 'emailField',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getEmailFields', loadOptionsDependsOn: ['module.value'] },
	default: 'Email',
	description:
		'The field of the module that holds the address. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** Which automations of the CRM run for what a node writes. */
export const runWorkflows: INodeProperties = {
	displayName: 'Run CRM Workflows',
	name: 'runWorkflows',
	type: 'boolean',
	default: false,
	description: 'Whether the CRM runs its workflow rules, approvals, blueprints, pathfinders and orchestrations for what is written here',
};

const TRIGGERS = ['workflow', 'approval', 'blueprint', ...NEWER_TRIGGERS];

/** The automations that the node's parameter asks for; one request cannot differ by item. */
export function triggersOf(context: IExecuteFunctions): string[] {
	return checkedSwitch(context, 'runWorkflows', 'Run CRM Workflows') ? TRIGGERS : [];
}

/** The API name of the module that the node's parameter names. */
export function moduleParameter(context: IExecuteFunctions, itemIndex: number): string {
	return checkedName(context, 'apiName', String(checkedLocator(context, 'module', 'Module', itemIndex).value), itemIndex);
}

/** The list view that the node's parameter names; text before it is resolved. */
export function viewParameter(context: IExecuteFunctions, itemIndex: number): INodeParameterResourceLocator {
	return checkedLocator(context, 'view', 'List View', itemIndex);
}

/** The API name of the field that holds the address. */
export function emailFieldOf(context: IExecuteFunctions, itemIndex: number): string {
	return checkedName(context, 'apiName', checkedText(context, 'emailField', 'Email Field Name or ID', itemIndex, 'Email'), itemIndex);
}

export const recordIdParameter: INodeProperties = {
	displayName: 'Record ID',
	name: 'recordId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 5843104000000401001',
};

export function recordIdOf(context: IExecuteFunctions, itemIndex: number): string {
	return checkedName(context, 'recordId', checkedText(context, 'recordId', 'Record ID', itemIndex), itemIndex);
}
