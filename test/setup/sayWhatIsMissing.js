'use strict';

const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

/** Says once for the whole run what tests leave out where it does not lie beside the project. */
module.exports = async () => {
	const contracts = resolve(__dirname, '../../../shared/contracts');
	if (process.env.CONTRACTS_MISSED || existsSync(contracts)) return;
	process.env.CONTRACTS_MISSED = '1';
	process.stderr.write('The machine-readable API contracts are not beside the project: the test servers do not validate against them.\n');
};
