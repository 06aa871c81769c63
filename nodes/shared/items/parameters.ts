import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import * as v from 'valibot';

import { whatIsWrong } from '../protocol/problem';

/** A parameter as n8n knows it, and as users do. */
interface ParameterWords {
	name: string;
	label: string;
	/** What it is where the node does not hold it. */
	unset: unknown;
	itemIndex?: number;
}

export const WRONG_PARAMETER = 'Correct it in the node; where it is an expression, let that give exactly such a value. Nothing was read or written.';

/**
 * A parameter's value, which an expression may have made anything at all.
 *
 * @throws NodeOperationError that names the parameter, its value and what it may be.
 */
export function checkedParameter<S extends v.GenericSchema>(
	context: IExecuteFunctions,
	{ name, label, unset, itemIndex = 0 }: ParameterWords,
	schema: S,
): v.InferOutput<S> {
	const result = v.safeParse(schema, context.getNodeParameter(name, itemIndex, unset), { abortEarly: true });
	if (result.success) return result.output;
	throw new NodeOperationError(context.getNode(), whatIsWrong(result.issues[0], () => `"${label}"`), {
		description: WRONG_PARAMETER,
		itemIndex,
	});
}

/** A switch: on or off, and nothing that only looks like it. */
export function checkedSwitch(context: IExecuteFunctions, name: string, label: string): boolean {
	return checkedParameter(context, { name, label, unset: false }, v.boolean());
}
