import { MOST_RETURNS, noteOverwritten } from '../../nodes/ContactReconcile/engine/decide/oscillation';
import type { MappedRow } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import type { Candidates } from '../../nodes/ContactReconcile/engine/match/undecided';
import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import type { Pair, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { missingLinks } from '../../nodes/ContactReconcile/engine/observe/missingLinks';
import { classify } from '../../nodes/ContactReconcile/engine/report/report';
import { contactWith, EMAIL_ROW, edited, mappedRow, ROWS, settingsWith, TITLE_ROW, tree } from './decisionInput';

/* Whoever is not in sync is told why, what to do, and which values stand against each other. */

const ACME = { field: 'Title', name: 'Acme', why: 'none' as const };

interface Given {
	rows?: MappedRow[];
	settings?: Partial<SyncSettings>;
	ambiguous?: Pair[];
	perhaps?: Candidates;
	most?: number;
}

function told(contacts: Pair[], { rows = ROWS, settings = {}, ambiguous = [], perhaps, most }: Given = {}) {
	const reasons = new Map(ambiguous.map((pair) => [pair, 'severalInCrm' as const]));
	return classify(contacts, { settings: settingsWith({ winner: 'none', rows, ...settings }), rows, ambiguous: reasons, missing: missingLinks([ACME]), perhaps }, 0, most);
}

const titleRow = (row: MappedRow): MappedRow[] => ROWS.map((one, index) => (index === TITLE_ROW ? row : one));
const bothChanged = (more: Partial<Pair> = {}) => contactWith({ google: edited('google', { jobTitle: 'Queen' }), crm: edited('crm', { Title: 'Chair' }), ...more });
const leftGroup = () => contactWith({ google: tree('google', { presence: 'out' }), detached: 'leftGroup' });
const onlyIn = (side: 'google' | 'crm') => contactWith({ google: null, crm: null, [side]: tree(side), agreed: NOTHING_AGREED });
const failing = () => contactWith({ google: tree('google', { presence: 'gone' }), failure: { attempts: 1, retryAt: 1, code: 'X', message: 'CRM: refused', fingerprint: 'delete' } });

/** Google shows a title that something else takes back in the CRM each time. */
function changedBack(): Pair {
	const pair = contactWith({ google: edited('google', { jobTitle: 'Queen' }) });
	for (let turn = 0; turn <= MOST_RETURNS; turn++) {
		const carried = turn % 2 === 0 ? { to: 'crm' as const, replaced: 'Clerk', value: 'Queen' } : { to: 'google' as const, replaced: 'Queen', value: 'Clerk' };
		noteOverwritten(pair, ROWS[TITLE_ROW], carried, settingsWith(), 0);
	}
	return pair;
}

describe('of two records that differ', () => {
	test('both values are shown where both sides changed a field, and of no other field', () => {
		const rows = ROWS.map((row, index): MappedRow => (index === EMAIL_ROW ? { ...row, direction: 'toCrm' } : row));
		const pair = contactWith({ google: edited('google', { jobTitle: 'Queen' }), crm: edited('crm', { Title: 'Chair', Email: 'lee@example.org' }) });
		expect(told([pair], { rows }).details).toEqual([
			expect.objectContaining({ class: 'conflicted', reason: 'Both sides changed Title', toDo: 'Enter the right value on both sides', conflicts: [{ field: 'Title', google: 'Queen', crm: 'Chair', crmField: 'Title' }] }),
		]);
	});

	test('a value that one side has taken away is shown as nothing', () => {
		const pair = contactWith({ google: tree('google', { fields: { familyName: 'Lee', workEmail: 'ann@example.org' } }), crm: edited('crm', { Title: 'Chair' }) });
		expect(told([pair]).details[0].conflicts).toEqual([{ field: 'Title', google: '', crm: 'Chair', crmField: 'Title' }]);
	});

	test('a field that is changed back again and again is counted, and nobody can choose in it', () => {
		const { details, frozen } = told([changedBack(), bothChanged(), changedBack()]);
		expect(frozen).toBe(2);
		expect(details[0]).toMatchObject({ class: 'conflicted', reason: 'Title is changed back again and again by something else, and left alone', toDo: 'Switch the other tool off for this field, and give the field a new value' });
		expect(details[0].conflicts).toStrictEqual([{ field: 'Title', google: 'Queen', crm: 'Clerk' }]);
	});

	test('names of two people are kept, and shown', () => {
		const pair = contactWith({ google: edited('google', { familyName: 'Ray' }), agreed: NOTHING_AGREED });
		expect(told([pair], { rows: [ROWS[0], ROWS[EMAIL_ROW]], settings: { winner: 'crm' } }).details).toEqual([
			expect.objectContaining({
				class: 'conflicted',
				reason: 'The two records share an e-mail address, and each has a name of its own, which it keeps',
				toDo: 'If they are one person, enter the same name in both; if not, set them apart with "Keep Apart" and delete what came across',
				conflicts: [{ field: 'Last_Name', google: 'Ray', crm: 'Lee' }],
			}),
		]);
	});

	test.each<[string, MappedRow, string, string, string]>([
		['a value that the CRM cannot hold', { ...ROWS[TITLE_ROW], transform: 'day' }, 'Queen', '', 'Change the value so that the other side can hold it, or take the row out of the field map'],
		['a name of no account', mappedRow({ google: 'jobTitle', crm: 'Title' }, { crm: { kind: 'lookup' } }), 'Acme', '"Acme"', 'Create the account in the CRM, or make its name unmistakable there'],
	])('%s stays, and is no conflict', (_what, row, value, reason, toDo) => {
		const { details, missing } = told([contactWith({ google: edited('google', { jobTitle: value }) })], { rows: titleRow(row) });
		expect(details).toEqual([expect.objectContaining({ class: 'notRepresentable', reason: expect.stringContaining(reason), toDo })]);
		expect(details[0].reason).not.toBe('');
		expect(missing).toEqual(value === 'Acme' ? [ACME] : []);
	});
});

test('whoever will be created waits for the list view in the CRM only, while it hides what was created there', () => {
	const hidden = contactWith({ crm: tree('crm', { presence: 'out' }), createdInCrm: true, detached: 'leftView' });
	const reasons = (contacts: Pair[]) => told([onlyIn('google'), onlyIn('crm'), ...contacts]).details.flatMap(({ class: of, reason, toDo }) => (of === 'deferred' ? [`${reason}. ${toDo}`] : []));
	const inGoogle = 'Will be created in Google. Nothing: the next runs see to it';
	expect(reasons([])).toEqual(['Will be created in the CRM. Nothing: the next runs see to it', inGoogle]);
	expect(reasons([hidden])).toEqual([
		'Will be created in the CRM once the list view shows what the sync created there before. Change the list view, or those records, so that it shows them',
		inGoogle,
	]);
});

describe('why people are left out', () => {
	test('is told with their number, the most frequent reason first; who goes with the next run is not left out', () => {
		const several = onlyIn('google');
		const all = [several, failing(), failing(), bothChanged(), changedBack(), bothChanged(), leftGroup(), leftGroup(), leftGroup(), leftGroup(), onlyIn('crm'), contactWith()];
		const { leftOut, classes, details } = told(all, { ambiguous: [several], settings: { deletes: true } });
		expect(leftOut).toEqual([
			'4: Left the Google group; kept on both sides, no longer synced. Take it into the group again',
			'3: In conflict. See the contacts one by one',
			'2: Failing. See the contacts one by one',
			'1: Several CRM records have this e-mail address. Merge them, or give each its own',
		]);
		expect(details.find(({ class: of }) => of === 'failing')).toMatchObject({ reason: 'CRM: refused', toDo: 'Do what the message says; it is tried again by itself' });
		expect(classes).toMatchObject({ detached: 4, conflicted: 3, failing: 2, ambiguous: 1, deferred: 1, inSync: 1 });
	});

	test('counts those too who are not listed one by one', () => {
		const { leftOut, details } = told([leftGroup(), leftGroup(), leftGroup()], { most: 2 });
		expect([leftOut, details.length]).toEqual([[expect.stringMatching(/^3: /)], 2]);
		const unfit = contactWith({ google: edited('google', { jobTitle: 'Queen' }) });
		expect(told([unfit], { rows: titleRow({ ...ROWS[TITLE_ROW], transform: 'day' }) }).leftOut).toEqual(['1: Cannot be held by the other side. See the contacts one by one']);
	});
});

test('whom somebody may be is told of those alone who cannot be told apart', () => {
	const [several, unclear, detached] = [onlyIn('google'), onlyIn('google'), leftGroup()];
	const perhaps = new Map([several, detached].map((pair) => [pair, ['7', '8']]));
	const { details } = told([several, unclear, detached], { ambiguous: [several, unclear], perhaps });
	expect(details.map((one) => [one.class, one.perhaps])).toEqual([['ambiguous', ['7', '8']], ['ambiguous', undefined], ['detached', undefined]]);
	expect(details.map((one) => 'perhaps' in one)).toEqual([true, false, false]);
	expect(details[0]).toMatchObject({ contact: 'Lee', googleId: 'google', crmId: null });
});
