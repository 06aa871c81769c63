/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { request as httpRequest } from 'node:http';

import { startVerticalCrmServer } from './index';
import type { JsonObject } from './json';
import { startBench, type TestBench } from './testClient';

interface TokenAnswer {
	status: number;
	body: JsonObject;
}

const MINUTE = 60_000;
const REDIRECT = 'http://127.0.0.1:5678/rest/oauth2-credential/callback';

describe('Signing in to the Vertical CRM test server', () => {
	let bench: TestBench;
	beforeEach(async () => {
		bench = await startBench({ portalId: 'example' });
	});
	afterEach(async () => await bench.server.close());

	const post = async (path: string, form: Record<string, string>): Promise<TokenAnswer> => {
		const response = await fetch(`${bench.server.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
		return { status: response.status, body: (await response.json()) as JsonObject };
	};

	const refresh = async (refreshToken = bench.tokens.refreshToken, path = '/oauth/v2/token'): Promise<TokenAnswer> =>
		await post(path, { ...credentials(), grant_type: 'refresh_token', refresh_token: refreshToken });

	const credentials = (): Record<string, string> => {
		const { id, secret } = bench.server.tokens.client;
		return { client_id: id, client_secret: secret };
	};

	const authorizeUrl = (path: string, more: Record<string, string> = {}): string => {
		const query = new URLSearchParams({
			client_id: bench.server.tokens.client.id,
			response_type: 'code',
			redirect_uri: REDIRECT,
			scope: 'ZohoCRM.modules.ALL,ZohoCRM.users.READ',
			access_type: 'offline',
			state: 'abc',
			...more,
		});
		return `${bench.server.url}${path}?${query}`;
	};

	/** Loads the consent page and presses one of its buttons. */
	const consent = async (path: string, decision: string, more: Record<string, string> = {}): Promise<URL> => {
		const page = await (await fetch(authorizeUrl(path, more))).text();
		const hidden = [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
			([, name, value]): [string, string] => [name, value.replaceAll('&#38;', '&')],
		);
		expect(page).toContain(`<button name="decision" value="${decision}">`);
		const form = new URLSearchParams([...hidden, ['decision', decision]]);
		const answer = await fetch(`${bench.server.url}${path}`, { method: 'POST', body: form, redirect: 'manual' });
		expect(answer.status).toBe(302);
		return new URL(answer.headers.get('location') ?? '');
	};

	const exchange = async (path: string, code: string, more: Record<string, string> = {}): Promise<TokenAnswer> =>
		await post(path, { ...credentials(), grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...more });

	it.each(['/clientoauth/v2/example', '/oauth/v2'])('goes from consent to a working token at %s', async (base) => {
		const back = await consent(`${base}/auth`, 'allow');
		expect(back.origin + back.pathname).toBe(REDIRECT);
		expect(Object.fromEntries(back.searchParams)).toMatchObject({
			state: 'abc',
			location: 'us',
			'accounts-server': bench.server.url,
		});
		const { status, body } = await exchange(`${base}/token`, back.searchParams.get('code') ?? '');
		expect({ status, body }).toMatchObject({
			status: 200,
			body: { token_type: 'Bearer', expires_in: 3_600, api_domain: 'https://www.zohoapis.com' },
		});
		const users = await bench.call('users', { accessToken: String(body.access_token) });
		expect(users.status).toBe(200);
		const refreshed = await refresh(String(body.refresh_token), `${base}/token`);
		expect(refreshed.body).toMatchObject({ access_token: expect.any(String), expires_in: 3_600 });
		expect(refreshed.body).not.toHaveProperty('refresh_token');
	});

	it('goes back with access_denied when the user refuses', async () => {
		const back = await consent('/oauth/v2/auth', 'deny');
		expect(Object.fromEntries(back.searchParams)).toEqual({ state: 'abc', error: 'access_denied' });
	});

	it('consents at once where a test asks for that', async () => {
		const server = await startVerticalCrmServer({ autoConsent: true, portalId: 'example' });
		const address = authorizeUrl('/oauth/v2/auth').replace(bench.server.url, server.url);
		const answer = await fetch(address, { redirect: 'manual' });
		expect(answer.status).toBe(302);
		expect(new URL(answer.headers.get('location') ?? '').searchParams.get('code')).toMatch(/^1000\./);
		await server.close();
	});

	it('shows an error page for an unknown client or a scope that is none', async () => {
		const client = await fetch(authorizeUrl('/oauth/v2/auth', { client_id: 'other' }));
		expect([client.status, await client.text()]).toEqual([400, expect.stringContaining('Invalid Client ID')]);
		const scope = await fetch(authorizeUrl('/oauth/v2/auth', { scope: 'everything' }));
		expect([scope.status, await scope.text()]).toEqual([400, expect.stringContaining('Invalid OAuth Scope')]);
	});

	it('does not know another portal', async () => {
		expect((await fetch(authorizeUrl('/clientoauth/v2/other/auth'))).status).toBe(404);
	});

	it('gives no refresh token without offline access', async () => {
		const back = await consent('/oauth/v2/auth', 'allow', { access_type: 'online' });
		const { body } = await exchange('/oauth/v2/token', back.searchParams.get('code') ?? '');
		expect(body).toHaveProperty('access_token');
		expect(body).not.toHaveProperty('refresh_token');
	});

	it('takes a code once, within a minute, for the same address, from the same client', async () => {
		const code = async (): Promise<string> => (await consent('/oauth/v2/auth', 'allow')).searchParams.get('code') ?? '';
		const used = await code();
		await exchange('/oauth/v2/token', used);
		expect((await exchange('/oauth/v2/token', used)).body).toEqual({ error: 'invalid_code' });
		const other = await exchange('/oauth/v2/token', await code(), { redirect_uri: 'https://example.org/' });
		expect(other.body).toEqual({ error: 'invalid_code' });
		const secret = await exchange('/oauth/v2/token', await code(), { client_secret: 'wrong' });
		expect(secret.body).toEqual({ error: 'invalid_client' });
		const late = await code();
		bench.clock.time += MINUTE;
		expect((await exchange('/oauth/v2/token', late)).body).toEqual({ error: 'invalid_code' });
	});

	it.each([200, 400] as const)('denies the 11th refresh in ten minutes with status %d', async (status) => {
		bench.server.switches.tokenRefusalStatus = status;
		for (let count = 1; count <= 10; count++) expect((await refresh()).body).toHaveProperty('access_token');
		const denied = await refresh();
		expect(denied).toMatchObject({ status, body: { error: 'Access Denied' } });
		expect(denied.body.error_description).toMatch(/too many requests continuously/);
		expect(denied.body).not.toHaveProperty('access_token');
		bench.clock.time += 10 * MINUTE;
		expect((await refresh()).body).toHaveProperty('access_token');
	});

	it('ends the first access token when the 16th is made', async () => {
		const made = [bench.tokens.accessToken];
		for (let count = 2; count <= 15; count++) {
			bench.clock.time += 2 * MINUTE;
			made.push(String((await refresh()).body.access_token));
		}
		expect((await bench.call('users', { accessToken: made[0] })).status).toBe(200);
		await refresh();
		expect((await bench.call('users', { accessToken: made[0] })).status).toBe(401);
		expect((await bench.call('users', { accessToken: made[1] })).status).toBe(200);
	});

	it('ends the first refresh token when the 21st is made', async () => {
		for (let count = 2; count <= 20; count++) bench.server.tokens.issue();
		expect(bench.server.tokens.isLiveRefreshToken(bench.tokens.refreshToken)).toBe(true);
		bench.server.tokens.issue();
		expect((await refresh()).body).toEqual({ error: 'invalid_code' });
	});

	it('revokes a refresh token and its access tokens; an unknown token is refused', async () => {
		const address = `${bench.server.url}/oauth/v2/token/revoke?token=${bench.tokens.refreshToken}`;
		const revoked = await fetch(address, { method: 'POST' });
		expect([revoked.status, await revoked.json()]).toEqual([200, { status: 'success' }]);
		expect((await bench.call('users')).status).toBe(401);
		expect((await refresh()).body).toEqual({ error: 'invalid_code' });
		expect((await fetch(address, { method: 'POST' })).status).toBe(400);
	});

	it('refuses an access token after an hour, an unknown one, a made-up scheme and none', async () => {
		bench.clock.time += 60 * MINUTE - 1;
		expect((await bench.call('users')).status).toBe(200);
		bench.clock.time += 1;
		expect(await bench.call('users')).toMatchObject({
			status: 401,
			body: { code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' },
		});
		expect((await bench.call('users', { accessToken: 'nothing' })).status).toBe(401);
		const scheme = await bench.call('users', { headers: { authorization: 'Basic abc' } });
		expect(scheme).toMatchObject({ status: 401, body: { code: 'AUTHENTICATION_FAILURE' } });
	});

	it('accepts Bearer unless switched to reject it, and never a token in the address', async () => {
		const bearer = { headers: { authorization: `Bearer ${bench.tokens.accessToken}` } };
		expect((await bench.call('users', bearer)).status).toBe(200);
		bench.server.switches.rejectBearer = true;
		expect(await bench.call('users', bearer)).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
		expect((await bench.call('users')).status).toBe(200);
		const inAddress = await fetch(`${bench.server.url}/crm/v8/users?access_token=${bench.tokens.accessToken}`);
		expect(inAddress.status).toBe(401);
	});

	it.each([
		['users', 'ZohoCRM.users.READ'],
		['org', 'ZohoCRM.org.READ'],
		['settings/fields?module=Contacts', 'ZohoCRM.settings.fields.READ'],
		['settings/modules', 'ZohoCRM.settings.modules.READ'],
		['settings/custom_views?module=Contacts', 'ZohoCRM.settings.custom_views.READ'],
		['Contacts?fields=id', 'ZohoCRM.modules.contacts.READ'],
		['Contacts/deleted', 'ZohoCRM.modules.contacts.READ'],
		['Patients?fields=id', 'ZohoCRM.modules.custom.READ'],
	])('GET %s needs the scope %s', async (path, scope) => {
		const status = async (scopes: string[]): Promise<number> => {
			const { accessToken } = bench.server.tokens.issue(scopes);
			const headers = { authorization: `Bearer ${accessToken}` };
			return (await fetch(`${bench.server.url}/crm/v8/${path}`, { headers })).status;
		};
		expect(await status(['ZohoCRM.coql.READ'])).toBe(401);
		expect(await status([scope])).toBeLessThan(300);
		expect(await status([scope.replace('.READ', '.ALL')])).toBeLessThan(300);
	});

	it('needs the module and ZohoSearch for a search, and the module and coql for a query', async () => {
		const use = async (path: string, options: object, ...scopes: string[]): Promise<unknown> => {
			const { accessToken } = bench.server.tokens.issue(scopes);
			const answer = await bench.call(path, { ...options, accessToken });
			return answer.body?.code ?? answer.status;
		};
		const search = { query: { email: 'a@example.org' } };
		expect(await use('Contacts/search', search, 'ZohoCRM.modules.ALL')).toBe('OAUTH_SCOPE_MISMATCH');
		expect(await use('Contacts/search', search, 'ZohoCRM.modules.ALL', 'ZohoSearch.securesearch.READ')).toBe(204);
		const query = { method: 'POST', body: { select_query: "select id from Contacts where id = '1'" } };
		expect(await use('coql', query, 'ZohoCRM.modules.ALL')).toBe('OAUTH_SCOPE_MISMATCH');
		expect(await use('coql', query, 'ZohoCRM.coql.READ')).toBe('OAUTH_SCOPE_MISMATCH');
		expect(await use('coql', query, 'ZohoCRM.coql.READ', 'ZohoCRM.modules.contacts.READ')).toBe(204);
	});

	it.each([
		['POST', 'CREATE'],
		['PUT', 'UPDATE'],
		['DELETE', 'DELETE'],
	])('%s needs its own scope on the module', async (method, action) => {
		const send = async (scope: string): Promise<number> => {
			const { accessToken } = bench.server.tokens.issue([scope]);
			const body = method === 'DELETE' ? undefined : { data: [{ id: '1', Last_Name: 'Meier' }] };
			return (await bench.call('Contacts', { method, body, query: { ids: '1' }, accessToken })).status;
		};
		expect(await send('ZohoCRM.modules.READ')).toBe(401);
		expect(await send(`ZohoCRM.modules.contacts.${action}`)).toBe(400);
	});

	it('answers a missing scope with 403 where switched to', async () => {
		bench.server.faults.revokeScope('ZohoCRM.users.ALL');
		expect(await bench.call('users')).toMatchObject({ status: 401, body: { code: 'OAUTH_SCOPE_MISMATCH' } });
		bench.server.switches.scopeMismatchStatus = 403;
		expect(await bench.call('users')).toMatchObject({ status: 403, body: { code: 'OAUTH_SCOPE_MISMATCH' } });
	});

	it('refuses the API under a host that it is not served under', async () => {
		const { port } = new URL(bench.server.url);
		const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
			const headers = { host: 'www.zohoapis.com', authorization: `Bearer ${bench.tokens.accessToken}` };
			httpRequest({ port, host: '127.0.0.1', path: '/crm/v8/users', headers }, (response) => {
				let text = '';
				response.on('data', (chunk: Buffer) => (text += chunk.toString()));
				response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
			})
				.on('error', reject)
				.end();
		});
		expect(answer.status).toBe(400);
		expect(JSON.parse(answer.text)).toMatchObject({ code: 'INVALID_HOST', status: 'error' });
	});

	it("takes a form as Zoho's own SDK sends it, and keeps none of its secrets", async () => {
		const form = new FormData();
		const fields = { ...credentials(), grant_type: 'refresh_token', refresh_token: bench.tokens.refreshToken };
		for (const [name, value] of Object.entries(fields)) form.append(name, value);
		const response = await fetch(`${bench.server.url}/oauth/v2/token`, { method: 'POST', body: form });
		expect(await response.json()).toMatchObject({ access_token: expect.any(String) });
		const kept = JSON.stringify(bench.server.log.entries());
		expect(kept).toContain('grant_type');
		for (const secret of [credentials().client_secret, fields.refresh_token]) expect(kept).not.toContain(secret);
	});

	it('keeps no token, code or secret in its log', async () => {
		const back = await consent('/clientoauth/v2/example/auth', 'allow');
		const code = back.searchParams.get('code') ?? '';
		const { body } = await exchange('/clientoauth/v2/example/token', code);
		await refresh(String(body.refresh_token));
		await fetch(`${bench.server.url}/crm/v8/users?access_token=${bench.tokens.accessToken}`);
		await fetch(`${bench.server.url}/oauth/v2/token/revoke?token=${String(body.refresh_token)}`, { method: 'POST' });
		const kept = JSON.stringify(bench.server.log.entries());
		const secrets = [
			code,
			body.access_token,
			body.refresh_token,
			bench.tokens.accessToken,
			credentials().client_secret,
		];
		for (const secret of secrets) expect(kept).not.toContain(String(secret));
		const operations = bench.server.log.entries().map(({ operation }) => operation);
		expect(operations).toEqual(['auth.consent', 'auth.consent', 'auth.token', 'auth.token', 'users', 'auth.revoke']);
	});
});
