import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { CREDENTIAL, GOOGLE_ADDRESS, serviceAddress } from './googleContacts';

const GOOGLE_SIGN_IN = 'https://oauth2.googleapis.com';

/**
 * Ends the grant of the node's credential, its refresh token and all its access tokens.
 *
 * @returns `unknown` when Google knows of no such grant, as when it was ended before.
 * @throws NodeOperationError, with no token in it.
 * @see https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke
 */
export async function revokeAccess(context: IExecuteFunctions): Promise<'revoked' | 'unknown'> {
	const credential = await context.getCredentials(CREDENTIAL);
	const { refresh_token, access_token } = (credential.oauthTokenData ?? {}) as Record<string, string | undefined>;
	const token = refresh_token ?? access_token;
	if (!token) {
		throw new NodeOperationError(context.getNode(), 'The credential is not connected to an account', {
			description: 'There is no access to end. Delete the credential if it is no longer needed.',
		});
	}
	const address = serviceAddress(context, String(credential.serviceAddress ?? ''));
	const { status, body } = await post(context, `${address === GOOGLE_ADDRESS ? GOOGLE_SIGN_IN : address}/revoke`, token);
	if (status < 300) return 'revoked';
	if (body?.error === 'invalid_token') return 'unknown';
	throw new NodeOperationError(context.getNode(), `Google did not end the access: ${body?.error_description ?? body?.error ?? `status ${status}`}`, {
		description: 'Try again, or end it in the Google account under Security, Third-party connections.',
	});
}

interface RevokeAnswer {
	status: number;
	body: { error?: string; error_description?: string } | undefined;
}

/** The error of the HTTP client holds the request, so it goes no further. */
async function post(context: IExecuteFunctions, url: string, token: string): Promise<RevokeAnswer> {
	try {
		const response = (await context.helpers.httpRequest({
			method: 'POST',
			url,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({ token }).toString(),
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			abortSignal: context.getExecutionCancelSignal(),
		})) as { statusCode: number; body: unknown };
		return { status: response.statusCode, body: parsed(response.body) };
	} catch {
		throw new NodeOperationError(context.getNode(), `No usable answer from ${new URL(url).host}`, {
			description: 'The access may or may not have ended. Run again: a second time does no harm.',
		});
	}
}

function parsed(body: unknown): RevokeAnswer['body'] {
	if (typeof body !== 'string') return body as RevokeAnswer['body'];
	try {
		return JSON.parse(body) as RevokeAnswer['body'];
	} catch {
		return undefined;
	}
}
