import type { INodeProperties } from 'n8n-workflow';

import { operationParameters } from '../../../shared/items/operations';
import * as getAll from './getAll.operation';

export const operations = { getAll };

const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['field'] } },
	options: [{ name: 'Get Many', value: 'getAll', action: 'Get many fields', description: 'Get many fields of a module' }],
	default: 'getAll',
};

export const description: INodeProperties[] = [operation, ...operationParameters('field', operations)];
