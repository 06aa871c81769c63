import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import * as v from 'valibot';

import { NameSchema } from '../../shared/protocol/parts';
import { SyncSettingsSchema } from '../engine/model/settings';
import type { SyncState } from '../engine/model/types';
import { emptyState } from '../engine/model/memory';
import { decodeState, encodeState, UnreadableStateError } from './stateCodec';

/** What the nodes of one run tell each other, and the next run if it has to know that this one ended. */
export const RunRecordSchema = v.object({
	id: NameSchema,
	settings: SyncSettingsSchema,
	/** Milliseconds since 1970 by n8n's clock. */
	startedAt: v.number(),
	/** Whether the execution was started by hand, so that n8n will not keep the state. */
	manual: v.boolean(),
	/** Whether the run has no memory of earlier ones, and so writes nothing. */
	planOnly: v.boolean(),
	/** The text of the option Reset that this run had. */
	reset: v.string(),
});
export type RunRecord = v.InferOutput<typeof RunRecordSchema>;

/** What a run that only plans says to the user. */
export const PLAN_ONLY =
	'Nothing was written, this is a preview: the sync has run before, and n8n keeps nothing of a run from the editor. Scheduled runs go on as before. Where n8n gives the preview no memory (before 2.41), it shows what a first sync would do.';

/** What a store holds for one sync. */
export interface StoredSync {
	state: SyncState;
	/** Set when the stored state could not be read: why, in a sentence's end. The text is kept aside (S42). */
	unreadable: string | null;
}

/** Where a sync remembers its trees between runs. */
export interface SyncStateStore {
	load(): StoredSync;
	save(state: SyncState): void;
	/** Forgets everything, also what was kept aside. */
	erase(): void;
	loadRun(): RunRecord | null;
	saveRun(run: RunRecord): void;
	/** Bytes of the stored state as JSON. */
	size(): number;
}

/**
 * Keeps the state as texts in an object that n8n keeps. The state is one text, since n8n wraps every object in its static
 * data into a proxy, which ten thousand contacts would make slow.
 */
export class TextStore implements SyncStateStore {
	/** The text that was last read without fault, or written; a large one takes long to read a second time. */
	private sound: unknown;

	constructor(
		private readonly data: IDataObject,
		protected readonly syncName: string,
	) {}

	load(): StoredSync {
		const text = this.data[this.key('state')];
		if (text === undefined) return { state: emptyState(), unreadable: null };
		try {
			const state = decodeState(String(text));
			this.sound = text;
			return { state, unreadable: null };
		} catch (error) {
			return { state: emptyState(), unreadable: whyUnreadable(error) };
		}
	}

	save(state: SyncState): void {
		this.keepUnreadableAside();
		const text = encodeState(state);
		this.put('state', text);
		this.sound = text;
	}

	erase(): void {
		for (const part of ['state', 'run', 'unreadable'] as const) delete this.data[this.key(part)];
	}

	loadRun(): RunRecord | null {
		const text = this.text('run');
		if (text === undefined) return null;
		try {
			const run: unknown = JSON.parse(text);
			return v.is(RunRecordSchema, run) ? run : null;
		} catch {
			// Who began a run will not find its record, and says so.
			return null;
		}
	}

	saveRun(run: RunRecord): void {
		this.put('run', JSON.stringify(run));
	}

	size(): number {
		const text = this.text('state');
		return text === undefined ? 0 : Buffer.byteLength(JSON.stringify(text));
	}

	protected text(part: Part): string | undefined {
		const text = this.data[this.key(part)];
		return typeof text === 'string' ? text : undefined;
	}

	protected put(part: Part, text: string): void {
		this.data[this.key(part)] = text;
	}

	private keepUnreadableAside(): void {
		const text = this.data[this.key('state')];
		if (text === undefined || text === this.sound) return;
		if (this.load().unreadable !== null) this.put('unreadable', String(text));
	}

	private key(part: Part): string {
		return `contactSync.${part}:${this.syncName}`;
	}
}

type Part = 'state' | 'run' | 'unreadable';

/**
 * The workflow's static data: n8n's own database, no set-up. n8n loads it at the start of an execution and saves it at
 * its end, also when it failed; not in manual executions, and not when the process was killed.
 */
export function workflowStore(context: IExecuteFunctions, syncName: string): SyncStateStore {
	return new TextStore(context.getWorkflowStaticData('global'), syncName);
}

function whyUnreadable(error: unknown): string {
	return error instanceof UnreadableStateError ? error.message : 'it is damaged';
}
