import { readMemory } from '../../../nodes/ContactReconcile/store/memory';
import type { StateRow } from '../../../nodes/ContactReconcile/store/stateRows';
import type { SyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, writesIn } from './wireWorld';

const stage = setStage();

const LEASE_MINUTES = 10;

/** Runs the sync, and forgets what n8n would have stored at its end: the process was killed. */
async function runAndKill(world: SyncWorld): Promise<void> {
	const before = world.remembered();
	await world.run('two-way');
	world.remember(before);
}

function contactsIn(world: SyncWorld): [number, number] {
	return [world.google.book.members(world.group).length, world.crm.crm.module('Contacts').all().length];
}

scenario(
	'S27',
	{ given: 'a group or list view name that does not exist', when: 'the sync runs', then: 'it fails before any write, and the error names what is missing' },
	async () => {
		const { world } = stage;
		const noGroup = await world.run('two-way', (nodes) => {
			const node = nodes.find(({ name }) => name === 'Google: Get Changes');
			if (node) node.parameters.group = { __rl: true, mode: 'name', value: 'Nobody' };
		});
		expect(noGroup.error).toContain('"Nobody"');
		const noView = await world.run('two-way', (nodes) => {
			const node = nodes.find(({ name }) => name === 'CRM: Get Changes');
			if (node) node.parameters.view = { __rl: true, mode: 'name', value: 'No View' };
		});
		expect(noView.error).toContain('"No View"');
		expect(writesIn(world)).toEqual([]);
	},
);

scenario(
	'S27',
	{ given: 'people in sync', when: 'the Google group is deleted', then: 'the run fails before any write and names the group; nobody counts as having left it' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		const before = writesIn(world).length;
		world.google.book.removeGroup(world.group);
		expect((await world.run('two-way')).error).toContain('"Customers"');
		expect(writesIn(world)).toHaveLength(before);
		expect(recordOf(world, ann.crm).Email).toBe('ann@example.org');
		expect(readMemory(world.remembered() as StateRow[], 'test-workflow').state.contacts).toHaveLength(1);
	},
);

scenario(
	'S40',
	{ given: 'people in sync and an edit in Google', when: 'Google answers that the mark for reading changes has expired', then: 'Google is read in full and compared by value; only the edit is written, and the new mark is kept once the run has ended' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		for (let number = 0; number < 5; number++) addPerson(world, number);
		reportOf(await world.run('two-way'));
		await expectQuietOverWire(world);
		setTitle(world, ann.google, 'Chair');
		const before = writesIn(world).length;
		world.google.faults.expireSyncTokens({ status: 'INVALID_ARGUMENT' });
		const report = reportOf(await world.run('two-way'));
		expect(report.readings).toEqual({ google: 'full', crm: 'changes' });
		expect(report.written).toMatchObject({ google: { created: 0, updated: 0 }, crm: { created: 0, updated: 1 } });
		expect(writesIn(world)).toHaveLength(before + 1);
		expect(reportOf(await world.run('two-way')).readings.google).toBe('changes');
	},
);

scenario(
	'S41',
	{ given: '150 edits to carry to the CRM', when: 'the permission to edit is taken away after the first batch', then: 'writing stops, the first hundred count, the run asks for attention and names the permission; given back, the next run writes the other fifty' },
	async () => {
		const { world } = stage;
		const people = Array.from({ length: 150 }, (_, number) => {
			world.addCrm({ First_Name: 'P', Last_Name: `N${number}`, Email: `p${number}@example.org` });
			return addPerson(world, number);
		});
		reportOf(await world.run('two-way'));
		people.forEach((google) => setTitle(world, google, 'Chair'));
		world.crm.faults.beforeOperation('records.update', () => {
			world.crm.faults.beforeOperation('records.update', () => world.crm.faults.losePermission('Contacts', 'edit'));
		});
		const report = reportOf(await world.run('two-way'));
		expect(report.outcome).toBe('attention');
		expect(report.attention[0]).toContain('"Edit"');
		expect(report.written.crm).toMatchObject({ updated: 100 });
		world.crm.faults.restorePermission('Contacts', 'edit');
		expect(reportOf(await world.run('two-way')).written.crm).toMatchObject({ updated: 50, deleted: 0 });
		const titles = world.crm.crm.module('Contacts').all().map(({ Title }) => Title);
		expect(titles).toEqual(Array<string>(150).fill('Chair'));
	},
);

scenario(
	'S42',
	{ given: 'people in sync, deletions switched on', when: 'what the sync remembers is damaged', then: 'it is kept aside and the user told; all are linked anew by e-mail, nobody is created or deleted' },
	async () => {
		const { world } = stage;
		await syncedAnn(world);
		addPerson(world, 1);
		reportOf(await world.run('two-way'));
		const before = writesIn(world).length;
		const damaged = '{"version":1,"cont';
		world.remember(world.remembered().map((row) => (row.kind === 'state' ? { ...row, text: damaged } : row)));
		// Who held the lease last is forgotten too, so it has to run out.
		stage.skip(LEASE_MINUTES + 1);
		const result = await world.run('two-way', (nodes) => {
			const node = nodes.find(({ name }) => name === 'Start Sync');
			if (node) node.parameters.deletes = true;
		});
		expect(reportOf(result).classes).toMatchObject({ inSync: 2, detached: 0 });
		expect(result.runData['Start Sync'][0].hints).toMatchObject([{ message: expect.stringContaining('could not be read') }]);
		const aside = world.remembered().filter(({ kind }) => kind === 'unreadable');
		expect(aside.map(({ text }) => text).join('')).toContain(damaged);
		expect(writesIn(world)).toHaveLength(before);
		expect(contactsIn(world)).toEqual([2, 2]);
	},
);

scenario(
	'S45',
	{ given: 'a run that is under way', when: 'the schedule starts another one', then: 'the second ends at once, says so, and neither reads nor writes nor touches what the sync remembers' },
	async () => {
		const { world } = stage;
		addPerson(world, 1);
		let second: Awaited<ReturnType<SyncWorld['run']>> | undefined;
		let requests = -1;
		world.crm.faults.beforeOperation('records.create', async () => {
			const before = world.google.log.entries().length;
			const remembered = world.remembered();
			second = await world.run('two-way');
			requests = world.google.log.entries().length - before;
			expect(world.remembered()).toEqual(remembered);
		});
		reportOf(await world.run('two-way'));
		expect(second?.error).toBeUndefined();
		expect(second?.items('Start Sync', 2)).toMatchObject([{ json: { started: false, reason: expect.stringContaining('still going on') } }]);
		expect(second?.runs('Record Results')).toBe(0);
		expect(requests).toBe(0);
		expect(contactsIn(world)).toEqual([1, 1]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S45',
	{ given: 'a run whose process was killed', when: 'the schedule goes on', then: 'runs do not start until the lease of the dead one has run out; then the next one does, and makes no doubles' },
	async () => {
		const { world } = stage;
		addPerson(world, 1);
		await runAndKill(world);
		expect((await world.run('two-way')).items('Start Sync', 2)).toHaveLength(1);
		stage.skip(LEASE_MINUTES);
		expect(reportOf(await world.run('two-way')).classes.inSync).toBe(1);
		expect(contactsIn(world)).toEqual([1, 1]);
	},
);

scenario(
	'S46',
	{ given: 'a run that takes longer than its lease', when: 'another run starts and finishes meanwhile', then: 'the slow one sends no more writes, and nobody is created twice' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		setTitle(world, ann.google, 'Chair');
		addPerson(world, 1);
		// The slow one has read and planned, and prepares its writes: this is where it is overtaken.
		world.crm.faults.beforeOperation('settings.fields', async () => {
			stage.skip(LEASE_MINUTES + 1);
			expect(reportOf(await world.run('two-way')).written.crm).toMatchObject({ created: 1, updated: 1 });
		});
		reportOf(await world.run('two-way'));
		expect(world.crm.log.writes()).toHaveLength(2);
		stage.skip(LEASE_MINUTES + 1);
		await expectQuietOverWire(world);
		expect(contactsIn(world)).toEqual([2, 2]);
		expect(recordOf(world, ann.crm).Title).toBe('Chair');
	},
);

scenario(
	'S300',
	{ given: 'a first sync of 700 people whose writes take almost half an hour', when: 'the schedule starts others all the while', then: 'the lease is renewed again and again: the others end at once, all is written, and the next run finds nothing to do' },
	async () => {
		const { world } = stage;
		for (let number = 0; number < 700; number++) addPerson(world, number);
		const others: Array<[number, number]> = [];
		const slow = async () => {
			stage.skip(3);
			const { items, runs } = await world.run('two-way');
			others.push([items('Start Sync', 2).length, runs('Google: Get Changes')]);
		};
		world.crm.faults.beforeOperation('records.create', slow, { times: 7 });
		const report = reportOf(await world.run('two-way'));
		expect(report.written.crm).toMatchObject({ created: 700, notSent: 0 });
		expect(others).toEqual(Array<[number, number]>(7).fill([1, 0]));
		expect(contactsIn(world)).toEqual([700, 700]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S46',
	{ given: 'a run that takes longer than its lease', when: 'no other run starts', then: 'it sends no write after the end of the lease all the same, and the next run does; a template stops its execution before' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		setTitle(world, ann.google, 'Chair');
		addPerson(world, 1);
		world.crm.faults.beforeOperation('settings.fields', () => stage.skip(LEASE_MINUTES + 1));
		const report = reportOf(await world.run('two-way'));
		expect(report.written.crm).toMatchObject({ created: 0, updated: 0, notSent: 2 });
		expect(report.outcome).toBe('partial');
		expect(world.crm.log.writes()).toEqual([]);
		reportOf(await world.run('two-way'));
		expect(recordOf(world, ann.crm).Title).toBe('Chair');
		expect(contactsIn(world)).toEqual([2, 2]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S54',
	{ given: 'a new CRM record', when: 'Google creates the contact and the answer is lost', then: 'the next runs find the contact and send no second create' },
	async () => {
		const { world } = stage;
		world.addCrm({ First_Name: 'Cem', Last_Name: 'Can', Email: 'cem@example.org' });
		world.google.faults.resetNext({ operation: 'batchCreateContacts', when: 'after' });
		reportOf(await world.run('two-way'));
		reportOf(await world.run('two-way'));
		reportOf(await world.run('two-way'));
		expect(world.google.book.members(world.group)).toHaveLength(1);
		expect(world.google.log.count({ operation: 'batchCreateContacts' })).toBe(1);
	},
);

scenario(
	'S54',
	{ given: 'a new Google contact', when: 'the CRM creates the record and the answer is lost', then: 'the next runs find the record by its e-mail and send no second create' },
	async () => {
		const { world } = stage;
		addPerson(world, 1);
		world.crm.faults.resetNext({ operation: 'records.create', when: 'after' });
		reportOf(await world.run('two-way'));
		reportOf(await world.run('two-way'));
		await expectQuietOverWire(world);
		expect(contactsIn(world)).toEqual([1, 1]);
		expect(world.crm.log.count({ operation: 'records.create' })).toBe(1);
	},
);

scenario(
	'S56',
	{ given: 'an edit to carry to Google', when: 'the user edits the contact between its reading and its writing, so that Google refuses the old version', then: "the user's edit stays and that contact is left alone; the next run carries both edits" },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.crm.crm.module('Contacts').update(ann.crm, { Title: 'Chair' });
		world.google.faults.beforeOperation('batchUpdateContacts', () => {
			world.google.book.update(ann.google, { phoneNumbers: [{ type: 'work', value: '555 0199' }] });
		});
		reportOf(await world.run('two-way'));
		expect(personOf(world, ann.google).phoneNumbers).toMatchObject([{ value: '555 0199' }]);
		reportOf(await world.run('two-way'));
		reportOf(await world.run('two-way'));
		expect(personOf(world, ann.google)).toMatchObject({ phoneNumbers: [{ value: '555 0199' }], organizations: [{ title: 'Chair' }] });
		expect(recordOf(world, ann.crm)).toMatchObject({ Phone: '555 0199', Title: 'Chair' });
		await expectQuietOverWire(world);
	},
);

scenario(
	'S57',
	{ given: 'an edit to carry to the CRM, Google winning', when: 'somebody edits that field in the CRM after the run has read it', then: 'this run does not overwrite the edit; the next one treats it as a conflict, and the loser is in the journal' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		const googleWins = (nodes: Parameters<NonNullable<Parameters<SyncWorld['run']>[1]>>[0]) => {
			const node = nodes.find(({ name }) => name === 'Start Sync');
			if (node) node.parameters.winner = 'google';
		};
		setTitle(world, ann.google, 'Chair');
		// While Google's part of the run is written, before the CRM's is.
		world.crm.crm.module('Contacts').update(ann.crm, { Phone: '555 0199' });
		world.google.faults.beforeOperation('batchUpdateContacts', () => world.crm.crm.module('Contacts').update(ann.crm, { Title: 'Queen' }));
		expect(reportOf(await world.run('two-way', googleWins)).written.crm).toMatchObject({ updated: 0, overtaken: 1 });
		expect(recordOf(world, ann.crm).Title).toBe('Queen');
		world.journal.length = 0;
		expect(reportOf(await world.run('two-way', googleWins)).conflicts).toBe(1);
		expect(world.journal).toMatchObject([{ side: 'crm', field: 'Title', before: 'Queen', after: 'Chair', reason: 'conflict' }]);
		expect(recordOf(world, ann.crm).Title).toBe('Chair');
		await expectQuietOverWire(world);
	},
);
