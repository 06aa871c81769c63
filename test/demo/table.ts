/** What a cell of a table may show. */
export type Cell = string | number;

const GAP = '  ';

/**
 * Lays rows out below their headings: numbers to the right, the last column cut where a line would be too long.
 *
 * @param rows each with the same keys, which are the headings.
 * @param width the most characters in a line.
 */
export function asTable(rows: ReadonlyArray<Record<string, Cell>>, width = 100): string {
	const headings = Object.keys(rows[0] ?? {});
	const lines = [headings, ...rows.map((row) => headings.map((heading) => row[heading]))];
	const widths = headings.map((_, column) => Math.max(...lines.map((line) => String(line[column]).length)));
	const isNumber = headings.map((heading) => rows.every((row) => typeof row[heading] === 'number'));
	return lines.map((line) => fitting(line.map((cell, column) => padded(cell, widths[column], isNumber[column])).join(GAP), width)).join('\n');
}

function padded(cell: Cell, width: number, toTheRight: boolean): string {
	return toTheRight ? String(cell).padStart(width) : String(cell).padEnd(width);
}

function fitting(line: string, width: number): string {
	const text = line.trimEnd();
	return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
