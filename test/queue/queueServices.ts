/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, run } from '../n8nProcess/commands';

const POSTGRES = '/usr/lib/postgresql';
const DATABASE = 'n8n';

/** Postgres and Redis in folders and on ports of their own. */
export interface QueueServices {
	/** What n8n has to be told of them. */
	environment: Record<string, string>;
	stop(): Promise<void>;
}

export async function startQueueServices(): Promise<QueueServices> {
	const folder = mkdtempSync(join(tmpdir(), 'contact-sync-queue-'));
	chmodSync(folder, 0o777);
	const [postgresPort, redisPort] = [await freePort(), await freePort()];
	const data = join(folder, 'postgres');
	await postgres(folder, 'initdb', '-D', data, '-U', DATABASE, '--auth=trust', '--no-sync');
	const options = `-p ${postgresPort} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
	await postgres(folder, 'pg_ctl', '-D', data, '-w', '-o', options, '-l', join(folder, 'postgres.log'), 'start');
	await postgres(folder, 'createdb', '-h', '127.0.0.1', '-p', String(postgresPort), '-U', DATABASE, DATABASE);
	const redis = spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', folder], { stdio: 'ignore' });
	return {
		environment: {
			EXECUTIONS_MODE: 'queue',
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgresPort),
			DB_POSTGRESDB_DATABASE: DATABASE,
			DB_POSTGRESDB_USER: DATABASE,
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			QUEUE_WORKER_LOCK_DURATION: '20000',
			QUEUE_WORKER_STALLED_INTERVAL: '10000',
		},
		async stop() {
			redis.kill('SIGTERM');
			await postgres(folder, 'pg_ctl', '-D', data, '-m', 'immediate', 'stop');
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}

/** Runs a program of the newest Postgres; Postgres refuses to run as root, so that root runs it as its own user. */
async function postgres(folder: string, program: string, ...parameters: string[]): Promise<void> {
	const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES).map(Number).sort((a, b) => b - a) : [];
	if (versions.length === 0) throw new Error('Postgres is missing: install Debian\'s package postgresql');
	const command = [join(POSTGRES, String(versions[0]), 'bin', program), ...parameters];
	const [first, ...rest] = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;
	await run(first, rest, folder);
}
