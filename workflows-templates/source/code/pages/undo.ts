import type { JournalRow } from '../../../../nodes/ContactReconcile/engine/plan/journal';
import type { PlannedChange } from '../../../../nodes/ContactReconcile/engine/model/run';
import type { Configuration } from '../shared/configuration';
import { changesTable, sideName } from './changesTable';
import { fieldName } from './fieldName';
import type { View } from './frame';
import { form, frame, to } from './frame';
import type { Html } from './html';
import { box, count, html, list, table } from './html';

/** A run that overwrote something. */
interface Run {
	id: string;
	/** ISO time. */
	at: string;
	values: number;
	contacts: number;
}

/** Somebody of whom something was overwritten. */
interface Person {
	key: string;
	name: string;
	values: number;
}

/** What can be undone of a sync, and what of it is chosen. */
export interface Undoable {
	runs: Run[];
	people: Person[];
	/** Exactly one of these where something is chosen. */
	run: Run | null;
	person: Person | null;
	/** Whom the chosen rows are about. */
	chosenPeople: Person[];
	/** The chosen rows. */
	rows: JournalRow[];
}

const MOST_RUNS = 50;
const MOST_PEOPLE = 200;

/** The two records of a person, as one text. */
function keyOf({ side, recordId, otherId }: JournalRow): string {
	return JSON.stringify(side === 'google' ? [recordId, otherId] : [otherId, recordId]);
}

/**
 * What a journal holds for undoing. Run and people are taken by exact match alone.
 *
 * @param given the query, or the form, which names whose values come back
 */
export function undoable(journal: readonly JournalRow[], given: Record<string, string>, isForm: boolean): Undoable {
	const runs = runsOf(journal);
	const people = peopleOf(journal);
	const run = runs.find(({ id }) => id === given.run) ?? null;
	const person = run === null ? (people.find(({ key }) => key === given.person) ?? null) : null;
	const chosen = journal.filter((row) => (run ? row.runId === run.id : person !== null && keyOf(row) === person.key));
	const chosenPeople = peopleOf(chosen);
	const wanted = new Set(Object.entries(given).flatMap(([name, value]) => (/^who-\d+$/.test(name) ? [value] : [])));
	const isWanted = (row: JournalRow) => !isForm || given.everybody === 'yes' || wanted.has(keyOf(row));
	return { runs, people, run, person, chosenPeople, rows: chosen.filter(isWanted) };
}

function runsOf(journal: readonly JournalRow[]): Run[] {
	const byRun = new Map<string, JournalRow[]>();
	for (const row of journal) {
		const rows = byRun.get(row.runId);
		if (rows) rows.push(row);
		// One that names no run is still somebody's.
		else if (row.runId) byRun.set(row.runId, [row]);
	}
	return [...byRun]
		.map(([id, rows]) => ({ id, at: rows[0].at, values: rows.length, contacts: new Set(rows.map(keyOf)).size }))
		.sort((a, b) => (a.at < b.at ? 1 : -1));
}

function peopleOf(journal: readonly JournalRow[]): Person[] {
	const byKey = new Map<string, Person>();
	for (const row of journal) {
		const key = keyOf(row);
		const known = byKey.get(key);
		byKey.set(key, { key, name: row.contact || known?.name || 'Without a name', values: (known?.values ?? 0) + 1 });
	}
	return [...byKey.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** What can be undone, by run and by contact. @param isGone whether something was asked for that is not there */
export function undoPage(row: Configuration, { runs, people }: Undoable, view: View, isGone = false): string {
	const choice =
		runs.length === 0
			? html`<p>No sync has overwritten anything in the last 90 days.</p>`
			: html`<p>Choose what is to come back. You see it before anything is changed, and what was edited since is left alone.</p><section><h2>By sync</h2>${list(
					runs.slice(0, MOST_RUNS).map(({ id, at, values, contacts }) => html`<a href="${to('undo', row, { run: id })}">${view.time(Date.parse(at))}</a>${id.startsWith('undo-') && ', an undo'}: ${count(values, 'value')} of ${count(contacts, 'contact')}`),
				)}${runs.length > MOST_RUNS && html`<p>And ${runs.length - MOST_RUNS} earlier ones, by contact.</p>`}</section><section><h2>By contact</h2>${list(
					people.slice(0, MOST_PEOPLE).map(({ key, name, values }) => html`<a href="${to('undo', row, { person: key })}">${name}</a>: ${count(values, 'value')}`),
				)}${people.length > MOST_PEOPLE && html`<p>And ${people.length - MOST_PEOPLE} more, by sync.</p>`}</section>`;
	const body = html`${isGone && html`<section class="told"><p>What you asked for is not in the journal any more.</p></section>`}${choice}`;
	return frame(`${row.name}: undo`, body, row, 'undo');
}

/** What Undo puts out about its plan. */
export interface UndoReport {
	leftAlone: Array<Pick<JournalRow, 'contact' | 'side' | 'field'> & { why: string }>;
	/** The first of them. */
	changes: PlannedChange[];
	planned: { google: number; crm: number };
}

/** What would come back, whose values are left alone, and the choice of people. */
export function previewPage(row: Configuration, { run, person, chosenPeople }: Undoable, { leftAlone, changes, planned }: UndoReport, view: View): string {
	const all = planned.google + planned.crm;
	const what = run ? `the sync of ${view.time(Date.parse(run.at))}` : (person?.name ?? '');
	const more = all > changes.length ? `, the first ${changes.length} of ${all}` : '';
	const body = html`<section>${changesTable(`Comes back${more}`, changes) ?? html`<p>Nothing comes back.</p>`}</section>${left(leftAlone)}${
		all > 0 && form(view, 'undo', row, html`<input type="hidden" name="run" value="${run?.id ?? ''}"><input type="hidden" name="person" value="${person?.key ?? ''}">${whose(chosenPeople)}<div class="deeds"><button class="main">Bring it back</button></div>`)
	}<p><a href="${to('undo', row)}">Choose something else</a></p>`;
	return frame(`Undo ${what}`, body, row, 'undo');
}

function whose(people: readonly Person[]): Html {
	if (people.length === 1 || people.length > MOST_PEOPLE) return html`<input type="hidden" name="everybody" value="yes">`;
	return html`<section><fieldset><legend>Whose values come back</legend>${people.map(({ key, name }, index) => box(name, `who-${index}`, key, true))}</fieldset></section>`;
}

function left(rows: UndoReport['leftAlone']): Html | null {
	if (rows.length === 0) return null;
	return html`<section>${table(
		'Is left alone',
		['Contact', 'Field', 'Why'],
		rows.slice(0, MOST_PEOPLE).map(({ contact, side, field, why }) => [contact, field === '*' ? 'All' : `${fieldName(side, field)} in ${sideName(side)}`, why]),
	)}</section>`;
}

interface Result {
	kind?: string;
	outcome?: string;
	error?: unknown;
}

/** What an undo did. */
export function undonePage(row: Configuration, items: readonly Result[]): string {
	const results = items.filter(({ kind }) => kind === 'result');
	const of = (...outcomes: string[]) => results.filter(({ outcome = '' }) => outcomes.includes(outcome));
	const [written, unknown, refused] = [of('written'), of('unknown'), of('failed', 'notSent')];
	const kept = results.length - written.length - unknown.length - refused.length;
	const reasons = [...new Set(refused.flatMap(({ error }) => (error as { message?: string } | undefined)?.message ?? []))];
	const lines = [
		`${count(written.length, 'contact was', 'contacts were')} changed back.`,
		...(kept > 0 ? [`${count(kept, 'contact was', 'contacts were')} left alone: changed by somebody meanwhile.`] : []),
		...(refused.length > 0 ? [`${count(refused.length, 'contact was', 'contacts were')} not changed back: ${reasons.join('; ') || 'it broke off'}. Try again later; if it stays so, tell whoever looks after this page.`] : []),
		...(unknown.length > 0 ? [`${count(unknown.length, 'contact')} without a usable answer: the next sync finds out whether they were changed back.`] : []),
		...(written.length > 0 ? ['The next sync carries it to the other side.'] : []),
	];
	return frame(`${row.name}: undone`, html`<section>${list(lines)}</section>`, row, 'undo');
}
