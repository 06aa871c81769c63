import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const sync = async () => reportOf(await stage.world.run('two-way'));
const syncDeleting = async () => reportOf(await stage.world.run('two-way', withSettings({ deletes: true })));
const phoneOf = (id: string) => personOf(stage.world, id).phoneNumbers?.[0]?.value;
const fullCheck = () => {
	stage.skip(25 * 60);
	stage.world.advance(25 * 60);
};

/** Ann on both sides with a phone. */
async function annWithPhone() {
	const phone = '+1 202 555 0100';
	const ann = await syncedAnn(stage.world, { phoneNumbers: [{ type: 'work', value: phone }] }, { Phone: phone });
	await sync();
	return { ...ann, phone };
}

for (const listed of [true, false]) {
	for (const shownAs of ['absent', 'null'] as const) {
		for (const kind of ['hidden', 'restricted'] as const) {
			scenario(
				'S158',
				{ given: 'a person in sync, with a phone', when: 'an administrator hides the phone field from the CRM user, or restricts it for the API, and somebody edits the record', then: 'the phone stays in Google whatever a hidden field looks like, and the edit crosses' },
				async () => {
					const { google, crm, phone } = await annWithPhone();
					Object.assign(stage.world.crm.switches.hiddenFields, { listed, shownAs });
					contacts().fields.alter('Phone', kind === 'hidden' ? { access: 'hidden' } : { restricted: true });
					contacts().update(crm, { Title: 'Chair' });
					await sync();
					fullCheck();
					await sync();
					expect(phoneOf(google)).toBe(phone);
					expect(personOf(stage.world, google).organizations?.[0].title).toBe('Chair');
					expect(stage.world.crm.log.writes()).toEqual([]);
					await expectQuietOverWire(stage.world);
				},
				`${kind}, ${listed ? 'listed' : 'not listed'}, ${shownAs}`,
			);
		}
	}
}

scenario(
	'S155',
	{ given: 'a person in sync, and CRM listings that are five seconds behind', when: 'a run comes between an edit and the listing that shows it', then: 'the next run carries the edit' },
	async () => {
		const { google, crm } = await syncedAnn(stage.world);
		await sync();
		stage.world.crm.faults.lag(5_000);
		contacts().update(crm, { Title: 'Chair' });
		await sync();
		await sync();
		expect(personOf(stage.world, google).organizations?.[0].title).toBe('Chair');
	},
);

for (const answer of ['nothing', 'refused'] as const) {
	scenario(
		'S160',
		{ given: 'people in sync, deletions switched on', when: 'a sharing rule hides a CRM record, and its own address answers with nothing or with a refusal', then: 'nobody is deleted in Google; the contact is reported and waits, and goes on when the record shows again' },
		async () => {
			const ann = await syncedAnn(stage.world);
			stage.world.crm.switches.hiddenAnswer = answer;
			stage.world.crm.faults.hideRecord(ann.crm);
			fullCheck();
			for (let run = 0; run < 3; run++) await syncDeleting();
			const { details } = await syncDeleting();
			expect(details).toMatchObject([{ class: 'waiting', crmId: ann.crm, reason: expect.stringContaining('not shown any more') }]);
			expect(stage.world.google.log.writes()).toEqual([]);
			stage.world.crm.faults.showRecord(ann.crm);
			fullCheck();
			await syncDeleting();
			contacts().update(ann.crm, { Title: 'Chair' });
			await syncDeleting();
			expect(personOf(stage.world, ann.google).organizations?.[0].title).toBe('Chair');
		},
		answer,
	);
}

scenario(
	'S156',
	{ given: 'a person in sync', when: 'the CRM record is converted: its own address answers, no listing shows it', then: 'it counts as out of the list view, is not deleted, and is not asked for again' },
	async () => {
		const ann = await syncedAnn(stage.world);
		stage.world.crm.switches.convertedRecords.add(ann.crm);
		fullCheck();
		await syncDeleting();
		const { details } = await syncDeleting();
		expect(details).toMatchObject([{ class: 'detached', crmId: ann.crm }]);
		await syncDeleting();
		stage.world.crm.log.clear();
		await syncDeleting();
		expect(stage.world.crm.log.count({ operation: 'records.get' })).toBe(0);
		expect(stage.world.google.book.get(ann.google)).toBeDefined();
	},
);

for (const coqlQuotes of ['backslash', 'doubled'] as const) {
	scenario(
		'S151',
		{ given: 'a new Google contact whose address holds an apostrophe, beside others', when: 'COQL takes quotes with a backslash, or doubled', then: 'everybody is looked up and created, once' },
		async () => {
			stage.world.crm.switches.coqlQuotes = coqlQuotes;
			stage.world.addGoogle({ given: 'Pat', family: "O'Brien", email: "o'brien@example.org" });
			addPerson(stage.world, 1);
			expect((await sync()).written.crm).toMatchObject({ created: 2, failed: 0 });
			await sync();
			expect(contacts().size).toBe(2);
			await expectQuietOverWire(stage.world);
		},
		coqlQuotes,
	);
}

scenario(
	'S151',
	{ given: 'a CRM that cannot be asked for a text with an apostrophe at all, and new Google contacts, of one of whom the address and of another the company holds one', when: 'the sync runs', then: 'everybody else is created; the one is reported with its field and reason and not created unseen, the other without the company' },
	async () => {
		stage.world.crm.switches.coqlQuotes = 'refused';
		stage.world.addGoogle({ given: 'Pat', family: "O'Brien", email: "o'brien@example.org" });
		const ray = stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
		stage.world.google.book.update(ray, { organizations: [{ name: "O'Reilly" }] });
		for (let number = 0; number < 3; number++) addPerson(stage.world, number);
		const { written, details } = await sync();
		expect(written.crm).toMatchObject({ created: 4, failed: 1 });
		expect(details).toContainEqual(expect.objectContaining({ class: 'failing', contact: "Pat O'Brien", reason: expect.stringContaining('query') }));
		expect(contacts().all().map(({ Email }) => Email)).toContain('bob@example.org');
	},
);

scenario(
	'S222',
	{ given: 'a CRM that refuses a query for a character in it, and many new Google contacts, of whom one has it in the main address and another in a third one', when: 'the sync runs', then: 'everybody else is created; the two are reported with the reason, and are not created unseen' },
	async () => {
		stage.world.crm.switches.coqlRefuses = /ß/;
		for (let number = 0; number < 9; number++) addPerson(stage.world, number);
		stage.world.addGoogle({ given: 'Ida', family: 'Groß', email: 'groß@example.org' });
		const bob = stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
		const emailAddresses = ['bob@example.org', 'ray@example.org', 'ße@example.org'].map((value, place) => ({ type: ['work', 'home', 'other'][place], value }));
		stage.world.google.book.update(bob, { emailAddresses });
		const { written, details } = await sync();
		expect(written.crm).toMatchObject({ created: 9, failed: 2 });
		for (const contact of ['Ida Groß', 'Bob Ray']) expect(details).toContainEqual(expect.objectContaining({ class: 'failing', contact, reason: expect.stringContaining('query') }));
		stage.world.crm.switches.coqlRefuses = null;
		stage.skip(24 * 60);
		expect((await sync()).written.crm).toMatchObject({ created: 2 });
		expect(contacts().size).toBe(11);
	},
);

scenario(
	'S161',
	{ given: 'a CRM record with capitals in its address outside the list view, and a CRM that tells case apart', when: 'Google has a new contact with the address as it is written there', then: 'it is found, and no second record is created' },
	async () => {
		stage.world.crm.switches.coqlCase = 'exact';
		const { views } = contacts();
		views.changeView(views.named('All Contacts').id, ({ Title }) => Title === 'Clerk');
		stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'Ann@Example.org' });
		stage.world.addGoogle({ given: 'Ann', family: 'Lee', email: 'Ann@Example.org' });
		await sync();
		await sync();
		expect(contacts().size).toBe(1);
	},
);

scenario(
	'S161',
	{ given: 'a CRM whose e-mail field is encrypted, which COQL compares with nothing', when: 'Google has new contacts', then: 'nobody is created unseen, and the report asks for attention with the reason' },
	async () => {
		stage.world.crm.switches.encryptedFields.add('Contacts.Email');
		addPerson(stage.world, 1);
		const { outcome, attention } = await sync();
		expect([outcome, attention.join()]).toEqual(['attention', expect.stringContaining('unsupported column')]);
		expect(contacts().size).toBe(0);
	},
);

for (const cadences of ['skippable', 'unskippable'] as const) {
	scenario(
		'S162',
		{ given: 'a CRM with cadences, and a new Google contact', when: 'the sync creates its record and workflows are not asked for', then: 'the record is created, and no cadence begins where the CRM lets them be skipped' },
		async () => {
			stage.world.crm.switches.cadences = cadences;
			addPerson(stage.world, 1);
			expect((await sync()).written.crm).toMatchObject({ created: 1 });
			expect(stage.world.crm.crm.startedCadences).toHaveLength(cadences === 'skippable' ? 0 : 1);
		},
		cadences,
	);
}

scenario(
	'S163',
	{ given: 'a CRM whose description is rich text, with more in it than listings show', when: 'the sync runs both ways', then: 'the description is not mapped: nothing of it goes to Google or is written' },
	async () => {
		contacts().fields.alter('Description', { richText: true });
		const text = 'x'.repeat(900);
		const id = stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Description: text });
		await sync();
		const [google] = stage.world.google.book.members(stage.world.group);
		expect(google.biographies).toBeUndefined();
		stage.world.google.book.update(String(google.resourceName), { biographies: [{ value: 'short', contentType: 'TEXT_PLAIN' }] });
		await sync();
		expect(recordOf(stage.world, id).Description).toBe(text);
	},
);

scenario(
	'S172',
	{ given: 'a CRM that compares If-Unmodified-Since with milliseconds that it does not show', when: 'an edit is carried to it', then: 'it is written' },
	async () => {
		const ann = await syncedAnn(stage.world);
		stage.world.crm.switches.unmodifiedPrecision = 'millisecond';
		setTitle(stage.world, ann.google, 'Chair');
		expect((await sync()).written.crm).toMatchObject({ updated: 1, overtaken: 0 });
	},
);

scenario(
	'S170',
	{ given: 'a CRM that takes tokens as Zoho-oauthtoken alone', when: 'the sync runs', then: 'it finds out with one renewal of the token, and syncs' },
	async () => {
		stage.world.crm.switches.rejectBearer = true;
		stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' });
		expect((await sync()).written.google).toMatchObject({ created: 1 });
		expect(stage.world.crm.log.count({ operation: 'auth.token' })).toBeLessThanOrEqual(1);
	},
);

scenario(
	'S171',
	{ given: 'a credential that lacks a scope', when: 'the sync runs', then: 'the token is not renewed for it, and the run says to connect the account again' },
	async () => {
		stage.world.crm.faults.revokeScope('ZohoCRM.modules.ALL');
		const { error } = await stage.world.run('two-way');
		expect(error).toContain('connect the account again');
		expect(stage.world.crm.log.count({ operation: 'auth.token' })).toBe(0);
	},
);

for (const permissionRefusal of ['AUTHORIZATION_FAILED', 'NO_PERMISSION'] as const) {
	scenario(
		'S176',
		{ given: 'a hundred edits to carry to the CRM', when: 'the permission to edit is lost as the first batch arrives, told by either code and status', then: 'one request is sent, nothing is narrowed down, and the report asks for attention' },
		async () => {
			const people = Array.from({ length: 100 }, (_, number) => addPerson(stage.world, number));
			await sync();
			await sync();
			people.forEach((google) => setTitle(stage.world, google, 'Chair'));
			stage.world.crm.switches.permissionRefusal = permissionRefusal;
			stage.world.crm.faults.beforeOperation('records.update', () => stage.world.crm.faults.losePermission('Contacts', 'edit'));
			const { attention, written } = await sync();
			expect(attention.join()).toContain('CRM refused access');
			expect(written.crm).toMatchObject({ updated: 0 });
			expect(stage.world.crm.log.count({ operation: 'records.update' })).toBe(1);
		},
		permissionRefusal,
	);
}

scenario(
	'S152',
	{ given: 'a new Google contact and an edit, of each of which the CRM refuses the title by name', when: 'the sync runs', then: 'the record is created and the rest of the edit crosses; both are reported with field and reason and not tried again until something changes' },
	async () => {
		const ann = await syncedAnn(stage.world);
		await sync();
		stage.world.crm.faults.poisonField('Title', (value) => value === 'Chief');
		setTitle(stage.world, ann.google, 'Chief');
		stage.world.google.book.update(ann.google, { phoneNumbers: [{ type: 'work', value: '+1 202 555 0199' }] });
		stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org', title: 'Chief' });
		addPerson(stage.world, 1);
		const { written, details } = await sync();
		expect(written.crm).toMatchObject({ created: 2, updated: 1, failed: 0 });
		expect(recordOf(stage.world, ann.crm)).toMatchObject({ Title: 'Clerk', Phone: '+1 202 555 0199' });
		expect(details.filter(({ class: kind }) => kind === 'failing').map(({ reason }) => reason)).toEqual([1, 2].map(() => expect.stringContaining('Title')));
		const sent = stage.world.crm.log.writes().length;
		expect((await sync()).classes).toMatchObject({ failing: 2 });
		expect(stage.world.crm.log.writes().length).toBe(sent);
		setTitle(stage.world, ann.google, 'Chair');
		await sync();
		expect(recordOf(stage.world, ann.crm).Title).toBe('Chair');
	},
);

scenario(
	'S153',
	{ given: 'a CRM that refuses COQL for good, as without its scope, and a new Google contact', when: 'the sync runs', then: 'nothing is created unseen, and the report asks for attention with the reason and what to do' },
	async () => {
		addPerson(stage.world, 1);
		stage.world.crm.faults.revokeScope('ZohoCRM.coql.READ');
		const { outcome, attention } = await sync();
		expect([outcome, attention.join()]).toEqual(['attention', expect.stringMatching(/SCOPE|scope|connect the account again/)]);
		expect(contacts().size).toBe(0);
	},
);

for (const group of ['family', 'friends', 'coworkers']) {
	scenario(
		'S154',
		{ given: 'a Google contact in an old group of Google, outside the sync\'s group, and its CRM record', when: 'the sync runs', then: 'the contact joins the group and stays in its others' },
		async () => {
			const { google, crm } = stage.world;
			const other = google.book.addGroup('Golf');
			const memberships = ['contactGroups/myContacts', `contactGroups/${group}`, other].map((contactGroupResourceName) => ({ contactGroupMembership: { contactGroupResourceName } }));
			const id = google.book.add({ names: [{ givenName: 'Ann', familyName: 'Lee' }], emailAddresses: [{ type: 'work', value: 'ann@example.org' }], memberships });
			stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Chair' });
			await sync();
			await sync();
			const groups = personOf(stage.world, id).memberships?.map(({ contactGroupMembership }) => contactGroupMembership?.contactGroupResourceName);
			expect(groups).toEqual(expect.arrayContaining([`contactGroups/${group}`, other, stage.world.group]));
			expect(personOf(stage.world, id).organizations?.[0].title).toBe('Chair');
			expect(crm.crm.module('Contacts').size).toBe(1);
			await expectQuietOverWire(stage.world);
		},
		group,
	);
}

for (const errorsInData of [true, false]) {
	scenario(
		'S177',
		{ given: 'a CRM user who may no longer read deletions', when: 'the deleted feed refuses, at the top of its answer or inside its data', then: 'the run says so in the words of the CRM, and nothing is written' },
		async () => {
			await syncedAnn(stage.world);
			Object.assign(stage.world.crm.switches, { errorsInData, permissionRefusal: 'AUTHORIZATION_FAILED' });
			stage.world.crm.faults.beforeOperation('deleted', () => stage.world.crm.faults.losePermission('Contacts', 'view'));
			const before = stage.world.crm.log.writes().length;
			const { error } = await stage.world.run('two-way');
			expect(error).toMatch(/sufficient privilege.*AUTHORIZATION_FAILED/);
			expect(stage.world.crm.log.writes().length).toBe(before);
		},
		errorsInData ? 'inside data' : 'at the top',
	);
}
