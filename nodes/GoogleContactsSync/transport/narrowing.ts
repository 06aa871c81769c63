import chunk from 'lodash/chunk';

import { GoogleError } from './googleError';

/** How batches of one kind are sent, and what to do where Google does not take them. */
export interface BatchWay<T> {
	/** Asked before every request. */
	maySend(batch: readonly T[]): boolean;
	send(batch: readonly T[]): Promise<void>;
	/** The resource name under which Google may name an entry of a batch, besides its place in it. */
	nameOf?(one: T): string;
	/** Whether a refusal that names nobody is meant for all of the batch, so that no smaller batch is worth trying. */
	meansAll?(error: GoogleError, batch: readonly T[]): boolean | Promise<boolean>;
	/** Google does not take this one. */
	refused(one: T, error: GoogleError): void;
	/** No answer came, or one that would meet every other batch too. */
	broke(batch: readonly T[], error: unknown): Promise<void>;
}

/**
 * Sends a batch. Google refuses all of it for one entry (S52): those that it names are left out and the rest is sent
 * again; where it names none, halves are, until the guilty one stands alone. At most 2n - 1 requests for n entries.
 */
export async function sendNarrowing<T>(batch: readonly T[], way: BatchWay<T>): Promise<void> {
	if (batch.length === 0 || !way.maySend(batch)) return;
	const error = await failureOf(async () => await way.send(batch));
	if (error === undefined) return;
	if (!(error instanceof GoogleError) || error.isGeneral) return await way.broke(batch, error);

	const named = batch.map((one, place) => error.ofContact([String(place), way.nameOf?.(one) ?? String(place)]));
	const isNamed = named.some((entry) => entry !== undefined);
	const blameAll = batch.length === 1 || (!isNamed && (await way.meansAll?.(error, batch)) === true);
	const rest = batch.filter((one, place) => {
		if (!blameAll && named[place] === undefined) return true;
		way.refused(one, named[place] ?? error);
		return false;
	});
	const parts = isNamed ? [rest] : chunk(rest, Math.ceil(rest.length / 2));
	for (const part of parts) await sendNarrowing(part, way);
}

async function failureOf(send: () => Promise<void>): Promise<unknown> {
	try {
		await send();
		return undefined;
	} catch (error) {
		return error;
	}
}
