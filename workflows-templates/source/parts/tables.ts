import type { JournalRow } from '../../../nodes/ContactReconcile/engine/plan/journal';
import type { StateRow } from '../../../nodes/ContactReconcile/store/stateRows';
import type { Configuration } from '../code/shared/configuration';

/** A kind of value that a column of a data table takes. */
export type ColumnType = 'string' | 'number' | 'boolean';

/** One of n8n's data tables, by its name. */
export interface Table<Column extends string = string> {
	name: string;
	columns: Record<Column, ColumnType>;
}

const JOURNAL: Record<keyof JournalRow, ColumnType> = {
	at: 'string',
	contact: 'string',
	field: 'string',
	before: 'string',
	after: 'string',
	reason: 'string',
	side: 'string',
	recordId: 'string',
	otherId: 'string',
	scope: 'string',
	runId: 'string',
};

const STATE: Record<keyof StateRow, ColumnType> = {
	syncName: 'string',
	generation: 'number',
	kind: 'string',
	part: 'number',
	parts: 'number',
	text: 'string',
};

const CONFIGURATIONS: Record<Exclude<keyof Configuration, 'id'>, ColumnType> = {
	name: 'string',
	syncName: 'string',
	status: 'string',
	groupId: 'string',
	groupName: 'string',
	module: 'string',
	viewId: 'string',
	viewName: 'string',
	direction: 'string',
	winner: 'string',
	deletes: 'boolean',
	withoutEmail: 'string',
	frequency: 'string',
	atTime: 'string',
	weekday: 'number',
	fieldMap: 'string',
	tell: 'string',
	dueAt: 'number',
	leaseUntil: 'number',
	lastRunId: 'string',
	lastSync: 'string',
	lastReport: 'string',
	lastError: 'string',
	askFirst: 'boolean',
	approval: 'string',
	decisions: 'string',
	apart: 'string',
	history: 'string',
};

export type JournalTable = Table<keyof typeof JOURNAL>;
export type StateTable = Table<keyof typeof STATE>;

/** The tables of a template that syncs one group and list view. */
export const PAIR = {
	journal: { name: 'Contact Sync Journal', columns: JOURNAL },
	state: { name: 'Contact Sync State', columns: STATE },
} satisfies Record<string, Table>;

/** The tables that the page, the runner and the sync of the configurations share. */
export const PAGES = {
	configurations: { name: 'Contact Sync: Configurations', columns: CONFIGURATIONS },
	state: { name: 'Contact Sync: State', columns: STATE },
	journal: { name: 'Contact Sync: Journal', columns: JOURNAL },
	/** Of one row: what the forms of the page are signed with. */
	secrets: { name: 'Contact Sync: Secrets', columns: { secret: 'string' } },
} satisfies Record<string, Table>;
