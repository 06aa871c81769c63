'use strict';

const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const { projects, ...common } = require('../../jest.config');

const [sources, built] = projects;
const TESTS = join(__dirname, '..');

/** Test files that try a property on as many cases as they are asked for. */
function filesOfManyCases() {
	const folders = readdirSync(TESTS).filter((name) => !/\.|^(e2e|queue|n8n)$/.test(name));
	const names = folders.flatMap((folder) => readdirSync(join(TESTS, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)));
	return names.filter((name) => name.endsWith('.test.ts')).filter((name) => /import .*\bHISTORIES\b|\bcases\(|\bsoak\w*\(/.test(readFileSync(join(TESTS, name), 'utf8')));
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
