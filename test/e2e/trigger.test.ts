import { sleep } from 'n8n-workflow';

import { PAIR } from '../../workflows-templates/source/parts/tables';
import type { N8nApi } from '../n8nProcess/n8nApi';
import { nextReport } from './realN8n';
import { SyncUnderTest } from './syncUnderTest';

/** Seconds between two looks of the trigger. */
const LOOKS = 4;

let sync: SyncUnderTest;

beforeAll(async () => {
	sync = await SyncUnderTest.start(30, 'two-way-on-change', LOOKS, async (api) => await addAlike(api, 'backup'));
});
afterAll(async () => await sync?.close());

/** Names that hold those of the sync's own tables, by which n8n alone would find the one for the other. */
const alike = (which: string) => [PAIR.journal, PAIR.state].map(({ name, columns }) => ({ name: `${name} (${which})`, columns }));

/** Memory that would be read before any other, and memory that would be deleted as an old one. */
const FOREIGN = [Number.MAX_SAFE_INTEGER, 1].map((generation) => ({ syncName: SyncUnderTest.id, generation, kind: 'state', part: 0, parts: 1, text: 'foreign' }));

async function addAlike(api: N8nApi, which: string): Promise<void> {
	const [journal, state] = alike(which);
	await api.addTable(journal.name, journal.columns, [{ field: 'foreign' }]);
	await api.addTable(state.name, state.columns, FOREIGN);
}

const runs = async () => (await sync.n8n.api.allExecutions(SyncUnderTest.id)).length;

/** Requests of a look. */
const LOOK = 3;

/** Waits until the trigger has looked at least twice in a row, and no run has sent anything. A durable scheduler comes late at times. */
async function quiet(): Promise<void> {
	for (;;) {
		const before = { runs: await runs(), requests: sync.requests() };
		await sleep(3 * LOOKS * 1_000);
		const sent = sync.requests() - before.requests;
		if ((await runs()) === before.runs && sent >= 2 * LOOK && sent % LOOK === 0) return;
	}
}

test('a published sync that waits for changes starts by itself, carries edits both ways, and runs no more while nothing changes', async () => {
	await quiet();
	expect(sync.users.problems()).toEqual([]);

	sync.users.work(1);
	const { written } = await nextReport(sync.n8n, SyncUnderTest.id);
	expect(written).toMatchObject({ google: { created: 1, updated: 1 }, crm: { created: 1, updated: 1 } });
	await quiet();
	expect(sync.users.problems()).toEqual([]);
});

test('S304: tables whose names hold the name of the right one, made before it or after it, are neither read nor written', async () => {
	const rowsOf = async (which: string) => await Promise.all(alike(which).map(async ({ name }) => await sync.n8n.api.tableRows(name)));
	await addAlike(sync.n8n.api, 'copy');
	const before = [await rowsOf('backup'), await rowsOf('copy')];
	expect(before).toMatchObject(['backup', 'copy'].map(() => [[{ field: 'foreign' }], FOREIGN]));
	const journal = await sync.n8n.api.tableRows(PAIR.journal.name);

	sync.users.work(2);
	expect(await nextReport(sync.n8n, SyncUnderTest.id)).toMatchObject({ outcome: 'complete', readings: { google: 'changes', crm: 'changes' } });

	expect(sync.users.problems()).toEqual([]);
	expect([await rowsOf('backup'), await rowsOf('copy')]).toEqual(before);
	expect((await sync.n8n.api.tableRows(PAIR.journal.name)).length).toBeGreaterThan(journal.length);
	expect((await sync.n8n.api.tableRows(PAIR.state.name)).length).toBeGreaterThan(0);
});
