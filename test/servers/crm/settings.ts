import { type ApiAnswer, type ApiCall, NO_CONTENT, numberParam } from './apiCall';
import type { ApiContext } from './apiContext';
import { refusals } from './apiError';
import { fieldList } from './fieldJson';
import type { JsonObject } from './json';
import { moduleJson } from './moduleJson';
import type { ModuleStore } from './moduleStore';
import { organisationJson, profileJson, userJson } from './peopleJson';
import type { CustomView } from './views';

/** `GET /settings/fields?module=`. */
export function listFields(module: ModuleStore, context: ApiContext): ApiAnswer {
	return { status: 200, body: { fields: fieldList(module, context.crm, context.switches.hiddenFields.listed) } };
}

/** `GET /settings/modules`. */
export function listModules(context: ApiContext): ApiAnswer {
	const modules = context.crm.allModules().map((module, index) => moduleJson(module, index + 1, context.crm));
	return { status: 200, body: { modules } };
}

/** `GET /settings/modules/{api_name}`. */
export function getModule(module: ModuleStore, context: ApiContext): ApiAnswer {
	const place = context.crm.allModules().indexOf(module) + 1;
	return { status: 200, body: { modules: [moduleJson(module, place, context.crm)] } };
}

/** `GET /settings/custom_views?module=`: pages of up to 200. */
export function listViews(call: ApiCall, module: ModuleStore, context: ApiContext): ApiAnswer {
	const perPage = numberParam(call.query, 'per_page', { fallback: 200, least: 1, most: 200 });
	const page = numberParam(call.query, 'page', { fallback: 1, least: 1, most: Number.MAX_SAFE_INTEGER });
	const views = module.views.all();
	const start = (page - 1) * perPage;
	const shown = views.slice(start, start + perPage);
	const info: JsonObject = {
		per_page: perPage,
		count: shown.length,
		page,
		more_records: start + shown.length < views.length,
		default: views[0].id,
		translation: {
			public_views: 'Public Views',
			other_users_views: 'Other Users Views',
			shared_with_me: 'Shared With Me',
			created_by_me: 'Created By Me',
		},
	};
	return { status: 200, body: { custom_views: shown.map((view) => viewJson(view, module, context)), info } };
}

/** `GET /settings/custom_views/{id}?module=`: 204 when the module has no such view. */
export function getView(id: string, module: ModuleStore, context: ApiContext): ApiAnswer {
	const view = module.views.find(id);
	return view ? { status: 200, body: { custom_views: [viewJson(view, module, context)] } } : NO_CONTENT;
}

/** `GET /users`: all of them, or the one who is connected. */
export function listUsers(call: ApiCall, context: ApiContext): ApiAnswer {
	const type = call.query.get('type') ?? 'AllUsers';
	const { crm } = context;
	if (!['AllUsers', 'ActiveUsers', 'CurrentUser'].includes(type)) throw refusals.patternNotMatched('type');
	const users = type === 'CurrentUser' ? [crm.currentUser] : crm.users;
	const info = { per_page: 200, count: users.length, page: 1, more_records: false };
	return { status: 200, body: { users: users.map((user) => userJson(user, crm)), info } };
}

/** `GET /org`. */
export function getOrganisation(context: ApiContext): ApiAnswer {
	return { status: 200, body: { org: [organisationJson(context.crm)] } };
}

/** `GET /settings/profiles/{id}`: the connected user's own; 204 for any other. */
export function getProfile(id: string, { crm }: ApiContext): ApiAnswer {
	return id === crm.profileId ? { status: 200, body: { profiles: [profileJson(crm)] } } : NO_CONTENT;
}

function viewJson(view: CustomView, module: ModuleStore, context: ApiContext): JsonObject {
	const owner = context.crm.shortUserReference(context.crm.currentUser.id);
	return {
		id: view.id,
		name: view.name,
		display_value: view.name,
		system_name: view.system ? 'ALLVIEWS' : null,
		category: view.system ? 'public_views' : 'created_by_me',
		system_defined: view.system,
		default: view.system,
		module: { name: module.apiName, id: module.id },
		created_by: owner,
		modified_by: owner,
		created_time: null,
		modified_time: null,
		last_accessed_time: null,
		criteria: null,
		locked: false,
		favorite: null,
		offline: false,
		access_type: 'public',
		shared_to: [],
		fields: [],
		sort_by: null,
		sort_order: 'desc',
	};
}
