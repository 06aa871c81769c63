import { membershipIn } from '../../servers/google';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();

scenario(
	'S376',
	{
		given: 'contacts with more e-mail addresses and phone numbers than a listing of Google shows of one, who are in the CRM by what it leaves out',
		when: 'the sync runs, the CRM adds a number, and Google changes something else',
		then: 'they are linked, the number joins the list and stays in both, and no entry is lost',
	},
	async () => {
		const { world } = stage;
		const { google, group } = world;
		const add = (more: object): string => google.book.add({ names: [{ givenName: 'Ann', familyName: 'Lee' }], ...more, memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)] });
		const numbers = Array.from({ length: 120 }, (_, index) => ({ type: 'other', value: `+43 1 ${1_000_000 + index}` }));
		const addresses = Array.from({ length: 120 }, (_, index) => ({ type: 'other', value: `ann${index}@example.org` }));
		const ann = add({ emailAddresses: addresses, phoneNumbers: numbers });
		const id = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann119@example.org', Phone: numbers[119].value });
		reportOf(await world.run('two-way'));
		expect([google.book.all(), world.crm.crm.module('Contacts').all()]).toMatchObject([{ length: 1 }, { length: 1 }]);
		expect(personOf(world, ann)).toMatchObject({ emailAddresses: addresses, phoneNumbers: numbers });
		world.crm.crm.module('Contacts').update(id, { Mobile: '+43 664 5550000' });
		reportOf(await world.run('two-way'));
		const whole = [...numbers, { type: 'mobile', value: '+43 664 5550000' }];
		expect(personOf(world, ann).phoneNumbers).toMatchObject(whole);
		await expectQuietOverWire(world);
		google.book.update(ann, { organizations: [{ title: 'Chair' }] });
		reportOf(await world.run('two-way'));
		expect(recordOf(world, id)).toMatchObject({ Title: 'Chair', Phone: numbers[119].value, Mobile: '+43 664 5550000' });
		expect(personOf(world, ann)).toMatchObject({ emailAddresses: addresses, phoneNumbers: whole });
		await expectQuietOverWire(world);
	},
);
