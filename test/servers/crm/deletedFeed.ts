/** A deletion as `GET /{module}/deleted` tells it. */
export interface DeletedEntry {
	id: string;
	displayName: string | null;
	type: 'recycle' | 'permanent';
	/** Milliseconds. */
	at: number;
	deletedBy: string;
	createdBy: string;
}

/** The deletions of one module. */
export class DeletedFeed {
	private readonly entries = new Map<string, DeletedEntry>();

	add(entry: DeletedEntry): void {
		this.entries.set(entry.id, entry);
	}

	remove(id: string): void {
		this.entries.delete(id);
	}

	/** Latest first, those of one second in the order of their ids. */
	all(): DeletedEntry[] {
		return [...this.entries.values()].sort((one, other) => other.at - one.at || (one.id < other.id ? -1 : 1));
	}

	/** Empties the recycle bin: what lay there is gone for good. */
	purge(): void {
		for (const entry of this.entries.values()) entry.type = 'permanent';
	}
}
