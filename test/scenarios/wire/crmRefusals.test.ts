import type { LogEntry } from '../../servers/shared/requestLog';
import type { SyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn } from './wireWorld';

const waits: number[] = [];

// Waits take no time here; how long they would be is kept.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (milliseconds: number) => void waits.push(milliseconds),
}));

const stage = setStage();

beforeEach(() => (waits.length = 0));

const contacts = () => stage.world.crm.crm.module('Contacts');
const crmWrites = () => stage.world.crm.log.writes();
const sync = async (template = 'two-way') => reportOf(await stage.world.run(template));

/** What a write asked for, by record. */
function sent({ body }: LogEntry): Array<Record<string, unknown>> {
	return (body as { data: Array<Record<string, unknown>> }).data;
}

function loseAllButView({ crm }: SyncWorld): void {
	for (const which of ['create', 'edit', 'delete'] as const) crm.faults.losePermission('Contacts', which);
}

scenario(
	'S34',
	{ given: 'a CRM title of at most 100 characters, of which most emoji count as two', when: 'Google sets 51 emoji, and later 50', then: 'the 51 are reported and never sent; the 50 arrive whole' },
	async () => {
		const ann = await syncedAnn(stage.world);
		setTitle(stage.world, ann.google, '\u{1F600}'.repeat(51));
		expect((await sync()).details).toMatchObject([{ class: 'notRepresentable', reason: expect.stringContaining('holds at most 100 characters') }]);
		expect(crmWrites()).toEqual([]);
		setTitle(stage.world, ann.google, '\u{1F600}'.repeat(50));
		expect((await sync()).classes).toMatchObject({ inSync: 1 });
		expect(recordOf(stage.world, ann.crm).Title).toBe('\u{1F600}'.repeat(50));
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S41',
	{ given: 'a CRM user whose profile allows to view and nothing else, and people on both sides', when: 'a sync from the CRM to Google runs, and then a two-way one', then: 'the first writes to Google as usual; the second sends nothing to the CRM and names the permissions that a sync into it needs' },
	async () => {
		stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' });
		addPerson(stage.world, 1);
		loseAllButView(stage.world);
		expect((await sync('crm-to-google')).written.google).toMatchObject({ created: 1 });
		const { outcome, attention } = await sync();
		expect([outcome, attention.join()]).toEqual(['attention', expect.stringMatching(/"Create".*A sync into the CRM needs it/)]);
		expect(crmWrites()).toEqual([]);
	},
);

scenario(
	'S51',
	{ given: 'a hundred new Google contacts', when: 'the CRM refuses three of them', then: '97 are created and three reported; the next try sends the three alone' },
	async () => {
		for (let number = 0; number < 100; number++) addPerson(stage.world, number);
		stage.world.crm.faults.poisonRecord(({ Last_Name }) => ['N3', 'N50', 'N99'].includes(String(Last_Name)), 'NOT_APPROVED', 'not approved');
		const first = await sync();
		expect(first.written.crm).toMatchObject({ created: 97, failed: 3 });
		expect(first.details.map(({ contact }) => contact).sort()).toEqual(['P N3', 'P N50', 'P N99']);
		stage.world.crm.faults.clear();
		const before = crmWrites().length;
		stage.skip(30);
		await sync();
		expect(crmWrites().slice(before).flatMap(sent)).toHaveLength(3);
		expect(contacts().size).toBe(100);
	},
);

scenario(
	'S52',
	{ given: 'a hundred new Google contacts, one of which makes the CRM refuse any request that it is in', when: 'the sync runs', then: 'halves find it: 99 are created, it alone is reported, and no more than fifteen requests are made' },
	async () => {
		for (let number = 0; number < 100; number++) addPerson(stage.world, number);
		stage.world.crm.faults.poisonRequest(({ Last_Name }) => Last_Name === 'N37', 'INVALID_DATA', 'body');
		const { written, details } = await sync();
		expect(written.crm).toMatchObject({ created: 99, failed: 1 });
		expect(details).toMatchObject([{ class: 'failing', contact: 'P N37' }]);
		expect(stage.world.crm.log.count({ operation: 'records.create' })).toBeLessThanOrEqual(15);
		expect(contacts().size).toBe(99);
	},
);

scenario(
	'S53',
	{ given: 'an edit to carry to the CRM', when: 'the CRM asks to come again in seven seconds, twice', then: 'the run waits as asked and writes it; nothing is written twice' },
	async () => {
		const ann = await syncedAnn(stage.world);
		setTitle(stage.world, ann.google, 'Chair');
		stage.world.crm.faults.failNext({ operation: 'records.update', status: 429, retryAfter: 7, times: 2 });
		expect((await sync()).written.crm).toMatchObject({ updated: 1, failed: 0 });
		expect(waits.filter((wait) => wait === 7_000)).toHaveLength(2);
		expect(stage.world.crm.log.count({ operation: 'records.update' })).toBe(3);
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S53',
	{ given: '150 edits to carry to the CRM', when: "the CRM's API credits for the day are used up after the first hundred", then: 'the run ends as partial without waiting for tomorrow; once there are credits again, the next run sends the other fifty alone' },
	async () => {
		const people = Array.from({ length: 150 }, (_, number) => addPerson(stage.world, number));
		await sync();
		await sync();
		people.forEach((google) => setTitle(stage.world, google, 'Chair'));
		const before = crmWrites().length;
		let updates = 0;
		const useUp = () => {
			if ((updates += 1) === 1) stage.world.crm.faults.failNext({ operation: 'records.update', status: 429, retryAfter: 3_600, times: 9 });
		};
		stage.world.crm.faults.beforeOperation('records.update', useUp, { times: 2 });
		const { outcome, written } = await sync();
		expect([outcome, written.crm.updated, written.crm.notSent]).toEqual(['partial', 100, 50]);
		expect(Math.max(0, ...waits)).toBeLessThan(3_600_000);
		stage.world.crm.faults.clear();
		expect((await sync()).written.crm).toMatchObject({ updated: 50 });
		const landed = crmWrites().slice(before).filter(({ status }) => status === 200).flatMap(sent);
		expect(new Set(landed.map(({ id }) => id)).size).toBe(150);
		expect(landed).toHaveLength(150);
	},
);

scenario(
	'S56',
	{ given: 'an edit to carry to the CRM', when: 'somebody edits the record between its reading and its writing, so that the CRM refuses the older version', then: "the user's edit stays and that record is left alone; the next run carries both edits" },
	async () => {
		const ann = await syncedAnn(stage.world);
		setTitle(stage.world, ann.google, 'Chair');
		stage.world.crm.faults.beforeOperation('records.update', () => contacts().update(ann.crm, { Phone: '555 0199' }));
		expect((await sync()).written.crm).toMatchObject({ updated: 0, overtaken: 1 });
		expect(recordOf(stage.world, ann.crm)).toMatchObject({ Title: 'Clerk', Phone: '555 0199' });
		await sync();
		expect(recordOf(stage.world, ann.crm)).toMatchObject({ Title: 'Chair', Phone: '555 0199' });
		expect(personOf(stage.world, ann.google).phoneNumbers?.[0].value).toBe('555 0199');
		await expectQuietOverWire(stage.world);
	},
);
