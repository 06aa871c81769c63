import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { toItem } from '../../shared/syncItems';
import { planReading } from '../engine/state';
import type { RunRecord } from '../store/syncStateStore';
import { StaticDataStore } from '../store/syncStateStore';
import { syncName } from '../settings';

export const syncNameOption: INodeProperties = {
	displayName: 'Sync Name',
	name: 'syncName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Sales',
	description: 'The name set in Start Sync. When empty, the ID of the workflow.',
};

export const syncNameParameter: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [syncNameOption],
};

export const description: INodeProperties[] = [syncNameParameter];

/** When the last sync was, what it did, and how the next one will read. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const name = syncName(this, 0);
	const store = new StaticDataStore(this, name);
	const { state, unreadable } = store.load();
	const run = store.loadRun();
	const status = {
		syncName: name,
		lastSync: state.lastRun?.finishedAt ?? null,
		lastRun: state.lastRun,
		contacts: state.contacts.filter(({ google, crm }) => google && crm).length,
		settled: state.settled,
		next: run && { google: nextReading(run, 'google'), crm: nextReading(run, 'crm') },
		stateBytes: store.size(),
		unreadable,
	};
	return [[toItem(status)]];

	function nextReading({ settings }: RunRecord, side: 'google' | 'crm') {
		return planReading(state, side, settings, Date.now());
	}
}
