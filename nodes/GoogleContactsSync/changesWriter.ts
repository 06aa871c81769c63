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
import { changePerson, contactSource, groupsOf, modifiedAtOf, originData, personField, readPerson } from './person';
import type { Person, ReadOptions } from './personFields';
import type { GoogleContacts } from './transport/googleContacts';
import { BATCH } from './transport/googleContacts';
import { GoogleError } from './transport/googleError';

/** How often contacts that someone else keeps changing are read again within one run. */
const FRESH_READS = 2;

type ChangeOperation = UpdateOperation | DeleteOperation;

/** An update that is ready to be sent. */
interface ReadyUpdate {
	operation: UpdateOperation;
	current: Person;
	person: Person;
	mask: string[];
}

/**
 * Carries planned changes out in Google: reads what is there, skips who no longer shows what was expected, writes in
 * batches, strictly one request after another, and says what became of each operation.
 */
export async function writeGoogleChanges(
	google: GoogleContacts,
	operations: readonly WriteOperation[],
): Promise<Map<WriteOperation, WriteResult>> {
	const writer = new GoogleWriter(google);
	const changes = operations.filter((operation): operation is ChangeOperation => operation.op !== 'create');
	const creates = operations.filter((operation): operation is CreateOperation => operation.op === 'create');
	await writer.change(changes);
	await writer.create(creates);
	return writer.resultsOf(operations);
}

class GoogleWriter {
	private readonly results = new Map<WriteOperation, WriteResult>();

	/** Set once access is refused, the lease has run out or the execution was cancelled: nothing more is sent. */
	private stopped: { error?: WriteError } | null = null;

	constructor(private readonly google: GoogleContacts) {}

	/** Whatever has no result by now was not sent. */
	resultsOf(operations: readonly WriteOperation[]): Map<WriteOperation, WriteResult> {
		for (const operation of operations) {
			if (!this.results.has(operation)) this.settle(operation, 'notSent', { error: this.stopped?.error });
		}
		return this.results;
	}

	async change(operations: readonly ChangeOperation[], freshReads = FRESH_READS): Promise<void> {
		const current = await this.readCurrent(operations);
		const updates: ReadyUpdate[] = [];
		const deletes: DeleteOperation[] = [];
		for (const operation of operations) {
			const person = current.get(operation.id);
			if (this.results.has(operation) || !current.has(operation.id)) continue;
			if (!person) this.settle(operation, 'gone');
			else if (operation.op === 'delete') this.queueDelete(operation, person, deletes);
			else this.queueUpdate(operation, person, updates);
		}
		await this.update(updates, freshReads);
		await this.delete(deletes);
	}

	/** The contacts as they are; null for one that does not exist, no entry for one that could not be read. */
	private async readCurrent(operations: readonly ChangeOperation[]): Promise<Map<string, Person | null>> {
		const current = new Map<string, Person | null>();
		const ids = [...new Set(operations.map(({ id }) => id))];
		for (const batch of chunk(ids, BATCH.get)) {
			if (this.stopped) break;
			const found = await this.attempt(async () => await this.google.getBatch(batch));
			if (found) batch.forEach((id) => current.set(id, sameContact(found.get(id), id)));
		}
		return current;
	}

	private queueDelete(operation: DeleteOperation, person: Person, deletes: DeleteOperation[]): void {
		const shown = shownFields(person, Object.keys(operation.expect), operation);
		if (matches(shown, operation.expect)) deletes.push(operation);
		else this.settle(operation, 'mismatch', { before: shown });
	}

	private queueUpdate(operation: UpdateOperation, current: Person, updates: ReadyUpdate[]): void {
		const keys = Object.keys(operation.set);
		const before = shownFields(current, keys, operation);
		const joins = operation.join && !groupsOf(current).includes(operation.scope);
		if (matches(before, operation.set) && !joins) {
			this.settle(operation, 'written', { before, after: before, modifiedAt: modifiedAtOf(current) });
			return;
		}
		if (!matches(before, operation.expect) && !matches(before, operation.set)) {
			this.settle(operation, 'mismatch', { before });
			return;
		}
		const { parts, mask } = changePerson(current, operation.set, readOptions(operation));
		const memberships = joins ? { memberships: [...(current.memberships ?? []), membership(operation.scope)] } : {};
		updates.push({
			operation,
			current,
			person: { resourceName: operation.id, metadata: { sources: sourcesOf(current) }, ...parts, ...memberships },
			mask: joins ? [...mask, 'memberships'].sort() : mask,
		});
	}

	/** One mask serves a whole request, so updates go grouped by theirs. */
	private async update(updates: readonly ReadyUpdate[], freshReads: number): Promise<void> {
		const byMask = new Map<string, ReadyUpdate[]>();
		for (const update of updates) {
			const key = update.mask.join(',');
			byMask.set(key, [...(byMask.get(key) ?? []), update]);
		}
		const stale: UpdateOperation[] = [];
		for (const group of byMask.values()) {
			for (const batch of chunk(group, BATCH.update)) stale.push(...(await this.updateBatch(batch)));
		}
		if (stale.length === 0) return;
		if (freshReads > 0) await this.change(stale, freshReads - 1);
		else stale.forEach((operation) => this.settle(operation, 'mismatch'));
	}

	/** @returns the operations whose contacts were changed since they were read. */
	private async updateBatch(batch: readonly ReadyUpdate[]): Promise<UpdateOperation[]> {
		if (this.mayNotWrite(batch.map(({ operation }) => operation))) return [];
		try {
			const contacts = new Map(batch.map(({ operation, person }) => [operation.id, person]));
			const written = await this.google.updateBatch(contacts, batch[0].mask);
			batch.forEach(({ operation, current }) => this.settleUpdate(operation, current, written.get(operation.id)));
			return [];
		} catch (error) {
			return await this.updateRefused(batch, error);
		}
	}

	private async updateRefused(batch: readonly ReadyUpdate[], error: unknown): Promise<UpdateOperation[]> {
		if (error instanceof LostAnswerError && !error.neverSent) {
			await this.resolveLostUpdates(batch);
			return [];
		}
		if (!(error instanceof GoogleError) || this.stopsEverything(error)) {
			this.stop(error);
			return [];
		}
		const guilty = batch.filter(({ operation }) => error.contactErrors[operation.id] !== undefined);
		if (error.isStaleEtag) {
			// Google refuses the batch for one contact and need not name it: all are read again.
			const stale = guilty.length > 0 ? guilty : batch;
			const rest = batch.filter((update) => !stale.includes(update));
			const more = rest.length > 0 ? await this.updateBatch(rest) : [];
			return [...stale.map(({ operation }) => operation), ...more];
		}
		if (batch.length === 1) {
			this.settle(batch[0].operation, 'failed', { error: error.toWriteError() });
			return [];
		}
		guilty.forEach(({ operation }) => this.settle(operation, 'failed', { error: namedError(error, operation.id) }));
		const stale: UpdateOperation[] = [];
		for (const part of retryParts(batch, guilty)) stale.push(...(await this.updateBatch(part)));
		return stale;
	}

	/** An update whose answer was lost happened if the contact shows it. */
	private async resolveLostUpdates(batch: readonly ReadyUpdate[]): Promise<void> {
		const current = await this.readCurrent(batch.map(({ operation }) => operation));
		for (const { operation, current: before } of batch) {
			const person = current.get(operation.id);
			const shown = person && shownFields(person, Object.keys(operation.set), operation);
			if (person && shown && matches(shown, operation.set)) this.settleUpdate(operation, before, person);
			else this.settle(operation, 'unknown');
		}
	}

	private settleUpdate(operation: UpdateOperation, before: Person, after: Person | undefined): void {
		const keys = Object.keys(operation.set);
		this.settle(operation, 'written', {
			before: shownFields(before, keys, operation),
			after: after ? shownFields(after, keys, operation) : null,
			modifiedAt: after ? modifiedAtOf(after) : null,
		});
	}

	async create(operations: readonly CreateOperation[]): Promise<void> {
		for (const batch of chunk(operations, BATCH.create)) await this.createBatch(batch);
	}

	private async createBatch(batch: readonly CreateOperation[]): Promise<void> {
		if (this.mayNotWrite(batch)) return;
		try {
			const created = await this.google.createBatch(batch.map(newPerson));
			batch.forEach((operation, index) => this.settleCreate(operation, created[index]));
		} catch (error) {
			await this.createRefused(batch, error);
		}
	}

	private async createRefused(batch: readonly CreateOperation[], error: unknown): Promise<void> {
		if (error instanceof LostAnswerError && !error.neverSent) {
			// Never sent again: the next listings tell by the origin whether they exist (S54).
			batch.forEach((operation) => this.settle(operation, 'unknown'));
		} else if (!(error instanceof GoogleError) || this.stopsEverything(error)) {
			this.stop(error);
		} else if (batch.length === 1) {
			this.settle(batch[0], 'failed', { error: error.toWriteError() });
		} else {
			const guilty = batch.filter((_, index) => error.contactErrors[String(index)] !== undefined);
			guilty.forEach((operation) =>
				this.settle(operation, 'failed', { error: namedError(error, String(batch.indexOf(operation))) }),
			);
			for (const part of retryParts(batch, guilty)) await this.createBatch(part);
		}
	}

	private settleCreate(operation: CreateOperation, person: Person | undefined): void {
		if (!person?.resourceName) {
			this.settle(operation, 'unknown');
			return;
		}
		this.settle(operation, 'written', {
			id: person.resourceName,
			after: shownFields(person, Object.keys(operation.set), operation),
			modifiedAt: modifiedAtOf(person),
		});
	}

	private async delete(operations: readonly DeleteOperation[]): Promise<void> {
		for (const batch of chunk(operations, BATCH.delete)) {
			if (this.mayNotWrite(batch)) return;
			try {
				await this.google.deleteBatch(batch.map(({ id }) => id));
				batch.forEach((operation) => this.settle(operation, 'written', { before: operation.expect }));
			} catch (error) {
				if (error instanceof LostAnswerError && !error.neverSent) {
					batch.forEach((operation) => this.settle(operation, 'unknown'));
				} else if (error instanceof GoogleError && !this.stopsEverything(error)) {
					batch.forEach((operation) => this.settle(operation, 'failed', { error: error.toWriteError() }));
				} else this.stop(error);
			}
		}
	}

	private mayNotWrite(batch: readonly WriteOperation[]): boolean {
		if (!this.stopped && !batch.every(leaseHolds)) {
			this.stopped = { error: { code: 'LEASE_EXPIRED', message: 'The run took too long; the rest goes with the next run' } };
		}
		return this.stopped !== null;
	}

	/** A refusal that would meet every further request as well. */
	private stopsEverything(error: GoogleError): boolean {
		return error.isAccess || error.status === 429;
	}

	private stop(error: unknown): void {
		if (error instanceof CancelledError) this.stopped = {};
		else if (error instanceof GoogleError) this.stopped = { error: error.toWriteError() };
		else this.stopped = { error: { code: 'NO_ANSWER', message: (error as Error).message } };
	}

	/** A read that fails for good stops the writing: nothing is written unseen. */
	private async attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
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

/** Without those that Google named; halves where it named none, until the guilty one stands alone (S52). */
function retryParts<T>(batch: readonly T[], guilty: readonly T[]): T[][] {
	const rest = batch.filter((one) => !guilty.includes(one));
	if (rest.length === 0) return [];
	return guilty.length > 0 ? [rest] : chunk(rest, Math.ceil(rest.length / 2));
}

function namedError(error: GoogleError, key: string): WriteError {
	const message = error.contactErrors[key]?.message;
	return { ...error.toWriteError(), ...(message && { message }) };
}

/** After a merge the old name answers with another contact; that is not the one to change. */
function sameContact(person: Person | undefined, id: string): Person | null {
	return person?.resourceName === id ? person : null;
}

function shownFields(person: Person, keys: readonly string[], operation: WriteOperation): FieldValues {
	return readPerson(person, keys, readOptions(operation));
}

function readOptions({ run }: WriteOperation): ReadOptions {
	return { onlyEmailAsWork: run.onlyEmailAsWork };
}

function matches(shown: FieldValues, values: FieldValues): boolean {
	return Object.entries(values).every(([key, value]) => sameText(shown[key] ?? '', value));
}

function membership(group: string) {
	return { contactGroupMembership: { contactGroupResourceName: group } };
}

function sourcesOf(person: Person) {
	const source = contactSource(person);
	return source ? [source] : [];
}

function newPerson(operation: CreateOperation): Person {
	const known = Object.fromEntries(Object.entries(operation.set).filter(([key]) => personField(key)));
	const { parts } = changePerson({}, known, readOptions(operation));
	return {
		...parts,
		memberships: [membership(operation.scope)],
		...(operation.origin && { clientData: originData(operation.origin) }),
	};
}
