import type { WriteOperation } from '../../shared/protocol';
import { isLost, Ledger } from '../../shared/writing/ledger';
import { sendNarrowing } from '../../shared/writing/narrowing';
import type { CrmStatus } from '../transport/error';
import { CrmError, saysNothing } from '../transport/error';

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
				const statuses = await write(part);
				this.answered();
				// Answers go by their place: of too few or too many none can be told whose it is.
				const isWhole = statuses.length === part.length;
				part.forEach((operation, index) => answers.set(operation, isWhole && !saysNothing(statuses[index]) ? statuses[index] : 'lost'));
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

function statusOf(error: CrmError): CrmStatus {
	const { code, message } = error.toWriteError();
	return { code, message, details: error.details, status: 'error' };
}
