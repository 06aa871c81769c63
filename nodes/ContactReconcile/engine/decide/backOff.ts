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

/** Whether a contact that failed is left alone for now. */
export function isBackingOff(pair: Pair, decision: Decision, rows: readonly MappedRow[], now: number): boolean {
	const { failure } = pair;
	return failure !== null && now < failure.retryAt && failure.fingerprint === fingerprintOf(decision, rows);
}
