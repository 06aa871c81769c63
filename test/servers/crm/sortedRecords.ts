import { wholeSecond } from './clock';
import type { ModuleStore, SortField, StoredRecord } from './moduleStore';
import { type CustomView, EVERYTHING } from './views';

export interface ListingOrder {
	by: SortField;
	descending: boolean;
}

interface CachedList {
	revision: number;
	/** Views may depend on the time of day; a membership holds for the second it was computed in. */
	second: number;
	predicate: CustomView['predicate'] | undefined;
	records: StoredRecord[];
}

/** Sorted lists of a module's records, kept until a record changes, so that paging through 25,000 sorts once. */
export class SortedRecords {
	private readonly cache = new Map<string, CachedList>();

	/**
	 * @param moment the state to list, in milliseconds; left out: now.
	 * @returns every record of the module, or of the view, in order; equal times follow the id.
	 */
	list(store: ModuleStore, order: ListingOrder, view: CustomView | undefined, moment?: number): StoredRecord[] {
		if (moment !== undefined) return this.compute(store, order, view, moment);
		const key = [store.id, order.by, String(order.descending), view?.id ?? ''].join('|');
		const second = view === undefined || view.predicate === EVERYTHING ? 0 : wholeSecond(store.around.now());
		const cached = this.cache.get(key);
		if (cached?.revision === store.revision && cached.second === second && cached.predicate === view?.predicate) {
			return cached.records;
		}
		const records = this.compute(store, order, view, undefined);
		this.cache.set(key, { revision: store.revision, second, predicate: view?.predicate, records });
		return records;
	}

	private compute(
		store: ModuleStore,
		order: ListingOrder,
		view: CustomView | undefined,
		moment: number | undefined,
	): StoredRecord[] {
		const now = store.around.now();
		const records = store.storedAt(moment);
		const shown =
			view === undefined || view.predicate === EVERYTHING
				? records
				: records.filter((record) => view.predicate(store.present(record), now));
		return shown.sort(comparator(order));
	}
}

/** Ids have one length, so that comparing them as text is comparing them as numbers. */
export function comparator(order: ListingOrder): (one: StoredRecord, other: StoredRecord) => number {
	const direction = order.descending ? -1 : 1;
	const byId = (one: StoredRecord, other: StoredRecord): number =>
		one.id === other.id ? 0 : one.id < other.id ? -1 : 1;
	switch (order.by) {
		case 'id':
			return (one, other) => direction * byId(one, other);
		case 'Created_Time':
			return (one, other) => direction * (one.createdAt - other.createdAt || byId(one, other));
		case 'Modified_Time':
			return (one, other) => direction * (one.modifiedAt - other.modifiedAt || byId(one, other));
	}
}
