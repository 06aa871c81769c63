'use strict';

const [{ runtime, ...sources }] = require('../../jest.config').projects;

/** The suites that run a real n8n: one after the other, in real time, and patient, as the machine may be slow. */
module.exports = {
	...sources,
	setupFiles: ['<rootDir>/test/setup/seed.js'],
	rootDir: '../..',
	displayName: 'real n8n',
	testEnvironment: '<rootDir>/test/e2e/tellingEnvironment.js',
	testMatch: ['<rootDir>/test/{e2e,queue}/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	testTimeout: 15 * 60_000,
	maxWorkers: 1,
};
