import chunk from 'lodash/chunk';

import { ServiceError } from '../api/errors';

/** How batches of one kind are sent, and what to do where the service does not take them. */
export interface BatchWay<T, E extends ServiceError = ServiceError> {
	/** Asked before every request. */
	maySend(batch: readonly T[]): boolean;
	send(batch: readonly T[]): Promise<void>;
	/** The refusal of one entry, where a refusal of the whole batch names single ones. */
	named?(error: E, one: T, place: number): E | undefined;
	/** Whether a refusal that names nobody is meant for all of the batch, so that no smaller batch is worth trying. */
	meansAll?(error: E, batch: readonly T[]): boolean | Promise<boolean>;
	/** The service does not take this one. */
	refused(one: T, error: E): void;
	/** No answer came, or one that would meet every other batch too. */
	broke(batch: readonly T[], error: unknown): Promise<void> | void;
}

/** Further requests that the search for bad entries of a batch may take: a hundred halve seven times. */
const SEARCH = 20;

/**
 * Sends a batch. A service may refuse all of it for one entry (S52): those that it names are left out and the rest is
 * sent again; where it names none, halves are, until the guilty one stands alone or the search has taken 20 requests.
 */
export async function sendNarrowing<T, E extends ServiceError>(
	batch: readonly T[],
	way: BatchWay<T, E>,
	search = { left: SEARCH },
): Promise<void> {
	if (batch.length === 0 || !way.maySend(batch)) return;
	const error: unknown = await way.send(batch).then(() => undefined, (failure: unknown) => failure);
	if (error === undefined) return;
	if (!(error instanceof ServiceError) || error.isGeneral) return await way.broke(batch, error);
	const refusal = error as E;
	const named = batch.map((one, place) => way.named?.(refusal, one, place));
	const isNamed = named.some((entry) => entry !== undefined);
	const isAlone = batch.length === 1 || search.left < (isNamed ? 1 : 2);
	const blameAll = isAlone || (!isNamed && (await way.meansAll?.(refusal, batch)) === true);
	const rest = batch.filter((one, place) => {
		if (!blameAll && named[place] === undefined) return true;
		way.refused(one, named[place] ?? refusal);
		return false;
	});
	const parts = isNamed ? [rest] : chunk(rest, Math.ceil(rest.length / 2));
	search.left -= parts.length;
	for (const part of parts) await sendNarrowing(part, way, search);
}
