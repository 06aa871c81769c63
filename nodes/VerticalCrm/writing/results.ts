import countBy from 'lodash/countBy';

import type { WriteOperation } from '../../shared/protocol';
import { isLost, Ledger } from '../../shared/writing/ledger';
import { sendNarrowing } from '../../shared/writing/narrowing';
import type { CrmStatus } from '../transport/error';
import { CrmError, saysNothing, withoutPermissions } from '../transport/error';

/** What the CRM said of one record; `lost` when its answer did not come back, or does not say what was done. */
export type Answer = CrmStatus | 'lost';

/** Refusals of the request itself: no part of it would fare better. */
const CONCERN_THE_REQUEST = new Set([
	'INVALID_HOST',
	'INVALID_MODULE',
	'INVALID_REQUEST_METHOD',
	'INVALID_URL_PATTERN',
	'FEATURE_NOT_SUPPORTED',
]);

/** The results of a run, and whether it may go on: what all batches of all modules share. */
export class WriteRun extends Ledger {
	/**
	 * Sends one batch. A refusal of the request as a whole because of one record is narrowed down by halves, within
	 * bounds, so that the others land (S52).
	 *
	 * @returns an answer for each operation that was sent; one that is missing was not.
	 */
	async send<T extends WriteOperation>(
		batch: readonly T[],
		write: (part: readonly T[]) => Promise<CrmStatus[]>,
	): Promise<Map<T, Answer>> {
		const answers = new Map<T, Answer>();
		await sendNarrowing<T, CrmError>(batch, {
			maySend: () => this.maySend(),
			meansAll: ({ code }) => CONCERN_THE_REQUEST.has(code),
			send: async (part) => {
				const told = answersByPlace(await write(part), part.length);
				this.answered();
				const isWritten = told.some((answer) => writtenId(answer) !== undefined);
				part.forEach((operation, index) => {
					const answer = told[index];
					const isOthers = operation.op !== 'create' && ![undefined, operation.id].includes(writtenId(answer));
					if (isOthers || answer === 'lost') answers.set(operation, 'lost');
					else answers.set(operation, isWritten && answer.status !== 'success' ? withoutPermissions(answer) : answer);
				});
			},
			refused: (operation, error) => void answers.set(operation, statusOf(error)),
			broke: (part, error) => {
				if (!isLost(error)) return this.breakOff(part, error);
				part.forEach((operation) => answers.set(operation, 'lost'));
				this.lost(error);
			},
		});
		return answers;
	}
}

/**
 * What the CRM said of each record of a request. Answers go by their place: of too few or too many none can be told whose it
 * is, nor of those that name the same record.
 */
export function answersByPlace(statuses: readonly CrmStatus[], count: number): Answer[] {
	const times = countBy(statuses, writtenId);
	return Array.from({ length: count }, (_, place) => {
		const status = statuses[place];
		const isOnce = writtenId(status) === undefined || times[writtenId(status) ?? ''] === 1;
		return statuses.length === count && isOnce && !saysNothing(status) ? status : 'lost';
	});
}

/** The record that a write was successful for. */
export function writtenId(answer: Answer | undefined): string | undefined {
	if (answer === undefined || answer === 'lost' || answer.status !== 'success') return undefined;
	const id = answer.details?.id;
	return typeof id === 'string' && id !== '' ? id : undefined;
}

function statusOf(error: CrmError): CrmStatus {
	const { code, message } = error.toWriteError();
	return { code, message, details: error.details, status: 'error' };
}
