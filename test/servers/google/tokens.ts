const HOUR = 3_600_000;

export const CONTACTS_SCOPE = 'https://www.googleapis.com/auth/contacts';
export const READ_ONLY_SCOPE = 'https://www.googleapis.com/auth/contacts.readonly';

export interface IssuedTokens {
	accessToken: string;
	refreshToken: string;
}

interface AccessToken {
	scopes: readonly string[];
	/** Null for a client that did not ask for offline access. */
	refreshToken: string | null;
	expiresAt: number;
}

/** The OAuth tokens of the account's only client. `google-access` and `google-refresh` are there from the start. */
export class TokenStore {
	private readonly access = new Map<string, AccessToken>();
	private readonly refreshTokens = new Map<string, readonly string[]>();
	private readonly codes = new Map<string, readonly string[]>();
	private made = 0;

	constructor(private readonly now: () => number) {
		this.refreshTokens.set('google-refresh', [CONTACTS_SCOPE]);
		this.addAccess('google-access', [CONTACTS_SCOPE], 'google-refresh');
	}

	/** Tokens as after a user's consent, for tests that do not go through it. */
	issue(scopes: readonly string[] = [CONTACTS_SCOPE]): IssuedTokens {
		const refreshToken = `google-refresh-${++this.made}`;
		this.refreshTokens.set(refreshToken, scopes);
		return { accessToken: this.newAccess(scopes, refreshToken), refreshToken };
	}

	/** The user consented: a code that can be exchanged once. */
	grant(scopes: readonly string[]): string {
		const code = `google-code-${++this.made}`;
		this.codes.set(code, scopes);
		return code;
	}

	/** @returns undefined for an unknown code. */
	exchange(code: string): (IssuedTokens & { scopes: readonly string[] }) | undefined {
		const scopes = this.codes.get(code);
		this.codes.delete(code);
		return scopes && { ...this.issue(scopes), scopes };
	}

	/** @returns a new access token; undefined for a dead refresh token. */
	refresh(refreshToken: string): { accessToken: string; scopes: readonly string[] } | undefined {
		const scopes = this.refreshTokens.get(refreshToken);
		return scopes && { accessToken: this.newAccess(scopes, refreshToken), scopes };
	}

	/** Revoking either token of a grant ends the grant, as at Google. @returns false for an unknown one. */
	revoke(token: string): boolean {
		const grant = this.access.get(token)?.refreshToken ?? token;
		const isKnown = this.access.has(token) || this.refreshTokens.has(token);
		this.refreshTokens.delete(grant);
		this.access.delete(token);
		for (const [name, { refreshToken }] of this.access) if (refreshToken === grant) this.access.delete(name);
		return isKnown;
	}

	/** The scopes of a valid access token; undefined for any other text. */
	scopesOf(accessToken: string): readonly string[] | undefined {
		const found = this.access.get(accessToken);
		return found && this.now() < found.expiresAt ? found.scopes : undefined;
	}

	isLiveRefreshToken(token: string): boolean {
		return this.refreshTokens.has(token);
	}

	/** Ends all access tokens; refresh tokens go on. */
	expireAccessTokens(): void {
		this.access.clear();
	}

	/** Ends everything, as when the user takes the application's access away. */
	revokeAll(): void {
		this.access.clear();
		this.refreshTokens.clear();
	}

	private newAccess(scopes: readonly string[], refreshToken: string): string {
		const token = `google-access-${++this.made}`;
		this.addAccess(token, scopes, refreshToken);
		return token;
	}

	private addAccess(token: string, scopes: readonly string[], refreshToken: string): void {
		this.access.set(token, { scopes, refreshToken, expiresAt: this.now() + HOUR });
	}
}
