'use strict';

const { TestEnvironment } = require('jest-environment-node');

/** Tells of every test as soon as it has ended: these suites take many minutes, and Jest tells at the end of a file. */
module.exports = class TellingEnvironment extends TestEnvironment {
	handleTestEvent({ name, test }) {
		if (name !== 'test_done') return;
		const [failure] = test.errors;
		const error = Array.isArray(failure) ? failure[0] : failure;
		const seconds = Math.round(test.duration / 1_000);
		process.stdout.write(`${error ? 'FAILED' : 'passed'}: ${test.name} (${seconds} s)\n`);
		if (error) process.stdout.write(`${error.message ?? error}\n`);
	}
};
