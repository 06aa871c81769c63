import chunk from 'lodash/chunk';

import type { DeleteOperation, UpdateOperation } from '../../shared/protocol';
import type { Holders, RecordWriter } from './batches';
import type { CrmRecord } from '../transport/crm';
import { BATCH } from '../transport/crm';
import type { CrmStatus } from '../transport/error';
import { duplicateOf } from '../transport/error';
import type { WriteRun } from './results';

type ChangeOperation = UpdateOperation | DeleteOperation;

interface Waiting {
	operation: UpdateOperation;
	refusal: CrmStatus;
	/** The record that holds the value. */
	holder: string;
	field: string;
	/** The record as it was read. */
	before: CrmRecord | undefined;
}

/** How often an update is sent at the most: refused once, after its holder went, and once more for a third record. */
const ATTEMPTS = 4;

/**
 * Moves values of unique fields between records of one run (S15). An update that is refused because another record
 * still holds the value waits until that one has been written. Where records wait for each other in a circle, one of
 * them gives its value up first: for the length of two requests its field is empty. When its own update is refused, it
 * gets its old value back, or, where that has found its new place already, the new one: it never stays empty.
 */
export class UniqueValues implements Holders {
	private readonly byId: ReadonlyMap<string, ChangeOperation>;

	private waiting: Waiting[] = [];

	private readonly attempts = new Map<UpdateOperation, number>();

	private readonly emptied = new Set<UpdateOperation>();

	constructor(
		private readonly writer: RecordWriter,
		private readonly run: WriteRun,
		operations: readonly ChangeOperation[],
	) {
		this.byId = new Map(operations.map((operation) => [operation.id, operation]));
	}

	holderOf(operation: UpdateOperation, refusal: CrmStatus): string | undefined {
		const duplicate = duplicateOf(refusal);
		if (!duplicate || duplicate.id === operation.id || !(duplicate.field in operation.set)) return undefined;
		if ((this.attempts.get(operation) ?? 0) >= ATTEMPTS) return undefined;
		const holder = this.byId.get(duplicate.id);
		if (!holder || this.run.isSettled(holder)) return undefined;
		return holder.op === 'delete' || duplicate.field in holder.set ? duplicate.id : undefined;
	}

	/** Takes what an update left waiting. */
	wait(
		refused: ReadonlyArray<{ operation: UpdateOperation; refusal: CrmStatus }>,
		current: ReadonlyMap<string, CrmRecord>,
	): void {
		for (const { operation, refusal } of refused) {
			const duplicate = duplicateOf(refusal);
			if (!duplicate) continue;
			this.attempts.set(operation, (this.attempts.get(operation) ?? 0) + 1);
			const before = current.get(operation.id);
			this.waiting.push({ operation, refusal, holder: duplicate.id, field: duplicate.field, before });
		}
	}

	/** Writes what waits, in the order in which the values become free. */
	async resolve(): Promise<void> {
		while (this.waiting.length > 0 && this.run.maySend()) {
			const held = new Map(this.waiting.map((one) => [one.operation.id, one]));
			const free = this.waiting.filter(({ holder }) => {
				const other = held.get(holder);
				return other === undefined || this.emptied.has(other.operation);
			});
			if (free.length > 0) await this.writeFree(free);
			else await this.emptyOne(inCircle(held, this.waiting[0]));
		}
	}

	private async writeFree(free: readonly Waiting[]): Promise<void> {
		const chosen = new Set(free);
		this.waiting = this.waiting.filter((one) => !chosen.has(one));
		for (const batch of chunk(free, BATCH.write)) {
			const current = new Map(batch.flatMap(({ operation, before }) => (before ? [[operation.id, before] as const] : [])));
			const settled = new Map(batch.map((one) => [one.operation, one]));
			const refused = await this.writer.update(batch.map(({ operation }) => operation), current, this);
			this.wait(refused, current);
			refused.forEach(({ operation }) => settled.delete(operation));
			const ended = [...settled.values()].filter(({ operation }) => this.emptied.has(operation));
			await this.putBack(ended.filter(({ operation }) => !this.run.isWritten(operation)));
		}
	}

	private async emptyOne(one: Waiting): Promise<void> {
		const answer = await this.writer.setField(one.operation, one.field, null);
		if (answer === undefined) return;
		if (answer !== 'lost' && answer.status !== 'success') {
			this.waiting = this.waiting.filter((other) => other !== one);
			this.writer.refuse(one.operation, one.refusal);
			return;
		}
		this.emptied.add(one.operation);
		// The record was modified by this: its own update must not take that for somebody's edit.
		const modified = answer === 'lost' ? undefined : (answer.details as { Modified_Time?: string }).Modified_Time;
		if (one.before && modified) one.before = { ...one.before, Modified_Time: modified };
	}

	private async putBack(ended: readonly Waiting[]): Promise<void> {
		for (const { operation, field, before } of ended) {
			const answer = before && (await this.writer.setField(operation, field, before[field]));
			if (answer && answer !== 'lost' && answer.status !== 'success') {
				await this.writer.setField(operation, field, operation.set[field]);
			}
		}
	}
}

/** Whoever waits leads, from holder to holder, into a circle: nobody could wait otherwise. */
function inCircle(held: ReadonlyMap<string, Waiting>, start: Waiting): Waiting {
	const seen = new Set<Waiting>();
	let one = start;
	while (!seen.has(one)) {
		seen.add(one);
		one = held.get(one.holder) ?? one;
	}
	return one;
}
