import type { Flow, Placed, Step } from '../flow';
import { deleteRows, getRows, insertItems } from './dataTable';
import type { JournalTable } from './tables';

/** Deletes what was overwritten more than 90 days ago. */
export function pruneJournal(flow: Flow, journal: JournalTable, row: number): Placed {
	return flow.add('Delete Old Journal Rows', row, {
		...deleteRows(journal, ['createdAt', 'lt', '={{ $now.minus({ days: 90 }).toISO() }}']),
		executeOnce: true,
	});
}

/** Before anything is written, as n8n ends the upper branch first. */
export function storeJournal(flow: Flow, journal: JournalTable, row: number): Placed {
	return flow.add('Store Journal', row, insertItems(journal));
}

/** The rows of a run in which one side's value won over the other's. @param runId an expression */
export function conflictsOf(journal: JournalTable, runId: string): Step {
	return { ...getRows(journal, ['runId', 'eq', runId], ['reason', 'eq', 'conflict']), alwaysOutputData: true };
}
