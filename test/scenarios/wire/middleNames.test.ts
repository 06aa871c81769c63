import { membershipIn } from '../../servers/google';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, withSettings, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');

/** A contact of Ann Lee's whose middle name no row of the field map brings anywhere. */
function addAnn(more: { email?: string; phone?: string }): string {
	const { google, group } = stage.world;
	return google.book.add({
		names: [{ givenName: 'Ann', middleName: 'Marie', familyName: 'Lee' }],
		...(more.email && { emailAddresses: [{ type: 'work', value: more.email }] }),
		...(more.phone && { phoneNumbers: [{ type: 'mobile', value: more.phone }] }),
		memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)],
	});
}

for (const winner of ['crm', 'google', 'newest', 'none']) {
	scenario(
		'S363',
		{ given: 'a person with a given and a middle name in Google and both in one field of the CRM, and no row for middle names', when: 'they first meet, and are renamed on either side', then: 'that is one name already: nothing is written; what changes of the given name crosses, and nothing of the name is lost or there twice' },
		async () => {
			const { world } = stage;
			const run = async () => reportOf(await world.run('two-way', withSettings({ winner })));
			const google = addAnn({ email: 'ann@example.org' });
			const crm = world.addCrm({ First_Name: 'Ann Marie', Last_Name: 'Lee', Email: 'ann@example.org' });
			expect((await run()).conflicts).toBe(0);
			expect(writesIn(world)).toEqual([]);
			contacts().update(crm, { First_Name: 'Anna Marie' });
			await run();
			expect(personOf(world, google).names).toMatchObject([{ givenName: 'Anna', middleName: 'Marie', familyName: 'Lee' }]);
			await expectQuietOverWire(world);
			world.google.book.update(google, { names: [{ givenName: 'Nan', middleName: 'Marie', familyName: 'Lee' }] });
			await run();
			expect(recordOf(world, crm)).toMatchObject({ First_Name: 'Nan Marie', Last_Name: 'Lee' });
			contacts().update(crm, { First_Name: 'Nan' });
			await run();
			expect(personOf(world, google).names).toMatchObject([{ givenName: 'Nan', middleName: 'Marie', familyName: 'Lee' }]);
			await expectQuietOverWire(world);
			expect(recordOf(world, crm)).toMatchObject({ First_Name: 'Nan', Last_Name: 'Lee' });
		},
		winner,
	);
}

for (const First_Name of ['Ann Marie', 'Ann', 'ANN MARIE']) {
	scenario(
		'S364',
		{ given: 'a person without an e-mail, with a given and a middle name in Google and both or one in the CRM, and no row for middle names', when: 'they first meet', then: 'they are linked by name and number, and nobody is there twice' },
		async () => {
			const { world } = stage;
			const google = addAnn({ phone: '555 010 0100' });
			const crm = world.addCrm({ First_Name, Last_Name: 'Lee', Email: '', Phone: '555 010 0100' });
			await world.run('two-way', withSettings({ withoutEmail: 'sync' }));
			contacts().update(crm, { Title: 'Chair' });
			await world.run('two-way', withSettings({ withoutEmail: 'sync' }));
			expect(personOf(world, google)).toMatchObject({ organizations: [{ title: 'Chair' }] });
			expect([world.google.book.all().length, contacts().size]).toEqual([1, 1]);
			await expectQuietOverWire(world);
		},
		First_Name,
	);
}
