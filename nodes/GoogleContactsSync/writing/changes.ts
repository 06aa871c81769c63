import chunk from 'lodash/chunk';

import type {
	CreateOperation,
	DeleteOperation,
	FieldValues,
	UpdateOperation,
	WriteError,
	WriteOperation,
	WriteResult,
} from '../../shared/protocol';
import { LABELS } from '../../shared/catalogue/googleFields';
import { isLost } from '../../shared/writing/ledger';
import type { BatchWay } from '../../shared/writing/narrowing';
import { sendNarrowing } from '../../shared/writing/narrowing';
import { groupWatch } from '../reading/scope';
import { changeGroups } from './joins';
import { byGroups } from './labels';
import { WHOLE_PERSON_FIELDS } from '../transport/person';
import { whyRefused } from '../fields/person';
import type { Person } from '../transport/person';
import type { ChangeOperation, ReadyCreate, ReadyUpdate } from './plan';
import { areDoubles, byMask, changesByName, isAsExpected, newPerson, planUpdate, shownBy, showsUpdate, withoutField } from './plan';
import type { ContactAnswer, GoogleContacts } from '../transport/client';
import { BATCH } from '../transport/client';
import type { GoogleError } from '../transport/error';
import { answersTo, CHANGED_DOUBLE, refusedValue, shownAfter, suspectIn, WriteResults } from './results';

/** How often contacts that someone else keeps changing are read again within one run. */
const FRESH_READS = 2;

/** How many contacts that Google refuses are sent once more without one value, in a run. */
const SECOND_TRIES = 20;

/**
 * Carries planned changes out in Google: reads what is there, skips who no longer shows what was expected, writes in
 * batches, strictly one request after another, and says what became of each operation.
 *
 * @param wholeOnly refuses a contact of which one value is refused, instead of writing the rest.
 */
export async function writeGoogleChanges(
	google: GoogleContacts,
	operations: readonly WriteOperation[],
	{ wholeOnly = false } = {},
): Promise<Map<WriteOperation, WriteResult>> {
	const results = new WriteResults();
	const planned = await byGroups(google, results, operations);
	const own = [...planned.operations.values()];
	const writer = new GoogleWriter(google, results, planned.refused, wholeOnly ? 0 : SECOND_TRIES);
	const possible = own.filter((operation) => writer.accepts(operation));
	await writer.change(possible.filter((operation) => operation.op !== 'create'));
	await writer.create(possible.filter((operation) => operation.op === 'create'));
	const told = results.rest(own);
	return new Map([...planned.operations].flatMap(([operation, one]) => {
		const result = told.get(one);
		return result ? [[operation, planned.named(result)]] : [];
	}));
}

interface ReadyDelete {
	operation: DeleteOperation;
	before: FieldValues;
}

class GoogleWriter {
	/** Set once the account holds no more contacts: what else is to be created fails alike, without being sent. */
	private full: GoogleError | null = null;

	private readonly isGroupGone: (resourceName: string) => Promise<boolean>;

	constructor(
		private readonly google: GoogleContacts,
		private readonly results: WriteResults,
		/** Why labels of an operation are left out. */
		private readonly refusedLabels: ReadonlyMap<WriteOperation, WriteError>,
		private secondTries: number,
	) {
		this.isGroupGone = groupWatch(google);
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
		await this.changeByName(operations, current);
		for (const operation of operations) {
			const person = this.results.contactIn(operation, current.get(operation.id));
			if (!person) continue;
			if (operation.op === 'update') this.queueUpdate(operation, person, updates);
			else this.queueDelete(operation, person, deletes);
		}
		await this.update(updates, freshReads);
		for (const batch of chunk(await this.withoutChangedDoubles(deletes), BATCH.delete)) await sendNarrowing(batch, this.deleting);
	}

	/**
	 * Changes the groups of those whose groups can only be changed by name, and reads them again: by that they were changed. What
	 * else is to be written to one whose labels changed waits for the next run.
	 */
	private async changeByName(operations: readonly ChangeOperation[], current: Map<string, ContactAnswer>): Promise<void> {
		const changes = operations.flatMap((operation) => {
			const answer = current.get(operation.id);
			return (operation.op === 'update' && answer?.kind === 'contact' && changesByName(operation, answer.person)) || [];
		});
		await changeGroups(this.google, this.results, changes);
		for (const [id, answer] of await this.readAll(changes.map(({ operation }) => operation.id))) current.set(id, answer);
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
			if (this.results.maySend()) this.results.settle(operation, 'failed', { error: CHANGED_DOUBLE });
			return false;
		});
	}

	/** The contacts as they are; no entry for those that could not be read. */
	private async readAll(ids: readonly string[], fields?: string): Promise<Map<string, ContactAnswer>> {
		const current = new Map<string, ContactAnswer>();
		for (const batch of chunk(ids, BATCH.get)) {
			const answers = await this.results.attempt(async () => await this.google.getBatch(batch, fields));
			answers?.forEach((answer, id) => current.set(id, answer));
		}
		return current;
	}

	private queueUpdate(operation: UpdateOperation, current: Person, updates: ReadyUpdate[]): void {
		const error = this.refusedLabels.get(operation);
		const step = planUpdate(error ? withoutField(operation, LABELS) : operation, current);
		switch (step.kind) {
			case 'send':
				updates.push({ ...step.update, operation, ...(error && { refused: [error] }) });
				return;
			case 'done':
				if (error) return this.results.settle(operation, 'failed', { error });
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
		const again: ReadyUpdate[] = [];
		const updating = this.updating(freshReads, stale, again);
		for (const group of byMask(updates)) {
			for (const batch of chunk(group, BATCH.update)) await sendNarrowing(batch, updating);
		}
		for (const ready of again) await sendNarrowing([ready], updating);
		if (stale.length > 0) await this.change(stale, freshReads - 1);
	}

	/**
	 * @param stale collects those who were changed since they were read, to be read again.
	 * @param again collects those who are worth a second try.
	 */
	private updating(freshReads: number, stale: UpdateOperation[], again: ReadyUpdate[]): BatchWay<ReadyUpdate, GoogleError> {
		return {
			maySend: () => this.results.maySend(),
			named: (error, { operation }, place) => error.ofContact([String(place), operation.id]),
			// Google need not name the one whose etag is stale; reading all again is cheaper than to look for it.
			meansAll: async (error, batch) =>
				(error.isStaleEtag && freshReads > 0) || (batch[0].mask.includes('memberships') && (await this.isForGoneGroup(batch))),
			send: async (batch) => {
				const people = new Map(batch.map(({ operation, person }) => [operation.id, person]));
				const answers = await this.google.updateBatch(people, batch[0].mask);
				this.results.answered();
				batch.forEach((update) => this.results.settleUpdate(update, answers.get(update.operation.id)));
			},
			refused: (ready, error) => {
				const { operation } = ready;
				if (!error.isStaleEtag) this.refuseUpdate(ready, error, again);
				else if (freshReads > 0) stale.push(operation);
				else this.results.settle(operation, 'mismatch');
			},
			broke: async (batch, error) => await this.changeBroke(batch, error),
		};
	}

	private refuseUpdate(ready: ReadyUpdate, error: GoogleError, again: ReadyUpdate[]): void {
		const { operation, current } = ready;
		const suspect = this.suspect(ready, error);
		const step = suspect && planUpdate(withoutField(operation, suspect), current);
		if (suspect && step && step.kind === 'send') again.push({ ...step.update, operation, refused: [refusedValue(suspect, error)] });
		else this.results.settleRefused(operation, error);
	}

	/** The field to leave out in a second try; undefined where there is none, or there were too many. */
	private suspect({ operation, refused }: ReadyCreate | ReadyUpdate, error: GoogleError): string | undefined {
		if (refused || error.status !== 400 || error.isAccountFull || this.secondTries === 0) return undefined;
		const suspect = suspectIn(operation);
		if (suspect !== undefined) this.secondTries -= 1;
		return suspect;
	}

	private readonly deleting: BatchWay<ReadyDelete, GoogleError> = {
		maySend: () => this.results.maySend(),
		named: (error, { operation }, place) => error.ofContact([String(place), operation.id]),
		send: async (batch) => {
			await this.google.deleteBatch(batch.map(({ operation }) => operation.id));
			this.results.answered();
			batch.forEach(({ operation, before }) => this.results.settle(operation, 'written', { before }));
		},
		refused: ({ operation }, error) => this.results.settleRefused(operation, error),
		broke: async (batch, error) => await this.changeBroke(batch, error),
	};

	private async changeBroke(batch: ReadonlyArray<ReadyUpdate | ReadyDelete>, error: unknown): Promise<void> {
		const operations = batch.map(({ operation }) => operation);
		if (!isLost(error)) return this.results.breakOff(operations, error);
		// What was to change tells whether it did.
		const current = await this.readAll(operations.map(({ id }) => id));
		for (const ready of batch) {
			const answer = current.get(ready.operation.id);
			if ('person' in ready && answer?.kind === 'contact' && showsUpdate(ready, answer.person)) {
				this.results.settleUpdate(ready, answer);
			} else if ('before' in ready && answer?.kind === 'gone') {
				this.results.settle(ready.operation, 'written', { before: ready.before });
			} else this.results.settle(ready.operation, 'unknown');
		}
		this.results.lost(error);
	}

	async create(operations: readonly CreateOperation[]): Promise<void> {
		const again: ReadyCreate[] = [];
		const creating = this.creating(again);
		for (const batch of chunk(operations, BATCH.create)) {
			await sendNarrowing(batch.map((operation) => this.readyCreate(operation)), creating);
		}
		for (const ready of again) await sendNarrowing([ready], creating);
	}

	private readyCreate(operation: CreateOperation): ReadyCreate {
		const error = this.refusedLabels.get(operation);
		return { operation, ...(error && { refused: [error] }) };
	}

	/** @param again collects those who are worth a second try. */
	private creating(again: ReadyCreate[]): BatchWay<ReadyCreate, GoogleError> {
		return {
			maySend: (batch) => this.hasRoomFor(batch) && this.results.maySend(),
			named: (error, _one, place) => error.ofContact([String(place)]),
			meansAll: async (error, batch) => error.isAccountFull || (await this.isForGoneGroup(batch)),
			send: async (batch) => {
				const answers = answersTo(batch, await this.google.createBatch(batch.map(newPerson)));
				this.results.answered();
				batch.forEach((ready, place) => this.results.settleCreate(ready, answers[place]));
			},
			refused: (ready, error) => {
				if (error.isAccountFull) this.full = error;
				const suspect = this.suspect(ready, error);
				if (suspect) again.push({ ...ready, refused: [refusedValue(suspect, error)] });
				else this.results.settle(ready.operation, 'failed', { error: error.toWriteError() });
			},
			// Never sent again: the next listings tell by the origin whether they exist (S54).
			broke: (batch, error) => this.broke(batch.map(({ operation }) => operation), error),
		};
	}

	/** Nobody knows, or nothing more can be sent. */
	private broke(operations: readonly WriteOperation[], error: unknown): void {
		if (!isLost(error)) return this.results.breakOff(operations, error);
		operations.forEach((operation) => operation.op === 'create' && this.results.settle(operation, 'unknown'));
		this.results.lost(error);
	}

	private hasRoomFor(batch: ReadonlyArray<{ operation: WriteOperation }>): boolean {
		const error = this.full?.toWriteError();
		if (error) batch.forEach(({ operation }) => this.results.settle(operation, 'failed', { error }));
		return error === undefined;
	}

	/** Google need not say that it refuses a batch because its group was deleted since it was looked up. */
	private async isForGoneGroup(batch: ReadonlyArray<{ operation: WriteOperation }>): Promise<boolean> {
		const [scope, ...others] = new Set(batch.map(({ operation }) => operation.scope));
		return Boolean(scope) && others.length === 0 && (await this.isGroupGone(scope));
	}
}
