import fc from 'fast-check';

import { resolveRows } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import { listOperations, nameFinder } from '../../nodes/ContactReconcile/engine/report/planListing';
import { classify, DETAIL_LIMIT } from '../../nodes/ContactReconcile/engine/report/report';
import { newContact } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, ContactClass, DetachReason, Presence, Snapshot, SyncSettings } from '../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import type { AmbiguityReason } from '../../nodes/ContactReconcile/engine/match/undecided';
import { beginning, HISTORIES, history, play, settle, twoWay } from './histories';
import { MINUTE, World } from './world';

const ROWS = resolveRows([{ google: 'jobTitle', crm: 'Title', direction: 'both' }], {
	google: [{ name: 'jobTitle', label: 'Job Title', kind: 'text', writable: true, mandatory: false }],
	crm: [{ name: 'Title', label: 'Title', kind: 'text', writable: true, mandatory: false }],
}).rows;

const ADA = { givenName: 'Ada', familyName: 'King', workEmail: 'ada@example.org', jobTitle: 'Clerk' };

function inScope(world: World, { google, crm }: Pair): boolean {
	return SIDES.some((side) => {
		const record = world.books[side].records.get({ google, crm }[side]?.id ?? '');
		return record !== undefined && world.books[side].isInScope(record);
	});
}

test('F29: after any history every contact in scope is in exactly one class, and the counts add up', () => {
	fc.assert(
		fc.property(twoWay, history(), (settings, steps) => {
			const world = beginning(4, settings);
			play(world, steps);
			settle(world);
			const { summary, details } = world.sync({ full: true });
			const total = Object.values(summary.classes).reduce((sum, count) => sum + count, 0);
			const detachedOutside = world.state.contacts.filter((contact) => contact.detached && !inScope(world, contact));
			const people = world.state.contacts.filter((contact) => inScope(world, contact));
			expect(total).toBe(people.length + detachedOutside.length);
			const records = SIDES.flatMap((side) => [...world.books[side].records.values()].filter((record) => world.books[side].isInScope(record)));
			const known = new Set(people.flatMap(({ google, crm }) => [google?.id, crm?.id]));
			expect(records.filter(({ id }) => !known.has(id))).toEqual([]);
			expect(details).toHaveLength(total - summary.classes.inSync);
			expect(details.every(({ reason, contact }) => reason !== '' && contact !== '')).toBe(true);
			const listed = details.flatMap(({ googleId, crmId }) => [googleId, crmId].filter(Boolean));
			expect(new Set(listed).size).toBe(listed.length);
		}),
		{ numRuns: HISTORIES },
	);
});

test('S50: a failing contact is shown with the code and the next try, and is tried again at once when it changes', () => {
	const world = new World();
	const { google } = world.addBoth(ADA);
	world.sync();
	world.edit('google', google, { jobTitle: 'Chair' });
	world.fault = () => ({ refused: 'INVALID_DATA' });
	const { details, summary } = world.sync();
	const nextTry = new Date(Date.parse(summary.finishedAt) + 15 * MINUTE).toISOString();
	expect(details).toMatchObject([{ class: 'failing', code: 'INVALID_DATA', nextTry, reason: 'CRM: refused with INVALID_DATA' }]);
	expect(world.sync({ after: 5 }).writes).toEqual([]);
	world.edit('google', google, { jobTitle: 'Queen' });
	expect(world.sync({ after: 1 }).writes).toMatchObject([{ set: { Title: 'Queen' } }]);
});

describe('the winner "leave both and report"', () => {
	function conflict() {
		const world = new World({ winner: 'none' });
		const ids = world.addBoth(ADA);
		world.sync();
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.edit('crm', ids.crm, { Title: 'Head' });
		return { world, ids };
	}

	test('keeps both values, says so in every run, and counts no conflict as decided', () => {
		const { world, ids } = conflict();
		for (const run of [world.sync(), world.sync(), world.sync({ full: true })]) {
			expect(run).toMatchObject({ writes: [], journal: [], conflicts: 0, summary: { outcome: 'complete', classes: { conflicted: 1, inSync: 0 } } });
			expect(run.details).toMatchObject([{ class: 'conflicted', reason: 'Both sides changed Title', googleId: ids.google, crmId: ids.crm }]);
		}
	});

	test('shows both values of every such field, long ones without their end and no character in two', () => {
		const { world, ids } = conflict();
		world.edit('google', ids.google, { notes: `${'x'.repeat(498)}\u{1F600}\u{1F600}` });
		world.edit('crm', ids.crm, { Description: 'Short' });
		const [{ conflicts }] = world.sync().details;
		expect(conflicts).toHaveLength(2);
		expect(conflicts).toContainEqual({ field: 'Title', crmField: 'Title', google: 'Chair', crm: 'Head' });
		expect(conflicts).toContainEqual({ field: 'Description', crmField: 'Description', google: `${'x'.repeat(498)}…`, crm: 'Short' });
	});

	test('lets the other fields of the contact go across', () => {
		const { world, ids } = conflict();
		world.edit('google', ids.google, { workPhone: '555 0100' });
		expect(world.sync().writes).toMatchObject([{ side: 'crm', set: { Phone: '555 0100' } }]);
		expect(world.get('crm', ids.crm).fields).toMatchObject({ Title: 'Head', Phone: '555 0100' });
	});

	test('is settled when a user makes both equal, and the next edit goes across', () => {
		const { world, ids } = conflict();
		world.sync();
		world.edit('google', ids.google, { jobTitle: 'Head' });
		expect(world.sync()).toMatchObject({ writes: [], summary: { classes: { conflicted: 0, inSync: 1 } } });
		world.edit('google', ids.google, { jobTitle: 'Queen' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Queen');
	});

	test('is settled when a user takes one edit back', () => {
		const { world, ids } = conflict();
		world.sync();
		world.edit('google', ids.google, { jobTitle: 'Clerk' });
		expect(world.sync().writes).toMatchObject([{ side: 'google', set: { jobTitle: 'Head' } }]);
		expect(world.sync().summary.classes).toMatchObject({ conflicted: 0, inSync: 1 });
	});

	test('is decided by a winner that is set later (S32)', () => {
		const { world, ids } = conflict();
		world.sync();
		world.set({ winner: 'google' });
		expect(world.sync()).toMatchObject({ conflicts: 1, journal: [{ side: 'crm', before: 'Head', reason: 'conflict' }] });
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
	});
});

function listed(world: World) {
	const { plan } = world.plan();
	return listOperations(plan.operations, nameFinder(plan.state, world.settings));
}

test('a plan is listed change by change, as people read it', () => {
	const world = new World({ deletes: true });
	const ada = world.addBoth(ADA);
	const gone = world.addBoth({ familyName: 'Gone', workEmail: 'gone@example.org' });
	world.sync();
	world.edit('google', ada.google, { jobTitle: '', department: 'Court' });
	world.remove('crm', gone.crm);
	world.add('crm', { Last_Name: 'New', Email: 'new@example.org' });
	world.clock.now += 15 * MINUTE;
	const all = listed(world);
	const fields = (...given: Array<[field: string, before: string, after: string]>) => given.map(([field, before, after]) => ({ field, before, after }));
	expect(all).toHaveLength(3);
	expect(all).toEqual(
		expect.arrayContaining([
			{ side: 'google', op: 'create', contact: 'New', id: null, fields: fields(['familyName', '', 'New'], ['workEmail', '', 'new@example.org']) },
			{ side: 'google', op: 'delete', contact: 'Gone', id: gone.google, fields: expect.arrayContaining(fields(['workEmail', 'gone@example.org', ''])) },
			{ side: 'crm', op: 'update', contact: 'Ada King', id: ada.crm, fields: fields(['Title', 'Clerk', ''], ['Department', '', 'Court']) },
		]),
	);
});

test('of a deletion what is lost is listed, of a contact that joins with a value the value, and not more than people read', () => {
	const world = new World({ deletes: true, deleteFloor: 1_000 });
	const gone = world.addBoth({ familyName: 'Gone', workEmail: 'gone@example.org' });
	world.add('google', { familyName: 'King', workEmail: 'ada@example.org' }, { inScope: false });
	world.sync();
	world.remove('crm', gone.crm);
	world.add('crm', { Last_Name: 'King', Email: 'ada@example.org', Title: 'Clerk' });
	for (let number = 0; number <= DETAIL_LIMIT; number++) world.add('google', { familyName: `N${number}`, workEmail: `p${number}@example.org` });
	world.sync({ crash: { afterWrites: 0, keeps: 'plan' } });
	const all = listed(world);
	expect(all.find(({ op }) => op === 'delete')?.fields).toEqual([{ field: 'workEmail', before: 'gone@example.org', after: '' }, { field: 'familyName', before: 'Gone', after: '' }]);
	expect(all.find(({ contact }) => contact === 'King')).toMatchObject({ side: 'google', op: 'update', fields: [{ field: 'jobTitle', before: '', after: 'Clerk' }] });
	expect(all.filter(({ side }) => side === 'crm').map(({ op, id }) => [op, id])).toEqual(Array.from({ length: DETAIL_LIMIT }, () => ['create', null]));
	expect(all.every(({ contact }) => contact !== '')).toBe(true);
});

test('a contact that only joins the group is listed as that', () => {
	const world = new World();
	const id = world.add('google', { familyName: 'King', workEmail: 'ada@example.org' }, { inScope: false });
	world.add('crm', { Last_Name: 'King', Email: 'ada@example.org' });
	expect(listed(world)).toEqual([{ side: 'google', op: 'join', contact: 'King', id, fields: [] }]);
});

describe('whoever is not in sync is told why', () => {
	function tree(presence: Presence): Snapshot {
		return { id: '1', presence, modifiedAt: null, fields: { workEmail: 'ada@example.org' }, otherEmails: [], origin: null, partial: false };
	}

	function contact(google: Presence | null, crm: Presence | null, more: Partial<Pair> = {}): Pair {
		return { ...newContact('google', tree('in')), google: google && tree(google), crm: crm && tree(crm), ...more };
	}

	/** The class and reason of one contact. */
	function told(one: Pair, settings: Partial<SyncSettings> = {}, ambiguity?: AmbiguityReason): [ContactClass, string] | undefined {
		const ambiguous = new Map(ambiguity ? [[one, ambiguity]] : []);
		const { classes, details } = classify([one], { settings: new World(settings).settings, rows: ROWS, ambiguous }, 0);
		const [detail] = details;
		if (detail) expect(classes).toMatchObject({ [detail.class]: 1 });
		return detail && [detail.class, `${detail.reason}. ${detail.toDo}`];
	}

	test.each<[DetachReason, string, Presence, Presence]>([
		['leftGroup', 'Left the Google group; kept on both sides, no longer synced. Take it into the group again', 'out', 'in'],
		['leftView', 'Left the CRM list view; kept on both sides, no longer synced. Change the record, or the list view, so that it is shown again', 'in', 'out'],
		['leftBoth', 'Left both the Google group and the CRM list view. Bring it back into both', 'out', 'out'],
		['outsideView', 'Is in the CRM already, outside the list view. Change the record, or the list view, so that it is shown', 'in', 'out'],
		['deletedInGoogle', 'Deleted in Google; kept in the CRM. Delete it in the CRM too, or restore it in Google', 'gone', 'in'],
		['deletedInCrm', 'Deleted in the CRM; kept in Google. Delete it in Google too, or restore it in the CRM', 'in', 'gone'],
		['merged', 'Its counterpart seems to have been merged into another contact. Check whether this one is still needed; if not, delete it', 'in', 'out'],
	])('no longer synced: %s', (detached, reason, google, crm) => {
		expect(told(contact(google, crm, { detached }))).toEqual(['detached', reason]);
	});

	test.each<[AmbiguityReason, ContactClass, string]>([
		['duplicateOfSynced', 'ambiguous', 'Has an e-mail address of another contact that is in sync. Merge the two, or give this one its own'],
		['severalInGoogle', 'ambiguous', 'Several Google contacts have this e-mail address. Merge them, or give each its own'],
		['severalInCrm', 'ambiguous', 'Several CRM records have this e-mail address. Merge them, or give each its own'],
		['severalOnBothSides', 'ambiguous', 'Several contacts on both sides have this e-mail address, and the names do not decide. Merge them, or give each its own'],
		['severalOutsideGroup', 'ambiguous', 'Several Google contacts outside the group have this e-mail address. Take the right one into the group'],
		['sharedWithSynced', 'ambiguous', 'Has an e-mail address of somebody else who is in sync. Give each of the two a main address of their own, or remove it from the one whom it does not belong to'],
		['differentNames', 'ambiguous', 'Has an e-mail address of a record on the other side whose name is another one. If the two are one person, correct a name or switch on "Link People Whose Names Differ"; if not, set them apart with "Keep Apart"'],
		['forbiddenNamesake', 'ambiguous', 'A record with this e-mail address exists that the account may not read. Give the account access to it, or the two different addresses'],
		['otherSync', 'ambiguous', 'Another sync has made a Google contact for this CRM record. Take one of the two out of one of the syncs'],
		['nameOfSynced', 'ambiguous', 'Has the full name and a phone number of another contact that is in sync. Merge the two, or give each an e-mail address of its own'],
		['severalOfName', 'ambiguous', 'Several contacts have this full name and phone number. Merge them, or give each an e-mail address of its own'],
		['sameName', 'ambiguous', 'A record of the same full name is on the other side, and no e-mail address or phone number tells whether they are one person. If they are, enter the same number or address in both; if not, set them apart with "Keep Apart"'],
		['forbiddenName', 'ambiguous', 'A record of the same full name exists that the account may not read. Give the account access to it, or enter an e-mail address'],
		['doubleOfOwn', 'ambiguous', 'The sync created this contact twice. Delete the one that is not needed, or switch deletions on, which removes it unless someone has changed it'],
		['namesakeUnclear', 'waiting', 'A record with the same e-mail address or name is looked up first. Nothing: the next runs see to it'],
		['originUnclear', 'waiting', 'The sync made it for a CRM record that is not in the list view; that record is looked up first. Nothing: the next runs see to it'],
	])('ambiguous or waiting: %s', (ambiguity, kind, reason) => {
		expect(told(contact('in', null), {}, ambiguity)).toEqual([kind, reason]);
	});

	test.each<[Presence | null, Presence | null, Partial<Pair>, Partial<SyncSettings>, ContactClass, string]>([
		['unlisted', 'in', {}, {}, 'waiting', 'No longer listed; its record is looked up in the next run. Nothing: the next runs see to it'],
		['in', 'unlisted', {}, {}, 'waiting', 'No longer listed; its record is looked up in the next run. Nothing: the next runs see to it'],
		['forbidden', 'in', {}, {}, 'waiting', 'This record is not shown any more: the account may not read it, or it was deleted without a trace. Nothing is changed or deleted until it shows again. Give the account access to it; if it was deleted, delete the other one too, and run "Forget Person" for it'],
		['in', 'forbidden', {}, {}, 'waiting', 'This record is not shown any more: the account may not read it, or it was deleted without a trace. Nothing is changed or deleted until it shows again. Give the account access to it; if it was deleted, delete the other one too, and run "Forget Person" for it'],
		[null, 'in', { lostCreateAt: 0 }, {}, 'waiting', 'Its creation was not confirmed; checked again when Google lists it, after ten minutes at the earliest. Nothing: the next runs see to it'],
		['in', null, {}, { direction: 'crmToGoogle' }, 'excluded', 'Only in Google, and this sync does not write to the CRM. Create it in the CRM, or choose another "Direction"'],
		[null, 'in', {}, { direction: 'googleToCrm' }, 'excluded', 'Only in the CRM, and this sync does not write to Google. Create it in Google, or choose another "Direction"'],
		['in', null, {}, {}, 'excluded', 'Has no e-mail address, and whoever has none is not created in the CRM. Enter one, or set "People Without an E-Mail" to Sync'],
		['in', null, {}, { withoutEmail: 'leaveOut' }, 'excluded', 'Has no e-mail address, and whoever has none is left out. Enter one, or choose otherwise in "People Without an E-Mail"'],
		['in', null, {}, { withoutEmail: 'sync' }, 'excluded', 'Has neither an e-mail address nor both a full name and a phone number, so nothing would find it again. Enter an address, or what is missing of the two'],
		[null, 'in', {}, {}, 'excluded', 'Holds nothing in the fields that are mapped to Google. Enter a name, or add rows to the field map'],
		[null, 'in', { crm: { ...tree('in'), fields: { Title: 'Clerk' } } }, {}, 'deferred', 'Will be created in Google. Nothing: the next runs see to it'],
		['gone', 'in', { agreed: { google: [''], crm: [''] } }, { deletes: true }, 'deferred', 'Will be deleted in the CRM. Nothing: the next runs see to it'],
		['in', 'gone', { agreed: { google: [''], crm: [''] } }, { deletes: true }, 'deferred', 'Will be deleted in Google. Nothing: the next runs see to it'],
		['out', 'in', { joining: true }, {}, 'deferred', 'Goes with the next run. Nothing: the next runs see to it'],
	])('Google "%s", CRM "%s", %p, %p: %s', (google, crm, more, settings, kind, reason) => {
		expect(told(contact(google, crm, more), settings)).toEqual([kind, reason]);
	});

	test('whoever is outside the scope, or gone, is not told of', () => {
		expect([contact('out', null), contact(null, 'out'), contact('gone', 'gone')].map((one) => told(one))).toEqual([undefined, undefined, undefined]);
	});

	test('a failure counts until its time to be tried again, and as long as the plan is the same', () => {
		const failure = { attempts: 1, retryAt: 1_000, code: 'X', message: 'CRM: refused', fingerprint: 'delete' };
		const failed = contact('gone', 'in', { agreed: { google: ['x'], crm: ['x'] }, failure });
		const at = (now: number, settings: Partial<SyncSettings>) =>
			classify([failed], { settings: new World(settings).settings, rows: [], ambiguous: new Map() }, now).details.map((one) => one.class);
		expect(at(999, { deletes: true })).toEqual(['failing']);
		expect(at(1_000, { deletes: true })).toEqual(['deferred']);
		expect(at(999, { deletes: false })).toEqual(['detached']);
	});

	test('all are counted, and so many of a class listed that a report stays readable', () => {
		const all = Array.from({ length: DETAIL_LIMIT + 5 }, () => contact('in', 'out'));
		const { classes, details } = classify([...all, contact('in', null)], { settings: new World().settings, rows: [], ambiguous: new Map() }, 0);
		expect(classes).toMatchObject({ detached: DETAIL_LIMIT + 5, excluded: 1 });
		expect(details).toHaveLength(DETAIL_LIMIT + 1);
	});
});

test('a value that cannot go across is told with its reason, also beside others that stay as they are', () => {
	const world = new World({ winner: 'none' });
	const ids = world.addBoth(ADA);
	world.sync();
	world.edit('google', ids.google, { birthday: '--05-17' });
	expect(world.sync().details).toMatchObject([{ class: 'notRepresentable', reason: 'Date_of_Birth needs a year' }]);
	world.set({ direction: 'googleToCrm' });
	world.edit('crm', ids.crm, { First_Name: 'Augusta' });
	expect(world.sync().details).toMatchObject([{ class: 'notRepresentable', reason: 'Date_of_Birth needs a year' }]);
});
