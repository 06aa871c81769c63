import type { MappedRow } from '../fieldMap/fieldMap';
import { rowKey } from '../fieldMap/fieldMap';
import type { Pair } from '../model/types';
import { digestOf } from '../values/digest';
import type { Decision } from './decision';

/**
 * What a decision would write, in short, whatever the order of the rows; a failed contact whose plan has changed is
 * tried again at once (S50).
 */
export function fingerprintOf(decision: Decision, rows: readonly MappedRow[]): string {
	if (decision.kind !== 'compare' && decision.kind !== 'create') return decision.kind;
	const fixed = decision.kind === 'create' ? Object.entries(decision.fixed).map(([field, value]) => `${field}\n${value}`) : [];
	return digestOf([decision.kind, ...[...decision.writes.map(({ row, to, value }) => `${rowKey(rows[row])}\n${to}\n${value}`), ...fixed].sort()]);
}

/** How long a contact that failed waits at the most; milliseconds. */
export const LONGEST_RETRY = 24 * 60 * 60 * 1_000;

/** Whether a contact that failed is left alone for now. Should n8n's own clock have been ahead, it waits no longer for that. */
export function isBackingOff(pair: Pair, decision: Decision, rows: readonly MappedRow[], now: number): boolean {
	const { failure } = pair;
	const isLater = failure !== null && now < failure.retryAt && failure.retryAt - now <= LONGEST_RETRY;
	return isLater && failure.fingerprint === fingerprintOf(decision, rows);
}
