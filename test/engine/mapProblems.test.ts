import { creationProblems, mapProblems } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import type { FieldRow, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { World } from './world';

const row = (direction: FieldRow['direction']) => (google: string, crm: string): FieldRow => ({ google, crm, direction });
const [both, toCrm, toGoogle] = [row('both'), row('toCrm'), row('toGoogle')];
const EMAIL = both('workEmail', 'Email');

const settingsOf = (rows: FieldRow[], more: Partial<SyncSettings> = {}): SyncSettings => ({ ...new World().settings, ...more, rows });

describe('rows that meet in a field', () => {
	const problems = (...rows: FieldRow[]) => mapProblems(settingsOf([EMAIL, ...rows]));

	test('of a whole name and its parts are told apart by what is written, each with what to do', () => {
		expect(problems(both('fullName', 'Last_Name'), both('givenName', 'First_Name'))).toEqual([
			{
				problem: 'The field map writes Google\'s full name and, by itself, its part "givenName"',
				remedy: 'Remove the rows of the single names or the one of the full name, or let one of them go to the CRM only.',
			},
		]);
		expect(problems(toGoogle('fullName', 'Whole_Name'), toCrm('familyName', 'Last_Name'))).toEqual([
			{
				problem: 'The field map writes Google\'s full name, and by that its part "familyName", which another row takes to the CRM field "Last_Name"',
				remedy: 'Let the row of the full name go to the CRM only, or remove the rows of the single names.',
			},
		]);
	});

	test('in a circle are all named, once each, wherever in the map the circle begins', () => {
		const circle = (...fields: string[]) => [
			{
				problem: `Rows of the field map go round in a circle, so that their values would change for ever: ${fields.map((field) => `"${field}"`).join(', ')}`,
				remedy: 'Remove one of these rows, or let it go the other way.',
			},
		];
		const round = [toCrm('jobTitle', 'Title'), toGoogle('nickname', 'Title'), toCrm('nickname', 'Role'), toGoogle('jobTitle', 'Role')];
		expect(problems(...round)).toEqual(circle('jobTitle', 'Title', 'nickname', 'Role'));
		// Another row leads out of it.
		expect(problems(toCrm('jobTitle', 'Title'), toGoogle('notes', 'Title'), ...round.slice(1))).toEqual(circle('jobTitle', 'Title', 'nickname', 'Role'));
		expect(problems(toCrm('fullName', 'Nick'), toGoogle('givenName', 'Nick'))).toEqual(circle('fullName', 'Nick', 'givenName'));
	});

	test.each<[string, FieldRow[]]>([
		['a whole name without its parts', [both('fullName', 'Last_Name')]],
		['a whole name that is only read beside its parts', [toCrm('fullName', 'Whole_Name'), both('givenName', 'First_Name')]],
		['fields of the CRM that are called like those of Google', [both('jobTitle', 'fullName'), both('givenName', 'First_Name')]],
		['a whole name beside a field of the CRM that is called like its part', [toGoogle('fullName', 'Whole_Name'), toCrm('jobTitle', 'givenName')]],
		['a chain over two fields of one name', [toCrm('jobTitle', 'nickname'), toCrm('nickname', 'jobTitle')]],
		['a chain over fields of the CRM that are called like a name and its part', [toCrm('jobTitle', 'givenName'), toGoogle('jobTitle', 'fullName')]],
		['a part of the name from where another field goes', [toCrm('jobTitle', 'Title'), toGoogle('givenName', 'Title')]],
		['another field from where the whole name goes', [toCrm('fullName', 'Whole_Name'), toGoogle('jobTitle', 'Whole_Name')]],
	])('come to rest: %s', (_case, rows) => expect(problems(...rows)).toEqual([]));
});

describe('a map by which records are made in the CRM', () => {
	const problems = (rows: FieldRow[], more: Partial<SyncSettings> = {}) => creationProblems(settingsOf(rows, more));
	const NAME = toCrm('familyName', 'Last_Name');

	test('needs the mandatory name and the e-mail, and says what to do where one is missing', () => {
		const name = {
			problem: 'The field map brings nothing to the CRM field "Last_Name", without which the CRM takes no record',
			remedy:
				'Add a row that goes to this field, as from the family name; choose another field in "CRM Name Field", if the module calls its name otherwise; or let the whole sync go to Google only.',
		};
		const email = {
			problem: 'The row of the e-mail fields that people are matched by goes to Google only, so that nobody who is new could be told apart in the CRM',
			remedy: 'Let this row go both ways or to the CRM, or let the whole sync go to Google only.',
		};
		expect(problems([EMAIL])).toEqual([name]);
		expect(problems([{ ...EMAIL, direction: 'toGoogle' }, NAME])).toEqual([email]);
		expect(problems([{ ...EMAIL, direction: 'toGoogle' }])).toEqual([name, email]);
	});

	test.each<[string, FieldRow[], Partial<SyncSettings>]>([
		['both go to the CRM', [EMAIL, NAME], {}],
		['each direction of the e-mail has a row of its own', [{ ...EMAIL, direction: 'toGoogle' }, { ...EMAIL, direction: 'toCrm' }, NAME], {}],
		// Another check says that it is missing.
		['no row is that of the e-mail', [NAME], {}],
		['there is no row at all', [], {}],
		['the sync goes to Google only', [EMAIL], { direction: 'crmToGoogle' }],
	])('lacks nothing where %s', (_case, rows, more) => expect(problems(rows, more)).toEqual([]));
});
