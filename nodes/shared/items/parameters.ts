import type { IExecuteFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
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

export const WRONG_PARAMETER = 'Correct it in the node; where it is an expression, let that give exactly such a value. Nothing was read or written for it.';

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
	return checkedValue(context, context.getNodeParameter(name, itemIndex, unset), { label, itemIndex }, schema);
}

/** The same of a value that a node of another kind, as a trigger, has got by itself. */
export function checkedValue<S extends v.GenericSchema>(
	context: Pick<IExecuteFunctions, 'getNode'>,
	given: unknown,
	{ label, itemIndex }: { label: string; itemIndex?: number },
	schema: S,
): v.InferOutput<S> {
	const result = v.safeParse(schema, given, { abortEarly: true });
	if (result.success) return result.output;
	const nameOf = (path: readonly string[]): string => `"${[label, ...path].join('.')}"`;
	throw new NodeOperationError(context.getNode(), whatIsWrong(result.issues[0], nameOf), { description: WRONG_PARAMETER, itemIndex });
}

/** A switch: on or off, and nothing that only looks like it. */
export function checkedSwitch(context: IExecuteFunctions, name: string, label: string, { itemIndex = 0, unset = false } = {}): boolean {
	return checkedParameter(context, { name, label, unset, itemIndex }, v.boolean());
}

/** A text without the space around it. A number is none: one of an id may have lost its last digits. */
export function checkedText(context: IExecuteFunctions, name: string, label: string, itemIndex: number, unset = ''): string {
	return checkedParameter(context, { name, label, unset, itemIndex }, v.string()).trim();
}

export const LocatorSchema = v.looseObject({ mode: v.string(), value: v.nullish(v.string()) });

/** What a list, a name or an id points to; one of nothing has an empty value. */
export function checkedLocator(context: IExecuteFunctions, name: string, label: string, itemIndex = 0): INodeParameterResourceLocator {
	const { mode, value } = checkedParameter(context, { name, label, unset: undefined, itemIndex }, LocatorSchema);
	return { __rl: true, mode, value: (value ?? '').trim() };
}
