import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { errorItem, shownFor } from '../../../shared/nodeDescription';
import { asNodeError } from '../../../shared/serviceError';
import { toItem } from '../../../shared/syncItems';
import { CREDENTIAL } from '../../transport/googleContacts';
import { revokeAccess } from '../../transport/revokeAccess';

export const description: INodeProperties[] = shownFor(
	[
		{
			displayName:
				'Ends the access of the credential at Google, for every workflow that uses it. To go on, the account has to be connected again.',
			name: 'revokeNotice',
			type: 'notice',
			default: '',
		},
	],
	{ resource: ['account'], operation: ['revokeAccess'] },
);

/** Once, whatever the number of items: there is one credential. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { id = null, name = '' } = this.getNode().credentials?.[CREDENTIAL] ?? {};
	try {
		const outcome = await revokeAccess(this);
		const message =
			outcome === 'revoked'
				? 'Google has ended the access.'
				: 'Google knows of no access by this credential any more: it had been ended before.';
		const next = `Delete the credential "${name}" in n8n, or connect its account again.`;
		return [toItem({ revoked: outcome === 'revoked', credential: { id, name }, message: `${message} ${next}` })];
	} catch (error) {
		return errorItem(this, asNodeError(this, error, 0), 0);
	}
}
