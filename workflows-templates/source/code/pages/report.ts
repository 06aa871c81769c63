import type { ContactClass } from '../../../../nodes/ContactReconcile/engine/model/run';
import type { Configuration } from '../shared/configuration';
import { changesTable, sideName } from './changesTable';
import { fieldName } from './fieldName';
import type { View } from './frame';
import { frame, to } from './frame';
import { troubles } from './health';
import type { Html } from './html';
import { html, list, table } from './html';
import type { LastRun } from './lastRun';
import { lastRunOf } from './lastRun';

const CLASSES: Record<ContactClass, string> = {
	inSync: 'In step',
	deferred: 'Goes with the next sync',
	waiting: 'Waits',
	failing: 'Fails',
	excluded: 'Left out',
	ambiguous: 'Not clear who it is',
	detached: 'No longer synced',
	conflicted: 'In conflict',
	notRepresentable: 'Does not fit the other side',
};

const COUNTS = [
	['created', 'New'],
	['updated', 'Changed'],
	['deleted', 'Deleted'],
	['joined', 'Joined the group'],
	['failed', 'Failed'],
	['overtaken', 'Changed by somebody meanwhile'],
	['unknown', 'Not confirmed'],
	['notSent', 'Not sent'],
] as const;

/** What the last sync did. */
export function reportPage(row: Configuration, view: View): string {
	const run = lastRunOf(row);
	return frame(`${row.name}: last sync`, html`${troubles(row, view)}${run ? runSection(row, run, view) : html`<p>There was no sync yet.</p>`}`, row, 'report');
}

function runSection(row: Configuration, run: LastRun, view: View): Html {
	const hasTaken = (run.decided ?? []).length > 0;
	return html`<section><h2>${view.time(Date.parse(run.finishedAt))}</h2><p>${run.summary}</p>${written(run)}</section>${
		run.changes && run.changes.length > 0 && html`<section>${changesTable('Not carried out', run.changes)}</section>`
	}${
		hasTaken && html`<section>${table(
			'Conflicts that were decided',
			['Contact', 'Field', 'Stayed', 'Was replaced'],
			(run.decided ?? []).map(({ contact, side, field, kept, replaced }) => [contact, `${fieldName(side, field)} in ${sideName(side)}`, kept, replaced]),
		)}<p><a href="${to('undo', row)}">Undo</a></p></section>`
	}${waitingTable(run, view)}${run.hints.length > 0 && html`<section><h2>Good to know</h2>${list(run.hints)}</section>`}`;
}

function written(run: LastRun): Html {
	const rows = COUNTS.map(([key, label]) => [label, run.written.google[key], run.written.crm[key]] as const).filter(([, google, crm]) => google + crm > 0);
	return rows.length > 0 ? table('What was written', ['What', 'Google', 'CRM'], rows) : html`<p>Nothing was written.</p>`;
}

/** Who is not in step, and why. */
export function waitingTable({ details }: LastRun, { time }: View): Html | null {
	if (details.length === 0) return null;
	return html`<section>${table(
		'Who is not in step, and why',
		['Contact', 'State', 'Why'],
		details.map(({ contact, class: state, reason, toDo, nextTry, conflicts = [] }) => [
			contact || 'Without a name',
			CLASSES[state],
			html`${reason}${toDo && `. ${conflicts.some(({ crmField }) => crmField !== undefined) ? 'Decide it under Conflicts' : toDo}`}${nextTry && `. Tried again after ${time(Date.parse(nextTry))}.`}`,
		]),
	)}</section>`;
}
