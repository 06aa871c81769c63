import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { beginLease } from '../../shared/api/lease';
import { toItem } from '../../shared/items/items';
import type { ReadInstruction, RunStamp, SideName } from '../../shared/protocol';
import { fieldsToAsk, idsToAsk, planReading } from '../engine/observe/nextReading';
import type { SyncSettings, SyncState } from '../engine/model/types';
import { SIDES } from '../engine/model/types';
import { isPreview, readSettings } from '../parameters/settings';
import { finishedMark, readMemory } from '../store/memory';
import { beginRun } from '../store/ongoingRun';
import { stateRows } from './openedMemory';

export { startSyncDescription as description } from '../descriptions/startSync';

/**
 * Takes the lease and tells each side what to read. When another run holds the lease, only the third output gets an
 * item, and nothing is touched. A preview takes none: it writes and remembers nothing.
 */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(this);
	const preview = isPreview(this);
	const rows = stateRows(this);
	const memory = readMemory(rows, settings.syncName);
	const { state, unreadable } = memory;
	const isFree = preview || (await beginLease(this, finishedMark(rows, this.getWorkflow().id ?? '')));
	if (!isFree) return [[], [], [toItem(notStarted(state))]];
	if (preview) this.addExecutionHints({ type: 'info', location: 'outputPane', message: PREVIEW });
	if (unreadable !== null) this.addExecutionHints({ type: 'warning', location: 'outputPane', message: unreadableSentence(unreadable) });
	const startedAt = Date.now();
	const id = `${this.getExecutionId()}-${startedAt.toString(36)}`;
	beginRun(this, { id, settings, startedAt, isPreview: preview, memory });
	emptyRows(this);
	const run: RunStamp = {
		id,
		executionId: this.getExecutionId(),
		syncName: settings.syncName,
		...(settings.createAccounts && { createAccounts: true }),
		onlyEmailAsWork: settings.onlyEmailAsWork,
	};
	const [google, crm] = SIDES.map((side) => instructionFor(side, state, settings, run, startedAt));
	return [[toItem(google)], [toItem(crm)], []];
}

const PREVIEW = 'This is a preview: it reads and plans, and writes and remembers nothing. Published, the workflow syncs.';

function unreadableSentence(why: string): string {
	return `What the sync remembered could not be read: ${why}. It is kept aside, and this run matches everybody anew by e-mail; nothing is deleted.`;
}

/** n8n stores with an execution what every node has put out: what has been read need not be copied into each of them. */
function emptyRows(context: IExecuteFunctions): void {
	for (const { json } of context.getInputData()) if ('text' in json) json.text = '';
}

function notStarted({ lastRun }: SyncState) {
	return {
		started: false,
		reason: 'Another run of this workflow is still going on, or one ended before it could say so',
		remedy: 'Nothing to do: the next run after that starts. A run that was stopped or failed keeps others away for ten minutes.',
		lastSync: lastRun?.finishedAt ?? null,
	};
}

function instructionFor(
	side: SideName,
	state: SyncState,
	settings: SyncSettings,
	run: RunStamp,
	now: number,
): ReadInstruction {
	const { mode } = planReading(state, side, settings, now);
	const own = state.sides[side];
	return {
		kind: 'read',
		side,
		mode,
		cursor: own.cursor,
		scope: own.scope,
		ids: idsToAsk(state, side, mode),
		fields: fieldsToAsk(state, side, settings),
		about: own.about,
		...(own.unlinked && { links: own.unlinked.map(({ field, name }) => ({ field, name })) }),
		run,
	};
}
