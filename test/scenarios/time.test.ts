import type { Reading, SideName } from '../../nodes/shared/protocol';
import { ANN, crowd, expectQuiet, synced } from '../engine/people';
import { MINUTE, World } from '../engine/world';
import { scenario } from './scenario';

/** Changes what a side's readings say. */
function alterReadings(world: World, side: SideName, alter: (reading: Reading) => Reading): void {
	const book = world.books[side];
	const read = book.read.bind(book);
	book.read = (instruction) => read(instruction).map(alter);
}

/** A side's clock is ahead of the other's, or behind. */
function shiftClock(world: World, side: SideName, milliseconds: number): void {
	alterReadings(world, side, (reading) =>
		reading.kind === 'contact' && reading.modifiedAt
			? { ...reading, modifiedAt: new Date(Date.parse(reading.modifiedAt) + milliseconds).toISOString() }
			: reading,
	);
}

scenario(
	'S40',
	{ given: 'people in sync and a few edits', when: 'Google no longer knows the mark from which changes are read', then: 'it is read in full and compared by value: only the edits are written' },
	() => {
		const { world, people } = crowd(20, { deletes: true });
		world.edit('google', people[3].google, { jobTitle: 'Chair' });
		const read = world.books.google.read.bind(world.books.google);
		world.books.google.read = (instruction) => read({ ...instruction, mode: 'full', cursor: null });
		const run = world.sync();
		expect(run.summary.readings).toEqual({ google: 'full', crm: 'changes' });
		expect(run.writes).toMatchObject([{ op: 'update', side: 'crm', id: people[3].crm, set: { Title: 'Chair' } }]);
		expectQuiet(world);
	},
);

scenario(
	'S55',
	{ given: 'a value that the sync wrote to Google', when: "Google's listing shows the old value for five more minutes", then: 'the old value is not taken for an edit; nothing is undone or sent again' },
	() => {
		const { world, ids } = synced();
		world.edit('crm', ids.crm, { Title: 'Chair' });
		world.sync();
		world.books.google.lag = 5 * MINUTE;
		expect(world.sync({ after: 2 }).writes).toEqual([]);
		expect(world.sync({ after: 1, full: true }).writes).toEqual([]);
		world.books.google.lag = 0;
		expectQuiet(world);
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Chair');
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
	},
);

scenario(
	'S55',
	{ given: 'a contact that the sync created in Google', when: 'a full listing does not show it for five more minutes', then: 'it is read by its id and not made again' },
	() => {
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
	},
);

scenario(
	'S55',
	{ given: 'a contact of which a listing may have shown an older version', when: 'it may not be read any more, and somebody new is entered in the CRM', then: 'the newcomer waits in that run, and is created in the next' },
	() => {
		const { world, ids } = synced();
		world.books.google.skew = -30 * MINUTE;
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.add('crm', { Last_Name: 'Ray', Email: 'bob@example.org' });
		expect(world.sync({ after: 2 }).writes).toEqual([]);
		world.books.google.forbidden.add(ids.google);
		expect(world.sync().writes).toMatchObject([{ side: 'google', op: 'create' }]);
	},
);

scenario(
	'S55',
	{ given: 'a contact created in the CRM whose answer was lost', when: "Google's listing lags and hides the contact that it belongs to", then: 'nobody is created for it: the two wait until Google shows the contact again' },
	() => {
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
	},
);

scenario(
	'S56',
	{ given: 'an edit in Google to carry to the CRM', when: 'somebody edits the same field in the CRM after it was read and before it is written', then: 'that record is left alone in this run; in the next the two edits are a conflict, and the loser is journalled' },
	() => {
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
	},
);

scenario(
	'S57',
	{ given: 'an edit that overtook a write', when: "the next listing lags behind and does not show it", then: 'the record is read by its id all the same, and the edit goes across' },
	() => {
		const { world, ids } = synced({ winner: 'google' });
		world.edit('crm', ids.crm, { Title: 'Chair' });
		world.meanwhile = () => world.edit('google', ids.google, { jobTitle: 'Queen' });
		world.sync();
		world.meanwhile = () => {};
		world.books.google.lag = 10 * MINUTE;
		world.sync({ after: 2 });
		expect(world.get('crm', ids.crm).fields.Title).toBe('Queen');
	},
);

scenario(
	'S57',
	{ given: 'people in sync', when: 'somebody edits one of them while the sync is running, after it was read', then: 'the next run still sees the edit, as changes are read from the start of the last reading on' },
	() => {
		const { world, people } = crowd(2);
		world.edit('google', people[0].google, { jobTitle: 'Chair' });
		world.meanwhile = () => world.edit('google', people[1].google, { jobTitle: 'Owner' });
		expect(world.sync().writes).toMatchObject([{ id: people[0].crm }]);
		world.meanwhile = () => {};
		const run = world.sync();
		expect(run.summary.readings).toEqual({ google: 'changes', crm: 'changes' });
		expect(world.get('crm', people[1].crm).fields.Title).toBe('Owner');
		expectQuiet(world);
	},
);

for (const [kind, crm, google] of [['filled', 'Title', 'jobTitle'], ['empty', 'Mobile', 'mobilePhone']] as const) {
	scenario(
		'S57',
		{ given: 'a deletion in Google to carry to the CRM, deletions switched on', when: 'somebody edits the CRM record after it was read and before it is deleted', then: 'the record is not deleted, and the contact is made again in Google with the edit' },
		() => {
			const { world, ids } = synced({ deletes: true });
			world.remove('google', ids.google);
			world.meanwhile = () => world.edit('crm', ids.crm, { [crm]: '555 0123' });
			world.sync();
			world.meanwhile = () => {};
			world.settle();
			expect(world.find('google', google, '555 0123')).toHaveLength(1);
			expect(world.get('crm', ids.crm).fields[crm]).toBe('555 0123');
		},
		`${kind} field`,
	);
}

scenario(
	'S57',
	{ given: 'a new Google contact', when: 'somebody makes the same person in the CRM after it was read and before the sync creates it', then: 'the two are linked; there is no double' },
	() => {
		const world = new World();
		world.add('google', ANN);
		world.meanwhile = () => world.add('crm', { Last_Name: 'Lee', Email: 'ann@example.org' });
		expect(world.sync().results).toMatchObject([{ outcome: 'exists' }]);
		world.meanwhile = () => {};
		world.settle();
		expect(world.size('crm')).toBe(1);
		expect(world.find('crm', 'Title', 'Clerk')).toHaveLength(1);
		expectQuiet(world);
	},
);

scenario(
	'S58',
	{ given: 'a sync whose winner is the most recently changed side', when: 'both sides change one field, one of them later', then: 'the later change is on both sides; in a tie, or where a side tells no time, the CRM wins', because: 'how far the two clocks are apart nobody tells, so a difference within that is decided by them; every loser is in the journal.' },
	() => {
		const { world, ids } = synced({ winner: 'newest' });
		world.edit('crm', ids.crm, { Title: 'r' });
		world.edit('google', ids.google, { jobTitle: 'q' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('q');
		world.edit('google', ids.google, { jobTitle: 's' });
		world.edit('crm', ids.crm, { Title: 't' });
		const tie = world.get('google', ids.google).modifiedAt;
		world.get('crm', ids.crm).modifiedAt = tie;
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('t');
		expectQuiet(world);
	},
);

scenario(
	'S58',
	{ given: 'a sync whose winner is the most recently changed side, and a CRM that tells no times', when: 'both sides change one field', then: 'the CRM wins' },
	() => {
		const world = new World({ winner: 'newest' });
		alterReadings(world, 'crm', (reading) => (reading.kind === 'contact' ? { ...reading, modifiedAt: null } : reading));
		const ids = world.addBoth(ANN);
		world.sync();
		world.edit('crm', ids.crm, { Title: 'r' });
		world.edit('google', ids.google, { jobTitle: 'q' });
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('r');
	},
);

for (const minutes of [10, -10]) {
	scenario(
		'S58',
		{ given: "a Google clock that is ten minutes off, and a fixed winner", when: 'both sides are edited, in the same field and in others', then: 'everything is as with equal clocks: times decide neither what changed nor who wins' },
		() => {
			const { world, people } = crowd(3);
			shiftClock(world, 'google', minutes * MINUTE);
			world.edit('google', people[0].google, { jobTitle: 'q' });
			world.edit('crm', people[0].crm, { Title: 'r' });
			world.edit('crm', people[1].crm, { Title: 'Chair' });
			world.edit('google', people[2].google, { jobTitle: 'Owner' });
			world.sync();
			expect(world.get('google', people[0].google).fields.jobTitle).toBe('r');
			expect(world.get('google', people[1].google).fields.jobTitle).toBe('Chair');
			expect(world.get('crm', people[2].crm).fields.Title).toBe('Owner');
			expectQuiet(world);
		},
		minutes > 0 ? 'ahead' : 'behind',
	);
}

scenario(
	'S60',
	{ given: 'people in sync, one deleted, one edited and one new, deletions switched on', when: "Google's listing ends half way", then: 'nobody is deleted or created and the place to go on from is not moved; edits that were shown go across, and the run says that it is incomplete' },
	() => {
		const { world, people } = crowd(10, { deletes: true });
		world.add('crm', { Last_Name: 'New', Email: 'new@example.org' });
		world.remove('google', people[9].google);
		world.edit('google', people[0].google, { jobTitle: 'Chair' });
		world.books.google.incomplete = true;
		const { cursor } = world.state.sides.google;
		const run = world.sync({ full: true });
		expect(run.writes.map(({ op }) => op)).toEqual(['update']);
		expect(run.summary.outcome).toBe('incomplete');
		expect(world.state.sides.google.cursor).toBe(cursor);
		world.books.google.incomplete = false;
		world.settle();
		expect([world.size('google'), world.size('crm')]).toEqual([10, 10]);
	},
);

scenario(
	'S60',
	{ given: 'people in sync, deletions switched on', when: "Google's listing fails before its first contact", then: 'the run says that it is incomplete, not that Google is empty; edits of the other side go across all the same' },
	() => {
		const { world, people } = crowd(10, { deletes: true });
		world.edit('crm', people[0].crm, { Title: 'Chair' });
		world.books.google.incomplete = true;
		world.books.google.listingOrder = () => [];
		const run = world.sync({ full: true });
		expect(run.refusal).toBeNull();
		expect(run.summary.outcome).toBe('incomplete');
		expect(run.writes).toMatchObject([{ op: 'update', side: 'google', set: { jobTitle: 'Chair' } }]);
		world.books.google.incomplete = false;
		world.books.google.listingOrder = (records) => records;
		expectQuiet(world);
		expect([world.size('google'), world.size('crm')]).toEqual([10, 10]);
	},
);

scenario(
	'S63',
	{ given: 'people in sync', when: 'the server touches every contact without changing a value', then: 'values are compared and nothing is written' },
	() => {
		const { world, people } = crowd(10);
		people.forEach(({ google }) => world.books.google.touch(google));
		expectQuiet(world);
	},
);

scenario(
	'S63',
	{ given: 'people in sync', when: 'the same field really changes in all of them', then: 'the edits go across, as many a run as its limit allows, and every value that they replace is in the journal', because: 'that is what a company that moves looks like; a question each time would stop honest work, and nothing is lost.' },
	() => {
		const { world, people } = crowd(30, { cap: 20 });
		people.forEach(({ google }) => world.edit('google', google, { familyName: 'Same' }));
		const runs = [world.sync(), world.sync()];
		expect(runs.map(({ writes }) => writes.length)).toEqual([20, 10]);
		expect(world.journal.map(({ before }) => before).sort()).toEqual(people.map((_, number) => `N${number}`).sort());
		expectQuiet(world);
	},
);
