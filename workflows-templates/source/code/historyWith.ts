import type { Day } from './pages/lastRun';

/** What Record Results put out, as far as it is needed. */
interface Recorded {
	secondsToArrive?: number | null;
	written: Record<'google' | 'crm', { created: number; updated: number; deleted: number }>;
}

/** The last thirty days with one more run, as JSON. @param recorded none for a run that failed @param today as 2026-01-31 */
export const historyWith = (before: string | null, today: string, recorded?: Recorded): string => {
	const kept = (): Day[] => {
		try {
			return (JSON.parse(before ?? '') as Day[]).filter(({ day }) => day);
		} catch {
			// Nothing yet, or not what it is to be, as after an edit in the table itself.
			return [];
		}
	};
	const days = kept();
	const last = days.find(({ day }) => day === today) ?? { day: today, runs: 0, written: 0, failed: 0 };
	const sides = recorded ? Object.values(recorded.written) : [];
	const written = sides.reduce((sum, { created, updated, deleted }) => sum + created + updated + deleted, last.written);
	const arrived = [...(last.arrived ?? []), ...(typeof recorded?.secondsToArrive === 'number' ? [recorded.secondsToArrive] : [])].slice(-20);
	const next = { day: today, runs: last.runs + 1, written, failed: last.failed + (recorded ? 0 : 1), ...(arrived.length > 0 && { arrived }) };
	return JSON.stringify([...days.filter(({ day }) => day !== today), next].slice(-30));
};
