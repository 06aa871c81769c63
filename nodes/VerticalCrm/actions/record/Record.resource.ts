import type { INodeProperties } from 'n8n-workflow';

import { operationParameters } from '../../../shared/items/operations';
import * as applyChanges from './applyChanges.operation';
import * as deleteRecord from './delete.operation';
import * as get from './get.operation';
import * as getAll from './getAll.operation';
import * as getChanges from './getChanges.operation';
import * as upsert from './upsert.operation';

export const operations = { applyChanges, delete: deleteRecord, get, getAll, getChanges, upsert };

const operation: INodeProperties = {
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

export const description: INodeProperties[] = [operation, ...operationParameters('record', operations)];
