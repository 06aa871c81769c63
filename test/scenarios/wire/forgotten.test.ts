import type { IDataObject } from 'n8n-workflow';

import { unpacked } from '../../../nodes/ContactReconcile/store/packing';
import { runNode } from '../../harness';
import { membershipIn } from '../../servers/google';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, setTitle, syncedAnn, withSettings, writesIn } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();

async function reconcile(parameters: IDataObject) {
	return await runNode('contactReconcile', parameters, { items: stage.world.remembered() });
}

/** Runs an operation that gives the memory anew, and stores what it gives. */
async function change(parameters: IDataObject): Promise<IDataObject> {
	const { error, outputs: [report, rows] } = await reconcile(parameters);
	expect(error).toBeUndefined();
	stage.world.remember(rows.map(({ json }) => json));
	return report[0].json;
}

/** All that is remembered, as text. */
function memory(): string {
	const rows = stage.world.remembered();
	const kinds = ['contacts', 'state'].map((kind) => rows.filter((row) => row.kind === kind).map(({ text }) => String(text)).join(''));
	return kinds.filter(Boolean).map(unpacked).join('\n');
}

const forgottenPeople = async () => (await reconcile({ operation: 'getStatus' })).items[0].json.forgotten;

/** Ann and Bob in sync. */
async function annAndBob() {
	stage.world.addGoogle({ given: 'Bob', family: 'Ray', email: 'bob@example.org' });
	return await syncedAnn(stage.world);
}

scenario(
	'S320',
	{ given: 'two people in sync, deletions switched on', when: 'one is forgotten, and afterwards edited on both sides, entered anew and deleted', then: 'nothing of them is remembered but digests; nothing crosses and nothing is created or deleted because of them, also after full checks, while the other one goes on' },
	async () => {
		const { world } = stage;
		const { google, crm } = await annAndBob();
		expect(memory()).toContain('ann@example.org');
		expect(await change({ operation: 'forget', person: ' Ann@Example.org ' })).toMatchObject({ forgotten: true, googleId: google, crmId: crm, people: 1 });
		expect(await forgottenPeople()).toBe(1);
		for (const told of ['Ann', 'ann@example.org', google, crm]) expect(memory()).not.toContain(told);
		setTitle(world, google, 'Chair');
		world.crm.crm.module('Contacts').update(crm, { Title: 'Owner' });
		const run = async () => reportOf(await world.run('two-way', withSettings({ deletes: true })));
		expect((await run()).classes).toMatchObject({ inSync: 1 });
		world.addCrm({ First_Name: 'Ann', Last_Name: 'Lee', Email: 'ann@example.org' });
		stage.skip(25 * 60);
		expect((await run()).details).toEqual([]);
		world.crm.crm.module('Contacts').remove(crm);
		for (let times = 0; times < 2; times++) await run();
		stage.skip(25 * 60);
		await run();
		expect(world.google.book.all()).toHaveLength(2);
		expect(personOf(world, google).organizations).toMatchObject([{ title: 'Chair' }]);
		for (const told of ['Ann', 'ann@example.org', google, crm]) expect(memory()).not.toContain(told);
		await expectQuietOverWire(world);
	},
);

scenario(
	'S321',
	{ given: 'a person who was forgotten, and whose title differs since', when: 'they are taken up again, or the sync is reset', then: 'the next run reads both sides in full and links the two records again; the CRM wins what differs' },
	async () => {
		const { world } = stage;
		const { google, crm } = await annAndBob();
		for (const again of [{ operation: 'forget', person: google, again: true }, { operation: 'reset' }]) {
			await change({ operation: 'forget', person: crm });
			world.crm.crm.module('Contacts').update(crm, { Title: again.operation });
			const before = writesIn(world).length;
			reportOf(await world.run('two-way'));
			expect(writesIn(world)).toHaveLength(before);
			await change(again);
			expect(await forgottenPeople()).toBe(0);
			const { readings, classes } = reportOf(await world.run('two-way'));
			expect(readings).toEqual({ google: 'full', crm: 'full' });
			expect(classes).toMatchObject({ inSync: 2 });
			expect(personOf(world, google).organizations).toMatchObject([{ title: recordOf(world, crm).Title }]);
			await expectQuietOverWire(world);
		}
	},
);

scenario(
	'S322',
	{ given: 'people who share an address', when: 'one of them is to be forgotten by it, or somebody whom nobody knows', then: 'that is refused in words, and nothing changes; by the id one is forgotten and the other goes on' },
	async () => {
		const { world } = stage;
		const [ann] = ['Ann', 'Bea'].map((given) => world.addGoogle({ given, family: 'Lee', email: 'family@example.org' }));
		for (const name of ['Ann', 'Bea']) world.addCrm({ First_Name: name, Last_Name: 'Lee', Email: 'family@example.org' });
		reportOf(await world.run('two-way'));
		for (const [person, problem] of [['family@example.org', 'Several people have this e-mail address'], ['nobody@example.org', 'remembers nobody'], [' ', 'remembers nobody']]) {
			const { error, outputs } = await reconcile({ operation: 'forget', person });
			expect(error).toContain(problem);
			expect(outputs.flat()).toEqual([]);
		}
		expect((await reconcile({ operation: 'forget', person: 'family@example.org', again: true })).error).toContain('has forgotten nobody');
		await change({ operation: 'forget', person: ann });
		expect(reportOf(await world.run('two-way')).classes).toMatchObject({ inSync: 1, ambiguous: 0 });
		await expectQuietOverWire(world);
	},
);

scenario(
	'S323',
	{ given: 'a family of one address, of whom one was forgotten, or one of two namesakes without an address', when: 'Google gets somebody new with that address, or that name and a number', then: 'that one is reported with the reason and what to do, and not created; whoever is forgotten stays so. Somebody without anything of the forgotten one is created' },
	async () => {
		const { world } = stage;
		const settled = async () => {
			for (let times = 0; times < 2; times++) reportOf(await world.run('two-way', withSettings({ withoutEmail: 'sync' })));
			stage.skip(25 * 60);
			return reportOf(await world.run('two-way', withSettings({ withoutEmail: 'sync' })));
		};
		const family = (givenName: string) => {
			const google = world.addGoogle({ given: givenName, family: 'Lee', email: `${givenName}@example.org` });
			world.google.book.update(google, { emailAddresses: [{ type: 'work', value: `${givenName}@example.org` }, { type: 'home', value: 'family@example.org' }] });
			return google;
		};
		const [ann] = [family('Ann'), family('Bob'), addContact('Mum', { phone: '555 010 0100' })];
		const { details } = await settled();
		expect(details).toEqual([]);
		const mum = world.google.book.all().find(({ names }) => names?.[0].givenName === 'Mum')?.resourceName;
		await change({ operation: 'forget', person: ann });
		await change({ operation: 'forget', person: mum });
		const before = writesIn(world).length;
		const newcomers = [family('Carl'), addContact('Mum', { phone: '555 010 0199' })];
		for (let times = 0; times < 2; times++) {
			const told = (await settled()).details;
			expect(told.map(({ googleId }) => googleId)).toEqual(newcomers);
			for (const { class: of, reason, crmId } of told) expect([of, reason, crmId]).toEqual(['failing', expect.stringContaining('somebody who is forgotten'), null]);
		}
		expect(writesIn(world)).toHaveLength(before);
		for (const told of ['Ann', '010 0100']) expect(memory().includes(told)).toBe(false);
		addContact('Dad', { phone: '555 010 0177' });
		await settled();
		expect(world.crm.crm.module('Contacts').size).toBe(4);
		expect(world.google.book.all()).toHaveLength(6);
	},
);

const deleting = async () => reportOf(await stage.world.run('two-way', withSettings({ deletes: true, withoutEmail: 'sync' })));

/** Some runs, and full checks, whose listings need not name former ids. */
async function runOften(): Promise<void> {
	for (let times = 0; times < 2; times++) {
		await deleting();
		stage.skip(25 * 60);
	}
	await deleting();
}

/** A contact in Google, in the group unless told. */
function addContact(givenName: string, more: { email?: string; phone?: string; inGroup?: boolean } = {}): string {
	const { google, group } = stage.world;
	return google.book.add({
		names: [{ givenName, familyName: 'Fox' }],
		...(more.email && { emailAddresses: [{ type: 'work', value: more.email }] }),
		...(more.phone && { phoneNumbers: [{ type: 'mobile', value: more.phone }] }),
		memberships: [membershipIn('contactGroups/myContacts'), ...(more.inGroup === false ? [] : [membershipIn(group)])],
	});
}

for (const [what, email] of [['with an e-mail', 'zoe@example.org'], ['without an e-mail', undefined]] as const) {
	for (const named of [true, false]) {
		scenario(
			'S359',
			{ given: 'a person who was forgotten, and somebody outside the group', when: 'their contacts become one in Google, which names the old ids once or not at all, or the contact just gets another id', then: 'whoever is forgotten stays so: the CRM gets nobody, also after full checks' },
			async () => {
				const { world } = stage;
				await annAndBob();
				const zoe = addContact('Zoe', { email, phone: '555 010 0100' });
				const outsider = addContact('Max', { phone: '555 010 0199', inGroup: false });
				await deleting();
				await deleting();
				const before = world.crm.crm.module('Contacts').size;
				await change({ operation: 'forget', person: zoe });
				const merged = named ? world.google.book.merge([zoe, outsider]) : world.google.book.rename(zoe);
				world.google.book.update(merged, { memberships: [membershipIn('contactGroups/myContacts'), membershipIn(world.group)] });
				await deleting();
				// What is listed in full need not name former ids.
				world.google.book.update(merged, { metadata: {} } as never);
				await runOften();
				expect(world.crm.crm.module('Contacts').size).toBe(before);
				expect(memory()).not.toContain('Zoe');
				expect(memory()).not.toContain(merged);
				await expectQuietOverWire(world);
			},
			`${what}, ${named ? 'merged' : 'renamed'}`,
		);
	}

	for (const first of ['the forgotten one', 'the other one']) {
		scenario(
			'S360',
			{ given: 'two people in sync, deletions switched on, of whom one was forgotten', when: 'their contacts are merged in Google', then: 'nobody is deleted or renamed in the CRM: where the merged one is the other person, that one goes on, else the other is kept and reported as probably merged' },
			async () => {
				const { world } = stage;
				const records = world.crm.crm.module('Contacts');
				const [zoe, max] = [addContact('Zoe', { email, phone: '555 010 0100' }), addContact('Max', { email: email && 'max@example.org', phone: '555 010 0199' })];
				await deleting();
				await deleting();
				const before = records.all();
				await change({ operation: 'forget', person: zoe });
				const isOther = first === 'the other one';
				world.google.book.merge(isOther ? [max, zoe] : [zoe, max]);
				const { details } = await deleting();
				expect(details).toMatchObject(isOther ? [] : [{ class: 'detached', reason: expect.stringContaining('merged') as string }]);
				await runOften();
				expect(records.all().map(({ id, First_Name, Email }) => [id, First_Name, Email])).toEqual(before.map(({ id, First_Name, Email }) => [id, First_Name, Email]));
				await expectQuietOverWire(world);
			},
			`${what}, ${first} first`,
		);
	}

	scenario(
		'S361',
		{ given: 'two people in sync, deletions switched on, of whom one was forgotten', when: 'the CRM record of the other one is merged into that of the forgotten one, or the other way round', then: 'nobody is deleted in Google, and the forgotten one stays forgotten' },
		async () => {
			const { world } = stage;
			const records = world.crm.crm.module('Contacts');
			for (const way of ['into', 'from']) {
				const [zoe, max] = ['Zoe', 'Max'].map((name, place) => addContact(`${name}${way}`, { email: email && `${name}${way}@example.org`, phone: `555 01${place} ${way === 'into' ? '0101' : '0102'}` }));
				await deleting();
				await deleting();
				const idOf = (name: string) => String(records.all().find(({ First_Name }) => First_Name === `${name}${way}`)?.id);
				const [zoeCrm, maxCrm] = ['Zoe', 'Max'].map(idOf);
				const before = world.google.book.all().length;
				await change({ operation: 'forget', person: zoe });
				const address: Record<string, string> = email ? { Secondary_Email: `${way === 'into' ? 'Max' : 'Zoe'}${way}@example.org` } : { Home_Phone: `555 01${way === 'into' ? 1 : 0} ${way === 'into' ? '0101' : '0102'}` };
				if (way === 'into') records.mergeInto(maxCrm, zoeCrm);
				else records.mergeInto(zoeCrm, maxCrm);
				records.update(way === 'into' ? zoeCrm : maxCrm, address);
				await runOften();
				expect(personOf(world, max).names).toMatchObject([{ givenName: `Max${way}` }]);
				expect(personOf(world, zoe).names).toMatchObject([{ givenName: `Zoe${way}` }]);
				expect(world.google.book.all()).toHaveLength(before);
				expect(memory()).not.toContain(zoe);
			}
		},
		what,
	);
}
