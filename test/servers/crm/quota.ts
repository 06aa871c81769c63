import type { ApiRoute } from './routes';

/** Credits are counted over the last 24 hours. */
export const DAY = 24 * 3_600_000;

/** Writes cost 1 for 10 records, reading a view 3, the deleted feed 2, everything else 1. */
export function creditCost(route: ApiRoute, query: URLSearchParams, body: string): number {
	switch (route.operation) {
		case 'records.create':
		case 'records.update':
		case 'records.upsert':
			return Math.max(1, Math.ceil(recordsIn(body) / 10));
		case 'records.delete':
			return Math.max(1, Math.ceil((query.get('ids') ?? '').split(',').length / 10));
		case 'records.list':
			return query.has('cvid') ? 3 : 1;
		case 'deleted':
			return 2;
		default:
			return 1;
	}
}

function recordsIn(body: string): number {
	try {
		const { data } = JSON.parse(body) as { data?: unknown };
		return Array.isArray(data) ? data.length : 1;
	} catch {
		return 1;
	}
}
