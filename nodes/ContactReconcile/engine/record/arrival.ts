import type { WriteResult } from '../../../shared/protocol';
import type { Pair, SyncState } from '../model/types';
import { otherSide } from '../model/types';

/**
 * @param pair as planning left it
 * @param finishedAt when the run ended, in milliseconds
 * @returns milliseconds from somebody's edit to the end of the run that wrote it on the other side, by the clocks of the service
 * and of n8n; null of a record that was last edited before the last run began, as nobody has waited for it.
 */
export function timeToArrive(pair: Pair, { side, outcome, op }: WriteResult, { lastRun }: Pick<SyncState, 'lastRun'>, finishedAt: number): number | null {
	const editedAt = pair[otherSide(side)]?.modifiedAt ?? null;
	if (outcome !== 'written' || op === 'delete' || lastRun === null || editedAt === null) return null;
	return editedAt >= Date.parse(lastRun.startedAt) && editedAt <= finishedAt ? finishedAt - editedAt : null;
}

/** @returns the median in whole seconds; null where nothing arrived. */
export function usualSeconds(times: readonly number[]): number | null {
	if (times.length === 0) return null;
	const ordered = [...times].sort((a, b) => a - b);
	return Math.round(ordered[Math.floor(ordered.length / 2)] / 1_000);
}
