import type { INodeProperties } from 'n8n-workflow';

import { operationParameters } from '../../../shared/items/operations';
import * as checkAccess from './checkAccess.operation';
import * as revokeAccess from './revokeAccess.operation';

export const operations = { checkAccess, revokeAccess };

const operation: INodeProperties = {
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

export const description: INodeProperties[] = [operation, ...operationParameters('account', operations)];
