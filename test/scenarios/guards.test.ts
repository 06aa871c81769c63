import { crowd, expectQuiet } from '../engine/people';
import { scenario } from './scenario';

scenario(
	'S61',
	{ given: 'twenty people in sync, deletions switched on', when: 'Google lists nobody in the group', then: 'the run is refused before any write, each time, until it is approved for once; then they have left the group, and nobody is deleted' },
	() => {
		const { world, people } = crowd(20, { deletes: true });
		people.forEach(({ google }) => world.books.google.setScope(google, false, true));
		const before = world.state.contacts;
		const run = world.sync({ full: true });
		expect(run.refusal).toMatchObject({ reason: 'emptyListing', side: 'google', count: 20, of: 20 });
		expect(run.refusal?.message).toContain('Google lists no contact although 20 are linked');
		expect(run.summary.outcome).toBe('refused');
		expect(run.writes).toEqual([]);
		expect(world.state.contacts).toEqual(before);
		expect(world.sync({ full: true }).refusal?.digest).toBe(run.refusal?.digest);
		world.set({ approvedDigest: run.refusal?.digest ?? '' });
		expect(world.sync({ full: true }).summary.classes.detached).toBe(20);
		expect([world.size('google'), world.size('crm')]).toEqual([20, 20]);
	},
);

scenario(
	'S61',
	{ given: 'twenty people in sync, deletions switched on', when: 'Google lists nobody by mistake, and everybody again in the next run', then: 'everything goes on as before; nobody left the group' },
	() => {
		const { world, people } = crowd(20, { deletes: true });
		world.books.google.listingOrder = () => [];
		expect(world.sync({ full: true }).refusal?.reason).toBe('emptyListing');
		world.books.google.listingOrder = (records) => records;
		world.edit('google', people[0].google, { jobTitle: 'Chair' });
		world.sync();
		expect(world.get('crm', people[0].crm).fields.Title).toBe('Chair');
		expectQuiet(world);
		expect(world.state.contacts.every(({ detached }) => detached === null)).toBe(true);
	},
);

scenario(
	'S62',
	{ given: 'a deletion that waits for its approval', when: 'the record is taken back out of the recycle bin and leaves the list view, and a full check follows', then: 'it is asked for by its id and found, so that nothing is left to delete' },
	() => {
		const { world, people } = crowd(3, { deletes: true, deleteFloor: 0 });
		world.remove('crm', people[0].crm);
		const { refusal } = world.sync();
		expect(refusal?.reason).toBe('tooManyDeletions');
		world.books.crm.restore(people[0].crm);
		world.books.crm.setScope(people[0].crm, false);
		world.set({ approvedDigest: refusal?.digest ?? '' });
		const next = world.sync({ full: true });
		expect(next.writes).toEqual([]);
		expect(next.details).toMatchObject([{ class: 'detached', crmId: people[0].crm }]);
		expect([world.size('google'), world.size('crm')]).toEqual([3, 3]);
		expectQuiet(world);
	},
);

scenario(
	'S62',
	{ given: 'twenty people in sync, deletions switched on', when: 'twelve of them are deleted in the CRM and another one is edited', then: 'the run is refused as a whole: it names what it would delete and writes nothing, not even the edit; approved by its code it goes through' },
	() => {
		const { world, people } = crowd(20, { deletes: true });
		people.slice(0, 12).forEach(({ crm }) => world.remove('crm', crm));
		world.edit('google', people[19].google, { jobTitle: 'Chair' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.journal).toEqual([]);
		expect(run.refusal).toMatchObject({ reason: 'tooManyDeletions', side: 'google', count: 12, of: 20 });
		expect(run.refusal?.ids).toEqual(people.slice(0, 12).map(({ google }) => google).sort());
		expect(run.refusal?.message).toContain('would delete 12 of 20 linked contacts in Google');
		world.set({ approvedDigest: run.refusal?.digest ?? '' });
		expect(world.sync().writes).toHaveLength(13);
		expect(world.size('google')).toBe(8);
		expectQuiet(world);
	},
);

scenario(
	'S62',
	{ given: 'a plan that was refused, and its approval', when: 'one more person is deleted, on the other side, before the next run', then: 'the approval does not fit that plan, which is refused again' },
	() => {
		const { world, people } = crowd(40, { deletes: true });
		people.slice(0, 8).forEach(({ crm }) => world.remove('crm', crm));
		world.set({ approvedDigest: world.sync().refusal?.digest ?? '' });
		world.remove('google', people[20].google);
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.refusal?.digest).not.toBe(world.settings.approvedDigest);
	},
);
