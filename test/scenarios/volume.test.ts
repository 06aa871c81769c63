import { crowd, expectQuiet, person } from '../engine/people';
import { World } from '../engine/world';
import { scenario } from './scenario';

scenario(
	'S47',
	{ given: '230 new contacts and a limit of 100 a run', when: 'the sync runs three times', then: 'it writes 100, 100 and 30, each contact once, and the first two runs say that they are partial and how many are left' },
	() => {
		const world = new World({ firstCap: 100 });
		for (let number = 0; number < 230; number++) world.add('google', person(number));
		const runs = [1, 2, 3].map(() => world.sync());
		expect(runs.map(({ writes }) => writes.length)).toEqual([100, 100, 30]);
		expect(runs.map(({ deferred }) => deferred)).toEqual([130, 30, 0]);
		expect(runs.map(({ summary }) => summary.classes.deferred)).toEqual([130, 30, 0]);
		expect(runs.map(({ summary }) => summary.outcome)).toEqual(['partial', 'partial', 'complete']);
		expect(world.size('crm')).toBe(230);
		expect(new Set(world.sent.map(({ contact }) => contact.google)).size).toBe(230);
	},
);

scenario(
	'S47',
	{ given: 'more edits than the limit of a run, and new ones coming in', when: 'the sync runs on', then: 'who waits longest goes first, so that none waits for ever' },
	() => {
		const { world, people } = crowd(6, { cap: 2 });
		const edit = (index: number) => world.edit('google', people[index].google, { jobTitle: 'Chair' });
		[3, 4, 5].forEach(edit);
		world.sync();
		[0, 1].forEach(edit);
		expect(world.sync().writes.map(({ contact }) => contact.google)).toContain(people[5].google);
		world.sync();
		expectQuiet(world);
	},
);

scenario(
	'S48',
	{ given: 'a deletion and three people with edits for both sides, a limit of two a run, deletions switched on', when: 'the sync runs', then: 'deletions and edits take turns alike, and a person whose both sides need writing gets both or waits' },
	() => {
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
	},
);

scenario(
	'S49',
	{ given: 'a first run of 250 contacts', when: 'it is stopped after 90 and nothing is remembered of it', then: 'the next run finds those equal and creates the other 160: no doubles' },
	() => {
		const world = new World();
		for (let number = 0; number < 250; number++) world.add('google', person(number));
		world.sync({ crash: { afterWrites: 90, keeps: 'nothing' } });
		expect(world.sync().writes).toHaveLength(160);
		expect(world.size('crm')).toBe(250);
		expectQuiet(world);
	},
);
