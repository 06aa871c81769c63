/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console */
/*
 * What a sync that waits for changes costs in a real n8n: how long an edit takes to the other side, the trigger looking once
 * a minute, and what an idle hour brings. `npm run bench:trigger -- [edits] [idle minutes]`; the last line is JSON.
 */
import { sleep } from 'n8n-workflow';

import { SyncUnderTest } from '../e2e/syncUnderTest';
import { crmByEmail, googleByEmail } from '../demo/accounts';
import { rowIn } from './database';

const [edits, idleMinutes] = [process.argv[2] ?? 20, process.argv[3] ?? 60].map(Number);

/** Executions, and bytes in use in the database. */
interface Stored {
	executions: number;
	bytes: number;
}

async function stored(sync: SyncUnderTest): Promise<Stored> {
	const size = 'SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size';
	return await rowIn(sync.n8n.database, `SELECT (SELECT count(*) FROM execution_entity) AS executions, (${size}) AS bytes`);
}

/** Waits until the trigger has looked twice and started nothing. */
async function quiet(sync: SyncUnderTest): Promise<void> {
	for (let before = -1; ; ) {
		const { executions } = await stored(sync);
		if (executions === before) return;
		before = executions;
		await sleep(130_000);
	}
}

/** Edits somebody on one side. @returns seconds until the other side shows it. */
async function secondsToArrive(sync: SyncUnderTest, round: number): Promise<number> {
	const { accounts } = sync;
	const [email] = [...accounts.seeded.differing.keys()];
	const person = () => googleByEmail(accounts).get(email)?.[0];
	const record = () => crmByEmail(accounts).get(email)?.[0];
	const title = `Title ${round}`;
	const inGoogle = round % 2 === 0;
	if (inGoogle) accounts.google.book.update(person()?.resourceName ?? '', { organizations: [{ title }] });
	else accounts.crm.crm.module('Contacts').update(String(record()?.id), { Title: title });
	const start = performance.now();
	const arrived = () => (inGoogle ? record()?.Title : person()?.organizations?.[0].title) === title;
	while (!arrived()) await sleep(100);
	return (performance.now() - start) / 1_000;
}

async function main(): Promise<void> {
	const sync = await SyncUnderTest.start(300, 'two-way-on-change', 60);
	try {
		await quiet(sync);
		const seconds: number[] = [];
		for (let round = 0; round < edits; round++) {
			// At any moment of the minute.
			await sleep(Math.random() * 60_000);
			seconds.push(await secondsToArrive(sync, round));
			console.log(`Edit ${round + 1}: ${seconds[round].toFixed(1)} s`);
		}
		await quiet(sync);
		const [before, requests] = [await stored(sync), sync.requests()];
		await sleep(idleMinutes * 60_000);
		const after = await stored(sync);
		const sorted = [...seconds].sort((a, b) => a - b);
		console.log(JSON.stringify({
			...{ edits, medianSeconds: sorted[Math.floor(edits / 2)], longestSeconds: sorted.at(-1), idleMinutes },
			...{ executions: after.executions - before.executions, bytes: after.bytes - before.bytes, requests: sync.requests() - requests },
		}));
	} finally {
		await sync.close();
	}
}

void main().then(() => process.exit(0));
