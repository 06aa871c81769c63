/** A row of the table of configurations; what the runner notes is empty before the first run. */
export interface Configuration {
	id: number;
	name: string;
	/** What its memory is kept under. */
	syncName: string;
	status: 'active' | 'paused' | 'inactive';
	groupId: string;
	groupName: string;
	module: string;
	viewId: string;
	viewName: string;
	direction: string;
	winner: string;
	deletes: boolean;
	withoutEmail: string | null;
	frequency: 'minutes' | 'hours' | 'days' | 'weeks';
	/** As 06:00. */
	atTime: string;
	/** From 1, Monday. */
	weekday: number;
	/** Rows as JSON. */
	fieldMap: string;
	tell: 'problems' | 'always' | 'never';
	/** Milliseconds since 1970. */
	dueAt: number;
	/** Milliseconds since 1970; until then a run holds it. */
	leaseUntil: number;
	lastRunId: string | null;
	/** ISO time. */
	lastSync: string | null;
	/** The report of Record Results, as JSON. */
	lastReport: string | null;
	/** Begins with its ISO time. */
	lastError: string | null;
	/** Whether the first plan waits for an approval. */
	askFirst: boolean | null;
	/** The digest of the plan that was approved, until it is carried out. */
	approval: string | null;
	/** Who keeps its value in conflicts that a customer decided, for Start Sync, as JSON, until it is carried out. */
	decisions: string | null;
	/** Who are two people, by a customer's word: a pair of ids a line, for Start Sync. */
	apart: string | null;
	/** What each of the last thirty days brought, as JSON. */
	history: string | null;
}

/** The columns that a customer's buttons change. */
export const CUSTOMERS_CHANGE = ['status', 'dueAt', 'approval', 'decisions', 'apart'] as const;
