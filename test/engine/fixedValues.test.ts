import { contactWith, edited, mappedRow, ROWS, settingsWith, TITLE_ROW, tree } from './decisionInput';
import { ANN, expectQuiet } from './people';
import { World } from './world';
import { decideField } from '../../nodes/ContactReconcile/engine/decide/field';
import { decide } from '../../nodes/ContactReconcile/engine/decide/person';
import { fixedBeside, fixedProblems, fixedValues, showsFixed, unlinkedFixed } from '../../nodes/ContactReconcile/engine/fieldMap/fixedValues';
import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import type { FieldCapability, WriteResult } from '../../nodes/shared/protocol';

/* Rows of the map without a Google field: what new records of the CRM hold where Google shows nothing. */

const given = (...fixed: Array<[string, string]>) => settingsWith({ fixed: fixed.map(([crm, value]) => ({ crm, value })) });
const field = (name: string, more: Partial<FieldCapability>): FieldCapability => ({ name, label: `${name} (label)`, kind: 'text', writable: true, mandatory: false, ...more });
const FIELDS = [field('Lead_Source', { kind: 'picklist', options: ['Web', 'Google'] }), field('Opt_In', { kind: 'boolean' })];

test('fixed values are as their fields hold them; what does not fit is told, and what the module lacks is left out', () => {
	const settings = given(['Lead_Source', ' Google'], ['Opt_In', 'maybe'], ['Rating', 'A']);
	expect(fixedValues(settings, FIELDS)).toEqual({ values: { Lead_Source: 'Google' }, misfits: ['The fixed value "maybe" of the field map does not fit: Opt_In (label) needs true or false'] });
	expect(fixedValues({ ...settings, direction: 'crmToGoogle' }, FIELDS)).toEqual({ values: {}, misfits: [] });
	expect(fixedValues(settingsWith(), FIELDS)).toEqual({ values: {}, misfits: [] });
});

test('a new record of the CRM gets them beside what Google brings, or would bring if it fitted; a new contact of Google gets none', () => {
	expect(fixedBeside(['Title'], { Title: 'Clerk', Lead_Source: 'Google' })).toEqual({ Lead_Source: 'Google' });
	expect(fixedBeside(['Title'])).toEqual({});
	const rows = ROWS.map((row, index) => (index === TITLE_ROW ? mappedRow({ google: 'jobTitle', crm: 'Title' }, { crm: { maxLength: 3 } }) : row));
	const context = { settings: settingsWith(), rows, ambiguous: new Map(), fixed: { Title: 'Boss', Lead_Source: 'Google', Last_Name: 'Nobody' } };
	expect(decide(contactWith({ crm: null, agreed: NOTHING_AGREED }), context)).toMatchObject({ kind: 'create', fixed: { Lead_Source: 'Google' }, kept: [{ row: TITLE_ROW }] });
	const inGoogle = decide(contactWith({ google: null, agreed: NOTHING_AGREED }), context);
	expect(inGoogle).toMatchObject({ kind: 'create', on: 'google' });
	expect(inGoogle).toHaveProperty('fixed', {});
});

test.each([
	['Lead_Source', 'google', true],
	['Lead_Source', 'Web', false],
	['Rating', 'Google', false],
])('%s that shows %j shows a fixed value: %p', (name, shown, isFixed) => {
	expect(showsFixed(name, shown, given(['Lead_Source', 'Google'], ['Opt_In', 'true']))).toBe(isFixed);
	expect(showsFixed(name, shown, settingsWith())).toBe(false);
});

test('where Google shows nothing, a fixed value in the CRM is none of its business', () => {
	const title = (google: string, crm: string) => decideField(ROWS[TITLE_ROW], TITLE_ROW, contactWith({ google: edited('google', { jobTitle: google }), crm: edited('crm', { Title: crm }), agreed: NOTHING_AGREED }), given(['Title', 'Boss']));
	expect(title('', 'Boss')).toEqual({ kind: 'agree' });
	expect(title('', 'Chair')).toMatchObject({ kind: 'write', write: { to: 'google', value: 'Chair' } });
	expect(title('Chair', 'Boss')).toMatchObject({ kind: 'write', write: { to: 'google', value: 'Boss', conflict: true } });
	const absent = contactWith({ google: tree('google', { fields: {} }), crm: tree('crm', { fields: {} }), agreed: { google: ['', '', 'x'], crm: ['', '', 'x'] } });
	expect(decideField(ROWS[TITLE_ROW], TITLE_ROW, absent, given(['Title', 'Boss']))).toEqual({ kind: 'agree' });
});

test('what a creation says of links is told for the fixed values alone', () => {
	const unlinked = [['Account_Name', 'Acme'], ['Account_Name', 'Beta'], ['Parent', 'Acme']].map(([name, value]) => ({ field: name, name: value, why: 'none' as const }));
	const settings = given(['Account_Name', 'Acme'], ['Lead_Source', 'Google']);
	expect(unlinkedFixed({ op: 'create', unlinked } as WriteResult, settings)).toEqual([unlinked[0]]);
	expect(unlinkedFixed({ op: 'update', unlinked } as WriteResult, settings)).toEqual([]);
	expect(unlinkedFixed({ op: 'create' } as WriteResult, settings)).toEqual([]);
	expect(unlinkedFixed({ op: 'create', unlinked } as WriteResult, settingsWith())).toEqual([]);
});

test('a fixed e-mail address is a mistake, and so are two values of one field', () => {
	expect(fixedProblems(settingsWith())).toEqual([]);
	expect(fixedProblems(given(['Rating', 'A'], ['Email', 'a@example.org'], ['Lead_Source', 'Web'], ['Rating', 'B']))).toEqual([
		{ problem: 'The field map gives the e-mail field "Email" a fixed value, which would be everybody\'s', remedy: 'Remove this row.' },
		{ problem: 'Two rows of the field map give the CRM field "Rating" a fixed value', remedy: 'Remove one of the rows.' },
	]);
});

test('a fixed value is set once, with the record, and is the CRM\'s from then on', () => {
	const world = new World({ fixed: [{ crm: 'Lead_Source', value: 'Google' }] });
	world.books.crm.capabilities = { Lead_Source: { kind: 'text' } };
	world.add('google', ANN);
	world.sync();
	const [record] = world.find('crm', 'Last_Name', 'Lee');
	expect(record.fields.Lead_Source).toBe('Google');
	world.edit('crm', record.id, { Lead_Source: '' });
	expectQuiet(world);
});
