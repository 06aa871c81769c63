import chunk from 'lodash/chunk';
import groupBy from 'lodash/groupBy';

import type { UpdateOperation } from '../../shared/protocol';
import { isLost } from '../../shared/writing/ledger';
import { sendNarrowing } from '../../shared/writing/narrowing';
import type { GoogleContacts } from '../transport/client';
import { BATCH } from '../transport/client';
import type { GoogleError } from '../transport/error';
import type { WriteResults } from './results';

/**
 * Adds contacts to the groups that their updates name, one request a thousand; their other groups are not sent and stay.
 * Whoever is refused is settled; whether a lost one took effect, the contact itself tells.
 */
export async function addToGroups(google: GoogleContacts, results: WriteResults, joining: readonly UpdateOperation[]): Promise<void> {
	for (const batch of Object.values(groupBy(joining, 'scope')).flatMap((own) => chunk(own, BATCH.join))) {
		await sendNarrowing<UpdateOperation, GoogleError>(batch, {
			maySend: () => results.maySend(),
			send: async (part) => await google.addToGroup(part[0].scope, part.map(({ id }) => id)),
			refused: (operation, error) => results.settleRefused(operation, error),
			broke: (part, error) => (isLost(error) ? results.lost(error) : results.breakOff(part, error)),
		});
	}
}
