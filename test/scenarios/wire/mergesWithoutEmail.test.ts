import type { IDataObject } from 'n8n-workflow';

import { membershipIn } from '../../servers/google';
import { scenario } from '../scenario';
import { expectQuietOverWire, personOf, recordOf, reportOf, setStage, withSettings } from './wireWorld';

// Waits take no time here.
jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

const stage = setStage();
const contacts = () => stage.world.crm.crm.module('Contacts');
const sizes = () => ({ google: stage.world.google.book.all().length, crm: contacts().size });
const sync = async (more: IDataObject = {}) => reportOf(await stage.world.run('two-way', withSettings({ deletes: true, withoutEmail: 'sync', ...more })));

type Values = Record<string, string>;

/** People whom only the CRM has, in sync with the contacts that Google got of them. */
async function inSync(...people: Values[]): Promise<Array<{ google: string; crm: string }>> {
	const before = new Set(stage.world.google.book.all().map(({ resourceName }) => resourceName));
	const pairs: Array<{ google: string; crm: string }> = [];
	for (const person of people) {
		const crm = stage.world.addCrm({ Email: '', ...person } as never);
		await sync();
		const [google = ''] = stage.world.google.book.all().flatMap(({ resourceName }) => (!resourceName || before.has(resourceName) ? [] : resourceName));
		before.add(google);
		pairs.push({ google, crm });
	}
	await sync();
	return pairs;
}

const ANN: Values = { First_Name: 'Ann', Last_Name: 'Lee', Mobile: '555 010 0100', Title: 'Clerk' };
const MERGES: Record<string, [loser: Values, survivor: Values]> = {
	'of names that are like each other, with the number': [ANN, { First_Name: 'Annie', Last_Name: 'Lee', Phone: '555 010 0199' }],
	'of names that have nothing in common, with the number': [ANN, { First_Name: 'Bea', Last_Name: 'Ray', Phone: '555 010 0199' }],
	'into one with an address': [ANN, { First_Name: 'Bea', Last_Name: 'Ray', Email: 'bea@example.org' }],
	'who shared a number before': [{ ...ANN, First_Name: 'A.' }, { First_Name: 'Ann', Last_Name: 'Lee', Mobile: '555 010 0100', Email: 'ann@example.org' }],
};

for (const [what, [loser, survivor]] of Object.entries(MERGES)) {
	scenario(
		'S355',
		{ given: 'two people in sync, one of them or both without an e-mail, deletions switched on', when: 'their CRM records are merged', then: 'the Google contact of the one that vanished is kept and reported as probably merged; the other one goes on, and nobody is there twice' },
		async () => {
			const [ann, bea] = await inSync(loser, survivor);
			contacts().mergeInto(ann.crm, bea.crm);
			const { details } = await sync();
			expect(details).toMatchObject([{ class: 'detached', googleId: ann.google, reason: expect.stringContaining('merged') as string }]);
			stage.skip(25 * 60);
			await sync();
			contacts().update(bea.crm, { Title: 'Chair' });
			await sync();
			expect(personOf(stage.world, bea.google).organizations).toMatchObject([{ title: 'Chair' }]);
			expect(sizes()).toEqual({ google: 2, crm: 1 });
			await expectQuietOverWire(stage.world);
		},
		what,
	);
}

scenario(
	'S355',
	{ given: 'two people of one name in sync without an e-mail, each with a mobile number, deletions switched on', when: 'their CRM records are merged, which keeps one of the numbers', then: 'the Google contact of the one that vanished is kept and reported as probably merged' },
	async () => {
		const [ann, bea] = await inSync(ANN, { ...ANN, First_Name: 'Bea', Mobile: '555 010 0199' });
		contacts().update(bea.crm, { First_Name: 'Ann' });
		await sync();
		await sync();
		contacts().mergeInto(ann.crm, bea.crm);
		expect((await sync()).details).toMatchObject([{ class: 'detached', googleId: ann.google, reason: expect.stringContaining('merged') as string }]);
		expect(sizes()).toEqual({ google: 2, crm: 1 });
		await expectQuietOverWire(stage.world);
	},
);

scenario(
	'S356',
	{ given: 'a person in sync without an e-mail, deletions switched on', when: 'the CRM record goes and one that the sync did not know takes its place (merged)', then: 'the Google contact goes on with that one; outside the list view it is kept and reported' },
	async () => {
		for (const isShown of [true, false]) {
			const [ann] = await inSync({ ...ANN, Last_Name: `Lee ${isShown}` });
			const { views } = contacts();
			views.changeView(views.named('All Contacts').id, ({ Lead_Source }) => Lead_Source !== 'Partner');
			const other = stage.world.addCrm({ First_Name: 'Ann', Last_Name: `Lee ${isShown}`, Email: '', ...(!isShown && { Lead_Source: 'Partner' }) });
			contacts().mergeInto(ann.crm, other);
			const { details } = await sync();
			if (isShown) {
				expect(details).toEqual([]);
				contacts().update(other, { Title: 'Chair' });
				await sync();
				expect(personOf(stage.world, ann.google).organizations).toMatchObject([{ title: 'Chair' }]);
			} else expect(details).toMatchObject([{ class: 'detached', googleId: ann.google }]);
			await expectQuietOverWire(stage.world);
		}
		expect(sizes()).toEqual({ google: 2, crm: 2 });
	},
);

scenario(
	'S357',
	{ given: 'colleagues in sync without an e-mail, who share a number, deletions switched on', when: 'one of them is deleted in the CRM', then: 'that is no merge: the Google contact goes too' },
	async () => {
		const [ann] = await inSync({ ...ANN, Phone: '555 010 0111' }, { First_Name: 'Bea', Last_Name: 'Ray', Phone: '555 010 0111' });
		contacts().remove(ann.crm);
		await sync();
		expect(sizes()).toEqual({ google: 1, crm: 1 });
		await expectQuietOverWire(stage.world);
	},
);

for (const order of ['the first', 'the second']) {
	for (const tombstones of [true, false]) {
		scenario(
			'S358',
			{ given: 'two people in sync without an e-mail, deletions switched on', when: 'their contacts are merged in Google, which names the old ids, with or without telling them as deleted', then: 'the CRM record of whose name it kept goes on with the merged one and is not renamed; the other is kept and reported as probably merged' },
			async () => {
				const { google, group } = stage.world;
				const [ann, bea] = await inSync(ANN, { First_Name: 'Bea', Last_Name: 'Ray', Phone: '555 010 0199' });
				const [kept, gone] = order === 'the first' ? [ann, bea] : [bea, ann];
				const merged = google.book.merge([kept.google, gone.google], { tombstones });
				// The ids may be named in whatever order.
				google.book.update(merged, { metadata: { previousResourceNames: [ann.google, bea.google] }, memberships: [membershipIn('contactGroups/myContacts'), membershipIn(group)] } as never);
				const { details } = await sync();
				expect(details).toMatchObject([{ class: 'detached', crmId: gone.crm, reason: expect.stringContaining('merged') as string }]);
				stage.skip(25 * 60);
				await sync();
				expect(recordOf(stage.world, ann.crm)).toMatchObject({ Last_Name: 'Lee' });
				expect(recordOf(stage.world, bea.crm)).toMatchObject({ Last_Name: 'Ray' });
				contacts().update(kept.crm, { Title: 'Chair' });
				await sync();
				expect(personOf(stage.world, merged).organizations).toMatchObject([{ title: 'Chair' }]);
				expect(sizes()).toEqual({ google: 1, crm: 2 });
				await expectQuietOverWire(stage.world);
			},
			`${order}, ${tombstones ? 'told' : 'not told'}`,
		);
	}
}

scenario(
	'S358',
	{ given: 'two people in sync without an e-mail, deletions switched on', when: 'they are merged in Google into a new contact that does not name the old ids', then: 'both CRM records are kept, and none is renamed or doubled' },
	async () => {
		const { google } = stage.world;
		const [ann, bea] = await inSync(ANN, { First_Name: 'Bea', Last_Name: 'Ray', Phone: '555 010 0199' });
		const merged = google.book.merge([ann.google, bea.google]);
		google.book.update(merged, { metadata: {} } as never);
		await sync();
		await sync();
		expect(recordOf(stage.world, ann.crm)).toMatchObject({ Last_Name: 'Lee' });
		expect(recordOf(stage.world, bea.crm)).toMatchObject({ Last_Name: 'Ray' });
		expect(sizes()).toEqual({ google: 1, crm: 2 });
		await expectQuietOverWire(stage.world);
	},
);
