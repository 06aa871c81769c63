import type { IExecuteFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Crm } from './transport/crm';

export interface ListView {
	id: string;
	name: string;
}

interface ViewMetadata {
	id: string;
	name?: string;
	display_value?: string;
	system_name?: string | null;
}

export async function readViews(crm: Crm, module: string): Promise<ListView[]> {
	const views = await crm.settings<ViewMetadata>('custom_views', { module });
	return views.map(({ id, display_value, name }) => ({ id, name: display_value ?? name ?? id }));
}

/**
 * Finds the list view in the module.
 *
 * @throws NodeOperationError that names the view when it does not exist (S27).
 */
export async function resolveView(
	context: IExecuteFunctions,
	crm: Crm,
	module: string,
	{ mode, value }: INodeParameterResourceLocator,
	itemIndex: number,
): Promise<ListView> {
	const text = String(value ?? '').trim();
	const view = text && (await readViews(crm, module)).find(({ id, name }) => (mode === 'name' ? name : id) === text);
	if (view) return view;
	const problem = text ? `The module ${module} has no list view "${text}"` : 'No list view is chosen';
	throw new NodeOperationError(context.getNode(), problem, {
		description: 'Choose a list view in the parameter "List View". Nothing was written.',
		itemIndex,
	});
}

/** The API name of the module that the node's parameter names. */
export function moduleParameter(context: IExecuteFunctions, itemIndex: number): string {
	const { value } = context.getNodeParameter('module', itemIndex) as INodeParameterResourceLocator;
	return String(value).trim();
}
