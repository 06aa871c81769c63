import omit from 'lodash/omit';

import { mappedRow, agreedWith, AGREED, contactWith, edited, EMAIL_ROW, NAME_ROW, ROWS, settingsWith, TITLE_ROW, tree } from './decisionInput';
import { agree } from '../../nodes/ContactReconcile/engine/model/draft';
import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import type { Decision, DecisionContext } from '../../nodes/ContactReconcile/engine/decide/decision';
import { keptBy, writesOf } from '../../nodes/ContactReconcile/engine/decide/decision';
import { fingerprintOf, isBackingOff } from '../../nodes/ContactReconcile/engine/decide/backOff';
import { decide } from '../../nodes/ContactReconcile/engine/decide/person';
import { missingLinks } from '../../nodes/ContactReconcile/engine/observe/missingLinks';
import type { DetachReason, Pair, Presence, Snapshot, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { AmbiguityReason } from '../../nodes/ContactReconcile/engine/match/undecided';
import type { SideName } from '../../nodes/shared/protocol';

type Standing = Presence | 'none';

function decided(contact: Pair, settings: Partial<SyncSettings> = {}, more: Partial<DecisionContext> = {}): Decision {
	return decide(contact, { settings: settingsWith(settings), rows: ROWS, ambiguous: new Map(), ...more });
}

function standing(side: SideName, presence: Standing): Snapshot | null {
	return presence === 'none' ? null : tree(side, { presence });
}

const IN_SYNC: Decision = { kind: 'compare', agree: [], writes: [], kept: [], join: false };
const FORGET: Decision = { kind: 'forget' };
const OUTSIDE: Decision = { kind: 'outside' };

/** Ann created on a side. */
function created(on: SideName, again: boolean, values = Object.values<string>(AGREED.crm)): Decision {
	const writes = values.flatMap((value, row) => (value === '' ? [] : [{ row, to: on, value, replaces: '', conflict: false }]));
	return { kind: 'create', on, writes, fixed: {}, kept: [], again };
}

describe('table 1: what happens with a person who is unchanged, where both sides may be written to and deletions are on', () => {
	const table: Array<[Standing, Standing, Decision]> = [
		['none', 'none', FORGET],
		['none', 'in', created('google', false)],
		['none', 'out', OUTSIDE],
		['none', 'gone', FORGET],
		['in', 'none', created('crm', false)],
		['in', 'in', IN_SYNC],
		['in', 'out', { kind: 'detach', reason: 'leftView' }],
		['in', 'gone', { kind: 'delete', on: 'google' }],
		['out', 'none', OUTSIDE],
		['out', 'in', { kind: 'detach', reason: 'leftGroup' }],
		['out', 'out', { kind: 'detach', reason: 'leftBoth' }],
		['out', 'gone', { kind: 'detach', reason: 'deletedInCrm' }],
		['gone', 'none', FORGET],
		['gone', 'in', { kind: 'delete', on: 'crm' }],
		['gone', 'out', { kind: 'detach', reason: 'deletedInGoogle' }],
		['gone', 'gone', FORGET],
	];

	test.each(table)('Google %s, CRM %s: %j', (google, crm, decision) => {
		expect(decided(contactWith({ google: standing('google', google), crm: standing('crm', crm) }), { deletes: true })).toEqual(decision);
	});

	const others: Standing[] = ['none', 'in', 'out', 'unlisted', 'gone'];

	test.each(others)('S26, S41, S60: who is not listed, or may not be read, on one side and is %s on the other waits', (presence) => {
		for (const side of SIDES) {
			const other = otherSide(side);
			const unclear = (own: Presence) => contactWith({ [side]: standing(side, own), [other]: standing(other, presence) });
			expect(decided(unclear('unlisted'), { deletes: true })).toEqual({ kind: 'wait', reason: 'readById' });
			expect(decided(unclear('forbidden'), { deletes: true })).toEqual({ kind: 'wait', reason: 'forbidden' });
		}
	});

	test.each(SIDES)('a record in scope of which %s told only a part is read first', (side) => {
		expect(decided(contactWith({ [side]: tree(side, { partial: true }) }))).toEqual({ kind: 'wait', reason: 'readById' });
	});

	test.each<[Standing, Standing]>([['in', 'out'], ['out', 'in'], ['out', 'out'], ['out', 'gone'], ['gone', 'out'], ['gone', 'in'], ['in', 'gone']])(
		'S06, S21: who is detached already keeps the reason where Google is %s and the CRM %s',
		(google, crm) => {
			const contact = contactWith({ google: standing('google', google), crm: standing('crm', crm), detached: 'merged' });
			expect(decided(contact, { deletes: true })).toEqual({ kind: 'detach', reason: 'merged' });
		},
	);

	test.each<[DetachReason, Standing, Standing, DetachReason]>([
		['outsideView', 'in', 'out', 'outsideView'],
		['outsideView', 'out', 'out', 'leftBoth'],
		['outsideView', 'in', 'gone', 'deletedInCrm'],
		['leftGroup', 'in', 'out', 'leftView'],
		['leftView', 'gone', 'out', 'deletedInGoogle'],
		['deletedInGoogle', 'out', 'in', 'leftGroup'],
	])('S24: who was detached as %s is told by where the records are by now: Google %s, CRM %s', (detached, google, crm, reason) => {
		const contact = contactWith({ google: standing('google', google), crm: standing('crm', crm), detached });
		expect(decided(contact, { deletes: true })).toEqual({ kind: 'detach', reason });
	});
});

test('F21: a record that only a look-up has found is no part of the sync', () => {
	expect(decided(contactWith({ google: null, crm: tree('crm', { presence: 'unlisted', fields: {} }) }))).toEqual(OUTSIDE);
});

describe('S24: a contact found outside the group', () => {
	const outside = (more: Partial<Snapshot> = {}) => contactWith({ google: tree('google', { presence: 'out', ...more }), joining: true });

	test('joins it, compared field by field', () => {
		const { google } = outside({ fields: { ...AGREED.google, jobTitle: 'Chair' } });
		expect(decided(contactWith({ google, joining: true }))).toEqual({
			...IN_SYNC,
			writes: [{ row: TITLE_ROW, to: 'crm', value: 'Chair', replaces: 'Clerk', conflict: false }],
			join: true,
		});
	});

	test('joins it also where nothing is to be compared', () => {
		const contact = outside();
		agree(contact, { ...contact.agreed, shownBy: { google: AGREED.google, crm: AGREED.crm } });
		expect(decided(contact)).toEqual({ ...IN_SYNC, join: true });
	});

	test('is read first when little is known of it', () => {
		expect(decided(outside({ partial: true }))).toEqual({ kind: 'wait', reason: 'readById' });
	});

	test('is left there when Google is not written to', () => {
		expect(decided(outside(), { direction: 'googleToCrm' })).toEqual({ kind: 'detach', reason: 'leftGroup' });
	});
});

describe('a new person', () => {
	const onlyIn = (side: SideName, more: Partial<Pair> = {}) => contactWith({ [otherSide(side)]: null, agreed: NOTHING_AGREED, ...more });

	test('S54: stays where the other side is not written to', () => {
		expect(decided(onlyIn('crm'), { direction: 'googleToCrm' })).toEqual({ kind: 'exclude', reason: 'onlyInCrm' });
		expect(decided(onlyIn('google'), { direction: 'crmToGoogle' })).toEqual({ kind: 'exclude', reason: 'onlyInGoogle' });
		expect(decided(onlyIn('crm'), { direction: 'crmToGoogle' })).toEqual(created('google', false));
		expect(decided(onlyIn('google'), { direction: 'googleToCrm' })).toEqual(created('crm', false));
	});

	test('S44: waits while the answer to its creation is lost', () => {
		expect(decided(onlyIn('crm', { lostCreateAt: 1 }))).toEqual({ kind: 'wait', reason: 'lostCreate' });
		expect(decided(onlyIn('google', { lostCreateAt: 1 }))).toEqual(created('crm', false));
	});

	test.each(['', ' ', 'ann at example.org'])('S18: with the address %j is not created in the CRM, but in Google', (address) => {
		const google = edited('google', { workEmail: address });
		expect(decided(onlyIn('google', { google }))).toEqual({ kind: 'exclude', reason: 'noEmail' });
		expect(decided(onlyIn('crm', { crm: edited('crm', { Email: '' }) }))).toEqual(created('google', false, ['Lee', '', 'Clerk']));
	});

	describe('S284: without an address', () => {
		const rows = [...ROWS, mappedRow({ google: 'givenName', crm: 'First_Name' }), mappedRow({ google: 'workPhone', crm: 'Phone' }, { google: { kind: 'phone' }, crm: { kind: 'phone' } }), mappedRow({ google: 'homeEmail', crm: 'Secondary' }, { crm: { kind: 'email' } })];
		const inGoogle = { workEmail: '', givenName: 'Ann', workPhone: '555 010 0100' };
		const made = (side: SideName, fields: Record<string, string>, settings: Partial<SyncSettings>) => {
			const decision = decided(onlyIn(side, { [side]: edited(side, fields) }), { rows, ...settings }, { rows });
			return decision.kind === 'exclude' ? decision.reason : decision.kind;
		};

		test.each<[SyncSettings['withoutEmail'], string, string]>([[undefined, 'noEmail', 'create'], ['link', 'noEmail', 'create'], ['leaveOut', 'leftOut', 'leftOut'], ['sync', 'create', 'create']])('%s: Google\'s %s, the CRM\'s %s', (withoutEmail, ofGoogle, ofCrm) => {
			expect(made('google', inGoogle, { withoutEmail })).toBe(ofGoogle);
			expect(made('crm', { Email: '' }, { withoutEmail })).toBe(ofCrm);
			expect(made('crm', { Email: '', Secondary: 'ann@example.org' }, { withoutEmail })).toBe('create');
		});

		test('is created in the CRM where the name would find it again', () => {
			expect(made('google', { ...inGoogle, workPhone: '' }, { withoutEmail: 'sync' })).toBe('noKey');
			expect(made('google', { ...inGoogle, workPhone: '0100' }, { withoutEmail: 'sync' })).toBe('noKey');
			expect(made('google', { ...inGoogle, workPhone: '' }, { withoutEmail: 'sync', linkByName: true })).toBe('create');
			expect(made('google', { ...inGoogle, givenName: '' }, { withoutEmail: 'sync', linkByName: true })).toBe('noKey');
		});

		test('is created again there where that is so, and else set aside', () => {
			const deleted = (phone: string) => decided(contactWith({ google: edited('google', { ...inGoogle, workPhone: phone }), crm: edited('crm', { Email: '' }, { presence: 'gone' }) }), { rows, withoutEmail: 'sync', deletes: true }, { rows });
			expect(deleted('555 010 0100')).toMatchObject({ kind: 'create', on: 'crm', again: true });
			expect(deleted('')).toEqual({ kind: 'detach', reason: 'deletedInCrm' });
		});
	});

	test('is not created in the CRM without a row for the address that people are matched by', () => {
		expect(decided(onlyIn('google'), {}, { rows: [ROWS[NAME_ROW], ROWS[TITLE_ROW]] })).toEqual({ kind: 'exclude', reason: 'noEmail' });
	});

	test('gets only what rows carry there, and nothing for empty values, whatever the target asks for', () => {
		const rows = [
			mappedRow({ google: 'familyName', crm: 'Last_Name', direction: 'toGoogle' }),
			ROWS[EMAIL_ROW],
			mappedRow({ google: 'jobTitle', crm: 'Title' }, { crm: { maxLength: 3 } }),
			mappedRow({ google: 'department', crm: 'Department' }, { crm: { mandatory: true } }),
			mappedRow({ google: 'optIn', crm: 'Opt_In', transform: 'yesNo' }, { crm: { kind: 'boolean' } }),
			mappedRow({ google: 'tags', crm: 'Tags', transform: 'list' }, { crm: { kind: 'multiPicklist' } }),
			mappedRow({ google: 'birthday', crm: 'Year', transform: 'year' }),
		];
		const google = edited('google', { tags: ',', birthday: 'in May' });
		expect(decided(onlyIn('google', { google }), {}, { rows })).toEqual({
			kind: 'create',
			on: 'crm',
			writes: [{ row: 1, to: 'crm', value: 'ann@example.org', replaces: '', conflict: false }],
			fixed: {},
			kept: [
				{ row: 2, why: 'notRepresentable', detail: 'Title holds at most 3 characters' },
				{ row: 6, why: 'notRepresentable', detail: '"in May" is no date' },
			],
			again: false,
		});
	});
});

describe.each(SIDES)('S06 to S08: a record deleted in %s', (side) => {
	const left = otherSide(side);
	const title = left === 'google' ? 'jobTitle' : 'Title';
	const address = left === 'google' ? 'workEmail' : 'Email';
	const detached: Decision = { kind: 'detach', reason: side === 'google' ? 'deletedInGoogle' : 'deletedInCrm' };
	const onlyTo = (target: SideName): Partial<SyncSettings> => ({ direction: target === 'google' ? 'crmToGoogle' : 'googleToCrm' });
	const remaining = (fields: Record<string, string> = {}, more: Partial<Pair> = {}) =>
		contactWith({ [side]: tree(side, { presence: 'gone' }), [left]: edited(left, fields), ...more });

	test('is deleted on the other side where that is unchanged, and only where deletions are on and it is written to', () => {
		expect(decided(remaining(), { deletes: true })).toEqual({ kind: 'delete', on: left });
		expect(decided(remaining(), { deletes: true, ...onlyTo(left) })).toEqual({ kind: 'delete', on: left });
		expect(decided(remaining(), { deletes: true, ...onlyTo(side) })).toEqual(detached);
		expect(decided(remaining(), { deletes: false })).toEqual(detached);
	});

	test('is created again where the other one was changed, with what that shows, and only where its side is written to', () => {
		const changed = remaining({ [title]: 'Chair' });
		const again = created(side, true, ['Lee', 'ann@example.org', 'Chair']);
		expect(decided(changed, { deletes: true })).toEqual(again);
		expect(decided(changed, { deletes: true, ...onlyTo(side) })).toEqual(again);
		expect(decided(changed, { deletes: true, ...onlyTo(left) })).toEqual(detached);
	});

	test('counts a value that is written in another way as unchanged, a cleared one as changed', () => {
		expect(decided(remaining({ [address]: 'ANN@Example.org' }), { deletes: true })).toEqual({ kind: 'delete', on: left });
		const withoutTitle = omit(AGREED[left], title);
		expect(decided(remaining({}, { [left]: tree(left, { fields: withoutTitle }) }), { deletes: true })).toEqual(
			created(side, true, ['Lee', 'ann@example.org', '']),
		);
		const neverThere = remaining({}, { [left]: tree(left, { fields: withoutTitle }), agreed: agreedWith(TITLE_ROW, '', '') });
		expect(decided(neverThere, { deletes: true })).toEqual({ kind: 'delete', on: left });
	});

	test('S18: comes back without an address in Google only', () => {
		const own = side === 'google' ? 'workEmail' : 'Email';
		const decision = decided(remaining({ [address]: '' }, { [side]: edited(side, { [own]: '' }, { presence: 'gone' }) }), { deletes: true });
		expect(decision).toEqual(side === 'google' ? created('google', true, ['Lee', '', 'Clerk']) : detached);
	});

	test('S44: waits in Google alone while the answer to its creation is lost', () => {
		const decision = decided(remaining({ [title]: 'Chair' }, { lostCreateAt: 1 }), { deletes: true });
		expect(decision).toEqual(side === 'google' ? { kind: 'wait', reason: 'lostCreate' } : created('crm', true, ['Lee', 'ann@example.org', 'Chair']));
	});

	test('is created again where the two never agreed on anything', () => {
		expect(decided(remaining({}, { agreed: NOTHING_AGREED }), { deletes: true })).toEqual(created(side, true));
		expect(decided(remaining({}, { agreed: NOTHING_AGREED }), { deletes: true, ...onlyTo(left) })).toEqual(detached);
	});

	test('stays on the other side where that holds a value that the deleted one never showed', () => {
		const agreed = agreedWith(TITLE_ROW, null, null);
		const deleted = (fields: Record<string, string>) => ({ [side]: edited(side, fields, { presence: 'gone' }), agreed });
		const own = side === 'google' ? 'jobTitle' : 'Title';
		expect(decided(remaining({}, deleted({ [own]: 'Chair' })), { deletes: true })).toEqual(detached);
		expect(decided(remaining({}, deleted({ [own]: '' })), { deletes: true })).toEqual(detached);
		expect(decided(remaining({}, deleted({ [own]: 'Clerk' })), { deletes: true })).toEqual({ kind: 'delete', on: left });
		// A value that only the deleted one held is no reason.
		expect(decided(remaining({ [title]: '' }, deleted({ [own]: 'Chair' })), { deletes: true })).toEqual({ kind: 'delete', on: left });
		const others = omit(AGREED[left], title);
		expect(decided(remaining({}, { ...deleted({ [own]: 'Chair' }), [left]: tree(left, { fields: others }) }), { deletes: true })).toEqual({ kind: 'delete', on: left });
	});

	test('goes on both sides although the agreed values were not the same on the two (S34)', () => {
		const own = side === 'google' ? 'jobTitle' : 'Title';
		const agreed = agreedWith(TITLE_ROW, side === 'google' ? 'Cle' : 'Clerk', side === 'crm' ? 'Cle' : 'Clerk');
		const contact = remaining({}, { [side]: edited(side, { [own]: 'Cle' }, { presence: 'gone' }), agreed });
		expect(decided(contact, { deletes: true })).toEqual({ kind: 'delete', on: left });
	});
});

describe('a company that the CRM has no one account of', () => {
	const acme = { field: 'Account_Name', name: 'Acme', why: 'none' as const };
	const company = mappedRow({ google: 'company', crm: 'Account_Name' }, { crm: { kind: 'lookup' } });
	const more: Partial<DecisionContext> = { rows: [...ROWS, company], missing: missingLinks([acme]) };
	const row = ROWS.length;
	const google = edited('google', { company: 'Acme' });
	const crm = edited('crm', { Account_Name: 'Acme' });

	test('is no part of a new record of the CRM, and one of a new contact of Google', () => {
		const inCrm = decided(contactWith({ google, crm: null, agreed: NOTHING_AGREED }), {}, more);
		expect(inCrm).toEqual({ ...created('crm', false), kept: [{ row, why: 'noAccount', missing: acme, detail: expect.stringContaining('"Acme"') }] });
		const inGoogle = decided(contactWith({ crm, google: null, agreed: NOTHING_AGREED }), {}, more);
		expect(inGoogle).toEqual(created('google', false, [...Object.values<string>(AGREED.crm), 'Acme']));
	});

	test('keeps nobody from being deleted in Google, but in the CRM', () => {
		const gone = { presence: 'gone' as const };
		expect(decided(contactWith({ google, crm: tree('crm', gone) }), { deletes: true }, more)).toEqual({ kind: 'delete', on: 'google' });
		expect(decided(contactWith({ google: edited('google', { company: 'Beta' }), crm: tree('crm', gone) }), { deletes: true }, more)).toEqual({ kind: 'detach', reason: 'deletedInCrm' });
		expect(decided(contactWith({ google: tree('google', gone), crm }), { deletes: true }, more)).toEqual({ kind: 'detach', reason: 'deletedInGoogle' });
	});
});

describe('two who first meet by their address, and have names of two people', () => {
	const [FAMILY, GIVEN, WHOLE, COMPANY, TITLE] = [0, 1, 2, 3, 4];
	const fields: Array<[string, string]> = [['familyName', 'Last_Name'], ['givenName', 'First_Name'], ['fullName', 'Full_Name'], ['company', 'Account_Name'], ['jobTitle', 'Title'], ['workEmail', 'Email']];
	const rows = fields.map(([google, crm]) => mappedRow({ google, crm }));
	const inGoogle = { familyName: 'Lee', givenName: 'Ann', fullName: 'MA', company: 'Acme', jobTitle: 'Chair', workEmail: 'info@example.org' };
	const inCrm = { Last_Name: 'Ray', First_Name: 'Bob', Full_Name: 'MA', Account_Name: 'Beta', Title: '', Email: 'info@example.org' };

	function met(google: Partial<typeof inGoogle>, crm: Partial<typeof inCrm> = {}, settings: Partial<SyncSettings> = {}, agreed: Pair['agreed'] = NOTHING_AGREED) {
		const contact = contactWith({ google: tree('google', { fields: { ...inGoogle, ...google } }), crm: tree('crm', { fields: { ...inCrm, ...crm } }), agreed });
		const decision = decided(contact, { rows, ...settings }, { rows });
		if (decision.kind !== 'compare') throw new Error(`they are not compared: ${decision.kind}`);
		return { agree: decision.agree, writes: decision.writes.map(({ row, to }) => [row, to]), kept: decision.kept.map(({ row, why }) => [row, why]) };
	}

	const others = [[COMPANY, 'google'], [TITLE, 'crm']];

	test('keep them, and share the rest', () => {
		expect(met({})).toEqual({ agree: [5], writes: others, kept: [[FAMILY, 'otherName'], [GIVEN, 'otherName']] });
	});

	test('get no part of the other one\'s name either', () => {
		expect(met({}, { First_Name: '' })).toEqual({ agree: [5], writes: others, kept: [[FAMILY, 'otherName']] });
	});

	test('are made one where that is asked for, where they may be one, or where they agreed on a name before', () => {
		const renamed = { agree: [WHOLE, 5], writes: [[FAMILY, 'google'], [GIVEN, 'google'], ...others], kept: [] };
		expect(met({}, {}, { linkDifferentNames: true })).toEqual(renamed);
		expect(met({ givenName: 'Bob Ann' }, {})).toEqual(renamed);
		const before = ['Lea', 'Ann', null, null, null, null];
		expect(met({}, {}, {}, { google: before, crm: before }).writes).toContainEqual([GIVEN, 'google']);
		expect(met({}, {}, {}, { google: before, crm: before }).kept).toEqual([]);
	});

	test('have none where it only stands in for one, as the beginning of an address does', () => {
		expect(met({ familyName: 'info', givenName: '' }).writes).toContainEqual([FAMILY, 'google']);
		expect(met({}, { Last_Name: 'info', First_Name: '' }, { winner: 'google' }).writes).toContainEqual([FAMILY, 'crm']);
	});

	test('agree on what is the same where nothing would be renamed', () => {
		expect(met({}, {}, { winner: 'none' })).toEqual({ agree: [WHOLE, 5], writes: [[TITLE, 'crm']], kept: [[FAMILY, 'conflict'], [GIVEN, 'conflict'], [COMPANY, 'conflict']] });
	});

	test('have a name in whatever row holds the one that the CRM cannot do without', () => {
		const named = rows.map((row) => (row.crm === 'Account_Name' ? mappedRow({ google: 'company', crm: 'Last_Name' }) : row)).slice(1);
		const contact = contactWith({ google: tree('google', { fields: { givenName: 'Ann', company: 'Acme' } }), crm: tree('crm', { fields: { First_Name: 'Bob', Last_Name: 'Ray' } }), agreed: NOTHING_AGREED });
		expect(decided(contact, { rows: named }, { rows: named })).toMatchObject({ writes: [], kept: [{ row: 0, why: 'otherName' }, { row: 2, why: 'otherName' }] });
	});
});

test('only a comparison and a creation write values and let differences stand', () => {
	const held = { writes: [{ row: 0, to: 'crm' as const, value: 'a', replaces: '', conflict: false }], kept: [{ row: 1, why: 'conflict' as const }] };
	for (const decision of [{ ...IN_SYNC, ...held }, { ...created('crm', false), ...held }] as Decision[]) {
		expect([writesOf(decision), keptBy(decision)]).toEqual([held.writes, held.kept]);
	}
	for (const decision of [FORGET, { kind: 'delete', on: 'crm' }] as Decision[]) expect([writesOf(decision), keptBy(decision)]).toEqual([[], []]);
});

test('S50: who failed is tried again at once where something else is to be written, in whatever order the rows stand', () => {
	const rows = [...ROWS];
	const decisions = (title: string): Decision[] => [
		decided(contactWith({ crm: null, google: edited('google', { jobTitle: title }) }), {}, { rows }),
		decided(contactWith({ google: edited('google', { jobTitle: title, familyName: 'Ray' }) }), {}, { rows }),
	];
	const [chair, queen] = [decisions('Chair'), decisions('Queen')];
	chair.forEach((decision, index) => {
		const contact = contactWith({ failure: { attempts: 1, retryAt: 100, code: '', message: '', fingerprint: fingerprintOf(decision, rows) } });
		expect([99, 100].map((now) => isBackingOff(contact, decision, rows, now))).toEqual([true, false]);
		expect(isBackingOff(contact, queen[index], rows, 99)).toBe(false);
		const fixed = { ...decision, fixed: { Rating: 'A' } } as Decision;
		expect(isBackingOff(contact, fixed, rows, 99)).toBe(fixed.kind === 'compare');
		expect(fingerprintOf({ ...fixed, fixed: { Rating: 'B' } } as Decision, rows) === fingerprintOf(fixed, rows)).toBe(fixed.kind === 'compare');
		const turned = { ...decision, writes: [...writesOf(decision)].map((write) => ({ ...write, row: 2 - write.row })) } as Decision;
		expect(isBackingOff(contact, turned, [...rows].reverse(), 99)).toBe(true);
	});
});

describe('people who cannot be told apart', () => {
	const ambiguous = (reason: AmbiguityReason, settings: Partial<SyncSettings> = {}) => {
		const contact = contactWith({ crm: null });
		return decided(contact, settings, { ambiguous: new Map([[contact, reason]]) });
	};

	test.each(['duplicateOfSynced', 'severalInGoogle', 'severalInCrm', 'severalOnBothSides', 'severalOutsideGroup', 'doubleOfOwn'] as const)('S16, S17, S20: are left alone: %s', (reason) => {
		expect(ambiguous(reason, { deletes: true })).toEqual({ kind: 'ambiguous', reason });
	});

	test('are deleted, detached or left out like others where they have two records, and never created again', () => {
		const about = (contact: Pair, settings: Partial<SyncSettings> = { deletes: true }) => decided(contact, settings, { ambiguous: new Map([[contact, 'severalInCrm' as const]]) });
		const gone = tree('crm', { presence: 'gone' });
		expect(about(contactWith({ crm: gone }))).toEqual({ kind: 'delete', on: 'google' });
		expect(about(contactWith({ crm: gone, google: edited('google', { jobTitle: 'Chair' }) }))).toEqual({ kind: 'ambiguous', reason: 'severalInCrm' });
		for (const side of SIDES) {
			expect(about(contactWith({ [side]: null }), { direction: side === 'google' ? 'googleToCrm' : 'crmToGoogle' })).toEqual({ kind: 'ambiguous', reason: 'severalInCrm' });
		}
	});

	test('S17, S43: wait while a record is looked up', () => {
		expect(ambiguous('namesakeUnclear')).toEqual({ kind: 'wait', reason: 'namesake' });
		expect(ambiguous('originUnclear')).toEqual({ kind: 'wait', reason: 'origin' });
	});

	test('S44, S54: of two that the sync created the untouched one is deleted, where deletions are on and Google is written to', () => {
		const removed: Decision = { kind: 'delete', on: 'google', double: true };
		const reported: Decision = { kind: 'ambiguous', reason: 'doubleOfOwn' };
		expect(ambiguous('untouchedDouble', { deletes: true })).toEqual(removed);
		expect(ambiguous('untouchedDouble', { deletes: true, direction: 'crmToGoogle' })).toEqual(removed);
		expect(ambiguous('untouchedDouble', { deletes: true, direction: 'googleToCrm' })).toEqual(reported);
		expect(ambiguous('untouchedDouble', { deletes: false })).toEqual(reported);
	});
});

describe('two records in scope', () => {
	test('are compared row by row, each row with its own outcome', () => {
		const contact = contactWith({
			google: edited('google', { workEmail: 'lee@example.org', jobTitle: 'Chair' }),
			crm: edited('crm', { Email: 'lee@example.org', Title: 'Queen' }),
		});
		expect(decided(contact, { winner: 'none' })).toEqual({ ...IN_SYNC, agree: [EMAIL_ROW], kept: [{ row: TITLE_ROW, why: 'conflict' }] });
		expect(decided(contact, { winner: 'google' })).toEqual({
			...IN_SYNC,
			agree: [EMAIL_ROW],
			writes: [{ row: TITLE_ROW, to: 'crm', value: 'Chair', replaces: 'Queen', conflict: true }],
		});
	});

	test('S25: are linked again where they were detached', () => {
		expect(decided(contactWith({ detached: 'leftGroup' }))).toEqual(IN_SYNC);
	});

	test('that are known to show what was agreed on are not compared at all', () => {
		const contact = contactWith();
		agree(contact, { ...contact.agreed, shownBy: { google: AGREED.google, crm: AGREED.crm } });
		const unread = Object.defineProperty({ ...ROWS[NAME_ROW] }, 'google', {
			get: () => {
				throw new Error('a row was looked at');
			},
		});
		expect(decided(contact, {}, { rows: [unread] })).toEqual(IN_SYNC);
		expect(() => decided(contactWith(), {}, { rows: [unread] })).toThrow('a row was looked at');
	});
});
