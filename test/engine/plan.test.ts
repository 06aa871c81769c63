import { UnknownFieldError } from '../../nodes/ContactReconcile/engine/observe/observe';
import { decodeState } from '../../nodes/ContactReconcile/store/stateCodec';
import { ANN, crowd, person, synced } from './people';
import { MINUTE, World } from './world';

const SILENT = { Last_Name: 'Silent' };

test('S54: a create whose answer was lost is tried again after ten minutes, if all of Google was read', () => {
	const world = new World();
	world.add('crm', SILENT);
	world.fault = () => 'lostBefore';
	world.sync();
	const lostAt = world.state.contacts[0].lostCreateAt ?? 0;
	const creates = (wait: number, incomplete = false) => {
		world.clock.now = lostAt + wait;
		world.books.google.incomplete = incomplete;
		return world.plan().plan.operations.google.length;
	};
	expect([creates(10 * MINUTE - 1), creates(10 * MINUTE), creates(11 * MINUTE, true)]).toEqual([0, 1, 0]);
	expect(world.plan().plan.state.contacts[0].lostCreateAt).toBe(lostAt);
});

test('S25: a list view that hides what the sync created is named, with the record and what to do; Google is written to all the same', () => {
	const world = new World();
	world.books.crm.view = (fields) => fields.Last_Name !== 'Lee';
	world.add('google', ANN);
	world.sync();
	world.sync({ full: true });
	world.add('google', person(2));
	world.add('crm', SILENT);
	const { writes, attention, state } = world.sync();
	const [hidden] = [...world.books.crm.records.keys()];
	expect(writes.map(({ side, op }) => [side, op])).toEqual([['google', 'create']]);
	expect(attention).toEqual([
		`The list view "${state.sides.crm.scopeName}" does not show 1 record(s) that the sync created, first ${hidden}. ` +
			'Change the view or the records so that it does; until then nothing more is created in the CRM.',
	]);
});

describe('P8: in a run whose settings changed', () => {
	function changed() {
		const { world, people } = crowd(3, { deletes: true });
		world.remove('crm', people[0].crm);
		world.add('google', ANN);
		world.edit('google', people[1].google, { jobTitle: 'Chair' });
		world.set({ syncName: 'other' });
		return world;
	}

	test('nobody is deleted, and everything else goes on', () => {
		const world = changed();
		expect(world.sync().writes.map(({ op }) => op).sort()).toEqual(['create', 'update']);
		expect(world.sync().writes.map(({ op }) => op)).toEqual(['delete']);
	});

	test('a side that was not read to its end is read in full again', () => {
		for (const [set, expected] of [[true, [true, false]], [false, [false, false]]] as const) {
			const { world } = crowd(2);
			if (set) world.set({ syncName: 'other' });
			world.books.google.incomplete = true;
			const { state } = world.sync();
			expect([state.sides.google.cursor === null, state.sides.crm.cursor === null]).toEqual(expected);
		}
	});
});

test.each(['Clerk', ''])('S28: a record that waits to be deleted is read as it was mapped, and an edit of an un-mapped field that held "%s" saves it', (held) => {
	const { world, people } = crowd(3, { deletes: true });
	if (held !== '') world.edit('crm', people[0].crm, { Title: held });
	world.sync();
	world.set({ rows: world.settings.rows.filter(({ crm }) => crm !== 'Title') });
	world.remove('google', people[0].google);
	expect(world.sync().writes).toEqual([]);
	world.meanwhile = () => world.edit('crm', people[0].crm, { Title: 'Chair' });
	expect(world.sync().results).toMatchObject([{ op: 'delete', id: people[0].crm, outcome: 'mismatch' }]);
	world.meanwhile = () => {};
	world.sync();
	expect(world.journal).toContainEqual(expect.objectContaining({ recordId: people[0].crm, field: 'Title', before: 'Chair', reason: 'deleted' }));
	world.sync();
	expect(world.state.former).toBeUndefined();
});

test.each(['google', 'crm'] as const)('S60: while %s is not read to its end nobody is deleted or created, and edits go across', (side) => {
	const { world, people } = crowd(3, { deletes: true });
	world.remove('google', people[0].google);
	world.add(side === 'google' ? 'crm' : 'google', side === 'google' ? SILENT : ANN);
	world.edit(side === 'google' ? 'crm' : 'google', people[1][side === 'google' ? 'crm' : 'google'], side === 'google' ? { Title: 'Chair' } : { jobTitle: 'Chair' });
	world.books[side].incomplete = true;
	const run = world.sync();
	expect(run.writes.map(({ op }) => op)).toEqual(['update']);
	expect(run.summary.outcome).toBe('incomplete');
});

test('S47, S50: what waits for its turn is counted and keeps its place; what failed is not counted', () => {
	const { world, people } = crowd(4, { cap: 1 });
	people.forEach(({ google }) => world.edit('google', google, { jobTitle: 'Chair' }));
	const waiting = () => world.state.contacts.map(({ waitingSince }) => waitingSince).filter((since) => since !== null);
	const first = world.sync();
	expect([first.deferred, first.writes.length, waiting().length]).toEqual([3, 1, 3]);
	const [since] = waiting();
	world.fault = () => ({ refused: 'INVALID_DATA' });
	expect(world.sync().deferred).toBe(2);
	expect(waiting()).toEqual([since, since]);
	world.fault = () => undefined;
	const third = world.sync({ after: 1 });
	expect([third.deferred, third.writes.length]).toEqual([1, 1]);
});

test('S50: a failure is forgotten with what was to be written', () => {
	for (const then of ['taken back', 'left the view'] as const) {
		const { world, ids } = synced();
		world.edit('google', ids.google, { jobTitle: 'Chair' });
		world.fault = () => ({ refused: 'INVALID_DATA' });
		world.sync();
		expect(world.state.contacts[0].failure).not.toBeNull();
		expect(world.sync().state.contacts[0].failure).not.toBeNull();
		if (then === 'taken back') world.edit('google', ids.google, { jobTitle: ANN.jobTitle });
		else world.books.crm.setScope(ids.crm, false);
		expect(world.sync().state.contacts[0].failure).toBeNull();
	}
});

test('S62: a refused plan writes and defers, but what was read is known; a listing that nobody believes teaches nothing', () => {
	const { world, people } = crowd(8, { deletes: true, deleteFloor: 2 });
	people.slice(0, 4).forEach(({ crm }) => world.remove('crm', crm));
	world.edit('google', people[5].google, { jobTitle: 'Chair' });
	const run = world.sync();
	expect(run).toMatchObject({ writes: [], journal: [], deferred: 5, refusal: { reason: 'tooManyDeletions', side: 'google', count: 4 } });
	expect(run.attention).toEqual([run.refusal?.message]);
	expect(world.state.contacts.filter(({ crm }) => crm?.presence === 'gone')).toHaveLength(4);
	const empty = crowd(8, { deleteFloor: 2 }).world;
	const before = decodeState(empty.memory);
	empty.books.google.listingOrder = () => [];
	const { plan } = empty.plan({ full: true });
	expect(plan.refusal?.reason).toBe('emptyListing');
	expect(plan.state).toEqual(before);
});

test('fields that do not exist are named together', () => {
	const error = new UnknownFieldError([{ side: 'crm', field: 'Own' }, { side: 'google', field: 'own' }]);
	expect(error.message).toBe('CRM has no field "Own"; Google has no field "own"');
});

test('S08: who is on neither side is not kept, and everybody else is', () => {
	const { world, people } = crowd(3);
	world.remove('google', people[1].google);
	world.remove('crm', people[1].crm);
	world.sync();
	expect(world.state.contacts.map(({ crm }) => crm?.id)).toEqual([people[0].crm, people[2].crm]);
});

test('a number that the CRM moved to another field, and Google holds already, is not written; what was edited beside it is', () => {
	const world = new World();
	world.books.google.isArranged = true;
	const ids = world.addBoth(ANN);
	world.sync();
	world.edit('crm', ids.crm, { Phone: '', Mobile: '555 0100', Title: 'Chair' });
	const run = world.sync();
	expect(run.writes).toMatchObject([{ side: 'google', op: 'update', set: { jobTitle: 'Chair' } }]);
	expect(run.journal.map(({ field }) => field)).toEqual(['jobTitle']);
	expect(world.sync().writes).toEqual([]);
	expect(world.get('crm', ids.crm).fields).toMatchObject({ Mobile: '555 0100' });
	expect(world.get('crm', ids.crm).fields.Phone ?? '').toBe('');
});
