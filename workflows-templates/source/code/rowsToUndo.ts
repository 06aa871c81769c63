import type { JournalRow } from '../../../nodes/ContactReconcile/engine/plan/journal';
import type { CodeScope, Item } from './shared/scope';
import type { Checked } from './pages/request';
import { undoable } from './pages/undo';

/** What can be undone, with the chosen rows as JSON; and the sync itself, whose memory is to be read. */
export function rowsToUndo({ $, $input }: CodeScope): Item[] {
	const { row, given, verb } = $('Checked').first<Checked>().json;
	const journal = $input
		.all<JournalRow>()
		.map(({ json }) => json)
		.filter(({ recordId }) => recordId);
	const { rows, ...undo } = undoable(journal, given, verb !== null);
	return [{ json: { ...row, action: 'read', undo, rows: JSON.stringify(rows), isChosen: rows.length > 0 } }];
}
