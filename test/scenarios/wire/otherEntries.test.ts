import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, syncedAnn, withSettings, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const sync = async () => reportOf(await stage.world.run('two-way'));

scenario(
	'S391',
	{ given: 'two e-mail addresses in sync that Google holds under one label', when: 'the CRM swaps them between its two fields, and then changes one', then: 'Google holds both already, so that nothing is written or journalled; the change goes to the entry of that address' },
	async () => {
		const { world } = stage;
		const emailAddresses = [{ type: 'home', value: 'ann@example.org' }, { type: 'home', value: 'lee@example.org' }];
		const ann = await syncedAnn(world, { emailAddresses }, { Secondary_Email: 'lee@example.org' });
		contacts().update(ann.crm, { Email: 'lee@example.org', Secondary_Email: 'ann@example.org' });
		const { written } = await sync();
		await expectQuietOverWire(world);
		expect([written.google.updated, writesIn(world), world.journal]).toEqual([0, [], []]);
		contacts().update(ann.crm, { Secondary_Email: 'new@example.org' });
		await sync();
		expect(personOf(world, ann.google).emailAddresses).toMatchObject([{ value: 'new@example.org' }, { value: 'lee@example.org' }]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S392',
	{ given: 'a contact of several jobs, one of them in sync', when: 'the CRM clears its title, or gives it the title of another job', then: 'the job in sync changes; the others stay, and nothing of them goes to the CRM' },
	async () => {
		const { world } = stage;
		world.crm.crm.module('Accounts').add({ Account_Name: 'Acme' });
		const [older, other] = [{ name: 'ACME', title: 'Cook', department: 'Lab' }, { name: 'Beta', title: 'Chair', department: 'Sales' }];
		const ann = await syncedAnn(world, { organizations: [older, { name: 'Acme', title: 'Clerk' }, other] });
		expect(recordOf(world, ann.crm)).toMatchObject({ Title: 'Clerk', Account_Name: { name: 'Acme' } });
		contacts().update(ann.crm, { Title: null });
		await sync();
		expect(personOf(world, ann.google).organizations).toMatchObject([older, { name: 'Acme' }, other]);
		const bob = await syncedAnn(world, { organizations: [{ title: 'Clerk' }, other], emailAddresses: [{ type: 'work', value: 'bob@example.org' }], names: [{ givenName: 'Bob', familyName: 'Ray' }] }, { First_Name: 'Bob', Last_Name: 'Ray', Email: 'bob@example.org' });
		contacts().update(bob.crm, { Title: 'Chair' });
		await sync();
		expect(personOf(world, bob.google).organizations).toMatchObject([{ title: 'Chair' }, other]);
		for (const { crm } of [ann, bob]) expect(recordOf(world, crm).Department ?? null).toBeNull();
		await expectQuietOverWire(world);
	},
);

scenario(
	'S393',
	{ given: 'a contact of two addresses and two jobs, the first of each in sync', when: 'the CRM clears both, and is edited beside them', then: 'Google holds the other ones alone; no part of them goes to the CRM, which would be half an address' },
	async () => {
		const { world } = stage;
		const [house, job] = [{ type: 'Cabin', streetAddress: 'Gasse 2', city: 'Linz', postalCode: '4020', country: 'Austria' }, { name: 'Beta', title: 'Chair', department: 'Sales' }];
		const ann = await syncedAnn(world, { addresses: [{ type: 'work', streetAddress: 'Ring 1', city: 'Wien' }, house], organizations: [{ title: 'Clerk' }, job] });
		const cleared = { Mailing_Street: null, Mailing_City: null, Title: null };
		contacts().update(ann.crm, cleared);
		await sync();
		contacts().update(ann.crm, { Mobile: '030 1' });
		await sync();
		world.google.book.update(ann.google, { nicknames: [{ value: 'Annie' }] });
		await sync();
		expect(personOf(world, ann.google)).toMatchObject({ addresses: [house], organizations: [job] });
		expect(recordOf(world, ann.crm)).toMatchObject({ ...cleared, Mailing_Zip: null, Mailing_Country: null, Department: null, Account_Name: null });
		await expectQuietOverWire(world);
	},
);

scenario(
	'S394',
	{ given: 'a Google address that is one text', when: 'the CRM gets its city in the field beside the text, and in the one of another address', then: 'the text says so already and stays; the other address is one of its own on both sides' },
	async () => {
		const { world } = stage;
		const addresses = [{ type: 'Cabin', formattedValue: 'Ring 1, 1010 Wien' }];
		const ann = await syncedAnn(world, { addresses });
		contacts().update(ann.crm, { Mailing_City: 'Wien' });
		await sync();
		await expectQuietOverWire(world);
		expect(recordOf(world, ann.crm)).toMatchObject({ Mailing_Street: 'Ring 1, 1010 Wien', Mailing_City: 'Wien' });
		expect([personOf(world, ann.google).addresses, writesIn(world).length]).toMatchObject([addresses, 1]);
		contacts().update(ann.crm, { Other_City: 'Wien' });
		const rows = [['givenName', 'First_Name'], ['familyName', 'Last_Name'], ['workEmail', 'Email'], ['workStreet', 'Mailing_Street'], ['workCity', 'Mailing_City'], ['homeStreet', 'Other_Street'], ['homeCity', 'Other_City']];
		reportOf(await world.run('two-way', withSettings({ fieldMapFrom: 'json', fieldMapJson: rows.map(([googleField, crmField]) => ({ googleField, crmField })) })));
		expect(personOf(world, ann.google).addresses).toMatchObject([...addresses, { type: 'home', city: 'Wien' }]);
		expect(recordOf(world, ann.crm).Other_Street ?? null).toBeNull();
	},
);

scenario(
	'S395',
	{ given: 'a number that Google holds twice, and another one under the same label', when: 'the CRM clears it, and is edited beside it later', then: 'the field stays empty: the other number does not take its place then' },
	async () => {
		const { world } = stage;
		const [twice, next] = [{ type: 'other', value: '030 1' }, { type: 'work', value: '030 2' }];
		const ann = await syncedAnn(world, { phoneNumbers: [twice, { type: 'work', value: '030 1' }, next] });
		contacts().update(ann.crm, { Phone: null });
		await sync();
		contacts().update(ann.crm, { Mobile: '030 3' });
		await sync();
		expect(recordOf(world, ann.crm)).toMatchObject({ Phone: null, Mobile: '030 3' });
		expect(personOf(world, ann.google).phoneNumbers).toMatchObject([twice, next, { type: 'mobile', value: '030 3' }]);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S396',
	{ given: 'a Google address that is one text under the label of the field, another one with the same street, and a CRM record with that street and a city of its own', when: 'they meet, and the sync runs again with an edit beside them', then: 'the field is still the text, which says nothing against the city: nobody gets the city of the other address' },
	async () => {
		const { world } = stage;
		const addresses = [{ type: 'other', streetAddress: 'Ring 1', city: 'Wien' }, { type: 'work', formattedValue: 'Ring 1, 1010 Wien' }];
		const ann = await syncedAnn(world, { addresses }, { Mailing_Street: 'Ring 1', Mailing_City: 'Graz' });
		contacts().update(ann.crm, { Title: 'Chair' });
		await sync();
		await expectQuietOverWire(world);
		expect(recordOf(world, ann.crm)).toMatchObject({ Mailing_Street: 'Ring 1', Mailing_City: 'Graz' });
		expect(personOf(world, ann.google).addresses).toMatchObject(addresses);
	},
);
