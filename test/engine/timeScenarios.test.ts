import { ANN, crowd, expectQuiet, synced } from './people';
import { MINUTE, World } from './world';

describe('time', () => {
	test('S55: an own write that the listing does not show yet is neither undone nor sent again', () => {
		const { world, ids } = synced();
		world.edit('crm', ids.crm, { Title: 'Chair' });
		world.sync();
		world.books.google.lag = 5 * MINUTE;
		expect(world.sync({ after: 2 }).writes).toEqual([]);
		expect(world.sync({ after: 1, full: true }).writes).toEqual([]);
		world.books.google.lag = 0;
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Chair');
	});

	test('S55: an own create that a full listing does not show yet is read by id, not made again', () => {
		const world = new World();
		world.add('crm', { Last_Name: 'Lee', Email: 'ann@example.org' });
		world.sync();
		world.books.google.lag = 5 * MINUTE;
		expect(world.sync({ after: 2, full: true }).writes).toEqual([]);
		expect(world.sync({ after: 1 }).writes).toEqual([]);
		world.books.google.lag = 0;
		expectQuiet(world);
		expect(world.size('google')).toBe(1);
		expect(world.state.contacts).toMatchObject([{ detached: null, google: { presence: 'in' } }]);
	});

	test('S56, S57: an edit between reading and writing survives, and goes across next', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.meanwhile = () => world.edit('crm', ids.crm, { Title: 'Queen' });
		const run = world.sync();
		expect(run.results).toMatchObject([{ outcome: 'mismatch' }]);
		expect(run.summary.written.crm.overtaken).toBe(1);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Queen');
		world.meanwhile = () => {};
		const next = world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Queen');
		expect(next.journal).toMatchObject([{ before: 'Chair', reason: 'conflict' }]);
		expectQuiet(world);
	});

	test('S57: what overtook a write is read by id next time, also where the listing lags behind', () => {
		const { world, ids } = synced({ winner: 'google' });
		world.edit('crm', ids.crm, { Title: 'Chair' });
		world.meanwhile = () => world.edit('google', ids.google, { jobTitle: 'Queen' });
		world.sync();
		world.meanwhile = () => {};
		world.books.google.lag = 10 * MINUTE;
		world.sync({ after: 2 });
		expect(world.get('crm', ids.crm).fields.Title).toBe('Queen');
	});

	test('S55: while a listing lags behind what it showed before, nobody is created for a record that it hides', () => {
		const world = new World();
		world.add('google', ANN);
		world.fault = () => 'lostAfter';
		world.sync({ after: 1 });
		world.fault = () => undefined;
		world.books.google.lag = 5 * MINUTE;
		expect(world.sync({ after: 2, full: true }).summary.classes.waiting).toBe(2);
		world.books.google.lag = 0;
		world.settle();
		expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
		expectQuiet(world);
	});

	test.each([
		['a filled', 'Title', 'jobTitle'],
		['an empty', 'Mobile', 'mobilePhone'],
	])('S57: an edit of %s field between reading and deleting saves the record', (_kind, crm, google) => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		world.meanwhile = () => world.edit('crm', ids.crm, { [crm]: '555 0123' });
		world.sync();
		world.meanwhile = () => {};
		world.settle();
		expect(world.find('google', google, '555 0123')).toHaveLength(1);
		expect(world.get('crm', ids.crm).fields[crm]).toBe('555 0123');
	});

	test('S57: a record made by hand between reading and creating is not doubled', () => {
		const world = new World();
		world.add('google', ANN);
		world.meanwhile = () => world.add('crm', { Last_Name: 'Lee', Email: 'ann@example.org' });
		expect(world.sync().results).toMatchObject([{ outcome: 'exists' }]);
		world.meanwhile = () => {};
		world.settle();
		expect(world.size('crm')).toBe(1);
		expect(world.find('crm', 'Title', 'Clerk')).toHaveLength(1);
		expectQuiet(world);
	});

	test('S60: an incomplete listing deletes and creates nothing, and its cursor is not kept', () => {
		const { world, people } = crowd(10, { deletes: true });
		world.add('crm', { Last_Name: 'New', Email: 'new@example.org' });
		world.remove('google', people[9].google);
		world.edit('google', people[0].google, { jobTitle: 'Chair' });
		world.books.google.incomplete = true;
		const run = world.sync({ full: true });
		expect(run.writes.map(({ op }) => op)).toEqual(['update']);
		expect(run.summary.outcome).toBe('incomplete');
		world.books.google.incomplete = false;
		world.settle();
		expect([world.size('google'), world.size('crm')]).toEqual([10, 10]);
	});

	test('S63: records that were touched without a change of value cause no write', () => {
		const { world, people } = crowd(10);
		people.forEach(({ google }) => world.books.google.touch(google));
		expectQuiet(world);
	});
});

describe('guards', () => {
	test('S61: a side that lists empty is refused, again and again, until it is approved', () => {
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
	});

	test('S61: after an empty answer that was a mistake everything goes on as before', () => {
		const { world, people } = crowd(20, { deletes: true });
		world.books.google.listingOrder = () => [];
		expect(world.sync({ full: true }).refusal?.reason).toBe('emptyListing');
		world.books.google.listingOrder = (records) => records;
		world.edit('google', people[0].google, { jobTitle: 'Chair' });
		world.sync();
		expect(world.get('crm', people[0].crm).fields.Title).toBe('Chair');
		expectQuiet(world);
		expect(world.state.contacts.every(({ detached }) => detached === null)).toBe(true);
	});

	test('S62: unusually many deletions are refused as a whole, and approved by their digest', () => {
		const { world, people } = crowd(20, { deletes: true });
		people.slice(0, 12).forEach(({ crm }) => world.remove('crm', crm));
		world.edit('google', people[19].google, { jobTitle: 'Chair' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.journal).toEqual([]);
		expect(run.refusal).toMatchObject({ reason: 'tooManyDeletions', side: 'google', count: 12, of: 20 });
		expect(run.refusal?.ids).toHaveLength(12);
		expect(run.refusal?.message).toContain('would delete 12 of 20 linked contacts in Google');
		world.set({ approvedDigest: run.refusal?.digest ?? '' });
		expect(world.sync().writes).toHaveLength(13);
		expect(world.size('google')).toBe(8);
		expectQuiet(world);
	});

	test('S62: an approval is good for one plan only, on both sides', () => {
		const { world, people } = crowd(40, { deletes: true });
		people.slice(0, 8).forEach(({ crm }) => world.remove('crm', crm));
		world.set({ approvedDigest: world.sync().refusal?.digest ?? '' });
		world.remove('google', people[20].google);
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.refusal?.digest).not.toBe(world.settings.approvedDigest);
	});
});
