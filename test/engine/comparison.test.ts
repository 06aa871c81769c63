import fc from 'fast-check';
import isoCodes from 'country-to-iso/data/iso-alpha-2.json';

import { comparisonForm, equivalent, isUnchanged } from '../../nodes/ContactReconcile/engine/values/normalise';
import { phoneForm, samePhone } from '../../nodes/ContactReconcile/engine/values/phone';
import { decodeState } from '../../nodes/ContactReconcile/store/stateCodec';
import type { FieldKind } from '../../nodes/shared/protocol';
import { HISTORIES } from './histories';
import { World } from './world';

const country = fc.constantFrom('', 'US', 'DE', 'IT', 'AR', 'JP');

/** The same few numbers in many notations, and things that are none. */
const number = fc
	.record({
		prefix: fc.constantFrom('', '+', '00', '0', '1', '+1 ', '+49 ', '0049', '+49 (0)', '+39 0', '+54 9 ', '(', '+'),
		area: fc.constantFrom('30', '030', '11 15', '555', ''),
		rest: fc.constantFrom('1234567', '123-4567', '2345 6789', '010 0100', '0', '000', '(0) 5', 'FLOWERS', '\u00a0123 4567'),
		suffix: fc.constantFrom('', ' ext. 7', 'x7', '#7', ' x', ' x7x8', ';ext=12'),
	})
	.map(({ prefix, area, rest, suffix }) => prefix + area + rest + suffix);
const phone = fc.oneof(number, fc.stringMatching(/^\+?[\d ()./x#-]{0,18}$/));

const names = fc.constantFrom('Germany', 'Deutschland', 'germany ', 'DE', 'de', 'UK', 'United Kingdom', 'GB', 'USA', 'Kongo', 'Congo', 'Utopia', '', 'SU');
const date = fc.constantFrom('1990-05-07', '1990-5-7', '1990-05-07T23:30:00+02:00', '1990-05-07 00:00', '--05-07', '--5-7', '7.5.1990', '1990-05');

describe.each<[FieldKind, fc.Arbitrary<string>]>([
	['phone', phone],
	['country', names],
	['date', date],
])('F25: the comparison of a %s', (kind, values) => {
	test('has forms that are their own form', () => {
		fc.assert(
			fc.property(values, country, (value, home) => {
				const form = comparisonForm(kind, value, home);
				expect(comparisonForm(kind, form, home)).toBe(form);
			}),
			{ numRuns: 10 * HISTORIES },
		);
	});

	test('holds two values for the same exactly where their forms are', () => {
		fc.assert(
			fc.property(values, values, country, (a, b, home) => {
				expect(equivalent(kind, a, b, home)).toBe(comparisonForm(kind, a, home) === comparisonForm(kind, b, home));
			}),
			{ numRuns: 10 * HISTORIES },
		);
	});
});

describe('phone numbers', () => {
	test.each([
		['+49 (0)30 1234567', '+49 30 1234567', ''],
		['0049 30 1234567', '+49301234567', ''],
		['030 / 123 45 67', '+49 30 1234567', 'DE'],
		['(212) 555-0100', '+1 212 555 0100', 'US'],
		['1 212 555 0100', '212.555.0100', 'US'],
		['011 15-2345-6789', '+54 9 11 2345 6789', 'AR'],
		['555 0100 ext. 7', '5550100x7', ''],
	['tel:+49-30-1234567', '+49 30 1234567', ''],
	['TEL:+49-30-1234567;ext=5', '+49 30 1234567 extension 5', ''],
	['tel:030-1234567;phone-context=+49', '+49301234567', ''],
	['\u202a+49 30 1234567\u202c', '+49301234567', ''],
	['\uff0b\uff14\uff19\uff13\uff10 1234567', '+49301234567', ''],
	['\u0660\u0663\u0660 \u0661\u0662\u0663\u0664\u0665\u0666\u0667', '030 1234567', ''],
	['(0049) 30 1234567', '+49 (0)30 1234567', ''],
	['(+49) 30 1234567', '+49 (0)30 1234567', ''],
	['011 49 30 1234567', '+49 30 1234567', 'US'],
	['0011 49 30 1234567', '+49 30 1234567', 'AU'],
	['06 1234567', '+39 (06) 1234567', 'IT'],
	['0 15 11 98765-4321', '+55 11 98765 4321', 'BR'],
	['+54 11 15 2345-6789', '+54 9 11 2345 6789', ''],
	['555 0100 ext 5', '555-0100 x5', ''],
	['555 0100 extension 5', '555 0100;ext=5', ''],
	])('%s and %s are the same in "%s"', (a, b, home) => {
		expect(equivalent('phone', a, b, home)).toBe(true);
	});

	test.each([
		['030 1234567', '+49 30 1234567', ''],
		['030 1234567', '+49 30 1234567', 'US'],
		['555 0100', '555 0100 ext. 7', ''],
		['1-800-FLOWERS', '1-800-DENTIST', 'US'],
		['06 1234567', '+39 6 1234567', 'IT'],
		['', '0', 'DE'],
	['555 0100 x7 evenings', '555 0100 x7', ''],
	['+39 06 1234567', '+39 6 1234567', ''],
	])('%s and %s are not the same in "%s"', (a, b, home) => {
		expect(equivalent('phone', a, b, home)).toBe(false);
	});

	test.each([
		['(212) 555-0100', 'US', '+12125550100'],
		['(212) 555-0100', '', '2125550100'],
		['(212) 555-0100', 'XX', '2125550100'],
		['0049 30 1234567', '', '+49301234567'],
		['12', 'US', '12'],
		['555 0100 x7', '', '5550100x7'],
		['555 0100 ext 7', '', '5550100x7'],
		['555 0100  EXT.  712', '', '5550100x712'],
		['555 0100#7', '', '5550100x7'],
		['555 0100;ext=7', '', '5550100x7'],
		['555 0100 x7\n', '', '555 0100 x7\n'],
		['a\n555 x7', '', 'a\n555 x7'],
		['555 0100 x7 evenings', '', '555 0100 x7 evenings'],
		['mornings 555 0100', '', 'mornings 555 0100'],
		['call 2125550100', 'US', 'call 2125550100'],
		['555 0100 mornings', '', '555 0100 mornings'],
		['555+0100', '', '555+0100'],
		['ext. 7', '', 'ext. 7'],
		['555 tel:0100', '', '555 tel:0100'],
		['mobile +49 30 1234567', '', 'mobile +49 30 1234567'],
		// As long as a number of the United Nations, whose calling code nobody gave it.
		['123 4567 8901', '', '12345678901'],
		['+888 12345678901', '', '+88812345678901'],
		['++49 30 1234567', '', '++49 30 1234567'],
		['(0+49) 30 1234567', '', '(0+49) 30 1234567'],
		[`tel:+49${' '.repeat(234)}301234567`, '', '+49301234567'],
		[`tel:+49${' '.repeat(235)}301234567`, '', `tel:+49${' '.repeat(235)}301234567`],
	])('%j is compared in "%s" as %j', (text, home, form) => {
		expect(phoneForm(text, home)).toBe(form);
	});

	test.each([
		['555 0100', '555-0100', true],
		['by the door', 'by the door', true],
		['by the door', 'by the wall', false],
		['by the door', '555 0100', false],
		['555 0100 x7', '555 0100 x8', false],
		['+1 212 555 0100', '+1 212 555 0199', false],
		['+1 212 555 0100', '+1 213 555 0100', false],
		['555 0100 x7', '555 01007', false],
		['()', '-', false],
		['5550100', `555${' '.repeat(250)}0100`, false],
	])('%j beside %j: the same is %j, without a country', (a, b, same) => {
		expect([samePhone(a, b, ''), samePhone(b, a, '')]).toEqual([same, same]);
	});
});

test.each([
	['Deutschland', 'Germany', true],
	['Allemagne', 'de', true],
	['UK', 'United Kingdom', true],
	['USA', 'United States', true],
	['Türkei', 'Turkey', true],
	['Côte d\'Ivoire', 'Côte d’Ivoire', true],
	['Niger', 'Nigeria', false],
	['Austria', 'Australia', false],
	['Utopia', 'utopia', false],
	// In Polish either of two countries.
	['Kongo', 'CG', false],
	['Korea, Republic of', 'South Korea', true],
	['Viet Nam', 'Vietnam', true],
	['DEU', 'Germany', true],
	['Bosnia and Herzegovina', 'Bosna i Hercegovina', true],
	['\u0e40\u0e22\u0e2d\u0e23\u0e21\u0e19\u0e35', 'Germany', true],
	['Njema\u010dka', 'Germany', true],
	['\u0110\u1ee9c', 'Germany', true],
	['Germany\u200b', 'DE', true],
	['Czech Republic', 'Czechia', true],
	['U.K.', 'GB', true],
	['Scotland', 'UK', true],
	['Great Britain', 'northern  ireland', true],
	['England', 'ENGLAND', true],
	['England', 'Scotland', false],
	['Wales', 'Northern Ireland', false],
	['Wales', 'Ireland', false],
	['Virgin Islands', 'VG', false],
	['Virgin Islands', 'VI', false],
	['x'.repeat(200), 'x'.repeat(201), false],
	['Kongo', 'CD', false],
	['Wales', 'UK', true],
	['England', 'GB', true],
	// In some languages short for a country; what stands in a field for countries is a code.
	['VS', 'US', false],
	['VK', 'GB', false],
	['SU', 'US', false],
	['英国', 'GB', true],
	['日本', 'Japan', true],
	['Crna Gora', 'Montenegro', true],
	['GBR', 'Great Britain', true],
])('the countries %s and %s are the same: %s', (a, b, same) => {
	expect(equivalent('country', a, b)).toBe(same);
});

test.each<[FieldKind, a: string, b: string, same: boolean]>([
	['dateTime', '2026-05-07T10:00:00+02:00', '2026-05-07T08:00:00Z', true],
	['dateTime', '2026-05-07T10:00:00+02:00', '2026-05-07T10:00:00Z', false],
	['dateTime', 'about ten', 'about  ten', true],
	['multiPicklist', 'Red;Blue', 'Blue; Red', true],
	['multiPicklist', 'Red;Blue', 'red;blue', false],
	['multiPicklist', 'Blue;Red', 'BlueRed', false],
	['labels', 'Red;Blue', 'blue ; red', true],
	['labels', 'Red;;Blue;red', 'Red;Blue', true],
	['labels', 'Blue;Red', 'BlueRed', false],
	['lookup', 'ACME', 'Acme', true],
	['picklist', 'ACME', 'Acme', false],
	['boolean', 'TRUE', 'true', true],
	['text', 'GB', 'GB-ENG', false],
])('of the kind %s %j and %j are the same: %p', (kind, a, b, same) => {
	expect([equivalent(kind, a, b), isUnchanged(kind, a, b)]).toEqual([same, same]);
});

test.each<[FieldKind, now: string, before: string, unchanged: boolean]>([
	['country', 'UK', 'Scotland', false],
	['country', 'England', 'UK', false],
	['country', 'Great Britain', 'UK', true],
	['phone', '030 1234567', '+49 30 1234567', true],
	['phone', '030 1234567', '+49 30 1234568', false],
])('a %s that is %j by now, and was %j, is unchanged: %p', (kind, now, before, unchanged) => {
	expect(isUnchanged(kind, now, before, 'DE')).toBe(unchanged);
});

test('dates are compared by their day as written', () => {
	expect(equivalent('date', '1990-05-07T23:30:00+02:00', '1990-05-07')).toBe(true);
	expect(equivalent('date', '1990-5-7', '1990-05-07')).toBe(true);
	expect(equivalent('date', '--05-07', '1990-05-07')).toBe(false);
	expect(equivalent('date', '1990-05-07', '1990-07-05')).toBe(false);
});

describe('S36: what is the same in two notations', () => {
	const both = { familyName: 'King', workEmail: 'ada@example.org' };

	test('is agreed at first sight, and stays as everybody typed it', () => {
		const world = new World({ phoneCountry: 'DE' });
		const google = world.add('google', { ...both, workPhone: '030 1234567', workCountry: 'Deutschland' });
		const crm = world.add('crm', { Last_Name: 'King', Email: 'ada@example.org', Phone: '+49 30 1234567', Mailing_Country: 'Germany' });
		expect(world.sync().writes).toEqual([]);
		expect(world.get('google', google).fields).toMatchObject({ workPhone: '030 1234567', workCountry: 'Deutschland' });
		expect(world.get('crm', crm).fields).toMatchObject({ Phone: '+49 30 1234567', Mailing_Country: 'Germany' });
		expect(world.sync().summary.classes.inSync).toBe(1);
	});

	test('is compared by what Google knows of a field that is plain text in the CRM', () => {
		const world = new World();
		world.books.crm.capabilities = { Phone: { kind: 'text' }, Mailing_Country: { kind: 'picklist' } };
		world.add('google', { ...both, workPhone: '(030) 123', workCountry: 'Germany' });
		world.add('crm', { Last_Name: 'King', Email: 'ada@example.org', Phone: '030 123', Mailing_Country: 'DE' });
		expect(world.sync().writes).toEqual([]);
	});
});

test('another default country derives the agreements on phones anew, and deletes nothing', () => {
	const world = new World({ phoneCountry: 'DE', deletes: true });
	const kept = world.addBoth({ familyName: 'Gone', workEmail: 'gone@example.org' });
	const google = world.add('google', { familyName: 'King', workEmail: 'ada@example.org', workPhone: '030 1234567' });
	world.add('crm', { Last_Name: 'King', Email: 'ada@example.org', Phone: '+49 30 1234567' });
	world.sync();
	world.remove('google', kept.google);
	world.set({ phoneCountry: 'AT' });
	const { writes, journal } = world.sync();
	expect(writes.map(({ op }) => op)).toEqual(['update']);
	expect(world.get('google', google).fields.workPhone).toBe('+49 30 1234567');
	expect(journal).toMatchObject([{ field: 'workPhone', before: '030 1234567', reason: 'conflict' }]);
	expect(world.get('crm', kept.crm).fields.Last_Name).toBe('Gone');
});

test('S28: another default country leaves the agreements on other fields as they are (S34)', () => {
	const world = new World();
	world.books.crm.canonicalise = (fields) => (fields.Title ? { ...fields, Title: fields.Title.slice(0, 5) } : fields);
	const { google } = world.addBoth({ familyName: 'King', workEmail: 'ada@example.org' });
	world.sync();
	world.edit('google', google, { jobTitle: 'Chairwoman' });
	world.sync();
	world.set({ phoneCountry: 'US' });
	expect(world.sync().writes).toEqual([]);
	expect(decodeState(world.memory).mark?.phoneCountry).toBe('US');
	expect(world.get('google', google).fields.jobTitle).toBe('Chairwoman');
});

test('S90: nearly every name that any language has of a country is known, and every name of ISO', () => {
	const english = new Intl.DisplayNames('en', { type: 'region' });
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	const codes = isoCodes.filter((code) => english.of(code) !== code);
	const pairs = letters.flatMap((first) => letters.map((second) => (first + second).toLowerCase()));
	const languages = Intl.DisplayNames.supportedLocalesOf([...pairs, ...pairs.flatMap((pair) => letters.map((third) => pair + third.toLowerCase()))]);
	const names = languages.flatMap((language) => {
		const inLanguage = new Intl.DisplayNames(language, { type: 'region' });
		return codes.map((code) => [code, inLanguage.of(code) ?? code]);
	});
	const known = names.filter(([code, name]) => comparisonForm('country', name) === code);
	expect(known.length / names.length).toBeGreaterThan(0.99);
	expect(codes.map((code) => comparisonForm('country', code))).toEqual(codes);
});
