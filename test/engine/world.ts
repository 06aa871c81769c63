import { DEFAULT_ROWS, plainRows, resolveRows } from '../../nodes/ContactReconcile/engine/fieldMap/fieldMap';
import type { Plan } from '../../nodes/ContactReconcile/engine/plan/plan';
import { planChanges } from '../../nodes/ContactReconcile/engine/plan/plan';
import type { Recorded } from '../../nodes/ContactReconcile/engine/record/record';
import { recordResults } from '../../nodes/ContactReconcile/engine/record/record';
import { emptyState } from '../../nodes/ContactReconcile/engine/model/memory';
import { fieldsToAsk, idsToAsk, planReading } from '../../nodes/ContactReconcile/engine/observe/nextReading';
import { decodeState, encodeState } from '../../nodes/ContactReconcile/store/stateCodec';
import type { SideReading } from '../../nodes/ContactReconcile/engine/observe/overlay';
import { sideReading } from '../../nodes/ContactReconcile/engine/observe/overlay';
import type { BothSides, SyncSettings, SyncState } from '../../nodes/ContactReconcile/engine/model/types';
import { SIDES } from '../../nodes/ContactReconcile/engine/model/types';
import { googleCapability } from '../../nodes/shared/catalogue/googleFields';
import type {
	FieldCapability,
	FieldValues,
	RunStamp,
	SideName,
	WriteOperation,
	WriteResult,
} from '../../nodes/shared/protocol';
import type { Fault, StoredRecord } from './addressBook';
import { AddressBook } from './addressBook';
import { Clock } from './clock';

export const MINUTE = 60_000;

/** Nothing remembered. */
export const BLANK_MEMORY = encodeState(emptyState());

export interface RunOptions {
	/** Minutes since the last run. */
	after?: number;
	/** Read both sides in full. */
	full?: boolean;
	/**
	 * The run ends after so many writes without their results being recorded. A killed process leaves the state as it
	 * was before; an execution that fails leaves it as planning left it.
	 */
	crash?: { afterWrites: number; keeps: 'nothing' | 'plan' };
	/** The order in which operations are carried out. */
	order?: (operations: WriteOperation[]) => WriteOperation[];
}

/** What one run planned, wrote and recorded. */
export interface RunReport extends Plan, Recorded {
	writes: WriteOperation[];
	results: WriteResult[];
}

/** Two address books in memory and a sync between them. */
export class World {
	readonly clock = new Clock();

	readonly books: BothSides<AddressBook> = {
		google: new AddressBook('google', this.clock, usualCapability),
		crm: new AddressBook('crm', this.clock, usualCapability),
	};

	/** All journal rows, in the order in which they were stored. */
	readonly journal: Plan['journal'] = [];

	/** All operations that were sent. */
	readonly sent: WriteOperation[] = [];

	settings: SyncSettings;

	/** What the sync remembers, as text, as the nodes store it. */
	memory = BLANK_MEMORY;

	/** Called between reading and writing. */
	meanwhile: () => void = () => {};

	/** What goes wrong with an operation. */
	fault: (operation: WriteOperation) => Fault | undefined = () => undefined;

	private lastDecoded: { text: string; state: SyncState } | undefined;

	constructor(settings: Partial<SyncSettings> = {}) {
		this.settings = {
			syncName: 'test',
			direction: 'both',
			winner: 'crm',
			rows: DEFAULT_ROWS.map(([google, crm]) => ({ google, crm, direction: 'both' })),
			match: { google: 'workEmail', crm: 'Email' },
			crmNameField: 'Last_Name',
			onlyEmailAsWork: true,
			linkDifferentNames: false,
			phoneCountry: '',
			firstCap: 10_000,
			cap: 500,
			deletes: false,
			deleteSharePercent: 10,
			deleteFloor: 5,
			approvedDigest: '',
			fullCheckHours: 24,
			...settings,
		};
	}

	/** A person on both sides, the values given in Google's field names. */
	addBoth(fields: FieldValues): BothSides<string> {
		return { google: this.books.google.add(fields), crm: this.books.crm.add(asCrmFields(fields)) };
	}

	add(side: SideName, fields: FieldValues, more: Partial<StoredRecord> = {}): string {
		return this.books[side].add(fields, more);
	}

	edit(side: SideName, id: string, fields: FieldValues): void {
		this.books[side].edit(id, fields);
	}

	remove(side: SideName, id: string): void {
		this.books[side].remove(id);
	}

	get(side: SideName, id: string): StoredRecord {
		return this.books[side].get(id);
	}

	/** How many records a side holds. */
	size(side: SideName): number {
		return this.books[side].records.size;
	}

	find(side: SideName, field: string, value: string): StoredRecord[] {
		return [...this.books[side].records.values()].filter(({ fields }) => fields[field] === value);
	}

	/** Changes settings between two runs. */
	set(settings: Partial<SyncSettings>): void {
		this.settings = { ...this.settings, ...settings };
	}

	/** What is remembered; nothing when it cannot be read, as the state store has it (S42). */
	get state(): SyncState {
		return this.decoded(this.memory);
	}

	/** The engine leaves its input as it is, so that a text need not be read twice. */
	private decoded(text: string): SyncState {
		if (this.lastDecoded?.text !== text) this.lastDecoded = { text, state: readable(text) };
		return this.lastDecoded.state;
	}

	/** Reads and plans as the nodes do, and writes nothing. */
	plan(options: RunOptions = {}): { plan: Plan; readings: BothSides<SideReading>; startedAt: number } {
		const startedAt = this.clock.now;
		const { state } = this;
		const readings = { google: this.read('google', state, startedAt, options), crm: this.read('crm', state, startedAt, options) };
		const run = readings.google.cursor.run;
		return { plan: planChanges({ state, settings: this.settings, readings, run, startedAt }), readings, startedAt };
	}

	/** Runs a sync as the nodes do: read, plan, store the journal, write, record, remember. */
	sync(options: RunOptions = {}): RunReport {
		this.clock.now += (options.after ?? 15) * MINUTE;
		const { plan, readings, startedAt } = this.plan(options);
		this.journal.push(...plan.journal);
		const planned = encodeState(plan.state);
		this.meanwhile();
		const operations = SIDES.flatMap((side) => plan.operations[side]);
		const writes = (options.order?.(operations) ?? operations).slice(0, options.crash?.afterWrites);
		this.sent.push(...writes);
		const results = this.carryOut(writes);
		const recorded = this.record(decodeState(planned), plan, readings, results, startedAt);
		if (!options.crash) this.memory = encodeState(recorded.state);
		else if (options.crash.keeps === 'plan') this.memory = planned;
		return { ...plan, ...recorded, writes, results };
	}

	/** As Apply Changes does: an update waits for the one that frees its unique value; a circle is opened (S15). */
	private carryOut(writes: readonly WriteOperation[]): WriteResult[] {
		const results = new Map<WriteOperation, WriteResult>();
		const apply = (operation: WriteOperation) => results.set(operation, this.books[operation.side].apply(operation, this.fault(operation)));
		for (let left = [...writes]; left.length > 0; ) {
			const blocked = left.filter((operation) => this.books[operation.side].waits(operation, left) || !apply(operation));
			if (blocked.length === left.length) this.openCircle(blocked[0].side, () => apply(blocked[0]));
			left = blocked.filter((operation) => !results.has(operation));
		}
		return writes.flatMap((operation) => results.get(operation) ?? []);
	}

	/** For a moment a unique value is there twice. */
	private openCircle(side: SideName, write: () => void): void {
		const { unique } = this.books[side];
		this.books[side].unique = null;
		write();
		this.books[side].unique = unique;
	}

	/** Runs until nothing is written any more; the number of runs that wrote. */
	settle(limit = 20): number {
		for (let runs = 0; runs <= limit; runs++) {
			const { writes, summary } = this.sync();
			const waiting = summary.classes.waiting + summary.classes.deferred;
			if (writes.length === 0 && waiting === 0) return runs;
		}
		throw new Error(`still writing or waiting after ${limit} runs`);
	}

	private read(side: SideName, state: SyncState, startedAt: number, options: RunOptions): SideReading {
		const { mode } = options.full ? { mode: 'full' as const } : planReading(state, side, this.settings, startedAt);
		const run: RunStamp = {
			id: `run${startedAt}`,
			syncName: this.settings.syncName,
			onlyEmailAsWork: this.settings.onlyEmailAsWork,
		};
		const own = state.sides[side];
		const reading = sideReading(
			this.books[side].read({
				kind: 'read',
				side,
				mode,
				cursor: mode === 'changes' ? own.cursor : null,
				scope: own.scope,
				ids: idsToAsk(state, side, mode),
				fields: fieldsToAsk(state, side, this.settings),
				about: own.about,
				run,
			}),
		);
		if (!reading) throw new Error('a reading ends with a cursor');
		return reading;
	}

	private record(
		state: SyncState,
		plan: Plan,
		readings: BothSides<SideReading>,
		results: WriteResult[],
		startedAt: number,
	): Recorded {
		const { rows } = resolveRows(state.rows, {
			google: state.sides.google.capabilities,
			crm: state.sides.crm.capabilities,
		});
		return recordResults({
			state,
			settings: { ...this.settings, rows: plainRows(rows) },
			rows,
			results,
			run: {
				id: readings.google.cursor.run.id,
				startedAt,
				finishedAt: this.clock.tick(),
				readings: { google: readings.google.cursor.mode, crm: readings.crm.cursor.mode },
				complete: SIDES.every((side) => readings[side].cursor.complete),
				refused: plan.refusal !== null,
				deferred: plan.deferred,
				conflicts: plan.conflicts,
				overwritten: plan.journal.length,
				attention: plan.attention,
			},
		});
	}
}

function readable(text: string): SyncState {
	try {
		return decodeState(text);
	} catch {
		return emptyState();
	}
}

/** Values in Google's field names under the names of the CRM. */
export function asCrmFields(fields: FieldValues): FieldValues {
	return Object.fromEntries(DEFAULT_ROWS.flatMap(([g, c]) => (fields[g] === undefined ? [] : [[c, fields[g]]])));
}

function usualCapability(side: SideName, name: string): FieldCapability {
	const google = googleCapability(side === 'google' ? name : (DEFAULT_ROWS.find(([, crm]) => crm === name)?.[0] ?? name));
	const base = { label: name, kind: google?.kind ?? ('text' as const), writable: true, name };
	if (side === 'google') return { ...base, mandatory: false, ...(base.kind === 'date' && { yearOptional: true }) };
	return { ...base, mandatory: name === 'Last_Name', ...(base.kind === 'date' && { yearOptional: false }) };
}
