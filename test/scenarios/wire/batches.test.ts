import type { SyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, writesIn } from './wireWorld';

const waits: number[] = [];

// Waits take no time here; how long they would be is kept.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (milliseconds: number) => void waits.push(milliseconds),
}));

const stage = setStage();

beforeEach(() => (waits.length = 0));

/** Whether the nodes delete what was deleted on the other side. */
function withDeletions(nodes: Parameters<NonNullable<Parameters<SyncWorld['run']>[1]>>[0]): void {
	const node = nodes.find(({ name }) => name === 'Start Sync');
	if (node) node.parameters.deletes = true;
}

function crmPerson(number: number) {
	return { First_Name: 'P', Last_Name: `N${number}`, Email: `p${number}@example.org` };
}

async function syncedAnnAndBob(world: SyncWorld) {
	const ann = await syncedAnn(world);
	const bob = {
		google: world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' }),
		crm: world.addCrm({ First_Name: 'Bob', Last_Name: 'Ray', Email: 'bob@example.org' }),
	};
	reportOf(await world.run('two-way'));
	return { ann, bob };
}

scenario(
	'S15',
	{ given: 'two people in sync and a CRM in which no two records may have one e-mail', when: 'their e-mails are swapped in Google', then: 'they are swapped in the CRM in the same run, in two steps; nobody is merged, created or left without an e-mail' },
	async () => {
		const { world } = stage;
		const { ann, bob } = await syncedAnnAndBob(world);
		world.crm.crm.module('Contacts').fields.alter('Email', { unique: { caseSensitive: false } });
		world.google.book.update(ann.google, { emailAddresses: [{ type: 'work', value: 'bob@example.org' }] });
		world.google.book.update(bob.google, { emailAddresses: [{ type: 'work', value: 'ann@example.org' }] });
		const { written, classes } = reportOf(await world.run('two-way'));
		expect(written.crm).toMatchObject({ created: 0, updated: 2, failed: 0 });
		expect(classes).toMatchObject({ inSync: 2, failing: 0 });
		expect(recordOf(world, ann.crm)).toMatchObject({ First_Name: 'Ann', Email: 'bob@example.org' });
		expect(recordOf(world, bob.crm)).toMatchObject({ First_Name: 'Bob', Email: 'ann@example.org' });
		await expectQuietOverWire(world);
	},
);

scenario(
	'S15',
	{ given: 'two people in sync and a CRM in which no two records may have one e-mail', when: 'one gets a new e-mail in Google and the other the old one of the first', then: 'both are in the CRM after the same run' },
	async () => {
		const { world } = stage;
		const { ann, bob } = await syncedAnnAndBob(world);
		world.crm.crm.module('Contacts').fields.alter('Email', { unique: { caseSensitive: false } });
		world.google.book.update(bob.google, { emailAddresses: [{ type: 'work', value: 'bobby@example.org' }] });
		world.google.book.update(ann.google, { emailAddresses: [{ type: 'work', value: 'bob@example.org' }] });
		expect(reportOf(await world.run('two-way')).written.crm).toMatchObject({ updated: 2, failed: 0 });
		expect(recordOf(world, ann.crm).Email).toBe('bob@example.org');
		expect(recordOf(world, bob.crm).Email).toBe('bobby@example.org');
		await expectQuietOverWire(world);
	},
);

scenario(
	'S52',
	{ given: 'sixteen new CRM records, one of which Google does not take', when: 'Google refuses the whole batch without saying why', then: 'halves find the guilty one: fifteen land, it alone is reported, and no more than nine requests are made' },
	async () => {
		const { world } = stage;
		for (let number = 0; number < 16; number++) world.addCrm(crmPerson(number));
		world.google.faults.poisonContact(({ names }) => names?.[0].familyName === 'N11', { named: false });
		const { written, details } = reportOf(await world.run('two-way'));
		expect(written.google).toMatchObject({ created: 15, failed: 1 });
		expect(details).toMatchObject([{ class: 'failing', contact: 'P N11', reason: expect.stringContaining('Invalid contact') }]);
		expect(world.google.book.members(world.group)).toHaveLength(15);
		expect(world.google.log.count({ operation: 'batchCreateContacts' })).toBeLessThanOrEqual(9);
	},
);

scenario(
	'S53',
	{ given: 'edits to carry to Google', when: 'Google asks to come again in seven seconds, twice', then: 'the run waits as asked and writes them; nothing is repeated' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.crm.crm.module('Contacts').update(ann.crm, { Title: 'Chair' });
		world.google.faults.failNext({ operation: 'batchUpdateContacts', status: 429, retryAfter: 7, times: 2 });
		waits.length = 0;
		expect(reportOf(await world.run('two-way')).written.google).toMatchObject({ updated: 1, failed: 0 });
		expect(waits.filter((wait) => wait === 7_000)).toHaveLength(2);
		expect(world.google.log.count({ operation: 'batchUpdateContacts' })).toBe(3);
		expect(personOf(world, ann.google).organizations?.[0].title).toBe('Chair');
		await expectQuietOverWire(world);
	},
);

scenario(
	'S53',
	{ given: 'edits to carry to both sides', when: 'Google asks to come again in an hour', then: "the run does not wait: it says that Google's part was not sent, carries the CRM's, and the next run sends the rest" },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.crm.crm.module('Contacts').update(ann.crm, { Phone: '555 0199' });
		setTitle(world, ann.google, 'Chair');
		world.google.faults.failNext({ operation: 'batchUpdateContacts', status: 429, retryAfter: 3_600 });
		const report = reportOf(await world.run('two-way'));
		expect(report.outcome).toBe('partial');
		expect(report.written).toMatchObject({ google: { updated: 0, notSent: 1 }, crm: { updated: 1 } });
		expect(Math.max(...waits)).toBeLessThan(3_600_000);
		expect(world.google.log.count({ operation: 'batchUpdateContacts' })).toBe(1);
		reportOf(await world.run('two-way'));
		expect(personOf(world, ann.google).phoneNumbers).toMatchObject([{ value: '555 0199' }]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S59',
	{ given: '220 people in sync', when: 'all their CRM records change in one and the same second, more than a page lists', then: 'each is seen, and written to Google once' },
	async () => {
		const { world } = stage;
		const ids = Array.from({ length: 220 }, (_, number) => world.addCrm(crmPerson(number)));
		reportOf(await world.run('two-way'));
		await expectQuietOverWire(world);
		stage.atOnce(() => ids.forEach((id) => world.crm.crm.module('Contacts').update(id, { Title: 'Chair' })));
		expect(reportOf(await world.run('two-way')).written.google).toMatchObject({ updated: 220 });
		const titles = world.google.book.all().map(({ organizations }) => organizations?.[0].title);
		expect(titles).toEqual(Array<string>(220).fill('Chair'));
		await expectQuietOverWire(world);
	},
);

scenario(
	'S60',
	{ given: '250 people in sync, deletions switched on', when: 'the second page of a full listing of the CRM fails', then: 'nobody counts as deleted or new, the run says that it is incomplete, and the next one goes on' },
	async () => {
		const { world } = stage;
		for (let number = 0; number < 250; number++) {
			world.addCrm(crmPerson(number));
			addPerson(world, number);
		}
		reportOf(await world.run('two-way', withDeletions));
		addPerson(world, 999);
		stage.skip(25 * 60);
		world.crm.faults.stopListingEarly({ page: 2, how: 'fails' });
		const before = writesIn(world).length;
		const report = reportOf(await world.run('two-way', withDeletions));
		expect(report.outcome).toBe('incomplete');
		expect(writesIn(world)).toHaveLength(before);
		world.crm.faults.clear();
		reportOf(await world.run('two-way', withDeletions));
		expect([world.google.book.members(world.group).length, world.crm.crm.module('Contacts').all().length]).toEqual([251, 251]);
	},
);
