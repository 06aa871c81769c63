import { CONTACTS_SCOPE, READ_ONLY_SCOPE } from './index';
import { ANN, clientOf, LIST, MINUTE, refusal, startBench, type TestBench } from './testClient';

let bench: TestBench;

beforeEach(async () => (bench = await startBench()));
afterEach(async () => await bench.server.close());

async function post(path: string, form: Record<string, string>) {
	const response = await fetch(`${bench.server.url}/${path}`, { method: 'POST', body: new URLSearchParams(form) });
	return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const CLIENT = { client_id: 'client', client_secret: 'secret' };

async function refresh(refreshToken: string) {
	return await post('token', { ...CLIENT, grant_type: 'refresh_token', refresh_token: refreshToken });
}

async function listWith(accessToken: string) {
	return await clientOf(bench.server, accessToken).people.connections.list(LIST);
}

const UNAUTHENTICATED = { status: 401, code: 'UNAUTHENTICATED' };

test('an access token lives for an hour, and is renewed', async () => {
	const { accessToken, refreshToken } = bench.server.tokens.issue();
	await listWith(accessToken);
	bench.clock.time += 60 * MINUTE;
	expect(await refusal(listWith(accessToken))).toMatchObject(UNAUTHENTICATED);
	const { status, body } = await refresh(refreshToken);
	expect([status, body]).toEqual([
		200,
		{ access_token: expect.any(String), expires_in: 3_599, scope: CONTACTS_SCOPE, token_type: 'Bearer' },
	]);
	await listWith(body.access_token);
});

test('the log has requests of sign-in, without their secrets', async () => {
	const { refreshToken } = bench.server.tokens.issue();
	await refresh(refreshToken);
	expect(bench.server.log.entries()).toMatchObject([{ kind: 'auth', operation: 'auth.token', status: 200 }]);
	expect(JSON.stringify(bench.server.log.entries())).not.toContain(refreshToken);
});

test('a dead refresh token is an invalid grant', async () => {
	const { refreshToken, accessToken } = bench.server.tokens.issue();
	bench.server.tokens.revokeAll();
	for (const token of [refreshToken, 'never-issued']) {
		expect(await refresh(token)).toEqual({
			status: 400,
			body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
		});
	}
	expect(await refusal(listWith(accessToken))).toMatchObject(UNAUTHENTICATED);
});

test('a token request without a client, or of an unknown kind, is refused', async () => {
	expect(await post('token', { grant_type: 'refresh_token' })).toMatchObject({
		status: 401,
		body: { error: 'invalid_client' },
	});
	const unknown = await post('token', { ...CLIENT, grant_type: 'password' });
	expect(unknown).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
});

describe('revocation', () => {
	test.each(['accessToken', 'refreshToken'] as const)('of the %s ends the grant', async (which) => {
		const issued = bench.server.tokens.issue();
		const other = bench.server.tokens.issue();
		expect(await post('revoke', { token: issued[which] })).toEqual({ status: 200, body: {} });
		expect(await refusal(listWith(issued.accessToken))).toMatchObject(UNAUTHENTICATED);
		expect(await refresh(issued.refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
		expect(bench.server.tokens.isLiveRefreshToken(issued.refreshToken)).toBe(false);
		await listWith(other.accessToken);
		expect(await post('revoke', { token: issued[which] })).toMatchObject({
			status: 400,
			body: { error: 'invalid_token' },
		});
	});

	test('is taken from the query too', async () => {
		const { refreshToken } = bench.server.tokens.issue();
		expect((await post(`revoke?token=${refreshToken}`, {})).status).toBe(200);
	});
});

test('a code from the consent page is exchanged once', async () => {
	const redirect = 'http://127.0.0.1/back';
	const query = new URLSearchParams({
		redirect_uri: redirect,
		state: 's',
		scope: READ_ONLY_SCOPE,
		client_id: 'client',
	});
	const page = await (await fetch(`${bench.server.url}/o/oauth2/v2/auth?${query}`)).text();
	const href = /id="allow" href="([^"]*)"/.exec(page)?.[1].replace(/&amp;/g, '&') ?? '';
	const back = new URL(href);
	expect([back.origin + back.pathname, back.searchParams.get('state')]).toEqual([redirect, 's']);
	const form = {
		...CLIENT,
		grant_type: 'authorization_code',
		code: back.searchParams.get('code') ?? '',
		redirect_uri: redirect,
	};
	const { body } = await post('token', form);
	expect(body).toMatchObject({ scope: READ_ONLY_SCOPE, refresh_token: expect.any(String) });
	await listWith(body.access_token);
	expect(await post('token', form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('a read-only scope reads, and does not write', async () => {
	const { accessToken } = bench.server.tokens.issue([READ_ONLY_SCOPE]);
	await listWith(accessToken);
	const refused = await refusal(clientOf(bench.server, accessToken).people.createContact({ requestBody: ANN }));
	expect(refused).toMatchObject({
		status: 403,
		code: 'PERMISSION_DENIED',
		details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
	});
	const { accessToken: other } = bench.server.tokens.issue(['openid']);
	expect((await refusal(listWith(other))).status).toBe(403);
	expect(bench.server.book.all()).toEqual([]);
});

test('expired access tokens leave the refresh token alive', async () => {
	const { accessToken, refreshToken } = bench.server.tokens.issue();
	bench.server.tokens.expireAccessTokens();
	expect(await refusal(listWith(accessToken))).toMatchObject(UNAUTHENTICATED);
	expect((await refresh(refreshToken)).status).toBe(200);
});

test('people/me is the account itself', async () => {
	const { data } = await bench.client.people.get({ resourceName: 'people/me', personFields: 'names,emailAddresses' });
	expect(data).toMatchObject({
		names: [{ displayName: 'Account Owner' }],
		emailAddresses: [{ value: 'owner@example.org' }],
	});
	const unmasked = await refusal(bench.client.people.get({ resourceName: 'people/me', personFields: '' }));
	expect(unmasked).toMatchObject({ status: 400, message: expect.stringContaining('personFields mask is required') });
});
