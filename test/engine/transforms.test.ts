import fc from 'fast-check';

import { mapProblems } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import { comparisonForm } from '../../nodes/ContactReconcile/engine/values/normalise';
import type { TransformName } from '../../nodes/ContactReconcile/engine/values/transforms';
import { transformToCrm, transformToGoogle, TRANSFORMS } from '../../nodes/ContactReconcile/engine/values/transforms';
import type { FieldRow } from '../../nodes/ContactReconcile/engine/model/types';
import type { FieldCapability, FieldKind } from '../../nodes/shared/protocol';
import { HISTORIES } from './histories';
import { World } from './world';

const NAMES = Object.keys(TRANSFORMS) as TransformName[];

const KINDS: Record<TransformName, FieldKind> = {
	...{ day: 'number', month: 'number', year: 'number', dayMonth: 'text' },
	...{ ignoreCase: 'picklist', list: 'multiPicklist', yesNo: 'boolean' },
};

function field(name: TransformName): FieldCapability {
	return { name: 'F', label: 'F', kind: KINDS[name], writable: true, mandatory: false, ...(name === 'ignoreCase' && { options: ['Gold', 'Silver', 'gold plus'] }) };
}

const date = fc
	.tuple(fc.constantFrom('1990', '2000', '2001', '-'), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
	.map(([year, month, day]) => `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
const google = fc.oneof(date, fc.constantFrom('', 'Yes', 'no', 'TRUE', 'gold', ' Gold', 'SILVER', 'a, b', 'a,,b ', 'other', '--02-29'), fc.string({ maxLength: 8 }));
const crm: Record<TransformName, fc.Arbitrary<string>> = {
	day: fc.oneof(fc.integer({ min: 1, max: 31 }).map(String), fc.constant('')),
	month: fc.oneof(fc.integer({ min: 1, max: 12 }).map(String), fc.constant('')),
	year: fc.constantFrom('1990', '2004', ''),
	dayMonth: fc.oneof(date.map((value) => value.slice(-5)), fc.constant('')),
	ignoreCase: fc.constantFrom('Gold', 'Silver', 'gold plus', ''),
	list: fc.constantFrom('a', 'a;b', 'b;a;c', '', 'a,b;c'),
	yesNo: fc.constantFrom('true', 'false'),
};

test('users choose how values change by what there is on the two sides', () => {
	expect(Object.entries(TRANSFORMS).map(([name, { label, description }]) => [name, label, description])).toEqual([
		['day', 'Day of a Date', 'A date in Google, its day of the month in the CRM'],
		['dayMonth', 'Date Without Year', 'A date in Google, the text MM-DD in the CRM'],
		['ignoreCase', 'Option in Any Case', 'Text in Google, the option of a CRM picklist with the same letters, large or small'],
		['list', 'List With Commas', 'Text with commas in Google, several options in the CRM'],
		['month', 'Month of a Date', 'A date in Google, the number of its month in the CRM'],
		['year', 'Year of a Date', 'A date in Google, its year in the CRM'],
		['yesNo', 'Yes or No', 'The text Yes or No in Google, a check box in the CRM; nothing is No'],
	]);
});

test.each<[TransformName, google: string, crm: string]>([
	['day', ' 2000-05-17 ', '17'],
	['day', '  ', ''],
	['month', '--05-17', '5'],
	['year', '2000-05-17', '2000'],
	['year', '--05-17', ''],
	['dayMonth', '2000-05-17', '05-17'],
	['ignoreCase', ' GOLD ', 'Gold'],
	['ignoreCase', ' ', ''],
	['list', ' a ,, b', 'a;b'],
	['yesNo', ' Yes ', 'true'],
	['yesNo', 'TRUE', 'true'],
	['yesNo', '1', 'true'],
	['yesNo', 'no', 'false'],
	['yesNo', ' ', 'false'],
])('%s: "%s" in Google is "%s" in the CRM', (name, shown, value) => {
	expect(transformToCrm(name, shown, field(name))).toEqual({ value });
});

test.each<[TransformName, google: string, problem: string]>([
	['day', '17.5.2000', '"17.5.2000" is no date'],
	['month', 'on 2000-05-17', '"on 2000-05-17" is no date'],
	['year', '2000-05-171', '"2000-05-171" is no date'],
	['ignoreCase', 'Bronze', 'F has no option "Bronze"'],
	['yesNo', 'yesterday', '"yesterday" is neither Yes nor No'],
	['yesNo', 'oh yes', '"oh yes" is neither Yes nor No'],
	['yesNo', 'nobody', '"nobody" is neither Yes nor No'],
	['yesNo', 'a no', '"a no" is neither Yes nor No'],
])('%s: "%s" in Google has nothing in the CRM that it could be: %s', (name, shown, problem) => {
	expect(transformToCrm(name, shown, field(name))).toEqual({ problem });
});

test.each<[TransformName, crm: string, google: string, then: string]>([
	['day', ' 3 ', '2000-05-17', '2000-05-03'],
	['month', '12', '--05-17', '--12-17'],
	['year', '1990', '--05-17', '1990-05-17'],
	['year', '', '2000-05-17', '--05-17'],
	['dayMonth', ' 06-18 ', '2000-05-17', '2000-06-18'],
	['dayMonth', '--06-18', '', '--06-18'],
	['dayMonth', '02-29', '', '--02-29'],
	['dayMonth', ' ', '2000-05-17', ''],
	['list', 'a; b;;c', '', 'a, b, c'],
	['yesNo', 'True', '', 'Yes'],
	['yesNo', 'false', 'Yes', 'No'],
])('%s: "%s" in the CRM makes "%s" in Google "%s"', (name, value, shown, then) => {
	expect(transformToGoogle(name, value, shown, field(name))).toEqual({ value: then });
});

test.each<[TransformName, crm: string, google: string, problem: string]>([
	['day', '31', '2000-04-01', 'There is no date 2000-04-31'],
	['day', '17', '', 'Google needs the whole date first'],
	['year', '2001', '2000-02-29', 'There is no date 2001-02-29'],
	['year', 'x', '2000-05-17', 'There is no date x-05-17'],
	['month', '13', '2000-05-17', 'There is no date 2000-13-17'],
	['dayMonth', '6-18', '2000-05-17', '"6-18" is not written as MM-DD'],
	['dayMonth', '06-181', '2000-05-17', '"06-181" is not written as MM-DD'],
	['dayMonth', 'x06-18', '2000-05-17', '"x06-18" is not written as MM-DD'],
	['dayMonth', '02-30', '', 'There is no date --02-30'],
	['list', 'a,b;c', '', 'An option contains a comma'],
])('%s: "%s" in the CRM cannot go to "%s" in Google: %s', (name, value, shown, problem) => {
	expect(transformToGoogle(name, value, shown, field(name))).toEqual({ problem });
});

describe.each(NAMES)('F26: %s', (name) => {
	test('what went to the CRM comes back as what Google shows', () => {
		fc.assert(
			fc.property(google, (value) => {
				const there = transformToCrm(name, value, field(name));
				fc.pre('value' in there);
				expect(transformToGoogle(name, 'value' in there ? there.value : '', value, field(name))).toEqual({ value });
			}),
			{ numRuns: 5 * HISTORIES },
		);
	});

	test('what went to Google comes back as what the CRM shows, or does not go', () => {
		fc.assert(
			fc.property(crm[name], google, (value, shown) => {
				const there = transformToGoogle(name, value, shown, field(name));
				if ('problem' in there) return;
				const back = transformToCrm(name, there.value, field(name));
				const form = (text: string) => comparisonForm(KINDS[name], text);
				expect('value' in back && form(back.value)).toBe(form(value));
			}),
			{ numRuns: 5 * HISTORIES },
		);
	});
});

test.each<[TransformName, string, string]>([
	['day', '1990-05-07', '7'],
	['month', '--05-17', '5'],
	['year', '1990-05-07', '1990'],
	['year', '--05-07', ''],
	['dayMonth', '1990-05-07', '05-07'],
	['ignoreCase', ' SILVER', 'Silver'],
	['list', 'a , b', 'a;b'],
	['yesNo', 'YES', 'true'],
	['yesNo', '', 'false'],
])('%s: Google\'s "%s" is "%s" in the CRM', (name, value, expected) => {
	expect(transformToCrm(name, value, field(name))).toEqual({ value: expected });
});

test.each<[TransformName, string, string, string]>([
	['day', '8', '1990-05-07', '1990-05-08'],
	['month', '12', '--05-17', '--12-17'],
	['year', '2001', '--05-07', '2001-05-07'],
	['year', '', '1990-05-07', '--05-07'],
	['dayMonth', '05-08', '1990-05-07', '1990-05-08'],
	['dayMonth', '05-08', '', '--05-08'],
	['ignoreCase', 'Gold', 'GOLD', 'GOLD'],
	['ignoreCase', 'Silver', 'gold', 'Silver'],
	['list', 'a;b', '', 'a, b'],
	['list', 'a;b', 'a,b', 'a,b'],
	['yesNo', 'false', '', ''],
	['yesNo', 'false', 'Yes', 'No'],
])('%s: the CRM\'s "%s" makes of Google\'s "%s" "%s"', (name, value, shown, expected) => {
	expect(transformToGoogle(name, value, shown, field(name))).toEqual({ value: expected });
});

test.each<[TransformName, string, string]>([
	['day', '31', '1990-02-07'],
	['day', '29', '2001-02-07'],
	['day', 'x', '1990-02-07'],
	['day', '', '1990-02-07'],
	['month', '13', '1990-02-07'],
	['year', '19', '1990-02-07'],
	['day', '7', ''],
	['dayMonth', 'May 7', ''],
	['list', 'a,b;c', ''],
])('F26: %s: "%s" cannot go to a Google field that shows "%s", and is not guessed', (name, value, shown) => {
	expect(transformToGoogle(name, value, shown, field(name))).toEqual({ problem: expect.any(String) });
});

test.each<[TransformName, string]>([
	['day', '7 May'],
	['ignoreCase', 'bronze'],
	['yesNo', 'perhaps'],
])('F26: %s: Google\'s "%s" cannot go to the CRM, and is not guessed', (name, value) => {
	expect(transformToCrm(name, value, field(name))).toEqual({ problem: expect.any(String) });
});

/** The usual rows of a name and an e-mail, and others. */
function mapOf(...rows: FieldRow[]): FieldRow[] {
	const both = (google: string, crm: string): FieldRow => ({ google, crm, direction: 'both' });
	return [both('familyName', 'Last_Name'), both('workEmail', 'Email'), ...rows];
}

const BASE = { familyName: 'King', workEmail: 'ada@example.org' };

describe('in a sync', () => {
	test('a check box in the CRM follows a text in Google, both ways, and nobody gets a No who has nothing', () => {
		const world = new World({ rows: mapOf({ google: 'custom:VIP', crm: 'VIP', direction: 'both', transform: 'yesNo' }) });
		world.books.crm.capabilities = { VIP: { kind: 'boolean' } };
		const google = world.add('google', BASE);
		const crm = world.add('crm', { Last_Name: 'King', Email: BASE.workEmail, VIP: 'false' });
		expect(world.sync().writes).toEqual([]);
		world.edit('google', google, { 'custom:VIP': 'yes' });
		world.sync();
		expect(world.get('crm', crm).fields.VIP).toBe('true');
		world.edit('crm', crm, { VIP: 'false' });
		world.sync();
		expect(world.get('google', google).fields['custom:VIP']).toBe('No');
		expect(world.sync().writes).toEqual([]);
	});

	test('one date goes to several fields of the CRM, and an edit of one of them comes back', () => {
		const parts: FieldRow[] = [
			{ google: 'birthday', crm: 'Day', direction: 'toCrm', transform: 'day' },
			{ google: 'birthday', crm: 'Month', direction: 'toCrm', transform: 'month' },
			{ google: 'birthday', crm: 'Year', direction: 'both', transform: 'year' },
		];
		const world = new World({ rows: mapOf(...parts) });
		expect(mapProblems(world.settings)).toEqual([]);
		world.books.crm.capabilities = { Day: { kind: 'number' }, Month: { kind: 'number' }, Year: { kind: 'number' } };
		const google = world.add('google', { ...BASE, birthday: '1990-05-17' });
		world.sync();
		const [crm] = world.find('crm', 'Email', BASE.workEmail);
		expect(crm.fields).toMatchObject({ Day: '17', Month: '5', Year: '1990' });
		expect(world.sync().writes).toEqual([]);
		world.edit('crm', crm.id, { Year: '1991' });
		world.sync();
		expect(world.get('google', google).fields.birthday).toBe('1991-05-17');
		expect(world.sync().writes).toEqual([]);
		world.edit('google', google, { birthday: '1991-06-18' });
		world.sync();
		expect(world.get('crm', crm.id).fields).toMatchObject({ Day: '18', Month: '6', Year: '1991' });
		expect(world.sync().summary.classes).toMatchObject({ inSync: 1 });
	});

	test('S39: what cannot go across is reported, and both sides stay as they are', () => {
		const world = new World({ rows: mapOf({ google: 'custom:Tier', crm: 'Tier', direction: 'both', transform: 'ignoreCase' }) });
		world.books.crm.capabilities = { Tier: { kind: 'picklist', options: ['Gold', 'Silver'] } };
		const google = world.add('google', { ...BASE, 'custom:Tier': 'GOLD' });
		world.sync();
		const [crm] = world.find('crm', 'Tier', 'Gold');
		world.edit('google', google, { 'custom:Tier': 'bronze' });
		const { details, writes } = world.sync();
		expect(writes).toEqual([]);
		expect(details).toMatchObject([{ class: 'notRepresentable', reason: 'Tier has no option "bronze"' }]);
		expect(world.get('crm', crm.id).fields.Tier).toBe('Gold');
	});

	test('S29: another transform derives the agreement anew', () => {
		const row: FieldRow = { google: 'birthday', crm: 'Birth', direction: 'both', transform: 'dayMonth' };
		const world = new World({ rows: mapOf(row) });
		world.books.crm.capabilities = { Birth: { kind: 'text' } };
		world.add('google', { ...BASE, birthday: '1990-05-17' });
		world.sync();
		const [crm] = world.find('crm', 'Birth', '05-17');
		world.set({ rows: mapOf({ ...row, transform: 'year' }), winner: 'google' });
		world.sync();
		expect(world.get('crm', crm.id).fields.Birth).toBe('1990');
	});
});

describe('a map', () => {
	const all = (...rows: FieldRow[]) => mapProblems({ ...new World().settings, rows: mapOf(...rows) });
	const problems = (...rows: FieldRow[]) => all(...rows).map(({ problem }) => problem);
	const row = (google: string, crm: string, direction: FieldRow['direction'] = 'both'): FieldRow => ({ google, crm, direction });

	test('has one row at most that writes to a field', () => {
		expect(problems(row('jobTitle', 'Title'), row('jobTitle', 'Role', 'toCrm'))).toEqual([]);
		expect(problems(row('jobTitle', 'Title'), row('jobTitle', 'Role'))).toEqual(['Two rows of the field map write to the Google field "jobTitle": those of "Title" and "Role"']);
		expect(problems(row('jobTitle', 'Title'), row('nickname', 'Title', 'toGoogle'))).toEqual([]);
		expect(problems(row('jobTitle', 'Title'), row('nickname', 'Title', 'toCrm'))).toEqual(['Two rows of the field map write to the CRM field "Title": those of "jobTitle" and "nickname"']);
	});

	test('that cannot be used comes with what to do about it', () => {
		const [taken] = all(row('jobTitle', 'Title'), row('jobTitle', 'Role'));
		expect(taken.remedy).toBe('Remove one of the rows, choose another field in it, or let it go the other way only: a field can take the value of one other field only.');
		const [twice] = all(row('jobTitle', 'Title', 'toCrm'), row('jobTitle', 'Title', 'toGoogle'));
		expect(twice.remedy).toBe('Remove one of the rows.');
		expect(mapProblems({ ...new World().settings, rows: [row('jobTitle', 'Title')] })).toEqual([
			{
				problem: 'The field map has no row for the e-mail fields "workEmail" and "Email"',
				remedy: 'Add this row to the field map, or choose other e-mail fields to match by.',
			},
		]);
	});

	test('joins two fields once', () => {
		expect(problems(row('jobTitle', 'Title', 'toCrm'), row('jobTitle', 'Title', 'toGoogle'))).toEqual(['Two rows of the field map join the fields "jobTitle" and "Title"']);
	});

	test('matches people by the e-mail as it is', () => {
		const rows = mapOf().map((one) => (one.crm === 'Email' ? { ...one, transform: 'list' as const } : one));
		expect(mapProblems({ ...new World().settings, rows })[0].problem).toContain('no row for the e-mail fields');
	});
});
