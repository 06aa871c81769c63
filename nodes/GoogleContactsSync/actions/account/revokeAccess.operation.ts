import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { notice } from '../../../shared/items/operations';
import { revokeOnce } from '../../../shared/api/revoke';
import { CREDENTIAL } from '../../transport/client';
import { revokeAccess } from '../../transport/revoke';

export const description: INodeProperties[] = [notice('revokeNotice', 'Ends the access of the credential at Google, for every workflow that uses it. To go on, the account has to be connected again.')];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await revokeOnce(this, CREDENTIAL, 'Google', async () => await revokeAccess(this));
}
