import type { Json } from '../../servers/crm/json';
import { scenario } from '../scenario';
import { addPerson, personOf, reportOf, setStage, withSettings, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();

const contacts = () => stage.world.crm.crm.module('Contacts');
const accounts = () => stage.world.crm.crm.module('Accounts');

const NAMES = [
	{ googleField: 'givenName', crmField: 'First_Name' },
	{ googleField: 'familyName', crmField: 'Last_Name' },
	{ googleField: 'workEmail', crmField: 'Email' },
];

/** A run whose map holds names and these rows. */
async function runWith(...rows: object[]) {
	const map = withSettings({ fieldMapFrom: 'json', fieldMapJson: JSON.stringify([...NAMES, ...rows]) });
	return reportOf(await stage.world.run('two-way', map));
}

const fixed = (crmField: string, fixedValue: string) => ({ googleField: 'fixed', fixedValue, crmField });

/** What the record of a made person shows in a field, with its name where it is a link. */
function shown(field: string, number = 1): Json {
	const record = contacts().all().find(({ Email }) => Email === `p${number}@example.org`);
	return record?.[field] ?? null;
}

scenario(
	'S300',
	{ given: 'a CRM that takes no record without a lead source, which Google does not have', when: 'the map gives it a fixed value', then: 'new records get it; a record that was there keeps its own, Google gets nothing of either, and what users make of it in the CRM stays' },
	async () => {
		const { world } = stage;
		const ann = world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Lead_Source: 'Partner' });
		contacts().fields.alter('Lead_Source', { mandatory: true });
		const google = addPerson(world, 1);
		const run = async () => await runWith(fixed('Lead_Source', 'Web Research'));
		expect((await run()).written).toMatchObject({ google: { created: 1 }, crm: { created: 1, updated: 0 } });
		expect([contacts().get(ann)?.Lead_Source, shown('Lead_Source')]).toEqual(['Partner', 'Web Research']);
		contacts().update(String(shown('id')), { Lead_Source: 'Trade Show' });
		world.google.book.update(google, { names: [{ givenName: 'P', familyName: 'New' }] });
		for (let times = 0; times < 3; times++) await run();
		expect([shown('Last_Name'), shown('Lead_Source')]).toEqual(['New', 'Trade Show']);
		expect(JSON.stringify(world.google.book.all())).not.toMatch(/Web Research|Trade Show|Partner/);
	},
);

scenario(
	'S300',
	{ given: 'a CRM that takes no record without a lead source, to which the map brings nothing', when: 'somebody is to be created, and the map is given a fixed value afterwards', then: 'the refusal is reported with the field, and the next run with the value creates at once' },
	async () => {
		contacts().fields.alter('Lead_Source', { mandatory: true });
		addPerson(stage.world, 1);
		expect((await runWith()).details).toMatchObject([{ class: 'failing', reason: expect.stringMatching(/Lead_Source.*fixed value/) }]);
		expect((await runWith(fixed('Lead_Source', 'Partner'))).written.crm).toMatchObject({ created: 1 });
	},
);

scenario(
	'S301',
	{ given: 'a field that Google has for some people, and a fixed value for the others', when: 'people are created, the memory is lost, and one of them gets a value in Google which is cleared later', then: "a value of Google's comes first; the fixed one never goes to Google, gives way to what users enter, and does not come back" },
	async () => {
		const { world } = stage;
		const rows = [{ googleField: 'department', crmField: 'Department' }, fixed('Department', 'Unknown')];
		const google = addPerson(world, 1);
		world.google.book.update(addPerson(world, 2), { organizations: [{ department: 'Sales' }] });
		await runWith(...rows);
		expect([shown('Department', 1), shown('Department', 2)]).toEqual(['Unknown', 'Sales']);
		world.remember([]);
		stage.skip(60);
		await runWith(...rows);
		expect((await runWith(...rows)).classes).toMatchObject({ inSync: 2 });
		expect(personOf(world, google).organizations).toBeUndefined();
		for (const department of ['Service', '']) {
			world.google.book.update(google, { organizations: department ? [{ department }] : [] });
			await runWith(...rows);
			await runWith(...rows);
			expect(shown('Department') ?? '').toBe(department);
		}
	},
);

scenario(
	'S302',
	{ given: 'fixed values of which the CRM cannot hold some', when: 'the sync creates a record', then: 'it gets those that fit, in the spelling of their field; each of the others is told with the reason, not cut and not guessed' },
	async () => {
		addPerson(stage.world, 1);
		const { attention, written } = await runWith(fixed('Lead_Source', 'Website'), fixed('Department', 'x'.repeat(51)), fixed('Interests', 'Books; Music'), fixed('Email_Opt_Out', 'true'));
		expect(attention).toEqual([expect.stringContaining('Lead Source has no option of this name'), expect.stringContaining('Department holds at most 50 characters')]);
		expect(written.crm).toMatchObject({ created: 1, failed: 0 });
		expect(['Lead_Source', 'Department', 'Interests', 'Email_Opt_Out'].map((name) => shown(name))).toEqual([null, null, ['Books', 'Music'], true]);
	},
);

scenario(
	'S303',
	{ given: 'an account and an owner by their names as fixed values', when: 'people are created while the CRM has one account of the name, none, and two', then: 'the owner is linked, and the account where just one has the name; else the record is made without it, and the report says why' },
	async () => {
		const { world } = stage;
		const owner = String((world.crm.crm.module('Contacts').get(world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' }))?.Owner as { name: string }).name);
		const rows = [fixed('Account_Name', 'Head Office'), fixed('Owner', owner.toUpperCase())];
		addPerson(world, 1);
		expect((await runWith(...rows)).attention).toEqual([expect.stringContaining('nothing in the CRM is named "Head Office"')]);
		const account = accounts().add({ Account_Name: 'HEAD office' });
		addPerson(world, 2);
		expect((await runWith(...rows)).attention).toEqual([]);
		accounts().add({ Account_Name: 'Head Office' });
		addPerson(world, 3);
		expect((await runWith(...rows)).attention).toEqual([expect.stringContaining('several in the CRM are named "Head Office"')]);
		expect([1, 2, 3].map((number) => (shown('Account_Name', number) as { id?: string } | null)?.id)).toEqual([undefined, account, undefined]);
		expect([1, 2, 3].map((number) => (shown('Owner', number) as { name: string }).name)).toEqual([owner, owner, owner]);
		const before = writesIn(world).length;
		await runWith(...rows);
		expect(writesIn(world)).toHaveLength(before);
	},
);
