import chunk from 'lodash/chunk';

import { leaseHolds } from '../shared/syncItems';
import type {
	CreateOperation,
	DeleteOperation,
	FieldValues,
	UpdateOperation,
	WriteError,
	WriteOperation,
	WriteResult,
} from '../shared/syncProtocol';
import { groupWatch } from './group';
import { WHOLE_PERSON_FIELDS, whyRefused } from './person';
import type { Person } from './personField';
import type { ChangeOperation, ReadyUpdate } from './plannedWrites';
import { areDoubles, byMask, isAsExpected, newPerson, planUpdate, shownBy, showsUpdate } from './plannedWrites';
import type { ContactAnswer, GoogleContacts } from './transport/googleContacts';
import { BATCH } from './transport/googleContacts';
import { GoogleError } from './transport/googleError';
import type { BatchWay } from './transport/narrowing';
import { sendNarrowing } from './transport/narrowing';
import { CHANGED_DOUBLE, isLost, LEASE_ENDED, NO_WORD, reasonToStop } from './writeErrors';
import { shownAfter, WriteResults } from './writeResults';

/** How often contacts that someone else keeps changing are read again within one run. */
const FRESH_READS = 2;

/**
 * Carries planned changes out in Google: reads what is there, skips who no longer shows what was expected, writes in
 * batches, strictly one request after another, and says what became of each operation.
 */
export async function writeGoogleChanges(
	google: GoogleContacts,
	operations: readonly WriteOperation[],
): Promise<Map<WriteOperation, WriteResult>> {
	const writer = new GoogleWriter(google);
	google.writeUntil(Math.min(...operations.map(({ run }) => Date.parse(run.leaseExpiresAt))));
	const possible = operations.filter((operation) => writer.accepts(operation));
	await writer.change(possible.filter((operation) => operation.op !== 'create'));
	await writer.create(possible.filter((operation) => operation.op === 'create'));
	return writer.resultsOf(operations);
}

interface ReadyDelete {
	operation: DeleteOperation;
	before: FieldValues;
}

class GoogleWriter {
	private readonly results = new WriteResults();

	/** Set once access is refused, the lease has run out or the execution was cancelled: nothing more is sent. */
	private stopped: { error?: WriteError } | null = null;

	/** Set once the account holds no more contacts: what else is to be created fails alike, without being sent. */
	private full: GoogleError | null = null;

	private readonly isGroupGone: (resourceName: string) => Promise<boolean>;

	constructor(private readonly google: GoogleContacts) {
		this.isGroupGone = groupWatch(google);
	}

	/** Whatever has no result by now was not sent. */
	resultsOf(operations: readonly WriteOperation[]): Map<WriteOperation, WriteResult> {
		return this.results.of(operations, this.stopped?.error);
	}

	/** Values that no contact can hold are refused here, before any request. */
	accepts(operation: WriteOperation): boolean {
		const error = operation.op === 'delete' ? undefined : whyRefused(operation.set);
		if (error) this.results.settle(operation, 'failed', { error });
		return error === undefined;
	}

	async change(operations: readonly ChangeOperation[], freshReads = FRESH_READS): Promise<void> {
		const updates: ReadyUpdate[] = [];
		const deletes: ReadyDelete[] = [];
		const current = await this.readAll(operations.map(({ id }) => id));
		for (const operation of operations) {
			const person = this.contactOf(operation, current.get(operation.id));
			if (!person) continue;
			if (operation.op === 'update') this.queueUpdate(operation, person, updates);
			else this.queueDelete(operation, person, deletes);
		}
		await this.update(updates, freshReads);
		for (const batch of chunk(await this.withoutChangedDoubles(deletes), BATCH.delete)) await sendNarrowing(batch, this.deleting);
	}

	/** A double is deleted only while it holds nothing that its twin does not. */
	private async withoutChangedDoubles(deletes: readonly ReadyDelete[]): Promise<ReadyDelete[]> {
		const ids = deletes.flatMap(({ operation: { id, twin } }) => (twin === undefined ? [] : [id, twin]));
		if (ids.length === 0) return [...deletes];
		const whole = await this.readAll(ids, WHOLE_PERSON_FIELDS);
		return deletes.filter(({ operation }) => {
			if (operation.twin === undefined) return true;
			const [double, twin] = [whole.get(operation.id), whole.get(operation.twin)];
			if (double?.kind === 'contact' && twin?.kind === 'contact' && areDoubles(double.person, twin.person)) return true;
			if (!this.stopped) this.results.settle(operation, 'failed', { error: CHANGED_DOUBLE });
			return false;
		});
	}

	/** The contacts as they are; no entry for those that could not be read. */
	private async readAll(ids: readonly string[], fields?: string): Promise<Map<string, ContactAnswer>> {
		const current = new Map<string, ContactAnswer>();
		for (const batch of chunk(ids, BATCH.get)) {
			if (this.stopped) break;
			try {
				for (const [id, answer] of await this.google.getBatch(batch, fields)) current.set(id, answer);
			} catch (error) {
				// Nothing is written unseen.
				this.stop(error);
			}
		}
		return current;
	}

	/** The contact to change, or undefined when there is none to change, which is settled here. */
	private contactOf(operation: ChangeOperation, answer: ContactAnswer | undefined): Person | undefined {
		switch (answer?.kind) {
			case 'contact':
				if (answer.person.resourceName === operation.id) return answer.person;
				// After a merge the old name answers with another contact; that is not the one to change.
				this.results.settle(operation, 'gone');
				return undefined;
			case 'gone':
				this.results.settle(operation, 'gone');
				return undefined;
			case 'refused':
				this.results.settle(operation, 'failed', { error: answer.error });
				return undefined;
			case 'silent':
				this.results.settle(operation, 'failed', { error: NO_WORD });
				return undefined;
			default:
				return undefined;
		}
	}

	private queueUpdate(operation: UpdateOperation, current: Person, updates: ReadyUpdate[]): void {
		const step = planUpdate(operation, current);
		switch (step.kind) {
			case 'send':
				updates.push(step.update);
				return;
			case 'done':
				this.results.settle(operation, 'written', { before: step.before, ...shownAfter(operation, current) });
				return;
			case 'mismatch':
				this.results.settle(operation, 'mismatch', { before: step.before });
		}
	}

	private queueDelete(operation: DeleteOperation, person: Person, deletes: ReadyDelete[]): void {
		const before = shownBy(person, operation, operation.expect);
		if (isAsExpected(operation, person)) deletes.push({ operation, before });
		else this.results.settle(operation, 'mismatch', { before });
	}

	private async update(updates: readonly ReadyUpdate[], freshReads: number): Promise<void> {
		const stale: UpdateOperation[] = [];
		const updating = this.updating(freshReads, stale);
		for (const group of byMask(updates)) {
			for (const batch of chunk(group, BATCH.update)) await sendNarrowing(batch, updating);
		}
		if (stale.length > 0) await this.change(stale, freshReads - 1);
	}

	/** @param stale collects those who were changed since they were read, to be read again. */
	private updating(freshReads: number, stale: UpdateOperation[]): BatchWay<ReadyUpdate> {
		return {
			maySend: (batch) => this.maySend(batch),
			nameOf: ({ operation }) => operation.id,
			// Google need not name the one whose etag is stale; reading all again is cheaper than to look for it.
			meansAll: async (error, batch) =>
				(error.isStaleEtag && freshReads > 0) || (batch[0].mask.includes('memberships') && (await this.isForGoneGroup(batch))),
			send: async (batch) => {
				const people = new Map(batch.map(({ operation, person }) => [operation.id, person]));
				const answers = await this.google.updateBatch(people, batch[0].mask);
				batch.forEach((update) => this.results.settleUpdate(update, answers.get(update.operation.id)));
			},
			refused: ({ operation }, error) => {
				if (!error.isStaleEtag) this.results.settleRefused(operation, error);
				else if (freshReads > 0) stale.push(operation);
				else this.results.settle(operation, 'mismatch');
			},
			broke: async (batch, error) => await this.changeBroke(batch, error),
		};
	}

	private readonly deleting: BatchWay<ReadyDelete> = {
		maySend: (batch) => this.maySend(batch),
		nameOf: ({ operation }) => operation.id,
		send: async (batch) => {
			await this.google.deleteBatch(batch.map(({ operation }) => operation.id));
			batch.forEach(({ operation, before }) => this.results.settle(operation, 'written', { before }));
		},
		refused: ({ operation }, error) => this.results.settleRefused(operation, error),
		broke: async (batch, error) => await this.changeBroke(batch, error),
	};

	private async changeBroke(batch: ReadonlyArray<ReadyUpdate | ReadyDelete>, error: unknown): Promise<void> {
		if (!isLost(error)) return this.breakOff(batch, error);
		// What was to change tells whether it did.
		const current = await this.readAll(batch.map(({ operation }) => operation.id));
		for (const ready of batch) {
			const answer = current.get(ready.operation.id);
			if ('person' in ready && answer?.kind === 'contact' && showsUpdate(ready, answer.person)) {
				this.results.settleUpdate(ready, answer);
			} else if ('before' in ready && answer?.kind === 'gone') {
				this.results.settle(ready.operation, 'written', { before: ready.before });
			} else this.results.settle(ready.operation, 'unknown');
		}
	}

	async create(operations: readonly CreateOperation[]): Promise<void> {
		for (const batch of chunk(operations, BATCH.create)) {
			await sendNarrowing(batch.map((operation) => ({ operation })), this.creating);
		}
	}

	private readonly creating: BatchWay<{ operation: CreateOperation }> = {
		maySend: (batch) => this.hasRoomFor(batch) && this.maySend(batch),
		meansAll: async (error, batch) => error.isAccountFull || (await this.isForGoneGroup(batch)),
		send: async (batch) => {
			const answers = await this.google.createBatch(batch.map(({ operation }) => newPerson(operation)));
			batch.forEach(({ operation }, place) => this.results.settleCreate(operation, answers[place]));
		},
		refused: ({ operation }, error) => {
			if (error.isAccountFull) this.full = error;
			this.results.settle(operation, 'failed', { error: error.toWriteError() });
		},
		broke: async (batch, error) => {
			// Never sent again: the next listings tell by the origin whether they exist (S54).
			if (isLost(error)) batch.forEach(({ operation }) => this.results.settle(operation, 'unknown'));
			else this.breakOff(batch, error);
		},
	};

	private hasRoomFor(batch: ReadonlyArray<{ operation: CreateOperation }>): boolean {
		const error = this.full?.toWriteError();
		if (error) batch.forEach(({ operation }) => this.results.settle(operation, 'failed', { error }));
		return error === undefined;
	}

	/** Google need not say that it refuses a batch because its group was deleted since it was looked up. */
	private async isForGoneGroup(batch: ReadonlyArray<{ operation: WriteOperation }>): Promise<boolean> {
		const [scope, ...others] = new Set(batch.map(({ operation }) => operation.scope));
		return Boolean(scope) && others.length === 0 && (await this.isGroupGone(scope));
	}

	private maySend(batch: ReadonlyArray<{ operation: WriteOperation }>): boolean {
		if (!this.stopped && !batch.every(({ operation }) => leaseHolds(operation))) this.stopped = { error: LEASE_ENDED };
		return this.stopped === null;
	}

	/** Ends the writing; where access was refused, those who met it say so. */
	private breakOff(batch: ReadonlyArray<{ operation: WriteOperation }>, error: unknown): void {
		this.stop(error);
		const reason = this.stopped?.error;
		if (reason?.access) batch.forEach(({ operation }) => this.results.settle(operation, 'failed', { error: reason }));
	}

	private stop(error: unknown): void {
		this.stopped = { error: reasonToStop(error) };
	}

}
