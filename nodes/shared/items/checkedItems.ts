import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import * as v from 'valibot';

import { whatIsWrong } from '../protocol/problem';

/** A schema that checks, and changes nothing. */
type AnySchema = v.GenericSchema;

/** How to tell a user that an item is not what it has to be. */
interface ItemWords {
	/** What the item has to be, e.g. "reading of Google". */
	what: string;
	/** What to do about it. */
	remedy: string;
	/** The input's name, where the node has several. */
	input?: string;
}

/** An item that is as it has to be, and its place in the input. */
interface CheckedItem<T> {
	item: T;
	index: number;
}

/**
 * The items of an input, each checked against a schema before anything is done with any of them.
 *
 * @param isNothing tells items that stand for none, which are passed over: empty ones, as from "Always Output Data".
 * @throws NodeOperationError that names the item, the property, its value and what it may be.
 */
export function checkedItems<S extends AnySchema>(
	context: IExecuteFunctions,
	schema: S,
	words: ItemWords,
	input = 0,
	isNothing: (json: IDataObject) => boolean = isEmpty,
): Array<CheckedItem<v.InferOutput<S>>> {
	const checked: Array<CheckedItem<v.InferOutput<S>>> = [];
	(context.getInputData(input) ?? []).forEach(({ json }, index) => {
		if (!isNothing(json)) checked.push({ item: checkedItem(context, schema, json, index, words), index });
	});
	return checked;
}

/** @throws NodeOperationError where one of the items, of which there has to be one each, comes a second time. */
export function refuseDoubles<T>(
	context: IExecuteFunctions,
	items: ReadonlyArray<CheckedItem<T>>,
	keyOf: (item: T) => string,
	words: ItemWords,
): void {
	const seen = new Map<string, number>();
	for (const { item, index } of items) {
		const key = keyOf(item);
		const first = seen.get(key);
		if (first !== undefined) refuseItem(context, index, words, `item ${first} is for the same record`);
		seen.set(key, index);
	}
}

/** @throws NodeOperationError unless all items are of one run. */
export function refuseOtherRuns<T>(
	context: IExecuteFunctions,
	items: ReadonlyArray<CheckedItem<T>>,
	runOf: (item: T) => string,
	words: ItemWords,
	expected = items.length > 0 ? runOf(items[0].item) : '',
): void {
	const other = items.find(({ item }) => runOf(item) !== expected);
	if (other) refuseItem(context, other.index, words, `it belongs to another run, ${runOf(other.item)} instead of ${expected}`);
}

/** @throws NodeOperationError that says which item is wrong, and why. */
export function refuseItem(context: IExecuteFunctions, itemIndex: number, { what, remedy, input }: ItemWords, why: string): never {
	const place = input === undefined ? `Item ${itemIndex}` : `Item ${itemIndex} of the "${input}" input`;
	throw new NodeOperationError(context.getNode(), `${place} is no ${what}: ${why}`, { description: remedy, itemIndex });
}

/** One item, as {@link checkedItems} checks all of an input. */
export function checkedItem<S extends AnySchema>(
	context: IExecuteFunctions,
	schema: S,
	json: unknown,
	itemIndex: number,
	words: ItemWords,
): v.InferOutput<S> {
	const result = v.safeParse(schema, json, { abortEarly: true });
	if (result.success) return json as v.InferOutput<S>;
	return refuseItem(context, itemIndex, words, whatIsWrong(result.issues[0]));
}

/** As from "Always Output Data". */
export function isEmpty(json: unknown): boolean {
	return typeof json === 'object' && json !== null && Object.keys(json).length === 0;
}
