'use strict';

const [{ runtime, ...sources }] = require('../../jest.config').projects;

/** The suites that run a real n8n, each one of its own: two at a time, as they mostly wait, and patient, as the machine may be slow. */
module.exports = {
	...sources,
	setupFiles: ['<rootDir>/test/setup/seed.js'],
	rootDir: '../..',
	displayName: 'real n8n',
	testEnvironment: '<rootDir>/test/e2e/tellingEnvironment.js',
	testMatch: ['<rootDir>/test/{e2e,queue}/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 15 * 60_000,
	maxWorkers: 2,
};
