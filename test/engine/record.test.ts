import { agreementOf, agreements, NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import { resolveRows } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import { usualSeconds } from '../../nodes/ContactReconcile/engine/record/arrival';
import type { Recorded, RecordInput } from '../../nodes/ContactReconcile/engine/record/record';
import { recordResults } from '../../nodes/ContactReconcile/engine/record/record';
import { DETAIL_LIMIT } from '../../nodes/ContactReconcile/engine/report/report';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, FieldRow, Snapshot, SyncSettings, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import type { ContactLists, ListEntry } from '../../nodes/shared/lists/contactLists';
import type { FieldCapability, FieldValues, SideName, WriteOutcome, WriteResult } from '../../nodes/shared/protocol';
import { MINUTE, World } from './world';

const NOW = 1_000_000;

const ROWS: FieldRow[] = [
	{ google: 'familyName', crm: 'Last_Name', direction: 'both' },
	{ google: 'workEmail', crm: 'Email', direction: 'both' },
	{ google: 'jobTitle', crm: 'Title', direction: 'both' },
	{ google: 'notes', crm: 'Description', direction: 'both' },
];

function field(name: string): FieldCapability {
	return { name, label: `The ${name}`, kind: name === 'workEmail' || name === 'Email' ? 'email' : 'text', writable: true, mandatory: false };
}

function tree(id: string, fields: FieldValues, more: Partial<Snapshot> = {}): Snapshot {
	return { id, presence: 'in', modifiedAt: null, fields, otherEmails: [], origin: null, partial: false, ...more };
}

const IN_GOOGLE = { familyName: 'Lee', workEmail: 'ann@example.org', jobTitle: 'Clerk' };
const IN_CRM = { Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk' };

/** Ann, in sync but for what is given. */
function ann(more: Partial<Pair> = {}): Pair {
	const contact = { ...newContact('google', tree('people/a', IN_GOOGLE)), crm: tree('1', IN_CRM), ...more };
	const shown = (index: number) => ({ google: IN_GOOGLE[ROWS[index].google as keyof typeof IN_GOOGLE], crm: IN_CRM[ROWS[index].crm as keyof typeof IN_CRM] });
	return { ...contact, agreed: more.agreed ?? agreements(ROWS.length, (index) => (index < 3 ? shown(index) : null)) };
}

function result(side: SideName, outcome: WriteOutcome, more: Partial<WriteResult> = {}): WriteResult {
	return {
		...{ kind: 'result', side, op: 'update', contact: { google: 'people/a', crm: '1' }, runId: 'run', outcome },
		...{ id: side === 'google' ? 'people/a' : '1', fields: [], before: null, after: null, modifiedAt: null, ...more },
	};
}

const written = (side: SideName, after: FieldValues, more: Partial<WriteResult> = {}) => result(side, 'written', { fields: Object.keys(after), after, ...more });

interface Given {
	contacts?: Pair[];
	rows?: FieldRow[];
	settings?: Partial<SyncSettings>;
	run?: Partial<RecordInput['run']>;
	state?: SyncState;
}

function record(results: WriteResult[], { contacts = [ann()], rows = ROWS, settings, run, state }: Given = {}): Recorded {
	const names = (side: SideName) => [...new Set(rows.map((row) => row[side]))].map(field);
	return recordResults({
		state: state ?? { ...emptyState(), contacts },
		settings: { ...new World(settings).settings, rows },
		rows: resolveRows(rows, { google: names('google'), crm: names('crm') }).rows,
		results,
		run: {
			...{ id: 'run', startedAt: NOW - 5_000, finishedAt: NOW, readings: { google: 'full', crm: 'changes' }, complete: true, refused: false },
			...{ deferred: 0, conflicts: 3, overwritten: 4, attention: [], ...run },
		},
	});
}

describe('how a run ended', () => {
	test.each<[string, Partial<RecordInput['run']>, WriteOutcome[], settled: boolean]>([
		['complete', {}, [], true],
		['complete', {}, ['written', 'mismatch'], true],
		['attention', { attention: ['Look here'] }, [], true],
		['partial', { deferred: 1 }, [], false],
		['partial', {}, ['written', 'notSent'], false],
		['partial', {}, ['written', 'unknown'], false],
		['attention', { attention: ['Look here'], deferred: 1 }, [], false],
		['incomplete', { complete: false, attention: ['Look here'] }, [], false],
		['refused', { refused: true }, [], false],
		['refused', { refused: true, complete: false }, [], false],
	])('%s: %p with results %p; nothing is left for later: %s', (outcome, run, outcomes, settled) => {
		const { state, summary } = record(outcomes.map((one) => result('crm', one)), { run });
		expect(summary.outcome).toBe(outcome);
		expect(state.settled).toBe(settled);
	});

	test('is remembered as it is reported', () => {
		const { state, summary } = record([result('google', 'written', { fields: ['jobTitle'] }), result('crm', 'notSent')]);
		expect(state.lastRun).toBe(summary);
		expect(summary).toMatchObject({
			...{ runId: 'run', startedAt: '1970-01-01T00:16:35.000Z', finishedAt: '1970-01-01T00:16:40.000Z', readings: { google: 'full', crm: 'changes' } },
			...{ conflicts: 3, overwritten: 4, classes: { inSync: 1 }, written: { google: { updated: 1, notSent: 0 }, crm: { updated: 0, notSent: 1 } } },
		});
	});

	test('what needs attention is said once', () => {
		const refused = result('crm', 'failed', { error: { code: 'X', message: 'no right to edit', remedy: 'Ask your administrator', access: true } });
		const without = result('google', 'failed', { error: { code: 'X', message: 'no right', access: true } });
		const { summary, state } = record([refused, refused, without], { run: { attention: ['Look here'] } });
		expect(summary.attention).toEqual(['Look here', 'CRM refused access: no right to edit. Ask your administrator', 'Google refused access: no right']);
		expect(state.contacts[0].failure).toBeNull();
	});

	test('what waiting does not help needs attention, and is tried again all the same', () => {
		const lasting = result('crm', 'failed', { error: { code: 'X', message: 'the module is closed', remedy: 'Open it', lasting: true } });
		const { summary, state } = record([lasting], { contacts: [ann({ google: tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chair' }) })] });
		expect(summary.attention[0]).toBe('CRM does not take what the sync asks for: the module is closed. Open it');
		expect(state.contacts[0].failure).toMatchObject({ attempts: 1 });
	});

	test('a fixed value that new records could not be linked by needs attention, under the name that people see', () => {
		const fixed = ['Account', 'Title', 'Other'].map((crm) => ({ crm, value: 'Acme' }));
		const unlinked = (field: string, name = 'Acme') => ({ field, name, why: 'none' as const });
		const attention = (more: Partial<WriteResult>) => {
			const crm = { ...emptyState().sides.crm, capabilities: ['Title', 'Account'].map(field) };
			const state = { ...emptyState(), sides: { ...emptyState().sides, crm }, contacts: [ann()] };
			return record([written('crm', IN_CRM, more)], { state, settings: { fixed } }).summary.attention;
		};
		const said = attention({ op: 'create', unlinked: [unlinked('Account'), unlinked('Other'), unlinked('Title', 'Beta'), unlinked('Unfixed')] });
		expect(said).toEqual([expect.stringContaining('The Account'), expect.stringContaining('Other')]);
		expect(said[1]).not.toContain('The Other');
		expect(attention({ unlinked: [unlinked('Account')] })).toEqual([]);
		expect(attention({ op: 'create' })).toEqual([]);
	});

	test('who could not be written needs attention', () => {
		const edited = ann({ google: tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chair' }) });
		expect(record([result('crm', 'failed')], { contacts: [edited] }).summary.attention).toEqual(['1 contact(s) could not be written; see the details']);
	});

	test('what is known of it is left as it was', () => {
		const contacts = [ann()];
		record([written('crm', { Title: 'Chair' }), result('crm', 'mismatch')], { contacts });
		expect(contacts).toEqual([ann()]);
	});
});

describe('S34: what a side did not store', () => {
	const told = (value: string, stored: string, more: Partial<WriteResult> = {}, given: Given = {}) =>
		record([written('crm', { Title: stored }, more)], { contacts: [ann({ google: tree('people/a', { ...IN_GOOGLE, jobTitle: value }) })], ...given }).warnings;

	test.each([
		['Chairwoman', 'Chair', 'CRM keeps only the first 5 characters of The Title of Lee'],
		['Chairwoman', '', 'CRM stored nothing in The Title of Lee'],
	])('"%s" of which "%s" is left is told', (value, stored, sentence) => {
		expect(told(value, stored)).toEqual([sentence]);
	});

	test('the reason is told where the side gave it for that field', () => {
		const error = (name: string) => ({ error: { code: 'X', message: 'no such account', field: name } });
		expect(told('Chair', '', error('Title'))).toEqual(['CRM stored nothing in The Title of Lee: no such account']);
		expect(told('Chair', '', error('Email'))).toEqual(['CRM stored nothing in The Title of Lee']);
	});

	test.each([
		['Chair', 'Chair'],
		['Chair\r\nwoman ', 'Chair\nwoman'],
		['chair', 'Chair'],
		['Chair', 'Chairwoman'],
	])('"%s" stored as "%s" is no loss', (value, stored) => {
		expect(told(value, stored)).toEqual([]);
	});

	test('nothing is told of fields that were not written, of rows that go the other way, and of records that were not written', () => {
		expect(told('Chairwoman', 'Chair', { fields: [] })).toEqual([]);
		expect(told('Chairwoman', 'Chair', {}, { rows: ROWS.map((row) => ({ ...row, direction: 'toGoogle' })) })).toEqual([]);
		const cut = { contacts: [ann({ google: tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chairwoman' }), crm: tree('1', { ...IN_CRM, Title: 'Chair' }) })] };
		for (const more of [{ outcome: 'unknown' }, { op: 'delete' }, { after: null }] as const) expect(told('Chairwoman', 'Chair', more, cut)).toEqual([]);
		expect(told('Chairwoman', 'Chair', {}, cut)).toHaveLength(1);
	});

	test('nothing is told of a field that could not be linked', () => {
		const unlinked = (name: string) => ({ unlinked: [{ field: name, name: 'Chairwoman', why: 'none' as const }] });
		expect(told('Chairwoman', '', unlinked('Title'))).toEqual([]);
		expect(told('Chairwoman', '', unlinked('Account'))).toEqual(['CRM stored nothing in The Title of Lee']);
	});

	test('a value that cannot go across was not sent', () => {
		const rows = ROWS.map((row): FieldRow => (row.crm === 'Title' ? { ...row, transform: 'day' } : row));
		expect(told('Chairwoman', '', {}, { rows })).toEqual([]);
	});

	test('not more is told than people read', () => {
		const results = Array.from({ length: DETAIL_LIMIT + 1 }, () => written('crm', { Title: 'C' }));
		expect(record(results).warnings).toHaveLength(DETAIL_LIMIT);
	});
});

describe('F21: what a result leaves for the next run', () => {
	test.each<[WriteOutcome, SideName, Partial<WriteResult>, readNext: string[], lost: number | null]>([
		['mismatch', 'crm', {}, ['1'], null],
		['gone', 'google', {}, ['people/a'], null],
		['exists', 'crm', { op: 'create', id: '7' }, ['7'], null],
		['exists', 'crm', { op: 'create', id: null }, [], null],
		['mismatch', 'crm', { id: null }, [], null],
		['unknown', 'google', {}, ['people/a'], null],
		['unknown', 'crm', { id: null }, [], null],
		['unknown', 'google', { op: 'create', id: null }, [], NOW],
		['unknown', 'crm', { op: 'create', id: null }, [], null],
		['unknown', 'crm', { op: 'create', id: '7' }, [], null],
		['notSent', 'crm', {}, [], null],
		['failed', 'crm', {}, [], null],
		['written', 'crm', {}, ['1'], null],
		['written', 'crm', { after: {} }, [], null],
	])('%s in %s, %p: to be read %p, lost %p', (outcome, side, more, readNext, lost) => {
		const { state } = record([result(side, outcome, more)]);
		expect(state.sides[side].readNext).toEqual(readNext);
		expect(state.contacts[0].lostCreateAt).toBe(lost);
		expect(state.contacts[0].agreed).toEqual(ann().agreed);
		expect(state.contacts[0].failure === null).toBe(outcome !== 'failed');
	});

	test('a result of somebody who is not known any more is counted, and changes nothing', () => {
		const { state, summary } = record([written('crm', { Title: 'Chair' }, { contact: { google: null, crm: '9' } }), written('google', {}, { contact: { google: 'people/z', crm: null } })]);
		expect(state.contacts).toEqual([ann()]);
		expect(summary.written).toMatchObject({ crm: { updated: 1 }, google: { joined: 1 } });
	});

	test('a contact is found by either of its ids', () => {
		for (const contact of [{ google: 'people/a', crm: null }, { google: null, crm: '1' }, { google: 'people/z', crm: '1' }]) {
			expect(record([written('crm', { Title: 'Chair' }, { contact })]).state.contacts[0].crm?.fields.Title).toBe('Chair');
		}
	});
});

describe('S50: a failure', () => {
	const edited = () => ann({ google: tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chair' }) });

	test('keeps what the side said, and what to do', () => {
		const failure = (error?: WriteResult['error']) => record([result('crm', 'failed', { error })], { contacts: [edited()] }).state.contacts[0].failure;
		expect(failure({ code: 'INVALID', message: 'bad title', remedy: 'Change it' })).toMatchObject({ code: 'INVALID', message: 'CRM: bad title. Change it' });
		expect(failure({ code: 'INVALID', message: 'bad title' })).toMatchObject({ message: 'CRM: bad title' });
		expect(failure()).toMatchObject({ code: 'UNKNOWN', message: 'CRM: refused', attempts: 1 });
	});

	test('of the same plan doubles the wait, up to a day; of another plan it starts anew', () => {
		let { state } = record([result('crm', 'failed')], { contacts: [edited()] });
		const waits = Array.from({ length: 9 }, () => {
			const wait = (state.contacts[0].failure?.retryAt ?? 0) - NOW;
			({ state } = record([result('crm', 'failed')], { state }));
			return wait / MINUTE;
		});
		expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1_440, 1_440]);
		expect(state.contacts[0].failure?.attempts).toBe(10);
		expect(record([result('crm', 'failed', { op: 'delete' })], { state }).state.contacts[0].failure).toMatchObject({ attempts: 1, fingerprint: 'delete' });
	});

	test('on one side counts although the other side took its part, whichever was answered first', () => {
		const both = ann({ google: tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chair' }), crm: tree('1', { ...IN_CRM, Last_Name: 'Ray' }) });
		const results = [result('crm', 'failed'), written('google', { familyName: 'Ray' })];
		for (const order of [results, [...results].reverse()]) {
			expect(record(order, { contacts: [both] }).state.contacts[0]).toMatchObject({ failure: { attempts: 1 }, google: { fields: { familyName: 'Ray' } } });
		}
	});

	const REFUSED = [{ code: 'A', message: 'no such title', remedy: 'Choose another', field: 'Title' }, { code: 'B', message: 'too long', field: 'Description' }];

	test('of single values is noted, whichever side was answered first; the rest is agreed on', () => {
		const both = ann({ google: tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chair', notes: 'x' }), crm: tree('1', { ...IN_CRM, Last_Name: 'Ray' }) });
		const results = [written('crm', { Description: 'x' }, { refused: REFUSED }), written('google', { familyName: 'Ray' })];
		for (const order of [results, [...results].reverse()]) {
			const [contact] = record(order, { contacts: [both] }).state.contacts;
			expect(contact.failure).toMatchObject({ attempts: 1, code: 'A', message: 'CRM: no such title. Choose another; too long' });
			expect([0, 2, 3].map((index) => agreementOf(contact, index))).toEqual([{ google: 'Ray', crm: 'Ray' }, { google: 'Clerk', crm: 'Clerk' }, { google: 'x', crm: 'x' }]);
		}
	});

	test('names the record that holds the value; one that was not tried this time stays as it is', () => {
		const other = { ...ann({ google: null, agreed: NOTHING_AGREED }), crm: tree('2', { Title: 'Chair' }) };
		const refused = { ...result('crm', 'written', { after: {}, refused: [REFUSED[0]] }) };
		const blockersAfter = (results: WriteResult[], state: SyncState) => record(results, { state }).state.contacts[0].failure?.blockers;
		for (const one of [refused, result('crm', 'failed')]) {
			expect(blockersAfter([one], { ...emptyState(), contacts: [edited(), other] })).toEqual([{ side: 'crm', field: 'Title', id: '2' }]);
		}
		const { state } = record([result('crm', 'failed')], { contacts: [edited()] });
		state.contacts.push(other);
		for (const outcome of ['notSent', 'mismatch'] as const) expect(blockersAfter([result('crm', outcome)], state)).toBeUndefined();
	});

	test('is over when the record has been written', () => {
		const failure = { attempts: 3, retryAt: 0, code: 'X', message: 'CRM: refused', fingerprint: '' };
		expect(record([written('crm', { Title: 'Clerk' })], { contacts: [ann({ failure })] }).state.contacts[0].failure).toBeNull();
	});
});

describe('what was written', () => {
	const after = (results: WriteResult[], given: Given = {}) => record(results, given).state.contacts[0];

	test('is shown from now on as the side shows it, at its time, and what is empty there is gone', () => {
		const crm = tree('1', { ...IN_CRM, Unmapped: 'x' }, { modifiedAt: 5 });
		const results = [written('crm', { Title: 'CHAIR', Last_Name: '' }, { fields: ['Title', 'Last_Name', 'Description'], modifiedAt: '1970-01-01T00:00:07.000Z' })];
		expect(after(results, { contacts: [ann({ crm })] }).crm).toEqual(tree('1', { Email: 'ann@example.org', Title: 'CHAIR', Unmapped: 'x' }, { modifiedAt: 7_000 }));
		expect(after([written('crm', { Title: 'Chair' })], { contacts: [ann({ crm })] }).crm?.modifiedAt).toBe(5);
	});

	test('is agreed on as both sides show it; other rows keep what was agreed', () => {
		const google = tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chair', familyName: 'Ray' });
		const contact = after([written('crm', { Title: 'CHAIR' })], { contacts: [ann({ google })] });
		expect(ROWS.map((_, index) => agreementOf(contact, index))).toEqual([
			{ google: 'Lee', crm: 'Lee' },
			{ google: 'ann@example.org', crm: 'ann@example.org' },
			{ google: 'Chair', crm: 'CHAIR' },
			null,
		]);
	});

	test('is not agreed on where it could not be linked', () => {
		const google = tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chair', notes: 'x' });
		const unlinked = [{ field: 'Title', name: 'Chair', why: 'none' as const }];
		const contact = after([written('crm', { Title: 'Clerk', Description: 'x' }, { unlinked })], { contacts: [ann({ google })] });
		expect([2, 3].map((index) => agreementOf(contact, index))).toEqual([{ google: 'Clerk', crm: 'Clerk' }, { google: 'x', crm: 'x' }]);
	});

	test('of two rows with one field only that which goes to the side is agreed on', () => {
		const rows: FieldRow[] = [...ROWS.slice(0, 3), { google: 'notes', crm: 'Title', direction: 'toGoogle' }];
		const contact = after([written('crm', { Title: 'Chair' })], { rows, contacts: [ann({ google: tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chair' }) })] });
		expect([2, 3].map((index) => agreementOf(contact, index))).toEqual([{ google: 'Chair', crm: 'Chair' }, null]);
	});

	test('S64: over a value that was agreed on is noted, so that its return is seen', () => {
		const google = tree('people/a', { ...IN_GOOGLE, jobTitle: 'Chair' });
		expect(Object.keys(after([written('crm', { Title: 'Chair' })], { contacts: [ann({ google })] }).returns ?? {})).toEqual(['jobTitle\nTitle']);
		expect(after([written('crm', { Title: 'Chair' })], { contacts: [ann({ google, agreed: NOTHING_AGREED })] }).returns).toBeNull();
	});

	test('S64: what is cleared again and filled again returns like any other value', () => {
		const agreed = agreements(ROWS.length, () => ({ google: '', crm: '' }));
		const filled = after([written('crm', { Title: 'Chair' })], { contacts: [ann({ crm: tree('1', {}), agreed })] });
		const cleared = after([written('google', {}, { fields: ['jobTitle'] })], { contacts: [{ ...filled, crm: tree('1', {}) }] });
		expect([filled, cleared].map(({ returns }) => returns?.['jobTitle\nTitle'].count)).toEqual([0, 1]);
	});

	test('in the group takes the contact into it, in the CRM does not', () => {
		const joining = ann({ google: tree('people/a', IN_GOOGLE, { presence: 'out' }), joining: true });
		expect(after([written('google', {})], { contacts: [joining] })).toMatchObject({ joining: false, google: { presence: 'in' } });
		expect(after([written('crm', { Title: 'Clerk' })], { contacts: [joining] })).toMatchObject({ joining: true, google: { presence: 'out' } });
		const outside = { ...joining, joining: false };
		expect(after([written('google', {})], { contacts: [outside] })).toMatchObject({ joining: false, google: { presence: 'out' } });
	});

	test.each(['google', 'crm'] as const)('S07: a record created in %s is linked, and what both show or leave empty is agreed on', (side) => {
		const before = { detached: 'leftView', lostCreateAt: 5, returns: { x: { before: 'x', count: 1, at: 0 } } } as const;
		const google = tree('people/a', { familyName: 'Lee', workEmail: 'ann@example.org', jobTitle: 'Clerk' });
		const lone: Pair = side === 'crm' ? ann({ ...before, google, crm: null }) : ann({ ...before, google: tree('people/old', {}, { presence: 'gone' }) });
		const values: FieldValues = side === 'crm' ? { Last_Name: 'LEE', Email: 'ann@example.org' } : { familyName: 'LEE', workEmail: 'ann@example.org' };
		const contact = after([written(side, values, { op: 'create', id: 'new', contact: side === 'crm' ? { google: 'people/a', crm: null } : { google: null, crm: '1' } })], { contacts: [lone] });
		expect(contact[side]).toEqual(tree('new', values));
		expect(contact).toMatchObject({ detached: null, lostCreateAt: null, returns: null, createdInCrm: side === 'crm' });
		expect(ROWS.map((_, index) => agreementOf(contact, index))).toEqual([
			side === 'crm' ? { google: 'Lee', crm: 'LEE' } : { google: 'LEE', crm: 'Lee' },
			{ google: 'ann@example.org', crm: 'ann@example.org' },
			null,
			{ google: '', crm: '' },
		]);
	});

	test('as a record of which no id is known is not linked', () => {
		const lone = ann({ crm: null, agreed: NOTHING_AGREED });
		expect(after([written('crm', IN_CRM, { op: 'create', id: null })], { contacts: [lone] }).crm).toBeNull();
	});

	test('S10: a deletion forgets the person, and keeps in mind that both records are gone', () => {
		const contacts = [ann({ google: tree('people/a', IN_GOOGLE, { presence: 'gone', modifiedAt: NOW + 5 }) }), ann({ google: null, crm: tree('2', { Last_Name: 'Other' }) })];
		const { state } = record([written('crm', {}, { op: 'delete' })], { contacts });
		expect(state.contacts.map(({ crm }) => crm?.id)).toEqual(['2']);
		expect([state.sides.google.tombstones, state.sides.crm.tombstones]).toEqual([{ 'people/a': NOW }, { 1: NOW }]);
	});

	test('S54: the deletion of a double concerns Google alone', () => {
		const { state } = record([written('google', {}, { op: 'delete' })], { contacts: [ann({ crm: null })] });
		expect([state.contacts, state.sides.google.tombstones, state.sides.crm.tombstones]).toEqual([[], { 'people/a': NOW }, {}]);
	});
});

describe('what was written to a contact of lists', () => {
	const rows: FieldRow[] = [
		...ROWS,
		...[['workPhone', 'Phone'], ['workStreet', 'Mailing_Street'], ['workCity', 'Mailing_City'], ['homeCity', 'Other_City']].map(([google, crm]): FieldRow => ({ google, crm, direction: 'both' })),
		{ google: 'homeStreet', crm: 'Other_Street', direction: 'toCrm' },
	];
	const others = { email: [{ label: 'work', parts: { value: 'ann@example.org' } }], organization: [{ label: '', parts: { title: 'Clerk' } }] };
	const numbers = (...entries: Array<[label: string, value: string]>): ListEntry[] => entries.map(([label, value]) => ({ label, parts: { value } }));

	/** Ann, whose contact shows these lists and fields; what both showed at the last agreement, and what the CRM shows by now. */
	function listed(lists: ContactLists, shown: FieldValues, there: FieldValues): Pair {
		const google = tree('people/a', { ...IN_GOOGLE, ...shown }, { lists: { ...others, ...lists } });
		const known: FieldValues = google.fields;
		const agreed = agreements(rows.length, (index) => ({ google: known[rows[index].google] ?? '', crm: known[rows[index].google] ?? '' }));
		return ann({ google, crm: tree('1', { ...IN_CRM, ...there }), agreed });
	}

	test.each<[string, before: ListEntry[], after: ListEntry[], told: string]>([
		['is found by its value, whatever has the label', numbers(['work', '555 0111'], ['main', '555 0100']), numbers(['work', '555 0111'], ['main', '555 0199']), '555 0111'],
		['is found by its value, though what it was stands there once more', numbers(['main', '555 0100'], ['home', '555 0100']), numbers(['main', '555 0199'], ['home', '555 0100']), '555 0199'],
	])('%s', (_what, before, phone, told) => {
		const contact = listed({ phone: before }, { workPhone: '555 0100' }, { Phone: '555 0199' });
		const [{ google, agreed }] = record([written('google', { workPhone: told }, { lists: { ...others, phone } })], { contacts: [contact], rows }).state.contacts;
		expect(google).toMatchObject({ fields: { ...IN_GOOGLE, workPhone: '555 0199' }, lists: { ...others, phone } });
		expect(agreementOf({ agreed } as Pair, ROWS.length)).toEqual({ google: '555 0199', crm: '555 0199' });
	});

	test('leaves the fields of all other entries, also two that share one and that the CRM has parted', () => {
		const address = [{ label: 'x', parts: { street: '1 High Street' } }];
		const shown = { workStreet: '1 High Street', homeStreet: '1 High Street' };
		const contact = listed({ address }, { ...shown, workPhone: '555 0100' }, { Mailing_Street: '1 High Street', Other_Street: '2 Low Street', Phone: '555 0199' });
		const lists = { ...others, address, phone: numbers(['work', '555 0199']) };
		const [after] = record([written('google', { workPhone: '555 0199' }, { lists })], { contacts: [contact], rows }).state.contacts;
		expect(after.google?.fields).toEqual({ ...IN_GOOGLE, ...shown, workPhone: '555 0199' });
		expect(after.agreed).toEqual(agreements(rows.length, (index) => (index === ROWS.length ? { google: '555 0199', crm: '555 0199' } : agreementOf(contact, index))));
	});

	test('of lists that nobody told of shows what was told', () => {
		const contact = listed({ phone: numbers(['main', '555 0100'], ['work', '555 0111']) }, { workPhone: '555 0100' }, { Phone: '555 0199' });
		const [{ google }] = record([written('google', { workPhone: '555 0199' })], { contacts: [contact], rows }).state.contacts;
		expect(google).toEqual({ ...contact.google, fields: { ...IN_GOOGLE, workPhone: '555 0199' } });
	});
});

describe('how long edits take to the other side', () => {
	const [second, minute] = [1_000, 60_000];
	const began = NOW - 10 * minute;
	const edited = (ago: number | null) => ann({ google: tree('people/a', IN_GOOGLE, { modifiedAt: ago === null ? null : NOW - ago }) });
	const seconds = (contact: Pair, results: WriteResult[], startedAt: number | null = began) => {
		const lastRun = startedAt === null ? null : { ...record([]).summary, startedAt: new Date(startedAt).toISOString() };
		return record(results, { state: { ...emptyState(), contacts: [contact], lastRun }, run: { finishedAt: NOW } }).summary.secondsToArrive;
	};

	test('is told of edits since the last run began', () => {
		expect(seconds(edited(90 * second), [written('crm', IN_CRM)])).toBe(90);
		expect(seconds(edited(10 * minute), [written('crm', IN_CRM)])).toBe(600);
	});

	test.each([
		['the edit is older than the last run', edited(11 * minute), [written('crm', IN_CRM)]],
		['the service is ahead of n8n', edited(-second), [written('crm', IN_CRM)]],
		['nobody knows when it was edited', edited(null), [written('crm', IN_CRM)]],
		['it did not arrive', edited(second), [result('crm', 'unknown')]],
		['it is a deletion', edited(second), [result('crm', 'written', { op: 'delete' })]],
		['there is nothing', edited(second), []],
	])('is not told where %s', (_what, contact, results) => expect(seconds(contact, results)).toBeNull());

	test('is not told of the first run', () => expect(seconds(edited(second), [written('crm', IN_CRM)], null)).toBeNull());

	test('is the median', () => expect([usualSeconds([9_000, 1_000, 2_400]), usualSeconds([1_000, 10_000])]).toEqual([2, 10]));
});
