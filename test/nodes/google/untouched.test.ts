import fc from 'fast-check';
import omit from 'lodash/omit';

import { stopN8n } from '../../harness';
import type { LogEntry } from '../../servers/shared/requestLog';
import { GoogleWorld, MY_CONTACTS } from './googleWorld';
import { change, partOf, person } from './people';

let world: GoogleWorld;

beforeAll(async () => (world = await GoogleWorld.start()));
afterAll(async () => {
	await world.close();
	stopN8n();
});

/** What the server writes itself. */
const STAMPS = ['resourceName', 'etag', 'metadata'];

/** Each part as the server keeps it, but for its own stamps. */
function partsOf(id: string): Map<string, string> {
	return new Map(Object.entries(omit(world.get(id), STAMPS)).map(([part, value]) => [part, JSON.stringify(value)]));
}

function masksOf(entries: readonly LogEntry[]): string[] {
	return entries.flatMap(({ operation, body }) => (operation === 'batchUpdateContacts' ? (body as { updateMask: string }).updateMask.split(',') : []));
}

test('F12, F13, S40v: whatever a contact holds, a change leaves every part that it does not name as it was on the server, to the byte', async () => {
	await fc.assert(
		fc.asyncProperty(person, change({ clears: true }), fc.boolean(), async (seed, set, join) => {
			const id = world.addOutside(omit(seed, STAMPS));
			const before = partsOf(id);
			world.takeRequests();
			const { results } = await world.apply([world.updateOf(id, set, {}, { join })]);
			expect(results).toMatchObject([{ outcome: 'written' }]);
			const masks = masksOf(world.server.log.entries());
			const named = new Set([...Object.keys(set).map(partOf), ...(join ? ['memberships'] : [])]);
			expect(masks.filter((part) => !named.has(part as never))).toEqual([]);
			const after = partsOf(id);
			for (const part of new Set([...before.keys(), ...after.keys()])) {
				if (!masks.includes(part)) expect([part, after.get(part)]).toEqual([part, before.get(part)]);
			}
			if (join) expect(after.get('memberships')).toContain(MY_CONTACTS);
			world.server.book.remove(id);
		}),
		{ numRuns: 60, seed: 4 },
	);
});
