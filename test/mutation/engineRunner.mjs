/*
 * Runs the tests of the engine for Stryker, all in one process: a mutant takes a tenth of what it takes in Jest, which
 * sets up an environment and loads its modules through its own runtime every time. The engine and its tests are loaded
 * anew for every mutant all the same, so that none meets what another left behind; what they import from packages is not.
 */
import { DryRunStatus, determineHitLimitReached, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { transformSync } from 'esbuild';
import { expect } from 'expect';
import { bind } from 'jest-each';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Script } from 'node:vm';

/** Every mutant meets all of these tests, so that few histories are enough for each. */
process.env.HISTORIES ??= '15';

// The first looks for the engine's own text, which is another one here; the others are about documents and the stores.
const ELSEWHERE = ['namedMutations.test.ts', 'list.test.ts', 'stateStore.test.ts', 'leaseProperties.test.ts'];
const SET_UP = ['test/setup/seed.js', 'test/mutation/endOnFailure.js'];

function testFiles() {
	return ['test/scenarios', 'test/engine'].flatMap((folder) =>
		readdirSync(folder)
			.filter((file) => file.endsWith('.test.ts') && !ELSEWHERE.includes(file))
			.map((file) => join(folder, file)),
	);
}

/** The id of a test begins with its file, so that a mutant loads no more files than it takes to notice it. */
const fileOf = (id) => id.split(' › ')[0];

/** In milliseconds, of a test that has not been run: properties take a hundred times as long as examples. */
const likelyTime = (file) => (/propert|histor/i.test(file) ? 1_000 : 1);

/** Loads the project's own modules as CommonJS, each as a script that is compiled once; and packages as Node does. */
class Modules {
	scripts = new Map();
	loaded = new Map();
	packages = createRequire(resolve('package.json'));

	forget() {
		this.loaded.clear();
	}

	load(path) {
		const known = this.loaded.get(path);
		if (known) return known.exports;
		const made = { exports: {} };
		this.loaded.set(path, made);
		const load = (name) => (name.startsWith('.') ? this.load(this.find(resolve(dirname(path), name))) : this.packages(name));
		this.script(path)(made.exports, load, made, path, dirname(path));
		return made.exports;
	}

	find(path) {
		return ['', '.ts', '.js', '.json', '/index.ts'].map((end) => path + end).find((each) => existsSync(each) && /\.\w+$/.test(each)) ?? path;
	}

	script(path) {
		let script = this.scripts.get(path);
		if (!script) {
			const text = readFileSync(path, 'utf8');
			const source = path.endsWith('.json') ? `module.exports = ${text}` : text;
			const { code } = transformSync(source, { loader: path.endsWith('.ts') ? 'ts' : 'js', format: 'cjs', target: 'es2022' });
			script = new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, { filename: path }).runInThisContext();
			this.scripts.set(path, script);
		}
		return script;
	}
}

/** What a test file declares with the functions of Jest that the engine's tests use. */
class Declared {
	tests = [];
	names = new Map();
	scope = [];
	hooks = [];

	constructor(file) {
		this.file = file;
	}

	/** Makes these functions the global ones. */
	listen() {
		const describe = (name, declare) => {
			this.scope.push(name);
			this.hooks.push([]);
			declare();
			this.hooks.pop();
			this.scope.pop();
		};
		const test = (name, run) => this.tests.push({ id: this.idOf([this.file, ...this.scope, name].join(' › ')), run, before: this.hooks.flat() });
		const beforeEach = (run) => this.hooks.at(-1).push(run);
		Object.assign(globalThis, { expect, beforeEach, describe: Object.assign(describe, { each: bind(describe, false) }), test: Object.assign(test, { each: bind(test) }) });
	}

	/** Names may come twice, from a table; ids may not. */
	idOf(name) {
		const times = (this.names.get(name) ?? 0) + 1;
		this.names.set(name, times);
		return times === 1 ? name : `${name} (${times})`;
	}
}

class EngineRunner {
	modules = new Modules();
	/** The tests of the files that are loaded, by their ids. */
	tests = new Map();
	loaded = new Set();
	/** How long each test took last, in milliseconds. */
	times = new Map();
	/** How many mutants each test was the first to notice. */
	noticed = new Map();

	/** @returns what went wrong in a test; null when nothing did. */
	async run(test) {
		const since = performance.now();
		const failureMessage = await failureOf(test);
		this.times.set(test.id, performance.now() - since);
		return failureMessage;
	}

	capabilities() {
		return { reloadEnvironment: true };
	}

	async dryRun() {
		const stryker = this.namespace();
		stryker.mutantCoverage = { static: {}, perTest: {} };
		const tests = [];
		for (const test of this.loadAll()) {
			stryker.currentTestId = test.id;
			const failureMessage = await this.run(test);
			const result = { id: test.id, name: test.id, timeSpentMs: this.times.get(test.id) };
			tests.push(failureMessage === null ? { ...result, status: TestStatus.Success } : { ...result, status: TestStatus.Failed, failureMessage });
		}
		stryker.currentTestId = undefined;
		return { status: DryRunStatus.Complete, tests, mutantCoverage: stryker.mutantCoverage };
	}

	async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
		const stryker = this.namespace();
		Object.assign(stryker, { activeMutant: activeMutant.id, hitCount: 0, hitLimit, mutantCoverage: undefined });
		try {
			if (testFilter) this.forget();
			const ids = this.likeliestFirst(testFilter ?? this.loadAll().map(({ id }) => id));
			return (await this.firstFailure(ids, stryker, disableBail)) ?? { status: MutantRunStatus.Survived, nrOfTests: ids.length };
		} catch (error) {
			// Of a mutant in what runs as a module is loaded.
			return { status: MutantRunStatus.Killed, killedBy: ['loading'], failureMessage: String(error), nrOfTests: 0 };
		} finally {
			stryker.activeMutant = undefined;
		}
	}

	/** @returns these tests, those first that noticed the most mutants for the time that they take. */
	likeliestFirst(ids) {
		const cost = (id) => ((this.times.get(id) ?? likelyTime(fileOf(id))) + 1) / ((this.noticed.get(id) ?? 0) + 1);
		return [...ids].sort((a, b) => cost(a) - cost(b));
	}

	/** @returns what Stryker is told of the first test that fails, null when none does. */
	async firstFailure(ids, stryker, disableBail) {
		let found = null;
		for (const [index, id] of ids.entries()) {
			this.load(fileOf(id));
			const test = this.tests.get(id);
			const failureMessage = test ? await this.run(test) : null;
			if (failureMessage === null) continue;
			const timeout = determineHitLimitReached(stryker.hitCount, stryker.hitLimit);
			if (timeout) return timeout;
			if (!found) this.noticed.set(id, (this.noticed.get(id) ?? 0) + 1);
			found ??= { status: MutantRunStatus.Killed, killedBy: [], failureMessage, nrOfTests: 0 };
			found.killedBy.push(id);
			found.nrOfTests = index + 1;
			if (!disableBail) break;
		}
		return found;
	}

	/** Loads a test file, and what it imports, unless that was done since everything was forgotten. */
	load(file) {
		if (this.loaded.has(file)) return;
		this.loaded.add(file);
		const declared = new Declared(file);
		declared.listen();
		this.modules.load(resolve(file));
		for (const test of declared.tests) this.tests.set(test.id, test);
	}

	/** @returns all tests, loaded anew. */
	loadAll() {
		this.forget();
		for (const file of testFiles()) this.load(file);
		return [...this.tests.values()];
	}

	forget() {
		this.modules.forget();
		this.loaded.clear();
		this.tests.clear();
		for (const file of SET_UP) this.modules.load(resolve(file));
	}

	/** What Stryker's instrumented code looks at. */
	namespace() {
		return (globalThis.__stryker__ ??= {});
	}
}

async function failureOf({ run, before }) {
	try {
		for (const hook of before) await hook();
		await run();
		return null;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'engine', Object.assign(() => new EngineRunner(), { inject: [] }))];
