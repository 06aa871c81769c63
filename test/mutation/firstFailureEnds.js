const { TestEnvironment } = require('jest-environment-node');

/*
 * Skips what is left once a test has failed: a mutant is dead then. Jest's own `bail` stops between files only, and here
 * all tests are in one.
 */
module.exports = class FirstFailureEnds extends TestEnvironment {
	handleTestEvent(event) {
		if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.failed = true;
		if (event.name === 'test_start' && this.failed) event.test.mode = 'skip';
	}
};
