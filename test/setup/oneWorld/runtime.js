'use strict';

const { createRequire } = require('node:module');
const { sep } = require('node:path');
const { compileFunction } = require('node:vm');

const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${sep}node_modules${sep}`;

/*
 * Loads packages through Node, once for all test files of a worker. Jest itself loads them anew for every file: of
 * n8n-core with all that it needs that is some two seconds each. The project's own files are loaded anew for every file,
 * and `jest.mock` of a package holds for them as ever; it does not reach what one package asks of another.
 */
module.exports = class OneWorldRuntime extends Runtime {
	constructor(...parts) {
		super(...parts);
		this.executor.compile = (source, filename) => compileFunction(source, this.executor.injectedModuleParameters, { filename });
	}

	requireModule(from, moduleName, options, isRequireActual) {
		if (moduleName && !options?.isInternalModule && !this._resolution.isCoreModule(moduleName)) {
			const path = this._resolution.resolveCjs(from, moduleName);
			if (path.includes(PACKAGES)) return createRequire(from)(path);
		}
		return super.requireModule(from, moduleName, options, isRequireActual);
	}
};
