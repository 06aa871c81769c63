import type { Flow, Placed } from '../flow';
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
export function sync(flow: Flow, journal: JournalTable, settings: SyncSettings): { start: Placed; record: Placed } {
	const start = flow.add('Start Sync', 0, reconcile('startSync', settings.start));
	const readGoogle = flow.add('Google: Get Changes', -0.5, google('getChanges', settings.google));
	const readCrm = flow.add('CRM: Get Changes', 0.5, crm('getChanges', settings.crm));
	const plan = flow.add('Plan Changes', 0, reconcile('planChanges'));
	const record = { name: 'Record Results', row: 0 };
	flow.connect(start, readGoogle);
	flow.connect(door(start, 1), readCrm);
	flow.connect(readGoogle, plan);
	flow.connect(readCrm, door(plan, 1));
	carryOut(flow, plan, journal, record);
	flow.add(record.name, record.row, reconcile('recordResults'));
	return { start, record };
}

/**
 * The journal, and then the writes of both sides. Results, and what the plan says of itself, go to three inputs of a node.
 *
 * @param plan a node with the outputs of Plan Changes
 */
export function carryOut(flow: Flow, plan: Placed, journal: JournalTable, results: Placed): void {
	const store = storeJournal(flow, journal, plan.row - 2.5);
	const writeGoogle = flow.add('Google: Apply Changes', plan.row - 1.5, google('applyChanges'));
	const writeCrm = flow.add('CRM: Apply Changes', plan.row - 0.5, crm('applyChanges'));
	flow.connect(plan, store);
	flow.connect(door(plan, 1), writeGoogle);
	flow.connect(door(plan, 2), writeCrm);
	flow.connect(door(plan, 3), door(results, 2));
	flow.connect(writeGoogle, results);
	flow.connect(writeCrm, door(results, 1));
}
