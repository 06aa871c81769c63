import type { ReportInput } from '../../nodes/ContactReconcile/engine/report/html';
import { htmlReport, undecidedConflicts } from '../../nodes/ContactReconcile/engine/report/html';
import type { ShownRun } from '../../nodes/ContactReconcile/engine/model/run';
import { noCounts } from '../../nodes/ContactReconcile/engine/record/sideCounts';
import type { RunOutcome } from '../../nodes/ContactReconcile/engine/model/types';

const NOBODY = { inSync: 0, deferred: 0, waiting: 0, failing: 0, excluded: 0, ambiguous: 0, detached: 0, conflicted: 0, notRepresentable: 0 };

function shownRun(more: Partial<ShownRun> = {}): ShownRun {
	return {
		runId: 'run7',
		startedAt: '2026-01-02T03:04:05.678Z',
		finishedAt: '2026-01-02T03:06:07.890Z',
		outcome: 'complete',
		attention: [],
		readings: { google: 'changes', crm: 'changes' },
		written: { google: noCounts(), crm: noCounts() },
		conflicts: 0,
		overwritten: 0,
		classes: NOBODY,
		contacts: 0,
		hints: [],
		details: [],
		...more,
	};
}

const CONFLICT = { contact: 'Ada King', side: 'crm', field: 'Title', kept: 'Chair', replaced: 'Clerk' } as const;

/** The lines of the page between its heading and its end. */
const fieldLabel = (_side: unknown, field: string) => field;

function body(input: Partial<ReportInput>): string[] {
	const lines = htmlReport({ title: 'Sync', notes: [], run: null, fieldLabel, ...input }).split('\n');
	return lines.slice(2, -1).filter((line) => line !== '');
}

test('before the first run the page says so, below its title and notes', () => {
	const page = htmlReport({ title: 'Our contacts', notes: ['Ask Ann', 'or Bob'], run: null, fieldLabel });
	expect(page.split('\n')).toEqual([
		expect.stringMatching(/^<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Our contacts<\/title><style>.+<\/style><\/head><body><main>$/),
		'<h1>Our contacts</h1>',
		'<p>Ask Ann</p>',
		'<p>or Bob</p>',
		'<p>There was no sync yet.</p>',
		'</main></body></html>',
	]);
});

test('a run that did nothing says when it was, how it ended and that nothing was written', () => {
	expect(body({ run: shownRun({ contacts: 12 }) })).toEqual([
		'<p>Last sync: <b>2026-01-02 03:06 UTC</b>. Everything is in step. 12 contacts.</p>',
		'<h2>Written to Google</h2><table><tr><td>Nothing</td></tr></table>',
		'<h2>Written to the CRM</h2><table><tr><td>Nothing</td></tr></table>',
		'<h2>Contacts</h2><table><tr><td>Nothing</td></tr></table>',
	]);
});

test.each<[RunOutcome, string]>([
	['complete', 'Everything is in step'],
	['partial', 'Some contacts go with the next runs'],
	['attention', 'Something needs your attention'],
	['refused', 'Refused as a whole: nothing was written'],
	['incomplete', 'One side could not be read to its end'],
])('a run that ended as %s reads "%s"', (outcome, words) => {
	expect(body({ run: shownRun({ outcome }) })[0]).toContain(`</b>. ${words}. 0 contacts.`);
});

/** A table with a heading for each cell. */
function list(title: string, heads: string[], ...rows: string[][]): string {
	const cells = rows.map((row) => `<tr>${row.map((text, index) => `<td data-head="${heads[index]}">${text}</td>`).join('')}</tr>`);
	return `<h2>${title}</h2><table class="list"><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr>${cells.join('')}</table>`;
}

/** A row of a bar chart. */
const bar = (label: string, count: number, width: number): string =>
	`<tr><td>${label}</td><td class="n">${count}</td><td class="bar"><div style="width:${width}%"></div></td></tr>`;

test('what was written to each side is shown as bars, the longest of full width, without what did not happen', () => {
	const written = {
		google: { created: 1, updated: 3, deleted: 0, joined: 2, failed: 0, overtaken: 0, unknown: 0, notSent: 0 },
		crm: { created: 0, updated: 0, deleted: 8, joined: 0, failed: 1, overtaken: 2, unknown: 4, notSent: 6 },
	};
	const [, google, crm] = body({ run: shownRun({ written }) });
	expect(google).toBe(`<h2>Written to Google</h2><table>${bar('Created', 1, 34)}${bar('Updated', 3, 100)}${bar('Joined the group', 2, 67)}</table>`);
	expect(crm).toBe(
		`<h2>Written to the CRM</h2><table>${bar('Deleted', 8, 100)}${bar('Failed', 1, 13)}${bar('Changed meanwhile', 2, 25)}${bar('Not confirmed', 4, 50)}${bar('Not sent', 6, 75)}</table>`,
	);
});

test('every class of contacts has its bar', () => {
	const classes = { inSync: 9, deferred: 1, waiting: 2, failing: 3, excluded: 4, ambiguous: 5, detached: 6, conflicted: 7, notRepresentable: 8 };
	const labels = ['In sync', 'Go with the next run', 'Waiting', 'Failing', 'Excluded', 'Ambiguous', 'No longer synced', 'In conflict', 'Cannot be held by the other side'];
	const counts = Object.values(classes);
	const bars = labels.map((label, index) => bar(label, counts[index], Math.ceil((counts[index] / 9) * 100)));
	expect(body({ run: shownRun({ classes }) })[3]).toBe(`<h2>Contacts</h2><table>${bars.join('')}</table>`);
});

test('what needs attention, whoever is not in sync, and hints are told in full', () => {
	const details: ShownRun['details'] = [
		{ class: 'failing', reason: 'CRM: refused', toDo: 'Correct it', contact: 'Bob Ray', googleId: 'people/c2', crmId: '2' },
		{ class: 'detached', reason: 'Left the group', contact: 'Eve', googleId: 'people/c3', crmId: '3' },
	];
	const lines = body({ run: shownRun({ attention: ['Look here', 'and there'], hints: ['By the way', 'and so on'], leftOut: ['1: Left the group. Take it in again'], details }) });
	expect(lines[1]).toBe('<h2>Needs attention</h2><ul><li>Look here</li><li>and there</li></ul>');
	expect(lines.slice(5)).toEqual([
		'<h2>Left out: how many, why, and what to do</h2><ul><li>1: Left the group. Take it in again</li></ul>',
		list('Not in sync', ['Contact', 'State', 'Reason', 'What to do'], ['Bob Ray', 'Failing', 'CRM: refused', 'Correct it'], ['Eve', 'No longer synced', 'Left the group', '']),
		'<h2>Good to know</h2><ul><li>By the way</li><li>and so on</li></ul>',
	]);
});

test('the conflicts that were decided are shown, with the value that stays and the one that went', () => {
	const decided = [CONFLICT, { ...CONFLICT, side: 'google' as const, field: 'jobTitle', kept: '', replaced: 'Cook' }];
	expect(body({ run: shownRun({ decided }) }).slice(4)).toEqual([
		list('Conflicts: both sides had changed the same field', ['Contact', 'Field', 'Kept', 'Replaced'], ['Ada King', 'Title in the CRM', 'Chair', 'Clerk'], ['Ada King', 'jobTitle in Google', '', 'Cook']),
	]);
});

test('a preview says that it is one, and lists people and fields', () => {
	const changes = [
		{ side: 'crm' as const, op: 'update' as const, contact: 'Ada King', id: '1', fields: [{ field: 'Title', before: 'Clerk', after: 'Chair' }] },
		{ side: 'google' as const, op: 'create' as const, contact: 'Bob', id: null, fields: [{ field: 'workEmail', before: '', after: 'bob@example.org' }] },
	];
	const [first, second, table] = body({ run: shownRun({ preview: true, summary: 'Preview, nothing was written.', changes }) });
	expect(first).toContain('Preview: nothing was written');
	expect(second).toBe('<p>Preview, nothing was written.</p>');
	expect(table).toBe(
		list('Not carried out yet', ['Contact', 'Change', 'Fields'], ['Ada King', 'Update in the CRM', 'Title: Clerk → Chair'], ['Bob', 'Create in Google', 'workEmail: bob@example.org']),
	);
});

test('names and values are shown as text, whatever they look like', () => {
	const page = htmlReport({ title: `<a b="c" d='e'>&`, notes: [], run: shownRun({ hints: ['<script>'], decided: [{ ...CONFLICT, kept: '<img>' }] }), fieldLabel });
	expect(page).toContain('<h1>&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;</h1>');
	expect(page).not.toMatch(/<script|<img|<a /);
});

test('the page needs nothing else to look as it does', () => {
	const page = htmlReport({ title: 'Sync', notes: [], run: shownRun(), fieldLabel });
	const [, style] = /<style>(.*)<\/style>/.exec(page) ?? [];
	const [always, onPhones] = style.split(/@media\(max-width:40em\)\{(.*)\}$/);
	for (const rules of [always, onPhones]) expect(rules).toMatch(/^([^{}]+\{([\w-]+:[^;{}]+;?)+\})+$/);
	expect(always.match(/[^{}]+(?=\{)/g)).toEqual(['body', 'h1', 'h2', 'table', 'td,th', '.n', '.bar', '.bar div']);
	expect(onPhones.match(/[^{}]+(?=\{)/g)).toEqual(['.list tr:first-child', '.list td', '.list td::before', '.list tr']);
	expect(page).not.toMatch(/src=|href=|url\(|@import/);
});

test('conflicts that nobody decides are listed with both values, and changes with all their fields', () => {
	const conflicts = [{ field: 'Title', google: 'Chair', crm: 'Clerk' }, { field: 'Fax', google: '1', crm: '2' }];
	const details: ShownRun['details'] = [{ class: 'conflicted', reason: 'Why', contact: 'Ada King', googleId: null, crmId: null, conflicts }, { class: 'excluded', reason: 'Why', contact: 'Bob', googleId: null, crmId: null }];
	const fields = [{ field: 'Title', before: 'A', after: 'B' }, { field: 'Fax', before: '', after: '2' }, { field: 'Phone', before: '3', after: '' }];
	const run = shownRun({ details, changes: [{ contact: 'Eve', side: 'crm', op: 'update', id: '1', fields }] });
	const lines = body({ run });
	expect(lines).toContain(list('Conflicts that nobody decides: both values stay', ['Contact', 'Field', 'Google', 'CRM'], ['Ada King', 'Title', 'Chair', 'Clerk'], ['Ada King', 'Fax', '1', '2']));
	expect(lines.find((line) => line.includes('Not carried out yet'))).toContain('>Title: A → B; Fax: 2; Phone: 3 → (empty)</td>');
	expect(undecidedConflicts(run)).toEqual(conflicts.map((conflict) => ({ contact: 'Ada King', ...conflict })));
	expect(undecidedConflicts(null)).toEqual([]);
});
