/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

import type { IWorkflowBase } from 'n8n-workflow';

import { runNode, stopN8n } from '../harness';
import { doubler } from '../harness/probeNodes';
import { templates } from '../../workflows-templates/source/templates';
import { call } from '../../workflows-templates/source/texts';
import { codeScope } from './codeScope';

/*
 * Code as the templates ship it: what n8n is given is plain text, written from the functions that the other tests call.
 */

afterAll(stopN8n);

const coded = templates.flatMap(({ file }) => {
	const { nodes } = JSON.parse(
		readFileSync(join(__dirname, `../../workflows-templates/${file}.json`), 'utf8'),
	) as IWorkflowBase;
	return nodes
		.filter(({ type }) => type.endsWith('.code'))
		.map(({ name, parameters }) => ({ file, name, code: String(parameters.jsCode) }));
});

/** As n8n runs a Code node: the text is the body of a function. */
function asNode(code: string) {
	return runInThisContext(`(function ($, $input, DateTime) {\n${code}\n})`) as (...given: unknown[]) => unknown;
}

test.each(coded)('$file: $name says where it was written, and is the body of a function', ({ code }) => {
	expect(code).toMatch(/^\/\/ workflows-templates\/source\/code\/.+\.ts$/m);
	expect(() => asNode(code)).not.toThrow();
});

test('a Code node gives what its function gives', () => {
	const { $, $input, DateTime } = codeScope([], { Checked: [{ row: { id: 1, syncName: 'sync-1' } }] });
	const erase = coded.find(({ name }) => name === 'What to Erase')?.code ?? '';
	expect(asNode(erase)($, $input, DateTime)).toEqual([{ json: { id: 1, syncName: 'sync-1', action: 'forget' } }]);
});

test.each([
	['historyWith', ['null', "'2026-01-31'"], '[{"day":"2026-01-31","runs":1,"written":0,"failed":1}]'],
	[
		'historyWith',
		[`'[{"day":"2026-01-31","runs":1,"written":0,"failed":0,"arrived":[240]}]'`, "'2026-01-31'", '{ written: { google: { created: 1, updated: 2, deleted: 0 }, crm: { created: 0, updated: 0, deleted: 0 } }, secondsToArrive: 65 }'],
		'[{"day":"2026-01-31","runs":2,"written":3,"failed":0,"arrived":[240,65]}]',
	],
	['nextDue', ["({ frequency: 'minutes' })", '$now'], expect.any(Number)],
	['isWorthTelling', ["'problems'", '({ run: { attention: [1] }, conflicts: [], openConflicts: [] })', 'null'], true],
])('n8n evaluates the expression that calls %s', async (name, given, value) => {
	const { items } = await runNode(
		doubler,
		{ note: call(name, ...given) },
		{ items: [{ kind: 'result', outcome: 'written' }] },
	);
	expect(items).toMatchObject([{ json: { note: value } }]);
});
