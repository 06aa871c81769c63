import { ANN, BOB, crowd, expectQuiet, person, synced } from './people';
import { BLANK_MEMORY, MINUTE, World } from './world';

const PLANNED = { afterWrites: 0, keeps: 'plan' } as const;
const KILLED = { afterWrites: Infinity, keeps: 'nothing' } as const;

describe('lost state and crashes', () => {
	test('S42: after the loss of the state nothing is deleted and nobody created', () => {
		const { world, people } = crowd(10, { deletes: true });
		world.edit('google', people[0].google, { jobTitle: 'Chair' });
		world.edit('crm', people[0].crm, { Title: 'Owner', Phone: '555 0100' });
		world.memory = BLANK_MEMORY;
		const run = world.sync();
		expect(run.writes).toMatchObject([{ op: 'update', side: 'google', set: { jobTitle: 'Owner', workPhone: '555 0100' } }]);
		expect(run.journal).toMatchObject([{ before: 'Chair', reason: 'conflict' }]);
		expectQuiet(world);
	});

	test.each([
		['its process was killed', KILLED],
		['its execution failed', { afterWrites: Infinity, keeps: 'plan' }],
	] as const)('S43: what a run wrote is found equal after %s', (_why, crash) => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.add('google', { familyName: 'New', workEmail: 'new@example.org' });
		world.add('crm', { Last_Name: 'Newer', Email: 'newer@example.org' });
		expect(world.sync({ crash }).writes).toHaveLength(3);
		const next = world.sync();
		expect(next.writes).toEqual([]);
		expect(next.summary.classes).toMatchObject({ inSync: 3, deferred: 0 });
		expect(next.conflicts).toBe(0);
		expect([world.size('google'), world.size('crm')]).toEqual([3, 3]);
		expectQuiet(world);
	});

	test('S43: what a run planned and did not write goes with the next', () => {
		const { world, ids } = synced({ deletes: true });
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.add('google', BOB);
		world.sync({ crash: PLANNED });
		expect(world.sync().writes.map(({ op }) => op).sort()).toEqual(['create', 'update']);
		expectQuiet(world);
	});

	test('S44: a contact without e-mail created before a crash is found by its origin', () => {
		const world = new World();
		world.add('crm', { Last_Name: 'Silent' });
		world.sync({ crash: KILLED });
		expect(world.sync().writes).toEqual([]);
		expect(world.size('google')).toBe(1);
		expectQuiet(world);
	});

	test.each(['lostAfter', 'lostBefore'] as const)('S54: a create in Google whose answer was lost (%s) is made once', (fault) => {
		const world = new World();
		world.add('crm', { Last_Name: 'Silent' });
		world.fault = () => fault;
		world.sync();
		world.fault = () => undefined;
		world.books.google.lag = 8 * MINUTE;
		const soon = world.sync({ after: 2 });
		expect(soon.writes).toEqual([]);
		expect(soon.details).toMatchObject([{ class: 'waiting', reason: expect.stringContaining('not confirmed') }]);
		world.books.google.lag = 0;
		world.settle();
		expect(world.size('google')).toBe(1);
		expectQuiet(world);
	});

	test.each(['lostAfter', 'lostBefore'] as const)('S54: a create in the CRM whose answer was lost (%s) is made once', (fault) => {
		const world = new World();
		world.add('google', ANN);
		world.fault = () => fault;
		world.sync();
		world.fault = () => undefined;
		world.settle();
		expect(world.size('crm')).toBe(1);
		expectQuiet(world);
	});

	test.each(['lostAfter', 'lostBefore'] as const)('S54: an update whose answer was lost (%s) ends up done', (fault) => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.fault = () => fault;
		expect(world.sync().summary.outcome).toBe('partial');
		world.fault = () => undefined;
		world.settle();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
	});
});

describe('volume', () => {
	test('S47: a cap of 1,000 carries 2,300 changes in three runs', () => {
		const world = new World({ firstCap: 1_000 });
		for (let number = 0; number < 2_300; number++) world.add('google', person(number));
		const runs = [1, 2, 3].map(() => world.sync());
		expect(runs.map(({ writes }) => writes.length)).toEqual([1_000, 1_000, 300]);
		expect(runs.map(({ deferred }) => deferred)).toEqual([1_300, 300, 0]);
		expect(runs.map(({ summary }) => summary.outcome)).toEqual(['partial', 'partial', 'complete']);
		expect(world.size('crm')).toBe(2_300);
		expect(new Set(world.sent.map(({ contact }) => contact.google)).size).toBe(2_300);
	});

	test('S47: who waits longest goes first', () => {
		const { world, people } = crowd(6, { cap: 2 });
		const edit = (index: number) => world.edit('google', people[index].google, { jobTitle: 'Chair' });
		[3, 4, 5].forEach(edit);
		world.sync();
		[0, 1].forEach(edit);
		expect(world.sync().writes.map(({ contact }) => contact.google)).toContain(people[5].google);
		world.sync();
		expectQuiet(world);
	});

	test('S48: deletions and updates count alike, and a contact is never left half done', () => {
		const { world, people } = crowd(4, { cap: 2, deletes: true });
		world.remove('google', people[0].google);
		for (const { google, crm } of people.slice(1)) {
			world.edit('google', google, { jobTitle: 'Chair' });
			world.edit('crm', crm, { Phone: '555 0100' });
		}
		const run = world.sync();
		expect(run.writes.map(({ side, op }) => `${op} ${side}`).sort()).toEqual(['delete crm', 'update crm', 'update google']);
		expect(run.deferred).toBe(2);
		const written = run.writes.filter(({ op }) => op === 'update').map(({ contact }) => contact.crm);
		expect(new Set(written).size).toBe(1);
		expect(world.sync().deferred).toBe(0);
		expectQuiet(world);
	});

	test('S49: a first run that was stopped goes on without doubles', () => {
		const world = new World();
		for (let number = 0; number < 20; number++) world.add('google', person(number));
		world.sync({ crash: { afterWrites: 9, keeps: 'nothing' } });
		expect(world.sync().writes).toHaveLength(11);
		expect(world.size('crm')).toBe(20);
		expectQuiet(world);
	});
});

describe('records that fail', () => {
	test('S50: a record that always fails holds nobody up, and is tried again ever more rarely', () => {
		const { world, ids } = synced();
		const bob = world.addBoth(BOB);
		world.sync();
		world.fault = ({ contact }) => (contact.crm === ids.crm ? { refused: 'INVALID_DATA' } : undefined);
		world.edit('google', ids.google, { jobTitle: 'Bad' });
		world.edit('google', bob.google, { jobTitle: 'Good' });
		const run = world.sync();
		expect(run.details).toMatchObject([{ class: 'failing', reason: expect.stringContaining('INVALID_DATA'), crmId: ids.crm }]);
		expect(run.summary.outcome).toBe('attention');
		expect(world.get('crm', bob.crm).fields.Title).toBe('Good');
		const tries = Array.from({ length: 20 }, () => world.sync()).map(({ writes, summary }) => {
			expect(summary.classes.failing).toBe(1);
			return writes.length;
		});
		expect(tries.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(4);
		world.fault = () => undefined;
		world.edit('google', ids.google, { jobTitle: 'Better' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('Better');
		expectQuiet(world);
	});

	test('S50: a failure on one side backs off although the other side took its part', () => {
		const { world, ids } = synced();
		world.fault = ({ side }) => (side === 'google' ? { refused: 'INVALID_ARGUMENT' } : undefined);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.edit('crm', ids.crm, { Phone: '555 0111' });
		expect(world.sync().summary.classes.failing).toBe(1);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expect(world.sync({ after: 1 }).writes).toEqual([]);
	});

	test('S51: of 100, 3 rejected: 97 are settled, and only the 3 are sent again', () => {
		const { world, people } = crowd(100);
		people.forEach(({ google }) => world.edit('google', google, { jobTitle: 'Chair' }));
		const poisoned = new Set(people.slice(40, 43).map(({ crm }) => crm));
		world.fault = ({ contact }) => (poisoned.has(contact.crm ?? '') ? { refused: 'INVALID_DATA' } : undefined);
		const run = world.sync();
		expect(run.summary.written.crm).toMatchObject({ updated: 97, failed: 3 });
		expect(run.summary.classes).toMatchObject({ inSync: 97, failing: 3 });
		world.fault = () => undefined;
		expect(new Set(world.sync({ after: 60 }).writes.map(({ contact }) => contact.crm))).toEqual(poisoned);
		expectQuiet(world);
	});

	test('S41: lost access keeps what succeeded, and the next run goes on', () => {
		const { world, people } = crowd(10, { deletes: true });
		people.forEach(({ google }) => world.edit('google', google, { jobTitle: 'Chair' }));
		let count = 0;
		world.fault = () => {
			count += 1;
			if (count <= 4) return undefined;
			return count === 5 ? { refused: 'NO_PERMISSION', access: true } : 'notSent';
		};
		const run = world.sync();
		expect(run.summary).toMatchObject({ outcome: 'attention', written: { crm: { updated: 4, failed: 1, notSent: 5 } } });
		expect(run.summary.attention[0]).toContain('refused access');
		world.fault = () => undefined;
		expect(world.sync().writes).toHaveLength(6);
		expectQuiet(world);
	});
});
