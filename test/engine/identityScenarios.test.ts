import { ANN, BOB, crowd, expectQuiet, synced } from './people';
import { BLANK_MEMORY, MINUTE, World } from './world';

/** The ids of everybody who is linked, Google's first. */
function links(world: World): Array<[string, string]> {
	return world.state.contacts.flatMap(({ google, crm, detached }): Array<[string, string]> =>
		google && crm && !detached ? [[google.id, crm.id]] : [],
	);
}

describe('the e-mail of people in sync', () => {
	test('S13: a changed e-mail is an edit like any other', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workEmail: 'ann.lee@example.org' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Email).toBe('ann.lee@example.org');
		expect(world.size('crm')).toBe(1);
		expectQuiet(world);
	});

	test('S14: e-mails changed on both sides are a conflict, not a third record', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workEmail: 'e1@example.org' });
		world.edit('crm', ids.crm, { Email: 'e2@example.org' });
		const run = world.sync();
		expect(run.conflicts).toBe(1);
		expect(run.journal).toMatchObject([{ before: 'e1@example.org', after: 'e2@example.org' }]);
		expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
		expect(links(world)).toEqual([[ids.google, ids.crm]]);
		expectQuiet(world);
	});

	test('S15: swapped e-mails swap on the other side, and nobody is merged', () => {
		const world = new World();
		const ann = world.addBoth(ANN);
		const bob = world.addBoth(BOB);
		world.sync();
		world.edit('google', ann.google, { workEmail: BOB.workEmail });
		world.edit('google', bob.google, { workEmail: ANN.workEmail });
		world.sync();
		expect(world.get('crm', ann.crm).fields).toMatchObject({ First_Name: 'Ann', Email: BOB.workEmail });
		expect(world.get('crm', bob.crm).fields).toMatchObject({ First_Name: 'Bob', Email: ANN.workEmail });
		expectQuiet(world);
	});

	test('S20: a second e-mail that is the first of another contact changes nobody', () => {
		const world = new World();
		const ann = world.addBoth(ANN);
		const bob = world.addBoth(BOB);
		world.sync();
		world.edit('google', ann.google, { homeEmail: BOB.workEmail });
		world.sync();
		expect(links(world).sort()).toEqual([[ann.google, ann.crm], [bob.google, bob.crm]].sort());
		expect(world.get('crm', ann.crm).fields.Secondary_Email).toBe(BOB.workEmail);
		expectQuiet(world);
	});
});

describe('the first run', () => {
	test('S16: of two contacts with one e-mail the fuller is linked, the other reported', () => {
		const world = new World();
		const poor = world.add('google', { workEmail: 'ANN@example.org', familyName: 'Lee' });
		const full = world.add('google', ANN);
		const crm = world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'ambiguous', googleId: poor }]);
		expect(links(world)).toEqual([[full, crm]]);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 1]);
		expectQuiet(world);
		world.memory = BLANK_MEMORY;
		world.sync();
		expect(links(world)).toEqual([[full, crm]]);
	});

	test.each([
		['google', 'workEmail', 'familyName'],
		['crm', 'Email', 'Last_Name'],
	] as const)('S16: two contacts of one e-mail in %s and none opposite create nobody', (side, email, name) => {
		const world = new World();
		world.add(side, { [email]: 'ann@example.org', [name]: 'A' });
		world.add(side, { [email]: 'Ann@example.org', [name]: 'B' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.summary.classes.ambiguous).toBe(2);
		expectQuiet(world);
	});

	test('S17: two and two with one e-mail are told apart by their names, or not at all', () => {
		const world = new World();
		const shared = 'office@example.org';
		const annG = world.add('google', { ...ANN, workEmail: shared });
		const bobG = world.add('google', { ...BOB, workEmail: shared });
		const bobZ = world.add('crm', { First_Name: 'Bob', Last_Name: 'Ray', Email: shared });
		const annZ = world.add('crm', { First_Name: 'Ann', Last_Name: 'Lee', Email: shared });
		world.sync();
		expect(links(world).sort()).toEqual([[annG, annZ], [bobG, bobZ]].sort());
		expectQuiet(world);

		const unclear = new World();
		for (const familyName of ['A', 'B']) unclear.add('google', { familyName, workEmail: shared });
		for (const Last_Name of ['A', 'A']) unclear.add('crm', { Last_Name, Email: shared });
		const run = unclear.sync();
		expect(run.writes).toEqual([]);
		expect(run.summary.classes.ambiguous).toBe(4);
		expectQuiet(unclear);
	});

	test('S18: a Google contact without an e-mail is excluded, a CRM one is created once', () => {
		const world = new World();
		world.add('google', { givenName: 'No', familyName: 'Mail' });
		world.add('crm', { Last_Name: 'Silent' });
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'excluded', reason: expect.stringContaining('e-mail') }]);
		expect([world.size('google'), world.size('crm')]).toEqual([2, 1]);
		expectQuiet(world);
	});

	test('S18: an address that the CRM would refuse finds nobody again, so it creates nobody', () => {
		const world = new World();
		world.add('google', { familyName: 'Typo', workEmail: 'typo@nowhere' });
		expect(world.sync().details).toMatchObject([{ class: 'excluded' }]);
		expectQuiet(world);
	});

	test('S19: case and edge spaces of an e-mail do not matter, dots do', () => {
		const world = new World({ direction: 'crmToGoogle' });
		const google = world.add('google', { workEmail: ' Ann@Example.org ', familyName: 'Lee' });
		const crm = world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		world.add('crm', { Email: 'a.nn@example.org', Last_Name: 'Other' });
		world.sync();
		expect(links(world)).toContainEqual([google, crm]);
		expect(world.size('google')).toBe(2);
		expect(world.get('google', google).fields.workEmail).toBe(' Ann@Example.org ');
		expectQuiet(world);
	});

	test('S23: set up again, everything is linked and nothing written', () => {
		const { world } = crowd(20, { deletes: true });
		world.memory = BLANK_MEMORY;
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.summary.classes.inSync).toBe(20);
		expectQuiet(world);
	});

	test('a CRM contact whose person is in Google outside the group joins the group, and gets no double', () => {
		const world = new World();
		const outside = world.add('google', { ...ANN, jobTitle: '' }, { inScope: false });
		const crm = world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee', Title: 'Chair' });
		const run = world.sync();
		expect(run.writes).toMatchObject([{ side: 'google', op: 'update', join: true }, { side: 'crm', op: 'update' }]);
		expect(world.get('google', outside)).toMatchObject({ inScope: true, fields: { jobTitle: 'Chair', workPhone: '555 0100' } });
		expect(links(world)).toEqual([[outside, crm]]);
		expect(world.size('google')).toBe(1);
		expectQuiet(world);
	});

	test('of a contact outside the group no more than its address is remembered: it is read before it joins', () => {
		const world = new World();
		const outside = world.add('google', ANN, { inScope: false });
		world.sync();
		expect(world.memory).not.toContain('Clerk');
		world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		expect(world.sync().writes).toEqual([]);
		expect(world.sync().writes).toMatchObject([{ side: 'google', join: true }, { side: 'crm', set: { Title: 'Clerk' } }]);
		expect(world.get('google', outside).fields).toEqual(ANN);
		expectQuiet(world);
	});

	test('F16: who was to join the group does not once the sync no longer writes to Google', () => {
		const world = new World();
		world.add('google', ANN, { inScope: false });
		world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		world.sync({ crash: { afterWrites: 0, keeps: 'plan' } });
		world.set({ direction: 'googleToCrm' });
		expectQuiet(world);
	});

	test('S24: who joined and leaves the group by hand is not put back', () => {
		const world = new World();
		const outside = world.add('google', ANN, { inScope: false });
		world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		world.sync({ crash: { afterWrites: 0, keeps: 'plan' } });
		world.books.google.setScope(outside, true);
		world.settle();
		world.books.google.setScope(outside, false);
		expect(world.sync().writes).toEqual([]);
		expect(world.get('google', outside).inScope).toBe(false);
	});
});

describe('merged records', () => {
	test.each([true, false])('S21: two contacts merged in Google delete nobody in the CRM (Google names the old ids: %s)', (named) => {
		const world = new World({ deletes: true });
		const ann = world.addBoth(ANN);
		const bob = world.addBoth(BOB);
		world.sync();
		world.remove('google', ann.google);
		world.remove('google', bob.google);
		const previousIds = named ? { previousIds: [ann.google, bob.google] } : {};
		const survivor = world.add('google', { ...ANN, homeEmail: BOB.workEmail }, previousIds);
		const run = world.sync();
		expect(run.writes.filter(({ op }) => op !== 'update')).toEqual([]);
		expect(links(world)).toEqual([[survivor, ann.crm]]);
		expect(run.details).toMatchObject([{ class: 'detached', crmId: bob.crm, reason: expect.stringContaining('merged') }]);
		expectQuiet(world);
		expect(world.size('crm')).toBe(2);
	});

	test('S21: a contact without an e-mail that was merged away is not taken for deleted', () => {
		const world = new World({ deletes: true });
		const ann = world.addBoth(ANN);
		const silent = world.add('crm', { Last_Name: 'Silent' });
		world.sync();
		const [created] = world.find('google', 'familyName', 'Silent');
		world.remove('google', ann.google);
		world.remove('google', created.id);
		world.add('google', ANN, { previousIds: [ann.google, created.id] });
		world.settle();
		expect(world.get('crm', silent).fields.Last_Name).toBe('Silent');
	});

	test('S21: a merge that only a full check sees deletes nobody either', () => {
		const world = new World({ deletes: true });
		const ann = world.addBoth(ANN);
		const bob = world.addBoth(BOB);
		world.sync();
		world.remove('google', ann.google);
		world.remove('google', bob.google);
		world.add('google', { ...ANN, homeEmail: BOB.workEmail }, { previousIds: [ann.google, bob.google] });
		world.sync({ full: true });
		world.settle();
		expect(world.size('crm')).toBe(2);
	});

	test('S22: a CRM record merged into another leaves its Google contact with the survivor', () => {
		const { world, ids } = synced({ deletes: true });
		world.remove('crm', ids.crm);
		const survivor = world.add('crm', { First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' });
		world.settle();
		expect(links(world)).toEqual([[ids.google, survivor]]);
		expect(world.get('crm', survivor).fields.Title).toBe('Clerk');
		expectQuiet(world);
	});

	test('S22: of two linked records merged in the CRM, the contact of the one that vanished is kept', () => {
		const world = new World({ deletes: true });
		const ann = world.addBoth(ANN);
		const bob = world.addBoth(BOB);
		world.sync();
		world.remove('crm', bob.crm);
		world.edit('crm', ann.crm, { Secondary_Email: BOB.workEmail });
		const run = world.sync();
		expect(world.get('google', bob.google).fields.givenName).toBe('Bob');
		expect(run.details).toMatchObject([{ class: 'detached', googleId: bob.google }]);
		expectQuiet(world);
	});
});

describe('doubles of the sync itself', () => {
	test('S44: two contacts of one origin are reported; the lower id is linked whatever the order', () => {
		for (const order of [1, -1]) {
			const world = new World();
			const crm = world.add('crm', { Last_Name: 'Silent' });
			const origin = { syncName: 'test', crmId: crm };
			const first = world.add('google', { familyName: 'Silent' }, { origin });
			world.add('google', { familyName: 'Silent' }, { origin });
			world.books.google.listingOrder = (records) => (order === 1 ? records : [...records].reverse());
			const run = world.sync();
			expect(run.writes).toEqual([]);
			expect(run.details).toMatchObject([{ class: 'ambiguous', reason: expect.stringContaining('twice') }]);
			expect(links(world)).toEqual([[first, crm]]);
			expectQuiet(world);
		}
	});

	test('the origin of another sync means nothing to this one', () => {
		const world = new World();
		const crm = world.add('crm', { Last_Name: 'Silent' });
		world.add('google', { familyName: 'Silent' }, { origin: { syncName: 'another', crmId: crm } });
		world.sync();
		expect(world.size('google')).toBe(2);
	});

	test('a record that the list view does not show is remembered as such, and no second one is made', () => {
		const world = new World();
		const hidden = world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' }, { inScope: false });
		world.add('google', ANN);
		expect(world.sync().results).toMatchObject([{ outcome: 'exists', id: hidden }]);
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'detached', crmId: hidden, reason: expect.stringContaining('outside the list view') }]);
		expectQuiet(world);
		world.books.crm.setScope(hidden, true);
		world.clock.now += MINUTE;
		world.settle();
		expect(world.get('crm', hidden).fields.Title).toBe('Clerk');
	});

	test('while a created record stays hidden from the list view, no more are created', () => {
		const world = new World();
		world.books.crm.view = ({ Title }) => Title === 'Customer';
		world.add('google', ANN);
		world.sync();
		world.add('google', BOB);
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.summary.outcome).toBe('attention');
		expect(run.attention[0]).toContain('does not show 1 record');
		expect(world.size('crm')).toBe(1);
		world.books.crm.view = () => true;
		world.sync({ full: true });
		world.settle();
		expect(world.size('crm')).toBe(2);
	});
});
