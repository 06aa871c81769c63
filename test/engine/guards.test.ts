import type { GuardedPlan } from '../../nodes/ContactReconcile/engine/plan/guards';
import { digestOf } from '../../nodes/ContactReconcile/engine/values/digest';
import { guard, heldClearings, linkedContacts } from '../../nodes/ContactReconcile/engine/plan/guards';
import type { Decision } from '../../nodes/ContactReconcile/engine/decide/decision';
import type { FieldWrite } from '../../nodes/ContactReconcile/engine/decide/field';
import { count, noCounts } from '../../nodes/ContactReconcile/engine/record/sideCounts';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, Presence, Snapshot, SideCounts, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import type { CursorReading, SideName, WriteResult } from '../../nodes/shared/protocol';
import { NAME_ROW, ROWS, TITLE_ROW } from './decisionInput';
import { person } from './people';
import { World } from './world';

function tree(id: string, presence: Presence = 'in'): Snapshot {
	return { id, presence, modifiedAt: null, fields: {}, otherEmails: [], origin: null, partial: false };
}

const pair = (number: number, presence: Presence = 'in'): Pair => ({ ...newContact('google', tree(`g${number}`, presence)), crm: tree(`c${number}`) });
const ids = (length: number): string[] => Array.from({ length }, (_, number) => `g${length - number}`);

function planOf(linked: number, deletes: Partial<GuardedPlan['deletes']>, cursor: Partial<CursorReading> = {}, listed = false): GuardedPlan {
	const end = { kind: 'cursor', side: 'google', mode: 'changes', complete: true, ...cursor } as CursorReading;
	const record = { kind: 'contact' as const, side: 'google' as const, id: 'x', fields: {}, emails: [], inScope: listed, modifiedAt: null };
	return {
		first: [],
		linked: Array.from({ length: linked }, (_, number) => pair(number)),
		deletes: { google: [], crm: [], ...deletes },
		readings: { google: { contacts: [record], absences: [], cursor: end }, crm: { contacts: [record], absences: [], cursor: { ...end, mode: 'changes' } } },
	};
}

const guarded = (plan: GuardedPlan, settings: Partial<SyncSettings> = {}) => guard(plan, { ...new World().settings, ...settings });

test.each([
	[20, 5, false],
	[20, 6, true],
	[100, 10, false],
	[100, 11, true],
])('S62: of %d linked people %d deletions are refused: %s', (linked, deleted, refused) => {
	expect(guarded(planOf(linked, { google: ids(deleted) })) !== null).toBe(refused);
	expect(guarded(planOf(linked, { crm: ids(deleted) }))?.side).toBe(refused ? 'crm' : undefined);
});

test('S62: what is refused is told, with the ids in order, at most a hundred, and how to let it through', () => {
	const refusal = guarded(planOf(200, { google: ids(101) }));
	expect(refusal).toMatchObject({ reason: 'tooManyDeletions', side: 'google', count: 101, of: 200, digest: expect.stringMatching(/^[0-9a-f]{16}$/) });
	expect(refusal?.ids).toEqual(ids(101).sort().slice(0, 100));
	expect(refusal?.message).toBe(`The plan would delete 101 of 200 linked contacts in Google. Nothing was written. If this is right, set "Approved Plan" to ${refusal?.digest} for one run.`);
});

test('F22: an approval is for one plan, in whatever order it comes, and for no other', () => {
	const approvedDigest = guarded(planOf(20, { google: ids(6), crm: ['c1', 'c2'] }))?.digest ?? '';
	const others: Array<Partial<GuardedPlan['deletes']>> = [{ google: ids(7), crm: ['c1', 'c2'] }, { google: ids(6), crm: ['c1'] }, { google: ids(6) }, { crm: ids(6) }];
	expect(guarded(planOf(20, { google: ids(6).reverse(), crm: ['c2', 'c1'] }), { approvedDigest })).toBeNull();
	for (const other of others) expect(guarded(planOf(20, other), { approvedDigest })).not.toBeNull();
	expect(digestOf(['a', 'b'])).not.toBe(digestOf(['ab']));
});

test.each<[string, number, Partial<CursorReading>, listed: boolean, refused: boolean]>([
	['lists nobody', 6, { mode: 'full' }, false, true],
	['lists nobody, of few', 5, { mode: 'full' }, false, false],
	['lists somebody', 6, { mode: 'full' }, true, false],
	['tells what changed', 6, { mode: 'changes' }, false, false],
	['ended half way', 6, { mode: 'full', complete: false }, false, false],
])('S61: Google %s (%d linked): refused %s', (_what, linked, cursor, listed, refused) => {
	const refusal = guarded(planOf(linked, {}, cursor, listed));
	expect(refusal?.message.split('. ')[0]).toBe(refused ? 'Google lists no contact although 6 are linked' : undefined);
	expect(refusal?.ids).toEqual(refused ? ['g0', 'g1', 'g2', 'g3', 'g4', 'g5'] : undefined);
	if (refused) expect(refusal).toMatchObject({ reason: 'emptyListing', side: 'google', of: 6, count: 6 });
});

test('S61: who is known to be deleted is not missed', () => {
	const plan = planOf(5, {}, { mode: 'full' });
	expect(guarded({ ...plan, linked: [...plan.linked, pair(6, 'gone')] })).toBeNull();
});

test('a plan is measured by those who are linked', () => {
	const linked = pair(1);
	expect(linkedContacts([linked, { ...pair(2), detached: 'merged' }, newContact('google', tree('a')), newContact('crm', tree('b'))])).toEqual([linked]);
});

describe('a field that empties in many contacts at once', () => {
	const clearing = (row: number, to: SideName, more: Partial<FieldWrite> = {}): FieldWrite => ({ row, to, value: '', replaces: 'Clerk', conflict: false, ...more });
	const compared = (...writes: FieldWrite[]): Decision => ({ kind: 'compare', agree: [], writes, kept: [], join: false });
	const many = (count: number, ...writes: FieldWrite[]): Decision[] => Array.from({ length: count }, () => compared(...writes));
	const held = (decisions: Decision[], linked: number, settings: Partial<SyncSettings> = {}) => heldClearings(decisions, linked, ROWS, { ...new World().settings, ...settings });

	test.each([
		[20, 10, false],
		[20, 11, true],
		[200, 20, false],
		[200, 21, true],
	])('of %d linked contacts %d are not cleared: %p', (linked, count, isHeld) => {
		const { isHeld: holds, attention } = held([...many(count, clearing(TITLE_ROW, 'google')), { kind: 'forget' }], linked);
		expect(holds(clearing(TITLE_ROW, 'google'))).toBe(isHeld);
		expect(attention).toHaveLength(isHeld ? 1 : 0);
	});

	test('is told, and approved, for this side and field alone; whatever else is written goes', () => {
		const decisions = many(11, clearing(TITLE_ROW, 'google'), clearing(NAME_ROW, 'google', { value: 'Lee' }), clearing(NAME_ROW, 'crm', { replaces: '' }));
		const { isHeld, attention } = held(decisions, 20);
		expect(isHeld(clearing(TITLE_ROW, 'crm'))).toBe(false);
		expect(isHeld(clearing(NAME_ROW, 'google'))).toBe(false);
		expect(isHeld(clearing(TITLE_ROW, 'google', { value: 'Chair' }))).toBe(false);
		const [digest] = /[0-9a-f]{16}/.exec(attention[0]) ?? [];
		expect(attention).toEqual([
			'CRM shows Title empty in 11 of 20 linked contacts at once, as where it hides the field. ' +
				`None of them was cleared in Google. If this is right, set "Approved Plan" to ${digest} until it is done.`,
		]);
		expect(held(decisions, 20, { approvedDigest: digest }).attention).toEqual([]);
		expect(held(many(11, clearing(TITLE_ROW, 'crm')), 20, { approvedDigest: digest }).attention).toHaveLength(1);
		expect(held([...many(10, clearing(TITLE_ROW, 'google')), ...many(10, clearing(TITLE_ROW, 'crm'))], 20).attention).toEqual([]);
	});

	test('is not cleared on the other side, while all else of these contacts goes', () => {
		const world = new World();
		const people = Array.from({ length: 12 }, (_, number) => world.addBoth({ ...person(number), jobTitle: 'Clerk' }));
		world.sync();
		for (const { crm } of people) world.edit('crm', crm, { Title: '' });
		world.edit('crm', people[3].crm, { Department: 'Court' });
		const run = world.sync();
		expect(run.writes.map(({ contact, op }) => [contact.crm, op])).toEqual([[people[3].crm, 'update']]);
		expect(world.get('google', people[3].google).fields).toMatchObject({ jobTitle: 'Clerk', department: 'Court' });
		expect(run.attention).toEqual([expect.stringContaining('CRM shows Title empty in 12 of 12')]);
		world.set({ approvedDigest: /[0-9a-f]{16}/.exec(run.attention[0])?.[0] ?? '' });
		expect(world.sync().writes).toHaveLength(12);
		expect(world.sync()).toMatchObject({ writes: [], attention: [] });
	});
});

describe('the first sync where it is to be asked for', () => {
	const asked = (settings: Partial<SyncSettings> = {}) => {
		const world = new World({ askFirst: true, ...settings });
		world.add('google', person(1));
		world.add('crm', { Last_Name: 'Ray', Email: 'ray@example.org' });
		return { world, refusal: world.sync().refusal };
	};

	test('is refused as a whole, each time anew, until this very plan is approved', () => {
		const { world, refusal } = asked();
		expect(refusal).toMatchObject({ reason: 'firstSync', count: 2, of: 0, message: expect.stringContaining('This is the first sync, and it would change 2 contact(s). Nothing was written.') });
		expect(refusal?.side).toBeUndefined();
		expect(world.sync()).toMatchObject({ writes: [], refusal: { digest: refusal?.digest } });
		world.set({ approvedDigest: refusal?.digest });
		const added = world.add('google', person(2));
		expect(world.sync()).toMatchObject({ writes: [], refusal: { count: 3 } });
		const [first] = world.find('google', 'familyName', 'N1');
		world.remove('google', first.id);
		expect(world.sync()).toMatchObject({ writes: [], refusal: { count: 2 } });
		world.books.google.restore(first.id);
		world.remove('google', added);
		expect(world.sync().writes).toHaveLength(2);
	});

	test('is not asked for again once something was written, nor where nobody wants to be asked, or nothing is to be done', () => {
		const { world, refusal } = asked({ firstCap: 1 });
		world.set({ approvedDigest: refusal?.digest, firstCap: 1 });
		world.add('google', person(2));
		const { digest = '' } = world.sync().refusal ?? {};
		world.set({ approvedDigest: digest });
		expect(world.sync().writes).toHaveLength(2);
		world.set({ approvedDigest: '' });
		expect(world.sync()).toMatchObject({ refusal: null, writes: [{}] });
		world.add('google', person(3));
		expect(world.sync()).toMatchObject({ refusal: null, writes: [{}] });
		expect(asked({ askFirst: false }).refusal).toBeNull();
		expect(new World({ askFirst: true }).sync().refusal).toBeNull();
	});
});

test.each<[Partial<WriteResult>, keyof SideCounts]>([
	[{ outcome: 'written', op: 'create' }, 'created'],
	[{ outcome: 'written', op: 'delete' }, 'deleted'],
	[{ outcome: 'written', op: 'update', fields: ['a'] }, 'updated'],
	[{ outcome: 'written', op: 'update', fields: [] }, 'joined'],
	[{ outcome: 'failed' }, 'failed'],
	[{ outcome: 'unknown' }, 'unknown'],
	[{ outcome: 'notSent' }, 'notSent'],
	[{ outcome: 'mismatch' }, 'overtaken'],
	[{ outcome: 'exists' }, 'overtaken'],
	[{ outcome: 'gone' }, 'overtaken'],
])('F29: %p is counted as %s', (more, name) => {
	const counts = noCounts();
	count(counts, { kind: 'result', side: 'crm', op: 'update', contact: { google: null, crm: null }, runId: '', id: null, fields: [], before: null, after: null, modifiedAt: null, outcome: 'written', ...more });
	expect(counts).toEqual({ ...noCounts(), [name]: 1 });
});
