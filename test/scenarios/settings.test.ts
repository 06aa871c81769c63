import { crowd, expectQuiet, person, synced } from '../engine/people';
import { MINUTE, World } from '../engine/world';
import { scenario } from './scenario';

const withoutTitle = () => new World().settings.rows.filter(({ crm }) => crm !== 'Title');

scenario(
	'S28',
	{ given: 'a field that is mapped and in sync', when: 'its row is taken out of the map', then: 'it is cleared nowhere, and edits of it stay where they are' },
	() => {
		const { world, ids } = synced();
		world.set({ rows: withoutTitle() });
		world.edit('google', ids.google, { jobTitle: '' });
		expectQuiet(world);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Clerk');
	},
);

scenario(
	'S28',
	{ given: 'a row that was taken out of the map', when: 'it is put back after both sides were edited', then: 'what was agreed before counts no more: an empty side is filled, not cleared across' },
	() => {
		const { world, ids } = synced();
		const { rows } = world.settings;
		world.set({ rows: withoutTitle() });
		world.sync();
		world.edit('crm', ids.crm, { Title: '' });
		world.sync();
		world.set({ rows });
		world.settle();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Clerk');
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Clerk');
		expectQuiet(world);
	},
);

scenario(
	'S29',
	{ given: 'two fields that are not mapped: one empty on a side, one different on both', when: 'they are mapped', then: 'the empty side is filled; the different values go by the winner, and the loser is in the journal' },
	() => {
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
		expect(run.conflicts).toBe(1);
		expectQuiet(world);
	},
);

scenario(
	'S30',
	{ given: 'Google work phone mapped to CRM phone', when: 'the row is changed to Google mobile phone and CRM phone', then: 'it is a new row: an empty side is filled from the mobile phone, and the work phone stays' },
	() => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { mobilePhone: '555 0777' });
		world.edit('crm', ids.crm, { Phone: '' });
		world.set({ rows: mobileToPhone(world) });
		world.sync();
		expect(world.get('google', ids.google).fields).toMatchObject({ workPhone: '555 0100', mobilePhone: '555 0777' });
		expect(world.get('crm', ids.crm).fields.Phone).toBe('555 0777');
		expectQuiet(world);
	},
);

scenario(
	'S30',
	{ given: 'Google work phone mapped to CRM phone, and another number as the mobile phone', when: 'the row is changed to Google mobile phone and CRM phone', then: 'the difference goes by the winner and is journalled; the work phone stays' },
	() => {
		const { world, ids } = synced({ rows: new World().settings.rows.filter(({ google }) => google !== 'mobilePhone') });
		world.edit('google', ids.google, { mobilePhone: '555 0777' });
		world.set({ rows: mobileToPhone(world) });
		const run = world.sync();
		expect(run.journal).toMatchObject([{ side: 'google', field: 'mobilePhone', before: '555 0777', after: '555 0100', reason: 'conflict' }]);
		expect(world.get('google', ids.google).fields).toMatchObject({ workPhone: '555 0100', mobilePhone: '555 0100' });
		expectQuiet(world);
	},
);

function mobileToPhone(world: World) {
	return world.settings.rows.flatMap((row) => {
		if (row.google === 'workPhone') return { ...row, google: 'mobilePhone' };
		return row.google === 'mobilePhone' ? [] : row;
	});
}

scenario(
	'S31',
	{ given: 'a two-way sync that was set to Google to CRM for a while', when: 'the CRM was edited meanwhile and the sync is set to both ways again', then: 'the edits of the CRM reach Google' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.set({ direction: 'googleToCrm' });
		world.edit('crm', ids.crm, { Title: 'Chair' });
		world.sync();
		world.set({ direction: 'both' });
		const run = world.sync();
		expect(run.writes).toMatchObject([{ op: 'update', side: 'google' }]);
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Chair');
		expectQuiet(world);
	},
);

scenario(
	'S31',
	{ given: 'a sync set to Google to CRM for a while, Google winning', when: 'it is set to both ways in the same moment in which both sides hold new values of one field', then: "that is a conflict: the CRM's value is in the journal, not silently lost" },
	() => {
		const { world, ids } = synced({ winner: 'google' });
		world.set({ direction: 'googleToCrm' });
		world.edit('crm', ids.crm, { Title: 'Chair' });
		world.sync();
		world.set({ direction: 'both' });
		world.edit('google', ids.google, { jobTitle: 'Owner' });
		const run = world.sync();
		expect(run.journal).toMatchObject([{ side: 'crm', before: 'Chair', after: 'Owner', reason: 'conflict' }]);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Owner');
		expectQuiet(world);
	},
);

scenario(
	'S31',
	{ given: 'a person deleted in the CRM, deletions switched on', when: 'the direction changes before the next run', then: 'that run deletes nobody; the next one does' },
	() => {
		const { world, people } = crowd(20, { deletes: true });
		world.remove('crm', people[0].crm);
		world.set({ direction: 'crmToGoogle' });
		expect(world.sync().writes).toEqual([]);
		expect(world.sync().writes).toMatchObject([{ op: 'delete', side: 'google' }]);
	},
);

scenario(
	'S32',
	{ given: 'a conflict that the CRM won', when: 'the winner is set to Google', then: 'what is settled stays; only new conflicts go to Google' },
	() => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { jobTitle: 'q' });
		world.edit('crm', ids.crm, { Title: 'r' });
		world.sync();
		world.set({ winner: 'google' });
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.jobTitle).toBe('r');
		world.edit('google', ids.google, { jobTitle: 's' });
		world.edit('crm', ids.crm, { Title: 't' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('s');
	},
);

scenario(
	'S33',
	{ given: 'people in sync, deletions switched on', when: 'the workflow is off for a month, in which both sides are edited and a few records deleted, and then on again', then: 'the first run reads both sides in full and is an ordinary one: edits cross, conflicts are journalled; deletions follow once reading by id has confirmed them' },
	() => {
		const { world, people } = crowd(30, { deletes: true });
		world.edit('google', people[0].google, { jobTitle: 'Chair' });
		world.edit('crm', people[1].crm, { Phone: '555 0100' });
		world.edit('google', people[2].google, { jobTitle: 'q' });
		world.edit('crm', people[2].crm, { Title: 'r' });
		world.remove('google', people[3].google);
		world.add('crm', { Last_Name: 'New', Email: 'new@example.org' });
		const run = world.sync({ after: (30 * 24 * 60 * 60_000) / MINUTE });
		expect(run.summary.readings).toEqual({ google: 'full', crm: 'full' });
		expect(run.writes.map(({ op, side }) => `${op} ${side}`).sort()).toEqual(['create google', 'update crm', 'update google', 'update google']);
		expect(run.journal).toMatchObject([{ before: 'q', after: 'r', reason: 'conflict' }]);
		expect(world.sync().writes).toMatchObject([{ op: 'delete', side: 'crm', id: people[3].crm }]);
		expectQuiet(world);
	},
);

scenario(
	'S33',
	{ given: 'people in sync, deletions switched on', when: 'the workflow is off for a month, in which a third of them is deleted in the CRM, and then on again', then: 'the deletions are refused as a whole until they are approved' },
	() => {
		const { world, people } = crowd(30, { deletes: true });
		people.slice(0, 10).forEach(({ crm }) => world.remove('crm', crm));
		world.sync({ after: (30 * 24 * 60 * 60_000) / MINUTE });
		const run = world.sync();
		expect(run.refusal).toMatchObject({ reason: 'tooManyDeletions', count: 10, of: 30 });
		expect(run.writes).toEqual([]);
		expect(world.size('google')).toBe(30);
	},
);

scenario(
	'S23',
	{ given: 'people in sync, deletions switched on', when: 'the sync gets another name and other e-mail fields to match by', then: 'nobody is deleted or created' },
	() => {
		const world = new World({ deletes: true });
		for (let number = 0; number < 3; number++) {
			world.addBoth({ ...person(number), homeEmail: `home${number}@example.org` });
		}
		world.sync();
		world.set({ syncName: 'renamed', match: { google: 'homeEmail', crm: 'Secondary_Email' } });
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([3, 3]);
	},
);
