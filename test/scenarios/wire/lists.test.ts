import { membershipIn } from '../../servers/google';
import type { Person } from '../../servers/google/personFields';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, syncedAnn, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();

/** A contact of the group as Google holds it. */
function addPerson(person: Person): string {
	const { google, group } = stage.world;
	return google.book.add({ ...person, memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)] });
}

const contacts = () => stage.world.crm.crm.module('Contacts');

const run = async () => reportOf(await stage.world.run('two-way'));

/** How many contacts and records there are. */
const sizes = () => ({ google: stage.world.google.book.all().length, crm: contacts().all().length });

/** What people see of a list. */
const shown = (entries: ReadonlyArray<{ type?: string | null; value?: string | null }> = []) => entries.map(({ type, value }) => [type ?? '', value]);

for (const type of [undefined, 'home', 'other', 'Cabin']) {
	scenario(
		'S65',
		{ given: 'a contact in sync with one address, under any label or none', when: 'the user adds a second address in Google', then: 'the CRM keeps the first one, which is still there; nothing is cleared and nobody is doubled, not even after Reset' },
		async () => {
			const { world } = stage;
			const ann = await syncedAnn(world, { emailAddresses: [{ type, value: 'ann@example.org' }] });
			world.google.book.update(ann.google, { emailAddresses: [{ type, value: 'ann@example.org' }, { type: 'work', value: 'new@example.org' }] });
			await run();
			expect(recordOf(world, ann.crm).Email).toBe('ann@example.org');
			// What Reset leaves; the lease of the last run runs out.
			world.remember([]);
			stage.skip(120);
			await run();
			expect(sizes()).toEqual({ google: 1, crm: 1 });
			expect(recordOf(world, ann.crm).Email).toBe('ann@example.org');
			await expectQuietOverWire(world);
		},
		`label ${String(type)}`,
	);
}

scenario(
	'S65',
	{ given: 'a contact in sync', when: 'the user gives its address, number and web site other labels in Google', then: 'nothing has moved: no value is cleared, and the next edit in the CRM changes the entry and keeps its new label' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world, { phoneNumbers: [{ type: 'work', value: '030 1' }] }, { Phone: '030 1' });
		world.google.book.update(ann.google, {
			emailAddresses: [{ type: 'other', value: 'ann@example.org' }],
			phoneNumbers: [{ type: 'mobile', value: '030 1' }],
		});
		await run();
		expect(recordOf(world, ann.crm)).toMatchObject({ Email: 'ann@example.org', Phone: '030 1' });
		expect(recordOf(world, ann.crm).Mobile ?? null).toBeNull();
		contacts().update(ann.crm, { Phone: '030 2' });
		await run();
		expect(shown(personOf(world, ann.google).phoneNumbers)).toEqual([['mobile', '030 2']]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S65',
	{ given: 'a number in sync that stands under a label of the user\'s own', when: 'the user changes the number and keeps the label', then: 'the new number goes to the CRM in place of the old one' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world, { phoneNumbers: [{ type: 'Cabin', value: '030 1' }, { type: 'home', value: '030 9' }] }, { Phone: '030 1' });
		world.google.book.update(ann.google, { phoneNumbers: [{ type: 'Cabin', value: '030 2' }, { type: 'home', value: '030 9' }] });
		await run();
		expect(recordOf(world, ann.crm)).toMatchObject({ Phone: '030 2', Home_Phone: '030 9' });
		await expectQuietOverWire(world);
	},
);

for (const type of [undefined, 'Cabin', 'workMobile', 'googleVoice', 'other', 'main']) {
	scenario(
		'S66',
		{ given: 'a new contact whose number has no label, one of its own, or a type that no field of the map is', when: 'the sync runs', then: 'it goes to the phone field of the CRM, as nobody else does' },
		async () => {
			const { world } = stage;
			addPerson({ names: [{ givenName: 'Eve', familyName: 'Ray' }], emailAddresses: [{ type: 'work', value: 'eve@example.org' }], phoneNumbers: [{ type, value: '030 1' }] });
			await run();
			expect(contacts().all()).toMatchObject([{ Phone: '030 1' }]);
			await expectQuietOverWire(world);
		},
		`label ${String(type)}`,
	);

	scenario(
		'S67',
		{ given: 'a person on both sides with the same number, in Google under such a label', when: 'the two sides first meet', then: 'they are the same, and Google gets no second copy' },
		async () => {
			const { world } = stage;
			const phoneNumbers = [{ type, value: '+49 30 1234567' }, { type: 'work', value: '+49 30 7654321' }];
			const ann = await syncedAnn(world, { phoneNumbers }, { Phone: '+49301234567' });
			expect(personOf(world, ann.google).phoneNumbers).toMatchObject(phoneNumbers);
			expect(writesIn(world)).toEqual([]);
			await expectQuietOverWire(world);
		},
		`label ${String(type)}`,
	);
}

scenario(
	'S67',
	{ given: 'a CRM record whose phone and mobile are one number, which Google holds once', when: 'the two sides meet, and the CRM clears one of them or changes one of them', then: 'the entry is both fields until then; clearing one keeps it for the other, and a change adds an entry' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world, { phoneNumbers: [{ type: 'mobile', value: '030 1' }] }, { Phone: '030 1', Mobile: '030 1' });
		expect(shown(personOf(world, ann.google).phoneNumbers)).toEqual([['mobile', '030 1']]);
		contacts().update(ann.crm, { Phone: '030 2' });
		await run();
		expect(shown(personOf(world, ann.google).phoneNumbers)).toEqual([['mobile', '030 1'], ['work', '030 2']]);
		contacts().update(ann.crm, { Phone: '030 1' });
		await run();
		contacts().update(ann.crm, { Phone: null });
		await run();
		expect(recordOf(world, ann.crm).Mobile).toBe('030 1');
		expect(shown(personOf(world, ann.google).phoneNumbers)).toContainEqual(['mobile', '030 1']);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S220',
	{ given: 'a contact that holds one address under two labels and one number under two, each of them a field of the map', when: 'the user changes one of the two entries in Google, or removes it', then: 'the change goes across; a value that the other entry still holds is not cleared' },
	async () => {
		const { world } = stage;
		const addresses = (work: string) => [{ type: 'work', value: work }, { type: 'home', value: 'ann@example.org' }];
		const ann = await syncedAnn(
			world,
			{ emailAddresses: addresses('ann@example.org'), phoneNumbers: [{ type: 'mobile', value: '030 1' }, { type: 'work', value: '030 1' }] },
			{ Secondary_Email: 'ann@example.org', Phone: '030 1', Mobile: '030 1' },
		);
		world.google.book.update(ann.google, { emailAddresses: addresses('new@example.org'), phoneNumbers: [{ type: 'mobile', value: '030 1' }] });
		await run();
		expect(recordOf(world, ann.crm)).toMatchObject({ Email: 'new@example.org', Secondary_Email: 'ann@example.org', Phone: '030 1', Mobile: '030 1' });
		await expectQuietOverWire(world);
		expect(shown(personOf(world, ann.google).emailAddresses)).toEqual([['work', 'new@example.org'], ['home', 'ann@example.org']]);
	},
);

scenario(
	'S68',
	{ given: 'a Google address that is one text, and a CRM record with a city', when: 'the two sides meet, and the CRM later changes the city', then: 'the text is kept: it is shown as the street, says nothing against the city, and becomes the street when a part is written' },
	async () => {
		const { world } = stage;
		const text = 'Hauptstr. 1, 10115 Berlin';
		const ann = await syncedAnn(world, { addresses: [{ type: 'work', formattedValue: text }] }, { Mailing_City: 'Berlin' });
		await run();
		expect(personOf(world, ann.google).addresses).toMatchObject([{ formattedValue: text }]);
		expect(recordOf(world, ann.crm)).toMatchObject({ Mailing_Street: text, Mailing_City: 'Berlin' });
		contacts().update(ann.crm, { Mailing_City: 'Potsdam' });
		await run();
		expect(personOf(world, ann.google).addresses).toMatchObject([{ streetAddress: text, city: 'Potsdam' }]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S69',
	{ given: 'an address in sync, part by part', when: 'the user replaces it in Google by one text', then: 'the CRM gets the text as its street, and no other part is cleared' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(
			world,
			{ addresses: [{ type: 'work', streetAddress: 'Ring 1', city: 'Wien', country: 'Austria' }] },
			{ Mailing_Street: 'Ring 1', Mailing_City: 'Wien', Mailing_Country: 'Austria' },
		);
		world.google.book.update(ann.google, { addresses: [{ type: 'work', formattedValue: 'Gasse 2, Graz' }] });
		await run();
		expect(recordOf(world, ann.crm)).toMatchObject({ Mailing_Street: 'Gasse 2, Graz', Mailing_City: 'Wien', Mailing_Country: 'Austria' });
		await expectQuietOverWire(world);
	},
);

for (const birthday of [{ text: 'in spring' }, { date: { year: 1980 } }]) {
	scenario(
		'S70',
		{ given: 'a Google birthday that is only a text, or only a year', when: 'the CRM has a date, or both had one before', then: 'it is kept and reported on both sides, and nothing is cleared or overwritten' },
		async () => {
			const { world } = stage;
			const ann = await syncedAnn(world, { birthdays: [birthday] }, { Date_of_Birth: '1980-05-17' });
			const report = await run();
			expect(report.details).toMatchObject([{ class: 'notRepresentable' }]);
			expect(personOf(world, ann.google).birthdays).toMatchObject([birthday]);
			world.google.book.update(ann.google, { birthdays: [{ date: { year: 1980, month: 5, day: 17 } }] });
			await run();
			world.google.book.update(ann.google, { birthdays: [birthday] });
			await run();
			expect(recordOf(world, ann.crm).Date_of_Birth).toBe('1980-05-17');
			expect(personOf(world, ann.google).birthdays).toMatchObject([birthday]);
			expect(stage.world.journal).toEqual([]);
		},
		JSON.stringify(birthday),
	);
}

scenario(
	'S362',
	{ given: 'a Google birthday with a date and a text, which says the same in words or a little more', when: 'the CRM changes the date', then: 'what is more stays beside the new date; what says the old one goes' },
	async () => {
		const { world } = stage;
		const date = { year: 1980, month: 5, day: 17 };
		for (const [text, kept] of [['17 May 1980, Graz', true], ['17.5.1980?', true], ['17 May 1980', false]] as const) {
			const ann = await syncedAnn(world, { birthdays: [{ date, text }] }, { Date_of_Birth: '1980-05-17' });
			contacts().update(ann.crm, { Date_of_Birth: '1980-05-18' });
			await run();
			expect(personOf(world, ann.google).birthdays?.[0].date).toMatchObject({ year: 1980, month: 5, day: 18 });
			expect(personOf(world, ann.google).birthdays?.[0].text).toBe(kept ? text : undefined);
			world.google.book.remove(ann.google);
			contacts().remove(ann.crm);
			await run();
		}
	},
);

scenario(
	'S71',
	{ given: 'a birthday with the year 1604, as phones write "no year"', when: 'the sync runs', then: 'it is a birthday without a year: the CRM does not get 1604, and a date with its year on the other side stays and fills Google' },
	async () => {
		const { world } = stage;
		const birthdays = [{ date: { year: 1604, month: 5, day: 17 } }];
		const eve = addPerson({ names: [{ givenName: 'Eve', familyName: 'Ray' }], emailAddresses: [{ type: 'work', value: 'eve@example.org' }], birthdays });
		const ann = await syncedAnn(world, { birthdays }, { Date_of_Birth: '1980-05-17' });
		expect(contacts().all().find(({ First_Name }) => First_Name === 'Eve')?.Date_of_Birth ?? null).toBeNull();
		expect(personOf(world, eve).birthdays).toMatchObject(birthdays);
		expect(recordOf(world, ann.crm).Date_of_Birth).toBe('1980-05-17');
		expect(personOf(world, ann.google).birthdays).toMatchObject([{ date: { year: 1980, month: 5, day: 17 } }]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S72',
	{ given: 'a Google contact with one name', when: 'it goes to the CRM, is renamed on either side, gets a second name there, and loses it again', then: 'it has one name on both sides as long as it has one, and never the same name twice' },
	async () => {
		const { world } = stage;
		const id = addPerson({ names: [{ givenName: 'Madonna' }], emailAddresses: [{ type: 'work', value: 'm@example.org' }] });
		const names = () => ({ google: personOf(world, id).names, crm: contacts().all().map(({ First_Name, Last_Name }) => [First_Name ?? '', Last_Name]) });
		await run();
		expect(names()).toMatchObject({ google: [{ givenName: 'Madonna' }], crm: [['', 'Madonna']] });
		await expectQuietOverWire(world);

		const crm = String(contacts().all()[0].id);
		contacts().update(crm, { Last_Name: 'Maddie' });
		await run();
		expect(names()).toMatchObject({ google: [{ givenName: 'Maddie' }], crm: [['', 'Maddie']] });
		world.google.book.update(id, { names: [{ givenName: 'Lola' }] });
		await run();
		expect(names().crm).toEqual([['', 'Lola']]);
		contacts().update(crm, { First_Name: 'Lola', Last_Name: 'Ciccone' });
		await run();
		expect(names()).toMatchObject({ google: [{ givenName: 'Lola', familyName: 'Ciccone' }], crm: [['Lola', 'Ciccone']] });
		world.google.book.update(id, { names: [{ givenName: 'Lola' }] });
		await run();
		expect(names().crm).toEqual([['', 'Lola']]);
		await expectQuietOverWire(world);
		expect(personOf(world, id).names).toMatchObject([{ givenName: 'Lola' }]);
	},
);

scenario(
	'S73',
	{ given: 'a CRM record with a second e-mail and no first one', when: 'it goes to Google, and the sync runs on', then: 'nobody typed a first one, so the CRM gets none' },
	async () => {
		const { world } = stage;
		const crm = world.addCrm({ First_Name: 'Ida', Last_Name: 'Roe', Email: '', Secondary_Email: 'ida@example.org' });
		await run();
		await expectQuietOverWire(world);
		expect(recordOf(world, crm).Email || null).toBeNull();
		expect(world.google.book.all()[0].emailAddresses).toMatchObject([{ type: 'home', value: 'ida@example.org' }]);
	},
);
