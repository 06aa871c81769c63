import { DEFAULT_ROWS, fieldsToRead, resolveRows } from '../../nodes/ContactReconcile/engine/fieldMap';
import type { Plan } from '../../nodes/ContactReconcile/engine/plan';
import { planChanges } from '../../nodes/ContactReconcile/engine/plan';
import type { Recorded } from '../../nodes/ContactReconcile/engine/record';
import { recordResults } from '../../nodes/ContactReconcile/engine/record';

import { emptyState, idsToAsk, planReading } from '../../nodes/ContactReconcile/engine/state';
import { decodeState, encodeState } from '../../nodes/ContactReconcile/engine/stateCodec';
import type { SideReading } from '../../nodes/ContactReconcile/engine/trees';
import type { BothSides, SyncSettings, SyncState } from '../../nodes/ContactReconcile/engine/types';
import { SIDES } from '../../nodes/ContactReconcile/engine/types';
import { googleCapability } from '../../nodes/GoogleContactsSync/person';
import { resultOf } from '../../nodes/shared/syncItems';
import type {
	ContactOrigin,
	FieldCapability,
	FieldValues,
	RunStamp,
	SideName,
	WriteOperation,
	WriteResult,
} from '../../nodes/shared/syncProtocol';

/** A record as the in-memory address books hold it. */
export interface StoredRecord {
	id: string;
	fields: FieldValues;
	inScope: boolean;
	modifiedAt: number;
	origin?: ContactOrigin;
}

const MINUTE = 60_000;

/** Two address books in memory that answer readings and carry operations out, and a sync between them. */
export class World {
	readonly records: BothSides<Map<string, StoredRecord>> = { google: new Map(), crm: new Map() };

	readonly writes: WriteOperation[] = [];

	readonly journal: Plan['journal'] = [];

	settings: SyncSettings;

	/** What the sync remembers, as text, as the nodes store it. */
	memory = encodeState(emptyState());

	/** What a side makes of the values that it is sent. */
	canonicalise: BothSides<(fields: FieldValues) => FieldValues> = { google: (fields) => fields, crm: (fields) => fields };

	/** Called between reading and writing. */
	meanwhile: () => void = () => {};

	incomplete: Partial<BothSides<boolean>> = {};

	/** Refuses an operation, with this code. */
	refuse: (operation: WriteOperation) => string | undefined = () => undefined;

	now = Date.UTC(2026, 0, 1);

	private nextId = 1;

	private readonly deletions: BothSides<Array<{ id: string; at: number }>> = { google: [], crm: [] };

	constructor(settings: Partial<SyncSettings> = {}) {
		this.settings = {
			syncName: 'test',
			direction: 'both',
			winner: 'crm',
			rows: DEFAULT_ROWS.map(([google, crm]) => ({ google, crm, direction: 'both' })),
			match: { google: 'workEmail', crm: 'Email' },
			crmNameField: 'Last_Name',
			onlyEmailAsWork: true,
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

	add(side: SideName, fields: FieldValues, more: Partial<StoredRecord> = {}): string {
		const id = more.id ?? (side === 'google' ? `people/c${this.nextId++}` : `58431040000000${this.nextId++}`);
		this.records[side].set(id, { inScope: true, ...more, id, fields: filled(fields), modifiedAt: this.tick() });
		return id;
	}

	/** A person on both sides, the values given in Google's field names. */
	addBoth(fields: FieldValues): BothSides<string> {
		const crm = Object.fromEntries(DEFAULT_ROWS.flatMap(([g, c]) => (fields[g] === undefined ? [] : [[c, fields[g]]])));
		return { google: this.add('google', fields), crm: this.add('crm', crm) };
	}

	edit(side: SideName, id: string, fields: FieldValues): void {
		const record = this.get(side, id);
		record.fields = filled({ ...record.fields, ...fields });
		record.modifiedAt = this.tick();
	}

	setScope(side: SideName, id: string, inScope: boolean): void {
		const record = this.get(side, id);
		record.inScope = inScope;
		record.modifiedAt = this.tick();
	}

	remove(side: SideName, id: string): void {
		this.records[side].delete(id);
		this.deletions[side].push({ id, at: this.tick() });
	}

	get(side: SideName, id: string): StoredRecord {
		const record = this.records[side].get(id);
		if (!record) throw new Error(`no ${side} record ${id}`);
		return record;
	}

	find(side: SideName, field: string, value: string): StoredRecord[] {
		return [...this.records[side].values()].filter(({ fields }) => fields[field] === value);
	}

	get state(): SyncState {
		return decodeState(this.memory);
	}

	/** Runs a sync as the nodes do; `crash` leaves out what n8n would have saved at the end. */
	sync(options: { crash?: boolean; full?: boolean } = {}): Plan & Recorded & { writes: WriteOperation[] } {
		this.now += 15 * MINUTE;
		const startedAt = this.now;
		const before = this.state;
		const run: RunStamp = {
			id: `run${startedAt}`,
			leaseExpiresAt: new Date(startedAt + 60 * MINUTE).toISOString(),
			syncName: this.settings.syncName,
			onlyEmailAsWork: true,
		};
		const readings = { google: this.read('google', before, run, options), crm: this.read('crm', before, run, options) };
		const plan = planChanges({ state: before, settings: this.settings, readings, run, startedAt });
		this.journal.push(...plan.journal);
		this.meanwhile();
		const operations = SIDES.flatMap((side) => plan.operations[side]);
		this.writes.push(...operations);
		const results = operations.map((operation) => this.apply(operation));
		const { rows } = resolveRows(this.settings.rows, {
			google: plan.state.sides.google.capabilities,
			crm: plan.state.sides.crm.capabilities,
		});
		const recorded = recordResults({
			state: decodeState(encodeState(plan.state)),
			settings: this.settings,
			rows,
			results,
			run: {
				id: run.id,
				startedAt,
				finishedAt: this.tick(),
				readings: { google: readings.google.cursor.mode, crm: readings.crm.cursor.mode },
				complete: SIDES.every((side) => readings[side].cursor.complete),
				refused: plan.refusal !== null,
				deferred: plan.deferred,
				conflicts: plan.conflicts,
				overwritten: plan.journal.length,
				attention: plan.attention,
			},
		});
		if (!options.crash) this.memory = encodeState(recorded.state);
		return { ...plan, ...recorded, writes: operations };
	}

	private read(side: SideName, state: SyncState, run: RunStamp, options: { full?: boolean }): SideReading {
		const { mode } = options.full ? { mode: 'full' as const } : planReading(state, side, this.settings, this.now);
		const since = mode === 'changes' ? Number(state.sides[side].cursor) : 0;
		const asked = new Set(idsToAsk(state, side));
		const mapped = fieldsToRead(this.settings, side);
		const complete = !this.incomplete[side];
		const listed = [...this.records[side].values()].filter(
			(record) => (mode === 'full' ? side === 'google' || record.inScope : record.modifiedAt >= since),
		);
		const shown = complete ? listed : listed.slice(0, Math.floor(listed.length / 2));
		const ids = new Set(shown.map(({ id }) => id));
		const singles = [...asked].filter((id) => !ids.has(id) && this.records[side].has(id)).map((id) => this.get(side, id));
		const gone = [...asked].filter((id) => !this.records[side].has(id));
		const feed = mode === 'changes' ? this.deletions[side].filter(({ at }) => at >= since) : [];
		const reading = (record: StoredRecord, inScope: boolean | null) => ({
			kind: 'contact' as const,
			side,
			id: record.id,
			fields: Object.fromEntries(Object.entries(record.fields).filter(([name]) => mapped.includes(name))),
			emails: Object.entries(record.fields).flatMap(([name, value]) => (/email/i.test(name) ? value : [])),
			inScope,
			modifiedAt: new Date(record.modifiedAt).toISOString(),
			...(record.origin && { origin: record.origin }),
		});
		return {
			contacts: [
				...shown.map((record) => reading(record, record.inScope)),
				...singles.map((record) => reading(record, side === 'google' ? record.inScope : null)),
			],
			absences: [
				...feed.map(({ id, at }) => ({ kind: 'absence' as const, side, id, reason: 'deleted' as const, at: new Date(at).toISOString() })),
				...gone.map((id) => ({ kind: 'absence' as const, side, id, reason: 'gone' as const, at: null })),
			],
			cursor: {
				kind: 'cursor',
				side,
				mode,
				complete,
				cursor: complete ? String(this.now) : null,
				readAt: new Date(this.now).toISOString(),
				scope: side === 'google' ? 'contactGroups/g' : 'Contacts/1',
				scopeName: 'Customers',
				fields: mapped.map((name) => capability(side, name)),
				about: { notedAt: new Date(this.now).toISOString() },
				hints: [],
				run,
			},
		};
	}

	private apply(operation: WriteOperation): WriteResult {
		const { side } = operation;
		const code = this.refuse(operation);
		if (code) return resultOf(operation, 'failed', { error: { code, message: `refused with ${code}` } });
		if (operation.op === 'create') return this.create(operation);
		const record = this.records[side].get(operation.id);
		if (!record) return resultOf(operation, 'gone');
		const before = { ...record.fields };
		const expected = Object.entries(operation.expect).every(([name, value]) => (before[name] ?? '') === value);
		if (!expected) return resultOf(operation, 'mismatch', { before });
		if (operation.op === 'delete') {
			this.remove(side, operation.id);
			return resultOf(operation, 'written', { before });
		}
		this.edit(side, record.id, this.canonicalise[side](operation.set));
		if (operation.join) record.inScope = true;
		return this.written(operation, record);
	}

	private create(operation: Extract<WriteOperation, { op: 'create' }>): WriteResult {
		const { side, match } = operation;
		const existing =
			match && [...this.records[side].values()].find(({ fields }) => fields[match.field]?.toLowerCase() === match.value);
		if (existing) return resultOf(operation, 'exists', { id: existing.id });
		const id = this.add(side, this.canonicalise[side](operation.set), { origin: operation.origin ?? undefined });
		return this.written(operation, this.get(side, id));
	}

	private written(operation: WriteOperation, record: StoredRecord): WriteResult {
		const modifiedAt = new Date(record.modifiedAt).toISOString();
		return resultOf(operation, 'written', { id: record.id, after: { ...record.fields }, modifiedAt });
	}

	private tick(): number {
		this.now += 1_000;
		return this.now;
	}
}

function filled(fields: FieldValues): FieldValues {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

function capability(side: SideName, name: string): FieldCapability {
	const google = googleCapability(side === 'google' ? name : (DEFAULT_ROWS.find(([, crm]) => crm === name)?.[0] ?? name));
	const base = { label: name, kind: google?.kind ?? ('text' as const), writable: true, name };
	if (side === 'google') return { ...base, mandatory: false, ...(base.kind === 'date' && { yearOptional: true }) };
	return { ...base, mandatory: name === 'Last_Name', ...(base.kind === 'date' && { yearOptional: false }) };
}
