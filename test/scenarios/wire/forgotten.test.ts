import type { IDataObject } from 'n8n-workflow';

import { unpacked } from '../../../nodes/ContactReconcile/store/packing';
import { runNode } from '../../harness';
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
