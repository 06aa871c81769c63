'use strict';

const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/*
 * Runs the test files of a worker in the worker's own global scope, one after the other, instead of in a new one each:
 * what packages make and what tests make are then of the same classes, so that packages can be loaded once for all files
 * (see `runtime.js`). What a file changes in the global scope, in `process` or in the environment variables is undone
 * when it ends; mocks and spies are restored by Jest.
 */
module.exports = class OneWorldEnvironment {
	global = globalThis;

	constructor({ projectConfig }) {
		this.before = new Map(scopes().map((scope) => [scope, Object.getOwnPropertyDescriptors(scope)]));
		this.variables = { ...process.env };
		keepNatives();
		// Jest itself takes 100; what is thrown a thousand times, to be caught, pays for each.
		Error.stackTraceLimit = 25;
		this.moduleMocker = new ModuleMocker(globalThis);
		const timers = { config: projectConfig, global: globalThis, moduleMocker: this.moduleMocker };
		this.fakeTimers = new LegacyFakeTimers({ ...timers, timerConfig: { idToRef: (id) => id, refToId: (ref) => ref } });
		this.fakeTimersModern = new ModernFakeTimers(timers);
	}

	async setup() {}

	/** Jest looks at the clock when all tests have run; a test file may have moved it. */
	async handleTestEvent({ name }) {
		if (name === 'run_finish') restore(Date, this.before.get(Date));
	}

	async teardown() {
		this.fakeTimers.dispose();
		this.fakeTimersModern.dispose();
		for (const [scope, descriptors] of this.before) restore(scope, descriptors);
		for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
		Object.assign(process.env, this.variables);
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	/** Jest asks whether there is a scope; `runtime.js` compiles in this one. */
	getVmContext() {
		return globalThis;
	}
};

/** Whose properties a test file may change. */
function scopes() {
	return [globalThis, process, console, Date];
}

/** Jest's own parts go by these, so that a test may replace the clock and the file system. */
function keepNatives() {
	const fs = require('node:fs');
	const natives = {
		promise: Promise,
		now: Date.now.bind(Date),
		'read-file': fs.readFileSync.bind(fs),
		'write-file': fs.writeFileSync.bind(fs),
		'exists-file': fs.existsSync.bind(fs),
	};
	for (const [name, value] of Object.entries(natives)) {
		const key = Symbol.for(`jest-native-${name}`);
		if (!(key in globalThis)) Object.defineProperty(globalThis, key, { value });
	}
	if (!('jest-symbol-do-not-touch' in globalThis)) Object.defineProperty(globalThis, 'jest-symbol-do-not-touch', { value: Symbol });
}

/** Makes a scope's own properties what they were. */
function restore(scope, descriptors) {
	for (const key of Reflect.ownKeys(scope)) {
		const now = Object.getOwnPropertyDescriptor(scope, key);
		if (!now.configurable) continue;
		if (!Object.hasOwn(descriptors, key)) delete scope[key];
		else if (isChanged(now, descriptors[key])) Object.defineProperty(scope, key, descriptors[key]);
	}
	for (const key of Reflect.ownKeys(descriptors)) {
		if (!Object.hasOwn(scope, key)) Object.defineProperty(scope, key, descriptors[key]);
	}
}

function isChanged(now, before) {
	return now.value !== before.value || now.get !== before.get || now.set !== before.set;
}
