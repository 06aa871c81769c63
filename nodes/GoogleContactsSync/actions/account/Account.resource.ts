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
			action: 'Check the access to an account',
			description: 'Tell whose account it is and what the credential may do in it',
		},
		{
			name: 'Revoke Access',
			value: 'revokeAccess',
			action: 'Revoke the access to an account',
			description: 'End the access of the credential at Google',
		},
	],
	default: 'checkAccess',
};

export const description: INodeProperties[] = [operation, ...operationParameters('account', operations)];
