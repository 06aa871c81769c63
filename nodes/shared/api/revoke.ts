import type { IExecuteFunctions, IHttpRequestOptions, INodeExecutionData } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';

import { TIME_LIMIT, withinTime } from './answers';
import { errorItem } from './errors';
import { toItem } from '../items/items';

/** What a sign-in server said; `unreadable`: something, but not as a JSON object. */
export interface SignInAnswer {
	status: number;
	body: { error?: unknown; error_description?: unknown; status?: unknown } | 'unreadable' | undefined;
}

/** The token to end: the refresh token, with which all access tokens end, else the access token. */
export async function tokenToRevoke(context: IExecuteFunctions, credentialType: string): Promise<string> {
	const { oauthTokenData } = await context.getCredentials(credentialType);
	const { refresh_token: refresh, access_token: access } = (oauthTokenData ?? {}) as Record<string, string | undefined>;
	const token = refresh || access;
	if (token) return token;
	throw new NodeOperationError(context.getNode(), 'The credential is not connected to an account', {
		description: 'There is no access to end. Delete the credential if it is no longer needed.',
	});
}

/**
 * Sends a token to be ended. No redirect is followed: what another page answers says nothing of the token.
 *
 * @param place `body` as a form, or `query`, where logs on the way may keep it.
 * @throws NodeOperationError without the token in it; the error of the HTTP client holds the request and goes no further.
 */
export async function sendToken(context: IExecuteFunctions, url: string, token: string, place: 'body' | 'query'): Promise<SignInAnswer> {
	const request: IHttpRequestOptions = {
		method: 'POST',
		url,
		...(place === 'query'
			? { qs: { token } }
			: { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ token }).toString() }),
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: TIME_LIMIT,
		abortSignal: context.getExecutionCancelSignal(),
	};
	try {
		const response = (await withinTime(context.helpers.httpRequest(request), url)) as { statusCode: number; body: unknown };
		return { status: response.statusCode, body: parsed(response.body) };
	} catch {
		throw new NodeOperationError(context.getNode(), `No usable answer from ${new URL(url).host}`, {
			description: 'The access may or may not have ended. Run again: a second time does no harm.',
		});
	}
}

/** Some servers refuse with status 200 and say so in the body, in words of their own; and a page says nothing of the token. */
export function isEnded({ status, body }: SignInAnswer): boolean {
	if (status !== 200 || body === 'unreadable') return false;
	return body === undefined || Object.keys(body).length === 0 || (body.error === undefined && body.status === 'success');
}

/** Whether the server knows of no such token, as when it was ended before. */
export function isUnknown({ status, body }: SignInAnswer): boolean {
	return status < 500 && typeof body === 'object' && ['invalid_token', 'invalid_code'].includes(body.error as string);
}

/** Why a server did not end an access, in its own words where it has any. */
export function whyNotEnded({ status, body }: SignInAnswer): string {
	const words = typeof body === 'object' ? [body.error_description, body.error] : [];
	const said = words.find((word): word is string => typeof word === 'string');
	return said ?? (status === 200 ? 'its answer does not say so' : `status ${status}`);
}

function parsed(body: unknown): SignInAnswer['body'] {
	if (body === undefined || body === null || body === '') return undefined;
	const json = typeof body === 'string' ? jsonParse<unknown>(body, { fallbackValue: null }) : body;
	return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : 'unreadable';
}

/**
 * Ends the access of a node's credential: once, whatever the number of items, since there is one credential.
 *
 * @param service as it is called in sentences, e.g. `Google`.
 * @param revoke `unknown` when the service knows of no such access any more.
 */
export async function revokeOnce(
	context: IExecuteFunctions,
	credentialType: string,
	service: string,
	revoke: () => Promise<'revoked' | 'unknown'>,
): Promise<INodeExecutionData[]> {
	const { id = null, name = '' } = context.getNode().credentials?.[credentialType] ?? {};
	try {
		const revoked = (await revoke()) === 'revoked';
		const message = revoked
			? `${service} has ended the access.`
			: `${service} knows of no access by this credential any more: it had been ended before.`;
		const next = `Delete the credential "${name}" in n8n, or connect its account again.`;
		return [toItem({ revoked, credential: { id, name }, message: `${message} ${next}` })];
	} catch (error) {
		return errorItem(context, error, 0);
	}
}
