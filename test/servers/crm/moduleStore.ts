import { wholeSecond } from './clock';
import { DeletedFeed } from './deletedFeed';
import { FieldSet, type FieldSpec } from './fields';
import type { IdSource } from './ids';
import { isJsonObject, type Json, type JsonObject } from './json';
import { ViewSet } from './views';

/** A record as it is kept. Never changed in place: a change replaces it, so that older states can be looked up. */
export interface StoredRecord {
	readonly id: string;
	/** By API name; lookups and owners hold the id of what they point to. */
	readonly values: Readonly<JsonObject>;
	/** Milliseconds, whole seconds. */
	readonly createdAt: number;
	readonly modifiedAt: number;
	readonly createdBy: string;
	readonly modifiedBy: string;
}

/** What the connected user's profile allows in a module. */
export interface ModulePermissions {
	view: boolean;
	create: boolean;
	edit: boolean;
	delete: boolean;
	/** Editions without this permission never ask for it: leave it on. */
	syncWithGoogleContacts: boolean;
}

export interface ModuleSpec {
	apiName: string;
	singular: string;
	plural: string;
	/** The field whose text names a record, as shown in lookups and in the deleted feed. */
	nameField: string;
	fields: FieldSpec[];
	custom?: boolean;
}

/** What a module needs from the CRM around it. */
export interface ModuleSurroundings {
	ids: IdSource;
	now: () => number;
	currentUserId: () => string;
	/** The name of a record that a lookup points to; undefined when it is gone. */
	lookupName: (moduleName: string, id: string) => string | undefined;
	/** The id of a record of another module by its exact name. */
	lookupId: (moduleName: string, name: string) => string | undefined;
	userReference: (id: string) => Json;
	time: (milliseconds: number) => string;
}

export type SortField = 'id' | 'Created_Time' | 'Modified_Time';

interface Change {
	at: number;
	id: string;
	before: StoredRecord | undefined;
}

const SYSTEM_FIELDS = new Set(['id', 'Created_Time', 'Modified_Time', 'Created_By', 'Modified_By', 'Full_Name']);

/** The records, fields, views and permissions of one module. Its methods act as a user in the CRM's own UI. */
export class ModuleStore {
	readonly id: string;
	apiName: string;
	singular: string;
	plural: string;
	nameField: string;
	readonly custom: boolean;
	readonly fields: FieldSet;
	readonly views: ViewSet;
	readonly deleted: DeletedFeed;
	readonly permissions: ModulePermissions = {
		view: true,
		create: true,
		edit: true,
		delete: true,
		syncWithGoogleContacts: true,
	};

	private readonly records = new Map<string, StoredRecord>();
	private readonly binned = new Map<string, StoredRecord>();
	private readonly changes: Change[] = [];
	private version = 0;

	constructor(
		spec: ModuleSpec,
		readonly around: ModuleSurroundings,
	) {
		this.id = around.ids.next();
		this.apiName = spec.apiName;
		this.singular = spec.singular;
		this.plural = spec.plural;
		this.nameField = spec.nameField;
		this.custom = spec.custom ?? false;
		this.fields = new FieldSet(around.ids, spec.fields, (from, to) => this.moveValues(from, to));
		this.views = new ViewSet(around.ids, `All ${spec.plural}`);
		this.deleted = new DeletedFeed();
	}

	get size(): number {
		return this.records.size;
	}

	/** Counts the changes to records, for caches. */
	get revision(): number {
		return this.version;
	}

	/** Adds a record as a user would; lookups may be given by id, `{id}` or the name of an existing record. @returns its id. */
	add(record: JsonObject): string {
		const at = this.around.now();
		const user = this.around.currentUserId();
		const created = wholeSecond(at);
		const id = this.around.ids.next();
		this.store(at, id, {
			id,
			values: this.storable({ Owner: user, ...record }),
			createdAt: created,
			modifiedAt: created,
			createdBy: user,
			modifiedBy: user,
		});
		return id;
	}

	/** @returns the record with all its fields, as the API would show it; undefined when there is none. */
	get(id: string): JsonObject | undefined {
		const record = this.records.get(id);
		return record && this.present(record);
	}

	all(): JsonObject[] {
		return [...this.records.values()].map((record) => this.present(record));
	}

	/** Changes fields as a user would; null clears one. */
	update(id: string, changes: JsonObject): void {
		const at = this.around.now();
		const before = this.stored(id);
		this.store(at, id, {
			...before,
			values: { ...before.values, ...this.storable(changes) },
			modifiedAt: wholeSecond(at),
			modifiedBy: this.around.currentUserId(),
		});
	}

	/**
	 * Deletes a record as a user would: to the recycle bin, or for good. It enters the deleted feed, unless `unlisted`.
	 * With `nameless` the feed shows no display name, as Zoho's specification allows.
	 */
	remove(id: string, how: { permanently?: boolean; nameless?: boolean; unlisted?: boolean } = {}): void {
		const at = this.around.now();
		const record = this.stored(id);
		this.changes.push({ at, id, before: record });
		this.version++;
		this.records.delete(id);
		if (!how.permanently) this.binned.set(id, record);
		if (how.unlisted) return;
		this.deleted.add({
			id,
			displayName: how.nameless ? null : this.nameOf(record),
			type: how.permanently ? 'permanent' : 'recycle',
			at,
			deletedBy: this.around.currentUserId(),
			createdBy: record.createdBy,
		});
	}

	/** Takes a record back from the recycle bin and out of the deleted feed; `touch: false` leaves Modified_Time alone. */
	restore(id: string, how: { touch?: boolean } = {}): void {
		const record = this.binned.get(id);
		if (!record) throw new Error(`The recycle bin of ${this.apiName} holds no record ${id}.`);
		const at = this.around.now();
		this.binned.delete(id);
		this.deleted.remove(id);
		this.store(at, id, how.touch === false ? record : { ...record, modifiedAt: wholeSecond(at) });
	}

	/** Merges two records: the survivor keeps its values and takes over what it lacks; the loser is deleted. */
	mergeInto(loserId: string, survivorId: string): void {
		const loser = this.stored(loserId);
		const survivor = this.stored(survivorId);
		const taken = Object.entries(loser.values).filter(([name]) => (survivor.values[name] ?? null) === null);
		this.remove(loserId);
		this.update(survivorId, Object.fromEntries(taken));
	}

	/** Sets every record's Modified_Time to now and changes nothing else. */
	touchAll(): void {
		const at = this.around.now();
		for (const record of [...this.records.values()]) {
			this.store(at, record.id, { ...record, modifiedAt: wholeSecond(at) });
		}
	}

	/** @throws Error when there is no such record. */
	stored(id: string): StoredRecord {
		const record = this.records.get(id);
		if (!record) throw new Error(`${this.apiName} holds no record ${id}.`);
		return record;
	}

	find(id: string): StoredRecord | undefined {
		return this.records.get(id);
	}

	/** Every record as it is now, or as it was at an earlier moment. */
	storedAt(moment?: number): StoredRecord[] {
		const overlay = moment === undefined ? new Map<string, StoredRecord | undefined>() : this.undone(moment);
		if (overlay.size === 0) return [...this.records.values()];
		const untouched = [...this.records.values()].filter((record) => !overlay.has(record.id));
		return [...untouched, ...[...overlay.values()].filter((record) => record !== undefined)];
	}

	/** The record as the API shows it: all fields, or those named that exist; always with its id. */
	present(record: StoredRecord, names?: readonly string[]): JsonObject {
		const shown: JsonObject = { id: record.id };
		for (const name of names ?? this.fields.all().map((field) => field.apiName)) {
			const field = this.fields.find(name);
			if (field && field.access !== 'hidden') shown[name] = this.presentField(record, name);
		}
		return shown;
	}

	/** The text that names the record in lookups and in the deleted feed. */
	nameOf(record: StoredRecord): string {
		return String(this.presentField(record, this.nameField) ?? '');
	}

	private presentField(record: StoredRecord, name: string): Json {
		const { time, userReference, lookupName } = this.around;
		if (name === 'Created_Time') return time(record.createdAt);
		if (name === 'Modified_Time') return time(record.modifiedAt);
		if (name === 'Created_By') return userReference(record.createdBy);
		if (name === 'Modified_By') return userReference(record.modifiedBy);
		if (name === 'Full_Name') return fullName(record.values);
		const value = record.values[name] ?? null;
		const field = this.fields.find(name);
		if (typeof value !== 'string' || !field) return value;
		if (field.type === 'ownerlookup') return userReference(value);
		if (field.type !== 'lookup' || field.lookupModule === null) return value;
		const target = lookupName(field.lookupModule, value);
		return target === undefined ? null : { name: target, id: value };
	}

	private storable(values: JsonObject): JsonObject {
		const entries = Object.entries(values).map(([name, value]): [string, Json] => {
			if (SYSTEM_FIELDS.has(name)) throw new Error(`${name} is kept by the CRM itself.`);
			return [name, this.storableValue(name, value)];
		});
		return Object.fromEntries(entries);
	}

	private storableValue(name: string, value: Json): Json {
		const field = this.fields.get(name);
		if (field.type !== 'lookup' && field.type !== 'ownerlookup') return value;
		if (isJsonObject(value)) return value.id ?? null;
		if (field.lookupModule === null || typeof value !== 'string') return value;
		if (this.around.lookupName(field.lookupModule, value) !== undefined) return value;
		const id = this.around.lookupId(field.lookupModule, value);
		if (id === undefined) throw new Error(`${field.lookupModule} holds no record named "${value}".`);
		return id;
	}

	private store(at: number, id: string, record: StoredRecord): void {
		this.changes.push({ at, id, before: this.records.get(id) });
		this.records.set(id, record);
		this.version++;
	}

	/** What the records changed after a moment were at that moment. */
	private undone(moment: number): Map<string, StoredRecord | undefined> {
		const overlay = new Map<string, StoredRecord | undefined>();
		for (let index = this.changes.length - 1; index >= 0; index--) {
			const change = this.changes[index];
			if (change.at <= moment) break;
			overlay.set(change.id, change.before);
		}
		return overlay;
	}

	private moveValues(from: string, to: string): void {
		if (this.nameField === from) this.nameField = to;
		for (const record of [...this.records.values()]) {
			if (!(from in record.values)) continue;
			const { [from]: value, ...rest } = record.values;
			this.records.set(record.id, { ...record, values: { ...rest, [to]: value } });
		}
		this.version++;
	}
}

function fullName(values: Readonly<JsonObject>): Json {
	const parts = [values.First_Name, values.Last_Name].filter((part) => typeof part === 'string' && part !== '');
	return parts.length > 0 ? parts.join(' ') : null;
}
