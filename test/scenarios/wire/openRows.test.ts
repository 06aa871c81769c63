import type { IDataObject } from 'n8n-workflow';

import { membershipIn } from '../../servers/google';
import { scenario } from '../scenario';
import { addPerson, expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const sync = async (settings: IDataObject = {}) => reportOf(await stage.world.run('two-way', withSettings(settings)));
const fullCheck = () => {
	stage.skip(25 * 60);
	stage.world.advance(25 * 60);
};

/** Field map with rows besides names and address. */
function mapWith(...rows: IDataObject[]): IDataObject {
	const people = [['givenName', 'First_Name'], ['familyName', 'Last_Name'], ['workEmail', 'Email']];
	return { fieldMapFrom: 'json', fieldMapJson: [...people.map(([googleField, crmField]) => ({ googleField, crmField })), ...rows] };
}

scenario(
	'S260',
	{ given: 'twenty people in sync, with phones', when: 'the CRM shows all phones empty at once, as where it hides the field in a way of its own, and one title changes there', then: 'no phone is cleared in Google, the title crosses, and the report names the field; once that is approved, the phones are cleared' },
	async () => {
		const phone = '+1 202 555 0100';
		const ids = Array.from({ length: 20 }, (_, number) => stage.world.addCrm({ First_Name: 'P', Last_Name: `N${number}`, Email: `p${number}@example.org`, Phone: phone }));
		await sync();
		await sync();
		ids.forEach((id) => contacts().update(id, { Phone: null, ...(id === ids[0] && { Title: 'Chair' }) }));
		const phones = () => stage.world.google.book.members(stage.world.group).flatMap(({ phoneNumbers = [] }) => phoneNumbers);
		for (let run = 0; run < 2; run++) {
			const { outcome, attention } = await sync();
			expect([outcome, attention.join()]).toEqual(['attention', expect.stringMatching(/CRM shows Phone empty in 20 of 20 linked contacts at once/)]);
			expect(phones()).toHaveLength(20);
		}
		expect(stage.world.google.book.members(stage.world.group).filter(({ organizations }) => organizations?.[0].title === 'Chair')).toHaveLength(1);
		const [, approvedPlan] = /"Approved Plan" to (\w+)/.exec((await sync()).attention.join()) ?? [];
		await sync({ options: { approvedPlan } });
		expect(phones()).toEqual([]);
	},
);

scenario(
	'S261',
	{ given: 'a person in sync whose CRM record a sharing rule hides', when: 'the sync runs on', then: 'the record is asked for with each full check alone: runs in between make no more requests than without it' },
	async () => {
		const ann = await syncedAnn(stage.world);
		stage.world.crm.faults.hideRecord(ann.crm);
		fullCheck();
		for (let run = 0; run < 3; run++) await sync();
		const { log } = stage.world.crm;
		for (let run = 0; run < 2; run++) {
			log.clear();
			expect((await sync()).details).toMatchObject([{ class: 'waiting', crmId: ann.crm }]);
			expect([log.count({ operation: 'records.list' }), log.count({ operation: 'deleted' }), log.count({ operation: 'records.get' })]).toEqual([1, 1, 0]);
		}
		fullCheck();
		log.clear();
		await sync();
		expect(log.count({ operation: 'records.get' })).toBe(1);
	},
);

for (const triggers of ['all', 'older'] as const) {
	scenario(
		'S262',
		{ given: 'Run CRM Workflows switched on, and CRMs of which one does not know pathfinders and orchestrations', when: 'new people and edits are carried there', then: 'everything is written once, and the workflows run' },
		async () => {
			stage.world.crm.switches.triggers = triggers;
			addPerson(stage.world, 1);
			addPerson(stage.world, 2);
			const { written } = reportOf(await stage.world.run('two-way', (nodes) => {
				const apply = nodes.find(({ name }) => name === 'CRM: Apply Changes');
				Object.assign(apply?.parameters ?? {}, { runWorkflows: true });
			}));
			expect(written.crm).toMatchObject({ created: 2 });
			expect(contacts().size).toBe(2);
			expect(stage.world.crm.crm.firedWorkflows).toHaveLength(2);
			const asked = stage.world.crm.log.writes().map(({ body }) => (body as { trigger: string[] }).trigger);
			expect(asked.at(-1)).toEqual(triggers === 'all' ? ['workflow', 'approval', 'blueprint', 'pathfinder', 'orchestration'] : ['workflow', 'approval', 'blueprint']);
		},
		triggers,
	);
}

scenario(
	'S263',
	{ given: 'a long whole number in the CRM, with leading zeros, and one in Google', when: 'the sync runs both ways', then: 'every digit crosses, as text' },
	async () => {
		contacts().fields.add({ apiName: 'Member_No', type: 'bigint' });
		const map = mapWith({ googleField: 'custom', googleLabel: 'Member', crmField: 'Member_No' });
		stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Member_No: '0012345600012' });
		const bob = stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
		stage.world.google.book.update(bob, { userDefined: [{ key: 'Member', value: '900719925474099312' }] });
		await sync(map);
		expect(contacts().all().map(({ Member_No }) => Member_No).sort()).toEqual(['0012345600012', '900719925474099312']);
		const [ann] = stage.world.google.book.members(stage.world.group).filter(({ names }) => names?.[0].givenName === 'Ann');
		expect(ann.userDefined).toMatchObject([{ key: 'Member', value: '0012345600012' }]);
	},
);

for (const oldNamesResolve of [true, false]) {
	scenario(
		'S264',
		{ given: 'a person in sync, deletions switched on', when: 'Google gives the contact another name and address between two full checks, and its old name answers with the new contact or with nothing', then: 'the CRM record is not deleted; where the old name answers, the pair goes on' },
		async () => {
			const ann = await syncedAnn(stage.world);
			await sync({ deletes: true });
			const other = stage.world.google.book.add({
				names: [{ givenName: 'Ann', familyName: 'Lee' }],
				emailAddresses: [{ type: 'work', value: 'lee@example.org' }],
				memberships: [membershipIn('contactGroups/myContacts'), membershipIn(stage.world.group)],
			});
			stage.world.google.book.merge([other, ann.google], { tombstones: false, oldNamesResolve });
			stage.world.google.faults.expireSyncTokens();
			for (let run = 0; run < 3; run++) await sync({ deletes: true });
			expect(contacts().get(ann.crm)).toBeDefined();
			if (oldNamesResolve) expect(contacts().size).toBe(1);
			expect(stage.world.google.book.members(stage.world.group)).toHaveLength(1);
		},
		oldNamesResolve ? 'answers' : 'is unknown',
	);
}

scenario(
	'S268',
	{ given: 'a CRM that takes phones and web sites of its own pattern alone, and new and edited Google contacts with 030/123456 and a web site without www', when: 'the sync runs', then: 'the records are created and the other edits cross; phone and web site are reported and never sent' },
	async () => {
		const ann = await syncedAnn(stage.world);
		contacts().fields.add({ apiName: 'Website', type: 'website' });
		stage.world.crm.switches.patterns = 'documented';
		const map = mapWith({ googleField: 'workPhone', crmField: 'Phone' }, { googleField: 'jobTitle', crmField: 'Title' }, { googleField: 'workWebsite', crmField: 'Website' });
		await sync(map);
		const wrong = { phoneNumbers: [{ type: 'work', value: '030/123456' }], urls: [{ type: 'work', value: 'example.org/ann' }], organizations: [{ title: 'Chair' }] };
		stage.world.google.book.update(ann.google, wrong);
		stage.world.google.book.update(stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' }), wrong);
		const { written, details } = await sync(map);
		expect(written.crm).toMatchObject({ created: 1, updated: 1, failed: 0 });
		expect(contacts().all().map(({ Title, Website }) => [Title, Website ?? null])).toEqual([['Chair', null], ['Chair', null]]);
		expect(details.map(({ class: kind }) => kind)).toEqual(['notRepresentable', 'notRepresentable']);
		expect(stage.world.crm.log.writes().filter(({ status }) => Number(status) >= 300)).toEqual([]);
	},
);

for (const pickListShows of ['actual', 'display'] as const) {
	scenario(
		'S269',
		{ given: 'a picklist of which options have another name for people, and one that nobody can choose, in a CRM that shows records with either name', when: 'options are chosen on either side, and Google holds the one that nobody can choose', then: 'both sides hold what people see, the CRM gets its own name for it, the other one is reported, and nothing swings' },
		async () => {
			contacts().fields.alter('Lead_Source', { displays: { Partner: 'Partnerin', 'Cold Call': 'Kaltanruf' }, unused: ['Trade Show'] });
			stage.world.crm.switches.pickListShows = pickListShows;
			const map = mapWith({ googleField: 'custom', googleLabel: 'Source', crmField: 'Lead_Source' });
			const record = stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Lead_Source: 'Partner' });
			await sync(map);
			const [ann] = stage.world.google.book.members(stage.world.group);
			expect(ann.userDefined).toMatchObject([{ value: 'Partnerin' }]);
			const choose = (value: string) => stage.world.google.book.update(String(ann.resourceName), { userDefined: [{ key: 'Source', value }] });
			choose('Kaltanruf');
			await sync(map);
			expect(recordOf(stage.world, record).Lead_Source).toBe('Cold Call');
			choose('Trade Show');
			expect((await sync(map)).details).toMatchObject([{ class: 'notRepresentable', reason: expect.stringContaining('"Kaltanruf"') }]);
			expect(recordOf(stage.world, record).Lead_Source).toBe('Cold Call');
			contacts().update(record, { Lead_Source: 'Partner' });
			await sync(map);
			expect(personOf(stage.world, String(ann.resourceName)).userDefined).toMatchObject([{ value: 'Partnerin' }]);
			const before = stage.world.crm.log.writes().length;
			await sync(map);
			expect(stage.world.crm.log.writes().length).toBe(before);
		},
		pickListShows,
	);
}

for (const named of [true, false]) {
	for (const [what, record] of [['note', { Description: 'x'.repeat(3_000) }], ['entry of a list', { Phone: '5'.repeat(29) }]] as const) {
		scenario(
			'S270',
			{ given: 'new CRM records, of one of which Google takes one value not and does not say so: a note, or an entry of a list', when: 'the sync runs', then: 'everybody is created in Google, that one without the value, which is reported and not tried again' },
			async () => {
				const [value] = Object.values(record);
				stage.world.google.faults.poisonContact((person) => JSON.stringify(person).includes(value), { named });
				stage.world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org', Mobile: '555 0100', ...record });
				for (let number = 0; number < 7; number++) stage.world.addCrm({ First_Name: 'P', Last_Name: `N${number}`, Email: `p${number}@example.org` });
				const { written, details } = await sync();
				expect(written.google).toMatchObject({ created: 8, failed: 0 });
				expect(details).toMatchObject([{ class: 'failing', contact: 'Ann Lee', reason: expect.stringContaining('does not take this value') }]);
				const sent = stage.world.google.log.writes().length;
				await sync();
				expect(stage.world.google.log.writes().length).toBe(sent);
				const [ann] = stage.world.google.book.members(stage.world.group).filter(({ names }) => names?.[0].givenName === 'Ann');
				expect(ann.phoneNumbers).toMatchObject([{ type: 'mobile', value: '555 0100' }]);
			},
			`${what}, ${named ? 'named' : 'not named'}`,
		);
	}
}

scenario(
	'S272',
	{ given: 'people in sync, and a Google whose listings begin with pages that show nobody and lead on', when: 'the sync runs, in full and for changes', then: 'everybody is read, and edits cross' },
	async () => {
		stage.world.google.switches.emptyPages = 7;
		const ann = await syncedAnn(stage.world);
		setTitle(stage.world, ann.google, 'Chair');
		await sync();
		expect(recordOf(stage.world, ann.crm).Title).toBe('Chair');
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S273',
	{ given: 'sixty people in sync, and a Google that takes addresses of a few hundred characters only', when: 'all of them are edited in the CRM', then: 'they are read in as many requests as it takes, and every edit crosses' },
	async () => {
		const people = Array.from({ length: 60 }, (_, number) => addPerson(stage.world, number));
		await sync();
		await sync();
		stage.world.google.switches.longestQuery = 1_200;
		contacts().all().forEach(({ id }) => contacts().update(String(id), { Title: 'Chair' }));
		expect((await sync()).written.google).toMatchObject({ updated: 60 });
		expect(people.map((id) => personOf(stage.world, id).organizations?.[0].title)).toEqual(people.map(() => 'Chair'));
	},
);

/** What the sign-in comes back with, as n8n keeps it with the tokens. */
for (const named of ['https://accounts.zoho.com.au', null]) {
	scenario(
		'S266',
		{ given: 'a sign-in that named another server for tokens than the one that is asked', when: 'the CRM refuses to renew the access an hour later', then: 'the run says to connect the account again, and names that server and where to enter it', because: 'documents of solutions name two places where tokens come from.' },
		async () => {
			const { crm, credentials } = stage.world;
			const credential = credentials.verticalCrmOAuth2Api;
			credential.oauthTokenData = { ...(credential.oauthTokenData as object), callbackQueryString: { location: 'au', ...(named && { 'accounts-server': named }) } };
			crm.tokens.expireAccessTokens();
			crm.tokens.revokeAll();
			const { error } = await stage.world.run('two-way');
			expect(error).toContain('connect the account again');
			if (named) expect(error).toContain(`${named} as where tokens come from; enter its address in "Own Access Token URL"`);
			else expect(error).not.toContain('Own Access Token URL');
		},
		named ?? 'named none',
	);
}

scenario(
	'S274',
	{ given: 'a CRM record with an address and one without, and two workflows that sync the same group and list view', when: 'one runs after the other, again and again', then: 'Google holds each person once; the second one says in its attention that another sync made the contact without an address' },
	async () => {
		const { world } = stage;
		world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' });
		contacts().add({ First_Name: 'Bob', Last_Name: 'Ray' });
		await sync({ options: { syncName: 'production' } });
		for (let run = 0; run < 3; run++) {
			stage.skip(61);
			const { attention } = await sync({ options: { syncName: 'staging' } });
			expect(attention.join()).toMatch(/[Aa]nother sync/);
		}
		stage.skip(61);
		await sync({ options: { syncName: 'production' } });
		expect(world.google.book.members(world.group)).toHaveLength(2);
		expect(contacts().size).toBe(2);
	},
);
