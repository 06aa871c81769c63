import { formFields } from '../shared/formBody';
import type { HttpAnswer, HttpRequest } from '../shared/httpServer';
import { isScope, parseScopes } from './scopes';
import type { Switches } from './switches';
import type { TokenResult, TokenStore } from './tokens';

export interface OAuthContext {
	tokens: TokenStore;
	switches: Switches;
	/** Consents without showing the page. */
	autoConsent: boolean;
	/** This server's address, told to the client after consent. */
	url: () => string;
}

/**
 * `GET …/auth`: the consent page, or with `autoConsent` the way back at once; `POST …/auth` is its form. The client
 * returns with `code`, `state`, `location` and `accounts-server`, or with `error=access_denied`.
 */
export function authorize(request: HttpRequest, context: OAuthContext): HttpAnswer {
	const query = request.method === 'POST' ? new URLSearchParams(request.body) : request.query;
	const problem = authorizationProblem(query, context);
	if (problem) return { status: 400, body: page(`<h1>${problem}</h1>`) };
	const decision = request.method === 'POST' ? query.get('decision') : context.autoConsent ? 'allow' : null;
	if (decision === null) return { status: 200, body: consentPage(request.path, query) };
	return { status: 302, headers: { location: wayBack(query, decision === 'allow', context) } };
}

/** `POST …/token`: exchanges a code or a refresh token; parameters in the body or in the query, as Zoho takes them. */
export function token(request: HttpRequest, context: OAuthContext): HttpAnswer {
	const form = new URLSearchParams([...request.query, ...formFields(request)]);
	const value = (name: string): string => form.get(name) ?? '';
	const client = { id: value('client_id'), secret: value('client_secret') };
	switch (value('grant_type')) {
		case 'authorization_code':
			return tokenAnswer(context.tokens.exchange(value('code'), value('redirect_uri'), client), context);
		case 'refresh_token':
			return tokenAnswer(context.tokens.refresh(value('refresh_token'), client), context);
		default:
			return { status: context.switches.tokenRefusalStatus, body: { error: 'invalid_request' } };
	}
}

/** `POST …/token/revoke?token=`. */
export function revoke(request: HttpRequest, context: OAuthContext): HttpAnswer {
	const form = formFields(request);
	const revoked = context.tokens.revoke(request.query.get('token') ?? form.get('token') ?? '');
	return revoked ? { status: 200, body: { status: 'success' } } : { status: 400, body: { error: 'invalid_token' } };
}

function authorizationProblem(query: URLSearchParams, context: OAuthContext): string | undefined {
	if (query.get('client_id') !== context.tokens.client.id) return 'Invalid Client ID';
	if (query.get('response_type') !== 'code') return 'Invalid response type';
	if (!URL.canParse(query.get('redirect_uri') ?? '')) return 'Invalid Redirect Uri';
	const scopes = parseScopes(query.get('scope') ?? '');
	return scopes.length > 0 && scopes.every(isScope) ? undefined : 'Invalid OAuth Scope';
}

function wayBack(query: URLSearchParams, isAllowed: boolean, { tokens, url }: OAuthContext): string {
	const redirectUri = query.get('redirect_uri') ?? '';
	const target = new URL(redirectUri);
	const state = query.get('state');
	if (state !== null) target.searchParams.set('state', state);
	if (!isAllowed) {
		target.searchParams.set('error', 'access_denied');
		return target.href;
	}
	const scopes = parseScopes(query.get('scope') ?? '');
	target.searchParams.set('code', tokens.grant(scopes, redirectUri, query.get('access_type') === 'offline'));
	target.searchParams.set('location', 'us');
	target.searchParams.set('accounts-server', url());
	return target.href;
}

function tokenAnswer(result: TokenResult, { switches }: OAuthContext): HttpAnswer {
	if (!result.ok) return { status: switches.tokenRefusalStatus, body: refusalBody(result.error) };
	return {
		status: 200,
		body: {
			access_token: result.accessToken,
			...(result.refreshToken === null ? {} : { refresh_token: result.refreshToken }),
			scope: result.scopes.join(' '),
			// Zoho's own samples for solutions show this address, which does not serve them.
			api_domain: 'https://www.zohoapis.com',
			token_type: 'Bearer',
			expires_in: 3_600,
		},
	};
}

function refusalBody(error: Extract<TokenResult, { ok: false }>['error']): object {
	if (error !== 'throttled') return { error };
	return {
		error_description: 'You have made too many requests continuously. Please try again after some time.',
		error: 'Access Denied',
		status: 'failure',
	};
}

function consentPage(path: string, query: URLSearchParams): string {
	const hidden = [...query]
		.map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
		.join('');
	const scopes = parseScopes(query.get('scope') ?? '').map((scope) => `<li>${escaped(scope)}</li>`);
	return page(
		`<h1>Contact sync would like to access the CRM</h1><ul>${scopes.join('')}</ul>` +
			`<form method="post" action="${escaped(path)}">${hidden}` +
			'<button name="decision" value="allow">Allow</button> ' +
			'<button name="decision" value="deny">Deny</button></form>',
	);
}

function page(content: string): string {
	return `<!doctype html><html lang="en"><head><title>CRM accounts</title></head><body>${content}</body></html>`;
}

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
