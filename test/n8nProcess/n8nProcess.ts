/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { freePort, run, waitFor } from './commands';
import { N8nApi } from './n8nApi';

const ROOT = resolve(__dirname, '../..');

/** The n8n of the tests, unless N8N_FOLDER names a folder where another version is installed. */
const N8N = join(process.env.N8N_FOLDER ?? join(ROOT, 'test/n8n'), 'node_modules/.bin/n8n');

const LATER_CLOCK = join(__dirname, 'laterClock.js');

/** What a process is to n8n, with what it prints once it is ready. */
const ROLES = {
	main: { command: ['start'], ready: 'Editor is now accessible' },
	worker: { command: ['worker', '--concurrency=2'], ready: 'n8n worker is now ready' },
};

export interface N8nOptions {
	role?: keyof typeof ROLES;
	/** Environment variables besides the usual ones. */
	environment?: Record<string, string>;
}

/** A real n8n in a folder of its own, with the packed package installed as a user's n8n holds it. */
export class N8nProcess {
	readonly api: N8nApi;

	private readonly folder = mkdtempSync(join(tmpdir(), 'contact-sync-n8n-'));

	private child: ChildProcess | undefined;

	private log = '';

	private clockAhead = 0;

	private constructor(
		private readonly port: number,
		private readonly brokerPort: number,
		private readonly role: keyof typeof ROLES,
		private readonly furtherEnvironment: Record<string, string>,
	) {
		this.api = new N8nApi(this.address);
	}

	static async create({ role = 'main', environment = {} }: N8nOptions = {}): Promise<N8nProcess> {
		return new N8nProcess(await freePort(), await freePort(), role, environment);
	}

	get address(): string {
		return `http://localhost:${this.port}`;
	}

	/** What it has printed since its first start. */
	get output(): string {
		return this.log;
	}

	/** Packs the built package and installs it into n8n's folder of community nodes. */
	async installPackage(): Promise<void> {
		mkdirSync(this.nodesFolder, { recursive: true });
		await run('npm', ['pack', '--silent', '--pack-destination', this.folder], ROOT);
		const tarball = readdirSync(this.folder).find((name) => name.endsWith('.tgz'));
		writeFileSync(join(this.nodesFolder, 'package.json'), '{"name":"installed-nodes","private":true,"dependencies":{}}');
		const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--silent'];
		await run('npm', ['install', ...options, join(this.folder, tarball ?? '')], this.nodesFolder);
	}

	/** Takes over what another n8n has installed. */
	copyPackage(other: N8nProcess): void {
		cpSync(other.nodesFolder, this.nodesFolder, { recursive: true });
	}

	/** Imports through n8n's own command line, while n8n is not running. */
	async import(kind: 'credentials' | 'workflow', data: object[]): Promise<void> {
		const file = join(this.folder, `${kind}.json`);
		writeFileSync(file, JSON.stringify(data));
		await run(N8N, [`import:${kind}`, `--input=${file}`], this.folder, this.environment());
	}

	async start(): Promise<void> {
		const { command, ready } = ROLES[this.role];
		const known = this.log.length;
		// A group of its own, so that the task runner that n8n starts ends with it.
		const child = spawn(N8N, command, { cwd: this.folder, env: this.environment(), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
		this.child = child;
		// Whatever ends the tests ends n8n too.
		process.once('exit', () => void child.kill('SIGKILL'));
		const keep = (chunk: Buffer) => (this.log += chunk.toString());
		child.stdout.on('data', keep);
		child.stderr.on('data', keep);
		await waitFor('n8n to start', async () => {
			if (child.exitCode !== null) throw new Error(`n8n did not start:\n${this.log.slice(-2_000)}`);
			return this.log.includes(ready, known) ? true : undefined;
		});
	}

	/** n8n's own database, where nothing else is set up. */
	get database(): string {
		return join(this.folder, '.n8n/database.sqlite');
	}

	/** The most memory that the running process has held so far; bytes. Linux alone tells. */
	peakMemory(): number {
		const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8');
		return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
	}

	/** From the next start on, n8n's clock is ahead by this much more; milliseconds. */
	letTimePass(milliseconds: number): void {
		this.clockAhead += milliseconds;
	}

	/** Stops n8n as a service manager does; what it has stored stays. */
	async stop(): Promise<void> {
		await this.end('SIGTERM', 30_000);
	}

	/** Ends n8n at once, without any chance to store something. */
	async kill(): Promise<void> {
		await this.end('SIGKILL', 0);
	}

	/** Stops n8n and removes its folder. */
	async remove(): Promise<void> {
		await this.end('SIGTERM', 10_000);
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}

	private async end(signal: 'SIGTERM' | 'SIGKILL', patience: number): Promise<void> {
		const { child } = this;
		if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((done) => child.once('exit', done));
		child.kill(signal);
		// The wait for what has ended already keeps nobody from ending.
		await Promise.race([ended, delay(patience, undefined, { ref: false })]);
		try {
			process.kill(-child.pid, 'SIGKILL');
		} catch {
			// The whole group has ended by itself.
		}
		await ended;
	}

	private get nodesFolder(): string {
		return join(this.folder, '.n8n/nodes');
	}

	private environment(): NodeJS.ProcessEnv {
		return {
			...process.env,
			// Under a test runner it is "test", which n8n takes for its own tests and says nothing.
			NODE_ENV: 'production',
			// What it prints tells when it is ready.
			N8N_LOG_LEVEL: 'info',
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
			...(this.clockAhead > 0 && laterClock(this.clockAhead)),
			...this.furtherEnvironment,
		};
	}
}

/** n8n evaluates expressions in a machine of their own, from 2.41 on, unless it is told not to; that has the true time. */
function laterClock(ahead: number): Record<string, string> {
	return { NODE_OPTIONS: `--require ${LATER_CLOCK}`, CLOCK_AHEAD: String(ahead), N8N_EXPRESSION_ENGINE: 'legacy' };
}
