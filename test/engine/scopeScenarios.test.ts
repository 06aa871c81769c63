import { ANN, crowd, expectQuiet, person, synced } from './people';
import { World } from './world';

describe('leaving and coming back', () => {
	test.each(['google', 'crm'] as const)('S24, S25: leaving the scope in %s detaches, coming back links again', (side) => {
		const { world, ids } = synced({ deletes: true });
		world.books[side].setScope(ids[side], false);
		expect(world.sync().details).toMatchObject([{ class: 'detached', reason: expect.stringContaining('Left the') }]);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		expectQuiet(world);
		world.books[side].setScope(ids[side], true);
		const back = world.sync();
		expect(back.writes).toMatchObject([{ op: 'update', side: 'crm', set: { Title: 'Chair' } }]);
		expect(back.conflicts).toBe(0);
		expectQuiet(world);
	});

	test('S25: a synced edit that takes a record out of its list view makes nothing swing', () => {
		const { world, ids } = synced({ deletes: true });
		world.books.crm.view = ({ Title }) => Title !== 'Retired';
		world.edit('google', ids.google, { jobTitle: 'Retired' });
		expect(world.sync().writes).toHaveLength(1);
		expectQuiet(world);
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
		world.edit('crm', ids.crm, { Title: 'Clerk' });
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Clerk');
		expectQuiet(world);
	});

	test('S26: a record that a view no longer lists is read by id before anything is concluded', () => {
		const { world, ids } = synced({ deletes: true });
		world.books.crm.setScope(ids.crm, false, true);
		expect(world.sync({ full: true }).summary.classes.waiting).toBe(1);
		expect(world.sync().summary.classes.detached).toBe(1);
		expectQuiet(world);
		expect(world.size('google')).toBe(1);
		world.books.crm.setScope(ids.crm, true, true);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.sync({ full: true });
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expectQuiet(world);
	});

	test('S26: a record that a reading by id no longer finds was deleted', () => {
		const { world, ids } = synced({ deletes: true });
		world.remove('crm', ids.crm);
		expect(world.sync({ full: true }).writes).toEqual([]);
		expect(world.sync().writes).toMatchObject([{ op: 'delete', side: 'google', id: ids.google }]);
		expectQuiet(world);
	});

	test('S26, S41: a record that may not be read any more waits, and goes on when it may', () => {
		const { world, ids } = synced({ deletes: true });
		world.books.crm.setScope(ids.crm, false, true);
		world.books.crm.forbidden.add(ids.crm);
		world.sync({ full: true });
		expect(world.sync().details).toMatchObject([{ class: 'waiting', reason: expect.stringContaining('may not read') }]);
		expectQuiet(world);
		world.books.crm.forbidden.clear();
		world.books.crm.setScope(ids.crm, true);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.settle();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
	});

	test('S27: another group or list view deletes nobody, and reads everything anew', () => {
		const { world, people } = crowd(3, { deletes: true });
		world.books.crm.scope = 'Contacts/2';
		world.books.crm.setScope(people[0].crm, false, true);
		world.remove('google', people[1].google);
		const run = world.sync();
		expect(run.summary.readings.crm).toBe('full');
		expect(run.writes).toEqual([]);
		world.books.google.scope = 'contactGroups/other';
		world.books.google.incomplete = true;
		world.sync();
		world.books.google.incomplete = false;
		expect(world.sync().summary.readings.google).toBe('full');
	});

	test('S27: the ids of another module are not those of deleted records', () => {
		const { world, people } = crowd(3, { deletes: true });
		people.forEach(({ crm }) => world.remove('crm', crm));
		world.books.crm.scope = 'Leads/7';
		const lead = world.add('crm', { Last_Name: 'N0', Email: 'p0@example.org' }, { id: '999' });
		world.settle();
		expect(world.sent.filter(({ op }) => op === 'delete')).toEqual([]);
		expect(world.size('google')).toBe(3);
		expect(world.state.contacts.find(({ crm }) => crm?.id === lead)?.google?.id).toBe(people[0].google);
	});
});

describe('changed settings', () => {
	const withoutTitle = () => new World().settings.rows.filter(({ crm }) => crm !== 'Title');

	test('S28: an un-mapped field is cleared nowhere', () => {
		const { world, ids } = synced();
		world.set({ rows: withoutTitle() });
		world.edit('google', ids.google, { jobTitle: '' });
		expectQuiet(world);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Clerk');
	});

	test('S29: a field mapped later fills the empty side and decides differences by the winner', () => {
		const { rows } = new World().settings;
		const world = new World({ rows: rows.filter(({ crm }) => crm !== 'Title' && crm !== 'Phone') });
		const ids = world.addBoth({ givenName: 'Ann', familyName: 'Lee', workEmail: 'ann@example.org' });
		world.edit('google', ids.google, { jobTitle: 'Clerk' });
		world.edit('crm', ids.crm, { Title: 'Chair', Phone: '555 0100' });
		world.sync();
		world.set({ rows });
		const run = world.sync();
		expect(world.get('google', ids.google).fields).toMatchObject({ jobTitle: 'Chair', workPhone: '555 0100' });
		expect(run.journal).toMatchObject([{ before: 'Clerk', reason: 'conflict' }]);
		expectQuiet(world);
	});

	test('S30: a row that gets another Google field is a new row, and the old value stays', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { mobilePhone: '555 0777' });
		world.edit('crm', ids.crm, { Phone: '' });
		world.set({
			rows: world.settings.rows.flatMap((row) => {
				if (row.google === 'workPhone') return { ...row, google: 'mobilePhone' };
				return row.google === 'mobilePhone' ? [] : row;
			}),
		});
		world.sync();
		expect(world.get('google', ids.google).fields).toMatchObject({ workPhone: '555 0100', mobilePhone: '555 0777' });
		expect(world.get('crm', ids.crm).fields.Phone).toBe('555 0777');
		expectQuiet(world);
	});

	test('S31: edits made during a one-way spell surface afterwards', () => {
		const { world, ids } = synced({ deletes: true });
		world.set({ direction: 'googleToCrm' });
		world.edit('crm', ids.crm, { Title: 'Chair' });
		world.sync();
		world.set({ direction: 'both' });
		const run = world.sync();
		expect(run.writes).toMatchObject([{ op: 'update', side: 'google' }]);
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Chair');
		expectQuiet(world);
	});

	test('S31: the run in which the direction changes deletes nobody', () => {
		const { world, people } = crowd(20, { deletes: true });
		world.remove('crm', people[0].crm);
		world.set({ direction: 'crmToGoogle' });
		expect(world.sync().writes).toEqual([]);
		expect(world.sync().writes).toMatchObject([{ op: 'delete', side: 'google' }]);
	});

	test('S32: another winner changes nothing that is settled', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { jobTitle: 'q' });
		world.edit('crm', ids.crm, { Title: 'r' });
		world.sync();
		world.set({ winner: 'google' });
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.jobTitle).toBe('r');
	});

	test('F3: rows in another order are the same map', () => {
		const { world, ids } = synced({ deletes: true });
		world.set({ rows: [...world.settings.rows].reverse() });
		world.edit('google', ids.google, { workPhone: '' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Phone).toBeUndefined();
		expectQuiet(world);
	});

	test('S23, P8: another sync name and other e-mail fields delete and create nobody', () => {
		const world = new World({ deletes: true });
		for (let number = 0; number < 3; number++) {
			world.addBoth({ ...person(number), homeEmail: `home${number}@example.org` });
		}
		world.sync();
		world.set({ syncName: 'renamed', match: { google: 'homeEmail', crm: 'Secondary_Email' } });
		expectQuiet(world);
	});

	test('a row that the module has no field for is left out with a hint, one of the user is an error', () => {
		const { world } = synced();
		const { read } = world.books.crm;
		world.books.crm.read = (instruction) =>
			read.call(world.books.crm, instruction).map((reading) =>
				reading.kind === 'cursor' ? { ...reading, fields: reading.fields.filter(({ name }) => name !== 'Fax' && name !== 'Own') } : reading,
			);
		expect(world.sync().hints).toEqual([expect.stringContaining('Fax')]);
		world.set({ rows: [...world.settings.rows, { google: 'nickname', crm: 'Own', direction: 'both' }] });
		expect(() => world.sync()).toThrow('CRM has no field "Own"');
		expect(world.get('crm', world.find('crm', 'Email', ANN.workEmail)[0].id).fields.Title).toBe('Clerk');
	});
});
