import * as v from 'valibot';

/*
 * A memory as rows of a table that the workflow keeps: two texts, cut into parts. `state` is small and stored anew after
 * each run; `contacts` is large, and stored anew only where it has changed. A save makes rows of a new generation, and the
 * workflow deletes those before it afterwards, so that what was stored by half is never read.
 */

const WholeSchema = v.pipe(v.number(), v.safeInteger());

export const StateRowSchema = v.object({
	syncName: v.string(),
	/** Newer ones are larger; milliseconds since 1970 by n8n's clock. */
	generation: v.pipe(v.number(), v.maxValue(Number.MAX_SAFE_INTEGER)),
	/** `unreadable` is a memory that could not be read and is kept aside (S42); `run` is of an older version of this package. */
	kind: v.picklist(['unreadable', 'contacts', 'state', 'run']),
	/** From 1. */
	part: WholeSchema,
	/** How many parts the text has. */
	parts: WholeSchema,
	/** Emptied by Start Sync, so that no execution holds a copy. */
	text: v.pipe(v.string(), v.minLength(1, 'is empty: an earlier execution has taken what it held')),
});
export type StateRow = v.InferOutput<typeof StateRowSchema>;

/** Characters in one row: few enough for n8n's table view. */
const ROW_LENGTH = 60_000;

/** The rows of one text. */
export function cut(text: string, row: Pick<StateRow, 'syncName' | 'generation' | 'kind'>): StateRow[] {
	const parts = Math.ceil(text.length / ROW_LENGTH);
	return Array.from({ length: parts }, (_, index) => ({
		...row,
		...{ part: index + 1, parts, text: text.slice(index * ROW_LENGTH, (index + 1) * ROW_LENGTH) },
	}));
}

/** The text of a generation, whatever the order of its rows; undefined when rows are missing. */
export function wholeText(rows: readonly StateRow[], generation: number, kind: StateRow['kind']): string | undefined {
	const own = rows.filter((row) => row.generation === generation && row.kind === kind);
	const parts = new Map(own.map(({ part, text }) => [part, text]));
	if (own.length === 0 || parts.size !== own[0].parts) return undefined;
	return joined(own);
}

/** All texts of rows, one after the other. */
export function joined(rows: readonly StateRow[]): string {
	const unique = new Map(rows.map((row) => [`${row.generation} ${row.kind} ${row.part}`, row]));
	return [...unique.values()]
		.sort((a, b) => a.generation - b.generation || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.part - b.part)
		.map(({ text }) => text)
		.join('');
}

const KINDS: ReadonlyArray<StateRow['kind']> = StateRowSchema.entries.kind.options;

/** The generations that there are of a kind, the newest first. */
export function generations(rows: readonly StateRow[], kind: StateRow['kind']): number[] {
	const found = rows.filter((row) => row.kind === kind).map(({ generation }) => generation);
	return [...new Set(found)].sort((a, b) => b - a);
}
