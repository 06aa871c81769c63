import { agreements } from '../../nodes/ContactReconcile/engine/agreement';
import type { JournalReason, JournalRow } from '../../nodes/ContactReconcile/engine/journal';
import { emptyState } from '../../nodes/ContactReconcile/engine/state';
import { newContact } from '../../nodes/ContactReconcile/engine/trees';
import type { Contact, RecordTree, RunSummary, SyncState } from '../../nodes/ContactReconcile/engine/types';
import type { UndoPlan } from '../../nodes/ContactReconcile/engine/undo';
import { planUndo, undoCounts } from '../../nodes/ContactReconcile/engine/undo';

const AT = '2026-01-02T00:00:00.000Z';
const RUN = { id: 'undo', leaseExpiresAt: '2999-01-01T00:00:00.000Z', syncName: 'test', onlyEmailAsWork: true };
const ROWS = [
	{ google: 'workEmail', crm: 'Email', direction: 'both' as const },
	{ google: 'jobTitle', crm: 'Title', direction: 'both' as const },
];

/** A row of the journal: of the CRM's title, unless said otherwise. */
function entry(before: string, after: string, more: Partial<JournalRow> = {}): JournalRow {
	return { ...{ runId: 'r1', at: AT, side: 'crm', recordId: '1', scope: 'Contacts/1', otherId: 'people/a', contact: 'Ann', field: 'Title', before, after, reason: 'overwritten' }, ...more };
}

function tree(id: string, fields: Record<string, string>, more: Partial<RecordTree> = {}): RecordTree {
	return { id, presence: 'in', modifiedAt: null, fields, otherEmails: [], origin: null, partial: false, ...more };
}

function ann(crm: RecordTree, agreedTitle?: [string, string]): Contact {
	const agreed = agreements(2, (index) => (index === 1 && agreedTitle ? { google: agreedTitle[0], crm: agreedTitle[1] } : null));
	return { ...newContact('google', tree('people/a', { jobTitle: 'Chair' })), crm, agreed };
}

function seen(contact: Contact, more: Partial<SyncState> = {}): SyncState {
	return { ...emptyState(), rows: ROWS, contacts: [contact], lastRun: { finishedAt: AT } as RunSummary, ...more };
}

function undo(rows: JournalRow[], state: SyncState = emptyState()): UndoPlan {
	return planUndo({ rows, state, match: { google: 'workEmail', crm: 'Email' }, run: RUN, at: '2026-01-03T00:00:00.000Z' });
}

const reasons = ({ left }: UndoPlan) => left.map(({ reason }) => reason);

test('an overwritten value goes back where it stood, if that still shows what the sync wrote', () => {
	const plan = undo([entry('Clerk', 'Chair')], seen(ann(tree('1', { Title: 'Chair' }))));
	expect(plan).toEqual({
		operations: {
			google: [],
			crm: [{ kind: 'operation', side: 'crm', contact: { google: 'people/a', crm: '1' }, scope: 'Contacts/1', run: RUN, op: 'update', id: '1', set: { Title: 'Clerk' }, expect: { Title: 'Chair' }, join: false }],
		},
		journal: [entry('Chair', 'Clerk', { runId: 'undo', at: '2026-01-03T00:00:00.000Z', reason: 'undone' })],
		left: [],
	});
	expect(undoCounts(plan)).toEqual({ fields: 1, records: 0 });
});

test('a value that was cleared goes back without anything being lost', () => {
	const plan = undo([entry('Clerk', '')], seen(ann(tree('1', {}))));
	expect(plan.operations.crm).toMatchObject([{ set: { Title: 'Clerk' }, expect: { Title: '' } }]);
	expect(plan.journal).toEqual([]);
});

test('the records of a person without a counterpart name none', () => {
	expect(undo([entry('Clerk', 'Chair', { otherId: '' })]).operations.crm).toMatchObject([{ contact: { google: null, crm: '1' } }]);
	expect(undo([entry('Clerk', 'Chair', { side: 'google', recordId: 'people/a', otherId: '1' })]).operations.google).toMatchObject([{ contact: { google: 'people/a', crm: '1' } }]);
});

test.each<[string, SyncState, expected: string | undefined, reason: string | undefined]>([
	['knows nothing', emptyState(), 'Chair', undefined],
	['saw what was written', seen(ann(tree('1', { Title: 'Chair' }))), 'Chair', undefined],
	['saw an edit', seen(ann(tree('1', { Title: 'Queen' }))), undefined, 'editedSince'],
	['saw the value back', seen(ann(tree('1', { Title: 'Clerk' }))), undefined, 'shownAlready'],
	['saw the field emptied', seen(ann(tree('1', {}))), undefined, 'editedSince'],
	['saw the record deleted', seen(ann(tree('1', { Title: 'Chair' }, { presence: 'gone' }))), undefined, 'deletedSince'],
	['ended before the change', seen(ann(tree('1', { Title: 'Queen' })), { lastRun: { finishedAt: '2026-01-01T23:59:59.999Z' } as RunSummary }), 'Chair', undefined],
	['never ended', seen(ann(tree('1', { Title: 'Queen' })), { lastRun: null }), 'Chair', undefined],
	['knows no more than the address', seen(ann(tree('1', { Title: 'Queen' }, { partial: true }))), 'Chair', undefined],
	['does not map the field', seen(ann(tree('1', { Title: 'Queen' })), { rows: ROWS.slice(0, 1) }), 'Chair', undefined],
	['saw how the CRM stored it (S34)', seen(ann(tree('1', { Title: 'CHAIR' }), ['Chair', 'CHAIR'])), 'CHAIR', undefined],
	['saw that edited again', seen(ann(tree('1', { Title: 'Queen' }), ['Chair', 'CHAIR'])), undefined, 'editedSince'],
	['saw something else agreed on', seen(ann(tree('1', { Title: 'CHAIR' }), ['Pope', 'CHAIR'])), undefined, 'editedSince'],
])('a last sync that %s', (_what, state, expected, reason) => {
	const plan = undo([entry('Clerk', 'Chair')], state);
	expect(plan.operations.crm).toMatchObject(expected === undefined ? [] : [{ set: { Title: 'Clerk' }, expect: { Title: expected } }]);
	expect(reasons(plan)).toEqual(reason === undefined ? [] : [reason]);
});

test('a chain of changes leads back to its beginning, by their times and then by their order', () => {
	const early = entry('Clerk', 'Cook', { at: '2026-01-01T00:00:00.000Z' });
	const [late, later] = [entry('Cook', 'Chair'), entry('Chair', 'Queen')];
	for (const rows of [[early, late, later], [late, later, early]]) {
		expect(undo(rows).operations.crm).toMatchObject([{ set: { Title: 'Clerk' }, expect: { Title: 'Queen' } }]);
	}
});

test('a chain ends where something else came between, is once what was planned twice, and is nothing in a circle', () => {
	const between = undo([entry('Clerk', 'Cook'), entry('Pope', 'Chair')]);
	expect(between.operations.crm).toMatchObject([{ set: { Title: 'Pope' } }]);
	expect(between.left).toEqual([{ row: entry('Clerk', 'Cook'), reason: 'changedBetween' }]);
	const twice = undo([entry('Clerk', 'Chair'), entry('Clerk', 'Chair')]);
	expect([twice.operations.crm, twice.left]).toMatchObject([[{ set: { Title: 'Clerk' } }], []]);
	const circle = undo([entry('Chair', 'Clerk'), entry('Clerk', 'Chair')]);
	expect([circle.operations.crm, circle.left]).toEqual([[], [{ row: entry('Clerk', 'Chair'), reason: 'shownAlready' }]]);
});

test.each<[JournalReason, number, string[]]>([['overwritten', 1, []], ['conflict', 1, []], ['undone', 1, []], ['recreated', 0, ['recreated']]])('a value that went as "%s" brings %d back, %p', (reason, count, left) => {
	const plan = undo([entry('Clerk', 'Chair', { reason })]);
	expect(plan.operations.crm).toHaveLength(count);
	expect(reasons(plan)).toEqual(left);
});

describe('a deleted record', () => {
	const rows = (more: Partial<JournalRow> = {}) => [
		entry('ANN@example.org', '', { field: 'Email', reason: 'deleted', ...more }),
		entry('Clerk', '', { reason: 'deleted', ...more }),
	];
	const google = { side: 'google', recordId: 'people/a', otherId: '1', scope: 'contactGroups/g' } as const;

	test('is created again in its view, where its address finds it', () => {
		const plan = undo(rows());
		expect(plan.operations).toEqual({
			google: [],
			crm: [
				{
					...{ kind: 'operation', side: 'crm', contact: { google: 'people/a', crm: null }, scope: 'Contacts/1', run: RUN, op: 'create' },
					...{ set: { Email: 'ANN@example.org', Title: 'Clerk' }, match: { field: 'Email', value: 'ann@example.org' }, origin: null },
				},
			],
		});
		expect(undoCounts(plan)).toEqual({ fields: 0, records: 1 });
		expect(undo([entry('Clerk', '', { reason: 'deleted' })]).operations.crm).toMatchObject([{ match: null }]);
	});

	test('is created again in Google with its origin, where there was one', () => {
		const [email, title] = rows(google);
		const own = [{ ...email, field: 'workEmail' }, { ...title, field: 'jobTitle' }];
		expect(undo(own).operations.google).toMatchObject([{ contact: { google: null, crm: '1' }, match: null, origin: { syncName: 'test', crmId: '1' } }]);
		expect(undo(own.map((row) => ({ ...row, otherId: '' }))).operations.google).toMatchObject([{ contact: { google: null, crm: null }, origin: null }]);
	});

	test('is created with what may be written', () => {
		const state = emptyState();
		const field = (name: string, writable: boolean) => ({ name, label: name, kind: 'text' as const, writable, mandatory: false });
		state.sides.crm.capabilities = [field('Email', true), field('Title', false)];
		expect(undo(rows(), state).operations.crm).toMatchObject([{ set: { Email: 'ANN@example.org' } }]);
		state.sides.crm.capabilities = [field('Email', true)];
		expect(undo(rows(), state).operations.crm).toMatchObject([{ set: { Title: 'Clerk' } }]);
	});

	test('gets what it held before the changes that are undone too', () => {
		const plan = undo([entry('Cook', 'Clerk'), entry('x', 'y', { field: 'Phone' }), entry('z', '', { field: 'Fax' }), ...rows({ runId: 'r2', at: '2026-01-02T01:00:00.000Z' })]);
		expect(plan.operations.crm).toMatchObject([{ set: { Email: 'ANN@example.org', Title: 'Cook', Fax: 'z' } }]);
		expect(plan.left).toEqual([{ row: entry('x', 'y', { field: 'Phone' }), reason: 'editedSince' }]);
		expect((plan.operations.crm[0] as { set: object }).set).not.toHaveProperty('Phone');
	});

	test('gets what its last deletion took', () => {
		const earlier = entry('Pope', '', { reason: 'deleted', runId: 'r0', at: '2026-01-01T00:00:00.000Z' });
		expect(undo([earlier, ...rows()]).operations.crm).toMatchObject([{ set: { Title: 'Clerk' } }]);
		expect(undo([{ ...earlier, field: 'Phone' }, ...rows()]).operations.crm[0]).toHaveProperty('set', { Email: 'ANN@example.org', Title: 'Clerk' });
	});

	test.each<[string, SyncState, rows: JournalRow[], reasons: string[]]>([
		['still there', seen(ann(tree('1', { Title: 'Clerk' }))), rows(), ['stillThere', 'stillThere']],
		['there again', seen(ann(tree('9', { Email: ' Ann@example.org' }))), rows(), ['thereAgain', 'thereAgain']],
		['there with another address', seen(ann(tree('9', { Email: 'bob@example.org', Title: 'Clerk' }))), rows(), []],
		['deleted once more', seen(ann(tree('9', { Email: 'ann@example.org' }, { presence: 'gone' }))), rows(), []],
		['there without an address, the same', seen(ann(tree('9', { Title: 'Clerk', Phone: '1' }))), rows().slice(1), ['thereAgain']],
		['there without an address, another', seen(ann(tree('9', { Title: 'Cook', Phone: '1' }))), [...rows().slice(1), entry('1', '', { field: 'Phone', reason: 'deleted' })], []],
		['on the other side only', seen({ ...ann(tree('9', {})), crm: null }), rows(), []],
	])('that is %s', (_what, state, given, expected) => {
		const plan = undo(given, state);
		expect(reasons(plan)).toEqual(expected);
		expect(plan.operations.crm).toHaveLength(expected.length === 0 ? 1 : 0);
	});
});

test('records of two sides, and two of one, are undone each', () => {
	const plan = undo([entry('a', 'b'), entry('c', 'd', { recordId: '2' }), entry('e', 'f', { side: 'google', recordId: '2', field: 'jobTitle' })]);
	expect(plan.operations.crm.map((operation) => operation.op === 'update' && [operation.id, operation.set])).toEqual([['2', { Title: 'c' }], ['1', { Title: 'a' }]]);
	expect(plan.operations.google).toMatchObject([{ id: '2', set: { jobTitle: 'e' } }]);
	expect(undoCounts(plan)).toEqual({ fields: 3, records: 0 });
});
