import { contactRows } from '../../nodes/ContactReconcile/engine/report/contactRows';
import { sentenceOfPlan, sentenceOfRun } from '../../nodes/ContactReconcile/engine/report/sentence';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import type { ReportedContact } from '../../nodes/ContactReconcile/engine/model/run';
import { noCounts } from '../../nodes/ContactReconcile/engine/record/sideCounts';
import type { RunSummary } from '../../nodes/ContactReconcile/engine/model/types';
import type { WriteOperation, WriteResult } from '../../nodes/shared/protocol';

type Input = Parameters<typeof contactRows>[0];

const operation = (given: object) => ({ kind: 'operation', scope: '', match: null, origin: null, join: false, ...given }) as unknown as WriteOperation;
const written = (of: WriteOperation, more: Partial<WriteResult> = {}) => ({ kind: 'result', side: of.side, op: of.op, contact: of.contact, id: null, outcome: 'written', fields: [], ...more }) as WriteResult;
const CREATE = operation({ side: 'google', op: 'create', contact: { google: null, crm: '1' }, set: { jobTitle: 'Chair', notes: 'x'.repeat(600) } });
const JOIN = operation({ side: 'google', op: 'update', id: 'b', contact: { google: 'b', crm: '3' }, set: {}, expect: {}, join: true });
const UPDATE = operation({ side: 'crm', op: 'update', id: '2', contact: { google: 'a', crm: '2' }, set: { Title: 'Chair', Phone: '', Fax: '7' }, expect: { Title: 'Clerk', Phone: '555', Fax: '' } });
const DELETE = operation({ side: 'crm', op: 'delete', id: '4', contact: { google: 'c', crm: '4' }, expect: { Last_Name: 'Lee', Title: '' } });
const detail = (more: Partial<ReportedContact>): ReportedContact => ({ class: 'excluded', reason: 'Why', contact: 'Eve', googleId: null, crmId: null, ...more });

function rows(more: Partial<Input>) {
	const { sides } = emptyState();
	const title = { name: 'Title', label: 'Job', kind: 'text' as const, writable: true, mandatory: false };
	const nameOf = ({ contact: { google, crm } }: WriteOperation): string => `${google}+${crm}`;
	return contactRows({ operations: { google: [CREATE, JOIN], crm: [UPDATE, DELETE] }, results: null, details: [], decided: [], nameOf, sides: { ...sides, crm: { ...sides.crm, capabilities: [title] } }, ...more });
}

const NOTES = `${'x'.repeat(499)}…`;

test('of a plan everybody is listed whom it would change, and how', () => {
	expect(rows({})).toEqual([
		{ contact: 'null+1', side: 'Google', what: 'To be created', fields: `jobTitle: Chair; notes: ${NOTES}`, why: 'New in the CRM', googleId: '', crmId: '1', toDo: '', perhaps: '' },
		{ contact: 'b+3', side: 'Google', what: 'To be added to the group', fields: '', why: 'Shown in the CRM', googleId: 'b', crmId: '3', toDo: '', perhaps: '' },
		{ contact: 'a+2', side: 'CRM', what: 'To be updated', fields: 'Job: Clerk → Chair; Phone: 555 → (empty); Fax: 7', why: 'Changed in Google', googleId: 'a', crmId: '2', toDo: '', perhaps: '' },
		{ contact: 'c+4', side: 'CRM', what: 'To be deleted', fields: 'Last_Name: Lee → (empty)', why: 'Deleted in Google', googleId: 'c', crmId: '4', toDo: '', perhaps: '' },
	]);
});

test('of a run those are listed whom it changed, without what a side refused, and with the record that was created', () => {
	const results = [
		written(CREATE, { id: 'new' }),
		written(JOIN),
		written(UPDATE, { id: '2', refused: [{ code: 'X', message: '', field: 'Phone' }] }),
		written(DELETE),
	];
	expect(rows({ results })).toMatchObject([
		{ what: 'Created', googleId: 'new', crmId: '1' },
		{ what: 'Added to the group', googleId: 'b', crmId: '3' },
		{ what: 'Updated', fields: 'Job: Clerk → Chair; Fax: 7', googleId: 'a', crmId: '2' },
		{ what: 'Deleted', googleId: 'c', crmId: '4' },
	]);
	expect(rows({ results: [{ ...results[0], outcome: 'failed' }, { ...results[1], unsent: true }, results[3]] }).map(({ what }) => what)).toEqual(['Deleted']);
	expect(rows({ results: [] })).toEqual([]);
});

test('a change that decided a conflict says so', () => {
	const lost = (more: object) => ({ contact: 'a+2', side: 'crm' as const, field: 'Title', kept: 'Chair', replaced: 'Clerk', ...more });
	const why = (...decided: Input['decided']) => rows({ decided, operations: { google: [], crm: [UPDATE] } })[0].why;
	expect(why(lost({}), lost({ field: 'Fax', kept: '7', replaced: '' }))).toBe('Both sides had changed Job, Fax');
	expect(why(lost({ side: 'google' }), lost({ contact: 'c+4' }))).toBe('Changed in Google');
});

test('a change is not told as a conflict of somebody else of the same name', () => {
	const lost = { contact: 'Ann Lee', side: 'crm' as const, field: 'Title', kept: 'Chair', replaced: 'Clerk' };
	const other = operation({ ...UPDATE, contact: { google: 'd', crm: '5' }, id: '5', set: { Title: 'Queen' }, expect: { Title: 'King' } });
	const whys = rows({ decided: [lost], nameOf: () => 'Ann Lee', operations: { google: [], crm: [UPDATE, other] } }).map(({ why }) => why);
	expect(whys).toEqual(['Both sides had changed Job', 'Changed in Google']);
	expect(rows({ decided: [lost], nameOf: () => 'constructor' })).toHaveLength(4);
});

test('those who are not in sync follow, with what both sides show of a conflict; who waits for this very plan is listed once', () => {
	const conflicts = [{ field: 'Job', google: 'A', crm: 'B' }, { field: 'Fax', google: '1', crm: '2' }];
	const details = [
		detail({ class: 'conflicted', googleId: 'g', crmId: '9', conflicts }),
		detail({ class: 'deferred', googleId: 'a', crmId: 'x' }),
		detail({ class: 'deferred', googleId: 'y', crmId: '1' }),
		detail({ class: 'deferred', googleId: 'z' }),
		detail({ class: 'failing', googleId: 'a', crmId: '2' }),
	];
	const others = (results: Input['results'] = null) => rows({ details, results }).filter(({ contact }) => contact === 'Eve');
	expect(others()).toEqual([
		{ contact: 'Eve', side: '', what: 'In conflict', fields: 'Job: A (Google), B (CRM); Fax: 1 (Google), 2 (CRM)', why: 'Why', googleId: 'g', crmId: '9', toDo: '', perhaps: '' },
		{ contact: 'Eve', side: '', what: 'Go with the next run', fields: '', why: 'Why', googleId: 'z', crmId: '', toDo: '', perhaps: '' },
		{ contact: 'Eve', side: '', what: 'Failing', fields: '', why: 'Why', googleId: 'a', crmId: '2', toDo: '', perhaps: '' },
	]);
	expect(others([])).toHaveLength(5);
});

const classes = (more: Partial<RunSummary['classes']>): RunSummary['classes'] => ({ inSync: 0, deferred: 0, waiting: 0, failing: 0, excluded: 0, ambiguous: 0, detached: 0, conflicted: 0, notRepresentable: 0, ...more });

test('a run is told in a sentence', () => {
	const told = (google: object, crm: object, more: Partial<RunSummary['classes']>) => sentenceOfRun({ written: { google: { ...noCounts(), ...google }, crm: { ...noCounts(), ...crm } }, classes: classes(more) });
	expect(told({ created: 4, updated: 1 }, { deleted: 2, joined: 0, notSent: 3 }, { inSync: 538, deferred: 2, excluded: 1 })).toBe('Google: 4 created, 1 updated. CRM: 2 deleted, 3 not sent. 3 of 541 not in sync.');
	expect(told({}, { failed: 1 }, { failing: 1 })).toBe('CRM: 1 failed. 1 of 1 not in sync.');
	expect(told({}, {}, { inSync: 7 })).toBe('Nothing to change. 7 in sync.');
});

test('a plan that is not carried out is told in a sentence', () => {
	const proposed = { google: [CREATE, JOIN], crm: [UPDATE, DELETE, { ...DELETE }] };
	expect(sentenceOfPlan(proposed, classes({ inSync: 5, deferred: 4, excluded: 1 }), false)).toBe('Preview, nothing was written. Google: 1 to create, 1 to update. CRM: 1 to update, 2 to delete. Then 1 of 10 not in sync.');
	expect(sentenceOfPlan({ google: [], crm: [] }, classes({ inSync: 5 }), true)).toBe('Refused, nothing was written. Nothing to change. 5 in sync.');
});
