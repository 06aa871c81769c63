import chunk from 'lodash/chunk';
import groupBy from 'lodash/groupBy';

import type {
	CreateOperation,
	DeleteOperation,
	UpdateOperation,
	WriteOperation,
	WriteResult,
} from '../../shared/protocol';
import { showsValues } from '../../shared/values/sameText';
import { AddressHolders, ownAddresses } from '../reading/holders';
import { Namesakes, ownNames } from '../reading/namesakes';
import { findLinks } from '../reading/links';
import { withMissingAccounts } from './missingAccounts';
import type { ModuleField } from '../fields/moduleFields';
import { readModuleFields } from '../fields/moduleFields';
import { missingPermission, permissionsForWriting } from './permissions';
import type { WriteTarget } from './batches';
import { RecordWriter } from './batches';
import { modifiedAtOf } from '../fields/record';
import type { Crm, CrmRecord } from '../transport/crm';
import type { CrmError } from '../transport/error';
import { BATCH } from '../transport/crm';
import { UniqueValues } from './uniqueValues';
import { WriteRun } from './results';

type ChangeOperation = UpdateOperation | DeleteOperation;

/**
 * Carries planned changes out in the CRM: checks permissions and values, looks up before it creates, reads before it
 * changes, skips what no longer shows what was expected, writes in batches, reads back what the CRM made of it, and
 * says what became of each operation.
 *
 * @param trigger which automations of the CRM run, e.g. `['workflow']`; none when empty.
 * @param wholeOnly refuses a record of which one value is refused, instead of writing the rest.
 * @returns a result for every operation; nothing is thrown for what the CRM refuses.
 */
export async function writeCrmChanges(
	crm: Crm,
	operations: readonly WriteOperation[],
	trigger: readonly string[],
	{ wholeOnly = false } = {},
): Promise<Map<WriteOperation, WriteResult>> {
	const run = new WriteRun();
	for (const [module, own] of Object.entries(groupBy(operations, ({ scope }) => scope.split('/')[0]))) {
		await new ModuleWriter({ crm, module, trigger, wholeOnly }, run).write(own);
	}
	return run.rest(operations);
}

/** What is found out before the first write. */
interface Prepared {
	writer: RecordWriter;
	/** The operations that may be sent. */
	ready: WriteOperation[];
	/** All fields of the module. */
	fields: ModuleField[];
}

class ModuleWriter {
	constructor(
		private readonly place: Pick<WriteTarget, 'crm' | 'module' | 'trigger' | 'wholeOnly'>,
		private readonly run: WriteRun,
	) {}

	async write(operations: readonly WriteOperation[]): Promise<void> {
		const prepared = await this.run.attempt(async () => await this.prepare(operations));
		if (prepared) {
			const { writer, ready, fields } = prepared;
			await this.change(writer, ready.filter((operation): operation is ChangeOperation => operation.op !== 'create'));
			const creates = ready.filter((operation): operation is CreateOperation => operation.op === 'create');
			const { crm, module } = this.place;
			await this.create(writer, creates, new AddressHolders(crm, module, fields), new Namesakes(crm, module, fields));
		}
	}

	/** Permissions and values are checked, and links found by name, before the first write and all at once. */
	private async prepare(operations: readonly WriteOperation[]): Promise<Prepared> {
		const permissions = await permissionsForWriting(this.place.crm, this.place.module);
		const allowed = operations.filter((operation) => {
			const error = missingPermission(permissions, operation.op, this.place.module);
			if (error) this.run.settle(operation, 'notSent', { error });
			return !error;
		});
		const sets = allowed.flatMap((operation) => (operation.op === 'delete' ? [] : [operation.set]));
		const fields = allowed.length > 0 ? await readModuleFields(this.place.crm, this.place.module) : [];
		const byName = new Map(fields.map((field) => [field.name, field]));
		const writer = new RecordWriter({ ...this.place, fields: byName }, this.run);
		const ready = allowed.filter((operation) => operation.op === 'delete' || writer.accepts(operation));
		const { crm, trigger } = this.place;
		const found = await findLinks(crm, fields, sets);
		writer.linkBy(await withMissingAccounts(found, { crm, fields, trigger }, ready, this.run));
		return { writer, ready, fields };
	}

	private async change(writer: RecordWriter, operations: readonly ChangeOperation[]): Promise<void> {
		const unique = new UniqueValues(writer, this.run, operations);
		for (const batch of chunk(operations, BATCH.write)) {
			const current = await writer.readCurrent(batch);
			if (!current) return;
			const ready = batch.filter((operation) => this.isAsExpected(writer, operation, current.get(operation.id)));
			// What is deleted first gives its unique values up to the others.
			await writer.delete(ready.filter((operation): operation is DeleteOperation => operation.op === 'delete'));
			const updates = ready.filter((operation): operation is UpdateOperation => operation.op === 'update');
			unique.wait(await writer.update(updates, current, unique), current);
		}
		await unique.resolve();
	}

	private isAsExpected(writer: RecordWriter, operation: ChangeOperation, record: CrmRecord | undefined): boolean {
		if (!record) {
			this.run.settle(operation, 'gone');
			return false;
		}
		const names = operation.op === 'update' ? Object.keys({ ...operation.expect, ...operation.set }) : Object.keys(operation.expect);
		const shown = writer.shownBy(record, names);
		if (operation.op === 'update' && showsValues(shown, operation.set)) {
			this.run.settle(operation, 'written', { before: shown, after: shown, modifiedAt: modifiedAtOf(record), unsent: true });
			return false;
		}
		if (!showsValues(shown, operation.expect)) {
			this.run.settle(operation, 'mismatch', { before: shown });
			return false;
		}
		return true;
	}

	private async create(writer: RecordWriter, operations: readonly CreateOperation[], holders: AddressHolders, namesakes: Namesakes): Promise<void> {
		for (const batch of chunk(operations, BATCH.write)) {
			const fresh = await this.run.attempt(async () => this.withoutExisting(batch, new Map([...(await namesakes.inTheWayOf(batch)), ...(await holders.inTheWayOf(batch))])));
			if (!fresh) continue;
			await writer.create(fresh);
			fresh.flatMap((operation) => this.run.idOf(operation) ?? []).forEach((id) => holders.noteCreated(id));
		}
	}

	/**
	 * A create never touches what exists: every exact address, and the name of who has none, is looked up first, outside the
	 * list view too.
	 */
	private withoutExisting(batch: readonly CreateOperation[], existing: ReadonlyMap<CreateOperation, CrmError | string>): CreateOperation[] {
		const taken = new Set<string>();
		return batch.filter((operation) => {
			const holder = existing.get(operation);
			if (typeof holder === 'string') this.run.settle(operation, 'exists', { id: holder });
			else if (holder) this.run.settle(operation, 'failed', { error: { ...holder.toWriteError(), field: operation.match?.field } });
			const keys = [...(operation.match ? ownAddresses(operation.match) : []), ...ownNames(operation)];
			// Two of one address or name in one batch: the second waits until the first can be found.
			const fresh = holder === undefined && !keys.some((key) => taken.has(key));
			keys.forEach((key) => taken.add(key));
			return fresh;
		});
	}
}
