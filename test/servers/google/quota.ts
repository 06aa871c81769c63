import { RollingMeter } from '../shared/rollingMeter';
import { GoogleRefusal } from './googleRefusal';
import type { Operation } from './routes';
import type { Quota, QuotaKind } from './switches';

export type Cost = Partial<Record<QuotaKind, number>>;

const KINDS = ['criticalReads', 'criticalWrites', 'writes', 'dailyWrites', 'fullSyncs'] as const;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const SINGLE_WRITE: Cost = { criticalReads: 1, criticalWrites: 1, dailyWrites: 1 };
const BATCH_WRITE: Cost = { criticalReads: 6, criticalWrites: 6, dailyWrites: 200 };

/**
 * What a request costs. Writes of contacts are as Google's guide states them; for groups, which it leaves out, a read
 * and a write are taken to cost one.
 */
export function costOf(operation: Operation, query: URLSearchParams): Cost {
	switch (operation) {
		case 'createContact':
		case 'updateContact':
			return SINGLE_WRITE;
		case 'batchCreateContacts':
		case 'batchUpdateContacts':
			return BATCH_WRITE;
		case 'deleteContact':
		case 'contactGroups.create':
		case 'contactGroups.members.modify':
			return { writes: 1 };
		case 'batchDeleteContacts':
			return { writes: 10 };
		case 'connections.list':
			return { criticalReads: 1, ...(isFullSync(query) && { fullSyncs: 1 }) };
		case 'auth.consent':
		case 'auth.token':
		case 'auth.revoke':
		case 'unknown':
			return {};
		default:
			return { criticalReads: 1 };
	}
}

/** The first page of a full sync has a quota of its own. */
function isFullSync(query: URLSearchParams): boolean {
	return query.get('requestSyncToken') === 'true' && !query.has('syncToken') && !query.has('pageToken');
}

/** What the account's only user has spent. */
export class QuotaMeter {
	private readonly meters: Record<QuotaKind, RollingMeter>;

	constructor(now: () => number) {
		const meter = () => new RollingMeter(now);
		this.meters = {
			criticalReads: meter(),
			criticalWrites: meter(),
			writes: meter(),
			dailyWrites: meter(),
			fullSyncs: meter(),
		};
	}

	/** Units of a kind that were spent in its last minute or day. */
	used(kind: QuotaKind, minute = MINUTE): number {
		return this.meters[kind].used(kind === 'dailyWrites' ? DAY : minute);
	}

	/** @throws GoogleRefusal, and spends nothing, where the quota does not reach. */
	spend(cost: Cost, quota: Quota | null): void {
		for (const kind of KINDS) {
			const limit = quota?.[kind];
			const wanted = cost[kind] ?? 0;
			if (wanted > 0 && limit !== undefined && this.used(kind, quota?.minute) + wanted > limit) {
				throw kind === 'fullSyncs' ? fullSyncRefused(quota?.retryAfter) : rateLimited(kind, quota?.retryAfter);
			}
		}
		for (const kind of KINDS) this.meters[kind].spend(cost[kind] ?? 0);
	}
}

const LIMIT_NAMES: Record<Exclude<QuotaKind, 'fullSyncs'>, [metric: string, limit: string]> = {
	criticalReads: ['Critical read requests (Contact and Profile Reads)', 'CriticalReadsPerMinutePerProjectPerUser'],
	criticalWrites: ['Critical write requests (Contact Creates and Updates)', 'CriticalWritesPerMinutePerProjectPerUser'],
	writes: ['Write requests (Contact Deletes)', 'WritesPerMinutePerProjectPerUser'],
	dailyWrites: ['Daily Contact Writes (Total)', 'DailyContactWritesPerDayPerProject'],
};

/** As Google words it when units of a kind are used up. */
export function rateLimited(
	kind: Exclude<QuotaKind, 'fullSyncs'> = 'criticalReads',
	retryAfter?: number,
): GoogleRefusal {
	const [metric, limit] = LIMIT_NAMES[kind];
	const message = `Quota exceeded for quota metric '${metric}' and limit '${limit}' of service 'people.googleapis.com'.`;
	const details = {
		'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
		reason: 'RATE_LIMIT_EXCEEDED',
		domain: 'googleapis.com',
		metadata: { service: 'people.googleapis.com', quota_limit: limit },
	};
	return new GoogleRefusal(429, 'RESOURCE_EXHAUSTED', message, [details], retryAfter);
}

function fullSyncRefused(retryAfter: number | undefined): GoogleRefusal {
	const violation = { subject: 'user', description: 'FBS quota limit exceeded.' };
	const details = { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [violation] };
	return new GoogleRefusal(
		429,
		'RESOURCE_EXHAUSTED',
		'Quota exceeded: FBS quota limit exceeded.',
		[details],
		retryAfter,
	);
}
