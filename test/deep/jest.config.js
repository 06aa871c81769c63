'use strict';

const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { projects, ...common } = require('../../jest.config');

const [sources, built] = projects;
const TESTS = join(__dirname, '..');

/** Test files that try a property on as many cases as they are asked for. */
function filesOfManyCases() {
	const names = readdirSync(TESTS, { recursive: true, encoding: 'utf8' });
	const own = names.filter((name) => name.endsWith('.test.ts') && !/node_modules|^(e2e|queue)\b/.test(name));
	return own.filter((name) => /import .*\bHISTORIES\b|\bcases\(|\bsoak\w*\(/.test(readFileSync(join(TESTS, name), 'utf8')));
}

/**
 * More of what `npm test` runs: all that concerns the nodes once more on the built package, and more cases.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...common,
	projects: [
		{ ...built, testMatch: ['<rootDir>/test/{nodes,workflows,scenarios/wire}/**/*.test.ts'] },
		{
			...sources,
			displayName: 'more cases',
			setupFiles: ['<rootDir>/test/deep/moreCases.js', ...sources.setupFiles],
			testMatch: filesOfManyCases().map((name) => `<rootDir>/test/${name.split('\\').join('/')}`),
			testTimeout: 15 * 60_000,
		},
	],
};
