/* eslint-disable no-console, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports, @typescript-eslint/no-require-imports */
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { runInThisContext } from 'vm';

import { sleep, UserError } from 'n8n-workflow';

interface Environment {
	teardown(): Promise<void>;
}

const OneWorld = require('./oneWorld/environment') as new (config: JestEnvironmentConfig, context?: EnvironmentContext) => Environment;

function begun(): Environment {
	return new OneWorld({ projectConfig: { fakeTimers: {} } } as JestEnvironmentConfig);
}

test('what packages make is of the same classes as what tests make', () => {
	expect(runInThisContext('Array')).toBe(Array);
	expect(new UserError('refused')).toBeInstanceOf(Error);
});

test('packages are loaded once, the own files of the project for each that asks anew', () => {
	const load = () => [require('n8n-core'), require('./cases')] as const;
	const [core, own] = load();
	jest.isolateModules(() => {
		const [coreAgain, ownAgain] = load();
		expect(coreAgain).toBe(core);
		expect(ownAgain).not.toBe(own);
	});
});

test('what a test file changes for all is undone when it has ended', async () => {
	const { now } = Date;
	const { log } = console;
	process.env.BEFORE = 'as it was';
	const environment = begun();
	Object.assign(globalThis, { left: 'behind' });
	Object.assign(process.env, { BEFORE: 'changed', LEFT: 'behind' });
	Date.now = () => 0;
	console.log = () => {};
	await environment.teardown();
	expect([Date.now, console.log]).toEqual([now, log]);
	expect('left' in globalThis).toBe(false);
	expect([process.env.BEFORE, process.env.LEFT]).toEqual(['as it was', undefined]);
	delete process.env.BEFORE;
});

test('a variable that a test file deletes is there again', async () => {
	process.env.BEFORE = 'as it was';
	const environment = begun();
	delete process.env.BEFORE;
	await environment.teardown();
	expect(process.env.BEFORE).toBe('as it was');
	delete process.env.BEFORE;
});

test('a wait takes next to no time, and the clock tells all of it', async () => {
	const since = Date.now();
	const sinceStart = performance.now();
	await Promise.all([sleep(60_000), sleep(3_600_000)]);
	expect(performance.now() - sinceStart).toBeLessThan(10_000);
	expect(Date.now() - since).toBeGreaterThanOrEqual(3_600_000);
	expect(Date.now() - since).toBeLessThan(3_660_000);
});
