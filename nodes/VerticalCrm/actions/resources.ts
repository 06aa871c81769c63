import type { INodeProperties } from 'n8n-workflow';

import * as account from './account/Account.resource';
import * as field from './field/Field.resource';
import * as listView from './listView/ListView.resource';
import * as record from './record/Record.resource';

export const operations = {
	account: account.operations,
	field: field.operations,
	listView: listView.operations,
	record: record.operations,
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

export const properties: INodeProperties[] = [
	resource,
	...account.description,
	...field.description,
	...listView.description,
	...record.description,
];
