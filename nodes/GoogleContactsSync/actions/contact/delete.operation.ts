import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import chunk from 'lodash/chunk';

import { errorItem, shownFor } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import { contactLocator } from '../../parameters';
import { emailsOf } from '../../person';
import type { Person } from '../../personField';
import { contactParameter } from '../../plainContact';
import type { GoogleContacts } from '../../transport/googleContacts';
import { asNodeError, BATCH, connectGoogle } from '../../transport/googleContacts';
import { listAll } from './listAll';

export const description: INodeProperties[] = shownFor(
	[
		{
			displayName: 'Delete By',
			name: 'deleteBy',
			type: 'options',
			options: [
				{ name: 'Contact', value: 'contact' },
				{ name: 'E-Mail', value: 'email' },
			],
			default: 'contact',
		},
		{ ...contactLocator, displayOptions: { show: { deleteBy: ['contact'] } } },
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'name@email.com',
			displayOptions: { show: { deleteBy: ['email'] } },
			default: '',
			required: true,
			description: 'The address of the one contact to delete. Nothing is deleted when several contacts have it.',
		},
	],
	{ resource: ['contact'], operation: ['delete'] },
);

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	const output: INodeExecutionData[] = [];
	const targets: Array<{ id: string; itemIndex: number }> = [];
	const find = emailFinder(google);
	for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex++) {
		try {
			targets.push({ id: await targetOf(this, find, itemIndex), itemIndex });
		} catch (error) {
			output.push(...errorItem(this, asNodeError(this, error, itemIndex), itemIndex));
		}
	}
	for (const batch of chunk(targets, BATCH.delete)) {
		try {
			await google.deleteBatch([...new Set(batch.map(({ id }) => id))]);
			output.push(...batch.map(({ id, itemIndex }) => toItem({ deleted: true, resourceName: id }, itemIndex)));
		} catch (error) {
			batch.forEach(({ itemIndex }) => output.push(...errorItem(this, asNodeError(this, error, itemIndex), itemIndex)));
		}
	}
	return output;
}

type EmailFinder = (email: string) => Promise<Person[]>;

/** Reads all contacts once, at the first look-up: Google has no exact search. */
function emailFinder(google: GoogleContacts): EmailFinder {
	let people: Promise<Person[]> | undefined;
	return async (email) => {
		people ??= listAll(google);
		const wanted = email.trim().toLowerCase();
		return (await people).filter((person) => emailsOf(person).some((address) => address.toLowerCase() === wanted));
	};
}

async function targetOf(context: IExecuteFunctions, find: EmailFinder, itemIndex: number): Promise<string> {
	if (context.getNodeParameter('deleteBy', itemIndex, 'contact') === 'contact') return contactParameter(context, itemIndex);
	const email = context.getNodeParameter('email', itemIndex) as string;
	const found = await find(email);
	if (found.length === 1) return found[0].resourceName ?? '';
	throw new NodeOperationError(
		context.getNode(),
		found.length === 0 ? `No contact has the address ${email}` : `${found.length} contacts have the address ${email}`,
		{ description: 'Nothing was deleted for this item. Delete by contact instead.', itemIndex },
	);
}
