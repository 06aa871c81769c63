import { previewPage } from '../../workflows-templates/source/code/previewPage';
import type { Run } from '../../workflows-templates/source/code/runsPage';
import { runsPage } from '../../workflows-templates/source/code/runsPage';
import type { Field } from '../../workflows-templates/source/code/shared/fields';
import type { Item } from '../../workflows-templates/source/code/shared/scope';
import { undone } from '../../workflows-templates/source/code/undone';
import { codeScope } from './codeScope';

const SALES = {
	id: 1,
	name: 'Sales',
	syncName: 'sync-1',
	groupId: 'contactGroups/a',
	module: 'Contacts',
	viewId: '7',
	lastRunId: 'r3',
};

function row(runId: string, at: string, scope = 'Contacts/7') {
	return { runId, at, scope, contact: 'Ann Lee', field: 'Title' };
}

function runs(rows: object[]): Run[] {
	const [{ json }] = runsPage(codeScope(rows, { Configurations: [SALES] }));
	return (json as { choices: Run[] }).choices;
}

function fieldsOf([{ json }]: Item[]): Field[] {
	return JSON.parse((json as { fields: string }).fields) as Field[];
}

test('runs are named by time, sync and size, newest first', () => {
	const named = runs([
		row('r1', '2026-01-05T06:00:00.000Z'),
		row('undo-2', '2026-01-06T06:00:00.000Z'),
		row('undo-2', '2026-01-06T06:00:00.000Z', 'contactGroups/a'),
	]);
	expect(named.map(({ runId, syncName }) => [runId, syncName])).toEqual([
		['undo-2', 'sync-1'],
		['r1', 'sync-1'],
	]);
	expect(named[0].name).toMatch(/^6 January 2026, \d\d:00:00, Sales, an undo, 2 values of 1 contacts$/);
});

test('a run of no configuration, or of several at once, has no memory to judge by', () => {
	const at = '2026-01-05T06:00:00.000Z';
	expect(runs([row('r1', at, 'Leads/7')])).toMatchObject([{ syncName: '' }]);
	expect(runs([row('r1', at), row('r1', at, 'Leads/7')])).toMatchObject([{ syncName: '' }]);
	// Its own configuration names it, wherever its records are by now.
	expect(runs([row('r3', at, 'Leads/7')])).toMatchObject([{ syncName: 'sync-1' }]);
});

test('runs of one name are told apart, and fifty are shown', () => {
	expect(
		runs([row('r1', '2026-01-05T06:00:00.000Z'), row('r2', '2026-01-05T06:00:00.500Z')]).map(({ name }) =>
			name.slice(-4),
		),
	).toEqual(['(r2)', '(r1)']);
	expect(
		runs(Array.from({ length: 60 }, (_one, index) => row(`r${index}`, new Date(index * 1000).toISOString()))),
	).toHaveLength(50);
});

test('without a journal the page says so', () => {
	expect(fieldsOf(runsPage(codeScope([{}], { Configurations: [{}] })))).toEqual([
		{ fieldType: 'html', html: expect.stringContaining('overwritten anything yet') },
	]);
});

test('the preview tells what comes back and what is left alone, as text', () => {
	const fields = [{ field: 'Title', before: 'Chair', after: 'Clerk & <b>' }];
	const report = {
		changes: [
			{ side: 'crm', op: 'update', contact: 'Ann Lee', fields },
			{ side: 'google', op: 'create', contact: 'Bob Ray', fields },
		],
		leftAlone: [{ contact: 'Cy', field: 'Phone', why: 'edited since' }],
		planned: { google: 2, crm: 3 },
	};
	const [{ html = '' }] = fieldsOf(previewPage(codeScope([], { Preview: { outputs: [[], [], [], [report]] } })));
	expect(html).toContain('<li>Ann Lee, Title in the CRM: <b>Clerk &amp; &lt;b></b> instead of Chair</li>');
	expect(html).toContain('<li>Bob Ray, Title in Google: <b>Clerk &amp; &lt;b></b></li>');
	expect(html).toContain('and 3 more contacts');
	expect(html).toContain('<li>Cy, Phone: edited since</li>');
});

test('an undo tells how many were changed back, and how many not', () => {
	const results = (...outcomes: string[]) => [
		{ json: { kind: 'report' } },
		...outcomes.map((outcome) => ({ json: { kind: 'result', outcome } })),
	];
	expect(undone(results('written', 'written'))).toBe(
		'2 contacts changed back. The next sync carries it to the other side.',
	);
	expect(undone(results('written', 'overtaken'))).toContain('1 left as they are');
});
