import type { SyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, withSettings, writesIn } from './wireWorld';

const stage = setStage();

const contacts = () => stage.world.crm.crm.module('Contacts');

/** So many people on both sides, in sync. */
async function crowd(world: SyncWorld, count: number): Promise<Array<{ google: string; crm: string }>> {
	const people = Array.from({ length: count }, (_, number) => ({
		google: addPerson(world, number),
		crm: world.addCrm({ First_Name: 'P', Last_Name: `N${number}`, Email: `p${number}@example.org` }),
	}));
	reportOf(await world.run('two-way'));
	await expectQuietOverWire(world);
	world.google.log.clear();
	world.crm.log.clear();
	return people;
}

/** The records that each update of the CRM named. */
function crmUpdates(world: SyncWorld): string[][] {
	const updates = world.crm.log.entries().filter(({ operation }) => operation === 'records.update');
	return updates.map(({ body }) => (body as { data: Array<{ id: string }> }).data.map(({ id }) => id));
}

/** The contacts that each update of Google named. */
function googleUpdates(world: SyncWorld): string[][] {
	const updates = world.google.log.entries().filter(({ operation }) => operation === 'batchUpdateContacts');
	return updates.map(({ body }) => Object.keys((body as { contacts: object }).contacts));
}

scenario(
	'S41',
	{ given: '450 edits to carry to Google, deletions switched on', when: 'the permission to write is taken away after the first batch', then: 'no further write is tried, the first 200 count, the run asks for attention and says what to do; given back, the next run writes the other 250' },
	async () => {
		const { world } = stage;
		const people = await crowd(world, 450);
		people.forEach(({ crm }) => contacts().update(crm, { Title: 'Chair' }));
		world.google.faults.beforeOperation('batchUpdateContacts', () => world.google.faults.losePermission('writes'));
		const settings = withSettings({ deletes: true });
		const report = reportOf(await world.run('two-way', settings));
		expect(report).toMatchObject({ outcome: 'attention', written: { google: { updated: 200, failed: 200, notSent: 50 }, crm: { deleted: 0 } } });
		expect(report.attention[0]).toMatch(/^Google refused access: .*"Read and Write"/);
		expect(googleUpdates(world)).toHaveLength(2);
		world.google.faults.restorePermission();
		expect(reportOf(await world.run('two-way', settings)).written.google).toMatchObject({ updated: 250, failed: 0, deleted: 0 });
		expect(new Set(world.google.book.all().map(({ organizations }) => organizations?.[0].title))).toEqual(new Set(['Chair']));
		await expectQuietOverWire(world);
	},
);

scenario(
	'S48',
	{ given: 'a deletion and three people with edits for both sides, a limit of two a run, deletions switched on', when: 'the sync runs', then: 'a deletion and one person are written; that person gets both sides in one run, the others wait whole' },
	async () => {
		const { world } = stage;
		const [gone, ...people] = await crowd(world, 4);
		world.google.book.remove(gone.google);
		for (const { google, crm } of people) {
			setTitle(world, google, 'Chair');
			contacts().update(crm, { Phone: '555 0199' });
		}
		const limited = withSettings({ deletes: true, options: { cap: 2, deleteSharePercent: 100 } });
		const result = await world.run('two-way', limited);
		const report = reportOf(result);
		expect(JSON.stringify(result.runData['Record Results'][0].hints)).toContain('2 contact(s) go with the next runs');
		expect(report).toMatchObject({ outcome: 'partial', classes: { deferred: 2 }, written: { crm: { deleted: 1, updated: 1 }, google: { updated: 1 } } });
		const [[inCrm], [inGoogle]] = [crmUpdates(world).flat(), googleUpdates(world).flat()].map((ids) => ids);
		expect(people).toContainEqual({ google: inGoogle, crm: inCrm });
		const waiting = people.filter(({ crm }) => crm !== inCrm);
		for (const { google, crm } of waiting) {
			expect(personOf(world, google).phoneNumbers ?? []).toEqual([]);
			expect(recordOf(world, crm).Title ?? null).toBeNull();
		}
		expect(reportOf(await world.run('two-way', limited)).classes.deferred).toBe(0);
		expect([crmUpdates(world).flat(), googleUpdates(world).flat()].map(({ length }) => length)).toEqual([3, 3]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S50',
	{ given: 'two people with edits, one of whom the CRM refuses each time', when: 'the sync runs on for a day', then: 'the other goes across; the refused one is reported with the reason in every run, tried ever more rarely, and at once when it is edited' },
	async () => {
		const { world } = stage;
		const [good, bad] = await crowd(world, 2);
		world.crm.faults.poisonRecord(({ Title }) => Title === 'Chief', 'INVALID_DATA', 'no such title');
		setTitle(world, good.google, 'Chair');
		setTitle(world, bad.google, 'Chief');
		for (let run = 0; run < 24; run++) {
			stage.skip(59);
			const { details, classes } = reportOf(await world.run('two-way'));
			expect(classes).toMatchObject({ inSync: 1, failing: 1 });
			expect(details).toMatchObject([{ class: 'failing', crmId: bad.crm, reason: expect.stringContaining('no such title') }]);
		}
		expect(recordOf(world, good.crm).Title).toBe('Chair');
		const tries = crmUpdates(world);
		expect(tries.flat().filter((id) => id === good.crm)).toHaveLength(1);
		const triesOfBad = tries.flat().filter((id) => id === bad.crm).length;
		expect(triesOfBad).toBeGreaterThan(2);
		expect(triesOfBad).toBeLessThan(8);
		setTitle(world, bad.google, 'Queen');
		expect(reportOf(await world.run('two-way')).classes).toMatchObject({ inSync: 2, failing: 0 });
		expect(recordOf(world, bad.crm).Title).toBe('Queen');
		await expectQuietOverWire(world);
	},
);

scenario(
	'S50',
	{ given: 'people with edits for both sides, one of whom Google refuses each time', when: 'the sync runs on', then: "the CRM's part of it counts and the others land; the refused part is reported with Google's reason and tried ever more rarely" },
	async () => {
		const { world } = stage;
		const [good, bad] = await crowd(world, 2);
		world.google.faults.poisonContact(({ organizations }) => organizations?.[0].title === 'Chief', { message: 'No such title.' });
		contacts().update(good.crm, { Title: 'Chair' });
		contacts().update(bad.crm, { Title: 'Chief' });
		world.google.book.update(bad.google, { phoneNumbers: [{ type: 'work', value: '555 0199' }] });
		for (let run = 0; run < 12; run++) {
			stage.skip(14);
			const { details } = reportOf(await world.run('two-way'));
			expect(details).toMatchObject([{ class: 'failing', googleId: bad.google, reason: expect.stringContaining('No such title.') }]);
		}
		expect(personOf(world, good.google).organizations?.[0].title).toBe('Chair');
		expect(recordOf(world, bad.crm).Phone).toBe('555 0199');
		expect(crmUpdates(world)).toHaveLength(1);
		// The first batch of both, the good one alone, and the bad one again after 15, 30 and 60 minutes.
		expect(googleUpdates(world).length).toBeLessThanOrEqual(6);
		contacts().update(bad.crm, { Title: 'Queen' });
		reportOf(await world.run('two-way'));
		expect(personOf(world, bad.google).organizations?.[0].title).toBe('Queen');
		await expectQuietOverWire(world);
	},
);

scenario(
	'S51',
	{ given: 'a hundred edits to carry to the CRM', when: 'it refuses three of them', then: '97 are settled, the three are reported with the reason, and only they are sent again' },
	async () => {
		const { world } = stage;
		const people = await crowd(world, 100);
		const bad = [7, 40, 99].map((number) => people[number]);
		world.crm.faults.poisonRecord(({ id }) => bad.some(({ crm }) => crm === id), 'INVALID_DATA', 'not today');
		people.forEach(({ google }) => setTitle(world, google, 'Chair'));
		const report = reportOf(await world.run('two-way'));
		expect(report.written.crm).toMatchObject({ updated: 97, failed: 3 });
		expect(report.details.map(({ crmId, class: kind }) => [kind, crmId]).sort()).toEqual(bad.map(({ crm }) => ['failing', crm]).sort());
		world.crm.faults.clear();
		stage.skip(15);
		expect(reportOf(await world.run('two-way')).written.crm).toMatchObject({ updated: 3, failed: 0 });
		expect(crmUpdates(world)[1].sort()).toEqual(bad.map(({ crm }) => crm).sort());
		expect(crmUpdates(world)).toHaveLength(2);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S51',
	{ given: 'a hundred edits to carry to Google', when: 'Google refuses their batch and names three of them', then: 'the other 97 land with one more request, the three are reported with the reason, and only they are sent again' },
	async () => {
		const { world } = stage;
		const people = await crowd(world, 100);
		const bad = [7, 40, 99].map((number) => people[number].google);
		world.google.faults.poisonContact(({ resourceName }) => bad.includes(String(resourceName)), { message: 'Not today.' });
		people.forEach(({ crm }) => contacts().update(crm, { Title: 'Chair' }));
		const report = reportOf(await world.run('two-way'));
		expect(report.written.google).toMatchObject({ updated: 97, failed: 3 });
		expect(report.details.map(({ googleId, reason }) => [googleId, reason]).sort()).toEqual(bad.map((id) => [id, expect.stringContaining('Not today.')]).sort());
		expect(googleUpdates(world).map(({ length }) => length)).toEqual([100, 97]);
		world.google.faults.clear();
		stage.skip(15);
		reportOf(await world.run('two-way'));
		expect(googleUpdates(world)[2].sort()).toEqual([...bad].sort());
		await expectQuietOverWire(world);
	},
);

scenario(
	'S52',
	{ given: 'edits to carry to sixteen contacts, one of which Google does not take', when: 'Google refuses the whole batch without saying why', then: 'halves find the guilty one: fifteen are written once, it alone is reported, and no more than nine requests are made' },
	async () => {
		const { world } = stage;
		const people = await crowd(world, 16);
		const bad = people[5].google;
		world.google.faults.poisonContact(({ resourceName }) => resourceName === bad, { named: false });
		people.forEach(({ crm }) => contacts().update(crm, { Title: 'Chair' }));
		expect(reportOf(await world.run('two-way')).written.google).toMatchObject({ updated: 15, failed: 1 });
		expect(googleUpdates(world).length).toBeLessThanOrEqual(9);
		const written = world.google.log.entries().flatMap(({ wrote = [] }) => wrote.map(({ id }) => id));
		expect(written.sort()).toEqual(people.map(({ google }) => google).filter((id) => id !== bad).sort());
	},
);

scenario(
	'S53',
	{ given: 'edits to carry to Google', when: 'Google goes on answering that its quota is used up', then: 'the run ends after a bounded number of attempts, says how many changes were not sent and why, and the next run sends them' },
	async () => {
		const { world } = stage;
		const [ann] = await crowd(world, 1);
		contacts().update(ann.crm, { Title: 'Chair' });
		world.google.faults.failNext({ operation: 'batchUpdateContacts', status: 429, times: 5 });
		const report = reportOf(await world.run('two-way'));
		expect(report).toMatchObject({ outcome: 'partial', written: { google: { updated: 0, notSent: 1 } } });
		expect(report.hints).toContainEqual(expect.stringMatching(/^Google: 1 change\(s\) were not sent: .*only so many requests a minute/));
		expect(googleUpdates(world)).toHaveLength(5);
		expect(reportOf(await world.run('two-way')).written.google).toMatchObject({ updated: 1 });
		await expectQuietOverWire(world);
	},
);

scenario(
	'S50',
	{ given: 'a Google account that holds as many contacts as Google allows', when: 'new people and edits are to go there', then: 'the edits do; each new person is reported with what to do, after one request, and is created once there is room' },
	async () => {
		const { world } = stage;
		const [ann] = await crowd(world, 1);
		world.google.switches.contactLimit = 1;
		for (let number = 10; number < 260; number++) world.addCrm({ First_Name: 'P', Last_Name: `N${number}`, Email: `p${number}@example.org` });
		contacts().update(ann.crm, { Title: 'Chair' });
		const report = reportOf(await world.run('two-way'));
		expect(report).toMatchObject({ outcome: 'attention', written: { google: { created: 0, updated: 1, failed: 250 } } });
		expect(report.details[0].reason).toContain('empty the bin');
		expect(world.google.log.count({ operation: 'batchCreateContacts' })).toBe(1);
		expect(personOf(world, ann.google).organizations?.[0].title).toBe('Chair');
		world.google.switches.contactLimit = 25_000;
		stage.skip(15);
		expect(reportOf(await world.run('two-way')).written.google).toMatchObject({ created: 250 });
		await expectQuietOverWire(world);
		expect(writesIn(world).filter(({ status }) => status === 200)).toHaveLength(3);
	},
);
