import type { IDataObject } from 'n8n-workflow';

import { runNode } from '../../harness';
import { membershipIn } from '../../servers/google';
import { scenario } from '../scenario';
import type { WireReport } from './wireWorld';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const sizes = () => ({ google: stage.world.google.book.all().length, crm: contacts().size });

interface Given {
	email?: string;
	phone?: string;
	/** Whether it is in the group; it is unless told. */
	inGroup?: boolean;
}

function addGoogle(givenName: string, familyName: string, { email, phone, inGroup = true }: Given = {}): string {
	const { google, group } = stage.world;
	return google.book.add({
		names: [{ givenName, familyName }],
		...(email && { emailAddresses: [{ type: 'work', value: email }] }),
		...(phone && { phoneNumbers: [{ type: 'mobile', value: phone }] }),
		memberships: [membershipIn('contactGroups/myContacts'), ...(inGroup ? [membershipIn(group)] : [])],
	});
}

function addCrm(First_Name: string, Last_Name: string, more: Record<string, string> = {}): string {
	return stage.world.addCrm({ First_Name, Last_Name, Email: '', ...more });
}

const sync = async (settings: IDataObject = {}): Promise<WireReport> => reportOf(await stage.world.run('two-way', withSettings(settings)));
const inSync: IDataObject = { withoutEmail: 'sync' };
const options = (more: IDataObject): IDataObject => ({ options: { phoneCountry: 'US', ...more } });

/** Whether a Google contact and a CRM record are linked: a change on the one shows on the other. */
async function areLinked(google: string, crm: string, settings: IDataObject = {}): Promise<boolean> {
	contacts().update(crm, { Title: `Chair ${crm}` });
	await sync(settings);
	return personOf(stage.world, google).organizations?.[0]?.title === `Chair ${crm}`;
}

for (const [on, given, record] of [
	['neither side', {}, {}],
	['the Google side only', { email: 'zoe@example.org' }, {}],
	['the CRM side only', {}, { Email: 'zoe@example.org' }],
] as Array<[string, Given, Record<string, string>]>) {
	scenario(
		'S280',
		{ given: 'a person with an e-mail address on one side or on none, whose name and number are written otherwise on the two sides', when: 'they first meet', then: 'they are linked by full name and phone, and nobody is created' },
		async () => {
			const google = addGoogle('Zoë', 'Müller', { ...given, phone: '+1 (555) 010-0199' });
			const crm = addCrm('MULLER', 'Zoe', { Phone: '555-010-0199', ...record });
			await sync(options({}));
			expect(await areLinked(google, crm, options({}))).toBe(true);
			expect(sizes()).toEqual({ google: 1, crm: 1 });
		},
		on,
	);
}

scenario(
	'S280',
	{ given: 'a CRM record without an e-mail, and its person in Google outside the group', when: 'they first meet', then: 'the contact joins the group, and Google gets no second one' },
	async () => {
		const google = addGoogle('Ann', 'Lee', { phone: '555 010 0100', inGroup: false });
		addGoogle('Eve', 'Fox', { email: 'eve@example.org' });
		await sync();
		addCrm('Ann', 'Lee', { Mobile: '555-010-0100' });
		await sync();
		expect((await sync()).written.google).toMatchObject({ created: 0, joined: 1 });
		expect(stage.world.google.book.members(stage.world.group).map(({ resourceName }) => resourceName)).toContain(google);
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S281',
	{ given: 'two Google contacts and one CRM record of one name and number, none with an e-mail', when: 'they first meet', then: 'nobody is linked or created; all three are reported, with whom they may be' },
	async () => {
		const [first, second] = [addGoogle('Ann', 'Lee', { phone: '555 010 0100' }), addGoogle('Ann', 'Lee', { phone: '555 010 0100' })];
		const record = addCrm('Ann', 'Lee', { Phone: '555 010 0100' });
		const { details } = await sync(inSync);
		expect(details.map(({ class: state, googleId, crmId }) => [state, googleId ?? crmId])).toEqual(expect.arrayContaining([first, second, record].map((id) => ['ambiguous', id])));
		expect(sizes()).toEqual({ google: 2, crm: 1 });
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S281',
	{ given: 'Ann in sync without an e-mail, and a second Ann of her name and number in Google', when: 'the sync runs', then: 'the second one is reported as a double and not created in the CRM' },
	async () => {
		addGoogle('Ann', 'Lee', { phone: '555 010 0100' });
		addCrm('Ann', 'Lee', { Phone: '555 010 0100' });
		await sync(inSync);
		const double = addGoogle('Ann', 'Lee', { phone: '555 010 0100' });
		expect((await sync(inSync)).details).toMatchObject([{ class: 'ambiguous', googleId: double }]);
		expect(sizes()).toEqual({ google: 2, crm: 1 });
	},
);

scenario(
	'S282',
	{ given: 'a person on both sides under one full name, without an e-mail and without a number in common', when: 'they first meet', then: 'they are reported as perhaps one, and neither is doubled; "Link by Name Alone" links them' },
	async () => {
		const google = addGoogle('Ann', 'Lee', { phone: '555 010 0100' });
		const crm = addCrm('Ann', 'Lee');
		expect((await sync(inSync)).details).toMatchObject([{ class: 'ambiguous' }, { class: 'ambiguous' }]);
		expect(sizes()).toEqual({ google: 1, crm: 1 });
		await sync(options({ linkByName: true }));
		expect(await areLinked(google, crm)).toBe(true);
		expect(sizes()).toEqual({ google: 1, crm: 1 });
	},
);

scenario(
	'S283',
	{ given: 'two who are reported as perhaps one', when: 'the builder keeps them apart', then: 'each is created on the other side, once, and they are never linked' },
	async () => {
		const google = addGoogle('Ann', 'Lee', { phone: '555 010 0100' });
		const crm = addCrm('Ann', 'Lee', { Phone: '555 010 0199' });
		await sync(inSync);
		const apart = { ...inSync, ...options({ keepApart: `${google} ${crm}` }) };
		expect((await sync(apart)).written).toMatchObject({ google: { created: 1 }, crm: { created: 1 } });
		await sync(apart);
		expect(sizes()).toEqual({ google: 2, crm: 2 });
		expect(await areLinked(google, crm, apart)).toBe(false);
		expect((await sync(apart)).classes).toMatchObject({ inSync: 2 });
	},
);

scenario(
	'S283',
	{ given: 'two people with one e-mail and one name who were linked by mistake', when: 'the builder keeps them apart', then: 'they are two people again on both sides' },
	async () => {
		const google = addGoogle('Ann', 'Lee', { email: 'ann@example.org' });
		const crm = addCrm('Ann', 'Lee', { Email: 'ann@example.org' });
		await sync();
		const apart = options({ keepApart: `${google} ${crm}` });
		await sync(apart);
		await sync(apart);
		expect(sizes()).toEqual({ google: 2, crm: 2 });
		expect(await areLinked(google, crm, apart)).toBe(false);
	},
);

for (const [choice, sides, left] of [
	['leaveOut', { google: 1, crm: 1 }, 2],
	['link', { google: 2, crm: 1 }, 1],
	['sync', { google: 2, crm: 2 }, 0],
] as Array<[string, { google: number; crm: number }, number]>) {
	scenario(
		'S284',
		{ given: 'one person in each address book, neither with an e-mail', when: 'the sync runs with Leave Out, Link Only or Sync', then: 'nobody is created, only the CRM record is created in Google, or both cross; whoever is left out is told with what to do' },
		async () => {
			addGoogle('Ann', 'Lee', { phone: '555 010 0100' });
			addCrm('Bob', 'Ray');
			const { details } = await sync({ withoutEmail: choice });
			expect(details.filter(({ class: state }) => state === 'excluded')).toHaveLength(left);
			await sync({ withoutEmail: choice });
			expect(sizes()).toEqual(sides);
			expect((await sync({ withoutEmail: choice })).written).toMatchObject({ google: { created: 0 }, crm: { created: 0 } });
		},
		choice,
	);
}

scenario(
	'S284',
	{ given: 'a Google contact with one name or without a number, and no e-mail', when: 'everybody is to be synced', then: 'it is not created in the CRM, where nothing would find it again, and is told what it lacks' },
	async () => {
		addGoogle('Ann', 'Lee');
		addGoogle('', 'Plumber', { phone: '555 010 0100' });
		const { details } = await sync(inSync);
		expect(details).toMatchObject([{ class: 'excluded' }, { class: 'excluded' }]);
		expect(details[0].reason).toContain('phone number');
		expect(sizes()).toEqual({ google: 2, crm: 0 });
	},
);

scenario(
	'S285',
	{ given: 'a Google contact without an e-mail whose name holds quotes, and its person in the CRM outside the list view, written otherwise', when: 'everybody is to be synced', then: 'the name is looked up before it is created: the CRM gets no second record' },
	async () => {
		const record = addCrm("d'arcy", "O'Brien\\", { Phone: '555 010 0100', Lead_Source: 'Partner' });
		const { views } = contacts();
		views.changeView(views.named('All Contacts').id, ({ Lead_Source }) => Lead_Source !== 'Partner');
		addGoogle("D'Arcy", "O'BRIEN\\", { phone: '(555) 010 0100' });
		await sync(inSync);
		const { details } = await sync(inSync);
		expect(details).toMatchObject([{ class: 'detached', crmId: record }]);
		expect(sizes()).toEqual({ google: 1, crm: 1 });
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S285',
	{ given: '230 new Google contacts without an e-mail', when: 'everybody is to be synced', then: 'all are created once, and their names are looked up in few requests' },
	async () => {
		for (let number = 0; number < 230; number++) addGoogle(`Given${number}`, `Family${number}`, { phone: `555 010 ${1_000 + number}` });
		expect((await sync(inSync)).written.crm).toMatchObject({ created: 230 });
		expect(stage.world.crm.log.count({ operation: 'coql' })).toBeLessThanOrEqual(Math.ceil(230 / 25) + 3);
		await sync(inSync);
		expect(sizes()).toEqual({ google: 230, crm: 230 });
		expect((await sync(inSync)).classes).toMatchObject({ inSync: 230 });
	},
);

scenario(
	'S287',
	{ given: '210 Google contacts without an e-mail, which are not to be created in the CRM, and somebody of the CRM who may be one of them', when: 'the sync runs', then: 'the report says how many are left out, why, and the one thing to do, its contacts say so one by one with whom they may be, and the status lists every one' },
	async () => {
		for (let number = 0; number < 210; number++) addGoogle(`Given${number}`, `Family${number}`);
		const record = addCrm('Given7', 'Family7');
		const run = await stage.world.run('two-way', withSettings({}));
		const { leftOut } = reportOf(run) as WireReport & { leftOut: string[] };
		expect(leftOut[0]).toBe('209: Has no e-mail address, and whoever has none is not created in the CRM. Enter one, or set "People Without an E-Mail" to Sync');
		const rows = run.runData['Record Results'][0].data?.main[1]?.map(({ json }) => json) ?? [];
		expect(rows.every(({ why, toDo }) => why !== '' && toDo !== '')).toBe(true);
		expect(rows.find(({ contact, googleId }) => contact === 'Given7 Family7' && googleId)).toMatchObject({ what: 'Ambiguous', perhaps: record });
		const { items } = await runNode('contactReconcile', { operation: 'getStatus' }, { items: stage.world.remembered() });
		expect(items[0].json.leftOut).toHaveLength(211);
	},
);

for (const [what, rewritten] of [['as it was sent', (phone: string) => phone], ['in digits', (phone: string) => phone.replace(/\D/g, '')]] as Array<[string, (phone: string) => string]>) {
	scenario(
		'S286',
		{ given: 'a new Google contact without an e-mail', when: 'the CRM creates its record, as it writes numbers, and the answer is lost', then: 'the next run finds it by its name; the CRM holds one' },
		async () => {
			const { crm } = stage.world;
			const google = addGoogle('Ann', 'Lee', { phone: '555-010-0100' });
			crm.faults.next({ kind: 'reset', when: 'after' }, { operation: 'records.create' });
			expect((await sync(inSync)).written.crm).toMatchObject({ unknown: 1, created: 0 });
			const [record] = contacts().storedAt();
			contacts().update(record.id, { Mobile: rewritten('555-010-0100') });
			await sync(inSync);
			expect(crm.log.count({ operation: 'records.create' })).toBe(1);
			expect(contacts().size).toBe(1);
			expect(await areLinked(google, record.id, inSync)).toBe(true);
			expect(recordOf(stage.world, record.id).Last_Name).toBe('Lee');
		},
		what,
	);
}
