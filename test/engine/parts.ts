import { NOTHING_AGREED } from '../../nodes/ContactReconcile/engine/model/agreement';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import type { SideReading } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { Pair, Snapshot, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import type { CursorReading, SideName } from '../../nodes/shared/protocol';
import { MINUTE } from './world';

/** When the readings below began; milliseconds since 1970 by the side's clock. */
export const READ_AT = Date.UTC(2026, 0, 2);

/** A time so many minutes before the reading, as text. */
function minutesBefore(minutes: number): string {
	return new Date(READ_AT - minutes * MINUTE).toISOString();
}

/** What is known of a record that was changed an hour before the reading. */
export function knownTree(id: string, more: Partial<Snapshot> = {}): Snapshot {
	return { id, presence: 'in', modifiedAt: READ_AT - 60 * MINUTE, fields: {}, otherEmails: [], origin: null, partial: false, ...more };
}

/** A contact of which nothing is noted but what is given. */
export function contactWith(more: Partial<Pair>): Pair {
	return {
		google: null,
		crm: null,
		agreed: NOTHING_AGREED,
		detached: null,
		joining: false,
		createdInCrm: false,
		lostCreateAt: null,
		waitingSince: null,
		failure: null,
		returns: null,
		...more,
	};
}

export function stateWith(contacts: Pair[], more: Partial<SyncState> = {}): SyncState {
	return { ...emptyState(), contacts, ...more };
}

export function cursorOf(side: SideName, more: Partial<CursorReading> = {}): CursorReading {
	return {
		kind: 'cursor',
		side,
		mode: 'changes',
		complete: true,
		cursor: 'next',
		readAt: minutesBefore(0),
		scope: `${side}/scope`,
		scopeName: 'Scope',
		fields: [],
		about: { notedAt: minutesBefore(0) },
		hints: [],
		run: { id: 'run', syncName: 'test', onlyEmailAsWork: true },
		...more,
	};
}

export function readingOf(side: SideName, more: Partial<SideReading> = {}): SideReading {
	return { contacts: [], absences: [], cursor: cursorOf(side), ...more };
}
