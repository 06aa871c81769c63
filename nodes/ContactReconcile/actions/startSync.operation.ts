import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toItem } from '../../shared/items/items';
import type { ReadInstruction, RunStamp, SideName } from '../../shared/protocol';
import { emptyState } from '../engine/model/memory';
import { fieldsToAsk, idsToAsk, planReading } from '../engine/observe/nextReading';
import type { SyncSettings, SyncState } from '../engine/model/types';
import { SIDES } from '../engine/model/types';
import { heldLease, isStateConnected, readSettings, resetWord } from '../parameters/settings';
import { deduplicationStore, hasLeaseBeenTaken, takeLease } from '../store/lease';
import { connectedStore } from '../store/connectedStore';
import { stateRows } from './openedStore';
import type { SyncStateStore } from '../store/syncStateStore';
import { PLAN_ONLY, workflowStore } from '../store/syncStateStore';
import { refuseForgetfulTriggers } from '../parameters/trigger';

export { startSyncDescription as description } from '../descriptions/startSync';

const MINUTE = 60 * 1_000;

/** How long a run may write; templates stop executions before. */
const SCHEDULED_LEASE = 60 * MINUTE;

/**
 * n8n keeps no state of a manual run, so that nobody can give its lease back: it ends by itself, soon enough not to keep
 * the schedule of a workflow waiting that is tried and then published. What does not fit goes with the scheduled runs.
 */
const MANUAL_LEASE = 2 * MINUTE;

const MANUAL =
	'n8n does not keep what the sync remembers of a manual run. What it writes is right all the same: the next scheduled run finds both sides equal. No scheduled run starts until two minutes after this one did.';

const FORGOTTEN =
	'The sync has forgotten what it remembered, as the option Reset asked. This run matches everybody anew by e-mail; nothing is deleted.';

/**
 * Takes the lease and tells each side what to read. When another run holds the lease, only the third output gets an
 * item, and nothing is touched. A run from the editor of a sync that has run before gets no memory from n8n: it takes no
 * lease and only plans, since without memory it could bring back what users cleared or deleted. So it does where n8n gives
 * it a memory (2.41) but keeps none of it: its shorter lease would lock out the scheduled runs.
 */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(this, 0);
	const connected = isStateConnected(this);
	if (!connected) refuseForgetfulTriggers(this);
	const manual = this.getMode() === 'manual' && !connected;
	const store = connected ? storeFromInput(this, settings.syncName) : workflowStore(this, settings.syncName);
	const { state: remembered, unreadable } = store.load();
	const startedAt = Date.now();
	const planOnly = manual && (await hasLeaseBeenTaken(deduplicationStore(this)));
	const mark = planOnly ? startedAt : await leaseEnd(this, remembered, manual, startedAt);
	if (mark === null) return [[], [], [toItem(notStarted(remembered))]];
	// What a run from the editor would forget, n8n would bring back; connected storage is the workflow's to empty.
	const reset = manual || connected ? '' : resetWord(this, 0);
	const forgets = reset !== '' && reset !== store.loadRun()?.reset;
	if (forgets) store.erase();
	const state = forgets ? emptyState() : remembered;
	hintAt(this, { manual, planOnly, forgets, unreadable });
	const run: RunStamp = {
		id: `${this.getExecutionId()}-${startedAt.toString(36)}`,
		leaseExpiresAt: new Date(mark).toISOString(),
		executionId: this.getExecutionId(),
		syncName: settings.syncName,
		...(settings.createAccounts && { createAccounts: true }),
		onlyEmailAsWork: settings.onlyEmailAsWork,
	};
	store.save({ ...state, leaseMark: mark });
	store.saveRun({ id: run.id, settings, startedAt, manual, planOnly, reset });
	const [google, crm] = SIDES.map((side) => instructionFor(side, state, settings, run, startedAt));
	return [[toItem(google)], [toItem(crm)], []];
}

/** When the run has to stop writing, milliseconds since 1970; null when another run holds the lease. */
async function leaseEnd(context: IExecuteFunctions, { leaseMark }: SyncState, manual: boolean, now: number): Promise<number | null> {
	const held = heldLease(context);
	if (held > 0) return held;
	return await takeLease(deduplicationStore(context), {
		now,
		life: manual ? MANUAL_LEASE : SCHEDULED_LEASE,
		finishedMark: leaseMark,
		jitter: Math.random(),
	});
}

function storeFromInput(context: IExecuteFunctions, syncName: string): SyncStateStore {
	const store = connectedStore(context, syncName);
	store.takeIn(stateRows(context));
	return store;
}

interface Circumstances {
	manual: boolean;
	planOnly: boolean;
	forgets: boolean;
	unreadable: string | null;
}

/** Tells the user what is special about this run. */
function hintAt(context: IExecuteFunctions, { manual, planOnly, forgets, unreadable }: Circumstances): void {
	const hint = (type: 'info' | 'warning', message: string) => context.addExecutionHints({ type, location: 'outputPane', message });
	if (manual) hint('info', planOnly ? PLAN_ONLY : MANUAL);
	if (forgets) hint('info', FORGOTTEN);
	else if (unreadable !== null) {
		hint(
			'warning',
			`What the sync remembered could not be read: ${unreadable}. It is kept aside, and this run matches everybody anew by e-mail; nothing is deleted.`,
		);
	}
}

function notStarted({ lastRun }: SyncState) {
	return {
		started: false,
		reason: 'Another run of this sync is still going on, or one was stopped and its lease has not run out yet',
		remedy: 'Nothing to do: the next run after that starts. A lease runs out an hour after it was taken, that of a run from the editor after two minutes.',
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
		cursor: mode === 'changes' ? own.cursor : null,
		scope: own.scope,
		ids: idsToAsk(state, side, mode),
		fields: fieldsToAsk(state, side, settings),
		about: own.about,
		...(own.unlinked && { links: own.unlinked.map(({ field, name }) => ({ field, name })) }),
		run,
	};
}
