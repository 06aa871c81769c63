import omit from 'lodash/omit';

import { AGREED, agreedWith, contactWith, edited, ROWS, settingsWith, TITLE_ROW, tree } from './decisionInput';
import { synced } from './people';
import { DEFAULT_ROWS } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import { markOf } from '../../nodes/ContactReconcile/engine/observe/adopt';
import type { JournalRow } from '../../nodes/ContactReconcile/engine/plan/journal';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import type { FieldRow, Pair, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { LeftReason, UndoPlan } from '../../nodes/ContactReconcile/engine/plan/undo';
import { planUndo, undoCounts } from '../../nodes/ContactReconcile/engine/plan/undo';
import type { SideName } from '../../nodes/shared/protocol';

const RUN = { id: 'undo', syncName: 'test', onlyEmailAsWork: true };
const NOW = '2026-01-02T00:00:00.000Z';
const NOTHING: UndoPlan = { operations: { google: [], crm: [] }, journal: [], left: [] };
const TITLES = { google: 'jobTitle', crm: 'Title' };
const EMAILS = { google: 'workEmail', crm: 'Email' };
const CRM_FIELDS: Readonly<Record<string, string>> = Object.fromEntries(DEFAULT_ROWS);
const PLAIN_ROWS = DEFAULT_ROWS.map(([google, crm]): FieldRow => ({ google, crm, direction: 'both' }));

/** A time of day, one after the other. */
function at(hour: number): string {
	return `2026-01-01T0${hour}:00:00.000Z`;
}

/** The job title of Ann's record in the CRM was replaced. */
function row(more: Partial<JournalRow> = {}): JournalRow {
	return {
		...{ runId: 'run1', at: at(1), side: 'crm', recordId: 'crm', scope: 'Contacts', otherId: 'google', contact: 'Lee', field: 'Title' },
		...{ before: 'Clerk', after: 'Chair', reason: 'overwritten' },
		...more,
	};
}

/** All values of a record of Ann's that was deleted. */
function deletion(side: SideName, more: Partial<JournalRow> = {}, values: Record<string, string> = AGREED[side]): JournalRow[] {
	return Object.entries(values).map(([field, before]) =>
		row({ side, recordId: side, otherId: otherSide(side), field, before, after: '', reason: 'deleted', at: at(2), ...more }),
	);
}

/** What is remembered after a run that ended at 3 o'clock. */
function remembering(...contacts: Pair[]): SyncState {
	const { lastRun } = synced().world.state;
	return { ...emptyState(), rows: ROWS, contacts, lastRun: lastRun && { ...lastRun, finishedAt: at(3) } };
}

/** A state in which the CRM shows this job title. */
function showing(Title: string, more: Partial<Pair> = {}): SyncState {
	return remembering(contactWith({ crm: edited('crm', { Title }), ...more }));
}

function planned(rows: JournalRow[], state: SyncState = emptyState()): UndoPlan {
	return planUndo({ rows, state, match: EMAILS, run: RUN, at: NOW });
}

function update(set: Record<string, string>, expected: Record<string, string>, side: SideName = 'crm') {
	return { kind: 'operation', side, contact: { google: 'google', crm: 'crm' }, scope: 'Contacts', run: RUN, op: 'update', id: side, set, expect: expected, join: false };
}

function created(side: SideName, set: Record<string, string>) {
	return {
		...{ kind: 'operation', side, contact: { google: 'google', crm: 'crm', [side]: null }, scope: 'Contacts', run: RUN, op: 'create', set },
		match: side === 'crm' && set.Email ? { field: 'Email', value: 'ann@example.org' } : null,
		origin: side === 'google' ? { syncName: 'test', crmId: 'crm' } : null,
		...(side === 'crm' && !set.Email && { named: { fields: expect.any(Object), mandatory: 'Last_Name', address: 'Email', others: [] } }),
	};
}

function left(reason: LeftReason, ...rows: JournalRow[]): UndoPlan {
	return { ...NOTHING, left: rows.map((one) => ({ row: one, reason })) };
}

describe('an overwritten value', () => {
	const brought = (shown = 'Chair', back = 'Clerk'): UndoPlan => ({
		operations: { google: [], crm: [update({ Title: back }, { Title: shown }) as never] },
		journal: [row({ runId: 'undo', at: NOW, before: shown, after: back, reason: 'undone' })],
		left: [],
	});

	test('comes back, and what it replaces is journalled', () => {
		expect(planned([row()], showing('Chair'))).toEqual(brought());
		expect(planned([row({ reason: 'conflict' })], showing('Chair')).operations).toEqual(brought().operations);
		expect(planned([row({ reason: 'undone' })], showing('Chair')).operations).toEqual(brought().operations);
	});

	test('is expected as it was written where the last sync cannot tell what is there', () => {
		const partial = remembering(contactWith({ crm: edited('crm', { Title: 'Queen' }, { partial: true }) }));
		const unmapped = { ...showing('Queen'), rows: ROWS.filter(({ crm }) => crm !== 'Title') };
		const states = [emptyState(), partial, unmapped, { ...showing('Queen'), lastRun: null }, remembering(contactWith({ crm: null }))];
		for (const state of states) expect(planned([row()], state)).toEqual(brought());
		expect(planned([row({ at: at(4) })], showing('Queen')).operations).toEqual(brought().operations);
	});

	test.each([at(2), at(3)])('is left alone where the last sync, that ended at 3, saw an edit: overwritten at %s', (when) => {
		const overwritten = row({ at: when });
		expect(planned([overwritten], showing('Queen'))).toEqual(left('editedSince', overwritten));
		expect(planned([overwritten], showing('Clerk'))).toEqual(left('shownAlready', overwritten));
	});

	test('S34, S35: comes back where the side made something else of what was written, and shows just that', () => {
		const agreed = agreedWith(TITLE_ROW, 'Chair', 'Cha');
		expect(planned([row()], showing('Cha', { agreed }))).toEqual(brought('Cha'));
		expect(planned([row()], showing('Queen', { agreed }))).toEqual(left('editedSince', row()));
		expect(planned([row()], showing('Cha', { agreed: agreedWith(TITLE_ROW, 'Queen', 'Cha') }))).toEqual(left('editedSince', row()));
		expect(planned([row()], showing('Cha', { agreed: agreedWith(TITLE_ROW, null, null) }))).toEqual(left('editedSince', row()));
	});

	test('of a field that was cleared comes back, and an empty one replaces nothing', () => {
		const cleared = row({ after: '' });
		const plan = { ...brought('', 'Clerk'), journal: [] };
		expect(planned([cleared])).toEqual(plan);
		expect(planned([cleared], remembering(contactWith({ crm: tree('crm', { fields: omit(AGREED.crm, 'Title') }) })))).toEqual(plan);
	});

	test('of a contact that shows one name is written as that', () => {
		const inGoogle = row({ side: 'google', recordId: 'google', otherId: 'crm', field: 'jobTitle' });
		const operation = (oneName?: true) => planned([inGoogle], remembering(contactWith({ google: edited('google', { jobTitle: 'Chair' }, { oneName }) }))).operations.google[0];
		expect(operation(true)).toMatchObject({ set: { jobTitle: 'Clerk' }, oneName: true });
		expect(operation()).not.toHaveProperty('oneName');
	});

	test('of a record that was deleted since is left alone, all of the chain', () => {
		const rows = [row(), row({ before: 'Chair', after: 'Queen', at: at(2) })];
		const gone = remembering(contactWith({ crm: tree('crm', { presence: 'gone' }) }));
		expect(planned(rows, gone)).toEqual(left('deletedSince', rows[1], rows[0]));
	});

	test('of a record that came back is not known', () => {
		const recreated = row({ field: '*', before: '', after: '', reason: 'recreated' });
		expect(planned([recreated])).toEqual(left('recreated', recreated));
	});

	test('knows a record whose counterpart is not known', () => {
		expect(planned([row({ otherId: '' })]).operations.crm).toMatchObject([{ contact: { google: null, crm: 'crm' } }]);
	});
});

describe('changes one after the other', () => {
	const first = row();
	const second = row({ before: 'Chair', after: 'Queen', at: at(2) });

	test.each([[[first, second]], [[second, first]]])('lead back to the oldest value by their times, in whatever order they are given', (rows) => {
		expect(planned(rows).operations.crm).toEqual([update({ Title: 'Clerk' }, { Title: 'Queen' })]);
	});

	test('of one time are one after the other as they were journalled', () => {
		expect(planned([first, { ...second, at: first.at }]).operations.crm).toEqual([update({ Title: 'Clerk' }, { Title: 'Queen' })]);
	});

	test('end where the field was changed in between; the same change twice is one', () => {
		const between = row({ before: 'Abbess', after: 'Nun' });
		expect(planned([between, second])).toMatchObject({
			operations: { crm: [update({ Title: 'Chair' }, { Title: 'Queen' })] },
			left: [{ row: between, reason: 'changedBetween' }],
		});
		expect(planned([first, { ...first, runId: 'run2', at: at(2) }])).toMatchObject({
			operations: { crm: [update({ Title: 'Clerk' }, { Title: 'Chair' })] },
			left: [],
		});
	});

	test('that lead back to what is shown need no write', () => {
		const back = row({ before: 'Chair', after: 'Clerk', at: at(2) });
		expect(planned([first, back])).toEqual(left('shownAlready', back));
	});

	test('are undone record by record and field by field', () => {
		const name = row({ field: 'Last_Name', before: 'Lee', after: 'Ray' });
		const others = [row({ recordId: 'crm2', otherId: '' }), row({ side: 'google', recordId: 'google', otherId: 'crm', field: 'jobTitle' })];
		const plan = planned([first, name, ...others]);
		expect(plan.operations.google).toEqual([update({ jobTitle: 'Clerk' }, { jobTitle: 'Chair' }, 'google')]);
		expect(plan.operations.crm).toHaveLength(2);
		expect(plan.operations.crm).toContainEqual(update({ Title: 'Clerk', Last_Name: 'Lee' }, { Title: 'Chair', Last_Name: 'Ray' }));
		expect(undoCounts(plan)).toEqual({ fields: 4, records: 0 });
		expect(undoCounts(planned([...deletion('crm'), row({ recordId: 'crm2' })]))).toEqual({ fields: 1, records: 1 });
	});
});

test('a contact with a middle name that no row knows of is there again under its name without it', () => {
	const rows = deletion('google', {}, { givenName: 'Ann', familyName: 'Lee', mobilePhone: '555 010 0100' });
	const there = tree('google', { id: 'other', fields: { givenName: 'Ann', middleName: 'May', familyName: 'Lee', mobilePhone: '555 010 0100', jobTitle: 'Clerk' } });
	const state = { ...emptyState(), rows: PLAIN_ROWS, contacts: [contactWith({ google: there })] };
	expect(planned(rows, state)).toEqual(left('thereAgain', ...[...rows].reverse()));
});

describe('the name by which a record of the CRM is looked up before it is created again', () => {
	const named = (state: SyncState) => planned(deletion('crm', {}, { Last_Name: 'Lee', Name: 'Lee' }), state).operations.crm[0];
	const fields = { given: [], family: [], whole: [], company: [] };
	const withFields = (rows: FieldRow[], mandatory: string[]): SyncState => {
		const { sides, ...state } = { ...emptyState(), rows };
		const capabilities = ['Name', 'Last_Name'].map((name) => ({ name, label: name, kind: 'text' as const, writable: true, mandatory: mandatory.includes(name) }));
		return { ...state, sides: { ...sides, crm: { ...sides.crm, capabilities } } };
	};
	const whole: FieldRow[] = [{ google: 'fullName', crm: 'Name', direction: 'both' }];

	test.each<[string, SyncState, Record<string, string[]>, string]>([
		['is that of the usual map where none is remembered', emptyState(), { given: ['First_Name'], family: ['Last_Name'], company: ['Account_Name'] }, 'Last_Name'],
		['is that of the map', { ...emptyState(), rows: whole }, { whole: ['Name'] }, 'Last_Name'],
		['is that which the CRM cannot do without', withFields([...whole, ...ROWS], ['Name']), { whole: ['Name'], family: ['Last_Name'] }, 'Name'],
		['is that of the usual field where the map has none of those', withFields(whole, ['Last_Name']), { whole: ['Name'] }, 'Last_Name'],
	])('%s', (_what, state, own, mandatory) => {
		expect(named(state)).toMatchObject({ named: { fields: { ...fields, ...own }, mandatory, address: 'Email', others: [] } });
	});
});

describe.each(SIDES)('a record deleted in %s', (side) => {
	const title = TITLES[side];
	const email = EMAILS[side];
	const creates = (set: Record<string, string>) => ({ ...NOTHING, operations: { ...NOTHING.operations, [side]: [created(side, set)] } });

	test('is created again with what it held', () => {
		expect(planned(deletion(side))).toEqual(creates(AGREED[side]));
		const withoutAddress = omit(AGREED[side], email);
		expect(planned(deletion(side, {}, withoutAddress))).toEqual(creates(withoutAddress));
		expect(planned(deletion(side, { otherId: '' })).operations[side]).toMatchObject([{ contact: { google: null, crm: null }, origin: null }]);
		const shouted = { ...AGREED[side], [email]: ' ANN@example.org' };
		expect(planned(deletion(side, {}, shouted))).toEqual(creates(shouted));
		const beside = { ...AGREED[side], [EMAILS[otherSide(side)]]: 'lee@example.org' };
		expect(planned(deletion(side, {}, beside))).toEqual(creates(beside));
	});

	test('is created without what cannot be written', () => {
		const state = emptyState();
		const capability = ROWS[TITLE_ROW].capability[side];
		const other = ROWS[0].capability[side];
		state.sides[side].capabilities = [other, { ...capability, writable: false }];
		expect(planned(deletion(side), state)).toEqual(creates(omit(AGREED[side], title)));
		state.sides[side].capabilities = [{ ...other, writable: false }, capability];
		expect(planned(deletion(side), state)).toEqual(creates(omit(AGREED[side], other.name)));
	});

	test('deleted twice, holds what it held the last time', () => {
		const earlier = deletion(side, { at: at(1), runId: 'run0' }, { ...AGREED[side], nickname: 'Annie' });
		expect(planned([...earlier, ...deletion(side)])).toEqual(creates(AGREED[side]));
	});

	test('comes back with the changes before it undone, as far as they lead', () => {
		const before = (more: Partial<JournalRow>) => row({ side, recordId: side, otherId: otherSide(side), field: title, ...more });
		const plan = (more: Partial<JournalRow>, values: Record<string, string> = AGREED[side]) => planned([before(more), ...deletion(side, {}, values)]);
		expect(plan({ before: 'Nun', after: 'Clerk' })).toEqual(creates({ ...AGREED[side], [title]: 'Nun' }));
		expect(plan({ before: 'Nun', after: '' }, omit(AGREED[side], title))).toEqual(creates({ ...AGREED[side], [title]: 'Nun' }));
		expect(plan({ before: 'Nun', after: 'Chair' })).toEqual({ ...creates(AGREED[side]), left: left('editedSince', before({ before: 'Nun', after: 'Chair' })).left });
		expect(plan({ before: '', after: '' }, omit(AGREED[side], title))).toMatchObject({ left: [{ reason: 'shownAlready' }] });
	});

	test('is not created where it is there still; its other values come back', () => {
		const rows = deletion(side);
		expect(planned(rows, remembering(contactWith()))).toEqual(left('stillThere', ...[...rows].reverse()));
		const changed = row({ side, recordId: side, otherId: otherSide(side), field: title, before: 'Nun', after: 'Clerk' });
		expect(planned([changed, ...rows], remembering(contactWith())).operations[side]).toEqual([update({ [title]: 'Nun' }, { [title]: 'Clerk' }, side)]);
	});

	test('is created where it is known to be gone, or other people are there', () => {
		const gone = contactWith({ [side]: tree(side, { presence: 'gone' }) });
		const sameName = { [side]: tree(side, { id: 'other', fields: { ...AGREED[side], [email]: 'lee@example.org' } }) };
		const state = remembering(gone, contactWith(sameName), contactWith({ [side]: null }), contactWith({ [side]: tree(side, { id: 'another', fields: {} }) }));
		expect(planned(deletion(side), state)).toEqual(creates(AGREED[side]));
		const withoutAddress = omit(AGREED[side], email);
		const namesake = contactWith({ [side]: tree(side, { id: 'other', fields: omit(withoutAddress, title) }) });
		expect(planned(deletion(side, {}, withoutAddress), remembering(gone, namesake, contactWith({ [side]: null })))).toEqual(creates(withoutAddress));
	});

	/** A person without an address, with the fields of the default map. */
	const person = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).map(([field, value]) => [side === 'google' ? field : (CRM_FIELDS[field] ?? field), value]));
	const silent = deletion(side, {}, person({ givenName: 'Ann', familyName: 'Lee', mobilePhone: '030 123456' }));
	const knowing = (values: Record<string, string>, more: Partial<SyncState> = {}) =>
		planned(silent, { ...emptyState(), rows: PLAIN_ROWS, mark: markOf(settingsWith({ phoneCountry: 'DE' })), contacts: [contactWith({ [side]: tree(side, { id: 'other', fields: person(values) }) })], ...more });

	test.each<[string, Record<string, string>]>([
		['its full name and number are', { givenName: 'ANN', familyName: 'Lee', mobilePhone: '(030) 123456' }],
		['its full name and number are, written with the country', { givenName: 'Ann', familyName: 'Lee', mobilePhone: '+49 30 123456' }],
		['its full name and number are, beside another number', { givenName: 'Ann', familyName: 'Lee', mobilePhone: '030 199199', workPhone: '030 123456' }],
		['all that it held is', { givenName: 'Ann', familyName: 'Lee', mobilePhone: '030 123456', jobTitle: 'Clerk' }],
	])('without an address is not created where %s there again', (_what, values) => {
		expect(knowing(values)).toEqual(left('thereAgain', ...[...silent].reverse()));
	});

	test.each<[string, string[], Record<string, string>, Partial<SyncState>]>([
		['another number', ['other'], { givenName: 'Ann', familyName: 'Lee', mobilePhone: '030 199199' }, {}],
		['another name', [], { givenName: 'Bea', familyName: 'Lee', mobilePhone: '030 123456' }, {}],
		['no name', [], { mobilePhone: '030 123456' }, {}],
		['the number with a country, where none is known', ['other'], { givenName: 'Ann', familyName: 'Lee', mobilePhone: '+49 30 123456' }, { mark: null }],
	])('without an address is created beside a record of %s, which is not looked up again: %j', (_what, others, values, more) => {
		expect(knowing(values, more).operations[side]).toMatchObject([{ op: 'create', ...(side === 'crm' && { named: { mandatory: 'Last_Name', others } }) }]);
	});

	test('of which nothing is mapped is created beside whoever is there', () => {
		const rows = deletion(side, {}, { nickname: 'Annie' });
		expect(planned(rows, remembering(contactWith({ [side]: tree(side, { id: 'other' }) })))).toEqual(creates({ nickname: 'Annie' }));
	});

	test('is not created where all that is mapped is there again, whatever else its lists held; of several values of a field the first comes back', () => {
		const withoutAddress = omit(AGREED[side], email);
		const [beside, value] = side === 'google' ? ['homeWebsite', 'ann.example.org'] : ['Website', 'ann.example.org'];
		const rows = deletion(side, {}, { ...withoutAddress, [beside]: value });
		const there = remembering(contactWith({ [side]: tree(side, { id: 'new', fields: withoutAddress }) }));
		expect(planned(rows, there).left.map(({ reason }) => reason)).toEqual(rows.map(() => 'thereAgain'));
		const another = deletion(side, {}, { [title]: 'What another job was called' });
		expect(planned([...deletion(side), ...another], remembering()).operations[side]).toMatchObject([{ op: 'create', set: AGREED[side] }]);
	});

	test('is not created where its address, or without one all that it held, is there again', () => {
		const there = (fields: Record<string, string>) => remembering(contactWith({ [side]: tree(side, { id: 'new', fields }) }));
		const rows = deletion(side);
		expect(planned(rows, there({ [email]: 'ANN@example.org' }))).toEqual(left('thereAgain', ...[...rows].reverse()));
		const withoutAddress = deletion(side, {}, omit(AGREED[side], email));
		expect(planned(withoutAddress, there(omit(AGREED[side], email)))).toEqual(left('thereAgain', ...[...withoutAddress].reverse()));
		const filled = row({ side, recordId: side, otherId: otherSide(side), field: title, before: '', after: 'Clerk' });
		const { left: stays, operations } = planned([filled, ...withoutAddress], there(omit(AGREED[side], email, title)));
		expect(operations).toEqual(NOTHING.operations);
		expect(stays.map(({ reason }) => reason)).toEqual(['thereAgain', 'thereAgain']);
	});
});
