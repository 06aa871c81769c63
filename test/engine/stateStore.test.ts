 
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { decodeState, encodeState, UnreadableStateError } from '../../nodes/ContactReconcile/store/stateCodec';
import type { SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import type { RunRecord, StoredSync, SyncStateStore } from '../../nodes/ContactReconcile/store/syncStateStore';
import { workflowStore } from '../../nodes/ContactReconcile/store/syncStateStore';
import type { StateRow } from '../../nodes/ContactReconcile/store/connectedStore';
import { ConnectedStore } from '../../nodes/ContactReconcile/store/connectedStore';
import { World } from './world';

/** A place that stores are opened on, and what it really holds of a sync. */
interface StorePlace {
	open(syncName: string): SyncStateStore;
	putText(syncName: string, text: string): void;
	text(syncName: string): string | undefined;
	keptAside(syncName: string): string | undefined;
}

function syncedState(people: number): SyncState {
	const world = new World();
	for (let number = 0; number < people; number++) {
		world.addBoth({ familyName: `N${number}`, workEmail: `p${number}@example.org`, notes: 'é'.repeat(50) });
	}
	world.sync();
	return world.state;
}

/** What every store of states has to do, whatever it keeps them in. */
function describeSyncStateStore(name: string, makePlace: () => StorePlace): void {
	describe(name, () => {
		let place: StorePlace;
		beforeEach(() => (place = makePlace()));

		test('holds nothing at first', () => {
			const store = place.open('a');
			expect(store.load()).toEqual({ state: emptyState(), unreadable: null });
			expect(store.loadRun()).toBeNull();
			expect(store.size()).toBe(0);
		});

		test('gives a state back as it was saved, also to the next one who opens it', () => {
			const state = syncedState(3);
			place.open('a').save(state);
			expect(place.open('a').load()).toEqual({ state, unreadable: null });
		});

		test('keeps what was saved, not what became of it', () => {
			const state = syncedState(1);
			const store = place.open('a');
			store.save(state);
			state.contacts.length = 0;
			expect(store.load().state.contacts).toHaveLength(1);
			store.load().state.contacts.length = 0;
			expect(store.load().state.contacts).toHaveLength(1);
		});

		test('remembers who runs, apart from the state', () => {
			const run: RunRecord = { id: '1-x', settings: new World().settings, startedAt: 5, manual: false, planOnly: false, reset: '' };
			place.open('a').saveRun(run);
			expect(place.open('a').loadRun()).toEqual(run);
			expect(place.open('a').load().state).toEqual(emptyState());
		});

		test('keeps syncs of different names apart', () => {
			place.open('a').save(syncedState(1));
			expect(place.open('b').load().state.contacts).toEqual([]);
			place.open('b').save(syncedState(2));
			place.open('a').erase();
			expect(place.open('b').load().state.contacts).toHaveLength(2);
		});

		test('erases everything, also what was kept aside', () => {
			place.putText('a', 'damaged');
			const store = place.open('a');
			store.save(syncedState(1));
			store.saveRun({ id: '1-x', settings: new World().settings, startedAt: 5, manual: false, planOnly: false, reset: '' });
			store.erase();
			expect(place.open('a').load()).toEqual({ state: emptyState(), unreadable: null });
			expect(store.loadRun()).toBeNull();
			expect(place.keptAside('a')).toBeUndefined();
			expect(store.size()).toBe(0);
		});

		test('tells its size in bytes, which grows with the state', () => {
			const store = place.open('a');
			store.save(syncedState(10));
			const ten = store.size();
			store.save(syncedState(20));
			expect(ten).toBeGreaterThan(10 * 100);
			expect(store.size()).toBeGreaterThan(ten + 10 * 100);
		});

		test.each([
			['damaged', 'damaged', 'it is not the text of a state'],
			['of a newer version', JSON.stringify({ ...emptyState(), version: 99 }), 'it has version 99'],
		])('S42: a state that is %s is not read and not destroyed: the next save keeps it aside', (_what, text, why) => {
			place.putText('a', text);
			const store = place.open('a');
			expect(store.load()).toEqual({ state: emptyState(), unreadable: expect.stringContaining(why) });
			expect(place.text('a')).toBe(text);
			store.save(syncedState(1));
			expect(place.keptAside('a')).toBe(text);
			expect(store.load()).toMatchObject({ state: { contacts: [{}] }, unreadable: null });
			store.save(syncedState(2));
			expect(place.keptAside('a')).toBe(text);
		});
	});
}

describeSyncStateStore('the static data of a workflow', () => {
	const data: IDataObject = {};
	const context = { getWorkflowStaticData: () => data } as unknown as IExecuteFunctions;
	return {
		open: (name) => workflowStore(context, name),
		putText: (name, text) => (data[`contactSync.state:${name}`] = text),
		text: (name) => data[`contactSync.state:${name}`] as string | undefined,
		keptAside: (name) => data[`contactSync.unreadable:${name}`] as string | undefined,
	};
});

/** The least that a store can be. */
class MemoryStore implements SyncStateStore {
	constructor(private readonly texts: Map<string, string>, private readonly name: string) {}

	load(): StoredSync {
		const text = this.texts.get(`state ${this.name}`);
		try {
			return { state: text === undefined ? emptyState() : decodeState(text), unreadable: null };
		} catch (error) {
			return { state: emptyState(), unreadable: error instanceof UnreadableStateError ? error.message : 'it is damaged' };
		}
	}

	save(state: SyncState): void {
		const text = this.texts.get(`state ${this.name}`);
		if (text !== undefined && this.load().unreadable !== null) this.texts.set(`aside ${this.name}`, text);
		this.texts.set(`state ${this.name}`, encodeState(state));
	}

	erase(): void {
		for (const part of ['state', 'run', 'aside']) this.texts.delete(`${part} ${this.name}`);
	}

	loadRun(): RunRecord | null {
		return JSON.parse(this.texts.get(`run ${this.name}`) ?? 'null') as RunRecord | null;
	}

	saveRun(run: RunRecord): void {
		this.texts.set(`run ${this.name}`, JSON.stringify(run));
	}

	size(): number {
		return Buffer.byteLength(this.texts.get(`state ${this.name}`) ?? '');
	}
}

describeSyncStateStore('a map in memory', () => {
	const texts = new Map<string, string>();
	return {
		open: (name) => new MemoryStore(texts, name),
		putText: (name, text) => texts.set(`state ${name}`, text),
		text: (name) => texts.get(`state ${name}`),
		keptAside: (name) => texts.get(`aside ${name}`),
	};
});

test('a damaged record of a run is none', () => {
	const context = { getWorkflowStaticData: () => ({ 'contactSync.run:a': '{"id"' }) } as unknown as IExecuteFunctions;
	expect(workflowStore(context, 'a').loadRun()).toBeNull();
});

/** A table of state rows, and an execution that reads it when a store is opened and stores what is saved. */
class RowsPlace implements StorePlace {
	rows: StateRow[] = [];

	private readonly memory: IDataObject = {};

	private now = 1_000;

	open(syncName: string): SyncStateStore {
		const store = new ConnectedStore(this.memory, syncName);
		store.takeIn(this.rows);
		const keep = () => this.keep(syncName, store.rows((this.now += 1)));
		return {
			load: () => store.load(),
			save: (state) => {
				store.save(state);
				keep();
			},
			erase: () => {
				store.erase();
				keep();
			},
			loadRun: () => store.loadRun(),
			saveRun: (run) => {
				store.saveRun(run);
				keep();
			},
			size: () => store.size(),
		};
	}

	putText(syncName: string, text: string): void {
		this.keep(syncName, [{ syncName, generation: (this.now += 1), kind: 'state', part: 1, parts: 1, text }]);
	}

	text(syncName: string): string | undefined {
		return this.textOf(syncName, 'state');
	}

	keptAside(syncName: string): string | undefined {
		return this.textOf(syncName, 'unreadable');
	}

	private keep(syncName: string, rows: StateRow[]): void {
		this.rows = [...this.rows.filter((row) => row.syncName !== syncName), ...rows];
	}

	private textOf(syncName: string, kind: StateRow['kind']): string | undefined {
		const own = this.rows.filter((row) => row.syncName === syncName && row.kind === kind);
		return own.length > 0 ? own.map(({ text }) => text).join('') : undefined;
	}
}

describeSyncStateStore('rows that a workflow keeps', () => new RowsPlace());

describe('a state that was cut into rows', () => {
	function rowsOf(people: number, now: number, taken: StateRow[] = []): StateRow[] {
		const store = new ConnectedStore({}, 'a');
		store.takeIn(taken);
		store.save(syncedState(people));
		return store.rows(now);
	}

	function contactsIn(rows: StateRow[]): { contacts: number; unreadable: string | null } {
		const store = new ConnectedStore({}, 'a');
		store.takeIn(rows);
		const { state, unreadable } = store.load();
		return { contacts: state.contacts.length, unreadable };
	}

	test('is whole again, in whatever order its rows come', () => {
		const rows = rowsOf(900, 1);
		expect(rows.length).toBeGreaterThan(2);
		expect(contactsIn([...rows].reverse())).toEqual({ contacts: 900, unreadable: null });
	});

	test('is read only when all of it is there: until then the one before counts (F20)', () => {
		const before = rowsOf(3, 1);
		const after = rowsOf(900, 2, before);
		after.forEach((_, count) => {
			expect(contactsIn([...before, ...after.slice(0, count)]).contacts).toBe(3);
		});
		expect(contactsIn([...before, ...after]).contacts).toBe(900);
	});

	test('S42: of which rows are missing, and none is before, is said to be unreadable, and kept', () => {
		const [first, ...rest] = rowsOf(900, 1);
		expect(contactsIn(rest)).toMatchObject({ contacts: 0, unreadable: expect.any(String) });
		const next = rowsOf(1, 2, rest);
		expect(next.filter(({ kind }) => kind === 'unreadable').map(({ text }) => text).join('')).toBe(rest.map(({ text }) => text).join(''));
		expect(next.map(({ text }) => text)).not.toContain(first.text);
	});

	test('is newer than the one before, also when the clock went back', () => {
		const [{ generation }] = rowsOf(1, 5_000);
		expect(rowsOf(1, 10, rowsOf(1, 5_000))[0].generation).toBeGreaterThan(generation);
	});

	test('has no character cut in two', () => {
		const world = new World();
		for (let length = 0; length < 3; length++) {
			world.addBoth({ familyName: `N${length}`, workEmail: `p${length}@example.org`, notes: `${'x'.repeat(length)}${'\u{1F600}'.repeat(50_000)}` });
		}
		world.sync();
		const store = new ConnectedStore({}, 'a');
		store.save(world.state);
		const rows = store.rows(1);
		expect(rows.length).toBeGreaterThan(3);
		for (const { text } of rows) expect(Buffer.from(text).toString()).toBe(text);
		expect(contactsIn(rows).contacts).toBe(3);
	});
});
