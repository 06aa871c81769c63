import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { shownFor } from '../../../shared/nodeDescription';
import { toItem } from '../../../shared/syncItems';
import { CREDENTIAL } from '../../transport/crm';
import { revokeTokens } from '../../transport/revocation';

export const description: INodeProperties[] = shownFor(
	[
		{
			displayName:
				'Ends the access that the credential has to the CRM, at once and for every workflow that uses it. Connecting the account again is the only way back.',
			name: 'revokeNotice',
			type: 'notice',
			default: '',
		},
	],
	{ resource: ['account'], operation: ['revokeAccess'] },
);

/** Once, however many items come in. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	await revokeTokens(this);
	const credential = this.getNode().credentials?.[CREDENTIAL]?.name ?? 'the CRM credential';
	const next = `The CRM no longer accepts the credential "${credential}". Delete it in n8n, or connect the account again.`;
	return [toItem({ revoked: true, credential, next })];
}
