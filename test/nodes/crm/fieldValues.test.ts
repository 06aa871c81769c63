import type { CrmWorld } from './crmWorld';
import { create, startCrmWorld, update } from './crmWorld';

let world: CrmWorld;

beforeEach(async () => (world = await startCrmWorld()));
afterEach(async () => {
	expect(world.server.contractBreaches).toEqual([]);
	await world.close();
});

test.each<[Record<string, string>, string, string]>([
	[{ Title: 'x'.repeat(101) }, 'TOO_LONG', '100'],
	[{ First_Name: '\u{1F600}'.repeat(21) }, 'TOO_LONG', '40'],
	[{ Lead_Source: 'Dream' }, 'WRONG_VALUE', '"Cold Call"'],
	[{ Interests: 'Books;Dreams' }, 'WRONG_VALUE', '"Sailing"'],
	[{ Date_of_Birth: '--05-17' }, 'WRONG_VALUE', 'needs a year'],
	[{ Date_of_Birth: '1990-02-31' }, 'WRONG_VALUE', 'date'],
	[{ Date_of_Birth: '2024-13-45' }, 'WRONG_VALUE', 'such as 1990-05-17'],
	[{ Email: 'no address' }, 'WRONG_VALUE', 'e-mail address'],
	[{ Phone: '030/123456' }, 'WRONG_VALUE', 'digits'],
	[{ Email_Opt_Out: 'maybe' }, 'WRONG_VALUE', 'true or false'],
	[{ Full_Name: 'Ann Lee' }, 'READ_ONLY_FIELD', 'cannot be changed'],
	[{ No_Such_Field: 'x' }, 'UNKNOWN_FIELD', 'No_Such_Field'],
	[{ Last_Name: '' }, 'MANDATORY_FIELD', 'cannot be empty'],
])('S34, S39: %j is reported with the reason, never sent', async (set, code, words) => {
	const [bad, fine] = [world.add({ Title: 'Clerk' }), world.add({ Title: 'Clerk' })];
	const [result, other] = await world.apply([update(bad, set, {}), update(fine, { Title: 'Chair' }, { Title: 'Clerk' })]);
	expect(result).toMatchObject({ outcome: 'failed', error: { code, field: Object.keys(set)[0] } });
	expect(result.error?.message).toContain(words);
	expect(other.outcome).toBe('written');
	expect(JSON.stringify(world.server.log.writes())).not.toContain(bad);
});

test('typed values arrive as their types: multi-select, date, boolean, owner', async () => {
	const id = world.add({ Email_Opt_Out: false });
	const set = { Interests: 'Books;Sailing', Date_of_Birth: '1990-05-17', Email_Opt_Out: 'true', Owner: 'Remo Keller' };
	expect(await world.apply([update(id, set, {})])).toMatchObject([{ outcome: 'written', after: set }]);
	expect(world.record(id)).toMatchObject({
		Interests: ['Books', 'Sailing'],
		Date_of_Birth: '1990-05-17',
		Email_Opt_Out: true,
		Owner: { email: 'remo.keller@example.org' },
	});
	await world.apply([update(id, { Interests: '', Date_of_Birth: '' }, {})]);
	expect(world.record(id)).toMatchObject({ Interests: null, Date_of_Birth: null });
});

test('numbers and times of a custom module, under the name that a solution gave it', async () => {
	world.server.crm.renameModule('Patients', 'Clients');
	const clients = world.server.crm.module('Clients');
	const id = clients.add({ Name: 'Ann' });
	const set = { Weight: '61.5', Next_Visit: '2026-07-01T10:00:00.000Z' };
	expect(await world.apply([update(id, set, {}, { scope: 'Clients/1' })])).toMatchObject([{ outcome: 'written' }]);
	expect(clients.get(id)).toMatchObject({ Weight: 61.5, Next_Visit: '2026-07-01T10:00:00+00:00' });
});

test('a company name that two accounts have links neither, and an update of nothing else sends nothing', async () => {
	['Acme', 'Acme'].forEach((Account_Name) => world.server.crm.module('Accounts').add({ Account_Name }));
	const id = world.add({});
	const [result] = await world.apply([update(id, { Account_Name: 'Acme' }, {})]);
	expect(result).toMatchObject({ outcome: 'written', after: {}, error: { code: 'LINK_AMBIGUOUS', field: 'Account_Name' } });
	expect(world.server.log.writes()).toEqual([]);
});

test('a renamed module of companies is linked by its own name field', async () => {
	const accounts = world.server.crm.module('Accounts');
	accounts.fields.rename('Account_Name', 'Company_Title');
	world.server.crm.renameModule('Accounts', 'Companies');
	const acme = accounts.add({ Company_Title: 'Acme' });
	const id = world.add({});
	await world.apply([update(id, { Account_Name: 'Acme' }, {})]);
	expect(world.record(id).Account_Name).toMatchObject({ id: acme });
});

test('more than fifty fields of a record are expected and read back', async () => {
	const names = Array.from({ length: 60 }, (_, n) => `Custom_${n}`);
	names.forEach((apiName) => world.server.crm.module('Contacts').fields.add({ apiName, type: 'text', length: 20 }));
	const values = (word: string) => Object.fromEntries(names.map((name) => [name, word]));
	const id = world.add(values('old'));
	expect(await world.apply([update(id, values('new'), values('old'))])).toMatchObject([{ outcome: 'written', after: values('new') }]);
});

test('what the CRM itself refuses is told in its words, each of several errors by itself', async () => {
	world.server.crm.module('Contacts').fields.alter('Phone', { unique: { caseSensitive: false } });
	const twin = world.add({ Phone: '555 0100' });
	const [result] = await world.apply([create({ Last_Name: 'Lee', Email: ' ann@example.org', Phone: '555 0100' })]);
	expect(result.error?.code).toBe('MULTIPLE_OR_MULTI_ERRORS');
	expect(result.error?.message).toMatch(/field Email, expected email \(INVALID_DATA\)/);
	expect(result.error?.message).toContain(`record ${twin} has this value (DUPLICATE_DATA)`);
});

test('ids beyond 2^53 stay as they are', async () => {
	const id = world.add({ Title: 'Clerk' });
	expect(Number.isSafeInteger(Number(id))).toBe(false);
	await world.apply([update(id, { Title: 'Chair' }, { Title: 'Clerk' })]);
	expect(world.server.log.writes()[0].body).toMatchObject({ data: [{ id }] });
});
