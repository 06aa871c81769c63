import type { Flow, Placed, Position } from '../flow';
import { door } from '../flow';
import { storeJournal } from './journal';
import { crm, google, reconcile } from './ownNodes';
import type { JournalTable } from './tables';

/** What a sync is set to; each is the parameters of a node. */
export interface SyncSettings {
	start: object;
	google: object;
	crm: object;
}

/** The seven nodes of a sync, from Start Sync to Record Results. */
export function sync(
	flow: Flow,
	[x, y]: Position,
	journal: JournalTable,
	settings: SyncSettings,
): { start: Placed; record: Placed } {
	const start = flow.add('Start Sync', [x, y], reconcile('startSync', settings.start));
	const readGoogle = flow.add('Google: Get Changes', [x + 240, y - 100], google('getChanges', settings.google));
	const readCrm = flow.add('CRM: Get Changes', [x + 240, y + 100], crm('getChanges', settings.crm));
	const plan = flow.add('Plan Changes', [x + 480, y], reconcile('planChanges'));
	const record = { name: 'Record Results', position: [x + 1000, y] } as const;
	flow.connect(start, readGoogle);
	flow.connect(door(start, 1), readCrm);
	flow.connect(readGoogle, plan);
	flow.connect(readCrm, door(plan, 1));
	carryOut(flow, plan, [x + 740, y], journal, record);
	flow.add(record.name, record.position, reconcile('recordResults'));
	return { start, record };
}

/**
 * The journal, and then the writes of both sides. Results, and what the plan says of itself, go to three inputs of a node.
 *
 * @param plan a node with the outputs of Plan Changes
 */
export function carryOut(flow: Flow, plan: Placed, [x, y]: Position, journal: JournalTable, results: Placed): void {
	const store = storeJournal(flow, journal, [x, y - 280]);
	const writeGoogle = flow.add('Google: Apply Changes', [x, y - 120], google('applyChanges'));
	const writeCrm = flow.add('CRM: Apply Changes', [x, y + 160], crm('applyChanges'));
	flow.connect(plan, store);
	flow.connect(door(plan, 1), writeGoogle);
	flow.connect(door(plan, 2), writeCrm);
	flow.connect(door(plan, 3), door(results, 2));
	flow.connect(writeGoogle, results);
	flow.connect(writeCrm, door(results, 1));
}
