/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @typescript-eslint/no-require-imports */
import { join } from 'node:path';

interface Connection {
	get(query: string, values: unknown[], done: (error: Error | null, row: unknown) => void): void;
	close(): void;
}

interface Sqlite {
	OPEN_READONLY: number;
	Database: new (file: string, mode: number) => Connection;
}

/** One row of n8n's SQLite database, read with the driver that n8n brings; for programs run from the project's folder. */
export async function rowIn<T>(file: string, query: string, ...values: unknown[]): Promise<T> {
	const { Database, OPEN_READONLY } = require(join(process.cwd(), 'test/n8n/node_modules/sqlite3')) as Sqlite;
	const connection = new Database(file, OPEN_READONLY);
	try {
		return await new Promise((done, failed) => {
			connection.get(query, values, (error, row) => (error ? failed(error) : done(row as T)));
		});
	} finally {
		connection.close();
	}
}
