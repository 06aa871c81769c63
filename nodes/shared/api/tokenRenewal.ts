import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ApiContext } from './answers';
import { lostAnswer, LostAnswerError, withinTime } from './answers';

interface TokenData {
	access_token?: string;
	error?: string;
	error_description?: string;
	/** What the sign-in came back with, as n8n keeps it. */
	callbackQueryString?: { 'accounts-server'?: unknown };
}

/**
 * Asks n8n for a new access token. Zoho refuses with status 200 and an answer without a token, which n8n takes for a
 * success that changes nothing (n8n 2.8): so the token itself tells.
 *
 * @param cause what else may be behind a refusal; a sentence after the remedy.
 * @throws NodeOperationError when the service refuses one; LostAnswerError when it could not be asked.
 */
export async function renewToken(context: ApiContext, credentialType: string, cause?: string): Promise<void> {
	const { oauthTokenData, accessTokenUrl } = await context.getCredentials(credentialType);
	const before = (oauthTokenData ?? {}) as TokenData;
	const { refreshOAuth2Token } = (context as IExecuteFunctions).helpers;
	const address = String(accessTokenUrl);
	const renewed = (await withinTime(
		refreshOAuth2Token.call(context as IExecuteFunctions, credentialType),
		address,
	).catch((error: unknown) => {
		throw renewalFailure(context, error, address, causeOf(before, address) ?? cause);
	})) as TokenData;
	if (typeof renewed.access_token === 'string' && ![before.access_token, ''].includes(renewed.access_token)) return;
	const reason = [renewed.error, renewed.error_description].filter(Boolean).join(': ');
	throw accessLost(context, reason || 'the answer held no access token', causeOf(before, address) ?? cause);
}

/** Only an answer that refuses says that the access has ended; n8n's client names one ESTATUS, or by OAuth's own code. */
function renewalFailure(context: ApiContext, error: unknown, address: string, cause?: string): Error {
	if (error instanceof LostAnswerError) return new UnreachableSignIn(address, error.code);
	const { isAxiosError, message } = error as { isAxiosError?: boolean; message?: string };
	if (isAxiosError === true || error instanceof SyntaxError) return new UnreachableSignIn(address, lostAnswer(error, address).code);
	return accessLost(context, message ?? 'no reason given', cause);
}

/** The request that needed the token was refused for the old one, so nothing was done. */
class UnreachableSignIn extends LostAnswerError {
	override readonly neverSent = true;

	constructor(address: string, code: string) {
		super(code, address, { problem: `The access could not be renewed: no usable answer from ${new URL(address).host}` });
	}
}

/** A sign-in that named another server for tokens than the one that is asked. */
function causeOf({ callbackQueryString }: TokenData, address: string): string | undefined {
	const named = callbackQueryString?.['accounts-server'];
	if (typeof named !== 'string' || !URL.canParse(named)) return undefined;
	const { origin } = new URL(named);
	if (origin === new URL(address).origin) return undefined;
	return `If this comes again after an hour: the sign-in named ${origin} as where tokens come from; enter its address in "Own Access Token URL".`;
}

/** The service's own reason, which holds no token, and what to do. */
function accessLost(context: ApiContext, reason: string, cause: string | undefined): NodeOperationError {
	return new NodeOperationError(context.getNode(), `The access to the account could not be renewed: ${reason}`, {
		description: /too many requests/i.test(reason)
			? 'Too many access tokens were asked for in a short time. Wait ten minutes and run again; nothing has to be connected anew.'
			: ['Open the credential of this node and connect the account again.', cause].filter(Boolean).join(' '),
	});
}
