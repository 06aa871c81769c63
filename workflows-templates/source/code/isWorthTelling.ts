import type { Configuration } from './shared/configuration';

interface Conflict {
	contact: string;
	field: string;
	google: string;
	crm: string;
}

/** What Build Report puts out. */
interface Report {
	run: { attention: string[] };
	conflicts: object[];
	openConflicts: Conflict[];
}

/** What Record Results put out, as far as it is needed. */
interface Recorded {
	details: Array<{ contact: string; conflicts?: Array<Omit<Conflict, 'contact'>> }>;
}

/** Whether a run is told; a conflict that nobody decides is told once. @param before the report of the run before, as JSON */
export const isWorthTelling = (
	tell: Configuration['tell'],
	{ run, conflicts, openConflicts }: Report,
	before: string | null,
): boolean => {
	if (tell === 'always' || tell === 'never') return tell === 'always';
	const told = (): string[] => {
		try {
			const { details } = JSON.parse(before ?? '') as Recorded;
			return details.flatMap(({ contact, conflicts: open = [] }) => open.map((one) => JSON.stringify({ contact, ...one })));
		} catch {
			// Nothing yet, or not what it is to be, as after an edit in the table itself.
			return [];
		}
	};
	const known = new Set(told());
	return (
		run.attention.length > 0 || conflicts.length > 0 || openConflicts.some((one) => !known.has(JSON.stringify(one)))
	);
};
