import * as fc from 'fast-check';

import type { Configuration } from '../../workflows-templates/source/code/shared/configuration';
import type { Verb } from '../../workflows-templates/source/code/shared/choices';
import { VERBS } from '../../workflows-templates/source/code/shared/choices';
import { LISTS } from '../../workflows-templates/source/code/shared/settings';
import { settings } from '../../workflows-templates/source/code/settings';
import { showPage } from '../../workflows-templates/source/code/showPage';
import { answersOf } from '../../workflows-templates/source/code/pages/answers';
import { offered } from '../../workflows-templates/source/code/pages/accounts';
import { changesTable } from '../../workflows-templates/source/code/pages/changesTable';
import { conflictsPage } from '../../workflows-templates/source/code/pages/conflicts';
import { deactivatePage, endedPage } from '../../workflows-templates/source/code/pages/deactivate';
import type { View } from '../../workflows-templates/source/code/pages/frame';
import { frame } from '../../workflows-templates/source/code/pages/frame';
import { html } from '../../workflows-templates/source/code/pages/html';
import { readRequest } from '../../workflows-templates/source/code/pages/read';
import { refusedPage } from '../../workflows-templates/source/code/pages/message';
import { overviewPage } from '../../workflows-templates/source/code/pages/overview';
import { reportPage } from '../../workflows-templates/source/code/pages/report';
import { setUpPage } from '../../workflows-templates/source/code/pages/setUp';
import { syncPage } from '../../workflows-templates/source/code/pages/sync';
import { previewPage, undoable, undonePage, undoPage } from '../../workflows-templates/source/code/pages/undo';
import { codeScope } from './codeScope';

const TIME = '2026-01-05T12:00:00.000Z';
const NOW = Date.parse(TIME) + 60_000;

const view: View = {
	tokens: Object.fromEntries(VERBS.map((verb) => [verb, 'token'])) as Record<Verb, string>,
	now: NOW,
	time: (at) => (Number.isNaN(at) ? 'no time' : new Date(at).toISOString()),
};

/** A report in which every text is one that anybody may have chosen. */
function report(text: string) {
	const counts = { created: 1, updated: 1, deleted: 1, joined: 1, failed: 1, overtaken: 1, unknown: 1, notSent: 1 };
	const person = { contact: text, reason: text, toDo: text, googleId: `g${text}`, crmId: null };
	return {
		...{ runId: '1', finishedAt: TIME, outcome: 'attention', summary: text, attention: [text], hints: [text], contacts: 2 },
		...{ classes: { inSync: 1 }, written: { google: counts, crm: counts } },
		details: [
			{ ...person, class: 'conflicted', conflicts: [{ field: text, crmField: text, google: text, crm: text }, { field: text, google: text, crm: text }] },
			{ ...person, class: 'ambiguous', perhaps: [`c${text}`], nextTry: TIME },
		],
		decided: [{ contact: text, side: 'google', field: text, kept: text, replaced: text }],
		changes: [
			{ side: 'google', op: 'update', contact: text, id: '1', fields: [{ field: `custom:${text}`, before: text, after: text }] },
			{ side: 'crm', op: 'create', contact: text, id: null, fields: [{ field: text, before: '', after: text }] },
		],
		refusal: null,
	};
}

function fullRow(text: string, more: object = {}): Configuration {
	return {
		...{ id: 1, name: text, syncName: 's', status: 'active', groupId: `g${text}`, groupName: text, module: 'Contacts', viewId: '1', viewName: text },
		...{ direction: 'both', winner: 'none', deletes: false, withoutEmail: 'link', frequency: 'days', atTime: '06:00', weekday: 1, tell: 'problems' },
		...{ dueAt: NOW + 1, leaseUntil: 0, lastRunId: text, lastSync: TIME, lastReport: JSON.stringify(report(text)), lastError: null, askFirst: true },
		...{ approval: null, decisions: '[]', apart: `g c`, fieldMap: JSON.stringify([{ googleField: text, crmField: text, direction: 'both' }]) },
		history: JSON.stringify([{ day: TIME.slice(0, 10), runs: 2, written: 3, failed: 1, arrived: [100] }]),
		...more,
	};
}

function offers(text: string) {
	const nodes: Record<string, object[]> = {
		'Google Groups': [{ resourceName: text, groupType: 'USER_CONTACT_GROUP', name: text, formattedName: text }],
		'List Views': [{ id: text, name: text }],
		'CRM Fields': [text, `${text}2`].map((name) => ({ name, label: text, kind: 'text', writable: true })),
		'Check Field Map': [{ googleFields: [{ value: text, name: text, kind: 'text' }], suggestedRows: [], problems: [{ problem: `"${text}"`, remedy: text }] }],
	};
	return offered((node) => nodes[node] as never[]);
}

/** Every page and part of a page about a row. @param text anything that is not the row's own. */
function pagesOf(row: Configuration, text: string): string[] {
	const journal = ['1', '2'].map((recordId) => ({ side: 'google', recordId, otherId: text, scope: 'g', contact: text, field: text, before: text, after: text, reason: 'overwritten', runId: text, at: TIME }) as never);
	const undo = undoable(journal, { run: text }, false);
	const { changes } = report(text);
	const given = offers(text);
	return [
		overviewPage([row], view),
		...[syncPage, reportPage, conflictsPage, deactivatePage].map((page) => page(row, view)),
		...[row, null].map((one) => setUpPage({ row: one, answers: null, offers: given, problems: given.problems }, view)),
		setUpPage({ row, answers: null, offers: { ...given, unreadable: [text] }, problems: [] }, view),
		undoPage(row, undo, view),
		previewPage(row, undo, { leftAlone: [{ contact: text, side: 'crm', field: text, why: text }], changes: changes as never, planned: { google: 5, crm: 1 } }, view),
		undonePage(row, [{ kind: 'result', outcome: 'written' }, { kind: 'result', outcome: 'mismatch' }]),
		endedPage(row, { also: ['state', 'journal'], stateLeft: text, journalErased: 1, google: text, crm: text, rowTaken: false }),
		refusedPage({ status: 409, title: text, text }, row),
		frame('Changes', html`${changesTable(text, changes as never)}`),
	];
}

/** What of a page is not text: its tags, with empty attributes. */
function tagsOf(page: string): string[] {
	return (page.replace(/<style>[^]*?<\/style>/, '').match(/<[^>]*>?/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));
}

/** States of a sync that show something of their own. */
const STATES: ReadonlyArray<(text: string) => object> = [
	() => ({}),
	(text) => ({ lastError: `${TIME} ${text}` }),
	() => ({ status: 'paused' }),
	(text) => ({ lastReport: JSON.stringify({ ...report(text), refusal: { reason: 'firstSync', digest: text } }) }),
];

/** Text in which what has a meaning in HTML is not rare. */
const anyText = fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '=', '/', ' ', 'a', '{{', '$&', '</title>', '<script>', '\u202e', 'é'), minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text);

test('whatever people called anything, a page has the same tags, and shows it as text', () => {
	fc.assert(
		fc.property(anyText, fc.constantFrom(...STATES), (text, state) => {
			const shown = pagesOf(fullRow(text, state(text)), text);
			const plain = pagesOf(fullRow('Ann', state('Ann')), 'Ann');
			expect(shown.map(tagsOf)).toEqual(plain.map(tagsOf));
		}),
	);
});

/** No value that slipped through into a text. */
const SLIPPED = />[^<]*\b(?:undefined|null|NaN|\[object)/;

const JSON_COLUMNS = ['lastReport', 'fieldMap', 'history', 'decisions'] as const;

test.each(JSON_COLUMNS)('a page shows the rest where %s is no JSON, or other JSON than it is to be', (column) => {
	const odd = ['{', 'null', '0', '"text"', '[]', '{}', '[null]', '[1]', '{"details":[]}', '{"details":[null],"attention":[],"hints":[],"classes":{},"written":{"google":{},"crm":{}}}', '[{"day":"2026-01-05"}]', ...[{ changes: [{}] }, { changes: {} }, { decided: 'x' }, { details: [{ reason: 'x', conflicts: 'x' }] }, { details: [{ reason: 'x', perhaps: 'x' }] }].map((more) => JSON.stringify({ ...report('Ann'), ...more }))];
	for (const text of odd) for (const page of pagesOf(fullRow('Ann', { [column]: text }), 'Ann')) expect(page).not.toMatch(SLIPPED);
});

test('a page shows a row of which nothing was filled in but its name', () => {
	const columns = [...Object.keys(fullRow('')), ...LISTS.map(({ column }) => column)];
	const row = { ...Object.fromEntries(columns.map((column) => [column, null])), id: 1, name: 'Ann' } as unknown as Configuration;
	for (const page of pagesOf(row, 'Ann')) expect(page).not.toMatch(SLIPPED);
});

test('two syncs that are set up in the same millisecond remember each for itself', () => {
	jest.spyOn(Date, 'now').mockReturnValue(NOW);
	const nodes = Object.fromEntries(['Configurations', 'Google Groups', 'List Views', 'CRM Fields', 'Check Field Map'].map((node) => [node, []]));
	const [one, two] = [1, 2].map(() => settings(codeScope([], { ...nodes, Checked: [{ row: null, answers: answersOf({ name: 'Ann' }, null) }] }))[0].json as { syncName: string });
	jest.restoreAllMocks();
	expect(one.syncName).not.toBe(two.syncName);
});

test.each([null, undefined, 'verb=pause', 5, true, [], [{ verb: 'pause' }], { verb: ['pause'], sync: { id: 1 } }])('a form that is %j is none of this page', (body) => {
	expect(readRequest({ body: body as never, query: body as never }, true, [fullRow('Ann')])).toMatchObject({ verb: null, row: null, refused: { status: 403 } });
});

function journalRow(more: object) {
	return { side: 'google', recordId: 'g', otherId: 'c', scope: 'g', contact: 'Ann', field: 'jobTitle', before: 'a', after: 'b', reason: 'overwritten', runId: 'r', at: TIME, ...more } as never;
}

test('of more runs than a page lists, it says how many there are', () => {
	const runs = Array.from({ length: 53 }, (_, run) => journalRow({ runId: `r${run}`, at: new Date(NOW - run * 60_000).toISOString() }));
	const page = undoPage(fullRow('Ann'), undoable(runs, {}, false), view);
	expect(page.match(/run=r\d+"/g)).toHaveLength(50);
	expect(page).toContain('And 3 earlier ones, by contact.');
});

test('rows of a journal that name no run are still those of a contact', () => {
	const page = undoPage(fullRow('Ann'), undoable([journalRow({ runId: null }), journalRow({})], {}, false), view);
	expect(page.match(/run=[^"]*"/g)).toHaveLength(1);
	expect(page).toContain('>Ann</a>: 2 values');
});

test('a long journal of one run is shown in no time', () => {
	const rows = Array.from({ length: 200_000 }, (_, row) => journalRow({ recordId: `g${row % 20_000}`, field: `f${row}` }));
	const before = performance.now();
	expect(undoable(rows, {}, false).runs).toMatchObject([{ values: 200_000, contacts: 20_000 }]);
	expect(performance.now() - before).toBeLessThan(5_000);
});

test('an undo says of each contact what became of it, and why', () => {
	const result = (outcome: string, message?: string) => ({ kind: 'result', outcome, ...(message && { error: { message } }) });
	const said = (...items: object[]) => undonePage(fullRow('Ann'), items).replace(/<[^>]+>/g, ' ');
	expect(said(result('written'))).toContain('1 contact was changed back.');
	expect(said(result('mismatch'))).toContain('1 contact was left alone: changed by somebody meanwhile.');
	expect(said(result('failed', 'The access has <ended>'), result('notSent', 'The access has <ended>'))).toContain('2 contacts were not changed back: The access has &lt;ended&gt;. Try again later');
	expect(said(result('unknown'))).toContain('1 contact without a usable answer');
	expect(said(result('unknown'))).not.toMatch(/left alone|next sync carries/);
});

test('a conflict that the customer has decided waits for nobody', () => {
	const [{ googleId, crmId }] = report('Ann').details;
	const decisions = JSON.stringify([{ googleId, crmId, crmField: 'Ann', keep: 'google', google: 'Ann', crm: 'Ann' }]);
	expect(overviewPage([fullRow('Ann')], view)).toContain('2 conflicts wait for you');
	expect(overviewPage([fullRow('Ann', { decisions })], view)).toContain('One conflict waits for you');
});

test('no page holds a box of nothing', () => {
	const row = fullRow('Ann', { lastReport: JSON.stringify({ ...report('Ann'), changes: [], refusal: { reason: 'emptyListing', digest: 'd' } }) });
	for (const page of pagesOf(row, 'Ann')) expect(page).not.toContain('<section></section>');
});

test('what only an edit settles is told with what to do, and each sentence has its end', () => {
	const row = fullRow('Ann', { lastReport: JSON.stringify({ ...report('Ann'), details: report('Ann').details.map((one) => ({ ...one, reason: 'Why', toDo: 'Do this' })) }) });
	expect(conflictsPage(row, view)).toContain('in the CRM. Why. Do this.');
	expect(reportPage(row, view)).toContain(`Why. Do this. Tried again after ${TIME}.`);
});

/** What is shown of a way through the page, by what its nodes put out. */
function shownOf(asked: object, nodes: Record<string, object[] | { outputs: object[][] }>): string {
	const checked = { refused: null, row: fullRow('Ann'), tokens: view.tokens, given: {}, verb: null, page: 'sync', ...asked };
	const [{ json }] = showPage(codeScope([], { Checked: [checked], Configurations: [fullRow('Ann')], ...nodes }));
	return (json as { body: string }).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

test('what could not be ended or erased is told with what to do', () => {
	const given = { state: 'yes', google: 'yes', crm: 'yes' };
	const failed = { 'Erase Memory': [{ error: 'The table is gone' }], 'Revoke Google': [{ error: 'status 500.' }], 'Revoke CRM': [{ error: { message: 'no answer' } }] };
	const said = shownOf({ verb: 'deactivate', page: 'deactivate', given }, { Stop: [{ id: 1 }], ...failed });
	expect(said).toContain('could not be erased: The table is gone. Deactivate it once more; if it stays so, tell whoever looks after this page.');
	expect(said).toContain('The access to the Google account was not ended: status 500. End it there, under Security, Third-party connections.');
	expect(said).toContain('The access to the CRM account was not ended: no answer. End it there, under Connected Apps.');
});

test.each([['Read Memory', { 'Read Memory': [{ error: 'The table is gone' }] }], ['Undo', { 'Read Memory': [{}], Undo: { outputs: [[], [], [], [], [{ error: 'The table is gone' }]] } }]])('an undo that fails in %s says what to do', (_node, nodes) => {
	const said = shownOf({ page: 'undo' }, { 'Rows to Undo': [{ undo: undoable([], {}, false), isChosen: true }], ...nodes });
	expect(said).toContain('The table is gone. Try again in some minutes; if it stays so, tell whoever looks after this page.');
});
