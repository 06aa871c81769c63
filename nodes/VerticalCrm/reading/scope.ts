import type { IExecuteFunctions, INodeParameterResourceLocator } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Crm } from '../transport/crm';

export interface ListView {
	id: string;
	name: string;
}

interface ViewMetadata {
	id: string;
	name?: string;
	/** In the user's language. */
	display_value?: string;
	system_name?: string | null;
}

/** The list views of a module, by the names that its users see. */
export async function readViews(crm: Crm, module: string): Promise<ListView[]> {
	return (await readMetadata(crm, module)).map(asView);
}

/**
 * Finds the list view in the module: by id, by the name that users see, or by the CRM's own name for it.
 *
 * @throws NodeOperationError that names the view when it does not exist, or when the name is that of several (S27).
 */
export async function resolveView(
	context: IExecuteFunctions,
	crm: Crm,
	module: string,
	{ value }: INodeParameterResourceLocator,
	itemIndex: number,
): Promise<ListView> {
	const text = String(value ?? '').trim();
	const views = text === '' ? [] : await readMetadata(crm, module);
	const found = views.filter(({ id }) => id === text);
	const named = found.length > 0 ? found : views.filter((view) => namesOf(view).includes(text));
	if (named.length === 1) return asView(named[0]);
	throw new NodeOperationError(context.getNode(), problemWith(module, text, named.length), {
		description: 'Choose a list view in the parameter "List View". Nothing was written.',
		itemIndex,
	});
}

async function readMetadata(crm: Crm, module: string): Promise<ViewMetadata[]> {
	return await crm.settings<ViewMetadata>('custom_views', { module });
}

function asView({ id, display_value, name }: ViewMetadata): ListView {
	return { id, name: display_value ?? name ?? id };
}

function namesOf({ display_value, name, system_name }: ViewMetadata): Array<string | null | undefined> {
	return [display_value, name, system_name];
}

function problemWith(module: string, text: string, count: number): string {
	if (text === '') return 'No list view is chosen';
	if (count > 1) return `The module ${module} has ${count} list views "${text}"; choose one from the list`;
	return `The module ${module} has no list view "${text}"`;
}
