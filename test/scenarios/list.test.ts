/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { listScenarios, ROOT } from './list';
import { scenarioPage } from './page';
import { titleOf } from './scenario';

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => `S${String(first + index).padStart(2, '0')}`);

const NUMBERS = [...numbers(1, 64), 'S40v', ...numbers(110, 121), ...numbers(130, 139)];

test('every scenario of the specification has a test, and other numbers begin after its last', () => {
	const ids = new Set(listScenarios().map(({ id }) => id));
	expect(NUMBERS.filter((id) => !ids.has(id))).toEqual([]);
	expect([...ids].filter((id) => !NUMBERS.includes(id) && !/^S(?:6[5-9]|[7-9]\d|[1-9]\d\d)$/.test(id))).toEqual([]);
});

test('no two stories are the same', () => {
	const titles = listScenarios().map((scenario) => titleOf(scenario.id, scenario));
	expect(new Set(titles).size).toBe(titles.length);
});

test('every scenario stands in one section of the page', () => {
	const page = scenarioPage(listScenarios(), () => true);
	const ids = new Set(listScenarios().map(({ id }) => id));
	const rows = page.split('\n').flatMap((line) => /^\| (S\w+) \|/.exec(line)?.[1] ?? []);
	expect([...ids].filter((id) => !rows.includes(id))).toEqual([]);
	expect(rows).toHaveLength(listScenarios().length);
});

test('docs/scenarios.md says what the tests say: else run "npm run scenarios"', () => {
	expect(readFileSync(join(ROOT, 'docs/scenarios.md'), 'utf8')).toBe(scenarioPage(listScenarios(), () => true));
});
