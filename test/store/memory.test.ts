import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { encodeState } from '../../nodes/ContactReconcile/store/stateCodec';
import type { SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import type { RunRecord } from '../../nodes/ContactReconcile/store/memory';
import { finishedMark, readMemory, rowsOf } from '../../nodes/ContactReconcile/store/memory';
import type { StateRow } from '../../nodes/ContactReconcile/store/stateRows';
import { World } from '../engine/world';

function syncedState(people: number, notes = 'é'.repeat(50)): SyncState {
	const world = new World();
	for (let number = 0; number < people; number++) {
		world.addBoth({ familyName: `N${number}`, workEmail: `p${number}@example.org`, notes: `${notes}${Math.sin(number)}` });
	}
	world.sync();
	return world.state;
}

function runRecord(leaseMark: number, workflowId = 'w'): RunRecord {
	return { id: '1-x', workflowId, settings: new World().settings, startedAt: 5, leaseMark };
}

/** A table, and what a workflow does with it. */
class Table {
	rows: StateRow[] = [];

	private now = 1_000;

	/** Reads, remembers, and deletes what is not needed any more. */
	save(syncName: string, state: SyncState, run: RunRecord | null = null): StateRow[] {
		const made = rowsOf(readMemory(this.rows, syncName), state, run, (this.now += 1));
		this.rows = [...this.rows, ...made.rows].filter(
			(row) => row.syncName !== syncName || row.generation >= made.rows[0].generation || row.generation === made.keep,
		);
		return made.rows;
	}

	put(syncName: string, text: string): void {
		const row = { syncName, generation: (this.now += 1), kind: 'state' as const, part: 1, parts: 1, text };
		this.rows = [...this.rows.filter((other) => other.syncName !== syncName), row];
	}

	read(syncName: string) {
		return readMemory(this.rows, syncName);
	}

	aside(): string[] {
		return this.rows.filter(({ kind }) => kind === 'unreadable').map(({ text }) => text);
	}
}

let table: Table;
beforeEach(() => (table = new Table()));

test('of an empty table nothing is remembered', () => {
	expect(table.read('a')).toMatchObject({ state: emptyState(), run: null, unreadable: null });
});

test('a state and its run are read as they were written', () => {
	const state = syncedState(3);
	table.save('a', state, runRecord(7));
	expect(table.read('a')).toMatchObject({ state, run: runRecord(7), unreadable: null });
});

test('syncs of different names are kept apart', () => {
	table.save('a', syncedState(1));
	table.save('b', syncedState(2));
	table.save('a', emptyState());
	expect(table.read('a').state.contacts).toEqual([]);
	expect(table.read('b').state.contacts).toHaveLength(2);
});

test('where no contact has changed, a save is one small row, and the contacts are still there', () => {
	const state = syncedState(900);
	const all = table.save('a', state);
	const [row, ...more] = table.save('a', { ...state, settled: true });
	expect(more).toEqual([]);
	expect(row.text.length).toBeLessThan(all.map(({ text }) => text.length).reduce((a, b) => a + b) / 5);
	expect(table.read('a').state).toEqual({ ...state, settled: true });
	expect(table.save('a', { ...state, contacts: state.contacts.slice(1) }).length).toBeGreaterThan(1);
	expect(table.read('a').state.contacts).toHaveLength(899);
	expect(new Set(table.rows.map(({ generation }) => generation)).size).toBe(1);
});

test('a state that an older version of this package stored as it was is read', () => {
	const state = syncedState(3);
	table.put('a', encodeState(state));
	expect(table.read('a')).toMatchObject({ state, run: null, unreadable: null });
	table.rows.push({ syncName: 'a', generation: 1, kind: 'run', part: 1, parts: 1, text: '{}' });
	table.save('a', state);
	expect(table.rows.map(({ kind }) => kind)).toEqual(['contacts', 'state']);
});

test('no row holds a name or an address that anybody could read', () => {
	const rows = table.save('a', syncedState(3));
	for (const { text } of rows) expect(text).toMatch(/^[\w+/=]+$/);
});

test('a state that was cut into rows is whole again, in whatever order its rows come, and however often', () => {
	const rows = table.save('a', syncedState(3_000));
	expect(rows.length).toBeGreaterThan(2);
	expect(readMemory([...rows, ...rows].reverse(), 'a')).toMatchObject({ unreadable: null, state: { contacts: { length: 3_000 } } });
});

test('a state is read only when all of it is there: until then the one before counts (F20)', () => {
	const before = table.save('a', syncedState(3));
	const after = rowsOf(readMemory(before, 'a'), syncedState(3_000), null, 9_000).rows;
	after.forEach((_, count) => {
		expect(readMemory([...before, ...after.slice(0, count)], 'a').state.contacts).toHaveLength(3);
	});
	expect(readMemory([...before, ...after], 'a').state.contacts).toHaveLength(3_000);
});

test('a new generation is newer than the one before, also when the clock went back', () => {
	const before = rowsOf(readMemory([], 'a'), emptyState(), null, 5_000).rows;
	expect(rowsOf(readMemory(before, 'a'), emptyState(), null, 10).rows[0].generation).toBeGreaterThan(5_000);
});

describe('S42: a state that cannot be read is said to be so, and the next save keeps it aside', () => {
	test.each([
		['damaged', 'damaged', 'it is damaged'],
		['no state', '{"contacts":1}', 'it is not the text of a state'],
		['of a newer version', JSON.stringify({ ...emptyState(), version: 99 }), 'it has version 99'],
	])('%s', (_what, text, why) => {
		table.put('a', text);
		expect(table.read('a')).toMatchObject({ state: emptyState(), unreadable: expect.stringContaining(why) });
		table.save('a', syncedState(1));
		expect(table.aside()).toEqual([text]);
		expect(table.read('a')).toMatchObject({ state: { contacts: [{}] }, unreadable: null });
		table.save('a', syncedState(2));
		table.save('a', syncedState(2));
		expect(table.aside()).toEqual([text]);
	});

	test('rows are missing, and nothing is before them', () => {
		const [, ...rest] = table.save('a', syncedState(3_000));
		table.rows = rest;
		expect(table.read('a')).toMatchObject({ state: emptyState(), unreadable: 'rows of it are missing' });
		table.save('a', emptyState());
		expect(table.aside().join('')).toBe(rest.map(({ text }) => text).join(''));
	});

	test('one letter of the contacts is another one', () => {
		const [contacts] = table.save('a', syncedState(3));
		contacts.text = contacts.text.replace(/[A-M](?=[^A-M]*$)/, 'Z');
		expect(table.read('a')).toMatchObject({ state: emptyState(), unreadable: expect.stringContaining('damaged') });
	});
});

test('the last mark of a run that has ended is the largest of the workflow, whatever the sync', () => {
	table.save('a', syncedState(1), runRecord(70));
	table.save('b', syncedState(1), runRecord(90));
	table.save('c', syncedState(1), runRecord(99, 'another workflow'));
	table.put('d', 'damaged');
	expect(finishedMark(table.rows, 'w')).toBe(90);
	expect(finishedMark(table.rows.filter(({ kind }) => kind === 'state'), 'w')).toBe(90);
	expect(finishedMark([], 'w')).toBe(0);
});
