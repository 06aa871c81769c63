import escapeHtml from 'lodash/escape';

import type { SideName } from '../../../shared/protocol';
import { sideName } from '../../../shared/protocol/parts';
import type { ContactClass, OpenConflict, PlannedChange, RunOutcome, ShownRun } from '../model/run';
import { CLASS_NAMES, COUNTS } from './report';
import { SIDES } from '../model/types';

export interface ReportInput {
	title: string;
	/** Sentences above everything else. */
	notes: readonly string[];
	/** Null before the first run. */
	run: ShownRun | null;
	/** How people call a field of a side. */
	fieldLabel(side: SideName, field: string): string;
}

const OUTCOMES: Record<RunOutcome, string> = {
	complete: 'Everything is in step',
	partial: 'Some contacts go with the next runs',
	attention: 'Something needs your attention',
	refused: 'Refused as a whole: nothing was written',
	incomplete: 'One side could not be read to its end',
};

const CHANGES: Record<PlannedChange['op'], string> = {
	create: 'Create in',
	update: 'Update in',
	delete: 'Delete in',
	join: 'Add to the group in',
};

/** The conflicts that a run left as they are, by its report. */
export function undecidedConflicts(run: ShownRun | null): Array<OpenConflict & { contact: string }> {
	return (run?.details ?? []).flatMap(({ contact, conflicts = [] }) => conflicts.map((conflict) => ({ contact, ...conflict })));
}

/** One run as a page of HTML that needs nothing else, with bars as charts. */
export function htmlReport(input: ReportInput): string {
	const { title, notes, run } = input;
	return [
		`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>`,
		`<h1>${escapeHtml(title)}</h1>`,
		...notes.map((note) => `<p>${escapeHtml(note)}</p>`),
		run ? runSection(run, input) : '<p>There was no sync yet.</p>',
		'</main></body></html>',
	].join('\n');
}

/** An ISO time in UTC, to the minute. */
function shownTime(iso: string): string {
	return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function runSection(run: ShownRun, input: ReportInput): string {
	return [
		`<p>Last sync: <b>${escapeHtml(shownTime(run.finishedAt))}</b>. ${run.preview ? 'Preview: nothing was written' : OUTCOMES[run.outcome]}. ${Number(run.contacts)} contacts.</p>`,
		...(run.summary ? [`<p>${escapeHtml(run.summary)}</p>`] : []),
		listOf('Needs attention', run.attention),
		table(
			'Not carried out yet',
			['Contact', 'Change', 'Fields'],
			(run.changes ?? []).map(({ contact, side, op, fields }) => [
				contact,
				`${CHANGES[op]} ${sideName(side)}`,
				fields.map(({ field, before, after }) => `${input.fieldLabel(side, field)}: ${before === '' ? after : `${before} → ${after || '(empty)'}`}`).join('; '),
			]),
		),
		...SIDES.map((side) => bars(`Written to ${sideName(side)}`, COUNTS.map(([key, label]) => [label, run.written[side][key]]))),
		bars('Contacts', Object.entries(CLASS_NAMES).map(([key, label]) => [label, run.classes[key as ContactClass]])),
		table(
			'Conflicts: both sides had changed the same field',
			['Contact', 'Field', 'Kept', 'Replaced'],
			(run.decided ?? []).map(({ contact, side, field, kept, replaced }) => [
				contact,
				`${input.fieldLabel(side, field)} in ${sideName(side)}`,
				kept,
				replaced,
			]),
		),
		table(
			'Conflicts that nobody decides: both values stay',
			['Contact', 'Field', 'Google', 'CRM'],
			undecidedConflicts(run).map(({ contact, field, google, crm }) => [contact, field, google, crm]),
		),
		listOf('Left out: how many, why, and what to do', run.leftOut ?? []),
		table(
			'Not in sync',
			['Contact', 'State', 'Reason', 'What to do'],
			run.details.map(({ contact, class: state, reason, toDo = '' }) => [contact, CLASS_NAMES[state], reason, toDo]),
		),
		listOf('Good to know', run.hints),
	].join('\n');
}

/** Every number that is not nothing, as a bar. */
function bars(title: string, all: Array<[string, number]>): string {
	const shown = all.filter(([, count]) => count > 0);
	const largest = Math.max(1, ...shown.map(([, count]) => count));
	const rows = shown.map(([label, count]) => {
		const width = Math.ceil((count / largest) * 100);
		return `<tr><td>${label}</td><td class="n">${count}</td><td class="bar"><div style="width:${width}%"></div></td></tr>`;
	});
	const nothing = '<tr><td>Nothing</td></tr>';
	return `<h2>${title}</h2><table>${rows.join('') || nothing}</table>`;
}

/** On a phone each cell bears its heading. */
function table(title: string, heads: string[], rows: string[][]): string {
	if (rows.length === 0) return '';
	const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
	const cells = (row: string[]): string => row.map((text, index) => `<td data-head="${heads[index]}">${escapeHtml(text)}</td>`).join('');
	return `<h2>${title}</h2><table class="list"><tr>${head}</tr>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</table>`;
}

function listOf(title: string, lines: readonly string[]): string {
	if (lines.length === 0) return '';
	return `<h2>${title}</h2><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
}

const STYLE = [
	'body{font:15px sans-serif;color:#333;max-width:52em;margin:2em auto;padding:0 1em;overflow-wrap:anywhere}',
	'h1{font-size:1.4em}h2{font-size:1.1em;margin-top:1.5em}',
	'table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25em .5em;border-bottom:1px solid #ddd;vertical-align:top;min-width:5.5em}',
	'.n{text-align:right;min-width:0;width:3em}.bar{width:60%}.bar div{background:#3b7dd8;height:1em}',
	'@media(max-width:40em){.list tr:first-child{display:none}.list td{display:block;border:0}.list td::before{content:attr(data-head) ": ";color:#666}.list tr{border-bottom:1px solid #ddd}}',
].join('');
