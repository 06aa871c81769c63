import type { WriteResult } from '../../../shared/protocol';
import type { SideCounts } from '../model/types';

export function noCounts(): SideCounts {
	return { created: 0, updated: 0, deleted: 0, joined: 0, failed: 0, overtaken: 0, unknown: 0, notSent: 0 };
}

/** Adds a result to what was done on its side. */
export function count(counts: SideCounts, result: WriteResult): void {
	switch (result.outcome) {
		case 'written':
			if (result.unsent) return;
			if (result.op === 'create') counts.created += 1;
			else if (result.op === 'delete') counts.deleted += 1;
			else if (result.fields.length > 0) counts.updated += 1;
			else counts.joined += 1;
			return;
		case 'failed':
			counts.failed += 1;
			return;
		case 'unknown':
			counts.unknown += 1;
			return;
		case 'notSent':
			counts.notSent += 1;
			return;
		case 'mismatch':
		case 'exists':
		case 'gone':
			counts.overtaken += 1;
			return;
	}
}
