import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { notice } from '../../../shared/items/operations';
import { revokeOnce } from '../../../shared/api/revoke';
import { CREDENTIAL } from '../../transport/connection';
import { revokeTokens } from '../../transport/revoke';

export const description: INodeProperties[] = [notice('revokeNotice', 'Ends the access that the credential has to the CRM, at once and for every workflow that uses it. Connecting the account again is the only way back.')];

export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await revokeOnce(this, CREDENTIAL, 'The CRM', async () => await revokeTokens(this));
}
