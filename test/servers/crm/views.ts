import type { IdSource } from './ids';
import type { JsonObject } from './json';

/** Decides on the server whether a record shows in a view. `now` in milliseconds, for views such as "created today". */
export type ViewPredicate = (record: JsonObject, now: number) => boolean;

export interface CustomView {
	readonly id: string;
	name: string;
	/** True for views that come with the module. */
	readonly system: boolean;
	predicate: ViewPredicate;
}

/** What a view that shows every record asks. */
export const EVERYTHING: ViewPredicate = () => true;

/** The list views of one module. */
export class ViewSet {
	private readonly views = new Map<string, CustomView>();

	constructor(
		private readonly ids: IdSource,
		allRecordsName: string,
	) {
		const id = ids.next();
		this.views.set(id, { id, name: allRecordsName, system: true, predicate: EVERYTHING });
	}

	all(): CustomView[] {
		return [...this.views.values()];
	}

	find(id: string): CustomView | undefined {
		return this.views.get(id);
	}

	/** @throws Error when there is no view of that name. */
	named(name: string): CustomView {
		const view = this.all().find((candidate) => candidate.name === name);
		if (!view) throw new Error(`There is no view named "${name}".`);
		return view;
	}

	/** @returns the view's id. */
	addView(spec: { name: string; predicate: ViewPredicate; id?: string }): string {
		const id = spec.id ?? this.ids.next();
		this.views.set(id, { id, name: spec.name, system: false, predicate: spec.predicate });
		return id;
	}

	renameView(id: string, name: string): void {
		this.existing(id).name = name;
	}

	/** Gives the view another criterion; the object is replaced so that cached memberships end. */
	changeView(id: string, predicate: ViewPredicate): void {
		this.views.set(id, { ...this.existing(id), predicate });
	}

	removeView(id: string): void {
		this.existing(id);
		this.views.delete(id);
	}

	private existing(id: string): CustomView {
		const view = this.views.get(id);
		if (!view) throw new Error(`There is no view ${id}.`);
		return view;
	}
}
