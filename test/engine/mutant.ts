/* eslint-disable @n8n/community-nodes/no-restricted-imports */
import { transformSync } from '@swc/core';
import { readFileSync } from 'fs';
import { dirname, join, resolve } from 'path';
import { runInThisContext } from 'vm';

const ENGINE = resolve('nodes/ContactReconcile/engine');

/** A text of an engine module, and what stands in its place. */
export interface Mutation {
	file: string;
	replace: string;
	by: string;
}

/**
 * Loads test code over an engine with one text replaced.
 *
 * @param load requires the test code; called while the mutated engine is in place.
 * @throws when the text is not found exactly once, so that no mutation goes stale unnoticed.
 */
export function withMutation<T>({ file, replace, by }: Mutation, load: () => T): T {
	const path = join(ENGINE, file);
	const source = readFileSync(path, 'utf8');
	if (source.split(replace).length !== 2) throw new Error(`${file} does not hold exactly once: ${replace}`);
	let loaded: { value: T } | undefined;
	jest.isolateModules(() => {
		jest.doMock(path, () => evaluate(path, source.replace(replace, () => by)));
		loaded = { value: load() };
		jest.dontMock(path);
	});
	if (!loaded) throw new Error('nothing was loaded');
	return loaded.value;
}

function evaluate(path: string, source: string): unknown {
	const { code } = transformSync(source, {
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs' },
		filename: path,
	});
	const module = { exports: {} };
	const run = runInThisContext(`(function (require, module, exports) {${code}\n})`) as (...parts: unknown[]) => void;
	run((name: string) => jest.requireActual<object>(name.startsWith('.') ? join(dirname(path), name) : name), module, module.exports);
	return module.exports;
}
