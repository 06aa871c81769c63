import type { Configuration } from '../shared/configuration';
import { choiceName } from '../shared/settings';
import { changesTable } from './changesTable';
import type { View } from './frame';
import { button, form, frame, to } from './frame';
import { facts, monthLine, stateLine, troubles } from './health';
import type { Html } from './html';
import { count, html } from './html';
import { conflictsOf, lastRunOf, refusalOf, whichIsDecided } from './lastRun';
import { waitingTable } from './report';
import { doubtsOf } from './whoIsWho';

/** The state of one sync, and what can be done with it. */
export function syncPage(row: Configuration, view: View): string {
	const run = lastRunOf(row);
	const isDecided = whichIsDecided(row);
	const open = conflictsOf(row).filter((conflict) => !isDecided(conflict)).length;
	const asked = approval(row, view);
	const doubts = doubtsOf(row).length;
	const body = html`<section>${stateLine(row, view.now)}${facts(row, view)}${run?.summary && !run.refusal && html`<p>${run.summary}</p>`}<p class="soft">${choiceName('direction', row)}. ${choiceName('frequency', row)}.</p>${deeds(row, view, asked === null)}</section>${troubles(row, view)}${asked}${
		open > 0 && html`<section class="ask"><h2>${count(open, 'open conflict')}</h2><p>Both sides changed the same field, and nobody has decided yet.</p><p><a class="button" href="${to('conflicts', row)}">Decide</a></p></section>`
	}${
		doubts > 0 && html`<section class="ask"><h2>${count(doubts, 'person', 'people')} who may be on both sides</h2><p>Nothing tells whether they are one and the same, so they are not synced yet.</p><p><a class="button" href="${to('conflicts', row)}">Look at them</a></p></section>`
	}${run && !run.refusal && waitingTable(run, view)}${monthLine(row, view.now)}`;
	return frame(row.name, body, row, 'sync');
}

/** The buttons that do something in this state. @param isFree whether no approval is waited for, before which a sync does nothing */
function deeds(row: Configuration, view: View, isFree: boolean): Html {
	if (row.status !== 'active') return html`<div class="deeds">${button(view, 'resume', row, 'Resume', 'main')}</div>`;
	return html`<div class="deeds">${button(view, 'sync', row, 'Sync now', isFree ? 'main' : '')}${button(view, 'pause', row, 'Pause')}</div>`;
}

/** So many changes of a side a report lists. */
const LISTED = 200;

const WHY = {
	firstSync: 'This is the first sync. Nothing has been written yet. See what it would do, and approve it.',
	tooManyDeletions: 'The last sync would have deleted unusually many contacts, so it did nothing. Approve it only if these deletions are right.',
	emptyListing: 'One side suddenly shows no contacts at all, so nothing was done. Approve it only if that is right.',
};

/** A plan that waits for somebody's approval, person by person. */
function approval(row: Configuration, view: View): Html | null {
	const [run, refusal] = [lastRunOf(row), refusalOf(row)];
	if (!run || !refusal || row.status !== 'active') return null;
	if (row.approval === refusal.digest) return null;
	const changes = run.changes ?? [];
	const isCut = ['google', 'crm'].some((side) => changes.filter((one) => one.side === side).length >= LISTED);
	return html`<section class="ask"><h2>What the sync would do</h2><p>${WHY[refusal.reason]}</p>${changesTable(
		isCut ? `What would change, the first ${LISTED} on each side` : 'What would change',
		changes,
	)}${form(view, 'approve', row, html`<input type="hidden" name="digest" value="${refusal.digest}"><div class="deeds"><button class="main">Approve, and let it sync</button></div>`)}<p class="soft">If people change something in the meantime, the sync asks again.</p></section>`;
}
