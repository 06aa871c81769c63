import { ANN, BOB, expectQuiet, synced } from '../engine/people';
import { MINUTE, World } from '../engine/world';
import { scenario } from './scenario';

scenario(
	'S01',
	{ given: 'a person who is equal on both sides', when: 'nothing changes and the sync runs twice', then: 'nothing is written or journalled, and the last sync time moves on' },
	() => {
		const { world } = synced();
		for (let run = 0; run < 2; run++) {
			const before = world.state.lastRun;
			const { writes, journal, summary } = world.sync();
			expect(writes).toEqual([]);
			expect(journal).toEqual([]);
			expect(summary.classes.inSync).toBe(1);
			expect(Date.parse(summary.finishedAt)).toBeGreaterThan(Date.parse(before?.finishedAt ?? ''));
		}
		expectQuiet(world);
	},
);

scenario(
	'S02',
	{ given: 'a person in sync', when: 'the phone changes in Google and the title in the CRM', then: 'both edits are on both sides after one write to each, without a conflict' },
	() => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workPhone: '555 0199' });
		world.edit('crm', ids.crm, { Title: 'Director' });
		const run = world.sync();
		expect(run.writes.map(({ side, op }) => [side, op])).toEqual([['google', 'update'], ['crm', 'update']]);
		expect(run.conflicts).toBe(0);
		expect(world.get('crm', ids.crm).fields).toMatchObject({ Phone: '555 0199', Title: 'Director' });
		expect(world.get('google', ids.google).fields).toMatchObject({ workPhone: '555 0199', jobTitle: 'Director' });
		expectQuiet(world);
	},
);

scenario(
	'S03',
	{ given: 'a person in sync', when: 'both sides change the phone to the same number, written differently', then: 'that is the new agreement: nothing is written and no conflict counted' },
	() => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workPhone: '555 0199' });
		world.edit('crm', ids.crm, { Phone: '555-0199' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.journal).toEqual([]);
		expect(run.conflicts).toBe(0);
		expectQuiet(world);
		// Back to the first number is an edit of one side now.
		world.edit('google', ids.google, { workPhone: ANN.workPhone });
		expect(world.sync().conflicts).toBe(0);
		expect(world.get('crm', ids.crm).fields.Phone).toBe(ANN.workPhone);
	},
);

for (const [winner, kept, lost] of [['crm', 'r', 'q'], ['google', 'q', 'r']] as const) {
	scenario(
		'S04',
		{ given: 'a person in sync and a side that wins conflicts', when: 'both sides change one field to different values', then: "the winner's value is on both sides, and the loser's in the journal with side, record, field, time and run" },
		() => {
			const { world, ids } = synced({ winner });
			world.edit('google', ids.google, { jobTitle: 'q' });
			world.edit('crm', ids.crm, { Title: 'r' });
			const run = world.sync();
			expect(world.get('google', ids.google).fields.jobTitle).toBe(kept);
			expect(world.get('crm', ids.crm).fields.Title).toBe(kept);
			const loser = winner === 'crm' ? { side: 'google', field: 'jobTitle', recordId: ids.google } : { side: 'crm', field: 'Title', recordId: ids.crm };
			const { runId, startedAt } = run.summary;
			expect(run.journal).toMatchObject([{ ...loser, before: lost, after: kept, reason: 'conflict', runId, at: startedAt }]);
			expect(run.summary.conflicts).toBe(1);
			expectQuiet(world);
		},
		winner,
	);
}

scenario(
	'S04',
	{ given: 'a person in sync and no winner ("leave both and report")', when: 'both sides change one field to different values', then: 'both values stay and the person is reported as in conflict until somebody makes them equal' },
	() => {
		const { world, ids } = synced({ winner: 'none' });
		world.edit('google', ids.google, { jobTitle: 'q' });
		world.edit('crm', ids.crm, { Title: 'r' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'conflicted' }]);
		expect(world.sync().writes).toEqual([]);
		world.edit('google', ids.google, { jobTitle: 'r' });
		expect(world.sync().summary.classes).toMatchObject({ conflicted: 0, inSync: 1 });
		expectQuiet(world);
	},
);

scenario(
	'S05',
	{ given: 'a person in sync, Google winning', when: 'both sides change the phone, and the CRM the title too', then: "Google's phone is on both sides, and the title reaches Google all the same" },
	() => {
		const { world, ids } = synced({ winner: 'google' });
		world.edit('google', ids.google, { workPhone: '555 0111' });
		world.edit('crm', ids.crm, { Phone: '555 0222', Title: 'Director' });
		const run = world.sync();
		expect(world.get('crm', ids.crm).fields).toMatchObject({ Phone: '555 0111', Title: 'Director' });
		expect(world.get('google', ids.google).fields).toMatchObject({ workPhone: '555 0111', jobTitle: 'Director' });
		expect(run.conflicts).toBe(1);
		expectQuiet(world);
	},
);

for (const side of ['google', 'crm'] as const) {
	scenario(
		'S06',
		{ given: 'a person in sync and deletions switched on', when: 'one side deletes the record and nobody edited the other', then: 'the other record is deleted too, after all its mapped values went to the journal', because: 'what the map does not name is not kept, so it is not in the journal; in the CRM it is in the recycle bin.' },
		() => {
			const { world, ids } = synced({ deletes: true });
			world.remove(side, ids[side]);
			const run = world.sync();
			expect(world.size('google') + world.size('crm')).toBe(0);
			expect(run.journal.every(({ reason, recordId }) => reason === 'deleted' && recordId)).toBe(true);
			expect(run.journal.map(({ before }) => before).sort()).toEqual(Object.values(ANN).sort());
			expect(world.state.contacts).toEqual([]);
			expect(Object.keys(world.state.sides.google.tombstones)).toEqual([ids.google]);
			expect(Object.keys(world.state.sides.crm.tombstones)).toEqual([ids.crm]);
			expectQuiet(world);
		},
		side,
	);
}

scenario(
	'S06',
	{ given: 'a person in sync and deletions switched off', when: 'Google deletes the contact', then: 'the CRM keeps its record, which is reported as deleted in Google, also after deletions are switched on' },
	() => {
		const { world, ids } = synced();
		world.remove('google', ids.google);
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'detached', reason: expect.stringContaining('Deleted in Google') }]);
		world.set({ deletes: true });
		expectQuiet(world);
		expect(world.get('crm', ids.crm).fields.Email).toBe('ann@example.org');
	},
);

scenario(
	'S06',
	{ given: 'a person whose two records differ in a field, since nobody is to win a conflict, and deletions switched on', when: 'the CRM deletes its record', then: 'Google keeps the contact, which is reported as deleted in the CRM: a value that was never agreed on is not deleted' },
	() => {
		const world = new World({ deletes: true, winner: 'none' });
		const { google, crm } = world.addBoth(ANN);
		world.edit('crm', crm, { Title: 'Director' });
		world.sync();
		world.remove('crm', crm);
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'detached', reason: expect.stringContaining('Deleted in the CRM') }]);
		expect(world.get('google', google).fields).toEqual(ANN);
		expectQuiet(world);
	},
);

for (const deletes of [true, false]) {
	scenario(
		'S07',
		{ given: 'a person in sync', when: 'Google deletes the contact and the CRM edits it', then: "the contact is made again in Google with the CRM's values and linked, with one note in the journal" },
		() => {
			const { world, ids } = synced({ deletes });
			world.remove('google', ids.google);
			world.edit('crm', ids.crm, { Title: 'Director' });
			const run = world.sync();
			const found = world.find('google', 'jobTitle', 'Director');
			expect(found).toMatchObject([{ fields: { ...ANN, jobTitle: 'Director' } }]);
			expect(run.journal).toMatchObject([{ reason: 'recreated', otherId: ids.crm }]);
			expect(world.state.contacts).toMatchObject([{ google: { id: found[0].id }, crm: { id: ids.crm }, detached: null }]);
			expectQuiet(world);
		},
		`deletions ${deletes ? 'on' : 'off'}`,
	);
}

scenario(
	'S08',
	{ given: 'a person in sync', when: 'both sides delete the record', then: 'nothing is written and the person forgotten' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		world.remove('crm', ids.crm);
		expect(world.sync().writes).toEqual([]);
		expect(world.state.contacts).toEqual([]);
		expectQuiet(world);
	},
);

scenario(
	'S09',
	{ given: 'a person in sync and deletions switched on', when: 'the contact is deleted in Google and an equal one made there', then: 'the new contact takes the place of the old one; nothing is written to the CRM' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		const again = world.add('google', ANN);
		expect(world.sync().writes).toEqual([]);
		expectQuiet(world);
		expect(world.state.contacts).toMatchObject([{ google: { id: again }, crm: { id: ids.crm } }]);
	},
);

scenario(
	'S09',
	{ given: 'a person in sync and deletions switched on', when: 'the contact is deleted in Google and a fuller one of the same e-mail made there', then: 'the two are linked like at a first meeting: one update, the CRM record keeps its id' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		const again = world.add('google', { ...ANN, mobilePhone: '555 0166' });
		expect(world.sync().writes).toMatchObject([{ op: 'update', side: 'crm', id: ids.crm, set: { Mobile: '555 0166' } }]);
		expectQuiet(world);
		expect(world.state.contacts).toMatchObject([{ google: { id: again }, crm: { id: ids.crm } }]);
	},
);

scenario(
	'S09',
	{ given: 'a person in sync, and a fuller CRM record of the same e-mail that was left alone as a double; deletions switched on', when: 'the contact is deleted in Google and an equal one made there', then: 'the new contact takes the place of the old one beside the CRM record that was in sync, not beside the double' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.add('crm', { First_Name: 'Ann', Last_Name: 'Lee', Email: ANN.workEmail, Title: 'Clerk', Mobile: '555 0166', Description: 'fuller' });
		world.sync();
		world.remove('google', ids.google);
		const again = world.add('google', ANN);
		expect(world.sync().writes).toEqual([]);
		expect(world.state.contacts).toContainEqual(expect.objectContaining({ google: expect.objectContaining({ id: again }), crm: expect.objectContaining({ id: ids.crm }) }));
		expectQuiet(world);
		expect(world.size('crm')).toBe(2);
	},
);

scenario(
	'S10',
	{ given: 'a person whom the sync deleted', when: 'listings that lag ten minutes behind still show the records', then: 'they stay deleted on both sides' },
	() => {
		const { world, ids } = synced({ deletes: true });
		world.sync({ after: 60 * 24 * 60 });
		world.remove('google', ids.google);
		world.sync();
		expect(world.size('crm')).toBe(0);
		for (const side of ['google', 'crm'] as const) world.books[side].lag = 10 * MINUTE;
		for (let run = 0; run < 3; run++) {
			expect(world.sync({ after: 2, full: true }).writes).toEqual([]);
			expect(world.sync({ after: 2 }).writes).toEqual([]);
		}
		expect(world.size('google') + world.size('crm')).toBe(0);
	},
);

scenario(
	'S11',
	{ given: 'a sync from Google to the CRM only', when: 'somebody edits a field in the CRM', then: 'the edit stays, uncounted as a conflict, until Google changes that field; then it is overwritten and journalled' },
	() => {
		const { world, ids } = synced({ direction: 'googleToCrm' });
		world.edit('crm', ids.crm, { Title: 'Director' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.summary).toMatchObject({ conflicts: 0, classes: { inSync: 1 } });
		expectQuiet(world);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		expect(world.sync().journal).toMatchObject([{ before: 'Director', side: 'crm' }]);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expect(world.sent.every(({ side }) => side === 'crm')).toBe(true);
		expectQuiet(world);
	},
);

scenario(
	'S11',
	{ given: 'a two-way sync in which one row of the map goes to the CRM only', when: 'the CRM edits that field and another one', then: 'only the other edit reaches Google' },
	() => {
		const { world, ids } = synced();
		world.set({ rows: world.settings.rows.map((row) => (row.crm === 'Title' ? { ...row, direction: 'toCrm' } : row)) });
		world.edit('crm', ids.crm, { Title: 'Director', Phone: '555 0177' });
		world.sync();
		expect(world.get('google', ids.google).fields).toMatchObject({ jobTitle: 'Clerk', workPhone: '555 0177' });
	},
);

scenario(
	'S11',
	{ given: 'a sync from the CRM to Google only, deletions switched on', when: 'people are added and edited on both sides', then: 'the CRM is never written to, and those only in Google are reported as not part of it' },
	() => {
		const { world, ids } = synced({ direction: 'crmToGoogle', deletes: true });
		world.add('google', BOB);
		world.edit('google', ids.google, { jobTitle: 'Queen' });
		world.add('crm', { Last_Name: 'New', Email: 'new@example.org' });
		const run = world.sync();
		expect(run.writes.map(({ side, op }) => [side, op])).toEqual([['google', 'create']]);
		expect(run.summary.classes.excluded).toBe(1);
		expectQuiet(world);
	},
);

scenario(
	'S12',
	{ given: 'a sync from Google to the CRM only', when: 'Google clears a field that both had agreed on', then: 'the CRM field is cleared, and its old value is in the journal' },
	() => {
		const { world, ids } = synced({ direction: 'googleToCrm' });
		world.edit('google', ids.google, { jobTitle: '' });
		expect(world.sync().journal).toMatchObject([{ before: 'Clerk', after: '', field: 'Title' }]);
		expect(world.get('crm', ids.crm).fields.Title).toBeUndefined();
		expectQuiet(world);
	},
);
