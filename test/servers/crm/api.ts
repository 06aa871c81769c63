import { type ApiAnswer, type ApiCall, jsonBody } from './apiCall';
import type { ApiContext } from './apiContext';
import { type ApiRefusal, asRefusal, refusals } from './apiError';
import { requirePermissions, requireScopes, scopesFor } from './authorization';
import { type CoqlQuery, parseCoql } from './coqlParser';
import { runCoql } from './coqlQuery';
import { syntaxError } from './coqlTokens';
import { listDeleted } from './deletedListing';
import { getRecord, listRecords } from './listing';
import type { ModuleStore } from './moduleStore';
import type { ApiRoute } from './routes';
import type { Switches } from './switches';
import { searchRecords } from './search';
import { getModule, getOrganisation, getProfile, getView, listFields, listModules, listUsers, listViews } from './settings';
import { upsertRecords } from './upsert';
import { createRecords, deleteRecords, updateRecords } from './writes';

/** Carries out an authenticated request. @param granted the token's scopes. */
export function answerCall(route: ApiRoute, call: ApiCall, granted: string[], context: ApiContext): ApiAnswer {
	try {
		return carryOut(route, call, granted, context);
	} catch (error) {
		return refusalAnswer(asRefusal(error));
	}
}

export function refusalAnswer({ httpStatus, error, headers }: ApiRefusal): ApiAnswer {
	return { status: httpStatus, body: { ...error }, headers };
}

function carryOut(route: ApiRoute, call: ApiCall, granted: string[], context: ApiContext): ApiAnswer {
	const permit = (module?: ModuleStore): void => {
		requireScopes(scopesFor(route.operation, module), granted, context.switches);
		if (module) requirePermissions(route.operation, module, context.switches.permissionRefusal);
	};
	switch (route.operation) {
		case 'users':
			permit();
			return listUsers(call, context);
		case 'org':
			permit();
			return getOrganisation(context);
		case 'settings.modules':
			permit();
			return listModules(context);
		case 'settings.profile':
			permit();
			return getProfile(route.id ?? '', context);
		case 'coql':
			permit();
			return answerCoql(call, permit, context);
		case 'settings.fields':
		case 'settings.customViews':
		case 'settings.customView':
		case 'settings.module':
			return answerSettings(route, call, permit, context);
		default:
			return answerRecords(route, call, permit, context);
	}
}

type Permit = (module?: ModuleStore) => void;

function answerSettings(route: ApiRoute, call: ApiCall, permit: Permit, context: ApiContext): ApiAnswer {
	permit();
	const name = route.operation === 'settings.module' ? route.id : call.query.get('module');
	if (!name) throw refusals.paramMissing('module');
	const module = existingModule(name, context);
	switch (route.operation) {
		case 'settings.fields':
			return listFields(module, context);
		case 'settings.customViews':
			return listViews(call, module, context);
		case 'settings.customView':
			return getView(route.id ?? '', module, context);
		default:
			return getModule(module, context);
	}
}

function answerRecords(route: ApiRoute, call: ApiCall, permit: Permit, context: ApiContext): ApiAnswer {
	const module = existingModule(route.module ?? '', context);
	if (route.operation === 'deleted') return answerDeleted(call, module, permit, context);
	permit(module);
	switch (route.operation) {
		case 'records.list':
			return listRecords(call, module, context);
		case 'records.get':
			return getRecord(call, module, route.id ?? '', context);
		case 'records.search':
			return searchRecords(call, module, context);
		case 'records.create':
			return createRecords(call, module, context);
		case 'records.update':
			return updateRecords(call, module, context, route.id);
		case 'records.delete':
			return deleteRecords(call, module, context, route.id);
		case 'records.upsert':
			return upsertRecords(call, module, context);
		default:
			throw refusals.invalidUrl();
	}
}

/** The documents of the deleted feed show its refusals as an entry of `data`. */
function answerDeleted(call: ApiCall, module: ModuleStore, permit: Permit, context: ApiContext): ApiAnswer {
	try {
		permit(module);
		return listDeleted(call, module, context);
	} catch (error) {
		const refusal = asRefusal(error);
		if (!context.switches.errorsInData) throw refusal;
		return { status: refusal.httpStatus, body: { data: [{ ...refusal.error }] } };
	}
}

function answerCoql(call: ApiCall, permit: Permit, context: ApiContext): ApiAnswer {
	const query = readCoql(call, context.switches);
	const module = context.crm.findModule(query.module);
	if (!module) throw refusals.moduleNotQueryable();
	permit(module);
	return runCoql(query, call.version, module, context);
}

function readCoql(call: ApiCall, { coqlQuotes, coqlRefuses }: Switches): CoqlQuery {
	const { select_query: query } = jsonBody(call);
	if (query === undefined) throw refusals.bodyFieldMissing('select_query');
	if (typeof query !== 'string') throw refusals.bodyFieldInvalid('select_query', 'text');
	const refused = coqlRefuses?.exec(query);
	if (refused) throw syntaxError(refused[0]);
	return parseCoql(query, coqlQuotes);
}

/** Under its API name of today: a renamed module is gone under the old one. */
function existingModule(name: string, context: ApiContext): ModuleStore {
	const module = context.crm.findModule(name);
	if (!module) throw refusals.invalidModule();
	return module;
}
