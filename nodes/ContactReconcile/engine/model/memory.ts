import { STATE_VERSION } from './migrations';
import type { SideState, SyncState } from './types';

/** The state before the first run, and after Reset or a loss (P5). */
export function emptyState(): SyncState {
	return {
		version: STATE_VERSION,
		mark: null,
		rows: [],
		sides: { google: emptySide(), crm: emptySide() },
		contacts: [],
		settled: false,
		lastRun: null,
	};
}

function emptySide(): SideState {
	return {
		cursor: null,
		scope: null,
		scopeName: '',
		about: null,
		capabilities: [],
		lastFullAt: null,
		readNext: [],
		tombstones: {},
	};
}

/** A copy that may be changed without the original noticing; records and agreements are only ever replaced as a whole. */
export function copyState(state: SyncState): SyncState {
	return {
		...state,
		sides: { google: copySide(state.sides.google), crm: copySide(state.sides.crm) },
		contacts: state.contacts.map((pair) => ({ ...pair })),
	};
}

function copySide(side: SideState): SideState {
	return { ...side, readNext: [...side.readNext], tombstones: { ...side.tombstones }, ...(side.doubts && { doubts: { ...side.doubts } }) };
}
