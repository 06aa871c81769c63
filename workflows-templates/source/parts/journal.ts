import type { Flow, Placed } from '../flow';
import { deleteRows, insertItems } from './dataTable';
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
