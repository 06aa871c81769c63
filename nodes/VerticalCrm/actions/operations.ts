import type { INodeProperties } from 'n8n-workflow';

import * as checkAccess from './account/checkAccess.operation';
import * as revokeAccess from './account/revokeAccess.operation';
import * as getFields from './field/getAll.operation';
import * as getViews from './listView/getAll.operation';
import * as applyChanges from './record/applyChanges.operation';
import * as deleteRecord from './record/delete.operation';
import * as get from './record/get.operation';
import * as getAll from './record/getAll.operation';
import * as getChanges from './record/getChanges.operation';
import * as upsert from './record/upsert.operation';

/** Every operation, by resource. */
export const operations = {
	account: { checkAccess, revokeAccess },
	field: { getAll: getFields },
	listView: { getAll: getViews },
	record: { applyChanges, delete: deleteRecord, get, getAll, getChanges, upsert },
};

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Account', value: 'account' },
		{ name: 'Field', value: 'field' },
		{ name: 'List View', value: 'listView' },
		{ name: 'Record', value: 'record' },
	],
	default: 'record',
};

const recordOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['record'] } },
	options: [
		{
			name: 'Apply Changes',
			value: 'applyChanges',
			action: 'Apply planned changes to records',
			description: 'Carry out what Plan Changes of Contact Reconcile decided, in batches',
		},
		{
			name: 'Create or Update',
			value: 'upsert',
			action: 'Create or update a record',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
		},
		{ name: 'Delete', value: 'delete', action: 'Delete a record', description: 'Move a record to the recycle bin, by ID or e-mail' },
		{ name: 'Get', value: 'get', action: 'Get a record', description: 'Get one record by its ID' },
		{
			name: 'Get Changes',
			value: 'getChanges',
			action: 'Get changes of records',
			description: 'Read what changed since the last sync, for Contact Reconcile',
		},
		{ name: 'Get Many', value: 'getAll', action: 'Get many records', description: 'Get many records, of a list view or all' },
	],
	default: 'getAll',
};

const accountOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['account'] } },
	options: [
		{
			name: 'Check Access',
			value: 'checkAccess',
			action: 'Check the access to the CRM',
			description: 'Say who the credential belongs to and what that user may do in a module',
		},
		{
			name: 'Revoke Access',
			value: 'revokeAccess',
			action: 'Revoke the access to the CRM',
			description: 'End the access that the credential has to the CRM',
		},
	],
	default: 'checkAccess',
};

/** The only operation of a resource that can just be listed. */
function listOperation(resource: string, plural: string): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: [{ name: 'Get Many', value: 'getAll', action: `Get many ${plural}`, description: `Get many ${plural} of a module` }],
		default: 'getAll',
	};
}

const applyNotice: INodeProperties = {
	displayName:
		'Takes the items of Plan Changes and writes them. Module and list view come with them; a record that was changed meanwhile is left alone and goes with the next run.',
	name: 'applyNotice',
	type: 'notice',
	displayOptions: { show: { resource: ['record'], operation: ['applyChanges'] } },
	default: '',
};

/** Every parameter of the node. */
export const properties: INodeProperties[] = [
	resource,
	listOperation('field', 'fields'),
	listOperation('listView', 'list views'),
	accountOperation,
	recordOperation,
	applyNotice,
	...Object.values(operations).flatMap((group) => Object.values(group).flatMap(({ description }) => description)),
];
