/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../n8nProcess/commands';
import { startPostgres } from './postgres';

/** Postgres and Redis in folders and on ports of their own. */
export interface QueueServices {
	/** What n8n has to be told of them. */
	environment: Record<string, string>;
	stop(): Promise<void>;
}

export async function startQueueServices(): Promise<QueueServices> {
	const folder = mkdtempSync(join(tmpdir(), 'contact-sync-queue-'));
	const postgres = await startPostgres();
	const redisPort = await freePort();
	const redis = spawn('redis-server', ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--dir', folder], { stdio: 'ignore' });
	return {
		environment: {
			EXECUTIONS_MODE: 'queue',
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: postgres.host,
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_DATABASE: postgres.database,
			DB_POSTGRESDB_USER: postgres.user,
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			QUEUE_WORKER_LOCK_DURATION: '20000',
			QUEUE_WORKER_STALLED_INTERVAL: '10000',
		},
		async stop() {
			redis.kill('SIGTERM');
			await postgres.stop();
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}
