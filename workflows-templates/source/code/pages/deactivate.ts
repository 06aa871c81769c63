import type { Also } from '../shared/choices';
import { ALSO } from '../shared/choices';
import type { Configuration } from '../shared/configuration';
import type { View } from './frame';
import { form, frame } from './frame';
import { box, count, html, list } from './html';

/** Asks what is to end together with a sync. */
export function deactivatePage(row: Configuration, view: View): string {
	const boxes = Object.entries(ALSO).map(([name, label]) => box(label, name, 'yes'));
	const body = html`<section><p>The sync stops. Contacts stay as they are on both sides.</p>${form(
		view,
		'deactivate',
		row,
		html`<fieldset><legend>Also</legend>${boxes}</fieldset><p>Without the journal, nothing that syncs of this contact group or list view have overwritten can be undone any more. Ending the access to an account ends it for every sync of that account.</p><div class="deeds"><button class="harm">Deactivate</button></div>`,
	)}</section>`;
	return frame(`Deactivate ${row.name}`, body, row, 'deactivate');
}

/** What the nodes of the way answered; undefined where one did not run. */
export interface Ended {
	also: Also[];
	/** Rows of the memory that are left. */
	stateLeft: number | string | undefined;
	journalErased: number | undefined;
	google: string | undefined;
	crm: string | undefined;
	rowTaken: boolean;
}

/** Says what was really done. */
export function endedPage(row: Configuration, { also, stateLeft, journalErased, google, crm, rowTaken }: Ended): string {
	const done = [
		'The sync is stopped. Contacts stay as they are on both sides.',
		...(also.includes('state') ? [stateLine(stateLeft)] : ['What it remembers is kept.']),
		...(also.includes('journal') ? [`The journal of what was overwritten in this contact group and list view is erased: ${count(journalErased ?? 0, 'value')}.`] : ['The journal of overwritten values is kept.']),
		...[google, crm].flatMap((line) => line ?? []),
		...(rowTaken ? ['The sync is taken off this page.'] : []),
	];
	return frame(`${row.name} is deactivated`, html`<section>${list(done)}</section>`, rowTaken ? null : row);
}

function stateLine(left: number | string | undefined): string {
	if (left === 0) return 'What it remembered is erased.';
	return typeof left === 'string' ? `What it remembers could not be erased: ${left}. Deactivate it once more; if it stays so, tell whoever looks after this page.` : 'What it remembers is not erased.';
}
