import type { CrmWorld } from './crmWorld';
import { startCrmWorld } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

const check = async () => await world.run({ resource: 'account', operation: 'checkAccess' });
const revoke = async () => await world.run({ resource: 'account', operation: 'revokeAccess' });

test('Check Access says who is connected, with which rights and edition', async () => {
	expect((await check()).items[0].json).toEqual({
		user: { id: world.server.crm.currentUser.id, name: 'Paula Boyle', email: 'paula.boyle@example.org' },
		profile: 'Administrator',
		role: 'CEO',
		organisation: 'Example Practice',
		edition: 'enterprise',
		module: 'Contacts',
		permissions: { view: true, create: true, edit: true, delete: true, syncWithGoogleContacts: true },
		missing: [],
		canSync: { crmToGoogle: true, googleToCrm: true, bothWays: true },
		checks: [
			{ check: 'Fields', ok: true, says: 'No field is hidden, restricted or rich text' },
			{ check: 'List', ok: true, says: 'Records can be listed; there is none' },
			{ check: 'Deleted feed', ok: true, says: 'Can be read' },
			{ check: 'List views', ok: true, says: 'Can be read' },
			{ check: 'COQL quotes', ok: true, says: 'Values with a quote can be looked up' },
			{ check: 'COQL case', ok: null, says: 'The latest record has no address to try it on' },
		],
		creditsLeft: null,
	});
	expect(world.server.log.writes()).toEqual([]);
});

test('Check Access names what is missing, and which direction is still possible', async () => {
	world.server.faults.losePermission('Contacts', 'create');
	world.server.faults.losePermission('Contacts', 'delete');
	expect((await check()).items[0].json).toMatchObject({
		missing: ['Create', 'Delete'],
		canSync: { crmToGoogle: true, googleToCrm: false, bothWays: false },
	});
	world.server.faults.losePermission('Contacts', 'syncWithGoogleContacts');
	expect((await check()).items[0].json).toMatchObject({
		missing: ['Create', 'Delete', 'Sync with Google Contacts'],
		canSync: { crmToGoogle: false },
	});
});

test('Check Access tells the API credits that are left once the CRM does', async () => {
	world.server.faults.credits({ limit: 20 });
	expect((await check()).items[0].json).toMatchObject({ creditsLeft: expect.any(Number) });
});

test('Check Access tries on the account itself what documents leave open, and writes nothing', async () => {
	world.add({ Email: 'ann@example.org' });
	const { switches, faults, crm } = world.server;
	Object.assign(switches, { coqlQuotes: 'refused', coqlCase: 'exact' });
	switches.hiddenFields.listed = true;
	faults.hideFieldPermissions('Contacts', 'Phone');
	crm.module('Contacts').fields.alter('Description', { richText: true });
	const said = async () => (await check()).items[0].json.checks as Array<{ check: string; ok: boolean | null; says: string }>;
	const byName = Object.fromEntries((await said()).map(({ check: name, ok, says }) => [name, [ok, says]]));
	expect(byName.Fields[1]).toMatch(/Phone.*Description|Description.*Phone/);
	expect([byName['COQL quotes'][0], byName['COQL case'][0]]).toEqual([false, false]);
	faults.revokeScope('ZohoCRM.coql.READ');
	expect((await said()).find(({ check: name }) => name === 'COQL case')).toMatchObject({ ok: false, says: expect.stringContaining('OAUTH_SCOPE_MISMATCH') });
	expect(JSON.stringify(await said())).not.toContain('ann@');
	expect(world.server.log.writes()).toEqual([]);
});

test('Check Access works where profiles may not be read', async () => {
	world.server.faults.revokeScope('ZohoCRM.settings.profiles.READ');
	expect((await check()).items[0].json).toMatchObject({ permissions: { syncWithGoogleContacts: null }, missing: [] });
});

test('Check Access names a module that does not exist', async () => {
	world.server.crm.renameModule('Contacts', 'Patients_Of_Mine');
	expect((await check()).error).toMatch(/INVALID_MODULE.*solutions rename modules/);
});

test.each(['solution', 'zoho'])('Revoke Access ends every token at the place where they came from (%s)', async (oauthServer) => {
	const { oauthTokenData } = world.credentials.verticalCrmOAuth2Api;
	const tokens = oauthTokenData as { access_token: string; refresh_token: string };
	if (oauthServer === 'zoho') world.credentials.verticalCrmOAuth2Api.accessTokenUrl = `${world.server.url}/oauth/v2/token`;
	const result = await revoke();
	expect(result.items[0].json).toMatchObject({ revoked: true, credential: { name: 'verticalCrmOAuth2Api' } });
	expect(result.items[0].json.message).toContain('Delete the credential');
	expect(world.server.tokens.isLiveRefreshToken(tokens.refresh_token)).toBe(false);
	expect(world.server.tokens.scopesOf(tokens.access_token)).toBeUndefined();
	const path = oauthServer === 'zoho' ? '/oauth/v2/token/revoke' : `/clientoauth/v2/${world.server.portalId}/token/revoke`;
	expect(world.server.log.entries().map((entry) => entry.path)).toEqual([path]);
	expect(JSON.stringify(result.run)).not.toContain(tokens.refresh_token);
	expect((await check()).error).toContain('connect the account again');
});

test('Revoke Access tells when there was nothing to revoke, and shows no token when it fails', async () => {
	const { refresh_token: token } = world.credentials.verticalCrmOAuth2Api.oauthTokenData as { refresh_token: string };
	world.server.tokens.revokeAll();
	const again = await revoke();
	expect(again.items[0].json).toMatchObject({ revoked: false, message: expect.stringContaining('had been ended before') });
	world.server.faults.resetNext({ operation: 'auth.revoke' });
	const lost = await revoke();
	expect(lost.error).toMatch(/No usable answer from 127\.0\.0\.1.*Run again/);
	expect(JSON.stringify([again.run, lost.run])).not.toContain(token);
	world.credentials.verticalCrmOAuth2Api.oauthTokenData = {};
	expect((await revoke()).error).toContain('not connected to an account');
});

test.each([
	['sends the client on to a page that answers', { kind: 'redirect', status: 302, location: 'http://127.0.0.1:9/' }],
	['says so in a body with status 200', { kind: 'fail', status: 200, body: { error: 'invalid_client' } }],
	['answers with nothing that can be read', { kind: 'fail', status: 503 }],
] as const)('Revoke Access does not call ended what a server %s', async (_what, fault) => {
	const { refresh_token: token } = world.credentials.verticalCrmOAuth2Api.oauthTokenData as { refresh_token: string };
	world.server.faults.next(fault, { operation: 'auth.revoke', times: 9 });
	const { error, run } = await revoke();
	expect(error).toContain('did not end the access');
	const kept = await world.run({ resource: 'account', operation: 'revokeAccess' }, [{}], { node: { onError: 'continueRegularOutput' } });
	expect(kept.items).toMatchObject([{ json: { error: expect.stringContaining('did not end'), remedy: expect.stringContaining('Connected Apps') } }]);
	expect(JSON.stringify([run, kept.run])).not.toContain(token);
	expect(world.server.tokens.isLiveRefreshToken(token)).toBe(true);
});

test('Revoke Access finds the other place where a portal may revoke', async () => {
	const { refresh_token: token } = world.credentials.verticalCrmOAuth2Api.oauthTokenData as { refresh_token: string };
	world.server.switches.revocationPath = 'accounts';
	expect((await revoke()).items[0].json).toMatchObject({ revoked: true });
	expect(world.server.tokens.isLiveRefreshToken(token)).toBe(false);
});
