/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { sleep } from 'n8n-workflow';

const ROOT = resolve(__dirname, '../..');
const N8N = join(ROOT, 'test/n8n/node_modules/.bin/n8n');

export const OWNER = { email: 'owner@example.org', firstName: 'Demo', lastName: 'Owner', password: 'Demo-Owner-1' };

export interface Execution {
	id: string;
	status: string;
}

/** A real n8n in a folder of its own, with the packed package installed as a user's n8n holds it. */
export class N8nProcess {
	private readonly folder = mkdtempSync(join(tmpdir(), 'contact-sync-n8n-'));

	private child: ChildProcess | undefined;

	private log = '';

	private cookie = '';

	private constructor(
		private readonly port: number,
		private readonly brokerPort: number,
	) {}

	static async create(): Promise<N8nProcess> {
		return new N8nProcess(await freePort(), await freePort());
	}

	get address(): string {
		return `http://localhost:${this.port}`;
	}

	/** Packs the built package and installs it into n8n's folder of community nodes. */
	async installPackage(): Promise<void> {
		const nodes = join(this.folder, '.n8n/nodes');
		mkdirSync(nodes, { recursive: true });
		await run('npm', ['pack', '--silent', '--pack-destination', this.folder], ROOT);
		const tarball = readdirSync(this.folder).find((name) => name.endsWith('.tgz'));
		writeFileSync(join(nodes, 'package.json'), '{"name":"installed-nodes","private":true,"dependencies":{}}');
		const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--silent'];
		await run('npm', ['install', ...options, join(this.folder, tarball ?? '')], nodes);
	}

	/** Imports through n8n's own command line, before it is started. */
	async import(kind: 'credentials' | 'workflow', data: object[]): Promise<void> {
		const file = join(this.folder, `${kind}.json`);
		writeFileSync(file, JSON.stringify(data));
		await run(N8N, [`import:${kind}`, `--input=${file}`], this.folder, this.environment());
	}

	async publish(workflowId: string): Promise<void> {
		await run(N8N, ['publish:workflow', `--id=${workflowId}`], this.folder, this.environment());
	}

	async start(): Promise<void> {
		this.child = spawn(N8N, ['start'], { cwd: this.folder, env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'] });
		const keep = (chunk: Buffer) => (this.log += chunk.toString());
		this.child.stdout?.on('data', keep);
		this.child.stderr?.on('data', keep);
		for (let waited = 0; !this.log.includes('Editor is now accessible'); waited++) {
			if (waited > 360 || this.child.exitCode !== null) throw new Error(`n8n did not start:\n${this.log.slice(-2_000)}`);
			await sleep(500);
		}
	}

	async createOwner(): Promise<void> {
		const answer = await fetch(`${this.address}/rest/owner/setup`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'browser-id': 'demo' },
			body: JSON.stringify(OWNER),
		});
		if (!answer.ok) throw new Error(`n8n did not take the owner: ${await answer.text()}`);
		this.cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0];
	}

	/** Executions that have ended, oldest first. */
	async executions(): Promise<Execution[]> {
		const body = (await this.rest('/rest/executions?limit=100')) as { data: { results: Array<Execution & { stoppedAt?: string }> } };
		return body.data.results.filter(({ stoppedAt, status }) => stoppedAt && status !== 'running').reverse();
	}

	/** The message of an execution that failed; n8n stores executions as a flat list of parts. */
	async errorOf(id: string): Promise<string> {
		const body = (await this.rest(`/rest/executions/${id}`)) as { data: { data: string } };
		const messages = [...body.data.data.matchAll(/"message":"(\d+)"/g)].map(([, index]) => Number(index));
		const parts = JSON.parse(body.data.data) as unknown[];
		return messages.map((index) => String(parts[index])).join(' | ');
	}

	/** The rows of a data table of the owner. */
	async tableRows(name: string): Promise<Array<Record<string, string>>> {
		const project = (await this.rest('/rest/projects/personal')) as { data: { id: string } };
		const folder = `/rest/projects/${project.data.id}/data-tables`;
		const tables = (await this.rest(folder)) as { data: { data: Array<{ id: string; name: string }> } };
		const table = tables.data.data.find((one) => one.name === name);
		if (!table) return [];
		const rows: Array<Record<string, string>> = [];
		for (;;) {
			const path = `${folder}/${table.id}/rows?take=200&skip=${rows.length}`;
			const page = (await this.rest(path)) as { data: { data: Array<Record<string, string>> } };
			rows.push(...page.data.data);
			if (page.data.data.length < 200) return rows;
		}
	}

	private async rest(path: string): Promise<unknown> {
		const answer = await fetch(`${this.address}${path}`, { headers: { cookie: this.cookie, 'browser-id': 'demo' } });
		if (!answer.ok) throw new Error(`n8n answered ${answer.status} to ${path}`);
		return await answer.json();
	}

	/** Stops n8n and removes its folder. */
	async stop(): Promise<void> {
		const { child } = this;
		if (child && child.exitCode === null) {
			const ended = new Promise((done) => child.once('exit', done));
			child.kill('SIGTERM');
			await Promise.race([ended, sleep(10_000)]);
			child.kill('SIGKILL');
		}
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}

	private environment(): NodeJS.ProcessEnv {
		return {
			...process.env,
			N8N_USER_FOLDER: this.folder,
			N8N_PORT: String(this.port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_ENCRYPTION_KEY: 'contact-sync-demo',
			N8N_RUNNERS_BROKER_PORT: String(this.brokerPort),
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_SECURE_COOKIE: 'false',
			GENERIC_TIMEZONE: 'UTC',
		};
	}
}

async function freePort(): Promise<number> {
	return await new Promise((done) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => done(port));
		});
	});
}

/** Runs a program to its end; what it printed is shown when it failed. */
async function run(command: string, parameters: string[], cwd: string, env = process.env): Promise<void> {
	const child = spawn(command, parameters, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise((done, failed) => child.once('exit', done).once('error', failed));
	if (code !== 0) throw new Error(`${command} ${parameters.join(' ')} failed:\n${output.slice(-2_000)}`);
}
