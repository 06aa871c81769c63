import type { IDataObject } from 'n8n-workflow';

import { membershipIn } from '../../servers/google';
import type { Person } from '../../servers/google/personFields';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, syncedAnn, withSettings, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const sync = async (settings: IDataObject = {}) => reportOf(await stage.world.run('two-way', withSettings(settings)));

/** A field map of names, the address that people are matched by, and more. */
function mapOf(...rows: ReadonlyArray<readonly [google: string, crm: string]>): IDataObject {
	const people = [['givenName', 'First_Name'], ['familyName', 'Last_Name'], ['workEmail', 'Email']] as const;
	return {
		fieldMapFrom: 'json',
		fieldMapJson: [...people, ...rows].map(([google, crmField]) => {
			const [googleField, googleLabel] = google.split(':');
			return { googleField, ...(googleLabel && { googleLabel }), crmField };
		}),
	};
}

/** A contact of the group whose address is `<given name>@example.org`, as Google holds it. */
function addPerson(given: string, more: Person): string {
	const { google, group } = stage.world;
	return google.book.add({
		names: [{ givenName: given, familyName: 'Ray' }],
		emailAddresses: [{ type: 'work', value: `${given}@example.org` }],
		...more,
		memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)],
	});
}

/** The run after this one writes nothing. */
async function syncOnce(settings: IDataObject): Promise<void> {
	await sync(settings);
	const before = writesIn(stage.world).length;
	await sync(settings);
	expect(writesIn(stage.world).slice(before)).toEqual([]);
}

scenario(
	'S330',
	{ given: 'two addresses of a CRM record that are the same, which Google holds once', when: 'the CRM changes one part of one of them, then clears one part, then both change', then: 'Google gets an address of its own for what changed, with all its parts; nothing is cleared that nobody cleared' },
	async () => {
		const { world } = stage;
		const map = mapOf(['workStreet', 'Mailing_Street'], ['workCity', 'Mailing_City'], ['homeStreet', 'Other_Street'], ['homeCity', 'Other_City']);
		const same = { Mailing_Street: 'Ring 1', Mailing_City: 'Wien', Other_Street: 'Ring 1', Other_City: 'Wien' };
		const edits: Array<Record<string, string | null>> = [{ Mailing_City: 'Graz' }, { Other_Street: null }, { Mailing_Street: 'Gasse 2', Other_City: 'Linz' }];
		const people = edits.map((edit, number) => {
			const google = addPerson(`p${number}`, { addresses: [{ type: 'home', streetAddress: 'Ring 1', city: 'Wien' }] });
			const crm = world.addCrm({ First_Name: `p${number}`, Last_Name: 'Ray', Email: `p${number}@example.org`, ...same });
			return { google, crm, edit };
		});
		await syncOnce(map);
		people.forEach(({ crm, edit }) => contacts().update(crm, edit));
		await syncOnce(map);
		for (const { crm, edit } of people) expect(recordOf(world, crm)).toMatchObject({ ...same, ...edit });
		const shown = people.map(({ google }) => personOf(world, google).addresses?.map(({ type, streetAddress, city }) => [type, streetAddress, city]));
		expect(shown).toEqual([
			[['home', 'Ring 1', 'Wien'], ['work', 'Ring 1', 'Graz']],
			[['home', 'Ring 1', 'Wien'], ['home', undefined, 'Wien']],
			[['home', 'Ring 1', 'Linz'], ['work', 'Gasse 2', 'Wien']],
		]);
	},
);

scenario(
	'S331',
	{ given: 'a Google address whose country is a code that Google adds, without a name', when: 'the sync runs, and the CRM changes the country', then: 'the code is the country: it crosses, is the same as its name, and stands in the journal when it is replaced' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world, { addresses: [{ type: 'work', city: 'Wien', countryCode: 'AT' }] }, { Mailing_City: 'Wien', Mailing_Country: 'Austria' });
		const eve = addPerson('Eve', { addresses: [{ type: 'work', city: 'Wien', countryCode: 'AT' }] });
		expect(writesIn(world)).toEqual([]);
		await sync();
		expect(contacts().all()).toContainEqual(expect.objectContaining({ First_Name: 'Eve', Mailing_Country: 'AT' }));
		await expectQuietOverWire(world);
		expect(personOf(world, eve).addresses).toMatchObject([{ city: 'Wien', countryCode: 'AT' }]);
		contacts().update(ann.crm, { Mailing_Country: 'Germany' });
		await sync();
		expect(personOf(world, ann.google).addresses).toMatchObject([{ city: 'Wien', country: 'Germany' }]);
		expect(world.journal).toMatchObject([{ field: 'workCountry', before: 'AT', after: 'Germany' }]);
	},
);

for (const former of [{ current: false }, { endDate: { year: 2019, month: 1, day: 1 } }, {}]) {
	scenario(
		'S332',
		{ given: 'a new contact with a former job before the current one', when: 'the sync runs, and the CRM changes the title', then: 'the current job crosses, and changes; the former one stays' },
		async () => {
			const { world } = stage;
			const eve = addPerson('Eve', { organizations: [{ name: 'Old', title: 'Intern', ...former }, { name: 'New', title: 'Clerk', current: true }] });
			world.crm.crm.module('Accounts').add({ Account_Name: 'New' });
			await sync();
			const [{ id, Title, Account_Name }] = contacts().all();
			expect([Title, Account_Name]).toEqual(['Clerk', expect.objectContaining({ name: 'New' })]);
			contacts().update(String(id), { Title: 'Chair' });
			await sync();
			expect(personOf(world, eve).organizations).toMatchObject([{ name: 'Old', title: 'Intern', ...former }, { name: 'New', title: 'Chair', current: true }]);
			await expectQuietOverWire(world);
		},
		JSON.stringify(former),
	);
}

scenario(
	'S333',
	{ given: 'a date with its time on both sides, written in two time zones', when: 'the two meet, and either side writes it for another time zone', then: 'the moment is the same, so nothing is written; another moment crosses' },
	async () => {
		const { world } = stage;
		contacts().fields.add({ apiName: 'Next_Call', type: 'datetime' });
		const map = mapOf(['custom:Next call', 'Next_Call']);
		const call = (value: string) => ({ userDefined: [{ key: 'Next call', value }] });
		const google = addPerson('Eve', call('2026-01-01T12:00:00+02:00'));
		const crm = world.addCrm({ First_Name: 'Eve', Last_Name: 'Ray', Email: 'eve@example.org', Next_Call: '2026-01-01T10:00:00+00:00' });
		await syncOnce(map);
		contacts().update(crm, { Next_Call: '2026-01-01T05:00:00-05:00' });
		await syncOnce(map);
		world.google.book.update(google, call('2026-01-01T10:00Z'));
		await syncOnce(map);
		expect([writesIn(world), world.journal]).toEqual([[], []]);
		world.google.book.update(google, call('2026-01-01T10:30:00Z'));
		await syncOnce(map);
		expect(Date.parse(String(recordOf(world, crm).Next_Call))).toBe(Date.UTC(2026, 0, 1, 10, 30));
	},
);

scenario(
	'S334',
	{ given: 'options in Google with one twice or a semicolon at the end, and a date with months and days of one digit', when: 'the sync runs', then: 'they go to the CRM as it takes them: each option once, and the date written out' },
	async () => {
		contacts().fields.add({ apiName: 'Joined', type: 'date' });
		addPerson('Eve', { userDefined: [{ key: 'Hobbies', value: 'Music; Books;Music;' }, { key: 'Joined', value: '2020-1-3' }] });
		await syncOnce(mapOf(['custom:Hobbies', 'Interests'], ['custom:Joined', 'Joined']));
		expect(contacts().all()).toMatchObject([{ Interests: ['Music', 'Books'], Joined: '2020-01-03' }]);
	},
);

scenario(
	'S335',
	{ given: 'a new contact with a fax and a pager number under labels of its own, and a number to call', when: 'the sync runs', then: 'the fax goes to the fax field, and neither is taken for a number to call' },
	async () => {
		const phoneNumbers = [['Fax Büro', '030 1'], ['Pager 2', '030 2'], ['Zentrale', '030 3']].map(([type, value]) => ({ type, value }));
		addPerson('Eve', { phoneNumbers });
		await sync();
		expect(contacts().all()).toMatchObject([{ Phone: '030 3', Fax: '030 1' }]);
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S336',
	{ given: 'two Google addresses with the same street, of which the CRM holds the one without a city', when: 'the two sides meet, and either is edited beside it', then: 'the CRM does not get the city of the other one, and nothing is written but the edits' },
	async () => {
		const { world } = stage;
		const addresses = [{ type: 'home', streetAddress: 'Ring 1', city: 'Linz' }, { type: 'other', streetAddress: 'Ring 1' }];
		const ann = await syncedAnn(world, { addresses }, { Mailing_Street: 'Ring 1' });
		contacts().update(ann.crm, { Title: 'Chair' });
		await sync();
		world.google.book.update(ann.google, { nicknames: [{ value: 'Annie' }] });
		await sync();
		expect([recordOf(world, ann.crm).Mailing_City ?? null, personOf(world, ann.google).addresses]).toMatchObject([null, addresses]);
		expect(writesIn(world)).toHaveLength(1);
		contacts().update(ann.crm, { Mailing_City: 'Graz' });
		await sync();
		expect(personOf(world, ann.google).addresses).toMatchObject([addresses[0], { ...addresses[1], city: 'Graz' }]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S337',
	{ given: 'a Google address with a second line, which no field of the map is, and another one that is one text, in which its city stands as well', when: 'the CRM is edited beside it', then: 'the field is still the first one, and the text does not become the street of the CRM' },
	async () => {
		const { world } = stage;
		const addresses = [{ type: 'other', extendedAddress: 'Top 9', city: 'Wien', postalCode: '1010' }, { type: 'other', formattedValue: 'Ring 1, 1010 Wien' }];
		const google = addPerson('Eve', { addresses });
		await sync();
		const [{ id }] = contacts().all();
		contacts().update(String(id), { Title: 'Chair' });
		await sync();
		expect(recordOf(world, String(id))).toMatchObject({ Title: 'Chair', Mailing_City: 'Wien' });
		expect(recordOf(world, String(id)).Mailing_Street ?? null).toBeNull();
		expect(personOf(world, google).addresses).toMatchObject(addresses);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S338',
	{ given: 'a contact of two jobs, the company of the one in sync linked to an account', when: 'the user changes the case of its name, its title, and the other job', then: 'the fields are still of the same job, in this run and in all later ones' },
	async () => {
		const { world } = stage;
		world.crm.crm.module('Accounts').add({ Account_Name: 'Acme' });
		const google = addPerson('Eve', { organizations: [{ title: 'Clerk' }, { current: true, name: 'acme', title: 'Chair' }] });
		await sync();
		await expectQuietOverWire(world);
		world.google.book.update(google, {
			organizations: [{ current: true, name: 'Acme', title: 'Clerk', department: 'Sales' }, { current: true, name: 'Beta', department: 'Sales' }],
		});
		await sync();
		expect(contacts().all()).toMatchObject([{ Title: 'Clerk', Department: 'Sales' }]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S339',
	{ given: 'two numbers under labels of the user\'s own, of which the CRM holds the second', when: 'the user changes that one to a number that the CRM takes not, and the CRM is edited beside it', then: 'the number is reported as long as it stands there, and the other one does not take its place' },
	async () => {
		const { world } = stage;
		world.crm.switches.patterns = 'documented';
		const numbers = (cabin: string) => ({ phoneNumbers: [{ type: 'Shop', value: '030 5' }, { type: 'Cabin', value: cabin }] });
		const ann = await syncedAnn(world, numbers('030 1'), { Phone: '030 1' });
		world.google.book.update(ann.google, numbers('030/9'));
		await sync();
		contacts().update(ann.crm, { Title: 'Chair' });
		for (let run = 0; run < 2; run++) {
			expect((await sync()).details).toMatchObject([{ class: 'notRepresentable' }]);
			expect(recordOf(world, ann.crm).Phone).toBe('030 1');
		}
		expect(personOf(world, ann.google)).toMatchObject(numbers('030/9'));
	},
);

scenario(
	'S379',
	{ given: 'Google addresses that are a PO box, with a city or alone', when: 'the sync runs, and the CRM changes the street, then clears it', then: 'the box crosses as the street; what takes its place does not stand beside it, and it is in the journal' },
	async () => {
		const { world } = stage;
		const box = (more: object = {}) => ({ addresses: [{ type: 'work', poBox: 'PO Box 12', ...more }] });
		const both = await syncedAnn(world, box({ city: 'Wien' }), { Mailing_City: 'Wien' });
		const alone = addPerson('Eve', box());
		await sync();
		const eve = String(contacts().all().find(({ First_Name }) => First_Name === 'Eve')?.id);
		for (const id of [both.crm, eve]) expect(recordOf(world, id).Mailing_Street).toBe('PO Box 12');
		await expectQuietOverWire(world);
		expect(personOf(world, both.google)).toMatchObject(box({ city: 'Wien' }));
		contacts().update(both.crm, { Mailing_Street: 'Ring 5' });
		contacts().update(eve, { Mailing_Street: null });
		await sync();
		expect(personOf(world, both.google).addresses).toMatchObject([{ streetAddress: 'Ring 5', city: 'Wien' }]);
		expect(personOf(world, both.google).addresses?.[0]).not.toHaveProperty('poBox');
		expect(personOf(world, alone).addresses ?? []).toEqual([]);
		expect(world.journal.map(({ field, before, after }) => [field, before, after]).sort()).toEqual([['workStreet', 'PO Box 12', ''], ['workStreet', 'PO Box 12', 'Ring 5']]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S390',
	{ given: 'a number and a postal address in sync', when: 'the CRM moves each of them from its field to another one, then changes it there', then: 'Google holds them already, so that nothing is written, counted or journalled; the change goes to the entry that was there' },
	async () => {
		const { world } = stage;
		const map = mapOf(['workPhone', 'Phone'], ['mobilePhone', 'Mobile'], ['workStreet', 'Mailing_Street'], ['workCity', 'Mailing_City'], ['homeStreet', 'Other_Street'], ['homeCity', 'Other_City']);
		const eve = addPerson('Eve', {
			phoneNumbers: [{ type: 'work', value: '030 1' }, { type: 'work', value: '030 9' }],
			addresses: [{ type: 'work', streetAddress: 'Ring 1', city: 'Wien' }],
		});
		await syncOnce(map);
		const before = writesIn(world).length;
		const id = String(contacts().all()[0].id);
		contacts().update(id, { Phone: null, Mobile: '030 1', Mailing_Street: null, Mailing_City: null, Other_Street: 'Ring 1', Other_City: 'Wien' });
		const report = await sync(map);
		expect([report.written.google.updated, report.classes.inSync, world.journal]).toEqual([0, 1, []]);
		contacts().update(id, { Title: 'Chair' });
		await syncOnce(map);
		expect(writesIn(world)).toHaveLength(before);
		expect(recordOf(world, id)).toMatchObject({ Phone: null, Mobile: '030 1' });
		contacts().update(id, { Mobile: '030 2', Other_City: 'Graz' });
		await syncOnce(map);
		expect(personOf(world, eve)).toMatchObject({
			phoneNumbers: [{ type: 'work', value: '030 2' }, { type: 'work', value: '030 9' }],
			addresses: [{ type: 'work', streetAddress: 'Ring 1', city: 'Graz' }],
		});
	},
);
