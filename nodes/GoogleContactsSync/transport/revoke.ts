import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isEnded, isUnknown, sendToken, tokenToRevoke, whyNotEnded } from '../../shared/api/revoke';
import { CREDENTIAL, GOOGLE_ADDRESS, serviceAddress } from './client';

const GOOGLE_SIGN_IN = 'https://oauth2.googleapis.com';

/**
 * Ends the grant of the node's credential, its refresh token and all its access tokens.
 *
 * @returns `unknown` when Google knows of no such grant, as when it was ended before.
 * @throws NodeOperationError, with no token in it.
 * @see https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke
 */
export async function revokeAccess(context: IExecuteFunctions): Promise<'revoked' | 'unknown'> {
	const token = await tokenToRevoke(context, CREDENTIAL);
	const { serviceAddress: given } = await context.getCredentials(CREDENTIAL);
	const address = serviceAddress(context, String(given ?? ''));
	const answer = await sendToken(context, `${address.toLowerCase() === GOOGLE_ADDRESS ? GOOGLE_SIGN_IN : address}/revoke`, token, 'body');
	if (isEnded(answer)) return 'revoked';
	if (isUnknown(answer)) return 'unknown';
	throw new NodeOperationError(context.getNode(), `Google did not end the access: ${whyNotEnded(answer)}`, {
		description: 'Try again, or end it in the Google account under Security, Third-party connections.',
	});
}
