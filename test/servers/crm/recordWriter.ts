import { zohoError, type ZohoError } from './apiError';
import type { ApiContext } from './apiContext';
import { wholeSecond } from './clock';
import type { FieldMeta } from './fields';
import { ID_PATTERN } from './ids';
import { isJsonObject, type Json, type JsonObject } from './json';
import type { ModuleStore, StoredRecord } from './moduleStore';
import { asOneError, fieldError, validateRecord, type ValidationContext } from './validation';

/** What became of one record of a write request. */
export type RecordResult =
	| { ok: true; record: StoredRecord; action: 'insert' | 'update' }
	| { ok: false; error: ZohoError };

/** Creates and changes single records on behalf of the API. */
export class RecordWriter {
	constructor(
		private readonly module: ModuleStore,
		private readonly context: ApiContext,
		/** From If-Unmodified-Since; a record changed in a later second is not written. */
		private readonly unmodifiedSince?: number,
	) {}

	create(input: Json, index: number): RecordResult {
		if (!isJsonObject(input)) return notAnObject(index);
		const checked = validateRecord(input, this.validation(index, 'create'));
		const errors = [...checked.errors, ...this.refusedValues(checked.values, index), ...this.duplicates(checked.values, index, undefined)];
		if (errors.length > 0) return { ok: false, error: asOneError(errors) };
		const poison = this.poisonOf(checked.values, index);
		if (poison) return { ok: false, error: poison };
		const id = this.module.add(this.canonical(checked.values));
		return { ok: true, record: this.module.stored(id), action: 'insert' };
	}

	/** @param id the record to change; left out, the input's own `id`. */
	update(input: Json, index: number, id?: string): RecordResult {
		if (!isJsonObject(input)) return notAnObject(index);
		const target = this.targetOf(input, index, id);
		if (!target.ok) return target;
		const before = target.record;
		if (this.unmodifiedSince !== undefined && this.preciseTime(before) > wholeSecond(this.unmodifiedSince)) {
			return { ok: false, error: this.alreadyModified(before) };
		}
		const checked = validateRecord(input, this.validation(index, 'update'));
		const errors = [...checked.errors, ...this.refusedValues(checked.values, index), ...this.duplicates(checked.values, index, before.id)];
		if (errors.length > 0) return { ok: false, error: asOneError(errors) };
		const poison = this.poisonOf({ ...before.values, ...checked.values, id: before.id }, index);
		if (poison) return { ok: false, error: poison };
		this.module.update(before.id, this.canonical(checked.values));
		return { ok: true, record: this.module.stored(before.id), action: 'update' };
	}

	remove(id: string): RecordResult {
		const record = ID_PATTERN.test(id) ? this.module.find(id) : undefined;
		if (!record) return { ok: false, error: zohoError('INVALID_DATA', 'record not deleted', { id }) };
		if (this.context.switches.hiddenRecords.has(id)) return hidden(id);
		const poison = this.poisonOf({ ...record.values, id }, 0);
		if (poison) return { ok: false, error: { ...poison, details: { id } } };
		this.module.remove(id);
		return { ok: true, record, action: 'update' };
	}

	/** Answers show whole seconds; the CRM may know that it was half a second later. */
	private preciseTime({ modifiedAt }: StoredRecord): number {
		return this.context.switches.unmodifiedPrecision === 'millisecond' ? modifiedAt + 500 : modifiedAt;
	}

	/** `details` of a successful write. */
	details(record: StoredRecord): JsonObject {
		const { crm } = this.context;
		return {
			Modified_Time: crm.time(record.modifiedAt),
			Modified_By: crm.shortUserReference(record.modifiedBy),
			Created_Time: crm.time(record.createdAt),
			id: record.id,
			Created_By: crm.shortUserReference(record.createdBy),
		};
	}

	private targetOf(input: JsonObject, index: number, id: string | undefined): RecordResult {
		const wanted = id ?? input.id;
		if (wanted === undefined || wanted === null) {
			return { ok: false, error: fieldError('MANDATORY_NOT_FOUND', 'required field not found', 'id', { index }) };
		}
		const record = typeof wanted === 'string' ? this.module.find(wanted) : undefined;
		if (record && this.context.switches.hiddenRecords.has(record.id)) return hidden(record.id);
		if (record) return { ok: true, record, action: 'update' };
		return { ok: false, error: fieldError('INVALID_DATA', 'the id given seems to be invalid', 'id', { index }) };
	}

	private validation(index: number, operation: ValidationContext['operation']): ValidationContext {
		const { crm } = this.context;
		return {
			module: this.module,
			index,
			operation,
			hasPatterns: this.context.switches.patterns === 'documented',
			userExists: (id) => crm.users.some((user) => user.id === id),
			recordExists: (moduleName, id) => crm.findModule(moduleName)?.find(id) !== undefined,
		};
	}

	private refusedValues(values: JsonObject, index: number): ZohoError[] {
		return this.context.switches.refusedValues
			.filter(({ field, matches }) => field in values && matches(values[field]))
			.map(({ field }) => fieldError('INVALID_DATA', 'invalid data', field, { index }));
	}

	private duplicates(values: JsonObject, index: number, ownId: string | undefined): ZohoError[] {
		return this.module.fields
			.all()
			.filter((field) => field.unique !== null)
			.flatMap((field) => this.duplicateIn(field, values[field.apiName], index, ownId));
	}

	private duplicateIn(
		field: FieldMeta,
		value: Json | undefined,
		index: number,
		ownId: string | undefined,
	): ZohoError[] {
		if (value === undefined || value === null) return [];
		const key = (text: Json | undefined): string =>
			field.unique?.caseSensitive ? String(text) : String(text).toLowerCase();
		const twins = this.module
			.storedAt()
			.filter((record) => record.id !== ownId && (record.values[field.apiName] ?? null) !== null)
			.filter((record) => key(record.values[field.apiName]) === key(value));
		if (twins.length === 0) return [];
		const details = {
			duplicate_record: {
				Owner: this.context.crm.shortUserReference(String(twins[0].values.Owner)),
				module: { api_name: this.module.apiName, id: this.module.id },
				id: twins[0].id,
			},
			id: twins[0].id,
			more_records: twins.length > 1,
		};
		return [fieldError('DUPLICATE_DATA', 'duplicate data', field.apiName, { index }, details)];
	}

	private poisonOf(record: JsonObject, index: number): ZohoError | undefined {
		const poison = this.context.switches.poisons.find(({ matches, wholeRequest }) => !wholeRequest && matches(record));
		return poison && zohoError(poison.code, poison.message, { resource_path_index: index });
	}

	private canonical(values: JsonObject): JsonObject {
		return this.context.switches.canonicalisers.get(this.module.id)?.(values) ?? values;
	}

	private alreadyModified(record: StoredRecord): ZohoError {
		const message = 'record updated time has already passed if-unmodified-since time';
		return zohoError('ALREADY_MODIFIED', message, this.details(record));
	}
}

function hidden(id: string): RecordResult {
	return { ok: false, error: zohoError('AUTHORIZATION_FAILED', 'User does not have sufficient privilege', { id }) };
}

function notAnObject(index: number): RecordResult {
	const details = { expected_data_type: 'jsonobject', api_name: 'data', json_path: `$.data[${index}]` };
	return { ok: false, error: zohoError('INVALID_DATA', 'invalid data', details) };
}
