const { resolve } = require('node:path');

const [sources] = require('../../jest.config.js').projects;

// Every mutant meets all of these tests, so that few histories are enough for each.
process.env.HISTORIES ??= '15';

/** @type {import('jest').Config} The tests of the engine alone, for `npm run test:mutation`. */
module.exports = {
	...sources,
	displayName: undefined,
	testEnvironment: resolve(__dirname, 'firstFailureEnds.js'),
	rootDir: resolve(__dirname, '../..'),
	testTimeout: 60_000,
	// The engine needs nothing of n8n, and to load it would be half of a mutant's time.
	moduleNameMapper: { '^n8n-workflow$': '<rootDir>/test/mutation/withoutN8n.js' },
	testMatch: ['<rootDir>/test/mutation/engineTests.ts'],
	setupFiles: ['<rootDir>/test/mutation/endOnFailure.js'],
};
