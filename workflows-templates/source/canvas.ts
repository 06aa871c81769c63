/** On n8n's canvas, in pixels: an upper left corner. */
export type Position = readonly [x: number, y: number];
type Size = readonly [width: number, height: number];

/** A node of a flow. */
export interface Placed {
	name: string;
	/** Where it stands from top to bottom, which is the order of n8n's branches too; its column follows from its connections. */
	row: number;
}

export interface Wire {
	from: { name: string; index: number };
	to: { name: string; index: number };
}

/** From one node to the next one, of which 96 pixels are the node, and its name stands below it. */
const COLUMN = 240;
const ROW = 160;
const GAP = 32;

/** Characters of a note's usual text in a line, and what a line takes. */
const LINE = { width: 384, characters: 50, height: 24, ofHeading: 40 };

/** Large enough for all of its text. */
export function sizeOfNote(text: string): Size {
	const heights = text.split('\n').map((line) => {
		if (line.startsWith('#')) return Math.ceil(line.length / (LINE.characters * 0.7)) * LINE.ofHeading;
		return Math.max(0.5, Math.ceil(line.replaceAll('*', '').length / LINE.characters)) * LINE.height;
	});
	const height = heights.reduce((sum, one) => sum + one, GAP);
	return [LINE.width, Math.ceil(height / 16) * 16];
}

/**
 * Where everything stands: each node a column after those that lead to it, notes above all nodes.
 *
 * @param notes each above a node if there is room, else beside the note before it
 */
export function canvas(
	nodes: readonly Placed[],
	wires: readonly Wire[],
	notes: ReadonlyArray<{ size: Size; above?: string }>,
): { nodes: Position[]; notes: Position[] } {
	const columns = columnsOf(
		nodes.map(({ name }) => name),
		wires,
	);
	const xOf = (name: string) => (columns.get(name) ?? 0) * COLUMN;
	const top = Math.min(...nodes.map(({ row }) => row)) * ROW;
	const tallest = Math.max(0, ...notes.map(({ size: [, height] }) => height));
	let free = 0;
	return {
		nodes: nodes.map(({ name, row }) => [xOf(name), row * ROW]),
		notes: notes.map(({ size: [width], above }) => {
			const x = Math.max(free, above === undefined ? 0 : xOf(above));
			free = x + width + GAP;
			return [x, top - tallest - 2 * GAP];
		}),
	};
}

/** The longest way to each node, where no connection that closes a loop counts. */
function columnsOf(names: readonly string[], wires: readonly Wire[]): Map<string, number> {
	const columns = new Map<string, number>();
	const visit = (name: string, column: number, before: readonly string[]) => {
		if (before.includes(name) || column <= (columns.get(name) ?? -1)) return;
		columns.set(name, column);
		for (const { from, to } of wires) if (from.name === name) visit(to.name, column + 1, [...before, name]);
	};
	const reached = new Set(wires.map(({ to }) => to.name));
	for (const name of names) if (!reached.has(name)) visit(name, 0, []);
	return columns;
}
