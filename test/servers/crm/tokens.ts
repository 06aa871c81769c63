import { randomBytes } from 'node:crypto';

import { ALL_SCOPES } from './scopes';

const HOUR = 3_600_000;
const REFRESH_WINDOW = 600_000;
const REFRESHES_PER_WINDOW = 10;
const ACTIVE_ACCESS_TOKENS = 15;
const ACTIVE_REFRESH_TOKENS = 20;
const CODE_VALIDITY = 60_000;

export interface OAuthClient {
	id: string;
	secret: string;
}

interface Grant {
	scopes: string[];
	redirectUri: string;
	offline: boolean;
	expiresAt: number;
}

interface RefreshToken {
	token: string;
	scopes: string[];
	/** When access tokens were made with it in the last ten minutes. */
	uses: number[];
}

interface AccessToken {
	token: string;
	scopes: string[];
	/** Null for a client that did not ask for offline access. */
	refreshToken: string | null;
	expiresAt: number;
}

export interface IssuedTokens {
	accessToken: string;
	refreshToken: string;
}

/** `throttled` is Zoho's "Access Denied"; the others are named as its answers name them. */
export type TokenResult =
	| { ok: true; accessToken: string; refreshToken: string | null; scopes: string[] }
	| { ok: false; error: 'invalid_client' | 'invalid_code' | 'throttled' };

/**
 * The OAuth tokens of the CRM's accounts server: access tokens last an hour, 10 may be made in ten minutes with one
 * refresh token, 15 of one refresh token are valid at a time and 20 refresh tokens; making one more ends the oldest.
 */
export class TokenStore {
	readonly client: OAuthClient = { id: '1000.TESTCLIENT', secret: 'test-client-secret' };

	private readonly grants = new Map<string, Grant>();
	private refreshTokens: RefreshToken[] = [];
	private accessTokens: AccessToken[] = [];

	constructor(private readonly now: () => number) {}

	/** Tokens as after a user's consent, for tests that do not go through it. */
	issue(scopes: readonly string[] = ALL_SCOPES): IssuedTokens {
		const refreshToken = this.newRefreshToken([...scopes]);
		return {
			accessToken: this.newAccessToken(refreshToken.scopes, refreshToken.token),
			refreshToken: refreshToken.token,
		};
	}

	/** The user consented: the code that the client may exchange within a minute, once. */
	grant(scopes: string[], redirectUri: string, offline: boolean): string {
		const code = newToken();
		this.grants.set(code, { scopes, redirectUri, offline, expiresAt: this.now() + CODE_VALIDITY });
		return code;
	}

	exchange(code: string, redirectUri: string, client: OAuthClient): TokenResult {
		if (!this.isClient(client)) return { ok: false, error: 'invalid_client' };
		const grant = this.grants.get(code);
		this.grants.delete(code);
		if (!grant || grant.redirectUri !== redirectUri || this.now() >= grant.expiresAt) {
			return { ok: false, error: 'invalid_code' };
		}
		const refreshToken = grant.offline ? this.newRefreshToken(grant.scopes).token : null;
		const accessToken = this.newAccessToken(grant.scopes, refreshToken);
		return { ok: true, accessToken, refreshToken, scopes: grant.scopes };
	}

	refresh(token: string, client: OAuthClient): TokenResult {
		if (!this.isClient(client)) return { ok: false, error: 'invalid_client' };
		const refreshToken = this.refreshTokens.find((candidate) => candidate.token === token);
		if (!refreshToken) return { ok: false, error: 'invalid_code' };
		const now = this.now();
		refreshToken.uses = refreshToken.uses.filter((at) => at > now - REFRESH_WINDOW);
		if (refreshToken.uses.length >= REFRESHES_PER_WINDOW) return { ok: false, error: 'throttled' };
		refreshToken.uses.push(now);
		const accessToken = this.newAccessToken(refreshToken.scopes, refreshToken.token);
		return { ok: true, accessToken, refreshToken: null, scopes: refreshToken.scopes };
	}

	/** Revokes an access token, or a refresh token and all its access tokens. @returns false for an unknown one. */
	revoke(token: string): boolean {
		const before = this.refreshTokens.length + this.accessTokens.length;
		this.refreshTokens = this.refreshTokens.filter((each) => each.token !== token);
		this.accessTokens = this.accessTokens.filter((each) => each.token !== token && each.refreshToken !== token);
		return this.refreshTokens.length + this.accessTokens.length < before;
	}

	/** The scopes of a valid access token; undefined for any other text. */
	scopesOf(accessToken: string): string[] | undefined {
		const found = this.accessTokens.find((each) => each.token === accessToken);
		return found && this.now() < found.expiresAt ? found.scopes : undefined;
	}

	isLiveRefreshToken(token: string): boolean {
		return this.refreshTokens.some((each) => each.token === token);
	}

	/** Ends all access tokens; refresh tokens go on. */
	expireAccessTokens(): void {
		this.accessTokens = [];
	}

	/** Ends everything, as when the user revokes the application's access in the CRM. */
	revokeAll(): void {
		this.accessTokens = [];
		this.refreshTokens = [];
	}

	private isClient({ id, secret }: OAuthClient): boolean {
		return id === this.client.id && secret === this.client.secret;
	}

	private newRefreshToken(scopes: string[]): RefreshToken {
		const made: RefreshToken = { token: newToken(), scopes, uses: [] };
		this.refreshTokens.push(made);
		const ended = this.refreshTokens.slice(0, -ACTIVE_REFRESH_TOKENS);
		ended.forEach(({ token }) => this.revoke(token));
		return made;
	}

	private newAccessToken(scopes: string[], refreshToken: string | null): string {
		const token = newToken();
		const now = this.now();
		this.accessTokens = this.accessTokens.filter((each) => now < each.expiresAt);
		this.accessTokens.push({ token, scopes, refreshToken, expiresAt: now + HOUR });
		const siblings = this.accessTokens.filter((each) => each.refreshToken === refreshToken);
		const ended = new Set(siblings.slice(0, -ACTIVE_ACCESS_TOKENS));
		this.accessTokens = this.accessTokens.filter((each) => !ended.has(each));
		return token;
	}
}

function newToken(): string {
	return `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;
}
