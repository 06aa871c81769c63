import fc from 'fast-check';

import type { JournalRow } from '../../nodes/ContactReconcile/engine/plan/journal';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import type { UndoPlan } from '../../nodes/ContactReconcile/engine/plan/undo';
import { planUndo, undoCounts } from '../../nodes/ContactReconcile/engine/plan/undo';
import { otherSide, SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import { beginning, HISTORIES, history, play, settle, twoWay } from './histories';
import { MINUTE, World } from './world';

/** Plans the way back for rows of the journal, and carries it out. */
function undo(world: World, rows: readonly JournalRow[] = world.journal, remembered = true): UndoPlan {
	world.clock.now += MINUTE;
	const run = { id: 'undo', syncName: 'test', onlyEmailAsWork: true };
	const plan = planUndo({ rows, state: remembered ? world.state : emptyState(), match: world.settings.match, run, at: new Date(world.clock.now).toISOString() });
	for (const side of SIDES) plan.operations[side].forEach((operation) => world.books[side].apply(operation, undefined));
	return plan;
}

const ADA = { givenName: 'Ada', familyName: 'King', workEmail: 'ada@example.org', jobTitle: 'Clerk' };

function ada(settings: ConstructorParameters<typeof World>[0] = {}) {
	const world = new World({ deletes: true, ...settings });
	const ids = world.addBoth(ADA);
	world.sync();
	const shows = () => [world.get('google', ids.google).fields.jobTitle ?? '', world.get('crm', ids.crm).fields.Title ?? ''];
	return { world, ids, shows };
}

test('an overwritten value comes back, and goes to the other side as an edit', () => {
	const { world, ids, shows } = ada();
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.sync();
	const plan = undo(world);
	expect(shows()).toEqual(['Chair', 'Clerk']);
	expect(undoCounts(plan)).toEqual({ fields: 1, records: 0 });
	expect(plan.journal).toMatchObject([{ side: 'crm', field: 'Title', before: 'Chair', after: 'Clerk', reason: 'undone', runId: 'undo' }]);
	const { conflicts, journal } = world.sync();
	expect(shows()).toEqual(['Clerk', 'Clerk']);
	expect(conflicts).toBe(0);
	expect(journal).toMatchObject([{ side: 'google', before: 'Chair', after: 'Clerk', reason: 'overwritten' }]);
	expect(world.sync().writes).toEqual([]);
});

test('S04: the loser of a conflict comes back where it was typed', () => {
	const { world, ids, shows } = ada();
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.edit('crm', ids.crm, { Title: 'Head' });
	world.sync();
	expect(shows()).toEqual(['Head', 'Head']);
	undo(world);
	expect(shows()).toEqual(['Chair', 'Head']);
	world.sync();
	expect(shows()).toEqual(['Chair', 'Chair']);
});

test('a field that was edited since is left alone: known from the last sync, or found by Apply Changes', () => {
	const { world, ids, shows } = ada();
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.sync();
	world.edit('crm', ids.crm, { Title: 'Queen' });
	// The last sync did not see the edit: what is expected does not match.
	undo(world);
	expect(shows()).toEqual(['Chair', 'Queen']);
	const journalled = [...world.journal];
	world.sync();
	const { operations, left } = undo(world, journalled);
	expect(operations.crm).toEqual([]);
	expect(left).toMatchObject([{ reason: 'editedSince', row: { field: 'Title', after: 'Chair' } }]);
	expect(shows()).toEqual(['Queen', 'Queen']);
});

test('other fields of a contact come back although one was edited since', () => {
	const { world, ids } = ada();
	world.edit('google', ids.google, { jobTitle: 'Chair', givenName: 'Augusta' });
	world.sync();
	world.edit('crm', ids.crm, { Title: 'Queen' });
	const rows = [...world.journal];
	world.sync();
	undo(world, rows);
	expect(world.get('crm', ids.crm).fields).toMatchObject({ Title: 'Queen', First_Name: 'Ada' });
});

test('undone twice, nothing is written the second time', () => {
	const { world, ids } = ada();
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.sync();
	const rows = [...world.journal];
	undo(world, rows);
	world.sync();
	const again = undo(world, rows);
	expect(again.operations).toEqual({ google: [], crm: [] });
	expect(again.left).toMatchObject([{ reason: 'shownAlready' }]);
});

test('an undo is undone by its own rows', () => {
	const { world, ids, shows } = ada();
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.sync();
	const { journal } = undo(world);
	undo(world, journal);
	expect(shows()).toEqual(['Chair', 'Chair']);
	expect(world.sync().writes).toEqual([]);
});

test('several runs are undone newest first; of one run only, a value that was changed again stays', () => {
	const { world, ids, shows } = ada();
	for (const jobTitle of ['Chair', 'Queen', 'Pope']) {
		world.edit('google', ids.google, { jobTitle });
		world.sync();
	}
	const [first] = world.journal;
	expect(undo(world, [first]).left).toMatchObject([{ reason: 'editedSince' }]);
	expect(shows()).toEqual(['Pope', 'Pope']);
	undo(world);
	expect(shows()).toEqual(['Pope', 'Clerk']);
});

test('a chain ends where something else changed the field in between', () => {
	const { world, ids, shows } = ada();
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.sync();
	// The user changes the CRM's value; it goes to Google. Then Google's value goes to the CRM once more.
	world.edit('crm', ids.crm, { Title: 'Queen' });
	world.sync();
	world.edit('google', ids.google, { jobTitle: 'Pope' });
	world.sync();
	const rows = world.journal.filter(({ side }) => side === 'crm');
	expect(undo(world, rows).left).toMatchObject([{ reason: 'changedBetween', row: { before: 'Clerk' } }]);
	expect(shows()).toEqual(['Pope', 'Queen']);
});

test('S43: the same change journalled by two runs, since the first was cut off, is one change', () => {
	const { world, ids, shows } = ada();
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.sync({ crash: { afterWrites: 0, keeps: 'nothing' } });
	world.sync();
	expect(world.journal).toHaveLength(2);
	expect(undo(world).left).toEqual([]);
	expect(shows()).toEqual(['Chair', 'Clerk']);
});

test('S34: a value that the target stored in its own way counts as what the sync wrote', () => {
	const { world, ids, shows } = ada();
	world.books.crm.canonicalise = (fields) => (fields.Title ? { ...fields, Title: fields.Title.slice(0, 5) } : fields);
	world.edit('google', ids.google, { jobTitle: 'Chairwoman' });
	world.sync();
	expect(shows()).toEqual(['Chairwoman', 'Chair']);
	undo(world);
	expect(shows()).toEqual(['Chairwoman', 'Clerk']);
});

describe.each(SIDES)('a record deleted in %s', (side) => {
	const nameField = side === 'google' ? 'familyName' : 'Last_Name';

	test('is created again with what it held, and then on the other side too', () => {
		const { world, ids } = ada();
		world.remove(otherSide(side), ids[otherSide(side)]);
		world.sync();
		expect(world.size(side)).toBe(0);
		const plan = undo(world);
		expect(undoCounts(plan)).toEqual({ fields: 0, records: 1 });
		expect(world.find(side, nameField, 'King')).toMatchObject([{ fields: side === 'google' ? ADA : { Title: 'Clerk', Email: ADA.workEmail } }]);
		settle(world);
		expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
	});

	test('is not created a second time', () => {
		const { world, ids } = ada();
		world.remove(otherSide(side), ids[otherSide(side)]);
		world.sync();
		const rows = [...world.journal];
		undo(world, rows);
		settle(world);
		const again = undo(world, rows);
		expect(again.operations).toEqual({ google: [], crm: [] });
		expect(again.left.every(({ reason }) => reason === 'thereAgain')).toBe(true);
		expect(world.size(side)).toBe(1);
	});

	test('stays where its deletion was journalled but not carried out', () => {
		const { world, ids } = ada();
		world.remove(otherSide(side), ids[otherSide(side)]);
		world.fault = () => ({ refused: 'NO_PERMISSION' });
		world.sync();
		const { operations, left } = undo(world);
		expect(operations).toEqual({ google: [], crm: [] });
		expect(left.every(({ reason }) => reason === 'stillThere')).toBe(true);
	});

	test('comes back as it was before the changes that are undone as well', () => {
		const { world, ids } = ada();
		const own = side === 'google' ? 'jobTitle' : 'Title';
		const other = side === 'google' ? 'Title' : 'jobTitle';
		world.edit(otherSide(side), ids[otherSide(side)], { [other]: 'Chair' });
		world.sync();
		world.remove(otherSide(side), ids[otherSide(side)]);
		world.sync();
		undo(world);
		expect(world.find(side, nameField, 'King')).toMatchObject([{ fields: { [own]: 'Clerk' } }]);
	});
});

test('a contact without e-mail is not created twice either', () => {
	const world = new World({ deletes: true });
	const id = world.add('crm', { Last_Name: 'Silent', Title: 'Monk' });
	world.sync();
	world.sync();
	world.remove('crm', id);
	world.sync();
	const rows = [...world.journal];
	expect(world.size('google')).toBe(0);
	undo(world, rows);
	expect(world.size('google')).toBe(1);
	world.sync();
	expect(undo(world, rows).operations.google).toEqual([]);
});

test('S07: for a record that came back nothing is to be undone, and nothing is deleted', () => {
	const { world, ids } = ada();
	world.remove('google', ids.google);
	world.edit('crm', ids.crm, { Title: 'Chair' });
	world.sync();
	const { operations, left } = undo(world);
	expect(operations).toEqual({ google: [], crm: [] });
	expect(left).toMatchObject([{ reason: 'recreated' }]);
});

test('a change of a record that was deleted since is left alone', () => {
	const { world, ids } = ada({ deletes: false });
	world.edit('google', ids.google, { jobTitle: 'Chair' });
	world.sync();
	world.remove('crm', ids.crm);
	world.sync();
	expect(undo(world).left).toMatchObject([{ reason: 'deletedSince' }]);
});

test('without any memory of the sync, what is expected of the records protects what was edited since', () => {
	const { world, ids, shows } = ada();
	world.edit('google', ids.google, { jobTitle: 'Chair', givenName: 'Augusta' });
	world.sync();
	world.edit('crm', ids.crm, { Title: 'Queen' });
	undo(world, world.journal, false);
	expect(world.get('crm', ids.crm).fields).toMatchObject({ Title: 'Queen', First_Name: 'Augusta' });
	world.edit('crm', ids.crm, { Title: 'Chair' });
	undo(world, world.journal, false);
	expect(shows()).toEqual(['Chair', 'Clerk']);
});

test('without any memory of the sync, a deleted record comes back into its group', () => {
	const { world, ids } = ada();
	world.remove('crm', ids.crm);
	world.sync();
	const { operations } = undo(world, world.journal, false);
	expect(operations.google).toMatchObject([{ op: 'create', scope: world.books.google.scope, set: ADA }]);
	settle(world);
	expect([world.size('google'), world.size('crm')]).toEqual([1, 1]);
});

test('every history: right after a run, its undo brings every overwritten value back, and overwrites nothing else', () => {
	fc.assert(
		fc.property(twoWay, history(['create', 'email', 'swap']), (settings, steps) => {
			const world = beginning(3, settings);
			play(world, steps);
			const { journal } = world.sync();
			const before = new Map(SIDES.flatMap((side) => [...world.books[side].records].map(([id, { fields }]) => [id, { ...fields }])));
			undo(world, journal);
			const expected = new Map([...before].map(([id, fields]) => [id, { ...fields }]));
			for (const { recordId, field, before: value } of journal) (expected.get(recordId) ?? {})[field] = value;
			const after = new Map(SIDES.flatMap((side) => [...world.books[side].records].map(([id, { fields }]) => [id, fields])));
			expect(after).toEqual(expected);
		}),
		{ numRuns: HISTORIES },
	);
});
