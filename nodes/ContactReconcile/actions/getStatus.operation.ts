import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { notice, optionsParameter } from '../../shared/items/operations';
import { toItem } from '../../shared/items/items';
import type { SideName } from '../../shared/protocol';
import { resolveRows } from '../engine/fieldMap/fieldMap';
import { matchContacts } from '../engine/match/match';
import type { ReportedContact } from '../engine/model/run';
import { classify } from '../engine/report/report';
import type { ReadPlan } from '../engine/observe/nextReading';
import { planReading } from '../engine/observe/nextReading';
import type { SyncState } from '../engine/model/types';
import type { RunRecord } from '../store/memory';
import { openMemory } from './openedMemory';

export const syncNameOption: INodeProperties = {
	displayName: 'Sync Name',
	name: 'syncName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Sales',
	description: 'The name set in Start Sync. When empty, the name in the rows.',
};

export const syncNameParameter: INodeProperties = { ...optionsParameter, options: [syncNameOption] };

export const description: INodeProperties[] = [
	notice('statusNotice', 'Takes the rows of the state with the sync\'s name, from a node with "Always Output Data".'),
	syncNameParameter,
];

/** Why a side is read next as it is. */
const WHY: Record<ReadPlan['why'], string> = {
	first: 'Nothing was read yet',
	cursor: 'Where to go on from is not known any more',
	fields: 'Fields were added to the field map',
	check: 'The last full check is long enough ago',
	changes: 'Only what changed since the last sync',
};

/** When the last sync was, what it did, who is left out, and how the next one will read. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { syncName, state, run, unreadable, stored } = openMemory(this);
	const now = Date.now();
	const status = {
		syncName,
		lastSync: state.lastRun?.finishedAt ?? null,
		outcome: state.lastRun?.outcome ?? null,
		classes: state.lastRun?.classes ?? null,
		lastRun: state.lastRun,
		contacts: state.contacts.filter(({ google, crm }) => google && crm).length,
		forgotten: state.forgotten?.length ?? 0,
		settled: state.settled,
		next: { google: nextReading('google'), crm: nextReading('crm') },
		leftOut: run ? leftOut(state, run, now) : [],
		stateBytes: stored.size,
		unreadable,
	};
	return [[toItem(status)]];

	function nextReading(side: SideName) {
		const { mode, why } = run ? planReading(state, side, run.settings, now) : ({ mode: 'full', why: 'first' } as const);
		return { mode, why: WHY[why] };
	}
}

/** Everybody who is not in sync, with the reason and what to do. */
function leftOut(state: SyncState, { settings }: RunRecord, now: number): ReportedContact[] {
	const { google, crm } = state.sides;
	const { rows } = resolveRows(settings.rows, { google: google.capabilities, crm: crm.capabilities });
	const context = { settings, rows, ...matchContacts(state, settings) };
	return classify(state.contacts, context, now, Infinity).details;
}
