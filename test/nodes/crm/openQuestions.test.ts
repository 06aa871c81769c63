import type { CursorReading } from '../../../nodes/shared/protocol';
import type { CrmWorld } from './crmWorld';
import { create, startCrmWorld, update } from './crmWorld';

/* What Zoho's documents leave open or say in two ways: the node does its work either way. */

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

/** Reads in full, then what changed after an edit, then nothing; creates, updates. */
async function work(): Promise<void> {
	const id = world.add({ Email: 'ann@example.org', Title: 'Clerk' });
	const next = async (before?: CursorReading) => {
		// A reading looks back five minutes.
		world.advance(360);
		const { readings, error } = await world.read(before && { mode: 'changes', cursor: before.cursor, scope: before.scope, about: before.about });
		expect(error).toBeUndefined();
		return readings;
	};
	const full = await next();
	world.advance(60);
	world.server.crm.module('Contacts').update(id, { Title: 'Chair' });
	const changes = await next(full.at(-1) as CursorReading);
	expect(changes[0]).toMatchObject({ id, inScope: true, fields: { Title: 'Chair' } });
	const idle = await next(changes.at(-1) as CursorReading);
	expect(idle).toMatchObject([{ kind: 'cursor', mode: 'changes', complete: true }]);
	const results = await world.apply([
		update(id, { Title: 'Queen' }, { Title: 'Chair' }),
		create({ Last_Name: 'Ray', Email: 'bob@example.org' }),
	]);
	expect(results.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
}

test.each([304, 204] as const)('a listing in which nothing changed may be answered with %i', async (status) => {
	world.server.switches.unmodifiedStatus = status;
	await work();
	expect(world.server.log.entries().some((entry) => entry.status === status)).toBe(true);
});

test.each([401, 403] as const)('a missing scope may be answered with %i: nothing is written, and the user is told to connect again', async (status) => {
	world.server.switches.scopeMismatchStatus = status;
	const id = world.add({ Title: 'Clerk' });
	world.server.faults.revokeScope('ZohoCRM.modules.ALL');
	expect((await world.read()).error).toMatch(/OAUTH_SCOPE_MISMATCH.*connect the account again/);
	const [result] = await world.apply([update(id, { Title: 'Chair' }, { Title: 'Clerk' })]);
	expect(result).toMatchObject({ outcome: 'notSent', error: { access: true } });
	expect(world.record(id).Title).toBe('Clerk');
});

test.each([
	['v6', 50, 2],
	['v7', 100, 2],
	['v8', 100, 2],
])('the API may be served as %s alone, where a list of a query takes %i values: a look-up for each hundred creates', async (apiVersion, _, lookUps) => {
	world.credentials.verticalCrmOAuth2Api.apiVersion = apiVersion;
	await work();
	world.server.log.clear();
	await world.apply(Array.from({ length: 120 }, (_each, n) => create({ Last_Name: `N${n}`, Email: `p${n}@example.org` })));
	expect(world.server.log.count({ operation: 'coql' })).toBe(lookUps);
	expect(world.server.crm.module('Contacts').size).toBe(122);
	const paths = world.server.log.entries().map(({ path }) => path.split('/')[2]);
	expect(new Set(paths)).toEqual(new Set([apiVersion]));
});

test('the address that a token answer names is not trusted: all goes to the host of the credential', async () => {
	const token = { ...(world.credentials.verticalCrmOAuth2Api.oauthTokenData as object), api_domain: 'http://127.0.0.1:9' };
	world.credentials.verticalCrmOAuth2Api.oauthTokenData = token;
	world.server.tokens.expireAccessTokens();
	await work();
	expect(world.server.log.count({ operation: 'auth.token' })).toBe(1);
});

test('a node has no more than one request under way, so that three at once stay within a limit of three', async () => {
	world.server.faults.concurrency({ limit: 3 });
	await Promise.all([work(), world.read(), world.read()]);
	expect(world.server.log.entries().filter(({ status }) => status === 429)).toEqual([]);
});

test('the search of the CRM may lag behind for ever: nothing here asks it', async () => {
	world.server.faults.searchLag(24 * 60 * 60 * 1_000);
	await work();
	const columns = { mappingMode: 'defineBelow', value: { Last_Name: 'Ray' }, matchingColumns: [], schema: [] };
	const upsert = { operation: 'upsert', email: 'bob@example.org', columns } as never;
	expect((await world.run(upsert)).items[0].json).toMatchObject({ result: 'unchanged' });
	expect(world.server.log.count({ operation: 'records.search' })).toBe(0);
});
