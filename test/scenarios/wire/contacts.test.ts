import omit from 'lodash/omit';

import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, writesIn } from './wireWorld';

const stage = setStage();

/** What the server itself changes of a contact with every write. */
const BOOKKEEPING = ['etag', 'metadata'];

scenario(
	'S01',
	{ given: 'people in sync', when: 'nothing changes', then: 'the run makes three requests, none of them a write, and moves the last sync time on' },
	async () => {
		const { world } = stage;
		await syncedAnn(world);
		await expectQuietOverWire(world);
		world.google.log.clear();
		world.crm.log.clear();
		const before = reportOf(await world.run('two-way')) as unknown as { finishedAt: string };
		expect(world.google.log.entries().length + world.crm.log.entries().filter(({ kind }) => kind !== 'auth').length).toBe(3);
		expect(writesIn(world)).toEqual([]);
		const after = reportOf(await world.run('two-way')) as unknown as { finishedAt: string };
		expect(Date.parse(after.finishedAt)).toBeGreaterThan(Date.parse(before.finishedAt));
	},
);

scenario(
	'S04',
	{ given: 'a person in sync, the CRM winning', when: 'both sides change the title to different values', then: "the CRM's is on both sides; Google's stands in the journal table, stored before anything was written" },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		setTitle(world, ann.google, 'q');
		world.crm.crm.module('Contacts').update(ann.crm, { Title: 'r' });
		let storedBeforeWrite = -1;
		world.google.faults.beforeOperation('batchUpdateContacts', () => {
			storedBeforeWrite = stage.world.journal.length;
		});
		const { conflicts } = reportOf(await world.run('two-way'));
		expect(conflicts).toBe(1);
		expect(personOf(world, ann.google).organizations?.[0].title).toBe('r');
		expect(stage.world.journal).toMatchObject([
			{ side: 'google', recordId: ann.google, field: 'jobTitle', before: 'q', after: 'r', reason: 'conflict', runId: expect.any(String), at: expect.any(String) },
		]);
		expect(storedBeforeWrite).toBe(1);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S34',
	{ given: 'a CRM that cuts titles at 10 characters without saying so', when: 'Google sets a longer one', then: 'the CRM gets it once and the report says what was cut' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.crm.faults.canonicalise('Contacts', (record) => ({ ...record, ...(typeof record.Title === 'string' && { Title: record.Title.slice(0, 10) }) }));
		setTitle(world, ann.google, 'Director of the North');
		expect(reportOf(await world.run('two-way')).hints).toContainEqual(expect.stringContaining('only the first 10 characters of'));
		expect(recordOf(world, ann.crm).Title).toBe('Director o');
		await expectQuietOverWire(world);
		expect(personOf(world, ann.google).organizations?.[0].title).toBe('Director of the North');
	},
);

scenario(
	'S38',
	{ given: 'a Google contact with two work phones and one with a label of its own', when: 'the CRM changes the phone', then: 'the first work phone changes in its place; the others, their labels, their order and the primary mark stay' },
	async () => {
		const { world } = stage;
		const phoneNumbers = [
			{ type: 'Holiday home', value: '555 0001' },
			{ type: 'work', value: '555 0002', metadata: { sourcePrimary: true } },
			{ type: 'work', value: '555 0003' },
		];
		const ann = await syncedAnn(world, { phoneNumbers }, { Phone: '555 0002' });
		const before = personOf(world, ann.google).phoneNumbers ?? [];
		world.crm.crm.module('Contacts').update(ann.crm, { Phone: '555 0999' });
		reportOf(await world.run('two-way'));
		const after = personOf(world, ann.google).phoneNumbers ?? [];
		expect(after).toHaveLength(3);
		expect([after[0], after[2]]).toEqual([before[0], before[2]]);
		expect(after[1]).toMatchObject({ type: 'work', value: '555 0999' });
		expect(after[1].metadata?.sourcePrimary).toBe(true);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S39',
	{ given: 'a person in sync', when: 'Google gets a birthday without a year', then: 'the CRM gets no date at all, and the contact is reported with the reason' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world);
		world.google.book.update(ann.google, { birthdays: [{ date: { month: 5, day: 17 } }] });
		const { details } = reportOf(await world.run('two-way'));
		expect(details).toMatchObject([{ class: 'notRepresentable', crmId: ann.crm, reason: expect.stringContaining('needs a year') }]);
		expect(recordOf(world, ann.crm).Date_of_Birth ?? null).toBeNull();
		await expectQuietOverWire(world);
		expect(JSON.stringify(world.crm.log.writes())).not.toContain('Date_of_Birth');
		expect(personOf(world, ann.google).birthdays).toMatchObject([{ date: { month: 5, day: 17 } }]);
	},
);

scenario(
	'S40v',
	{ given: 'a Google contact with a photo, a label of its own, a custom field and relations, and a CRM record with fields that no row maps', when: 'a field is written on each side', then: 'everything else is byte for byte as before, and no request names it' },
	async () => {
		const { world } = stage;
		const extras = {
			photos: [{ url: 'https://photos.example/ann' }],
			phoneNumbers: [{ type: 'Holiday home', value: '555 0001' }, { type: 'pager', value: '555 0002' }],
			userDefined: [{ key: 'Shoe size', value: '38' }],
			relations: [{ person: 'Eve', type: 'spouse' }],
		};
		const ann = await syncedAnn(world, extras, { Assistant: 'Eve' });
		const google = personOf(world, ann.google);
		const crm = recordOf(world, ann.crm);
		world.google.log.clear();
		world.crm.log.clear();
		world.google.book.update(ann.google, { biographies: [{ value: 'Likes tea' }] });
		world.crm.crm.module('Contacts').update(ann.crm, { Phone: '555 0999' });
		reportOf(await world.run('two-way'));
		const changedInGoogle = [...BOOKKEEPING, 'phoneNumbers', 'biographies'];
		expect(omit(personOf(world, ann.google), changedInGoogle)).toEqual(omit(google, changedInGoogle));
		expect(personOf(world, ann.google).phoneNumbers).toMatchObject([{ type: 'Holiday home', value: '555 0999' }, { type: 'pager', value: '555 0002' }]);
		const changedInCrm = ['Phone', 'Description', 'Modified_Time', 'Modified_By', 'Last_Activity_Time'];
		expect(omit(recordOf(world, ann.crm), changedInCrm)).toEqual(omit(crm, changedInCrm));
		expect(recordOf(world, ann.crm)).toMatchObject({ Description: 'Likes tea', Phone: '555 0999' });
		const bodies = JSON.stringify(writesIn(world).map(({ body }) => omit(body as object, 'readMask')));
		for (const untouched of ['photos', 'userDefined', 'relations', 'Assistant']) expect(bodies).not.toContain(untouched);
	},
);
