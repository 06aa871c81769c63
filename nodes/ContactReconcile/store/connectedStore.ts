import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import * as v from 'valibot';

import { TextStore } from './syncStateStore';

/** The state comes last: where all of it is stored, so is the rest. */
const KINDS = ['unreadable', 'run', 'state'] as const;

/**
 * A part of a stored text, as one row of the table that a workflow keeps states in. A save makes rows of a new generation,
 * and the workflow deletes those before it afterwards, so that a state which was stored by half is never read.
 */
export const StateRowSchema = v.object({
	syncName: v.string(),
	/** Newer ones are larger; milliseconds since 1970 by n8n's clock. */
	generation: v.number(),
	/** The state, the run that stored it, or a state that could not be read and is kept aside (S42). */
	kind: v.picklist(KINDS),
	/** From 1. */
	part: v.number(),
	/** How many parts the text has. */
	parts: v.number(),
	text: v.string(),
});
export type StateRow = v.InferOutput<typeof StateRowSchema>;

/** Characters in one row: few enough for n8n's table view, many enough for ten thousand contacts in some seventy rows. */
const ROW_LENGTH = 60_000;

/**
 * Keeps the state in the memory of the execution, for a workflow that stores it: it comes in as rows and goes out as rows.
 * Unlike static data, n8n keeps what a workflow stores in manual executions too.
 */
export class ConnectedStore extends TextStore {
	private readonly memory: IDataObject;

	constructor(memory: IDataObject, syncName: string) {
		super(memory, syncName);
		this.memory = memory;
	}

	/** Takes over the newest generation that is whole; of other syncs nothing. */
	takeIn(rows: readonly StateRow[]): void {
		this.erase();
		const own = rows.filter(({ syncName }) => syncName === this.syncName);
		const generation = newestWhole(own);
		this.memory[this.generationKey] = Math.max(0, ...own.map((row) => row.generation));
		for (const kind of KINDS) {
			const parts = own.filter((row) => row.generation === generation && row.kind === kind);
			if (parts.length > 0) this.put(kind, textOf(parts));
		}
	}

	/** What there is to store, newer than all that was taken in. */
	rows(now: number): StateRow[] {
		const generation = Math.max(now, Number(this.memory[this.generationKey] ?? 0) + 1);
		return KINDS.flatMap((kind) => {
			const pieces = piecesOf(this.text(kind) ?? '');
			return pieces.map((text, index) => ({
				...{ syncName: this.syncName, generation, kind },
				...{ part: index + 1, parts: pieces.length, text },
			}));
		});
	}

	private get generationKey(): string {
		return `contactSync.generation:${this.syncName}`;
	}
}

/** The newest generation of which no row is missing; where none is whole the newest, which then cannot be read. */
function newestWhole(rows: readonly StateRow[]): number {
	const generations = [...new Set(rows.map(({ generation }) => generation))].sort((a, b) => b - a);
	const whole = generations.find((generation) => {
		const state = rows.filter((row) => row.generation === generation && row.kind === 'state');
		return state.length > 0 && new Set(state.map(({ part }) => part)).size === state[0].parts;
	});
	return whole ?? generations[0] ?? 0;
}

function textOf(rows: readonly StateRow[]): string {
	return [...rows]
		.sort((a, b) => a.part - b.part)
		.map(({ text }) => text)
		.join('');
}

/** Cuts no character in two: a database could not store the halves. */
function piecesOf(text: string): string[] {
	const pieces: string[] = [];
	for (let start = 0; start < text.length; ) {
		const cutsPair = /[\uD800-\uDBFF]/.test(text.charAt(start + ROW_LENGTH - 1));
		const end = start + ROW_LENGTH - (cutsPair ? 1 : 0);
		pieces.push(text.slice(start, end));
		start = end;
	}
	return pieces;
}

/** What all nodes of one execution share, and no other execution sees. */
export function connectedStore(context: IExecuteFunctions, syncName: string): ConnectedStore {
	return new ConnectedStore(context.getContext('flow') as IDataObject, syncName);
}

/** The connected store of a run that Start Sync began with one; null when it keeps its state in the workflow. */
export function connectedRun(context: IExecuteFunctions, syncName: string): ConnectedStore | null {
	const store = connectedStore(context, syncName);
	return store.loadRun() ? store : null;
}
