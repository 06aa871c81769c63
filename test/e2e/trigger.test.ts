import { sleep } from 'n8n-workflow';

import { nextReport } from './realN8n';
import { SyncUnderTest } from './syncUnderTest';

/** Seconds between two looks of the trigger. */
const LOOKS = 4;

let sync: SyncUnderTest;

beforeAll(async () => {
	sync = await SyncUnderTest.start(30, 'two-way-on-change', LOOKS);
});
afterAll(async () => await sync?.close());

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
