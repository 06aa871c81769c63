import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachItem } from '../../../shared/api/errors';
import { toItem } from '../../../shared/items/items';
import type { GoogleContacts } from '../../transport/client';
import { connectGoogle } from '../../transport/client';
import { GoogleError } from '../../transport/error';

export const description: INodeProperties[] = [];

/** What the credential may do; refused reading and writing are answers, not errors. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const google = await connectGoogle(this);
	return await eachItem(this, async (itemIndex) => [toItem(await checkAccess(google), itemIndex)]);
}

async function checkAccess(google: GoogleContacts): Promise<object> {
	const account = await unlessForbidden(google.getOwner());
	const contacts = await unlessForbidden(google.countContacts());
	const groups = await unlessForbidden(google.listGroups());
	const write = await unlessForbidden(google.tryWriting());
	const problem = [contacts, groups, write, account].find((answer) => answer instanceof GoogleError);
	const given = <T>(answer: T | GoogleError): T | null => (answer instanceof GoogleError ? null : answer);
	return {
		account: given(account),
		canRead: !(contacts instanceof GoogleError || groups instanceof GoogleError),
		canWrite: !(write instanceof GoogleError),
		contacts: given(contacts),
		groups: given(groups)?.length ?? null,
		...(problem && { problem: problem.message, remedy: problem.description }),
	};
}

/** @throws what is no refusal of a permission: a token that is not accepted at all, a service that is down. */
async function unlessForbidden<T>(answer: Promise<T>): Promise<T | GoogleError> {
	return await answer.catch((error: unknown) => {
		if (error instanceof GoogleError && error.isAccess && error.status === 403) return error;
		throw error;
	});
}
