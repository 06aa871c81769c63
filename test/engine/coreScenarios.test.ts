import { ANN, BOB, expectQuiet, synced } from './people';
import { MINUTE } from './world';

describe('both sides change fields', () => {
	test('S01: nothing changes, and nothing is written', () => {
		const { world } = synced();
		const before = world.state.lastRun;
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.journal).toEqual([]);
		expect(run.summary.classes.inSync).toBe(1);
		expect(Date.parse(run.summary.finishedAt)).toBeGreaterThan(Date.parse(before?.finishedAt ?? ''));
		expectQuiet(world);
	});

	test('S02: edits of different fields on both sides both survive', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workPhone: '555 0199' });
		world.edit('crm', ids.crm, { Title: 'Director' });
		const run = world.sync();
		expect(run.writes.map(({ side, op }) => [side, op])).toEqual([['google', 'update'], ['crm', 'update']]);
		expect(run.conflicts).toBe(0);
		expect(world.get('crm', ids.crm).fields).toMatchObject({ Phone: '555 0199', Title: 'Director' });
		expect(world.get('google', ids.google).fields).toMatchObject({ workPhone: '555 0199', jobTitle: 'Director' });
		expectQuiet(world);
	});

	test('S03: the same edit on both sides is no conflict and no write', () => {
		const { world, ids } = synced();
		world.edit('google', ids.google, { workPhone: '555 0199' });
		world.edit('crm', ids.crm, { Phone: '555-0199' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.journal).toEqual([]);
		expect(run.conflicts).toBe(0);
		expectQuiet(world);
	});

	test.each([
		['crm', 'r', 'q'],
		['google', 'q', 'r'],
	] as const)('S04: a conflict goes to the winner %s, and the loser to the journal', (winner, kept, lost) => {
		const { world, ids } = synced({ winner });
		world.edit('google', ids.google, { jobTitle: 'q' });
		world.edit('crm', ids.crm, { Title: 'r' });
		const run = world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe(kept);
		expect(world.get('crm', ids.crm).fields.Title).toBe(kept);
		const loser = winner === 'crm' ? { side: 'google', field: 'jobTitle' } : { side: 'crm', field: 'Title' };
		expect(run.journal).toMatchObject([{ ...loser, before: lost, after: kept, reason: 'conflict', runId: run.summary.runId }]);
		expect(run.summary.conflicts).toBe(1);
		expectQuiet(world);
	});

	test('S04: with no winner a conflict is reported and left to people', () => {
		const { world, ids } = synced({ winner: 'none' });
		world.edit('google', ids.google, { jobTitle: 'q' });
		world.edit('crm', ids.crm, { Title: 'r' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'conflicted' }]);
		world.edit('google', ids.google, { jobTitle: 'r' });
		expect(world.sync().summary.classes).toMatchObject({ conflicted: 0, inSync: 1 });
		expectQuiet(world);
	});

	test('S05: the winner is chosen field by field', () => {
		const { world, ids } = synced({ winner: 'google' });
		world.edit('google', ids.google, { workPhone: '555 0111' });
		world.edit('crm', ids.crm, { Phone: '555 0222', Title: 'Director' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Phone).toBe('555 0111');
		expect(world.get('google', ids.google).fields.jobTitle).toBe('Director');
		expectQuiet(world);
	});

	test('S58: "newest wins" goes by the later change, and by the CRM in a tie', () => {
		const { world, ids } = synced({ winner: 'newest' });
		world.edit('crm', ids.crm, { Title: 'r' });
		world.edit('google', ids.google, { jobTitle: 'q' });
		world.sync();
		expect(world.get('crm', ids.crm).fields.Title).toBe('q');
		world.edit('google', ids.google, { jobTitle: 's' });
		world.edit('crm', ids.crm, { Title: 't' });
		const tie = world.get('google', ids.google).modifiedAt;
		world.get('crm', ids.crm).modifiedAt = tie;
		world.sync();
		expect(world.get('google', ids.google).fields.jobTitle).toBe('t');
		expectQuiet(world);
	});
});

describe('deletions', () => {
	test.each(['google', 'crm'] as const)('S06: with deletions on, a deletion in %s goes across', (side) => {
		const { world, ids } = synced({ deletes: true });
		world.remove(side, ids[side]);
		const run = world.sync();
		expect(world.size('google') + world.size('crm')).toBe(0);
		expect(run.journal.every(({ reason, recordId }) => reason === 'deleted' && recordId)).toBe(true);
		expect(run.journal.map(({ before }) => before).sort()).toEqual(Object.values(ANN).sort());
		expect(world.state.contacts).toEqual([]);
		expectQuiet(world);
	});

	test('S06: with deletions off, the other side keeps the record, also once they are switched on', () => {
		const { world, ids } = synced();
		world.remove('google', ids.google);
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.details).toMatchObject([{ class: 'detached', reason: expect.stringContaining('Deleted in Google') }]);
		world.set({ deletes: true });
		expectQuiet(world);
		expect(world.get('crm', ids.crm).fields.Email).toBe('ann@example.org');
	});

	test.each([true, false])('S07: an edit beats a deletion (deletions %s)', (deletes) => {
		const { world, ids } = synced({ deletes });
		world.remove('google', ids.google);
		world.edit('crm', ids.crm, { Title: 'Director' });
		const run = world.sync();
		expect(world.find('google', 'jobTitle', 'Director')).toMatchObject([{ fields: { ...ANN, jobTitle: 'Director' } }]);
		expect(run.journal).toMatchObject([{ reason: 'recreated', otherId: ids.crm }]);
		expectQuiet(world);
	});

	test('S08: deleted on both sides is forgotten', () => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		world.remove('crm', ids.crm);
		expect(world.sync().writes).toEqual([]);
		expect(world.state.contacts).toEqual([]);
		expectQuiet(world);
	});

	test('S09: a contact made anew with the same e-mail takes the place of the deleted one', () => {
		const { world, ids } = synced({ deletes: true });
		world.remove('google', ids.google);
		const again = world.add('google', ANN);
		expect(world.sync().writes).toEqual([]);
		expectQuiet(world);
		expect(world.state.contacts).toMatchObject([{ google: { id: again }, crm: { id: ids.crm } }]);
	});

	test('S10: what the sync deleted does not come back from a listing that lags behind', () => {
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
	});
});

describe('one way', () => {
	test('S11: an edit of the target stays until the source changes the field', () => {
		const { world, ids } = synced({ direction: 'googleToCrm' });
		world.edit('crm', ids.crm, { Title: 'Director' });
		const run = world.sync();
		expect(run.writes).toEqual([]);
		expect(run.summary).toMatchObject({ conflicts: 0, classes: { inSync: 1 } });
		expectQuiet(world);
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		expect(world.sync().journal).toMatchObject([{ before: 'Director', side: 'crm' }]);
		expect(world.get('crm', ids.crm).fields.Title).toBe('Chair');
		expectQuiet(world);
	});

	test('S11: a row of the map may be one way in a two-way sync', () => {
		const { world, ids } = synced();
		world.set({ rows: world.settings.rows.map((row) => (row.crm === 'Title' ? { ...row, direction: 'toCrm' } : row)) });
		world.edit('crm', ids.crm, { Title: 'Director', Phone: '555 0177' });
		world.sync();
		expect(world.get('google', ids.google).fields).toMatchObject({ jobTitle: 'Clerk', workPhone: '555 0177' });
	});

	test('S12: clearing a field at the source clears it at the target', () => {
		const { world, ids } = synced({ direction: 'googleToCrm' });
		world.edit('google', ids.google, { jobTitle: '' });
		expect(world.sync().journal).toMatchObject([{ before: 'Clerk', after: '', field: 'Title' }]);
		expect(world.get('crm', ids.crm).fields.Title).toBeUndefined();
		expectQuiet(world);
	});

	test('F16: the source is never written to, and nobody of the target is created in it', () => {
		const { world, ids } = synced({ direction: 'crmToGoogle', deletes: true });
		world.add('google', BOB);
		world.edit('google', ids.google, { jobTitle: 'Queen' });
		world.add('crm', { Last_Name: 'New', Email: 'new@example.org' });
		const run = world.sync();
		expect(run.writes.map(({ side, op }) => [side, op])).toEqual([['google', 'create']]);
		expect(run.summary.classes.excluded).toBe(1);
		expectQuiet(world);
	});
});
