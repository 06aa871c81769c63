/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, run } from '../n8nProcess/commands';

const POSTGRES = '/usr/lib/postgresql';

/** A Postgres in a folder and on a port of its own, with one empty database; its user needs no password. */
export interface PostgresServer {
	host: string;
	port: number;
	database: string;
	user: string;
	/** What a query answers, as psql prints it: a line for a row, columns divided by "|". */
	query(sql: string): Promise<string>;
	stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
	const folder = mkdtempSync(join(tmpdir(), 'contact-sync-postgres-'));
	chmodSync(folder, 0o777);
	const [host, port, database, user] = ['127.0.0.1', await freePort(), 'n8n', 'n8n'];
	const data = join(folder, 'data');
	await postgres(folder, 'initdb', '-D', data, '-U', user, '--auth=trust', '--no-sync', '--encoding=UTF8');
	const options = `-p ${port} -k ${folder} -c listen_addresses=${host} -c fsync=off`;
	await postgres(folder, 'pg_ctl', '-D', data, '-w', '-o', options, '-l', join(folder, 'postgres.log'), 'start');
	await postgres(folder, 'createdb', '-h', host, '-p', String(port), '-U', user, database);
	return {
		...{ host, port, database, user },
		query: async (sql) => (await postgres(folder, 'psql', '-At', '-h', host, '-p', String(port), '-U', user, '-d', database, '-c', sql)).trim(),
		async stop() {
			await postgres(folder, 'pg_ctl', '-D', data, '-m', 'immediate', 'stop');
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}

/** Runs a program of the newest Postgres; Postgres refuses to run as root, so that root runs it as its own user. @returns what it printed. */
async function postgres(folder: string, program: string, ...parameters: string[]): Promise<string> {
	const versions = existsSync(POSTGRES) ? readdirSync(POSTGRES).map(Number).sort((a, b) => b - a) : [];
	if (versions.length === 0) throw new Error('Postgres is missing: install Debian\'s package postgresql');
	const command = [join(POSTGRES, String(versions[0]), 'bin', program), ...parameters];
	const [first, ...rest] = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command;
	return await run(first, rest, folder);
}
