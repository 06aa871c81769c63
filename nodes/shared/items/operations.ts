import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import * as v from 'valibot';

import { failedItems } from './items';
import { checkedParameter, checkedSwitch, checkedText } from './parameters';

/** One operation of a node: its parameters, and what it does with all items of its input. */
interface NodeOperation {
	description: INodeProperties[];
	execute(this: IExecuteFunctions): Promise<INodeExecutionData[]>;
}

/** The parameters of a resource's operations, each shown for its own one only, besides the conditions of its own. */
export function operationParameters(resource: string, operations: Record<string, Pick<NodeOperation, 'description'>>): INodeProperties[] {
	return Object.entries(operations).flatMap(([operation, { description }]) =>
		description.map((property) => ({
			...property,
			displayOptions: { ...property.displayOptions, show: { ...property.displayOptions?.show, resource: [resource], operation: [operation] } },
		})),
	);
}

/** A text among the parameters. */
export function notice(name: string, text: string): INodeProperties {
	return { displayName: text, name, type: 'notice', default: '' };
}

/** What builders seldom set; each operation has options of its own. */
export const optionsParameter: INodeProperties = { displayName: 'Options', name: 'options', type: 'collection', placeholder: 'Add option', default: {} };

/**
 * What stands under a node in the canvas, such as "Get Changes: Contact", in the words of its own lists; a node of one
 * resource leaves that out. An expression, which n8n evaluates from its text alone.
 */
export function subtitleFor(properties: readonly INodeProperties[]): string {
	const resources = properties.filter(({ name }) => name === 'resource').flatMap(namedValues);
	const words = properties
		.filter(({ name }) => name === 'operation')
		.flatMap((operation) => {
			const shown = resources.filter(({ value }) => operation.displayOptions?.show?.resource?.includes(value));
			return shown.flatMap((resource) =>
				namedValues(operation).map(({ name, value }) => [
					`${value}:${resource.value}`,
					resources.length > 1 ? `${name}: ${resource.name}` : name,
				]),
			);
		});
	return `={{ (${JSON.stringify(Object.fromEntries(words))})[$parameter["operation"] + ":" + $parameter["resource"]] }}`;
}

function namedValues({ options = [] }: INodeProperties): Array<{ name: string; value: string }> {
	return options.flatMap((option) => ('value' in option ? { name: option.name, value: String(option.value) } : []));
}

/** The operation that the first item asks for; operations take all items at once, as they work in batches. */
function chosenOperation<T extends NodeOperation>(
	context: IExecuteFunctions,
	operations: Record<string, Record<string, T>>,
): T {
	const resource = String(context.getNodeParameter('resource', 0));
	const operation = String(context.getNodeParameter('operation', 0));
	// Not what every object has by nature, such as a constructor.
	if (Object.hasOwn(operations, resource) && Object.hasOwn(operations[resource], operation)) return operations[resource][operation];
	throw new NodeOperationError(context.getNode(), `There is no operation "${operation}" for "${resource}"`, {
		description: 'Choose resource and operation from their lists.',
		itemIndex: 0,
	});
}

/** Carries out the operation that the first item asks for. What keeps it from all items alike is told of each. */
export async function executeChosen(context: IExecuteFunctions, operations: Record<string, Record<string, NodeOperation>>): Promise<INodeExecutionData[]> {
	try {
		return await chosenOperation(context, operations).execute.call(context);
	} catch (error) {
		return failedItems(context, error, context.getInputData().map((_item, itemIndex) => itemIndex));
	}
}

/** Return All and Limit, as every list of n8n has them. */
export const limitParameters: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { returnAll: [false] } },
		default: 50,
		description: 'Max number of results to return',
	},
];

/** Neither service finds by any part of any field, so that those who were read are looked through. */
export const searchParameter: INodeProperties = {
	displayName: 'Search',
	name: 'search',
	type: 'string',
	default: '',
	placeholder: 'e.g. Ann Lee',
	description:
		'Only those whose fields contain each of these words, in whatever case and with or without accents; all when empty. To find somebody, everybody may have to be read.',
};

export function searchedWords(context: IExecuteFunctions, itemIndex: number): string {
	return checkedText(context, 'search', 'Search', itemIndex);
}

/** As many as that, and one at the least. */
export const AmountSchema = v.pipe(v.number(), v.integer('is no whole number'), v.minValue(1, 'is below 1'));

/** How many results an item asks for. */
export function wantedCount(context: IExecuteFunctions, itemIndex: number): number {
	if (checkedSwitch(context, 'returnAll', 'Return All', { itemIndex })) return Infinity;
	return checkedParameter(context, { name: 'limit', label: 'Limit', unset: 50, itemIndex }, AmountSchema);
}
