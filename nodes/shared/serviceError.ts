import type { JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, OperationalError } from 'n8n-workflow';

import type { ApiContext } from './answers';

/** A refusal by a service: its own words, and what to do about it. */
export abstract class ServiceError extends OperationalError {
	constructor(
		/** Of HTTP. */
		readonly status: number,
		message: string,
		description: string | undefined,
	) {
		super(message, { description });
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
