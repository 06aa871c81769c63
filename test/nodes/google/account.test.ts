import { stopN8n } from '../../harness';
import { READ_ONLY_SCOPE } from '../../servers/google';
import { GoogleWorld, named } from './googleWorld';

let world: GoogleWorld;

beforeEach(async () => (world = await GoogleWorld.start()));
afterEach(async () => await world.close());
afterAll(stopN8n);

const check = { resource: 'account', operation: 'checkAccess' };
const revoke = { resource: 'account', operation: 'revokeAccess' };

function tokens(): Record<string, string> {
	return world.credentials.googleContactsSyncOAuth2Api.oauthTokenData as Record<string, string>;
}

/** Everything that the run put out or failed with. */
function everything(result: Awaited<ReturnType<GoogleWorld['run']>>): string {
	return JSON.stringify([result.items, result.failure, result.error]);
}

describe('Check Access', () => {
	test('tells whose account it is and what may be done in it, and changes nothing', async () => {
		world.add(named('Ann'));
		world.addOutside(named('Bob'));
		const { items, error } = await world.run(check);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{
				json: { account: { name: 'Account Owner', email: 'owner@example.org' }, canRead: true, canWrite: true, contacts: 2, groups: expect.any(Number) },
				pairedItem: { item: 0 },
			},
		]);
		expect(items[0].json).not.toHaveProperty('problem');
		expect(world.server.book.all()).toHaveLength(2);
		expect(world.server.log.entries().filter(({ wrote }) => wrote)).toEqual([]);
	});

	test('tells a connection that may only read from one that may write', async () => {
		const { accessToken, refreshToken } = world.server.tokens.issue([READ_ONLY_SCOPE]);
		Object.assign(tokens(), { access_token: accessToken, refresh_token: refreshToken });
		const { items } = await world.run(check);
		expect(items[0].json).toMatchObject({ canRead: true, canWrite: false, problem: expect.stringContaining('insufficient'), remedy: expect.stringContaining('Read and Write') });
	});

	test('an account that may not be used at all is an answer too', async () => {
		world.losePermission();
		const { items } = await world.run(check);
		expect(items[0].json).toMatchObject({ account: null, canRead: false, canWrite: false, contacts: null, groups: null, problem: expect.any(String) });
	});

	test('one that is no longer connected is an error that says what to do', async () => {
		world.server.tokens.revokeAll();
		const { error } = await world.run(check);
		expect(error).toContain('connect the account again');
		const { items } = await world.run(check, { node: { onError: 'continueRegularOutput' } });
		expect(items).toMatchObject([{ json: { error: expect.any(String) }, pairedItem: { item: 0 } }]);
	});
});

describe('Revoke Access', () => {
	test('ends the access at Google and names the credential to delete; no token shows', async () => {
		const before = { ...tokens() };
		const result = await world.run(revoke, { items: [{}, {}] });
		expect(result.error).toBeUndefined();
		expect(result.items).toMatchObject([
			{ json: { revoked: true, credential: { name: 'googleContactsSyncOAuth2Api' }, message: expect.stringContaining('Delete the credential "googleContactsSyncOAuth2Api"') }, pairedItem: { item: 0 } },
		]);
		expect(world.server.tokens.isLiveRefreshToken(before.refresh_token)).toBe(false);
		expect(world.server.tokens.scopesOf(before.access_token)).toBeUndefined();
		expect(world.server.log.count({ operation: 'auth.revoke' })).toBe(1);
		for (const token of Object.values(before)) expect(everything(result)).not.toContain(token);
		expect((await world.run(check)).error).toContain('connect the account again');
	});

	test('a second time says that it was ended before', async () => {
		await world.run(revoke);
		const { items, error } = await world.run(revoke);
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ revoked: false, message: expect.stringContaining('had been ended before') });
	});

	test('a lost answer and a refusal are told without the token', async () => {
		world.server.faults.resetNext({ operation: 'auth.revoke' });
		const lost = await world.run(revoke);
		expect(lost.error).toContain('Run again');
		world.server.faults.failNext({ operation: 'auth.revoke', status: 503 });
		const refused = await world.run(revoke);
		expect(refused.error).toContain('did not end the access');
		world.server.faults.next({ kind: 'redirect', status: 302, location: `${world.server.url}/` }, { operation: 'auth.revoke' });
		expect((await world.run(revoke)).error).toContain('did not end the access');
		for (const token of Object.values(tokens())) expect(everything(lost) + everything(refused)).not.toContain(token);
		expect(world.server.tokens.isLiveRefreshToken(tokens().refresh_token)).toBe(true);
	});

	test('a credential that was never connected has nothing to end', async () => {
		world.credentials.googleContactsSyncOAuth2Api.oauthTokenData = undefined as never;
		const { error } = await world.run(revoke);
		expect(error).toContain('not connected to an account');
		expect(world.server.log.entries()).toEqual([]);
	});
});
