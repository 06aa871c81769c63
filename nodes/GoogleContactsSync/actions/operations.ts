import type { INodeProperties } from 'n8n-workflow';

import * as checkAccess from './account/checkAccess.operation';
import * as revokeAccess from './account/revokeAccess.operation';
import * as createGroup from './contactGroup/create.operation';
import * as getGroups from './contactGroup/getAll.operation';
import * as applyChanges from './contact/applyChanges.operation';
import * as deleteContact from './contact/delete.operation';
import * as get from './contact/get.operation';
import * as getAll from './contact/getAll.operation';
import * as getChanges from './contact/getChanges.operation';
import * as upsert from './contact/upsert.operation';

/** Every operation, by resource. */
export const operations = {
	account: { checkAccess, revokeAccess },
	contact: { applyChanges, delete: deleteContact, get, getAll, getChanges, upsert },
	contactGroup: { create: createGroup, getAll: getGroups },
};

const resource: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Account', value: 'account' },
		{ name: 'Contact', value: 'contact' },
		{ name: 'Contact Group', value: 'contactGroup' },
	],
	default: 'contact',
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

const contactOperation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['contact'] } },
	options: [
		{
			name: 'Apply Changes',
			value: 'applyChanges',
			action: 'Apply planned changes to contacts',
			description: 'Carry out what Plan Changes of Contact Reconcile decided, in batches',
		},
		{
			name: 'Create or Update',
			value: 'upsert',
			action: 'Create or update a contact',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
		},
		{ name: 'Delete', value: 'delete', action: 'Delete a contact', description: 'Delete a contact by ID or e-mail' },
		{ name: 'Get', value: 'get', action: 'Get a contact', description: 'Get one contact' },
		{
			name: 'Get Changes',
			value: 'getChanges',
			action: 'Get changes of contacts',
			description: 'Read what changed since the last sync, for Contact Reconcile',
		},
		{ name: 'Get Many', value: 'getAll', action: 'Get many contacts', description: 'Get many contacts, of a group or all' },
	],
	default: 'getAll',
};

const groupOperation: INodeProperties = {
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

const applyNotice: INodeProperties = {
	displayName:
		'Takes the items of Plan Changes and writes them. Everything it needs comes with them; a contact that was changed meanwhile is left alone and goes with the next run.',
	name: 'applyNotice',
	type: 'notice',
	displayOptions: { show: { resource: ['contact'], operation: ['applyChanges'] } },
	default: '',
};

/** Every parameter of the node. */
export const properties: INodeProperties[] = [
	resource,
	accountOperation,
	contactOperation,
	groupOperation,
	applyNotice,
	...Object.values(operations).flatMap((group) => Object.values(group).flatMap(({ description }) => description)),
];
