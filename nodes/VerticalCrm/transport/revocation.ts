import type { ICredentialDataDecryptedObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { checkedServiceAddress } from '../../shared/serviceAddress';
import { CREDENTIAL } from './crm';

/**
 * Revokes the credential's refresh token, and with it all access tokens made from it, where the token came from: the
 * accounts server of the data centre, or the solution's own host. Source: zoho.com/accounts/protocol/oauth, "Revoke
 * refresh token".
 *
 * @throws NodeOperationError, whose text holds no token.
 */
export async function revokeTokens(context: IExecuteFunctions): Promise<void> {
	const credential = await context.getCredentials(CREDENTIAL);
	const { refresh_token: refresh, access_token: access } = (credential.oauthTokenData ?? {}) as Record<string, string | undefined>;
	const token = refresh ?? access;
	if (!token) {
		throw new NodeOperationError(context.getNode(), 'The credential holds no token', {
			description: 'It has not been connected yet, or has been disconnected: there is nothing to revoke. Delete it in n8n.',
		});
	}
	const status = await send(context, credential, token);
	if (status >= 200 && status < 300) return;
	throw new NodeOperationError(context.getNode(), `The CRM did not revoke the access (status ${status})`, {
		description:
			'It may have been revoked already. Check "Connected Apps" of the CRM account, and delete the credential in n8n.',
	});
}

async function send(context: IExecuteFunctions, credential: ICredentialDataDecryptedObject, token: string): Promise<number> {
	const address = checkedServiceAddress(String(credential.accessTokenUrl));
	const request: IHttpRequestOptions = {
		method: 'POST',
		url: `${address}/revoke`,
		qs: { token },
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
	};
	try {
		const { statusCode } = (await context.helpers.httpRequest(request)) as { statusCode: number };
		return statusCode;
	} catch {
		// The request's own error would show its address, with the token in it.
		throw new NodeOperationError(context.getNode(), `No answer from ${new URL(address).host}`, {
			description: 'Nothing is known of the revocation. Run this again.',
		});
	}
}
