import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { SignInAnswer } from '../../shared/api/revoke';
import { isEnded, isUnknown, sendToken, tokenToRevoke, whyNotEnded } from '../../shared/api/revoke';
import { checkedServiceAddress } from '../../shared/api/address';
import { CREDENTIAL } from './connection';

/**
 * Revokes the credential's refresh token, and with it all access tokens made from it, where the token came from: the
 * accounts server of the data centre, or the solution's own host. Zoho documents the token in the query; in the body it
 * stands in no log on the way, so that is tried first. Sources: zoho.com/accounts/protocol/oauth, "Revoke refresh token";
 * for portals the path that Zoho's own web SDK uses.
 *
 * @returns `unknown` when no server knows of the token, as when it was revoked before.
 * @throws NodeOperationError, whose text holds no token.
 */
export async function revokeTokens(context: IExecuteFunctions): Promise<'revoked' | 'unknown'> {
	const token = await tokenToRevoke(context, CREDENTIAL);
	const { accessTokenUrl } = await context.getCredentials(CREDENTIAL);
	const answers: SignInAnswer[] = [];
	for (const url of placesOf(checkedServiceAddress(String(accessTokenUrl)))) {
		for (const place of ['body', 'query'] as const) {
			const answer = await sendToken(context, url, token, place);
			if (isEnded(answer)) return 'revoked';
			answers.push(answer);
			if (answer.status === 404) break;
		}
	}
	const said = answers.filter(({ status }) => status !== 404);
	if (said.length > 0 && said.every(isUnknown)) return 'unknown';
	throw new NodeOperationError(context.getNode(), `The CRM did not end the access: ${whyNotEnded(said.at(-1) ?? answers[0])}`, {
		description: 'Try again, or end it in the CRM account under "Connected Apps", and delete the credential in n8n.',
	});
}

/** Beside the tokens' own address; for a portal, whose revocation is documented nowhere, also where Zoho's web SDK has it. */
function placesOf(tokenAddress: string): string[] {
	const portal = /^(https?:\/\/[^/]+)\/clientoauth\/v2\/([^/]+)\/token$/.exec(tokenAddress);
	return [`${tokenAddress}/revoke`, ...(portal ? [`${portal[1]}/accounts/op/${portal[2]}/oauth/v2/token/revoke`] : [])];
}
