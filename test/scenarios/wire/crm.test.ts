import type { LogEntry } from '../../servers/shared/requestLog';
import type { SyncWorld } from '../../workflows/syncWorld';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn } from './wireWorld';

const stage = setStage();

const contacts = () => stage.world.crm.crm.module('Contacts');
const crmWrites = () => stage.world.crm.log.writes();
const sync = async (template = 'two-way') => reportOf(await stage.world.run(template));

/** The next run may delete. */
const syncDeleting = async () =>
	reportOf(
		await stage.world.run('two-way', (nodes) => {
			const start = nodes.find(({ name }) => name === 'Start Sync');
			if (start) Object.assign(start.parameters, { deletes: true });
		}),
	);

function clerksOnly({ crm }: SyncWorld): void {
	const { views } = crm.crm.module('Contacts');
	views.changeView(views.named('All Contacts').id, ({ Title }) => Title === 'Clerk');
}

/** What a write asked for, by record. */
function sent({ body }: LogEntry): Array<Record<string, unknown>> {
	return (body as { data: Array<Record<string, unknown>> }).data;
}

function nobodyDeletedInGoogle(): void {
	expect(stage.world.google.log.count({ operation: 'batchDeleteContacts' })).toBe(0);
}

scenario(
	'S12',
	{ given: 'a sync from Google to the CRM only', when: 'a field is cleared in Google', then: 'one write clears it in the CRM and names nothing else' },
	async () => {
		const google = stage.world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
		await sync('google-to-crm');
		const [record] = contacts().all();
		expect(record).toMatchObject({ Title: 'Clerk' });
		stage.world.google.book.update(google, { organizations: [] });
		await sync('google-to-crm');
		expect(contacts().get(String(record.id))).toMatchObject({ Title: null });
		expect(sent(crmWrites()[1])).toEqual([{ id: record.id, Title: null }]);
		expect(stage.world.google.log.writes()).toEqual([]);
	},
);

scenario(
	'S13',
	{ given: 'a person in sync', when: 'the e-mail changes in Google', then: 'it changes in the same CRM record, and no record is created' },
	async () => {
		const { google, crm } = await syncedAnn(stage.world);
		stage.world.google.book.update(google, { emailAddresses: [{ type: 'work', value: 'lee@example.org' }] });
		await sync();
		expect(contacts().all()).toMatchObject([{ id: crm, Email: 'lee@example.org' }]);
		expect(stage.world.crm.log.count({ operation: 'records.create' })).toBe(0);
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S14',
	{ given: 'a person in sync', when: 'the e-mail changes on both sides, differently', then: "that is a conflict of this one field: the CRM's address is on both sides, and neither side gets a third record" },
	async () => {
		const { google, crm } = await syncedAnn(stage.world);
		stage.world.google.book.update(google, { emailAddresses: [{ type: 'work', value: 'g@example.org' }] });
		contacts().update(crm, { Email: 'z@example.org' });
		expect((await sync()).conflicts).toBe(1);
		expect(personOf(stage.world, google).emailAddresses?.[0].value).toBe('z@example.org');
		expect(contacts().all()).toMatchObject([{ id: crm, Email: 'z@example.org' }]);
		expect(stage.world.google.book.members(stage.world.group)).toHaveLength(1);
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S15',
	{ given: 'two people in sync and a CRM in which no two records may have one e-mail', when: 'their e-mails are swapped in Google and n8n is killed when the CRM has given up the first of the two', then: 'the next run ends the swap, and neither side loses an e-mail' },
	async () => {
		contacts().fields.alter('Email', { unique: { caseSensitive: false } });
		const addresses = ['ann@example.org', 'bob@example.org'];
		const people = addresses.map((email, n) => stage.world.addGoogle({ given: `P${n}`, family: `N${n}`, email }));
		await sync();
		await sync();
		people.forEach((id, n) => stage.world.google.book.update(id, { emailAddresses: [{ type: 'work', value: addresses[1 - n] }] }));
		const { crm } = stage.world;
		const remembered = stage.world.remembered();
		let updates = 0;
		const kill = () => {
			if ((updates += 1) === 2) crm.faults.resetNext({ times: 99 });
		};
		crm.faults.beforeOperation('records.update', kill, { times: 2 });
		await stage.world.run('two-way');
		crm.faults.clear();
		stage.world.remember(remembered);
		expect(contacts().all().map(({ Email }) => Email)).toContain(null);
		stage.skip(61);
		await sync();
		const inCrm = new Map(contacts().all().map(({ Last_Name, Email }) => [Last_Name, Email]));
		expect(['N0', 'N1'].map((name) => inCrm.get(name))).toEqual(['bob@example.org', 'ann@example.org']);
		expect(people.map((id) => personOf(stage.world, id).emailAddresses?.[0]?.value)).toEqual(['bob@example.org', 'ann@example.org']);
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S20',
	{ given: 'two people in sync', when: "one gets the other's address as a second e-mail in the CRM", then: 'nobody is linked anew or merged, and the report says so once' },
	async () => {
		const ann = await syncedAnn(stage.world);
		const bob = stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
		await sync();
		contacts().update(ann.crm, { Secondary_Email: 'bob@example.org' });
		const said = async () => (await sync()).hints.filter((hint) => hint.includes('further address'));
		expect(await said()).toHaveLength(1);
		expect(await said()).toEqual([]);
		expect(contacts().size).toBe(2);
		expect(personOf(stage.world, bob).names?.[0].givenName).toBe('Bob');
		expect(recordOf(stage.world, ann.crm)).toMatchObject({ First_Name: 'Ann', Email: 'ann@example.org' });
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S22',
	{ given: 'a person in sync, deletions switched on', when: 'the CRM record is merged into another one, which gets its e-mail', then: 'the Google contact goes on with the survivor, and nobody is deleted' },
	async () => {
		const { google, crm } = await syncedAnn(stage.world);
		const survivor = stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: '', Phone: '555 0199' });
		contacts().mergeInto(crm, survivor);
		contacts().update(survivor, { Email: 'ann@example.org' });
		for (let run = 0; run < 3; run++) await syncDeleting();
		nobodyDeletedInGoogle();
		expect(stage.world.google.book.members(stage.world.group)).toHaveLength(1);
		contacts().update(survivor, { Department: 'Sales' });
		await sync();
		expect(personOf(stage.world, google).organizations?.[0].department).toBe('Sales');
		expect(contacts().all()).toMatchObject([{ id: survivor }]);
	},
);

scenario(
	'S25',
	{ given: 'a person in sync, deletions switched on', when: 'an edit takes the record out of its list view', then: 'the report of that run says that it left and Google is not touched; when another edit brings it back, it is linked again' },
	async () => {
		const { google, crm } = await syncedAnn(stage.world);
		clerksOnly(stage.world);
		contacts().update(crm, { Title: 'Chair' });
		expect((await syncDeleting()).details).toContainEqual(expect.objectContaining({ crmId: crm, class: 'detached' }));
		expect(personOf(stage.world, google).organizations?.[0].title).toBe('Clerk');
		await expectQuietOverWire(stage.world);
		contacts().update(crm, { Title: 'Clerk', Phone: '555 0199' });
		await sync();
		expect(personOf(stage.world, google).phoneNumbers?.[0].value).toBe('555 0199');
		expect(contacts().size).toBe(1);
		nobodyDeletedInGoogle();
		expect(stage.world.google.book.members(stage.world.group)).toHaveLength(1);
	},
);

scenario(
	'S25',
	{ given: 'a CRM record that the sync created', when: 'somebody takes it out of the list view before the sync reads it again', then: 'the report says that it left the view, and others are created as before' },
	async () => {
		clerksOnly(stage.world);
		const ann = stage.world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org', title: 'Clerk' });
		await sync();
		contacts().update(String(contacts().all()[0].id), { Title: 'Chair' });
		stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org', title: 'Clerk' });
		const report = await sync();
		expect(report.written.crm).toMatchObject({ created: 1 });
		expect(report.attention).toEqual([]);
		expect(report.details).toMatchObject([{ class: 'detached', googleId: ann }]);
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S25',
	{ given: 'a list view that does not show what the sync creates in the CRM', when: 'the sync has created a record and more are to be created', then: 'no further create is sent, and the report asks for another list view; once it shows the record, the others are created' },
	async () => {
		clerksOnly(stage.world);
		stage.world.addGoogle({ given: 'Ann', family: 'Lee', email: 'ann@example.org' });
		await sync();
		stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
		for (let run = 0; run < 2; run++) {
			const { outcome, attention } = await sync();
			expect([outcome, attention[0]]).toEqual(['attention', expect.stringContaining('does not show 1 record')]);
		}
		expect(stage.world.crm.log.count({ operation: 'records.create' })).toBe(1);
		const { views } = contacts();
		views.changeView(views.named('All Contacts').id, () => true);
		stage.skip(25 * 60);
		stage.world.advance(25 * 60);
		for (let run = 0; run < 2; run++) await sync();
		expect(contacts().size).toBe(2);
	},
);

scenario(
	'S26',
	{ given: 'four people in sync, deletions switched on', when: 'a full check no longer lists any of their CRM records: one was deleted, one may no longer be seen, one left the list view, one is merely not shown', then: 'each of whom the deleted feed tells nothing is asked for by its id, and only the one that it tells of is deleted in Google' },
	async () => {
		const people = ['ann', 'bob', 'cem', 'dan'].map((name) => stage.world.addGoogle({ given: name, family: 'N', email: `${name}@example.org`, title: 'Clerk' }));
		await sync();
		await sync();
		clerksOnly(stage.world);
		const ids = new Map(contacts().all().map(({ First_Name, id }) => [String(First_Name), String(id)]));
		const idOf = (name: string) => ids.get(name) ?? '';
		contacts().remove(idOf('ann'));
		contacts().remove(idOf('dan'), { unlisted: true });
		stage.world.crm.faults.hideRecord(idOf('bob'));
		contacts().update(idOf('cem'), { Title: 'Chair' });
		stage.skip(25 * 60);
		stage.world.advance(25 * 60);
		for (let run = 0; run < 3; run++) await syncDeleting();
		expect(people.map((id) => stage.world.google.book.get(id) !== undefined)).toEqual([false, true, true, true]);
		const asked = stage.world.crm.log.entries().filter(({ operation }) => operation === 'records.get');
		expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual(expect.arrayContaining([idOf('bob'), idOf('dan')]));
	},
);

scenario(
	'S26',
	{ given: 'a person whose record left the list view, and a sync that is a full check each time', when: 'the record is deleted there, and another one of the same e-mail is made in the view', then: 'the report says that it was deleted, and then the contact goes on with the new one' },
	async () => {
		const { google, crm } = await syncedAnn(stage.world);
		clerksOnly(stage.world);
		const nextDay = () => {
			stage.skip(25 * 60);
			stage.world.advance(25 * 60);
		};
		contacts().update(crm, { Title: 'Chair' });
		for (let day = 0; day < 2; day++) {
			nextDay();
			await sync();
		}
		contacts().remove(crm);
		nextDay();
		expect((await sync()).details).toMatchObject([{ class: 'detached', reason: expect.stringContaining('Deleted in the CRM') as string }]);
		const again = stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk', Phone: '555 0100' } as never);
		nextDay();
		expect((await sync()).details).toEqual([]);
		expect(personOf(stage.world, google).phoneNumbers).toMatchObject([{ value: recordOf(stage.world, again).Phone }]);
		nobodyDeletedInGoogle();
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S27',
	{ given: 'people in sync, deletions switched on', when: 'the list view is deleted in the CRM and a record edited', then: 'the run fails before any write and names the view; nobody counts as having left it' },
	async () => {
		const { google, crm } = await syncedAnn(stage.world);
		await sync();
		const { views } = contacts();
		views.addView({ name: 'Other Contacts', predicate: () => true });
		views.removeView(views.named('All Contacts').id);
		contacts().update(crm, { Title: 'Chair' });
		setTitle(stage.world, google, 'Queen');
		const before = crmWrites().length + stage.world.google.log.writes().length;
		const { error } = await stage.world.run('two-way');
		expect(error).toContain('no list view "All Contacts"');
		expect(crmWrites().length + stage.world.google.log.writes().length).toBe(before);
		views.addView({ name: 'All Contacts', predicate: () => true });
		expect((await syncDeleting()).classes).toMatchObject({ detached: 0, inSync: 1 });
		expect(personOf(stage.world, google).organizations?.[0].title).toBe('Chair');
	},
);
