import type { INodeProperties } from 'n8n-workflow';

import { operationParameters } from '../../../shared/items/operations';
import * as create from './create.operation';
import * as getAll from './getAll.operation';

export const operations = { create, getAll };

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['contactGroup'] } },
	options: [
		{ name: 'Create', value: 'create', action: 'Create a contact group', description: 'Create a contact group' },
		{ name: 'Get Many', value: 'getAll', action: 'Get many contact groups', description: 'Get many contact groups' },
	],
	default: 'getAll',
};

export const description: INodeProperties[] = [operation, ...operationParameters('contactGroup', operations)];
