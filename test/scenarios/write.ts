/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ListedScenario } from './list';
import { listScenarios, ROOT } from './list';
import { scenarioPage } from './page';
import { titleOf } from './scenario';

interface JestReport {
	testResults: Array<{ assertionResults: Array<{ title: string; status: string }> }>;
}

/** Runs the scenarios and writes down what they say, and which of them hold. */
function main(): void {
	const passed = runScenarios();
	const scenarios = listScenarios();
	const holds = (scenario: ListedScenario): boolean => {
		const title = titleOf(scenario.id, scenario);
		const own = [...passed].filter(([name]) => name === title || name.startsWith(`${title} [`));
		return own.length > 0 && own.every(([, isPassed]) => isPassed);
	};
	mkdirSync(join(ROOT, 'docs'), { recursive: true });
	writeFileSync(join(ROOT, 'docs/scenarios.md'), scenarioPage(scenarios, holds));
	const failing = scenarios.filter((scenario) => !holds(scenario));
	process.stdout.write(`docs/scenarios.md: ${scenarios.length - failing.length} of ${scenarios.length} scenarios hold\n`);
	for (const scenario of failing) process.stdout.write(`fails: ${titleOf(scenario.id, scenario)} (${scenario.file})\n`);
	process.exitCode = failing.length > 0 ? 1 : 0;
}

/** Test names, and whether they passed. */
function runScenarios(): Map<string, boolean> {
	const folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
	const report = join(folder, 'report.json');
	try {
		const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
		const options = ['test/scenarios/', '--selectProjects', 'sources', '--testPathIgnorePatterns', 'list.test', '--json', `--outputFile=${report}`];
		spawnSync(process.execPath, [jest, ...options], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
		const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
		const results = testResults.flatMap(({ assertionResults }) => assertionResults);
		return new Map(results.map(({ title, status }) => [title, status === 'passed']));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

main();
