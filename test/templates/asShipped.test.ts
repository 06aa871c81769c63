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
	const { $, $input, DateTime } = codeScope([{ Sync: 'Sales', 'What to do': 'Sync now' }], {
		Configurations: [{ id: 1, name: 'Sales' }],
	});
	const choice = coded.find(({ name }) => name === 'Choice')?.code ?? '';
	expect(asNode(choice)($, $input, DateTime)).toEqual([{ json: { id: 1, name: 'Sales', action: 'Sync now' } }]);
});

test.each([
	[
		'ended',
		["['Erase the journal']", "({ message: 'Ended.' })", 'undefined'],
		expect.stringMatching(/is erased\.\nEnded\.$/),
	],
	['statusNotes', ["({ status: 'paused' })", '$now.toMillis()', 'DateTime'], '\nPaused.'],
	['undone', ['$input.all()'], expect.stringContaining('1 contacts changed back')],
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
