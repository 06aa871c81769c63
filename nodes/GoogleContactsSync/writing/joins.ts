import chunk from 'lodash/chunk';
import groupBy from 'lodash/groupBy';

import type { UpdateOperation } from '../../shared/protocol';
import { isLost } from '../../shared/writing/ledger';
import { sendNarrowing } from '../../shared/writing/narrowing';
import type { GoogleContacts } from '../transport/client';
import { BATCH } from '../transport/client';
import type { GoogleError } from '../transport/error';
import type { GroupChange } from './plan';
import type { WriteResults } from './results';

/** One contact that joins or leaves one group. */
interface Move {
	operation: UpdateOperation;
	group: string;
	way: 'add' | 'remove';
}

/**
 * Adds contacts to groups and takes them out, one request a thousand; their other groups are not sent and stay. Whoever is
 * refused is settled; whether a lost one took effect, the contact itself tells.
 */
export async function changeGroups(google: GoogleContacts, results: WriteResults, changes: readonly GroupChange[]): Promise<void> {
	const moves = changes.flatMap(({ operation, add, remove }): Move[] => [
		...add.map((group): Move => ({ operation, group, way: 'add' })),
		...remove.map((group): Move => ({ operation, group, way: 'remove' })),
	]);
	for (const batch of Object.values(groupBy(moves, ({ group, way }) => `${way} ${group}`)).flatMap((own) => chunk(own, BATCH.join))) {
		await sendNarrowing<Move, GoogleError>(batch, {
			maySend: () => results.maySend(),
			send: async (part) => await google.changeGroup(part[0].group, part[0].way, part.map(({ operation }) => operation.id)),
			refused: ({ operation }, error) => results.settleRefused(operation, error),
			broke: (part, error) => (isLost(error) ? results.lost(error) : results.breakOff(part.map(({ operation }) => operation), error)),
		});
	}
}
