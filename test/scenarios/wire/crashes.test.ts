import omit from 'lodash/omit';

import { ORIGIN_ENTRY } from '../../../nodes/GoogleContactsSync/fields/person';
import type { SyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, withSettings, writesIn } from './wireWorld';

const stage = setStage();

const LEASE_MINUTES = 11;

/** What the server itself gives a contact. */
const STAMPS = ['resourceName', 'etag', 'metadata'];

/** Everything is written, and n8n stores nothing of it; the next run starts once the lease has run out. */
async function killed(world: SyncWorld): Promise<void> {
	const before = world.remembered();
	await world.run('two-way');
	world.remember(before);
	stage.skip(LEASE_MINUTES);
}

/** Everything is written, and the execution fails before the results are recorded. */
async function failed(world: SyncWorld): Promise<void> {
	const { status } = await world.run('two-way', (nodes) => {
		const record = nodes.find(({ name }) => name === 'Record Results');
		if (record) record.parameters.operation = 'none of its operations';
	});
	expect(status).toBe('error');
	stage.skip(LEASE_MINUTES);
}

/** n8n ends the execution while a server carries out a request. */
async function stoppedAt(world: SyncWorld, during: (stop: () => void) => void): Promise<void> {
	const stop = new AbortController();
	during(() => stop.abort());
	expect((await world.run('two-way', undefined, stop.signal)).status).toBe('canceled');
	stage.skip(LEASE_MINUTES);
}

function sizes(world: SyncWorld): [number, number] {
	return [world.google.book.members(world.group).length, world.crm.crm.module('Contacts').size];
}

for (const [variant, ends] of [['its process was killed', killed], ['its execution failed', failed]] as const) {
	scenario(
	'S43',
	{ given: 'a contact that the sync made in Google, while what it knew of the record is lost', when: 'that record is deleted', then: 'it is asked for once, and the contact goes the way of one that is only in Google' },
	async () => {
		const { world } = stage;
		const contacts = world.crm.crm.module('Contacts');
		const record = world.addCrm({ First_Name: 'Ann', Last_Name: 'New', Email: 'ann@example.org' });
		await killed(world);
		expect(world.google.book.all()).toHaveLength(1);
		contacts.remove(record);
		expect(reportOf(await world.run('two-way')).classes).toMatchObject({ waiting: 1 });
		expect(reportOf(await world.run('two-way')).classes).toMatchObject({ waiting: 0 });
		expect(contacts.size).toBe(1);
		await expectQuietOverWire(world);
	},
);

scenario(
		'S43',
		{ given: 'an edit and a new contact on each side', when: 'a run writes them and ends before it remembers that', then: 'the next run sends no write, counts no conflict and makes no double; the agreement is repaired' },
		async () => {
			const { world } = stage;
			const ann = await syncedAnn(world);
			setTitle(world, ann.google, 'Chair');
			world.crm.crm.module('Contacts').update(ann.crm, { Phone: '555 0199' });
			world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
			world.addCrm({ First_Name: 'Cem', Last_Name: 'Can', Email: 'cem@example.org' });
			await ends(world);
			expect(sizes(world)).toEqual([3, 3]);
			const written = writesIn(world).length;
			world.journal.length = 0;
			const report = reportOf(await world.run('two-way'));
			expect(report).toMatchObject({ conflicts: 0, classes: { inSync: 3 } });
			await expectQuietOverWire(world);
			expect(writesIn(world)).toHaveLength(written);
			expect(world.journal).toEqual([]);
			// Going back is an edit of one side, not a conflict with what the sync forgot.
			setTitle(world, ann.google, 'Clerk');
			expect(reportOf(await world.run('two-way')).conflicts).toBe(0);
			expect(recordOf(world, ann.crm)).toMatchObject({ Title: 'Clerk', Phone: '555 0199' });
		},
		variant,
	);
}

scenario(
	'S43',
	{ given: 'an edit and a new contact in Google', when: 'the run is stopped after planning and before the first write', then: 'nothing was written, and the next run writes them' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		setTitle(world, ann.google, 'Chair');
		world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
		await stoppedAt(world, (stop) => world.crm.faults.beforeOperation('settings.module', stop));
		expect(writesIn(world)).toEqual([]);
		expect(reportOf(await world.run('two-way')).written.crm).toMatchObject({ created: 1, updated: 1 });
		expect(recordOf(world, ann.crm).Title).toBe('Chair');
		await expectQuietOverWire(world);
	},
);

scenario(
	'S44',
	{ given: 'CRM records without an e-mail', when: 'the run that created their Google contacts ends before it remembers that', then: 'the contacts are found by the origin that the create wrote into them; none is created again' },
	async () => {
		const { world } = stage;
		const ids = ['Silent', 'Silent', 'Quiet'].map((Last_Name) => world.addCrm({ First_Name: 'Sam', Last_Name, Email: '' }));
		await killed(world);
		const [create] = world.google.log.writes();
		const origins = (create.body as { contacts: Array<{ contactPerson: { clientData: object[] } }> }).contacts;
		expect(origins.map(({ contactPerson }) => contactPerson.clientData)).toEqual(
			ids.map((id) => [{ key: ORIGIN_ENTRY, value: expect.stringMatching(new RegExp(`/${id}$`)) }]),
		);
		expect(reportOf(await world.run('two-way')).classes.inSync).toBe(3);
		await expectQuietOverWire(world);
		expect(sizes(world)).toEqual([3, 3]);
		expect(world.google.log.writes()).toHaveLength(1);
		// Each is linked to the record that it was made for.
		world.crm.crm.module('Contacts').update(ids[1], { Title: 'Chair' });
		reportOf(await world.run('two-way'));
		const chairs = world.google.book.all().filter(({ organizations }) => organizations?.[0].title === 'Chair');
		expect(chairs).toMatchObject([{ clientData: [{ value: expect.stringMatching(new RegExp(`/${ids[1]}$`)) }] }]);
	},
);

scenario(
	'S44',
	{ given: 'two Google contacts that carry the origin of one CRM record', when: 'the sync sees them, deletions off', then: 'one is linked, the other is reported as a double of the sync; nothing is written' },
	async () => {
		const { world } = stage;
		const crm = world.addCrm({ First_Name: 'Sam', Last_Name: 'Silent', Email: '' });
		await killed(world);
		const [created] = world.google.book.members(world.group);
		world.google.book.add(omit(created, STAMPS));
		const written = writesIn(world).length;
		const { details } = reportOf(await world.run('two-way'));
		expect(details).toMatchObject([{ class: 'ambiguous', reason: expect.stringContaining('twice') }]);
		await expectQuietOverWire(world);
		expect(writesIn(world)).toHaveLength(written);
		world.crm.crm.module('Contacts').update(crm, { Title: 'Chair' });
		reportOf(await world.run('two-way'));
		expect(personOf(world, String(created.resourceName)).organizations?.[0].title).toBe('Chair');
	},
);

scenario(
	'S54',
	{ given: 'two Google contacts that the sync created for one CRM record, deletions on', when: 'nobody has changed either', then: 'the one that is not linked is deleted, its values stored in the journal table before' },
	async () => {
		const { world } = stage;
		world.addCrm({ First_Name: 'Sam', Last_Name: 'Silent', Email: '' });
		await killed(world);
		const [created] = world.google.book.members(world.group);
		const double = world.google.book.add(omit(created, STAMPS));
		let stored = 0;
		world.google.faults.beforeOperation('batchDeleteContacts', () => void (stored = world.journal.length));
		reportOf(await world.run('two-way', withSettings({ deletes: true })));
		reportOf(await world.run('two-way', withSettings({ deletes: true })));
		expect(world.google.book.members(world.group).map(({ resourceName }) => resourceName)).toEqual([created.resourceName]);
		expect(stored).toBeGreaterThan(0);
		expect(world.journal).toContainEqual(expect.objectContaining({ recordId: double, field: 'familyName', before: 'Silent', reason: 'deleted' }));
		await expectQuietOverWire(world);
	},
);

scenario(
	'S49',
	{ given: 'a first run of 450 CRM records', when: "n8n ends its execution while Google's second batch of 200 is under way", then: 'no further batch is sent; the next run finds those that landed equal and creates the rest: no doubles' },
	async () => {
		const { world } = stage;
		for (let number = 0; number < 450; number++) {
			world.addCrm({ First_Name: 'P', Last_Name: `N${number}`, Email: number % 2 === 0 ? `p${number}@example.org` : '' });
		}
		await stoppedAt(world, (stop) => {
			// The first batch is carried out whole before the second begins.
			world.google.faults.beforeOperation('batchCreateContacts', () => world.google.faults.beforeOperation('batchCreateContacts', stop));
		});
		expect(sizes(world)).toEqual([400, 450]);
		expect(world.google.log.count({ operation: 'batchCreateContacts' })).toBe(2);
		const report = reportOf(await world.run('two-way'));
		expect(report.written.google).toMatchObject({ created: 50, updated: 0, failed: 0 });
		expect(report.classes.inSync).toBe(450);
		expect(world.google.log.count({ operation: 'batchCreateContacts' })).toBe(3);
		expect(sizes(world)).toEqual([450, 450]);
		await expectQuietOverWire(world);
	},
);

for (const when of ['before', 'after'] as const) {
	scenario(
		'S54',
		{ given: 'a new CRM record without an e-mail', when: 'the answer to its creation in Google is lost, before or after it took effect', then: 'it is reported as unconfirmed and not tried again until Google had ten minutes to show it; in the end there is one contact' },
		async () => {
			const { world } = stage;
			await syncedAnn(world);
			await expectQuietOverWire(world);
			world.addCrm({ First_Name: 'Sam', Last_Name: 'Silent', Email: '' });
			const creates = () => world.google.log.count({ operation: 'batchCreateContacts' });
			world.google.faults.freezeListings();
			world.google.faults.resetNext({ operation: 'batchCreateContacts', when });
			expect(reportOf(await world.run('two-way'))).toMatchObject({ outcome: 'partial', written: { google: { created: 0, unknown: 1 } } });
			for (let run = 0; run < 3; run++) {
				const { details } = reportOf(await world.run('two-way'));
				expect(details).toMatchObject([{ class: 'waiting', reason: expect.stringContaining('not confirmed') }]);
			}
			expect(creates()).toBe(1);
			world.google.faults.thawListings();
			stage.skip(10);
			for (let run = 0; run < 2; run++) reportOf(await world.run('two-way'));
			expect(creates()).toBe(when === 'before' ? 2 : 1);
			expect(sizes(world)).toEqual([2, 2]);
			await expectQuietOverWire(world);
		},
		`${when} it took effect`,
	);
}

scenario(
	'S54',
	{ given: 'edits to carry to Google', when: 'Google makes them and the answer is lost', then: 'the contacts are read, the edits count as made in the same run, and nothing is sent again' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.crm.crm.module('Contacts').update(ann.crm, { Title: 'Chair' });
		world.google.faults.resetNext({ operation: 'batchUpdateContacts', when: 'after' });
		expect(reportOf(await world.run('two-way'))).toMatchObject({ outcome: 'complete', written: { google: { updated: 1, unknown: 0 } } });
		await expectQuietOverWire(world);
		expect(world.google.log.count({ operation: 'batchUpdateContacts' })).toBe(1);
		expect(personOf(world, ann.google).organizations?.[0].title).toBe('Chair');
	},
);
