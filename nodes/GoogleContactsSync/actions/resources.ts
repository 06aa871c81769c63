import type { INodeProperties } from 'n8n-workflow';

import * as account from './account/Account.resource';
import * as contact from './contact/Contact.resource';
import * as contactGroup from './contactGroup/ContactGroup.resource';

export const operations = {
	account: account.operations,
	contact: contact.operations,
	contactGroup: contactGroup.operations,
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

export const properties: INodeProperties[] = [
	resource,
	...account.description,
	...contact.description,
	...contactGroup.description,
];
