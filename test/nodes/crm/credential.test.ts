import type { INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { VerticalCrmOAuth2Api } from '../../../credentials/VerticalCrmOAuth2Api.credentials';
import { stopN8n } from '../../harness';
import { StoredCredentials } from '../../harness/credentialStore';
import type { CrmWorld } from './crmWorld';
import { startCrmWorld } from './crmWorld';

afterAll(stopN8n);

const NAME = 'verticalCrmOAuth2Api';

/** What n8n makes of a credential that a user filled in. */
async function filled(data: Record<string, string>): Promise<Record<string, unknown>> {
	const credentials = new StoredCredentials({ [NAME]: { clientId: 'client', ...data } });
	return await credentials.getDecrypted({} as never, { id: '1', name: NAME }, NAME, 'internal');
}

test.each([
	['ae', 'https://accounts.zoho.ae', 'https://www.zohoapis.ae'],
	['au', 'https://accounts.zoho.com.au', 'https://www.zohoapis.com.au'],
	['ca', 'https://accounts.zohocloud.ca', 'https://www.zohoapis.ca'],
	['cn', 'https://accounts.zoho.com.cn', 'https://www.zohoapis.com.cn'],
	['eu', 'https://accounts.zoho.eu', 'https://www.zohoapis.eu'],
	['in', 'https://accounts.zoho.in', 'https://www.zohoapis.in'],
	['jp', 'https://accounts.zoho.jp', 'https://www.zohoapis.jp'],
	['sa', 'https://accounts.zoho.sa', 'https://www.zohoapis.sa'],
	['uk', 'https://accounts.zoho.uk', 'https://www.zohoapis.uk'],
	['us', 'https://accounts.zoho.com', 'https://www.zohoapis.com'],
])('signs in and reads at the data centre %s', async (dataCentre, accounts, api) => {
	expect(await filled({ location: 'dataCentre', dataCentre })).toMatchObject({
		authUrl: `${accounts}/oauth/v2/auth`,
		accessTokenUrl: `${accounts}/oauth/v2/token`,
		apiAddress: api,
		authQueryParameters: 'access_type=offline&prompt=consent',
	});
});

test('offers every data centre that it knows', () => {
	const { options } = property('dataCentre');
	expect(options).toHaveLength(10);
});

test.each([
	['https://my-clinic.zohoplatform.com/', 'https://my-clinic.zohoplatform.com', 'https://my-clinic.zohoplatform.com'],
	[' my-clinic.zohoplatform.com ', 'https://my-clinic.zohoplatform.com', 'https://my-clinic.zohoplatform.com'],
	['https://my-clinic.zohoplatform.eu', 'https://my-clinic.zohoplatform.com', 'https://my-clinic.zohoplatform.eu'],
	['http://127.0.0.1:8080', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
	['https://my-clinic.zohoplatform.com/crm/org10042/tab/Contacts', 'https://my-clinic.zohoplatform.com', 'https://my-clinic.zohoplatform.com'],
	['my-clinic.zohoplatform.eu/crm/', 'https://my-clinic.zohoplatform.com', 'https://my-clinic.zohoplatform.eu'],
])('signs in at the portal of the solution at %s', async (host, signIn, api) => {
	expect(await filled({ location: 'ownHost', host, portalId: ' 10042 ' })).toMatchObject({
		authUrl: `${signIn}/clientoauth/v2/10042/auth`,
		accessTokenUrl: `${api}/clientoauth/v2/10042/token`,
		apiAddress: api,
	});
});

test.each([
	['https://my-clinic.zohoplatform.com', 'https://accounts.zoho.com'],
	['https://my-clinic.zohoplatform.eu', 'https://accounts.zoho.eu'],
])('signs in at Zoho for the solution at %s where its client is registered there', async (host, accounts) => {
	expect(await filled({ location: 'ownHost', host, oauthServer: 'zoho' })).toMatchObject({
		authUrl: `${accounts}/oauth/v2/auth`,
		accessTokenUrl: `${accounts}/oauth/v2/token`,
		apiAddress: host,
	});
});

test.each([
	'http://crm.example.org',
	'http://127.0.0.1.example.org',
	'http://127.0.0.2:8080',
	'http://localhost:x@example.org',
	'http://[::1]:@example.org',
	'https://accounts.zoho.com@example.org',
	'https://a:b@x.zohoplatform.com',
	'https://example.org\\@x.zohoplatform.com',
	'https://x.zohoplatform.com?y',
	'ftp://example.org',
])('sends no secret and no token to %s, whatever is switched on', async (host) => {
	const none = { authUrl: '', accessTokenUrl: '', apiAddress: '' };
	expect(await filled({ location: 'ownHost', host, portalId: '1', otherHosts: true } as never)).toMatchObject(none);
});

test.each(['https://crm.example.org', 'https://my.zohoplatform.com.example.org', 'https://2130706433', 'https://xn--zhoplatform.com'])(
	'%s gets something only where other hosts are allowed',
	async (host) => {
		const given = { location: 'ownHost', host, portalId: '1' };
		expect(await filled(given)).toMatchObject({ authUrl: '', accessTokenUrl: '', apiAddress: '' });
		expect(await filled({ ...given, otherHosts: true } as never)).toMatchObject({ accessTokenUrl: `${host}/clientoauth/v2/1/token`, apiAddress: host });
	},
);

test('a portal id is one segment of the path', async () => {
	const host = 'https://my.zohoplatform.com';
	const { accessTokenUrl } = await filled({ location: 'ownHost', host, portalId: 'a/../../x?y=#' });
	expect(accessTokenUrl).toBe(`${host}/clientoauth/v2/a%2F..%2F..%2Fx%3Fy%3D%23/token`);
});

test('own addresses win over the built ones, and are checked alike', async () => {
	const base = { location: 'ownHost', host: 'https://my.zohoplatform.com', portalId: '1' };
	const own = { ownAuthUrl: 'https://accounts.zoho.eu/auth', ownTokenUrl: ' https://accounts.zoho.eu/token ' };
	expect(await filled({ ...base, ...own })).toMatchObject({ authUrl: own.ownAuthUrl, accessTokenUrl: own.ownTokenUrl.trim() });
	const bad = { ownAuthUrl: 'http://example.org/auth', ownTokenUrl: 'https://a@example.org/token' };
	expect(await filled({ ...base, ...bad })).toMatchObject({ authUrl: '', accessTokenUrl: '' });
});

test('scopes are narrow, as solutions document them, or as one writes them', async () => {
	expect((await filled({})).scope).toContain('ZohoCRM.coql.READ');
	expect((await filled({ scopes: 'solution' })).scope).toBe('ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,ZohoCRM.users.READ,ZohoCRM.org.READ');
	expect((await filled({ scopes: 'own', ownScopes: 'A,B' })).scope).toBe('A,B');
});

test('a solution whose users are of another data centre than its host signs in there', async () => {
	const given = { location: 'ownHost', host: 'https://my.zohoplatform.com', oauthServer: 'zoho', accountsDataCentre: 'au' };
	expect(await filled(given)).toMatchObject({ accessTokenUrl: 'https://accounts.zoho.com.au/oauth/v2/token' });
});

function property(name: string): INodeProperties {
	const found = new VerticalCrmOAuth2Api().properties.find((each) => each.name === name);
	if (!found) throw new Error(`no ${name}`);
	return found;
}

test.each([
	[{ location: 'ownHost', oauthServer: 'solution' }, ['location', 'host', 'otherHosts', 'oauthServer', 'portalId', 'apiVersion', 'scopes', 'ownAuthUrl', 'ownTokenUrl']],
	[{ location: 'ownHost', oauthServer: 'zoho' }, ['location', 'host', 'otherHosts', 'oauthServer', 'accountsDataCentre', 'apiVersion', 'scopes', 'ownAuthUrl', 'ownTokenUrl']],
	[{ location: 'dataCentre' }, ['location', 'dataCentre', 'apiVersion', 'scopes']],
])('shows only what %j needs', (values, names) => {
	const description = null as never;
	const shown = new VerticalCrmOAuth2Api().properties
		.filter((each) => each.type !== 'hidden')
		.filter((each) => NodeHelpers.displayParameter(values, each, null, description));
	expect(shown.map(({ name }) => name)).toEqual(['clientNotice', ...names]);
});

describe('tokens', () => {
	let world: CrmWorld;
	beforeEach(async () => (world = await startCrmWorld()));
	afterEach(async () => await world.close());

	const list = async () =>
		await world.run({ operation: 'getAll', limit: 1, view: { __rl: true, mode: 'list', value: '' }, fields: ['Email'] });

	test.each([200, 400] as const)('too many renewals, refused with status %i, are told in the words of Zoho', async (status) => {
		world.server.switches.tokenRefusalStatus = status;
		world.add({});
		for (let n = 0; n < 10; n++) {
			world.server.tokens.expireAccessTokens();
			expect((await list()).error).toBeUndefined();
		}
		world.server.tokens.expireAccessTokens();
		const { error } = await list();
		expect(error).toContain('You have made too many requests continuously');
		expect(error).toContain('Wait ten minutes');
		world.advance(700);
		expect((await list()).error).toBeUndefined();
	});

	test('a refresh token that Zoho no longer takes says to connect again, whichever status it is refused with', async () => {
		world.server.tokens.revokeAll();
		expect((await list()).error).toMatch(/invalid_code.*connect the account again/);
	});

	test.each([
		['a client that Zoho refused, which n8n calls connected', { error: 'invalid_client' }],
		['an account that was never connected', undefined],
	])('of %s are missed in words that tell what to check', async (_what, oauthTokenData) => {
		Object.assign(world.credentials.verticalCrmOAuth2Api, { grantType: 'authorizationCode', oauthTokenData });
		expect((await list()).error).toMatch(/not connected to an account.*check the client ID, the client secret/s);
	});

	test('the scopes that it asks for are enough for everything', async () => {
		const scopes = String((await filled({})).scope).split(',');
		const issued = world.server.tokens.issue(scopes);
		world.credentials.verticalCrmOAuth2Api.oauthTokenData = { access_token: issued.accessToken, refresh_token: issued.refreshToken };
		world.add({ Email: 'ann@example.org' });
		expect((await world.read()).error).toBeUndefined();
		expect((await list()).error).toBeUndefined();
		const columns = { mappingMode: 'defineBelow', value: { Last_Name: 'Ray' }, matchingColumns: [], schema: [] };
		const upsert = { operation: 'upsert', email: '={{ $json.email }}', columns } as never;
		expect((await world.run(upsert, [{ email: 'ann@example.org' }, { email: 'bob@example.org' }])).error).toBeUndefined();
		expect((await world.run({ operation: 'delete', deleteBy: 'email', email: 'bob@example.org' })).error).toBeUndefined();
		expect((await world.run({ resource: 'account', operation: 'checkAccess' })).error).toBeUndefined();
	});
});

test('all that the editor sends of a credential fits into the address of one request', () => {
	// Node refuses a request whose head is longer than 16 KiB, cookies included.
	const defaults = new VerticalCrmOAuth2Api().properties.map(({ name, default: value }): [string, string] => [name, String(value)]);
	expect(new URLSearchParams(defaults).toString().length).toBeLessThan(8_192);
});
