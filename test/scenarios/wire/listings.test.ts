import type { SyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, withSettings, writesIn } from './wireWorld';

const stage = setStage();

const A_DAY = 25 * 60;

const contacts = () => stage.world.crm.crm.module('Contacts');

const deleting = withSettings({ deletes: true });

/** Runs the sync so often, and expects it to write nothing. */
async function expectNoWrites(world: SyncWorld, runs: number): Promise<void> {
	const before = writesIn(world).length;
	for (let run = 0; run < runs; run++) reportOf(await world.run('two-way', deleting));
	expect(writesIn(world)).toHaveLength(before);
}

for (const [variant, merge] of [
	['old names shown as deleted', { tombstones: true }],
	['old names not mentioned', { tombstones: false }],
	['old names leading to the new contact', { oldNamesResolve: true }],
] as const) {
	scenario(
		'S21',
		{ given: 'two people in sync, deletions switched on', when: 'the user merges their Google contacts into one with a new resource name', then: 'it is linked to one CRM record, the other is not deleted; no contact is created' },
		async () => {
			const { world } = stage;
			const people = ['Ann', 'Bob'].map((given) => ({
				google: world.addGoogle({ given, family: 'Lee', email: `${given.toLowerCase()}@example.org` }),
				crm: world.addCrm({ First_Name: given, Last_Name: 'Lee', Email: `${given.toLowerCase()}@example.org` }),
			}));
			reportOf(await world.run('two-way', deleting));
			const name = world.google.book.merge(people.map(({ google }) => google), merge);
			for (let run = 0; run < 3; run++) reportOf(await world.run('two-way', deleting));
			expect(contacts().all().map(({ Email }) => Email)).toEqual(['ann@example.org', 'bob@example.org']);
			expect(world.google.log.count({ operation: 'batchCreateContacts' })).toBe(0);
			expect(world.google.book.members(world.group).map(({ resourceName }) => resourceName)).toEqual([name]);
			contacts().update(people[0].crm, { Title: 'Chair' });
			reportOf(await world.run('two-way', deleting));
			expect(personOf(world, name).organizations?.[0].title).toBe('Chair');
			await expectNoWrites(world, 2);
		},
		variant,
	);
}

scenario(
	'S55',
	{ given: 'a value that the sync wrote to Google', when: "Google's listing goes on showing the old value, to a reading of changes and to a full one", then: 'the old value is not taken for an edit: nothing is undone or sent again, and a later edit goes across' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		await expectQuietOverWire(world);
		contacts().update(ann.crm, { Title: 'Chair' });
		world.google.faults.freezeListings();
		expect(reportOf(await world.run('two-way')).written.google).toMatchObject({ updated: 1 });
		await expectNoWrites(world, 2);
		world.google.faults.expireSyncTokens();
		await expectNoWrites(world, 2);
		world.google.faults.thawListings();
		await expectNoWrites(world, 2);
		expect(recordOf(world, ann.crm).Title).toBe('Chair');
		setTitle(world, ann.google, 'Clerk');
		reportOf(await world.run('two-way'));
		expect(recordOf(world, ann.crm).Title).toBe('Clerk');
		await expectQuietOverWire(world);
	},
);

scenario(
	'S55',
	{ given: 'a contact that the sync created in Google, deletions switched on', when: 'a full listing does not show it yet', then: 'it is read by its id: it is not made again, and the CRM record is not deleted' },
	async () => {
		const { world } = stage;
		await syncedAnn(world);
		await expectQuietOverWire(world);
		world.google.faults.freezeListings();
		const bob = world.addCrm({ First_Name: 'Bob', Last_Name: 'Ray', Email: 'bob@example.org' });
		expect(reportOf(await world.run('two-way', deleting)).written.google).toMatchObject({ created: 1 });
		world.google.faults.expireSyncTokens();
		await expectNoWrites(world, 2);
		expect(world.google.log.count({ operation: 'batchGet' })).toBeGreaterThan(0);
		world.google.faults.thawListings();
		await expectNoWrites(world, 2);
		expect([world.google.book.members(world.group).length, recordOf(world, bob).Email]).toEqual([2, 'bob@example.org']);
	},
);

scenario(
	'S55',
	{ given: 'a contact that the sync deleted in Google', when: "Google's full listing still shows it", then: 'it is not created again in the CRM' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		addPerson(world, 1);
		reportOf(await world.run('two-way', deleting));
		await expectNoWrites(world, 2);
		world.google.faults.freezeListings();
		contacts().remove(ann.crm);
		expect(reportOf(await world.run('two-way', deleting)).written.google).toMatchObject({ deleted: 1 });
		world.google.faults.expireSyncTokens();
		await expectNoWrites(world, 2);
		world.google.faults.thawListings();
		await expectNoWrites(world, 2);
		expect([world.google.book.members(world.group).length, contacts().size]).toEqual([1, 1]);
	},
);

for (const [variant, page, how] of [['the second fails', 2, 'fails'], ['it says that it is the last', 1, 'saysLast'], ['it leads to itself', 1, 'repeats']] as const) {
	scenario(
		'S60',
		{ given: 'people in sync behind a thousand others in the account, deletions switched on', when: "Google's full listing ends after its first page", then: 'nobody is deleted, detached or created, an edit that was shown goes across, and all is as before once the listing is whole' },
		async () => {
			const { world } = stage;
			const early = await syncedAnn(world);
			for (let number = 0; number < 1_000; number++) world.google.book.add({ names: [{ givenName: `O${number}` }] });
			const late = [1, 2, 3].map((number) => addPerson(world, number));
			reportOf(await world.run('two-way', deleting));
			await expectNoWrites(world, 2);
			contacts().update(early.crm, { Title: 'Chair' });
			world.google.faults.expireSyncTokens();
			world.google.faults.stopListingEarly({ page, how });
			const report = reportOf(await world.run('two-way', deleting));
			expect(report.written).toMatchObject({ google: { created: 0, updated: 1, deleted: 0 }, crm: { created: 0, deleted: 0 } });
			expect(report).toMatchObject({ outcome: 'incomplete', classes: { detached: 0 } });
			world.google.faults.clear();
			await expectNoWrites(world, 2);
			expect(contacts().size).toBe(4);
			setTitle(world, late[2], 'Queen');
			expect(reportOf(await world.run('two-way', deleting)).classes.inSync).toBe(4);
			expect(contacts().all().filter(({ Title }) => Title === 'Queen')).toHaveLength(1);
		},
		variant,
	);
}

scenario(
	'S63',
	{ given: 'people in sync', when: 'both servers touch every record without changing a value', then: 'all are read, values are compared, and nothing is written' },
	async () => {
		const { world } = stage;
		for (let number = 0; number < 30; number++) addPerson(world, number);
		reportOf(await world.run('two-way'));
		await expectNoWrites(world, 2);
		world.google.faults.touchAll();
		world.crm.faults.touchAll('Contacts');
		world.google.log.clear();
		world.crm.log.clear();
		expect(reportOf(await world.run('two-way')).classes.inSync).toBe(30);
		stage.skip(A_DAY);
		expect(reportOf(await world.run('two-way')).readings).toEqual({ google: 'full', crm: 'full' });
		expect(writesIn(world)).toEqual([]);
	},
);

scenario(
	'S63',
	{ given: '600 people in sync', when: 'the same field really changes in all of them in the CRM', then: 'as many go across as a run may write, each in a batch with its like, and the rest in the next run' },
	async () => {
		const { world } = stage;
		const ids = Array.from({ length: 600 }, (_, number) => {
			addPerson(world, number);
			return world.addCrm({ First_Name: 'P', Last_Name: `N${number}`, Email: `p${number}@example.org`, Title: 'Clerk' });
		});
		reportOf(await world.run('two-way'));
		await expectNoWrites(world, 2);
		world.google.log.clear();
		ids.forEach((id) => contacts().update(id, { Title: 'Chair' }));
		expect(reportOf(await world.run('two-way'))).toMatchObject({ outcome: 'partial', written: { google: { updated: 500 } }, classes: { deferred: 100 } });
		expect(world.google.log.count({ operation: 'batchUpdateContacts' })).toBe(3);
		expect(reportOf(await world.run('two-way')).written.google).toMatchObject({ updated: 100 });
		expect(world.google.log.count({ operation: 'batchUpdateContacts' })).toBe(4);
		expect(new Set(world.google.book.all().map(({ organizations }) => organizations?.[0].title))).toEqual(new Set(['Chair']));
		await expectNoWrites(world, 2);
	},
);
