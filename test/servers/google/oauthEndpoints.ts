import type { HttpAnswer, HttpRequest } from '../shared/httpServer';
import { GoogleRefusal } from './googleRefusal';
import type { AuthOperation } from './routes';
import { CONTACTS_SCOPE, READ_ONLY_SCOPE, type TokenStore } from './tokens';
import type { RequestKind } from '../shared/requestLog';

/** Google's sign-in: consent page, token endpoint, revocation. */
export function answerOAuth(operation: AuthOperation, request: HttpRequest, tokens: TokenStore): HttpAnswer {
	switch (operation) {
		case 'auth.consent':
			return consent(request, tokens);
		case 'auth.token':
			return token(request, tokens);
		case 'auth.revoke':
			return revoke(request, tokens);
	}
}

/** @throws GoogleRefusal without a live token of a scope that allows the call. */
export function authorize({ headers }: HttpRequest, kind: RequestKind, tokens: TokenStore): void {
	const scopes = tokens.scopesOf((headers.authorization ?? '').replace(/^Bearer /, ''));
	if (scopes === undefined) {
		throw new GoogleRefusal(
			401,
			'UNAUTHENTICATED',
			'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
		);
	}
	const allowing = kind === 'write' ? [CONTACTS_SCOPE] : [CONTACTS_SCOPE, READ_ONLY_SCOPE];
	if (scopes.some((scope) => allowing.includes(scope))) return;
	const details = {
		'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
		reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
		domain: 'googleapis.com',
		metadata: { service: 'people.googleapis.com' },
	};
	throw new GoogleRefusal(403, 'PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [details]);
}

function consent({ query }: HttpRequest, tokens: TokenStore): HttpAnswer {
	const redirectUri = query.get('redirect_uri') ?? '';
	if (!URL.canParse(redirectUri)) return { status: 400, body: '<h1>Error 400: redirect_uri_mismatch</h1>' };
	const target = new URL(redirectUri);
	target.searchParams.set('code', tokens.grant((query.get('scope') ?? CONTACTS_SCOPE).split(' ')));
	target.searchParams.set('state', query.get('state') ?? '');
	const href = target.href.replace(/&/g, '&amp;');
	return { status: 200, body: `<h1>Allow access to your contacts?</h1><a id="allow" href="${href}">Allow</a>` };
}

function token(request: HttpRequest, tokens: TokenStore): HttpAnswer {
	const form = new URLSearchParams(request.body);
	if (!form.get('client_id') && !request.headers.authorization)
		return refused('invalid_client', 'The OAuth client was not found.', 401);
	switch (form.get('grant_type')) {
		case 'authorization_code': {
			const issued = tokens.exchange(form.get('code') ?? '');
			if (!issued) return refused('invalid_grant', 'Malformed auth code.');
			return granted(issued.accessToken, issued.scopes, { refresh_token: issued.refreshToken });
		}
		case 'refresh_token': {
			const issued = tokens.refresh(form.get('refresh_token') ?? '');
			if (!issued) return refused('invalid_grant', 'Token has been expired or revoked.');
			return granted(issued.accessToken, issued.scopes);
		}
		default:
			return refused('unsupported_grant_type', 'Invalid grant_type');
	}
}

function revoke({ body, query }: HttpRequest, tokens: TokenStore): HttpAnswer {
	const named = new URLSearchParams(body).get('token') ?? query.get('token') ?? '';
	return tokens.revoke(named) ? { status: 200, body: {} } : refused('invalid_token', 'Token expired or revoked');
}

function granted(accessToken: string, scopes: readonly string[], more: object = {}): HttpAnswer {
	const body = { access_token: accessToken, expires_in: 3_599, scope: scopes.join(' '), token_type: 'Bearer', ...more };
	return { status: 200, body };
}

function refused(error: string, description: string, status = 400): HttpAnswer {
	return { status, body: { error, error_description: description } };
}
