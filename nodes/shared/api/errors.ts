import type { IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, OperationalError } from 'n8n-workflow';

import { failedItem } from '../items/items';
import type { ApiContext } from './answers';
import { LOST_IN_A_ROW, LostAnswerError } from './answers';
import type { WriteError } from '../protocol';

/**
 * What a refusal is about.
 * - `access`: the credential, its scopes or the account's permissions; every further request would meet the same.
 * - `quota`: the pace or what is left of it; so would every other request now.
 * - `request`: this request, or a record in it.
 */
export type RefusalKind = 'access' | 'quota' | 'request';

/** What to do about a refusal that comes from the service itself, though nothing is known of its reason. */
export const UNEXPECTED_REMEDY = 'Run the workflow again. If this comes each time, report it as a bug of the package, with these words.';

/** Characters of a service's own words that are told. */
const MOST_WORDS = 1_000;

/** A service's words as far as they are told: they are kept with each contact that they are about. */
export function shortened(words: string): string {
	return words.length > MOST_WORDS ? `${words.slice(0, MOST_WORDS).replace(/[\uD800-\uDBFF]$/, '')}…` : words;
}

/** What to do about a refusal in words that are not the service's. */
export function wayRemedy(service: string): string {
	return `This is no answer of ${service}'s API. Check the address in the credential, and what stands between n8n and ${service}, such as a proxy or a firewall.`;
}

/** A refusal by a service: its own words, and what to do about it. Nothing was done. */
export abstract class ServiceError extends OperationalError {
	constructor(
		service: string,
		/** Of HTTP. */
		readonly status: number,
		/** The service's own code or reason. */
		readonly code: string,
		private readonly words: string,
		description: string | undefined,
	) {
		super(`${service}: ${words}`, { description });
	}

	/** What is refused. */
	abstract get refusal(): RefusalKind;

	/** The refusal as a result of a write tells it. */
	toWriteError(): WriteError {
		const { code, words: message, description: remedy, isAccess } = this;
		return { code, message, ...(remedy && { remedy }), ...(isAccess && { access: true }) };
	}

	get isAccess(): boolean {
		return this.refusal === 'access';
	}

	/** Whether every further request would meet the same. */
	get isGeneral(): boolean {
		return this.refusal !== 'request';
	}

	/** Whether waiting does not help: somebody has to change something. */
	get isLasting(): boolean {
		return this.refusal !== 'quota';
	}
}

/** Whatever went wrong, as n8n shows it beside the item: what a service said and what to do, or the error's own words. */
export function asNodeError(context: ApiContext, error: unknown, itemIndex: number): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (error instanceof ServiceError) {
		const { message, status } = error;
		return new NodeApiError(context.getNode(), { message } as JsonObject, {
			...{ message, httpCode: String(status), itemIndex },
			description: error.description ?? undefined,
		});
	}
	const { message, description } = error as Error & { description?: string };
	return new NodeOperationError(context.getNode(), message, { description, itemIndex });
}

/**
 * Does a thing for each input item. Where it fails, the node fails, or, under Continue On Fail, the item becomes an
 * error item.
 */
export async function eachItem(context: IExecuteFunctions, run: (itemIndex: number) => Promise<INodeExecutionData[]>): Promise<INodeExecutionData[]> {
	const output: INodeExecutionData[] = [];
	const attempt = untilOutage(run);
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		const items = await attempt(itemIndex).catch((error: unknown) => errorItem(context, error, itemIndex));
		// One by one: a large account holds more than a call takes arguments.
		for (const item of items) output.push(item);
	}
	return output;
}

/** The same, but that nothing more is asked once the quota is used up, or one answer after the other is lost. */
function untilOutage<T>(run: (itemIndex: number) => Promise<T>): (itemIndex: number) => Promise<T> {
	let lost = 0;
	let outage: unknown;
	return async (itemIndex) => {
		if (outage !== undefined) throw outage;
		const done = await run(itemIndex).catch((error: unknown) => {
			lost = error instanceof LostAnswerError ? lost + 1 : 0;
			// What the access lacks it may lack for one module or record.
			if (lost === LOST_IN_A_ROW || (error instanceof ServiceError && error.refusal === 'quota')) outage = error;
			throw error;
		});
		lost = 0;
		return done;
	};
}

/**
 * What happened and what to do, as an item of its own.
 *
 * @throws the error as n8n shows it, unless the node is to continue on fail.
 */
export function errorItem(context: IExecuteFunctions, error: unknown, itemIndex: number): INodeExecutionData[] {
	const shown = asNodeError(context, error, itemIndex);
	if (!context.continueOnFail()) throw shown;
	const { message, description: remedy } = shown;
	return [failedItem(context, { error: message, ...(remedy && { remedy }) }, itemIndex)];
}
