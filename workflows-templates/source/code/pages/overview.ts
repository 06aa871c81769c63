import type { Configuration } from '../shared/configuration';
import type { View } from './frame';
import { frame, to } from './frame';
import { facts, stateLine } from './health';
import { html } from './html';
import { conflictsOf, whichIsDecided } from './lastRun';

/** All syncs with how they do. */
export function overviewPage(rows: readonly Configuration[], view: View): string {
	const cards = rows.map((row) => {
		const isDecided = whichIsDecided(row);
		const open = conflictsOf(row).filter((conflict) => !isDecided(conflict)).length;
		return html`<li class="card"><h2><a href="${to('sync', row)}">${row.name}</a></h2>${stateLine(row, view.now)}${facts(row, view)}${
			open > 0 && html`<p><a href="${to('conflicts', row)}">${open === 1 ? 'One conflict waits' : `${open} conflicts wait`} for you</a></p>`
		}</li>`;
	});
	const body = html`${rows.length === 0 ? html`<p>No sync is set up yet. A sync keeps the people of a Google contact group and of a list view of the CRM the same.</p>` : html`<ul class="cards">${cards}</ul>`}<p><a class="button main" href="?page=setup">Set up a sync</a></p>`;
	return frame('Contact syncs', body, null, 'overview');
}
