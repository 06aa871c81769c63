import type { RequestKind } from '../shared/requestLog';
import type { ApiVersion } from './apiCall';

/** The API's calls, as the request log names them. */
export type Operation =
	| 'records.list'
	| 'records.get'
	| 'records.search'
	| 'records.create'
	| 'records.update'
	| 'records.delete'
	| 'records.upsert'
	| 'deleted'
	| 'coql'
	| 'settings.fields'
	| 'settings.modules'
	| 'settings.module'
	| 'settings.customViews'
	| 'settings.customView'
	| 'settings.profile'
	| 'users'
	| 'org'
	| 'auth.consent'
	| 'auth.token'
	| 'auth.revoke'
	| 'unknown';

export type ApiOperation = Exclude<Operation, 'auth.consent' | 'auth.token' | 'auth.revoke' | 'unknown'>;

export interface ApiRoute {
	area: 'api';
	operation: ApiOperation;
	kind: RequestKind;
	version: ApiVersion;
	/** From the path. */
	module?: string;
	/** Record, view or module named in the path. */
	id?: string;
}

export type Route =
	| ApiRoute
	| { area: 'oauth'; operation: 'auth.consent' | 'auth.token' | 'auth.revoke'; kind: RequestKind }
	| { area: 'unknown'; operation: 'unknown'; kind: RequestKind; problem: 'url' | 'method' };

type Methods = Partial<Record<string, ApiOperation>>;

/** First parts of addresses that no module may have as its name. */
const RESERVED = new Set(['coql', 'org', 'settings', 'users']);

const WRITES = new Set<Operation>(['records.create', 'records.update', 'records.delete', 'records.upsert']);

/** Finds what a request asks for by method and path alone. @param served the one API version that is served, or all. */
export function routeOf(method: string, path: string, portalId: string, served?: ApiVersion): Route {
	const segments = path.split('/').slice(1).map(decoded);
	const [root, version, ...rest] = segments;
	if (root === 'crm') return isServed(version, served) ? apiRoute(method, version, rest) : unknown('url');
	return oauthRoute(method, segments, portalId) ?? unknown('url');
}

function isServed(version: string, served: ApiVersion | undefined): version is ApiVersion {
	return ['v6', 'v7', 'v8'].includes(version) && (served === undefined || served === version);
}

function apiRoute(method: string, version: ApiVersion, rest: string[]): Route {
	const found = fixedPath(rest) ?? modulePath(rest);
	if (!found) return unknown('url');
	const operation = found.methods[method];
	if (!operation) return unknown('method');
	const kind = WRITES.has(operation) ? 'write' : 'read';
	return { area: 'api', operation, kind, version, module: found.module, id: found.id };
}

interface FoundPath {
	methods: Methods;
	module?: string;
	id?: string;
}

function fixedPath(rest: string[]): FoundPath | undefined {
	const [first, second, id, ...more] = rest;
	if (more.length > 0) return undefined;
	if (rest.length === 1 && first === 'coql') return { methods: { POST: 'coql' } };
	if (rest.length === 1 && first === 'users') return { methods: { GET: 'users' } };
	if (rest.length === 1 && first === 'org') return { methods: { GET: 'org' } };
	if (first !== 'settings') return undefined;
	switch (second) {
		case 'fields':
			return id === undefined ? { methods: { GET: 'settings.fields' } } : undefined;
		case 'modules':
			return { methods: { GET: id === undefined ? 'settings.modules' : 'settings.module' }, id };
		case 'custom_views':
			return { methods: { GET: id === undefined ? 'settings.customViews' : 'settings.customView' }, id };
		case 'profiles':
			return id === undefined ? undefined : { methods: { GET: 'settings.profile' }, id };
		default:
			return undefined;
	}
}

function modulePath(rest: string[]): FoundPath | undefined {
	const [module, second, ...more] = rest;
	if (!module || RESERVED.has(module) || more.length > 0) return undefined;
	switch (second) {
		case undefined:
			return {
				module,
				methods: {
					GET: 'records.list',
					POST: 'records.create',
					PUT: 'records.update',
					DELETE: 'records.delete',
				},
			};
		case 'deleted':
			return { module, methods: { GET: 'deleted' } };
		case 'search':
			return { module, methods: { GET: 'records.search' } };
		case 'upsert':
			return { module, methods: { POST: 'records.upsert' } };
		default:
			return {
				module,
				id: second,
				methods: { GET: 'records.get', PUT: 'records.update', DELETE: 'records.delete' },
			};
	}
}

/** Both variants: the solution's portal, and the accounts server of a data centre. */
function oauthRoute(method: string, segments: string[], portalId: string): Route | undefined {
	const path = segments.join('/');
	if (path === `accounts/op/${portalId}/oauth/v2/token/revoke` && method === 'POST') return oauth('auth.revoke');
	const bases = [`clientoauth/v2/${portalId}`, 'oauth/v2'];
	const base = bases.find((candidate) => path.startsWith(`${candidate}/`));
	if (!base) return undefined;
	const step = path.slice(base.length + 1);
	if (step === 'auth' && (method === 'GET' || method === 'POST')) return oauth('auth.consent');
	if (step === 'token' && method === 'POST') return oauth('auth.token');
	if (step === 'token/revoke' && method === 'POST') return oauth('auth.revoke');
	return undefined;
}

function oauth(operation: 'auth.consent' | 'auth.token' | 'auth.revoke'): Route {
	return { area: 'oauth', operation, kind: 'auth' };
}

function unknown(problem: 'url' | 'method'): Route {
	return { area: 'unknown', operation: 'unknown', kind: 'read', problem };
}

function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
