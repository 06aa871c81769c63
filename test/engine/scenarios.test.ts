import { World } from './world';

const ANN = {
	givenName: 'Ann',
	familyName: 'Lee',
	workEmail: 'ann@example.org',
	workPhone: '555 0100',
	jobTitle: 'Clerk',
};

/** A world in which Ann is in sync. */
function synced(settings = {}) {
	const world = new World(settings);
	const ids = world.addBoth(ANN);
	world.sync();
	return { world, ids };
}

function expectQuiet(world: World): void {
	expect(world.sync().writes).toEqual([]);
}

describe('core three-way', () => {
	test('S01: nothing changes, and nothing is written', () => {
		const { world } = synced();
		const before = world.state.lastRun;
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.journal).toEqual([]);
		expect(Date.parse(run.summary.finishedAt)).toBeGreaterThan(Date.parse(before?.finishedAt ?? ''));
	});

	test('S02: edits of different fields on both sides both survive', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workPhone: '555 0199' });
		world.edit('crm', ids.crm, { Title: 'Director' });
		const run = world.sync();
		expect(run.writes).toHaveLength(2);
		expect(run.conflicts).toBe(0);
		expect(world.get('crm', ids.crm).fields.Phone).toBe('555 0199');
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Director');
		expectQuiet(world);
	});

	test('S03: the same edit on both sides is no conflict and no write', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workPhone: '555 0199' });
		world.edit('crm', ids.crm, { Phone: '555-0199' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.conflicts).toBe(0);
		expectQuiet(world);
	});

	test.each([
		['crm', 'r', 'q'],
		['google', 'q', 'r'],
	] as const)('S04: a conflict goes to the winner %s, and the loser to the journal', (winner, kept, lost) => {
		const { world, ids } = synced({ winner });
		world.edit('google', ids.google, { jobTitle: 'q' });
		world.edit('crm', ids.crm, { Title: 'r' });
		const run = world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe(kept);
		expect(world.get('crm', ids.crm).fields.Title).toBe(kept);
		expect(run.journal).toMatchObject([{ before: lost, after: kept, reason: 'conflict', runId: run.summary.runId }]);
		expectQuiet(world);
	});

	test('S05: the winner is chosen field by field', () => {
		const { world, ids } = synced({ winner: 'google' });
		world.edit('google', ids.google, { workPhone: '555 0111' });
		world.edit('crm', ids.crm, { Phone: '555 0222', Title: 'Director' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Phone).toBe('555 0111');
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Director');
	});

	test('S06: with deletions on, a deletion goes across and the record stands in the journal', () => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		const run = world.sync();
		expect(world.records.crm.size).toBe(0);
		expect(run.journal.map(({ field, reason }) => [field, reason])).toContainEqual(['Email', 'deleted']);
		expectQuiet(world);
	});

	test('S06: with deletions off, the other side keeps the record, also once they are switched on', () => {
		const { world, ids } = synced();
		world.remove('google', ids.google);
		expect(world.sync().writes).toEqual([]);
		world.settings = { ...world.settings, deletes: true };
		world.sync();
		expectQuiet(world);
		expect(world.get('crm', ids.crm).fields.Email).toBe('ann@example.org');
	});

	test('S07: an edit beats a deletion', () => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		world.edit('crm', ids.crm, { Title: 'Director' });
		const run = world.sync();
		expect(world.find('google', 'jobTitle', 'Director')).toHaveLength(1);
		expect(run.journal).toMatchObject([{ reason: 'recreated' }]);
		expectQuiet(world);
	});

	test('S08: deleted on both sides is forgotten', () => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		world.remove('crm', ids.crm);
		expect(world.sync().writes).toEqual([]);
		expect(world.state.contacts).toEqual([]);
	});

	test('S09: a contact made anew with the same e-mail takes the place of the deleted one', () => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		const again = world.add('google', ANN);
		world.sync();
		expectQuiet(world);
		expect([...world.records.crm.keys()]).toEqual([ids.crm]);
		expect(world.state.contacts).toMatchObject([{ google: { id: again }, crm: { id: ids.crm } }]);
	});

	test('S11: in a one-way sync an edit of the target stays until the source changes the field', () => {
		const { world, ids } = synced({ direction: 'googleToCrm' });
		world.edit('crm', ids.crm, { Title: 'Director' });
		expect(world.sync().writes).toEqual([]);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		const run = world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expect(run.journal).toMatchObject([{ before: 'Director' }]);
	});

	test('S12: clearing a field at the source clears it at the target', () => {
		const { world, ids } = synced({ direction: 'googleToCrm' });
		world.edit('google', ids.google, { jobTitle: '' });
		const run = world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBeUndefined();
		expect(run.journal).toMatchObject([{ before: 'Clerk', after: '' }]);
	});
});

describe('identity and duplicates', () => {
	test('S13: a changed e-mail is an edit like any other', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workEmail: 'ann.lee@example.org' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Email).toBe('ann.lee@example.org');
		expect(world.records.crm.size).toBe(1);
		expectQuiet(world);
	});

	test('S16: of two contacts with one e-mail the fuller is linked, the other reported', () => {
		const world = new World();
		const full = world.add('google', ANN);
		world.add('google', { workEmail: 'ANN@example.org', familyName: 'Lee' });
		world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		const run = world.sync();
		expect(run.summary.classes.ambiguous).toBe(1);
		expect(world.state.contacts.find(({ crm, google }) => crm && google)?.google?.id).toBe(full);
		expect(world.records.crm.size).toBe(1);
		expectQuiet(world);
	});

	test('S18: a Google contact without an e-mail is excluded, a CRM one is created once', () => {
		const world = new World();
		world.add('google', { givenName: 'No', familyName: 'Mail' });
		world.add('crm', { Last_Name: 'Silent' });
		const run = world.sync();
		expect(run.summary.classes.excluded).toBe(1);
		expect(world.records.google.size).toBe(2);
		expect(world.records.crm.size).toBe(1);
		expectQuiet(world);
	});

	test('S19: case and edge spaces of an e-mail do not matter, dots do', () => {
		const world = new World({ direction: 'crmToGoogle' });
		world.add('google', { workEmail: ' Ann@Example.org ', familyName: 'Lee' });
		world.add('crm', { Email: 'ann@example.org', Last_Name: 'Lee' });
		world.add('crm', { Email: 'a.nn@example.org', Last_Name: 'Other' });
		world.sync();
		expect(world.records.google.size).toBe(2);
	});

	test('S23: set up again, everything is linked and nothing written', () => {
		const world = new World();
		for (let n = 0; n < 20; n++) world.addBoth({ ...ANN, workEmail: `p${n}@example.org` });
		world.sync();
		world.memory = new World().memory;
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.summary.classes.inSync).toBe(20);
	});
});

describe('scope and configuration', () => {
	test.each(['google', 'crm'] as const)('S24, S25: leaving the scope in %s detaches, coming back links again', (side) => {
		const { world, ids } = synced({ deletes: true });
		world.setScope(side, ids[side], false);
		expect(world.sync().summary.classes.detached).toBe(1);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		expect(world.sync().writes).toEqual([]);
		world.setScope(side, ids[side], true);
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expectQuiet(world);
	});

	test('S26: a record that a view no longer lists is read by id before anything is concluded', () => {
		const { world, ids } = synced({ deletes: true });
		world.get('crm', ids.crm).inScope = false;
		const run = world.sync({ full: true });
		expect(run.summary.classes.waiting).toBe(1);
		expect(world.sync().summary.classes.detached).toBe(1);
		expect(world.records.google.size).toBe(1);
	});

	test('S28: an un-mapped field is cleared nowhere', () => {
		const { world, ids } = synced();
		world.settings = { ...world.settings, rows: world.settings.rows.filter(({ crm }) => crm !== 'Title') };
		expect(world.sync().writes).toEqual([]);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Clerk');
	});

	test('S29: a field mapped later fills the empty side and decides differences by the winner', () => {
		const rows = new World().settings.rows;
		const world = new World({ rows: rows.filter(({ crm }) => crm !== 'Title' && crm !== 'Phone') });
		const ids = world.addBoth({ givenName: 'Ann', familyName: 'Lee', workEmail: 'ann@example.org' });
		world.edit('google', ids.google, { jobTitle: 'Clerk' });
		world.edit('crm', ids.crm, { Title: 'Chair', Phone: '555 0100' });
		world.sync();
		world.settings = { ...world.settings, rows };
		const run = world.sync();
		expect(world.get('google', ids.google).fields).toMatchObject({ jobTitle: 'Chair', workPhone: '555 0100' });
		expect(run.journal).toMatchObject([{ before: 'Clerk' }]);
		expectQuiet(world);
	});

	test('S31: edits made during a one-way spell surface afterwards', () => {
		const { world, ids } = synced();
		world.settings = { ...world.settings, direction: 'googleToCrm' };
		world.edit('crm', ids.crm, { Title: 'Chair' });
		world.sync();
		world.settings = { ...world.settings, direction: 'both' };
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Chair');
	});

	test('S32: another winner changes nothing that is settled', () => {
		const { world } = synced();
		world.settings = { ...world.settings, winner: 'google' };
		expectQuiet(world);
	});
});

describe('values', () => {
	test('S34: a value that the target shortens is sent once', () => {
		const { world, ids } = synced();
		world.canonicalise.crm = (fields) => Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, v.slice(0, 10)]));
		world.edit('google', ids.google, { jobTitle: 'Managing Director' });
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Managing Director');
		expectQuiet(world);
		world.edit('google', ids.google, { jobTitle: 'Owner' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Owner');
	});

	test('S36: composition, edge spaces, line ends and case of e-mails are no difference', () => {
		const world = new World();
		world.add('google', { workEmail: 'ANN@example.org', familyName: 'Le\u0301e ', notes: 'a\r\nb' });
		world.add('crm', { Email: 'ann@example.org', Last_Name: 'L\u00e9e', Description: 'a\nb' });
		expect(world.sync().writes).toEqual([]);
	});

	test('S37: missing and empty are the same, and a true clearing goes across', () => {
		const { world, ids } = synced();
		world.edit('crm', ids.crm, { Title: '' });
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBeUndefined();
	});

	test('S39: a birthday without a year is reported and not written', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { birthday: '--05-17' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'notRepresentable' }]);
	});

	test('a record without a family name brings another name, which never flows back', () => {
		const world = new World();
		const google = world.add('google', { givenName: 'Cher', workEmail: 'cher@example.org' });
		world.sync();
		expect(world.find('crm', 'Last_Name', 'Cher')).toHaveLength(1);
		expectQuiet(world);
		expect(world.get('google', google).fields.familyName).toBeUndefined();
	});
});

describe('failure, time and volume', () => {
	test('S42: after the loss of the state nothing is deleted and nobody created', () => {
		const { world } = synced({ deletes: true });
		world.memory = new World().memory;
		expect(world.sync().writes).toEqual([]);
	});

	test('S43: what a crashed run wrote is found equal', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.add('google', { familyName: 'New', workEmail: 'new@example.org' });
		world.sync({ crash: true });
		expect(world.sync().writes).toEqual([]);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expect(world.records.crm.size).toBe(2);
	});

	test('S44: a contact without e-mail created before a crash is found by its origin', () => {
		const world = new World();
		world.add('crm', { Last_Name: 'Silent' });
		world.sync({ crash: true });
		world.sync();
		expect(world.records.google.size).toBe(1);
		expectQuiet(world);
	});

	test('S47: a cap of 1,000 carries 2,300 changes in three runs', () => {
		const world = new World({ firstCap: 1_000 });
		for (let n = 0; n < 2_300; n++) world.add('google', { familyName: `N${n}`, workEmail: `p${n}@example.org` });
		const runs = [1, 2, 3].map(() => world.sync());
		expect(runs.map(({ writes }) => writes.length)).toEqual([1_000, 1_000, 300]);
		expect(runs.map(({ deferred }) => deferred)).toEqual([1_300, 300, 0]);
		expect(runs[0].summary.outcome).toBe('partial');
		expect(world.records.crm.size).toBe(2_300);
	});

	test('S50: a record that always fails holds nobody up and is retried when it changes', () => {
		const { world, ids } = synced();
		const other = world.addBoth({ familyName: 'Ok', workEmail: 'ok@example.org' });
		world.sync();
		world.refuse = (operation) => (operation.contact.crm === ids.crm ? 'INVALID_DATA' : undefined);
		world.edit('google', ids.google, { jobTitle: 'Bad' });
		world.edit('google', other.google, { jobTitle: 'Good' });
		expect(world.sync().summary.classes.failing).toBe(1);
		expect(world.get('crm', other.crm).fields.Title).toBe('Good');
		world.refuse = () => undefined;
		world.edit('google', ids.google, { jobTitle: 'Better' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Better');
	});

	test('S57: an edit between reading and writing survives', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.meanwhile = () => world.edit('crm', ids.crm, { Title: 'Queen' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Queen');
		world.meanwhile = () => {};
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Queen');
	});

	test('S60: an incomplete listing deletes and creates nothing', () => {
		const { world } = synced({ deletes: true });
		for (let n = 0; n < 10; n++) world.addBoth({ familyName: `N${n}`, workEmail: `p${n}@example.org` });
		world.sync();
		world.incomplete = { google: true };
		const run = world.sync({ full: true });
		expect(run.writes).toEqual([]);
		expect(run.summary.outcome).toBe('incomplete');
	});

	test('S62: unusually many deletions are refused as a whole, and approved by their digest', () => {
		const world = new World({ deletes: true });
		const people = Array.from({ length: 20 }, (_, n) => world.addBoth({ familyName: `N${n}`, workEmail: `p${n}@example.org` }));
		world.sync();
		people.slice(0, 12).forEach(({ crm }) => world.remove('crm', crm));
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.refusal).toMatchObject({ reason: 'tooManyDeletions', count: 12 });
		world.settings = { ...world.settings, approvedDigest: run.refusal?.digest ?? '' };
		world.sync();
		expect(world.records.google.size).toBe(8);
	});
});
