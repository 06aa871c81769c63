import findLast from 'lodash/findLast';

/** Who changed something: the user in Google Contacts, or a client of the API. */
export type Author = 'user' | 'api';

/** A change of an account; together they say who wrote what. */
export interface Change {
	/** From 1, counted over the whole account. */
	version: number;
	/** Milliseconds by the server's clock. */
	at: number;
	by: Author;
	/** Of a contact or a group. */
	resourceName: string;
	how: 'create' | 'update' | 'delete';
	/** The parts that were written, whether or not their values changed. */
	fields: string[];
}

interface Revision<Value> {
	version: number;
	value: Value;
	isDeleted: boolean;
}

/** What an account held at any of its versions. */
export class Revisions<Value> {
	private readonly byName = new Map<string, Array<Revision<Value>>>();

	put(resourceName: string, version: number, value: Value, isDeleted = false): void {
		const revision = { version, value, isDeleted };
		const earlier = this.byName.get(resourceName);
		if (earlier) earlier.push(revision);
		else this.byName.set(resourceName, [revision]);
	}

	get(resourceName: string): Value | undefined {
		const latest = this.byName.get(resourceName)?.at(-1);
		return latest && !latest.isDeleted ? latest.value : undefined;
	}

	/** What there is, in the order in which it came. */
	all(): Value[] {
		return [...this.byName.values()].flatMap((revisions) => {
			const latest = revisions.at(-1);
			return latest && !latest.isDeleted ? [latest.value] : [];
		});
	}

	/** What there was at a version, the longest unchanged first. */
	allAt(version: number): Value[] {
		return this.between(-1, version).flatMap(({ value, isDeleted }) => (isDeleted ? [] : [value]));
	}

	/** What changed after one version and up to another, each as it was at the latter, the longest unchanged first. */
	between(after: number, upTo: number): Array<Revision<Value>> {
		const changed = [...this.byName.values()].flatMap((revisions) => {
			const latest = findLast(revisions, ({ version }) => version <= upTo);
			return latest && latest.version > after ? [latest] : [];
		});
		return changed.sort((one, other) => one.version - other.version);
	}
}
