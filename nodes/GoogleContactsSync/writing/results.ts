import countBy from 'lodash/countBy';
import isEmpty from 'lodash/isEmpty';
import pickBy from 'lodash/pickBy';

import type { ContactOrigin, CreateOperation, UpdateOperation, WriteError, WriteOperation } from '../../shared/protocol';
import { slotOf } from '../../shared/lists/contactLists';
import { showsValues } from '../../shared/values/sameText';
import { Ledger } from '../../shared/writing/ledger';
import { googleCapability } from '../../shared/catalogue/googleFields';
import { modifiedAtOf, originOf } from '../fields/person';
import type { Person } from '../transport/person';
import { readLists } from '../fields/personLists';
import type { ChangeOperation, ReadyCreate, ReadyUpdate } from './plan';
import { shownBy } from './plan';
import type { ContactAnswer } from '../transport/client';
import type { GoogleError } from '../transport/error';

const NO_WORD: WriteError = { code: 'NO_ANSWER', message: 'Google gave no answer for this contact' };

export const CHANGED_DOUBLE: WriteError = {
	code: 'CHANGED_DOUBLE',
	message: 'The sync created this contact twice, and the two no longer hold the same',
	remedy: 'Merge them in Google Contacts.',
};

/** What became of planned changes in Google, as it becomes known. */
export class WriteResults extends Ledger {
	/** The contact to change, or undefined when there is none to change, which is settled here. */
	contactIn(operation: ChangeOperation, answer: ContactAnswer | undefined): Person | undefined {
		if (this.isSettled(operation)) return undefined;
		switch (answer?.kind) {
			case 'contact':
				if (answer.person.resourceName === operation.id) return answer.person;
				// After a merge the old name answers with another contact; that is not the one to change.
				this.settle(operation, 'gone');
				return undefined;
			case 'gone':
				this.settle(operation, 'gone');
				return undefined;
			case 'refused':
				this.settle(operation, 'failed', { error: answer.error });
				return undefined;
			case 'silent':
				this.settle(operation, 'failed', { error: NO_WORD });
				return undefined;
			default:
				return undefined;
		}
	}

	/** A batch of updates was taken. */
	settleUpdate({ operation, current, refused }: ReadyUpdate, answer: ContactAnswer | undefined): void {
		const before = shownBy(current, operation, operation.expect, operation.set);
		if (answer?.kind !== 'contact') this.settleUnread(operation, answer);
		else if (answer.person.resourceName !== operation.id) this.settle(operation, 'unknown');
		else this.settle(operation, 'written', { before, ...shownAfter(operation, answer.person), refused });
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
	settleCreate({ operation, refused }: ReadyCreate, answer: ContactAnswer): void {
		if (answer.kind !== 'contact') this.settleUnread(operation, answer);
		else {
			this.settle(operation, 'written', {
				id: answer.person.resourceName,
				...shownAfter(operation, answer.person),
				refused,
			});
		}
	}
}

/**
 * What was answered to each create of a batch. Contacts tell by their origin whom they were created for; of others the place
 * tells, unless there are too few or too many of them, one stands there twice, or shows the names or addresses of another one.
 */
export function answersTo(batch: readonly ReadyCreate[], answers: readonly ContactAnswer[]): ContactAnswer[] {
	const origins = answers.map((answer) => (answer.kind === 'contact' ? originText(originOf(answer.person)) : undefined));
	const byOrigin = new Map(origins.map((origin, place) => [origin, answers[place]]));
	const names = countBy(answers, (answer) => (answer.kind === 'contact' ? answer.person.resourceName : ''));
	return batch.map(({ operation: { origin } }, place) => {
		const [own, there] = [origin && byOrigin.get(originText(origin)), answers[place]];
		const isThere = answers.length === batch.length && origins[place] === undefined;
		const isOnce = there?.kind !== 'contact' || names[there.person.resourceName ?? ''] === 1;
		return own ?? (isThere && isOnce && !isOthers(batch, place, there) ? there : { kind: 'silent' });
	});
}

function isOthers(batch: readonly ReadyCreate[], place: number, answer: ContactAnswer): boolean {
	if (answer.kind !== 'contact' || shows(answer.person, batch[place])) return false;
	return batch.some((other) => shows(answer.person, other));
}

/** Whether a contact shows what somebody new is known by, or all of them who has no such thing. */
function shows(person: Person, { operation }: ReadyCreate): boolean {
	const known = pickBy(operation.set, (value, name) => value !== '' && isNeeded(name));
	const values = isEmpty(known) ? operation.set : known;
	return showsValues(shownBy(person, operation, values), values);
}

function originText(origin: ContactOrigin | undefined): string | undefined {
	return origin && `${origin.syncName}/${origin.crmId}`;
}

/** What a contact shows once it was written. */
export function shownAfter(operation: CreateOperation | UpdateOperation, person: Person) {
	return { after: shownBy(person, operation, operation.set), lists: readLists(person), modifiedAt: modifiedAtOf(person) };
}

/** What people are known by is never left out. */
function isNeeded(name: string): boolean {
	return name === 'familyName' || name === 'givenName' || slotOf(name)?.slot.kind === 'email';
}

/**
 * The field whose value a refusal is put down to, where Google names none: the longest one, as of a note.
 *
 * @returns undefined where nothing would be left without it.
 */
export function suspectIn({ set }: CreateOperation | UpdateOperation): string | undefined {
	const names = Object.keys(set).filter((name) => !isNeeded(name));
	const [longest] = names.sort((a, b) => set[b].length - set[a].length);
	return Object.keys(set).length > 1 && longest !== undefined && set[longest] !== '' ? longest : undefined;
}

/** Tells that one value was refused and the rest taken. */
export function refusedValue(field: string, error: GoogleError): WriteError {
	const { message, ...more } = error.toWriteError();
	const label = googleCapability(field)?.label ?? field;
	return { ...more, field, message: `Google does not take this value of ${label} (${message})` };
}
