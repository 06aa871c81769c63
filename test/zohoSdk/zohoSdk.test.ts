/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startVerticalCrmServer, type VerticalCrmServer } from '../servers/crm';

let server: VerticalCrmServer;
let folder: string;

beforeEach(async () => {
	server = await startVerticalCrmServer();
	folder = mkdtempSync(join(tmpdir(), 'zoho-sdk-'));
});
afterEach(async () => {
	await server.close();
	rmSync(folder, { recursive: true, force: true });
});

test("Zoho's own SDK renews its token at the server and understands every answer of it", async () => {
	const { client } = server.tokens;
	const { refreshToken } = server.tokens.issue();
	const script = join(__dirname, 'drive.mjs');
	const { stdout } = await promisify(execFile)(process.execPath, [script, server.url, client.id, client.secret, refreshToken, folder]);
	const { seen, ann, bob } = JSON.parse(stdout.split('\n').at(-1) ?? '') as { seen: Record<string, unknown>; ann: string; bob: string };
	expect(seen).toMatchObject({
		create: { status: 201, as: 'ActionWrapper', found: ['SUCCESS', 'SUCCESS'] },
		mixed: { status: 207, as: 'ActionWrapper', found: ['SUCCESS', 'MANDATORY_NOT_FOUND'] },
		allRefused: { status: 400, as: 'ActionWrapper', found: ['MANDATORY_NOT_FOUND'] },
		unmodified: { status: 304 },
		get: { status: 200, as: 'ResponseWrapper', found: [ann, 'ann@example.org'] },
		update: { status: 200, as: 'ActionWrapper', found: ['SUCCESS'] },
		upsert: { status: 200, as: 'ActionWrapper', found: [['update', 'Email']] },
		search: { status: 200, as: 'ResponseWrapper', found: 1 },
		delete: { status: 200, as: 'ActionWrapper', found: ['SUCCESS'] },
		deleted: { status: 200, as: 'DeletedRecordsWrapper', found: [[bob, 'Ray']] },
		coql: { status: 200, as: 'ResponseWrapper', found: 1 },
		fields: { status: 200, as: 'ResponseWrapper', found: 80 },
		modules: { status: 200, as: 'ResponseWrapper', found: expect.arrayContaining(['Contacts', 'Patients']) },
		module: { status: 200, as: 'ResponseWrapper', found: true },
		views: { status: 200, as: 'ResponseWrapper', found: ['All Contacts'] },
		users: { status: 200, as: 'ResponseWrapper', found: 'Administrator' },
		org: { status: 200, as: 'ResponseWrapper', found: 'enterprise' },
	});
	expect(seen).toHaveProperty('list.found', expect.arrayContaining([[ann, 'ann@example.org'], [bob, 'bob@example.org']]));
	expect(server.contractBreaches).toEqual([]);
	expect(server.crm.module('Contacts').get(ann)).toMatchObject({ Title: 'Chair', Phone: '1' });
}, 300_000);
