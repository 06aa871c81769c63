/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { sleep } from 'n8n-workflow';

/** A port of the loopback address that nothing listens on. */
export async function freePort(): Promise<number> {
	return await new Promise((done) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => done(port));
		});
	});
}

/** Runs a program to its end; what it printed is shown when it failed. @returns what it printed. */
export async function run(command: string, parameters: string[], cwd: string, env = process.env): Promise<string> {
	const child = spawn(command, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise((done, failed) => child.once('exit', done).once('error', failed));
	if (code !== 0) throw new Error(`${command} ${parameters.join(' ')} failed:\n${output.slice(-2_000)}`);
	return output;
}

/**
 * Asks again and again until there is an answer. The limit only ends what hangs: no test passes or fails by speed.
 *
 * @param ask returns undefined as long as what is waited for has not come.
 * @throws Error that names what did not come.
 */
export async function waitFor<T>(what: string, ask: () => Promise<T | undefined>, seconds = 300): Promise<T> {
	for (let waited = 0; waited < seconds; waited += 0.5) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		await sleep(500);
	}
	throw new Error(`Waited ${seconds} seconds in vain for ${what}`);
}
