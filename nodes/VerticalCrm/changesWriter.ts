import type { IDataObject } from 'n8n-workflow';
import chunk from 'lodash/chunk';

import { CancelledError, LostAnswerError } from '../shared/apiRequest';
import { sameText } from '../shared/sameText';
import { leaseHolds, resultOf } from '../shared/syncItems';
import type {
	CreateOperation,
	DeleteOperation,
	FieldValues,
	UpdateOperation,
	WriteError,
	WriteOperation,
	WriteResult,
} from '../shared/syncProtocol';
import { findByValue } from './coql';
import type { ModuleField } from './moduleFields';
import { readModuleFields } from './moduleFields';
import { modifiedAtOf, readRecord, writableRecord } from './record';
import type { LinkFinder } from './record';
import type { Crm, CrmRecord } from './transport/crm';
import { BATCH } from './transport/crm';
import type { CrmStatus } from './transport/crmError';
import { CrmError, recordError } from './transport/crmError';

type ChangeOperation = UpdateOperation | DeleteOperation;
type SetOperation = CreateOperation | UpdateOperation;

/** Fields that show the name of a record, by module; others call it Name. */
const NAME_FIELDS: Record<string, string> = { Accounts: 'Account_Name', Vendors: 'Vendor_Name', Deals: 'Deal_Name' };

/**
 * Carries planned changes out in the CRM: looks up before it creates, reads before it changes, skips what no longer
 * shows what was expected, writes in batches, reads back what the CRM made of it, and says what became of each
 * operation.
 *
 * @param trigger which automations of the CRM run, e.g. `['workflow']`; none when empty.
 */
export async function writeCrmChanges(
	crm: Crm,
	operations: readonly WriteOperation[],
	trigger: readonly string[],
): Promise<Map<WriteOperation, WriteResult>> {
	const results = new Map<WriteOperation, WriteResult>();
	const modules = new Map<string, WriteOperation[]>();
	for (const operation of operations) {
		const [module] = operation.scope.split('/');
		modules.set(module, [...(modules.get(module) ?? []), operation]);
	}
	for (const [module, own] of modules) {
		const writer = new CrmWriter(crm, module, trigger, results);
		await writer.write(own);
	}
	return results;
}

class CrmWriter {
	/** Set once access is refused, the lease has run out or the execution was cancelled: nothing more is sent. */
	private stopped: { error?: WriteError } | null = null;

	private fields: ReadonlyMap<string, ModuleField> = new Map();

	private findLink: LinkFinder = () => undefined;

	constructor(
		private readonly crm: Crm,
		private readonly module: string,
		private readonly trigger: readonly string[],
		private readonly results: Map<WriteOperation, WriteResult>,
	) {}

	async write(operations: readonly WriteOperation[]): Promise<void> {
		const sets = operations.filter((operation): operation is SetOperation => operation.op !== 'delete');
		await this.attempt(async () => await this.prepare(sets));
		await this.change(operations.filter((operation): operation is ChangeOperation => operation.op !== 'create'));
		await this.create(operations.filter((operation): operation is CreateOperation => operation.op === 'create'));
		for (const operation of operations) {
			if (!this.results.has(operation)) this.settle(operation, 'notSent', { error: this.stopped?.error });
		}
	}

	/** Field types are needed to write; links are found by name beforehand, all at once. */
	private async prepare(sets: readonly SetOperation[]): Promise<void> {
		if (sets.length === 0) return;
		const fields = await readModuleFields(this.crm, this.module);
		this.fields = new Map(fields.map((field) => [field.name, field]));
		const found = new Map<string, Map<string, CrmRecord[]>>();
		for (const field of fields) {
			if (field.kind !== 'lookup' || !field.linkedModule) continue;
			const names = sets.flatMap(({ set }) => set[field.name] || []);
			if (names.length === 0) continue;
			const nameField = NAME_FIELDS[field.linkedModule] ?? 'Name';
			found.set(field.name, await findByValue(this.crm, field.linkedModule, nameField, names));
		}
		this.findLink = ({ name }, value) => found.get(name)?.get(value.trim().toLowerCase())?.[0]?.id;
	}

	private async change(operations: readonly ChangeOperation[]): Promise<void> {
		for (const batch of chunk(operations, BATCH.write)) {
			const current = await this.readCurrent(batch, (operation) => Object.keys(operation.expect));
			if (!current) return;
			const ready = batch.filter((operation) => this.isAsExpected(operation, current.get(operation.id)));
			await this.update(
				ready.filter((operation): operation is UpdateOperation => operation.op === 'update'),
				current,
			);
			await this.delete(ready.filter((operation): operation is DeleteOperation => operation.op === 'delete'));
		}
	}

	private async readCurrent<T extends WriteOperation>(
		operations: readonly T[],
		fieldsOf: (operation: T) => readonly string[],
	): Promise<Map<string, CrmRecord> | undefined> {
		const ids = operations.flatMap((operation) => (operation.op === 'create' ? [] : operation.id));
		const fields = new Set(operations.flatMap((operation) => [...fieldsOf(operation)]));
		return await this.readByIds(ids, fields);
	}

	private async readByIds(ids: readonly string[], fields: ReadonlySet<string>): Promise<Map<string, CrmRecord> | undefined> {
		if (ids.length === 0) return new Map();
		const names = [...fields].slice(0, BATCH.fields - 1);
		return await this.attempt(async () => {
			const { records } = await this.crm.list({ module: this.module, fields: [...names, 'Modified_Time'], ids });
			return new Map(records.map((record) => [record.id, record]));
		});
	}

	private isAsExpected(operation: ChangeOperation, record: CrmRecord | undefined): boolean {
		if (!record) {
			this.settle(operation, 'gone');
			return false;
		}
		const shown = readRecord(record, Object.keys(operation.expect));
		if (operation.op === 'update' && matches(shown, operation.set)) {
			this.settle(operation, 'written', { before: shown, after: shown, modifiedAt: modifiedAtOf(record) });
			return false;
		}
		if (!matches(shown, operation.expect)) {
			this.settle(operation, 'mismatch', { before: shown });
			return false;
		}
		return true;
	}

	private async update(operations: readonly UpdateOperation[], current: ReadonlyMap<string, CrmRecord>): Promise<void> {
		if (operations.length === 0 || this.mayNotWrite(operations)) return;
		const unlinked = new Map<WriteOperation, ModuleField[]>();
		const records = operations.map((operation) => ({ id: operation.id, ...this.valuesOf(operation, unlinked) }));
		const statuses = await this.send(operations, async () => await this.crm.update(this.module, records, this.trigger));
		const written = statuses === 'lost' ? [...operations] : this.takeStatuses(operations, statuses);
		await this.readBack(written.map((operation) => ({ operation, id: operation.id, before: current.get(operation.id) })), unlinked, statuses === 'lost');
	}

	private async create(operations: readonly CreateOperation[]): Promise<void> {
		for (const batch of chunk(operations, BATCH.write)) {
			const fresh = await this.attempt(async () => await this.withoutExisting(batch));
			if (!fresh || fresh.length === 0) continue;
			if (this.mayNotWrite(fresh)) return;
			const unlinked = new Map<WriteOperation, ModuleField[]>();
			const records = fresh.map((operation) => this.valuesOf(operation, unlinked));
			const statuses = await this.send(fresh, async () => await this.crm.create(this.module, records, this.trigger));
			if (statuses === 'lost') {
				// Never sent again: the look-up of the next run tells whether they exist (S54).
				fresh.forEach((operation) => this.settle(operation, 'unknown'));
				continue;
			}
			const ids = new Map(fresh.map((operation, index) => [operation, idIn(statuses?.[index])]));
			const written = this.takeStatuses(fresh, statuses);
			await this.readBack(written.map((operation) => ({ operation, id: ids.get(operation) ?? '', before: undefined })), unlinked, false);
		}
	}

	/** A create never touches what exists: the exact address is looked up first, outside the list view too. */
	private async withoutExisting(batch: readonly CreateOperation[]): Promise<CreateOperation[]> {
		const matched = batch.flatMap(({ match }) => match ?? []);
		const [first] = matched;
		const existing = first
			? await findByValue(this.crm, this.module, first.field, matched.map(({ value }) => value))
			: new Map<string, CrmRecord[]>();
		const taken = new Set<string>();
		return batch.filter((operation) => {
			const key = operation.match?.value.trim().toLowerCase();
			const record = key === undefined ? undefined : existing.get(key)?.[0];
			if (record) this.settle(operation, 'exists', { id: record.id });
			// Two of one address in one batch: the second waits until the first can be found.
			const fresh = !record && (key === undefined || !taken.has(key));
			if (key !== undefined) taken.add(key);
			return fresh;
		});
	}

	private valuesOf(operation: SetOperation, unlinked: Map<WriteOperation, ModuleField[]>): IDataObject {
		const { values, unlinked: missing } = writableRecord(operation.set, this.fields, this.findLink);
		if (missing.length > 0) unlinked.set(operation, missing);
		return values;
	}

	/** Settles what was refused; returns what was written. */
	private takeStatuses<T extends WriteOperation>(operations: readonly T[], statuses: readonly CrmStatus[] | undefined): T[] {
		if (!statuses) return [];
		return operations.filter((operation, index) => {
			const status = statuses[index];
			if (status?.status === 'success') return true;
			if (status) this.settle(operation, 'failed', { error: recordError(status) });
			else this.settle(operation, 'unknown');
			return false;
		});
	}

	/** The CRM answers with ids only, so what it made of the values is read (S34, S35). */
	private async readBack(
		written: ReadonlyArray<{ operation: SetOperation; id: string; before: CrmRecord | undefined }>,
		unlinked: ReadonlyMap<WriteOperation, ModuleField[]>,
		doubtful: boolean,
	): Promise<void> {
		if (written.length === 0) return;
		const fields = new Set(written.flatMap(({ operation }) => Object.keys(operation.set)));
		const shown = await this.readByIds(written.map(({ id }) => id), fields);
		for (const { operation, id, before } of written) {
			const names = Object.keys(operation.set);
			const record = shown?.get(id);
			const after = record ? readRecord(record, names) : null;
			if (doubtful && !(after && matches(after, operation.set))) {
				this.settle(operation, 'unknown', { id });
				continue;
			}
			const missing = unlinked.get(operation)?.[0];
			this.settle(operation, 'written', {
				id,
				before: before ? readRecord(before, names) : null,
				after: after ?? sentValues(operation, unlinked.get(operation)),
				modifiedAt: record ? modifiedAtOf(record) : null,
				...(missing && { error: unlinkedError(missing) }),
			});
		}
	}

	private async delete(operations: readonly DeleteOperation[]): Promise<void> {
		if (operations.length === 0 || this.mayNotWrite(operations)) return;
		const ids = operations.map(({ id }) => id);
		const statuses = await this.send(operations, async () => await this.crm.remove(this.module, ids, this.trigger));
		if (statuses === 'lost') operations.forEach((operation) => this.settle(operation, 'unknown'));
		else {
			this.takeStatuses(operations, statuses).forEach((operation) =>
				this.settle(operation, 'written', { before: operation.expect }),
			);
		}
	}

	/** Sends one write. A refusal of the whole request settles its operations and may stop all further ones. */
	private async send(
		operations: readonly WriteOperation[],
		write: () => Promise<CrmStatus[]>,
	): Promise<CrmStatus[] | 'lost' | undefined> {
		try {
			return await write();
		} catch (error) {
			if (error instanceof LostAnswerError && !error.neverSent) return 'lost';
			if (error instanceof CrmError && !error.isAccess && error.status !== 429) {
				operations.forEach((operation) => this.settle(operation, 'failed', { error: error.toWriteError() }));
			} else this.stop(error);
			return undefined;
		}
	}

	private mayNotWrite(batch: readonly WriteOperation[]): boolean {
		if (!this.stopped && !batch.every(leaseHolds)) {
			this.stopped = { error: { code: 'LEASE_EXPIRED', message: 'The run took too long; the rest goes with the next run' } };
		}
		return this.stopped !== null;
	}

	private stop(error: unknown): void {
		if (error instanceof CancelledError) this.stopped = {};
		else if (error instanceof CrmError) this.stopped = { error: error.toWriteError() };
		else this.stopped = { error: { code: 'NO_ANSWER', message: (error as Error).message } };
	}

	/** A read that fails for good stops the writing: nothing is written unseen. */
	private async attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
		if (this.stopped) return undefined;
		try {
			return await read();
		} catch (error) {
			this.stop(error);
			return undefined;
		}
	}

	private settle(operation: WriteOperation, ...result: ResultArguments): void {
		this.results.set(operation, resultOf(operation, ...result));
	}
}

type ResultArguments = Parameters<typeof resultOf> extends [WriteOperation, ...infer Rest] ? Rest : never;

function idIn(status: CrmStatus | undefined): string {
	return String((status?.details as { id?: string } | undefined)?.id ?? '');
}

/** What was sent, in place of a reading that failed: all but the links that were left out. */
function sentValues({ set }: SetOperation, unlinked: readonly ModuleField[] = []): FieldValues {
	const missing = new Set(unlinked.map(({ name }) => name));
	return Object.fromEntries(Object.entries(set).filter(([name]) => !missing.has(name)));
}

function unlinkedError(field: ModuleField): WriteError {
	return {
		code: 'LINK_NOT_FOUND',
		message: `${field.linkedModule ?? 'The linked module'} has no record of this name, so ${field.label} was left empty`,
		field: field.name,
	};
}

function matches(shown: FieldValues, values: FieldValues): boolean {
	return Object.entries(values).every(([name, value]) => sameText(shown[name] ?? '', value));
}
