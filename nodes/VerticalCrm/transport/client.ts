import type { ApiContext } from '../../shared/api/answers';
import { openConnection } from './connection';
import type { Crm } from './crm';
import { queries, recordReads, settingsReads } from './reads';
import { recordWrites } from './writes';

/** Connects to the CRM of the node's credential. */
export async function connectCrm(context: ApiContext): Promise<Crm> {
	const connection = await openConnection(context);
	return {
		serverTime: connection.serverTime,
		creditsLeft: connection.creditsLeft,
		...recordReads(connection),
		...queries(connection),
		...settingsReads(connection),
		...recordWrites(connection),
	};
}
