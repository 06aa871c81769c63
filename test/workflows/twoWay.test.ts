import { stopN8n } from '../harness';
import type { SyncWorld } from './syncWorld';
import { startSyncWorld } from './syncWorld';

let world: SyncWorld;

beforeEach(async () => {
	world = await startSyncWorld();
});
afterEach(async () => await world.close());
afterAll(stopN8n);

function report(result: Awaited<ReturnType<SyncWorld['run']>>) {
	expect(result.error).toBeUndefined();
	return result.items('Record Results')[0].json as Record<string, never>;
}

function requests(): number {
	return world.google.log.entries().length + world.crm.log.entries().filter(({ kind }) => kind !== 'auth').length;
}

test('both sides get what the other has, overwritten values are in the journal, and then nothing more is written', async () => {
	const ann = world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
	const annCrm = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
	world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	world.addCrm({ First_Name: 'Cem', Last_Name: 'Can', Email: 'cem@example.org' });

	report(await world.run('two-way'));
	expect(world.google.book.members(world.group)).toHaveLength(3);
	expect(world.crm.crm.module('Contacts').all()).toHaveLength(3);
	expect(world.google.book.get(ann)?.organizations?.[0].title).toBe('Chair');
	expect(world.journal).toMatchObject([{ side: 'google', field: 'jobTitle', before: 'Clerk', after: 'Chair' }]);

	// S02: different fields of one person on both sides.
	world.google.book.update(ann, { phoneNumbers: [{ type: 'work', value: '555 0100' }] });
	world.crm.crm.module('Contacts').update(annCrm, { Department: 'Sales' });
	report(await world.run('two-way'));
	expect(world.crm.crm.module('Contacts').get(annCrm)).toMatchObject({ Phone: '555 0100', Department: 'Sales' });
	expect(world.google.book.get(ann)?.organizations?.[0].department).toBe('Sales');

	// S01: the second run after the last write makes three requests and no write.
	report(await world.run('two-way'));
	world.google.log.clear();
	world.crm.log.clear();
	report(await world.run('two-way'));
	expect(requests()).toBe(3);
	expect(world.google.log.writes()).toEqual([]);
	expect(world.crm.log.writes()).toEqual([]);
});

test.each([
	['crm-to-google', 'crm'],
	['google-to-crm', 'google'],
] as const)('F16: %s writes nothing to its source', async (template, source) => {
	world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	world.addCrm({ First_Name: 'Cem', Last_Name: 'Can', Email: 'cem@example.org' });
	report(await world.run(template));
	expect(world[source].log.writes()).toEqual([]);
	expect(world.google.book.members(world.group)).toHaveLength(source === 'crm' ? 2 : 1);
	expect(world.crm.crm.module('Contacts').all()).toHaveLength(source === 'google' ? 2 : 1);
});

test('two rows to one field, and an unknown field, are named before any write', async () => {
	const withRow = (googleField: string, crmField: string) => (nodes: Parameters<NonNullable<Parameters<SyncWorld['run']>[1]>>[0]) => {
		const map = nodes.find(({ name }) => name === 'Start Sync')?.parameters.fieldMap as { rows: object[] };
		map.rows.push({ googleField, crmField, direction: 'both' });
	};
	expect((await world.run('two-way', withRow('nickname', 'Title'))).error).toContain('"Title"');
	expect((await world.run('two-way', withRow('nickname', 'No_Such_Field'))).error).toContain('"No_Such_Field"');
	expect([...world.google.log.writes(), ...world.crm.log.writes()]).toEqual([]);
});

test('an expired access token is refreshed once and kept', async () => {
	world.google.tokens.expireAccessTokens();
	world.crm.tokens.expireAccessTokens();
	report(await world.run('two-way'));
	const data = world.credentials.googleContactsSyncOAuth2Api.oauthTokenData as Record<string, string>;
	expect(data.access_token).toBe('google-access-1');
});

test('a credential that can no longer be refreshed says what to do', async () => {
	world.google.tokens.revokeAll();
	const { error } = await world.run('two-way');
	expect(error).toContain('connect the account again');
});
