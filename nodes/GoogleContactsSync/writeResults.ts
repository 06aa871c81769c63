import { resultOf } from '../shared/syncItems';
import type { CreateOperation, UpdateOperation, WriteError, WriteOperation, WriteResult } from '../shared/syncProtocol';
import { modifiedAtOf } from './person';
import type { Person } from './personField';
import { readLists } from './personLists';
import type { ReadyUpdate } from './plannedWrites';
import { shownBy } from './plannedWrites';
import type { ContactAnswer } from './transport/googleContacts';
import type { GoogleError } from './transport/googleError';

/** What became of planned changes, as it becomes known. */
export class WriteResults {
	private readonly results = new Map<WriteOperation, WriteResult>();

	/** Of all; whatever has no result by now was not sent. @param reason why not. */
	of(operations: readonly WriteOperation[], reason: WriteError | undefined): Map<WriteOperation, WriteResult> {
		for (const operation of operations) {
			if (!this.results.has(operation)) this.settle(operation, 'notSent', { error: reason });
		}
		return this.results;
	}

	settle(operation: WriteOperation, ...result: ResultArguments): void {
		this.results.set(operation, resultOf(operation, ...result));
	}

	/** A batch of updates was taken. */
	settleUpdate({ operation, current }: ReadyUpdate, answer: ContactAnswer | undefined): void {
		const before = shownBy(current, operation, operation.expect, operation.set);
		if (answer?.kind !== 'contact') this.settleUnread(operation, answer);
		else {
			this.settle(operation, 'written', { before, ...shownAfter(operation, answer.person) });
		}
	}

	/** A batch that was taken, but for one contact of it no contact came back. */
	private settleUnread(operation: WriteOperation, answer: Exclude<ContactAnswer, { kind: 'contact' }> | undefined): void {
		if (answer?.kind === 'gone') this.settle(operation, 'gone');
		else if (answer?.kind === 'refused') this.settle(operation, 'failed', { error: answer.error });
		else this.settle(operation, 'unknown');
	}

	/** Google does not take this one. */
	settleRefused(operation: WriteOperation, error: GoogleError): void {
		if (error.status === 404) this.settle(operation, 'gone');
		else this.settle(operation, 'failed', { error: error.toWriteError() });
	}

	/** A batch of creates was taken. */
	settleCreate(operation: CreateOperation, answer: ContactAnswer): void {
		if (answer.kind !== 'contact') this.settleUnread(operation, answer);
		else {
			this.settle(operation, 'written', {
				id: answer.person.resourceName,
				...shownAfter(operation, answer.person),
			});
		}
	}
}

/** What a contact shows once it was written. */
export function shownAfter(operation: CreateOperation | UpdateOperation, person: Person) {
	return { after: shownBy(person, operation, operation.set), lists: readLists(person), modifiedAt: modifiedAtOf(person) };
}

type ResultArguments = Parameters<typeof resultOf> extends [WriteOperation, ...infer Rest] ? Rest : never;
