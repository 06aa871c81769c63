import { membershipIn } from '../../servers/google';
import type { Person } from '../../servers/google/personFields';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();

const FAMILY = 'lees@example.org';

/** A contact of the group, with addresses by label. */
function addGoogle(givenName: string, familyName: string, addresses: Record<string, string>, more: Person = {}): string {
	const { google, group } = stage.world;
	const emailAddresses = Object.entries(addresses).map(([type, value]) => ({ type, value }));
	return google.book.add({ names: [{ givenName, familyName }], emailAddresses, ...more, memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)] });
}

function addCrm(First_Name: string, Last_Name: string, more: Record<string, string>): string {
	return stage.world.addCrm({ First_Name, Last_Name, Email: '', ...more });
}

const sync = async (settings = {}) => reportOf(await stage.world.run('two-way', withSettings(settings)));

const sizes = () => ({ google: stage.world.google.book.all().length, crm: stage.world.crm.crm.module('Contacts').size });

scenario(
	'S110',
	{ given: 'one address of a family: Ann has it in Google, Ann and a fuller Bob have it in the CRM', when: 'they first meet', then: 'Ann is linked with Ann and keeps her name; Bob is reported and nothing is created' },
	async () => {
		const ann = addGoogle('Ann', 'Lee', { work: FAMILY });
		const bob = addCrm('Bob', 'Lee', { Email: FAMILY, Phone: '555 0199', Title: 'Cook' });
		const record = addCrm('Ann', 'Lee', { Email: FAMILY });
		expect((await sync()).details).toMatchObject([{ class: 'ambiguous', crmId: bob }]);
		stage.world.crm.crm.module('Contacts').update(record, { Title: 'Clerk' });
		await sync();
		expect(personOf(stage.world, ann)).toMatchObject({ names: [{ givenName: 'Ann', familyName: 'Lee' }], organizations: [{ title: 'Clerk' }] });
		await expectQuietOverWire(stage.world);
		expect(sizes()).toEqual({ google: 1, crm: 2 });
	},
);

for (const [addresses, crm] of [
	[{ home: 'a@example.org', other: 'b@example.org' }, { Email: 'b@example.org' }],
	[{ work: 'a@example.org', other: 'b@example.org' }, { Secondary_Email: 'b@example.org' }],
] as Array<[Record<string, string>, Record<string, string>]>) {
	scenario(
		'S111',
		{ given: 'a person whose only address stands under unlike labels, or in unlike fields, on the two sides', when: 'they first meet', then: 'they are linked and nobody is created' },
		async () => {
			const ann = addGoogle('Ann', 'Lee', addresses);
			const record = addCrm('Ann', 'Lee', crm);
			await sync();
			stage.world.crm.crm.module('Contacts').update(record, { Title: 'Clerk' });
			await sync();
			expect(personOf(stage.world, ann).organizations).toMatchObject([{ title: 'Clerk' }]);
			await expectQuietOverWire(stage.world);
			expect(sizes()).toEqual({ google: 1, crm: 1 });
		},
		Object.keys({ ...addresses, ...crm }).join(),
	);
}

scenario(
	'S114',
	{ given: 'a person whose address and name hold invisible characters on one side, as pasted along', when: 'they first meet', then: 'they are linked, and nobody is doubled on either side' },
	async () => {
		addGoogle('Ann\u200b', 'Lee', { work: '\u200bann@example.org' });
		addCrm('Ann', 'Lee', { Email: 'ann@example.org' });
		await sync();
		await sync();
		expect(sizes()).toEqual({ google: 1, crm: 1 });
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S115',
	{ given: 'Ann in sync, and Bob in Google alone, who has her family address as his second one', when: 'the sync runs', then: 'Bob is created in the CRM, as his users know the two apart' },
	async () => {
		addGoogle('Ann', 'Lee', { work: 'ann@example.org', home: FAMILY });
		addCrm('Ann', 'Lee', { Email: 'ann@example.org', Secondary_Email: FAMILY });
		await sync();
		addGoogle('Bob', 'Lee', { work: 'bob@example.org', home: FAMILY });
		expect((await sync()).written.crm).toMatchObject({ created: 1 });
		await expectQuietOverWire(stage.world);
		expect(sizes()).toEqual({ google: 2, crm: 2 });
	},
);

scenario(
	'S120',
	{ given: 'Ann and Bob on both sides, who share a second address besides their own', when: 'they first meet', then: 'each is linked rightly and nobody is created' },
	async () => {
		const people = ['Ann', 'Bob'].map((name) => {
			const own = `${name.toLowerCase()}@example.org`;
			return { name, google: addGoogle(name, 'Lee', { work: own, home: FAMILY }), crm: addCrm(name, 'Lee', { Email: own, Secondary_Email: FAMILY }) };
		});
		await sync();
		for (const { google, name } of people) stage.world.google.book.update(google, { organizations: [{ title: `Chair ${name}` }] });
		await sync();
		expect(people.map(({ crm }) => recordOf(stage.world, crm).Title)).toEqual(['Chair Ann', 'Chair Bob']);
		await expectQuietOverWire(stage.world);
		expect(sizes()).toEqual({ google: 2, crm: 2 });
	},
);
