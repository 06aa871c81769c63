import omit from 'lodash/omit';

import { AGREED, agreedWith, contactWith, edited, EMAIL_ROW, mappedRow, NAME_ROW, ROWS, settingsWith, TITLE_ROW, tree } from './decisionInput';
import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import type { FieldDecision } from '../../nodes/ContactReconcile/engine/decide/field';
import { decideField, shownFields, showsSame } from '../../nodes/ContactReconcile/engine/decide/field';
import type { MappedRow } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import { missingLinks } from '../../nodes/ContactReconcile/engine/observe/missingLinks';
import { noteOverwritten } from '../../nodes/ContactReconcile/engine/decide/oscillation';
import type { Pair, Snapshot, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { SideName } from '../../nodes/shared/protocol';

type Choice = NonNullable<SyncSettings['decisions']>[number];

const SETTLED: FieldDecision = { kind: 'settled' };
const AGREE: FieldDecision = { kind: 'agree' };
const TITLE = ROWS[TITLE_ROW];

/** What is decided for a field of Ann's that the two sides show so. */
function decided(contact: Pair, settings: Partial<SyncSettings> = {}, row: MappedRow = TITLE, index = TITLE_ROW): FieldDecision {
	return decideField(row, index, contact, settingsWith(settings));
}

function titles(google: string, crm: string, more: Partial<Pair> = {}): Pair {
	return contactWith({ google: edited('google', { jobTitle: google }), crm: edited('crm', { Title: crm }), ...more });
}

function write(to: SideName, value: string, replaces: string, conflict = false, row = TITLE_ROW): FieldDecision {
	return { kind: 'write', write: { row, to, value, replaces, conflict } };
}

function keep(why: 'oneWay' | 'conflict' | 'oscillating', row = TITLE_ROW): FieldDecision {
	return { kind: 'keep', kept: { row, why } };
}

describe('table 2: a field whose last agreement is Clerk', () => {
	test.each<[string, string, FieldDecision]>([
		['Clerk', 'Clerk', SETTLED],
		['Clerk ', ' Clerk', SETTLED],
		['Chair', 'Clerk', write('crm', 'Chair', 'Clerk')],
		['', 'Clerk', write('crm', '', 'Clerk')],
		['Clerk', 'Chair', write('google', 'Chair', 'Clerk')],
		['Clerk', '', write('google', '', 'Clerk')],
		['Chair', 'Chair', AGREE],
		['', '', AGREE],
		['Queen', 'Chair', write('google', 'Chair', 'Queen', true)],
		['Queen', '', write('google', '', 'Queen', true)],
		['', 'Chair', write('google', 'Chair', '', true)],
	])('Google %j, CRM %j: %j', (google, crm, decision) => {
		expect(decided(titles(google, crm))).toEqual(decision);
	});

	test.each<[string, string, FieldDecision]>([
		['Cle', 'Clerk', SETTLED],
		['Cle', 'Chair', write('google', 'Chair', 'Cle')],
		['Chair', 'Clerk', write('crm', 'Chair', 'Clerk')],
	])('S34: where Google made Cle of it, and shows %j, the CRM %j: %j', (google, crm, decision) => {
		expect(decided(titles(google, crm, { agreed: agreedWith(TITLE_ROW, 'Cle', 'Clerk') }))).toEqual(decision);
	});

	test('a field that a record does not have is an empty one', () => {
		const agreed = agreedWith(TITLE_ROW, '', '');
		const without = { google: tree('google', { fields: omit(AGREED.google, 'jobTitle') }), crm: tree('crm', { fields: omit(AGREED.crm, 'Title') }) };
		expect(decided(contactWith({ ...without, agreed }))).toEqual(SETTLED);
		expect(decided(contactWith({ crm: without.crm, agreed }))).toEqual(write('crm', 'Clerk', ''));
		expect(decided(contactWith({ google: without.google, agreed }))).toEqual(write('google', 'Clerk', ''));
	});

	test('S36: what only looks changed, on both sides that were never the same, is settled', () => {
		const contact = contactWith({
			google: edited('google', { workEmail: 'ANN@example.org' }),
			crm: edited('crm', { Email: 'LEE@example.org' }),
			agreed: agreedWith(EMAIL_ROW, 'ann@example.org', 'lee@example.org'),
		});
		expect(decided(contact, {}, ROWS[EMAIL_ROW], EMAIL_ROW)).toEqual(SETTLED);
	});

	test('a field that shows just what was agreed is not compared by kind', () => {
		const uncompared = Object.defineProperty({ ...TITLE }, 'capability', {
			get: () => {
				throw new Error('compared by kind');
			},
		});
		expect(decided(contactWith(), {}, uncompared)).toEqual(SETTLED);
		for (const contact of [titles('Clerk ', 'Clerk'), titles('Clerk', 'Clerk ')]) {
			expect(() => decided(contact, {}, uncompared)).toThrow('compared by kind');
		}
	});

	test('changes that may not cross stay', () => {
		for (const side of SIDES) {
			const settings: Partial<SyncSettings> = { direction: side === 'google' ? 'crmToGoogle' : 'googleToCrm' };
			const row = mappedRow({ google: 'jobTitle', crm: 'Title', direction: side === 'google' ? 'toGoogle' : 'toCrm' });
			// Only `side` is written to.
			const shows = (own: string, other: string) => (side === 'google' ? titles(own, other) : titles(other, own));
			for (const decide of [(contact: Pair) => decided(contact, settings), (contact: Pair) => decided(contact, {}, row)]) {
				expect(decide(shows('Chair', 'Clerk'))).toEqual(keep('oneWay'));
				expect(decide(shows('Clerk', 'Chair'))).toEqual(write(side, 'Chair', 'Clerk'));
				// The source is the winner, and it is no conflict.
				expect(decide(shows('Queen', 'Chair'))).toEqual(write(side, 'Chair', 'Queen'));
				expect(decide(shows('Queen', ''))).toEqual(write(side, '', 'Queen'));
			}
		}
	});

	test('what may cross neither way stays', () => {
		const row = mappedRow({ google: 'jobTitle', crm: 'Title', direction: 'toCrm' });
		expect(decided(titles('Queen', 'Chair'), { direction: 'crmToGoogle', winner: 'google' }, row)).toEqual(keep('oneWay'));
	});

	test('S34, S39: what the target cannot hold is kept, and why', () => {
		const short = mappedRow({ google: 'jobTitle', crm: 'Title' }, { crm: { maxLength: 5 } });
		const detail = 'Title holds at most 5 characters';
		expect(decided(titles('Chairwoman', 'Clerk'), {}, short)).toEqual({ kind: 'keep', kept: { row: TITLE_ROW, why: 'notRepresentable', detail } });
		expect(decided(titles('Chair', 'Clerk'), {}, short)).toEqual(write('crm', 'Chair', 'Clerk'));
		const year = mappedRow({ google: 'jobTitle', crm: 'Title', transform: 'year' });
		expect(decided(titles('in May', 'Clerk'), {}, year)).toEqual({ kind: 'keep', kept: { row: TITLE_ROW, why: 'notRepresentable', detail: '"in May" is no date' } });
	});

	test('F26: a row with a transform carries the value as the other side holds it', () => {
		const row = mappedRow({ google: 'jobTitle', crm: 'Title', transform: 'list' }, { crm: { kind: 'multiPicklist' } });
		const agreed = agreedWith(TITLE_ROW, 'A, B', 'A;B');
		expect(decided(titles('A, C', 'A;B', { agreed }), {}, row)).toEqual(write('crm', 'A;C', 'A;B'));
		expect(decided(titles('A, B', 'B;C', { agreed }), {}, row)).toEqual(write('google', 'B, C', 'A, B'));
		expect(decided(titles('C, A', 'A;C', { agreed }), {}, row)).toEqual(AGREE);
		expect(decided(titles(' ', 'A;B', { agreed }), {}, row)).toEqual(write('crm', '', 'A;B'));
	});

	test.each([
		['', '', true],
		['No', '', true],
		['Yes', '', false],
		['yes', 'true', true],
		['no', 'false', true],
		['Yes', 'false', false],
	])('F26: of a box, %j in Google and %j in the CRM are the same: %p', (google, crm, same) => {
		const row = mappedRow({ google: 'jobTitle', crm: 'Title', transform: 'yesNo' }, { crm: { kind: 'boolean' } });
		expect(showsSame(row, { google: { jobTitle: google }, crm: { Title: crm } }, settingsWith())).toBe(same);
	});

	test('F26: of an option in any case the letters count', () => {
		const row = mappedRow({ google: 'jobTitle', crm: 'Title', transform: 'ignoreCase' });
		const same = (crm: string) => showsSame(row, { google: { jobTitle: 'GOLD' }, crm: { Title: crm } }, settingsWith());
		expect([same('gold'), same('silver')]).toEqual([true, false]);
	});

	test('P2: what goes to Google is compared as Google holds it', () => {
		const row = mappedRow({ google: 'jobTitle', crm: 'Title' }, { crm: { kind: 'note' } });
		expect(decided(titles('Chair of all', 'Chair  of all'), {}, row)).toEqual(AGREE);
	});

	test.each(SIDES)('S64: a value that was brought back to %s three times is left alone', (side) => {
		const contact = side === 'google' ? titles('Clerk', 'Chair') : titles('Chair', 'Clerk');
		const thereAndBack = (now: number) => {
			noteOverwritten(contact, TITLE, { to: side, replaced: 'Clerk', value: 'Chair' }, settingsWith(), now);
			noteOverwritten(contact, TITLE, { to: otherSide(side), replaced: 'Chair', value: 'Clerk' }, settingsWith(), now + 1);
		};
		thereAndBack(0);
		expect(decided(contact)).toEqual(write(side, 'Chair', 'Clerk'));
		thereAndBack(2);
		expect(decided(contact)).toEqual(keep('oscillating'));
	});
});

describe('table 2: a field without an agreement', () => {
	test.each<[string, string, FieldDecision]>([
		['Clerk', 'Clerk', AGREE],
		['Clerk', ' Clerk ', AGREE],
		['', '', AGREE],
		['Clerk', '', write('crm', 'Clerk', '')],
		['', 'Clerk', write('google', 'Clerk', '')],
		['Queen', 'Chair', write('google', 'Chair', 'Queen', true)],
	])('Google %j, CRM %j: %j', (google, crm, decision) => {
		expect(decided(titles(google, crm, { agreed: NOTHING_AGREED }))).toEqual(decision);
		for (const winner of ['google', 'newest', 'none'] as const) {
			if (google === '' || crm === '' || decision === AGREE) expect(decided(titles(google, crm, { agreed: NOTHING_AGREED }), { winner })).toEqual(decision);
		}
	});

	test('a name that stands in for one that both lack goes to the CRM', () => {
		const nameless = contactWith({ google: edited('google', { familyName: '', givenName: 'Ann' }), crm: edited('crm', { Last_Name: '' }), agreed: NOTHING_AGREED });
		expect(decided(nameless, {}, ROWS[NAME_ROW], NAME_ROW)).toEqual(write('crm', 'Ann', '', false, NAME_ROW));
	});

	test('of one name in two fields and in one, that in two goes across, once; nothing else of theirs does for that', () => {
		const rows = [mappedRow({ google: 'givenName', crm: 'First_Name' }), ...ROWS];
		const shown = { google: edited('google', { givenName: 'Ann', jobTitle: 'Queen' }), crm: edited('crm', { Last_Name: 'Ann Lee', Title: 'Chair' }) };
		const [never, before] = [contactWith({ ...shown, agreed: NOTHING_AGREED }), contactWith({ ...shown, agreed: agreedWith(NAME_ROW, 'King', 'King') })];
		expect(decided(never, { rows }, ROWS[NAME_ROW], NAME_ROW)).toEqual(write('crm', 'Lee', 'Ann Lee', false, NAME_ROW));
		expect(decided(never, { rows })).toEqual(write('google', 'Chair', 'Queen', true));
		expect(decided(before, { rows }, ROWS[NAME_ROW], NAME_ROW)).toEqual(write('google', 'Ann Lee', 'Lee', true, NAME_ROW));
	});

	test('P9: in a one-way sync an empty source fills nothing and clears nothing, a filled one wins without a conflict', () => {
		const shows = (google: string, crm: string) => decided(titles(google, crm, { agreed: NOTHING_AGREED }), { direction: 'crmToGoogle', winner: 'google' });
		expect(shows('Clerk', '')).toEqual(keep('oneWay'));
		expect(shows('', 'Clerk')).toEqual(write('google', 'Clerk', ''));
		expect(shows('Queen', 'Chair')).toEqual(write('google', 'Chair', 'Queen'));
	});
});

/** What is decided of a date of birth of Ann's on which nothing was agreed yet, or this. */
function ofBirth(google: string | undefined, crm: string, { agreed = ['', ''], ...settings }: Partial<SyncSettings> & { agreed?: [string, string] } = {}, row: Partial<MappedRow> = {}): FieldDecision {
	const dates: MappedRow = { ...mappedRow({ google: 'jobTitle', crm: 'Title' }, { google: { kind: 'date', yearOptional: true }, crm: { kind: 'date', yearOptional: false } }), ...row };
	const contact = contactWith({ google: google === undefined ? tree('google', { fields: {} }) : edited('google', { jobTitle: google }), crm: edited('crm', { Title: crm }), agreed: agreedWith(TITLE_ROW, ...agreed) });
	return decided(contact, settings, dates);
}

describe('S34, S39: of two changes the one that says less never replaces the one that says more, whoever wins', () => {
	test('a date without its year', () => {
		for (const winner of ['google', 'crm', 'none'] as const) {
			expect(ofBirth('--05-17', '1990-05-17', { winner })).toEqual(write('google', '1990-05-17', '--05-17'));
			expect(ofBirth('1990-05-17', '--05-17', { winner })).toEqual(write('crm', '1990-05-17', '--05-17'));
		}
		expect(ofBirth('--05-18', '1990-05-17')).toEqual(write('google', '1990-05-17', '--05-18', true));
		for (const year of ['1991', '2990']) expect(ofBirth('1990-05-17', `${year}-05-17`)).toEqual(write('google', `${year}-05-17`, '1990-05-17', true));
		expect(ofBirth('--05-17', '1990-05-17', {}, { direction: 'toCrm' })).toEqual(keep('oneWay'));
		expect(decided(titles('--05-17', '1990-05-17'), { winner: 'google' })).toEqual(write('crm', '--05-17', '1990-05-17', true));
	});

	test.each<[string, string, FieldDecision]>([
		['Chairwoman', 'Chair', { kind: 'keep', kept: { row: TITLE_ROW, why: 'notRepresentable', detail: 'Title holds at most 5 characters' } }],
		['Chairwoman', 'Chai', write('google', 'Chai', 'Chairwoman', true)],
		['Chairwoman', 'woman', write('google', 'woman', 'Chairwoman', true)],
		['Chai', 'Chair', write('google', 'Chair', 'Chai', true)],
	])('a text that the CRM cut off after five characters: %j, %j: %j', (google, crm, decision) => {
		expect(decided(titles(google, crm), {}, mappedRow({ google: 'jobTitle', crm: 'Title' }, { crm: { maxLength: 5 } }))).toEqual(decision);
	});

	test('one text that means two things says no more than itself', () => {
		const row = mappedRow({ google: 'jobTitle', crm: 'Title', transform: 'list' }, { crm: { maxLength: 3 } });
		expect(decided(titles('A,B', 'A,B'), { winner: 'google' }, row)).toEqual(write('crm', 'A;B', 'A,B', true));
	});

	test('a birthday in which nothing of the row is', () => {
		const row: Partial<MappedRow> = { transform: 'year', capability: mappedRow({ google: 'jobTitle', crm: 'Title' }, { google: { kind: 'date', yearOptional: true } }).capability };
		expect(ofBirth('--05-17', '1990', { winner: 'google' }, row)).toEqual(write('google', '1990-05-17', '--05-17'));
		expect(ofBirth('1991-05-17', '1990', { winner: 'google' }, row)).toEqual(write('crm', '1991', '1990', true));
	});
});

describe('S39: a birthday in Google that is nothing but text is never replaced', () => {
	const text: FieldDecision = { kind: 'keep', kept: { row: TITLE_ROW, why: 'notRepresentable', detail: 'jobTitle is a text that is no date; make it one there' } };

	test.each<[string | undefined, FieldDecision]>([
		['in May', text],
		['1990-05-17?', text],
		['in 1990-05-17', text],
		['1990-05-18', write('google', '1990-05-17', '1990-05-18')],
		[' --05-18 ', write('google', '1990-05-17', ' --05-18 ')],
		['', write('google', '1990-05-17', '')],
		[undefined, write('google', '1990-05-17', '')],
	])('%j beside a date that the CRM got: %j', (google, decision) => {
		expect(ofBirth(google, '1990-05-17', { agreed: [google ?? '', ''] })).toEqual(decision);
	});

	test('a text in the CRM is', () => {
		expect(ofBirth('1990-05-17', 'in May', { agreed: ['', 'in May'] })).toEqual(write('crm', '1990-05-17', 'in May'));
	});
});

test('a company that the CRM has no one account of waits for it there, and goes to Google', () => {
	const row = mappedRow({ google: 'jobTitle', crm: 'Title' }, { crm: { kind: 'lookup' } });
	const acme = { field: 'Title', name: 'Acme', why: 'none' as const };
	const company = (contact: Pair) => decideField(row, TITLE_ROW, contact, settingsWith(), missingLinks([acme]));
	expect(company(titles('Acme', 'Clerk'))).toEqual({ kind: 'keep', kept: { row: TITLE_ROW, why: 'noAccount', missing: acme, detail: expect.stringContaining('"Acme"') } });
	expect(company(titles('Beta', 'Clerk'))).toEqual(write('crm', 'Beta', 'Clerk'));
	expect(company(titles('Clerk', 'Acme'))).toEqual(write('google', 'Acme', 'Clerk'));
});

describe('S04, S14, S58: of two different changes', () => {
	const both = (more: Partial<Record<SideName, Partial<Snapshot>>> = {}) =>
		contactWith({ google: edited('google', { jobTitle: 'Queen' }, more.google), crm: edited('crm', { Title: 'Chair' }, more.crm) });
	const ofGoogle = write('crm', 'Queen', 'Chair', true);
	const ofCrm = write('google', 'Chair', 'Queen', true);
	const neither = keep('conflict');

	test('the winner that was chosen goes across, or neither', () => {
		const late = both({ google: { modifiedAt: 2 }, crm: { modifiedAt: 1 } });
		expect(decided(late, { winner: 'google' })).toEqual(ofGoogle);
		expect(decided(late, { winner: 'crm' })).toEqual(ofCrm);
		expect(decided(late, { winner: 'none' })).toEqual(keep('conflict'));
	});

	test.each<[number | null, number | null, FieldDecision]>([
		[2, 1, ofGoogle],
		[1, 2, ofCrm],
		[1, 1, ofCrm],
		[null, 1, ofCrm],
		[null, -1, ofCrm],
		[1, null, ofCrm],
		[null, null, ofCrm],
	])('the newest is the one of Google at %p, of the CRM at %p: %j; a tie and an unknown time fall to the CRM', (google, crm, decision) => {
		expect(decided(both({ google: { modifiedAt: google }, crm: { modifiedAt: crm } }), { winner: 'newest' })).toEqual(decision);
	});

	test.each<[string, FieldDecision, Partial<Choice>]>([
		['for just these values crosses, whoever wins', ofGoogle, {}],
		['that the other one stays crosses as well', ofCrm, { keep: 'crm' }],
		['for another contact says nothing', neither, { googleId: 'people/b' }],
		['for another record says nothing', neither, { crmId: '2' }],
		['for another field says nothing', neither, { crmField: 'Department' }],
		['for what Google showed before says nothing', neither, { google: 'Clerk' }],
		['for what the CRM showed before says nothing', neither, { crm: 'Clerk' }],
	])('what somebody chose %s: %j', (_what, decision, more) => {
		const chosen: Choice = { googleId: 'google', crmId: 'crm', crmField: 'Title', keep: 'google', google: 'Queen', crm: 'Chair' };
		const earlier: Choice[] = [{ ...chosen, google: 'Clerk' }, { ...chosen, crm: 'Clerk' }];
		expect(decided(both(), { winner: 'none', decisions: [...earlier, { ...chosen, ...more }] })).toEqual(decision);
		expect(decided(both(), { winner: 'none', decisions: [] })).toEqual(neither);
	});

	test('of long texts those are chosen between that the report showed', () => {
		const [queen, chair] = ['Queen', 'Chair'].map((title) => title.repeat(200));
		const [google, crm] = [queen, chair].map((text) => `${text.slice(0, 499)}…`);
		const chosen: Choice = { googleId: 'google', crmId: 'crm', crmField: 'Title', keep: 'google', google, crm };
		expect(decided(titles(queen, chair), { decisions: [chosen] })).toEqual(write('crm', queen, chair, true));
		expect(decided(titles('Queen', 'Chair'), { decisions: [chosen] })).toEqual(ofCrm);
	});

	test('nobody chose between what a record shows and one that is not there', () => {
		const chosen: Choice = { googleId: 'google', crmId: 'crm', crmField: 'Title', keep: 'google', google: '', crm: 'Chair' };
		expect(decided(contactWith({ google: null, crm: edited('crm', { Title: 'Chair' }) }), { decisions: [chosen] })).toEqual(write('google', 'Chair', '', true));
		const other: Choice = { ...chosen, keep: 'crm', google: 'Queen', crm: '' };
		expect(decided(contactWith({ google: edited('google', { jobTitle: 'Queen' }), crm: null }), { winner: 'google', decisions: [other] })).toEqual(write('crm', 'Queen', '', true));
	});

	test('a side without a record shows nothing, and nobody knows since when', () => {
		expect(decided(contactWith({ google: null, crm: edited('crm', { Title: 'Chair' }) }), { winner: 'newest' })).toEqual(write('google', 'Chair', '', true));
		expect(decided(contactWith({ google: edited('google', { jobTitle: 'Queen' }, { modifiedAt: 1 }), crm: null }), { winner: 'newest' })).toEqual(write('google', '', 'Queen', true));
		expect(shownFields(contactWith({ google: null, crm: null }))).toEqual({ google: {}, crm: {} });
	});
});

describe('S15: of the address that people are matched by', () => {
	const addresses = (google: string, crm: string) => contactWith({ google: edited('google', { workEmail: google }), crm: edited('crm', { Email: crm }) });
	const email = (google: string, crm: string, settings: Partial<SyncSettings> = {}) => decided(addresses(google, crm), settings, ROWS[EMAIL_ROW], EMAIL_ROW);

	test.each(['crm', 'google', 'newest', 'none'] as const)('a change stands against a clearing, whoever wins: %s', (winner) => {
		expect(email('lee@example.org', '', { winner })).toEqual(write('crm', 'lee@example.org', '', false, EMAIL_ROW));
		expect(email('', 'lee@example.org', { winner })).toEqual(write('google', 'lee@example.org', '', false, EMAIL_ROW));
	});

	test('two changes are a conflict like any other', () => {
		expect(email('lee@example.org', 'ann@example.com')).toEqual(write('google', 'ann@example.com', 'lee@example.org', true, EMAIL_ROW));
		expect(email('lee@example.org', 'ann@example.com', { winner: 'google' })).toEqual(write('crm', 'lee@example.org', 'ann@example.com', true, EMAIL_ROW));
	});

	test('of another address a clearing is a change like any other', () => {
		const row = mappedRow({ google: 'workEmail', crm: 'Secondary_Email' });
		const contact = contactWith({ google: edited('google', { workEmail: '' }), crm: edited('crm', { Secondary_Email: 'lee@example.org' }) });
		expect(decided(contact, { winner: 'google' }, row, EMAIL_ROW)).toEqual(write('crm', '', 'lee@example.org', true, EMAIL_ROW));
	});
});

describe('whether the CRM shows what the map would send there', () => {
	const shows = (google: Record<string, string>, crm: Record<string, string>, row = TITLE) => showsSame(row, { google, crm }, settingsWith());

	test('it does where the values are the same, or both missing', () => {
		expect(shows({ jobTitle: 'Clerk' }, { Title: 'Clerk ' })).toBe(true);
		expect(shows({}, {})).toBe(true);
		expect(shows({ jobTitle: 'Clerk' }, {})).toBe(false);
		expect(shows({}, { Title: 'Clerk' })).toBe(false);
	});

	test('the name that stands in for a missing one is what would be sent', () => {
		expect(shows({ givenName: 'Ann' }, { Last_Name: 'Ann' }, ROWS[NAME_ROW])).toBe(true);
		expect(shows({ givenName: 'Ann' }, { Last_Name: 'Lee' }, ROWS[NAME_ROW])).toBe(false);
	});

	test('what cannot be sent is shown nowhere', () => {
		const row = mappedRow({ google: 'jobTitle', crm: 'Title', transform: 'year' });
		expect(shows({ jobTitle: 'in May' }, {}, row)).toBe(false);
		expect(shows({ jobTitle: '1999-05-17' }, { Title: '1999' }, row)).toBe(true);
	});

	test.each(SIDES)('a field of the same kind on both sides is compared by it, also when %s writes it otherwise', (side) => {
		const values = { [side]: 'ANN@example.org', [otherSide(side)]: 'ann@example.org' };
		expect(shows({ workEmail: values.google }, { Email: values.crm }, ROWS[EMAIL_ROW])).toBe(true);
	});
});
