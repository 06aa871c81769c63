import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { asNodeError } from '../../shared/api/errors';
import { connectCrm } from '../transport/client';
import { readViews } from '../reading/scope';
import { currentModule } from './moduleFieldLists';

interface ModuleMetadata {
	api_name?: string | null;
	plural_label?: string | null;
	module_name?: string | null;
	api_supported?: boolean;
	viewable?: boolean;
}

/** The modules that the API reaches, by the names that the solution gives them. */
export async function searchModules(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const crm = await connectCrm(this);
	const modules = await crm.settings<ModuleMetadata>('modules', {}).catch((error: unknown) => {
		throw asNodeError(this, error, 0);
	});
	const found = modules
		.filter(({ api_supported, viewable }) => api_supported !== false && viewable !== false)
		.flatMap(({ api_name, plural_label, module_name }) => (api_name ? { name: plural_label ?? module_name ?? api_name, value: api_name } : []));
	return { results: matching(found, filter) };
}

/** The list views of the chosen module. */
export async function searchViews(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const crm = await connectCrm(this);
	const views = await readViews(crm, currentModule(this)).catch((error: unknown) => {
		throw asNodeError(this, error, 0);
	});
	return { results: matching(views.map(({ id, name }) => ({ name, value: id })), filter) };
}

function matching(results: Array<{ name: string; value: string }>, filter: string) {
	const wanted = filter.toLowerCase();
	return results
		.filter(({ name, value }) => name.toLowerCase().includes(wanted) || value.toLowerCase() === wanted)
		.sort((a, b) => a.name.localeCompare(b.name));
}
