/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { listScenarios, ROOT } from './list';
import { scenarioPage } from './page';
import { titleOf } from './scenario';

const NUMBERS = [...Array.from({ length: 64 }, (_, index) => `S${String(index + 1).padStart(2, '0')}`), 'S40v'];

test('every scenario has a test, and no test another number', () => {
	expect([...new Set(listScenarios().map(({ id }) => id))].sort()).toEqual([...NUMBERS].sort());
});

test('no two stories are the same', () => {
	const titles = listScenarios().map((scenario) => titleOf(scenario.id, scenario));
	expect(new Set(titles).size).toBe(titles.length);
});

test('docs/scenarios.md says what the tests say: else run "npm run scenarios"', () => {
	expect(readFileSync(join(ROOT, 'docs/scenarios.md'), 'utf8')).toBe(scenarioPage(listScenarios(), () => true));
});
