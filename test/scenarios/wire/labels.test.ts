import { groupsOf } from '../../servers/google/groups';
import { membershipIn } from '../../servers/google';
import { scenario } from '../scenario';
import { personOf, recordOf, reportOf, setStage, withSettings, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();

const book = () => stage.world.google.book;

/** Labels go to a multi-select, or to another field of the CRM. */
async function run(crmField = 'Interests', parameters = {}) {
	const rows = [
		{ googleField: 'givenName', crmField: 'First_Name' },
		{ googleField: 'familyName', crmField: 'Last_Name' },
		{ googleField: 'workEmail', crmField: 'Email' },
		{ googleField: 'jobTitle', crmField: 'Title' },
		{ googleField: 'labels', crmField },
	];
	return reportOf(await stage.world.run('two-way', withSettings({ fieldMapFrom: 'json', fieldMapJson: JSON.stringify(rows), ...parameters })));
}

/** The two next runs write nothing. */
async function expectQuiet(crmField?: string): Promise<void> {
	const before = writesIn(stage.world).length;
	await run(crmField);
	await run(crmField);
	expect(writesIn(stage.world).slice(before)).toEqual([]);
}

/** Ann in Google, in these groups besides that of the sync, and in the CRM, with these interests; in sync. */
async function ann(groups: readonly string[], interests: readonly string[] = []) {
	const { world } = stage;
	const google = book().add({
		names: [{ givenName: 'Ann', familyName: 'Lee' }],
		emailAddresses: [{ type: 'work', value: 'ann@example.org' }],
		organizations: [{ title: 'Clerk' }],
		memberships: ['contactGroups/myContacts', world.group, ...groups].map(membershipIn),
	});
	const crm = world.crm.crm.module('Contacts').add({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Title: 'Clerk', Interests: [...interests] });
	await run();
	return { google, crm, interests: () => recordOf(world, crm).Interests ?? [], groups: () => namesOf(google) };
}

/** What a contact's groups are called. */
function namesOf(google: string): string[] {
	return groupsOf(personOf(stage.world, google)).map((id) => book().group(id)?.name ?? id).sort();
}

/** Gives or takes a label, as users do. */
function label(google: string, name: string, how: 'add' | 'remove' = 'add'): void {
	const group = book().groups().find((one) => one.name === name)?.resourceName ?? book().addGroup(name);
	if (how === 'add') book().addToGroup(google, group);
	else book().removeFromGroup(google, group);
}

scenario(
	'S305',
	{ given: 'labels that go to a multi-select, in whatever case and order', when: 'they are given and taken on either side', then: 'the other side follows, groups that Google lacks are made, and starred, My Contacts and the group of the sync stay as they are and are no labels' },
	async () => {
		const { google, crm, interests, groups } = await ann([book().addGroup('music'), 'contactGroups/starred'], ['Music']);
		const contacts = stage.world.crm.crm.module('Contacts');
		expect(writesIn(stage.world)).toEqual([]);
		await expectQuiet();
		label(google, 'BOOKS');
		expect((await run()).written).toMatchObject({ google: { updated: 0 }, crm: { updated: 1 } });
		expect(interests()).toEqual(['Books', 'Music']);
		contacts.update(crm, { Interests: ['Travel', 'Sailing', 'Books'] });
		await run();
		expect(groups()).toEqual(['BOOKS', 'Customers', 'Sailing', 'Travel', 'myContacts', 'starred'].sort());
		await expectQuiet();
		contacts.update(crm, { Interests: ['Books', 'Sailing', 'Travel'] });
		label(google, 'Sailing', 'remove');
		await run();
		expect(interests()).toEqual(['Books', 'Travel']);
		contacts.update(crm, { Interests: [] });
		await run();
		expect(groups()).toEqual(['Customers', 'myContacts', 'starred']);
		await expectQuiet();
	},
);

scenario(
	'S305',
	{ given: 'labels that go to a multi-select', when: 'somebody with labels is new on either side', then: 'the new record has them too, and each missing group is made once' },
	async () => {
		const { world } = stage;
		const groups = [world.group, book().addGroup('Music'), book().addGroup('Books')];
		book().add({ names: [{ givenName: 'Ann', familyName: 'Lee' }], emailAddresses: [{ type: 'work', value: 'ann@example.org' }], memberships: groups.map(membershipIn) });
		const contacts = world.crm.crm.module('Contacts');
		for (const name of ['Bob', 'Cy']) contacts.add({ First_Name: name, Last_Name: 'Ray', Email: `${name}@example.org`, Interests: ['Travel', 'Music'] });
		await run();
		expect(contacts.all().find(({ Email }) => Email === 'ann@example.org')?.Interests).toEqual(['Books', 'Music']);
		const made = book().all().filter(({ names }) => names?.[0].familyName === 'Ray');
		expect(made.map(({ resourceName }) => namesOf(resourceName ?? ''))).toEqual([1, 2].map(() => ['Customers', 'Music', 'Travel', 'myContacts']));
		expect(book().groups().filter(({ name }) => name === 'Travel')).toHaveLength(1);
		await expectQuiet();
	},
);

scenario(
	'S306',
	{ given: 'a label that the multi-select has no option for', when: 'the sync runs, and the option is made afterwards', then: 'nothing of the labels is sent and the contact is reported with the label; other fields go at once, the labels with the next full check' },
	async () => {
		const { google, interests } = await ann([book().addGroup('Music')], ['Music']);
		label(google, 'Family');
		book().update(google, { organizations: [{ title: 'Chair' }] });
		const { details, written } = await run();
		expect(written.crm).toMatchObject({ updated: 1, failed: 0 });
		expect(details).toMatchObject([{ class: 'notRepresentable', reason: expect.stringContaining('Interests has no option "Family"; it has "Books"') }]);
		expect(interests()).toEqual(['Music']);
		await expectQuiet();
		stage.world.crm.crm.module('Contacts').fields.alter('Interests', { pickList: ['Books', 'Family', 'Music'] });
		stage.skip(25 * 60);
		await run();
		expect(interests()).toEqual(['Family', 'Music']);
	},
);

scenario(
	'S306',
	{ given: 'labels that go to a picklist', when: 'a contact has one label, and then two', then: 'one crosses as its option; two are reported, and the option stays' },
	async () => {
		const { google, crm } = await ann([]);
		label(google, 'PARTNER');
		await run('Lead_Source');
		expect(recordOf(stage.world, crm).Lead_Source).toBe('Partner');
		label(google, 'Trade show');
		expect((await run('Lead_Source')).details).toMatchObject([{ class: 'notRepresentable' }]);
		expect(recordOf(stage.world, crm).Lead_Source).toBe('Partner');
		await expectQuiet('Lead_Source');
	},
);

scenario(
	'S307',
	{ given: 'labels that go to a multi-select, the CRM winning', when: 'both sides change them to different sets', then: "the CRM's set is on both sides, and Google's in the journal" },
	async () => {
		const { google, crm, groups } = await ann([book().addGroup('Music')], ['Music']);
		label(google, 'Sailing');
		stage.world.crm.crm.module('Contacts').update(crm, { Interests: ['Books'] });
		expect((await run()).conflicts).toBe(1);
		expect(groups()).toEqual(['Books', 'Customers', 'myContacts']);
		expect(stage.world.journal).toMatchObject([{ side: 'google', field: 'labels', before: 'Music;Sailing', after: 'Books', reason: 'conflict' }]);
		await expectQuiet();
	},
);

scenario(
	'S308',
	{ given: 'people in sync with a label', when: 'the label is renamed in Google, or removed there, and nobody is edited', then: 'the next run knows: the CRM shows the new name, or none' },
	async () => {
		const group = book().addGroup('Music');
		const { interests } = await ann([group], ['Music']);
		await expectQuiet();
		book().renameGroup(group, 'Sailing');
		expect((await run()).readings.google).toBe('full');
		expect(interests()).toEqual(['Sailing']);
		await expectQuiet();
		book().removeGroup(group);
		await run();
		expect(interests()).toEqual([]);
		await expectQuiet();
	},
);

scenario(
	'S309',
	{ given: "a contact that is still in a group of Google's which takes no members any more, and whose labels change in the CRM", when: 'the sync runs', then: 'the contact joins and leaves the labels one by one, and stays in that group' },
	async () => {
		const { google, crm, groups } = await ann([book().addGroup('Music'), 'contactGroups/family'], ['Music']);
		stage.world.crm.crm.module('Contacts').update(crm, { Interests: ['Books', 'Travel'], Title: 'Chair' });
		await run();
		await run();
		expect(groups()).toEqual(['Books', 'Customers', 'Travel', 'family', 'myContacts']);
		expect(personOf(stage.world, google).organizations).toMatchObject([{ title: 'Chair' }]);
		await expectQuiet();
	},
);

scenario(
	'S309',
	{ given: 'a label of the CRM that Google refuses to make', when: 'it is given to somebody in sync and to somebody new', then: 'both are reported with the label, and everything else of them goes' },
	async () => {
		const { google, crm, groups } = await ann([]);
		const contacts = stage.world.crm.crm.module('Contacts');
		contacts.update(crm, { Interests: ['Travel'], Title: 'Chair' });
		contacts.add({ First_Name: 'Bob', Last_Name: 'Ray', Email: 'bob@example.org', Interests: ['Travel', 'Books'] });
		stage.world.google.faults.failNext({ operation: 'contactGroups.create', status: 400, times: 1 });
		const { details, written } = await run();
		expect(written.google).toMatchObject({ updated: 1, created: 1 });
		expect(details).toMatchObject([1, 2].map(() => ({ class: 'failing', reason: expect.stringContaining('the label "Travel"') })));
		expect(personOf(stage.world, google).organizations).toMatchObject([{ title: 'Chair' }]);
		expect(groups()).toEqual(['Customers', 'myContacts']);
		stage.skip(60);
		await run();
		expect(groups()).toEqual(['Customers', 'Travel', 'myContacts']);
		await expectQuiet();
	},
);

scenario(
	'S311',
	{ given: 'labels that go to the tags of the CRM', when: 'tags are given in the CRM, and a label in Google', then: "the tags go to Google; a change of Google's is reported, since the CRM takes no tags with a record" , because: 'tags have requests of their own, and nothing says whether a record counts as changed by them.' },
	async () => {
		const { world } = stage;
		const { google, crm, groups } = await ann([]);
		const contacts = world.crm.crm.module('Contacts');
		contacts.fields.add({ apiName: 'Tag', type: 'tag' });
		contacts.update(crm, { Tag: [{ name: 'VIP', id: '1' }, { name: 'New', id: '2' }] });
		await run('Tag');
		expect(groups()).toEqual(['Customers', 'New', 'VIP', 'myContacts']);
		await expectQuiet('Tag');
		label(google, 'Books');
		expect((await run('Tag')).details).toMatchObject([{ class: 'notRepresentable', reason: 'Tag cannot be changed' }]);
		await expectQuiet('Tag');
	},
);

scenario(
	'S310',
	{ given: 'labels that are mapped', when: 'somebody edits them in Google between reading and writing, or the answer to the write is lost', then: "the user's labels stay and go on to the CRM; what was lost is looked at, and nothing is done twice" },
	async () => {
		const { google, crm, interests, groups } = await ann([book().addGroup('Music')], ['Music']);
		const contacts = stage.world.crm.crm.module('Contacts');
		contacts.update(crm, { Interests: ['Books'] });
		stage.world.google.faults.beforeOperation('batchGet', () => label(google, 'Sailing'));
		expect((await run()).written.google).toMatchObject({ updated: 0, overtaken: 1 });
		expect(groups()).toEqual(['Customers', 'Music', 'Sailing', 'myContacts']);
		await run('Interests', { winner: 'google' });
		expect(interests()).toEqual(['Music', 'Sailing']);
		contacts.update(crm, { Interests: ['Books'] });
		stage.world.google.faults.resetNext({ operation: 'batchUpdateContacts', when: 'after' });
		expect((await run()).written.google).toMatchObject({ updated: 1, unknown: 0 });
		expect(groups()).toEqual(['Books', 'Customers', 'myContacts']);
		await expectQuiet();
	},
);
