import { addressesOf, emailFields } from '../../nodes/ContactReconcile/engine/fieldMap/addresses';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import type { MappedRow } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import { carriedValue, comparedAs, DEFAULT_ROWS, fieldsToRead, isMatchRow, outgoingValue, plainRows, resolveRows, rowKey, whyNotRepresentable } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import type { FieldRow } from '../../nodes/ContactReconcile/engine/model/types';
import { fitted } from '../../nodes/shared/values/fits';
import type { FieldCapability, FieldKind } from '../../nodes/shared/protocol';
import { tree } from './matching';
import { ANN, expectQuiet, synced } from './people';
import { BLANK_MEMORY, World } from './world';

test('F3: rows in another order are the same map', () => {
	const { world, ids } = synced({ deletes: true });
	world.set({ rows: [...world.settings.rows].reverse() });
	world.edit('google', ids.google, { workPhone: '' });
	world.sync();
	expect(world.get('crm', ids.crm).fields.Phone).toBeUndefined();
	expectQuiet(world);
});

test('a row that the module has no field for is left out with a hint, one of the user is an error', () => {
	const { world } = synced();
	const { read } = world.books.crm;
	world.books.crm.read = (instruction) =>
		read.call(world.books.crm, instruction).map((reading) =>
			reading.kind === 'cursor' ? { ...reading, fields: reading.fields.filter(({ name }) => name !== 'Fax' && name !== 'Own') } : reading,
		);
	expect(world.sync().hints).toEqual([expect.stringContaining('Fax')]);
	world.set({ rows: [...world.settings.rows, { google: 'nickname', crm: 'Own', direction: 'both' }] });
	expect(() => world.sync()).toThrow('CRM has no field "Own"');
	expect(world.get('crm', world.find('crm', 'Email', ANN.workEmail)[0].id).fields.Title).toBe('Clerk');
});

test('a picklist takes only its own options, a mandatory field is not emptied', () => {
	const { world, ids } = synced();
	world.books.crm.capabilities = { Title: { kind: 'picklist', options: ['Clerk', 'Chair'] }, Phone: { mandatory: true } };
	world.edit('google', ids.google, { jobTitle: 'Queen', workPhone: '' });
	expect(world.sync().writes).toEqual([]);
	expect(world.get('crm', ids.crm).fields).toMatchObject({ Title: 'Clerk', Phone: '555 0100' });
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.sync();
	expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
});

test.each([
	[{ givenName: 'Cher', company: 'Acme' }, 'Cher'],
	[{ company: 'Acme' }, 'Acme'],
	[{}, 'cher'],
])('%p brings the last name %s, which never flows back', (fields, name) => {
	const world = new World();
	const google = world.add('google', { ...fields, workEmail: 'cher@example.org' });
	world.sync();
	expect(world.find('crm', 'Last_Name', name)).toHaveLength(1);
	expectQuiet(world);
	expect(world.get('google', google).fields.familyName).toBeUndefined();
	world.memory = BLANK_MEMORY;
	expectQuiet(world);
});

test('a last name that someone gives in the CRM goes to Google', () => {
	const world = new World();
	const google = world.add('google', { givenName: 'Cher', workEmail: 'cher@example.org' });
	world.sync();
	const [{ id }] = world.find('crm', 'Last_Name', 'Cher');
	world.edit('crm', id, { First_Name: 'Cher', Last_Name: 'Sarkisian' });
	world.sync();
	expect(world.get('google', google).fields).toMatchObject({ givenName: 'Cher', familyName: 'Sarkisian' });
	expectQuiet(world);
});

test('a new sync maps what both sides have by default', () => {
	expect(Object.fromEntries(DEFAULT_ROWS)).toEqual({
		...{ givenName: 'First_Name', familyName: 'Last_Name', workEmail: 'Email', homeEmail: 'Secondary_Email' },
		...{ workPhone: 'Phone', mobilePhone: 'Mobile', homePhone: 'Home_Phone', workFax: 'Fax' },
		...{ jobTitle: 'Title', department: 'Department', company: 'Account_Name', birthday: 'Date_of_Birth' },
		...{ workStreet: 'Mailing_Street', workCity: 'Mailing_City', workRegion: 'Mailing_State', workPostalCode: 'Mailing_Zip', workCountry: 'Mailing_Country' },
		notes: 'Description',
	});
});

function field(more: Partial<FieldCapability> = {}): FieldCapability {
	return { name: 'F', label: 'The field', kind: 'text', writable: true, mandatory: false, ...more };
}

test.each<[Partial<FieldCapability>, fits: string[], unfit: string[], why: string]>([
	[{ writable: false }, [], ['', 'text'], 'cannot be changed'],
	[{ mandatory: true }, ['text'], [''], 'cannot be empty'],
	[{ kind: 'date', mandatory: true }, ['2000-01-31'], [''], 'cannot be empty'],
	[{ maxLength: 3 }, ['', 'abc'], ['abcd', 'a\u{1f600}b'], 'holds at most 3 characters'],
	[{ kind: 'date', yearOptional: true }, ['', '2000-01-31', '--01-31'], ['31.1.2000', 'x2000-01-31', '2000-01-311', 'x--01-31', '--01-311', '-01-31', '2024-13-45', '2001-02-29', '--02-30', '2000-1-31'], 'needs a date such as 1990-05-17'],
	[{ kind: 'date', yearOptional: false }, ['2000-01-31'], ['--01-31'], 'needs a year'],
	[{ kind: 'email' }, ['', 'ann@example.org', ' ann@mail.example.org '], ['ann', 'ann@example', '@example.org', 'an n@example.org', 'ann@exa mple.org', 'ann@example.o rg', 'ann@@example.org', 'ann@example.org@x', 'ann\u200b@example.org', 'Ann <ann@example.org>', 'no address'], 'needs an e-mail address'],
	[{ kind: 'number' }, ['', '12', '-1.5'], ['twelve', 'Infinity', '0x1F', '1e5', '1,5', ' ', '1.', '.5', '1 000'], 'needs a number in digits, such as 1234.5'],
	[{ kind: 'number', format: 'integer' }, ['12', '-3', '9007199254740993', '2.0'], ['1.5'], 'needs a whole number'],
	[{ kind: 'dateTime' }, ['1990-05-17T09:00:00Z', '1990-05-17T09:00:00+02:00'], ['1990-05-17', '1990-05-17T09:00:00', '2024-13-45T09:00:00Z', 'soon'], 'needs a date and time with its zone, such as 1990-05-17T09:00:00Z'],
	[{ kind: 'phone', format: 'crmPhone' }, ['+1 (212) 555-0100', '(212) 555.0100 x7', '1-800-FLOWERS', '555 0100;7'], ['030/123456', '555 0100 \u2013 7', '-555', '555+1'], 'takes letters, digits, blanks and +.-(),;# only'],
	[{ kind: 'url', format: 'crmWebsite' }, ['https://example.org', 'HTTP://example.org/a', 'ftp://example.org', 'www.example.org'], ['example.org', 'https://', 'mailto:a@example.org'], 'needs an address that begins with https://, http://, ftp:// or www.'],
	[{ kind: 'boolean' }, ['', 'true', 'FALSE'], ['yes', 'untrue', 'falsehood'], 'needs true or false'],
	[{ kind: 'picklist', options: ['Gold', 'Silver'] }, ['', 'Gold'], ['gold', 'Gold;Silver'], 'has no option of this name; it has "Gold", "Silver"'],
	[{ kind: 'multiPicklist', options: ['Gold', 'Silver'] }, ['', 'Gold', 'Silver; Gold'], ['Gold;Bronze', 'Bronze'], 'has no option "Bronze"; it has "Gold", "Silver"'],
])('S34, S39: %p holds %p, and says of %p that it %s', (more, fits, unfit, why) => {
	for (const value of fits) expect(whyNotRepresentable(field(more), value)).toBeUndefined();
	for (const value of unfit) expect(whyNotRepresentable(field(more), value)).toBe(`The field ${why}`);
});

test.each<FieldCapability['kind']>(['text', 'note', 'phone', 'country', 'url', 'lookup', 'picklist', 'multiPicklist'])('a %s that names no options or length takes any text', (kind) => {
	expect(whyNotRepresentable(field({ kind }), 'any text; at all'.repeat(100))).toBeUndefined();
});

test('a row is usable where both sides have its field; of the default map it is left out, else it is an error', () => {
	const row = (google: string, crm: string) => ({ google, crm, direction: 'both' as const });
	const capabilities = { google: [field({ name: 'jobTitle' }), field({ name: 'notes' })], crm: [field({ name: 'Title' })] };
	expect(resolveRows([row('jobTitle', 'Title'), row('notes', 'Description'), row('notes', 'Own'), row('nickname', 'Title'), row('birthday', 'Date_of_Birth'), row('jobTitle', 'Description')], capabilities)).toEqual({
		rows: [{ ...row('jobTitle', 'Title'), capability: { google: capabilities.google[0], crm: capabilities.crm[0] } }],
		dropped: [row('notes', 'Description')],
		unknown: [{ side: 'crm', field: 'Own' }, { side: 'google', field: 'nickname' }, { side: 'google', field: 'birthday' }, { side: 'crm', field: 'Description' }],
	});
});

function mapped(google: FieldKind, crm: FieldKind, more: Partial<FieldRow> = {}): MappedRow {
	return { google: 'a', crm: 'b', direction: 'both', ...more, capability: { google: field({ kind: google }), crm: field({ kind: crm }) } };
}

test.each<[google: FieldKind, crm: FieldKind, as: FieldKind]>([
	['phone', 'text', 'phone'],
	['text', 'date', 'date'],
	['date', 'phone', 'phone'],
	['country', 'picklist', 'country'],
	['text', 'picklist', 'picklist'],
	['country', 'lookup', 'lookup'],
	['labels', 'multiPicklist', 'labels'],
])('a %s in Google and a %s in the CRM are compared as %s', (google, crm, as) => {
	expect(comparedAs(mapped(google, crm))).toBe(as);
});

test('F26: values that change on the way are compared as the CRM holds them', () => {
	expect(comparedAs(mapped('date', 'text', { transform: 'dayMonth' }))).toBe('text');
});

test('rows of a map are told apart by their two fields and how values change between them', () => {
	const rows: FieldRow[] = [
		{ google: 'ab', crm: 'c', direction: 'both' },
		{ google: 'a', crm: 'bc', direction: 'both' },
		{ google: 'a', crm: 'bc', direction: 'both', transform: 'list' },
	];
	expect(new Set(rows.map(rowKey)).size).toBe(3);
	expect(rowKey({ ...rows[0], direction: 'toCrm' })).toBe(rowKey(rows[0]));
	expect(rowKey(rows[0]).split('\n')).toEqual(['ab', 'c']);
	expect(plainRows([mapped('text', 'text')])).toEqual([{ google: 'a', crm: 'b', direction: 'both' }]);
});

test('of Google also what stands in for a missing name is read, of the CRM the mapped fields alone', () => {
	const settings = { ...new World().settings, rows: [{ google: 'jobTitle', crm: 'Title', direction: 'both' as const }] };
	expect(fieldsToRead(settings, 'google').sort()).toEqual(['company', 'givenName', 'jobTitle', 'workEmail']);
	expect(fieldsToRead(settings, 'crm').sort()).toEqual(['Email', 'Title']);
	const named = (...names: string[]) => ({ ...settings, rows: names.map((google) => ({ google, crm: `CRM ${google}`, direction: 'both' as const })) });
	expect(fieldsToRead(named('givenName'), 'google').sort()).toEqual(['company', 'givenName', 'middleName', 'namePrefix', 'workEmail']);
	expect(fieldsToRead(named('givenName'), 'crm').sort()).toEqual(['CRM givenName', 'Email']);
	expect(fieldsToRead(named('fullName'), 'google').sort()).toEqual(['company', 'fullName', 'givenName', 'namePrefix', 'nameSuffix', 'workEmail']);
});

test.each<[Partial<FieldRow>, boolean]>([[{}, true], [{ google: 'homeEmail' }, false], [{ crm: 'Secondary_Email' }, false], [{ transform: 'list' }, false]])(
	'people are matched by the row of the two e-mail fields: with %p %s',
	(more, is) => {
		expect(isMatchRow({ google: 'workEmail', crm: 'Email', direction: 'both', ...more }, new World().settings)).toBe(is);
	},
);

test("the CRM's mandatory name alone has substitutes, and only on the way to the CRM", () => {
	const { settings } = new World();
	const name: FieldRow = { google: 'familyName', crm: 'Last_Name', direction: 'both' };
	expect(outgoingValue(name, 'crm', { company: 'Acme', workEmail: 'cher@example.org' }, settings)).toBe('Acme');
	expect(outgoingValue(name, 'crm', {}, settings)).toBe('');
	expect(outgoingValue(name, 'google', { company: 'Acme', givenName: 'Cher' }, settings)).toBe('');
	expect(outgoingValue({ ...name, crm: 'Title' }, 'crm', { company: 'Acme' }, settings)).toBe('');
});

test.each<[Partial<FieldCapability>, string, string | undefined]>([
	[{ kind: 'email' }, 'Ann Lee <ann@example.org>', 'ann@example.org'],
	[{ kind: 'email' }, 'ann@example.org\u200b', 'ann@example.org'],
	[{ kind: 'email' }, 'no address', undefined],
	[{ kind: 'picklist', options: ['Gold', 'Silver'] }, 'Gold\u00ad', 'Gold'],
	[{ kind: 'picklist', options: ['Gold', 'Silver'] }, 'gold', undefined],
	[{ kind: 'multiPicklist', options: ['Gold', 'Silver'] }, 'Silver\u200b;Gold', 'Silver;Gold'],
	[{ kind: 'phone', format: 'crmPhone' }, '\u202a+49 30 1234567\u202c', '+49 30 1234567'],
	[{ kind: 'phone', format: 'crmPhone' }, '030/1234567', undefined],
	[{ kind: 'text' }, 'a\u200bb', 'a\u200bb'],
])('S90: for %j the value %j is spelled as %j where its own spelling does not fit', (more, value, spelling) => {
	expect(fitted(field(more), value)).toBe(spelling);
});

test('of two paired fields both hold addresses where one does, and the two that people are matched by always', () => {
	const capability = (name: string, kind: 'email' | 'text') => ({ name, label: name, kind, writable: true, mandatory: false });
	const { sides } = emptyState();
	const state = {
		sides: {
			google: { ...sides.google, capabilities: [capability('homeEmail', 'email'), capability('notes', 'text')] },
			crm: { ...sides.crm, capabilities: [capability('Other_Email', 'email'), capability('Title', 'text')] },
		},
	};
	const rows = [['homeEmail', 'Secondary'], ['notes', 'Other_Email'], ['jobTitle', 'Title']].map(([google, crm]) => ({ google, crm, direction: 'both' as const }));
	expect(emailFields(state, { rows, match: { google: 'workEmail', crm: 'Email' } })).toEqual({ google: ['workEmail', 'homeEmail', 'notes'], crm: ['Email', 'Other_Email', 'Secondary'] });
});

describe('what a row carries', () => {
	const carried = (row: MappedRow, to: 'google' | 'crm', google: Record<string, string>, crm: Record<string, string>, rows: FieldRow[] = [row]) =>
		carriedValue(row, to, { google, crm }, { ...new World().settings, rows });
	const names = (google: string, crm: string): MappedRow => ({ ...mapped('text', 'text'), google, crm });
	const GIVEN = names('givenName', 'First_Name');

	test("goes to the CRM with Google's middle name where the CRM shows it so, and comes back without it", () => {
		const google = { givenName: 'Ann', middleName: 'Marie' };
		expect(carried(GIVEN, 'crm', google, { First_Name: 'Anna Marie' })).toEqual({ value: 'Ann Marie' });
		expect(carried(GIVEN, 'crm', google, {})).toEqual({ value: 'Ann' });
		expect(carried(GIVEN, 'google', google, { First_Name: 'Anna Marie' })).toEqual({ value: 'Anna' });
		const FAMILY = names('familyName', 'Last_Name');
		const cruz = [{ familyName: 'Cruz', middleName: 'de la' }, { Last_Name: 'de la Cruzz' }] as const;
		expect(carried(FAMILY, 'crm', ...cruz, [GIVEN, FAMILY])).toEqual({ value: 'de la Cruz' });
		expect(carried(FAMILY, 'google', ...cruz, [GIVEN, FAMILY])).toEqual({ value: 'Cruzz' });
	});

	test.each<[string, MappedRow, Record<string, string>, FieldRow[]]>([
		['where a row knows of middle names', GIVEN, { givenName: 'Ann', middleName: 'Marie' }, [GIVEN, names('middleName', 'Middle_Name')]],
		['where Google has no middle name', GIVEN, { givenName: 'Ann' }, [GIVEN]],
		['where it is no name', names('jobTitle', 'Title'), { jobTitle: 'Ann', middleName: 'Marie' }, [GIVEN]],
	])('is as it stands %s', (_case, row, google, rows) => {
		for (const shown of ['Anna Marie', 'Marie Anna']) {
			expect(carried(row, 'crm', google, { [row.crm]: shown }, rows)).toEqual({ value: 'Ann' });
			expect(carried(row, 'google', google, { [row.crm]: shown }, rows)).toEqual({ value: shown });
		}
	});

	test("of Google's labels goes to the CRM as its options are called, all else as it is", () => {
		const row = (kind: FieldKind, options?: string[]): MappedRow => {
			const { capability, ...own } = mapped(kind, 'multiPicklist');
			return { ...own, capability: { ...capability, crm: { ...capability.crm, ...(options && { options }) } } };
		};
		const options = ['VIP', 'News letter'];
		const to = (side: 'google' | 'crm', one: MappedRow, value: string) => carried(one, side, { a: value }, { b: value });
		expect(to('crm', row('labels', options), 'news letter; vip;Other')).toEqual({ value: 'News letter;VIP;Other' });
		expect(to('crm', row('labels', options), '')).toEqual({ value: '' });
		expect(to('crm', row('labels'), 'news letter; vip')).toEqual({ value: 'news letter; vip' });
		expect(to('google', row('labels', options), 'vip; news letter')).toEqual({ value: 'vip; news letter' });
		expect(to('crm', row('text', options), 'vip; news letter')).toEqual({ value: 'vip; news letter' });
	});
});

test.each<[string[], string[], string[]]>([
	[[], [], []],
	[['Ann@Example.org'], [], ['ann@example.org']],
	[['ann@example.org', 'mailto:ANN@example.org'], ['ann@example.org', 'a@example.org'], ['ann@example.org', 'a@example.org']],
	[[' '], [], []],
	[['ann@example.org', ' '], ['<>'], ['ann@example.org']],
])('of a record with %j in its fields and %j elsewhere the addresses are %j, each once', (shown, otherEmails, addresses) => {
	const fields = Object.fromEntries(shown.map((value, index) => [`email${index}`, value]));
	expect(addressesOf({ ...tree('1', 'in', fields), otherEmails }, [...Object.keys(fields), 'notShown'])).toEqual(addresses);
});
