/* eslint-disable @n8n/community-nodes/no-restricted-globals */
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { emptyState } from '../../nodes/ContactReconcile/engine/state';
import { decodeState, encodeState, UnreadableStateError } from '../../nodes/ContactReconcile/engine/stateCodec';
import type { SyncState } from '../../nodes/ContactReconcile/engine/types';
import type { RunRecord, StoredSync, SyncStateStore } from '../../nodes/ContactReconcile/store/syncStateStore';
import { StaticDataStore } from '../../nodes/ContactReconcile/store/syncStateStore';
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
			const run: RunRecord = { id: '1-x', settings: new World().settings, startedAt: 5, manual: false, planOnly: false };
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
			store.saveRun({ id: '1-x', settings: new World().settings, startedAt: 5, manual: false, planOnly: false });
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
		open: (name) => new StaticDataStore(context, name),
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
	expect(new StaticDataStore(context, 'a').loadRun()).toBeNull();
});
