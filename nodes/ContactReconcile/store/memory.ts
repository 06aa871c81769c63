import { jsonParse } from 'n8n-workflow';
import * as v from 'valibot';

import { NameSchema } from '../../shared/protocol/parts';
import { emptyState } from '../engine/model/memory';
import { SyncSettingsSchema } from '../engine/model/settings';
import { decodeState, encodeTexts, joinTexts, UnreadableStateError } from './stateCodec';
import type { SyncState } from '../engine/model/types';
import { digestOfText, packed, unpacked } from './packing';
import type { StateRow } from './stateRows';
import { cut, generations, joined, wholeText } from './stateRows';

/** What is noted of a run with the state that it leaves. */
const RunRecordSchema = v.object({
	id: NameSchema,
	/** The workflow whose lease it held. */
	workflowId: v.string(),
	settings: SyncSettingsSchema,
	/** Milliseconds since 1970 by n8n's clock. */
	startedAt: v.number(),
	/** The last mark of its lease; who finds it in the lease store knows that the run has ended. */
	leaseMark: v.number(),
});
export type RunRecord = v.InferOutput<typeof RunRecordSchema>;

/** Where the contacts stand. */
const PlaceSchema = v.object({
	generation: v.number(),
	digest: v.string(),
	/** Characters in the table. */
	size: v.number(),
});

/** The small text of a memory. */
const HeadSchema = v.object({
	run: v.nullable(RunRecordSchema),
	contacts: PlaceSchema,
	/** The state without its contacts, as JSON. */
	state: v.string(),
});
type Head = v.InferOutput<typeof HeadSchema>;

/** What a sync remembers between runs. */
export interface Memory {
	syncName: string;
	state: SyncState;
	/** The run that left it; null before the first one. */
	run: RunRecord | null;
	/** Why it could not be read, in a sentence's end; null when it could. */
	unreadable: string | null;
	stored: Stored;
}

/** What there is in the table. */
interface Stored {
	/** The newest generation, whole or not. */
	generation: number;
	contacts: Head['contacts'] | null;
	/** What could not be read, now or earlier; empty when there is nothing. */
	aside: string;
	size: number;
}

/** The memory of a sync in the rows of a table: the newest that is whole. Rows of other syncs are passed over. */
export function readMemory(rows: readonly StateRow[], syncName: string): Memory {
	const own = rows.filter((row) => row.syncName === syncName);
	const [aside] = generations(own, 'unreadable').map((generation) => wholeText(own, generation, 'unreadable') ?? '');
	const stored: Stored = {
		generation: Math.max(0, ...own.map(({ generation }) => generation)),
		...{ contacts: null, aside: aside ?? '', size: 0 },
	};
	const nothing: Memory = { syncName, state: emptyState(), run: null, unreadable: null, stored };
	const current = own.filter(({ kind }) => kind === 'state' || kind === 'contacts');
	if (current.length === 0) return nothing;
	try {
		const { head, texts } = newestWhole(current);
		const size = current.reduce((sum, { text }) => sum + text.length, 0);
		return { ...nothing, state: decodeState(texts), run: head?.run ?? null, stored: { ...stored, contacts: head?.contacts ?? null, size } };
	} catch (error) {
		const why = error instanceof UnreadableStateError ? error.message : 'it is damaged';
		return { ...nothing, unreadable: why, stored: { ...stored, aside: joined(current) } };
	}
}

/** The text of the newest generation of which nothing is missing. @throws UnreadableStateError when there is none. */
function newestWhole(rows: readonly StateRow[]): { head: Head | null; texts: string } {
	for (const generation of generations(rows, 'state')) {
		const text = wholeText(rows, generation, 'state');
		if (text === undefined) continue;
		const whole = unpacked(text);
		const head = headIn(whole);
		// An older version of this package stored all in one text.
		if (!head) return { head, texts: whole };
		const contacts = wholeText(rows, head.contacts.generation, 'contacts');
		if (contacts !== undefined) return { head, texts: joinTexts({ rest: head.state, contacts: unpacked(contacts) }) };
	}
	throw new UnreadableStateError('rows of it are missing');
}

function headIn(text: string): Head | null {
	const head = jsonParse<unknown>(text, { fallbackValue: null });
	return v.is(HeadSchema, head) ? head : null;
}

/** Rows to store, and the generation of the rows before them that are still needed. */
export interface NewRows {
	rows: StateRow[];
	/** All other rows of the sync with a smaller generation than the new ones can be deleted. */
	keep: number;
	/** Characters of the whole memory in the table. */
	size: number;
}

/** What there is to store of a memory, newer than all that was read. */
export function rowsOf({ syncName, stored }: Memory, state: SyncState, run: RunRecord | null, now: number): NewRows {
	const { rest, contacts } = encodeTexts(state);
	const generation = Math.max(now, stored.generation + 1);
	const row = { syncName, generation };
	const digest = digestOfText(contacts);
	const kept = stored.contacts?.digest === digest ? stored.contacts : null;
	const body = kept ? '' : packed(contacts);
	const place = kept ?? { generation, digest, size: body.length };
	const head: Head = { run, contacts: place, state: rest };
	const text = packed(JSON.stringify(head));
	return {
		// The state comes last: where all of it is stored, so is the rest.
		rows: [...cut(kept ? '' : stored.aside, { ...row, kind: 'unreadable' }), ...cut(body, { ...row, kind: 'contacts' }), ...cut(text, { ...row, kind: 'state' })],
		keep: place.generation,
		size: place.size + text.length,
	};
}

/**
 * The largest mark of a run that is known to have ended, by the rows of all syncs of a workflow: they share one lease.
 *
 * @returns 0 when there is none.
 */
export function finishedMark(rows: readonly StateRow[], workflowId: string): number {
	const names = [...new Set(rows.map(({ syncName }) => syncName))];
	const marks = names.flatMap((syncName) => {
		const own = rows.filter((row) => row.syncName === syncName);
		const run = newestRun(own);
		return run?.workflowId === workflowId ? run.leaseMark : 0;
	});
	return Math.max(0, ...marks);
}

/** The run that left the newest small text that can be read, whatever there is of the contacts. */
function newestRun(rows: readonly StateRow[]): RunRecord | null {
	for (const generation of generations(rows, 'state')) {
		const text = wholeText(rows, generation, 'state');
		try {
			const head = text === undefined ? null : headIn(unpacked(text));
			if (head) return head.run;
		} catch {
			// What cannot be read tells of no run; the lease then ends by itself.
		}
	}
	return null;
}
