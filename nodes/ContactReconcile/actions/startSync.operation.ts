import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toItem } from '../../shared/syncItems';
import type { ReadInstruction, RunStamp, SideName } from '../../shared/syncProtocol';
import { fieldsToRead } from '../engine/fieldMap';
import { idsToAsk, planReading } from '../engine/state';
import type { SyncSettings, SyncState } from '../engine/types';
import { SIDES } from '../engine/types';
import { readSettings } from '../settings';
import { deduplicationStore, hasLeaseBeenTaken, takeLease } from '../store/lease';
import { PLAN_ONLY, StaticDataStore } from '../store/syncStateStore';
import { refuseForgetfulTriggers } from '../trigger';

export { startSyncDescription as description } from '../descriptions/startSync';

const MINUTE = 60 * 1_000;

/** How long a run may write; templates stop executions before. */
const SCHEDULED_LEASE = 60 * MINUTE;

/** n8n keeps no state of a manual run, so that nobody can give its lease back; it ends by itself. */
const MANUAL_LEASE = 10 * MINUTE;

const MANUAL =
	'n8n does not keep what the sync remembers of a manual run. What it writes is right all the same: the next scheduled run finds both sides equal.';

/**
 * Takes the lease and tells each side what to read. When another run holds the lease, only the third output gets an
 * item, and nothing is touched. A run from the editor of a sync that has run before gets no memory from n8n: it takes no
 * lease and only plans, since without memory it could bring back what users cleared or deleted.
 */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = readSettings(this, 0);
	refuseForgetfulTriggers(this);
	const manual = this.getMode() === 'manual';
	const store = new StaticDataStore(this, settings.syncName);
	const { state, unreadable } = store.load();
	const startedAt = Date.now();
	const leases = deduplicationStore(this);
	const planOnly = manual && state.leaseMark === null && (await hasLeaseBeenTaken(leases));
	const mark = planOnly ? startedAt : await takeLease(leases, {
		now: startedAt,
		life: manual ? MANUAL_LEASE : SCHEDULED_LEASE,
		finishedMark: state.leaseMark,
		jitter: Math.random(),
	});
	if (mark === null) return [[], [], [toItem(notStarted(state))]];
	if (manual) this.addExecutionHints({ type: 'info', location: 'outputPane', message: planOnly ? PLAN_ONLY : MANUAL });
	if (unreadable) {
		this.addExecutionHints({
			type: 'warning',
			location: 'outputPane',
			message: `What the sync remembered could not be read: ${unreadable}. It is kept aside, and this run matches everybody anew by e-mail; nothing is deleted.`,
		});
	}
	const run: RunStamp = {
		id: `${this.getExecutionId()}-${startedAt.toString(36)}`,
		leaseExpiresAt: new Date(mark).toISOString(),
		syncName: settings.syncName,
		onlyEmailAsWork: settings.onlyEmailAsWork,
	};
	store.save({ ...state, leaseMark: mark });
	store.saveRun({ id: run.id, settings, startedAt, manual, planOnly });
	const [google, crm] = SIDES.map((side) => instructionFor(side, state, settings, run, startedAt));
	return [[toItem(google)], [toItem(crm)], []];
}

function notStarted({ lastRun }: SyncState) {
	return {
		started: false,
		reason: 'Another run of this sync is still going on, or one was stopped and its lease has not run out yet',
		remedy: 'Nothing to do: the next run after that starts. A lease runs out an hour after it was taken, ten minutes after a manual run.',
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
		ids: idsToAsk(state, side),
		fields: fieldsToRead(settings, side),
		about: own.about,
		run,
	};
}
