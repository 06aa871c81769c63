import { runNode, stopN8n } from '../../harness';

afterAll(stopN8n);

/** Some seconds; a look through all rows for each of them would take half a minute. */
const ENOUGH = 15_000;

test('30,000 rows of the journal are undone, or shown, in a moment', async () => {
	const row = { runId: 'r', at: '2026-01-01T09:00:00.000Z', side: 'google', scope: 'contactGroups/1', otherId: null, contact: 'Ann', field: 'jobTitle', before: 'Clerk', after: 'Chair', reason: 'overwritten' };
	const rows = Array.from({ length: 30_000 }, (_, number) => ({ ...row, recordId: `people/c${number}` }));
	const { outputs } = await runNode('contactReconcile', { operation: 'undo' }, { items: [rows, [{}]] });
	expect(outputs.map(({ length }) => length)).toEqual([30_000, 30_000, 0, 1]);
	expect(outputs[1].filter(({ json, pairedItem }) => json.id !== `people/c${(pairedItem as { item: number }).item}`)).toEqual([]);
}, ENOUGH);
