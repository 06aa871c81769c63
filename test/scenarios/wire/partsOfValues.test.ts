import { membershipIn } from '../../servers/google';
import type { Person } from '../../servers/google/personFields';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, syncedAnn, withSettings, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const sync = async (winner = 'crm') => reportOf(await stage.world.run('two-way', withSettings({ winner })));

function addPerson(person: Person): string {
	const { google, group } = stage.world;
	return google.book.add({ ...person, memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)] });
}

const mail = (number: number) => `p${number}@example.org`;
const mails = (number: number) => [{ type: 'work', value: mail(number) }];

/** Google's name, the CRM's, and both as they are to be. */
const SPLIT = [
	[{ givenName: '민준', familyName: '김' }, { Last_Name: '김민준' }, ['민준', '김']],
	[{ givenName: 'Ann', familyName: 'Lee' }, { Last_Name: 'Ann Lee' }, ['Ann', 'Lee']],
	[{ givenName: 'Ann Lee' }, { First_Name: 'Ann', Last_Name: 'Lee' }, ['Ann', 'Lee']],
	[{ familyName: 'LEE, Ann' }, { First_Name: 'Ann', Last_Name: 'Lee' }, ['Ann', 'Lee']],
] as const;

for (const winner of ['crm', 'google', 'newest', 'none']) {
	scenario(
		'S372',
		{ given: 'a person whose name one side has in a single field, and the other one in two', when: 'they first meet', then: 'that is one name: both sides have it in two fields, whoever wins, and no part of it is there twice' },
		async () => {
			const { world } = stage;
			const people = SPLIT.map(([name, record, right], number) => ({
				google: addPerson({ names: [name], emailAddresses: mails(number) }),
				crm: contacts().add({ ...record, Email: mail(number) }),
				right,
			}));
			expect((await sync(winner)).conflicts).toBe(0);
			for (const { google, crm, right: [givenName, familyName] } of people) {
				expect(personOf(world, google).names).toMatchObject([{ givenName, familyName }]);
				expect(recordOf(world, crm)).toMatchObject({ First_Name: givenName, Last_Name: familyName });
			}
			const before = writesIn(world).length;
			await sync(winner);
			await sync(winner);
			expect(writesIn(world).slice(before)).toEqual([]);
		},
		winner,
	);
}

/** Google's name, and those of the CRM that are the same one. */
const WITH_MIDDLE = [
	[{ givenName: 'John', middleName: 'Q.', familyName: 'Public' }, { First_Name: 'John Q', Last_Name: 'Public' }],
	[{ givenName: 'John', middleName: 'Quincy', familyName: 'Public' }, { First_Name: 'John Q.', Last_Name: 'Public' }],
	[{ givenName: 'María', middleName: 'del Carmen', familyName: 'López' }, { First_Name: 'María', Last_Name: 'del Carmen López' }],
	[{ givenName: 'Ludwig', middleName: 'van', familyName: 'Beethoven' }, { First_Name: 'Ludwig', Last_Name: 'Van Beethoven' }],
] as const;

scenario(
	'S373',
	{ given: 'a middle name that the CRM holds as an initial, or with the family name, and no row for middle names', when: 'they first meet, and are renamed in the CRM', then: 'that is one name already; what changes crosses, and the middle name is not there twice' },
	async () => {
		const { world } = stage;
		const people = WITH_MIDDLE.map(([name, record], number) => ({
			google: addPerson({ names: [name], emailAddresses: mails(number) }),
			crm: contacts().add({ ...record, Email: mail(number) }),
			name,
			last: record.Last_Name,
		}));
		expect((await sync()).conflicts).toBe(0);
		expect(writesIn(world)).toEqual([]);
		people.forEach(({ crm, last }) => contacts().update(crm, { Last_Name: `${last}-Ray` }));
		await sync();
		for (const { google, name } of people) expect(personOf(world, google).names).toMatchObject([{ ...name, familyName: `${name.familyName}-Ray` }]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S374',
	{ given: 'a field of the CRM that is an entry under another label in Google, or one that moves from field to field', when: 'the sync writes it', then: 'the report does not say that nothing was stored' },
	async () => {
		const { world } = stage;
		const ann = await syncedAnn(world, { addresses: [{ type: 'home', streetAddress: 'Ring 1', city: 'Wien' }], phoneNumbers: [{ type: 'work', value: '030 1111' }] }, { Mailing_Street: 'Ring 1', Mailing_City: 'Wien', Phone: '030 1111' });
		contacts().update(ann.crm, { Mailing_City: 'Graz', Home_Phone: '030 1111' });
		world.google.book.update(ann.google, { phoneNumbers: [] });
		expect((await sync()).hints).toEqual([]);
		expect(personOf(world, ann.google).addresses).toMatchObject([{ type: 'home', city: 'Graz' }]);
		await sync();
		await expectQuietOverWire(world);
	},
);

for (const typed of ['eve@example.org; eva@example.org', 'eva@example.org, eve@example.org', 'eva@example.org / eve@example.org']) {
	scenario(
		'S375',
		{ given: 'a Google contact with two addresses in one entry, and a CRM record with one of them', when: 'they first meet, and the CRM is edited beside it', then: 'they are linked and nobody is there twice; what has more than one address stays as it was typed and is reported' },
		async () => {
			const { world } = stage;
			const google = addPerson({ names: [{ givenName: 'Eve', familyName: 'Ray' }], emailAddresses: [{ type: 'work', value: typed }] });
			const crm = contacts().add({ First_Name: 'Eve', Last_Name: 'Ray', Email: 'eve@example.org' });
			expect(await sync()).toMatchObject({ conflicts: 0, details: [{ class: 'notRepresentable', googleId: google, crmId: crm }] });
			contacts().update(crm, { Title: 'Chair' });
			await sync();
			expect(personOf(world, google)).toMatchObject({ emailAddresses: [{ value: typed }], organizations: [{ title: 'Chair' }] });
			await expectQuietOverWire(world);
			expect([world.google.book.all().length, contacts().size]).toEqual([1, 1]);
		},
		typed,
	);
}

const STREET = { type: 'work', streetAddress: 'Ring 1', extendedAddress: 'Apt 5' };

/** What Google holds, and what the CRM holds of the same. */
const BESIDE: ReadonlyArray<readonly [Person, Record<string, string>]> = [
	[{ names: [{ honorificPrefix: 'Dr.', givenName: 'Ann', familyName: 'Lee' }] }, { First_Name: 'Dr Ann', Last_Name: 'Lee' }],
	[{ names: [{ honorificPrefix: 'Dr.', givenName: 'Ann', middleName: 'Marie', familyName: 'Lee' }] }, { First_Name: 'Dr. Ann Marie', Last_Name: 'Lee' }],
	[{ names: [{ givenName: 'Bob', familyName: 'Lee', honorificSuffix: 'Jr.' }] }, { First_Name: 'Bob', Last_Name: 'Lee, Jr.' }],
	[{ names: [{ givenName: 'Cy', familyName: 'Ray' }], addresses: [STREET] }, { First_Name: 'Cy', Last_Name: 'Ray', Mailing_Street: 'Ring 1\nApt 5' }],
	[{ names: [{ givenName: 'Di', familyName: 'Ray' }], addresses: [{ ...STREET, type: 'home' }] }, { First_Name: 'Di', Last_Name: 'Ray', Mailing_Street: 'Ring 1, Apt 5' }],
];

for (const winner of ['crm', 'google']) {
	scenario(
		'S386',
		{ given: 'titles, suffixes and second lines of an address, which the CRM holds in one with the name or the street, and no rows for them', when: 'they first meet, are edited in the CRM, and a street is divided in Google', then: 'that is one value already; what changes crosses, and nothing is there twice or lost' },
		async () => {
			const { world } = stage;
			const people = BESIDE.map(([person, record], number) => ({
				google: addPerson({ ...person, emailAddresses: mails(number) }),
				crm: contacts().add({ ...record, Email: mail(number) }),
			}));
			expect((await sync(winner)).conflicts).toBe(0);
			expect(writesIn(world)).toEqual([]);
			const [, ann, bob, cy, di] = people;
			contacts().update(ann.crm, { First_Name: 'Dr. Anna Marie' });
			contacts().update(bob.crm, { Last_Name: 'Leigh, Jr.' });
			contacts().update(cy.crm, { Mailing_Street: 'Weg 2\nApt 5' });
			world.google.book.update(di.google, { addresses: [{ ...STREET, type: 'home', streetAddress: 'Weg 3' }] });
			await sync(winner);
			expect(personOf(world, ann.google).names).toMatchObject([{ honorificPrefix: 'Dr.', givenName: 'Anna', middleName: 'Marie', familyName: 'Lee' }]);
			expect(personOf(world, bob.google).names).toMatchObject([{ familyName: 'Leigh', honorificSuffix: 'Jr.' }]);
			expect(personOf(world, cy.google).addresses).toMatchObject([{ streetAddress: 'Weg 2', extendedAddress: 'Apt 5' }]);
			expect(recordOf(world, di.crm).Mailing_Street).toBe('Weg 3, Apt 5');
			world.google.book.update(cy.google, { addresses: [{ type: 'work', streetAddress: 'Weg 2\nApt 5' }] });
			await sync(winner);
			world.google.book.update(cy.google, { addresses: [{ ...STREET, streetAddress: 'Weg 2' }] });
			await sync(winner);
			expect(recordOf(world, cy.crm).Mailing_Street).toBe('Weg 2\nApt 5');
			await expectQuietOverWire(world);
		},
		winner,
	);
}

scenario(
	'S387',
	{ given: 'a father and a son of one name and one number, without an address, whom Google tells apart by a suffix and the CRM by the family name', when: 'they first meet', then: 'each is linked with himself, and nobody is there twice' },
	async () => {
		const { world } = stage;
		const phoneNumbers = [{ type: 'work', value: '+43 1 1234567' }];
		const [father, son] = [undefined, 'Jr.'].map((honorificSuffix) => addPerson({ names: [{ givenName: 'Bob', familyName: 'Lee', honorificSuffix }], phoneNumbers }));
		const ids = ['Lee Jr.', 'Lee'].map((Last_Name) => contacts().add({ First_Name: 'Bob', Last_Name, Phone: '+43 1 1234567', Title: Last_Name }));
		expect(ids).toHaveLength(2);
		await sync();
		expect(world.google.book.all()).toHaveLength(2);
		expect([father, son].map((id) => personOf(world, id).organizations?.[0]?.title)).toEqual(['Lee', 'Lee Jr.']);
		expect(contacts().all()).toHaveLength(2);
	},
);
