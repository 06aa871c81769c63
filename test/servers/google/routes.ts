import type { RequestKind } from '../shared/requestLog';

/** The API's calls, as the request log names them. */
export type ApiOperation =
	| 'connections.list'
	| 'people.get'
	| 'batchGet'
	| 'searchContacts'
	| 'createContact'
	| 'updateContact'
	| 'deleteContact'
	| 'batchCreateContacts'
	| 'batchUpdateContacts'
	| 'batchDeleteContacts'
	| 'contactGroups.list'
	| 'contactGroups.get'
	| 'contactGroups.batchGet'
	| 'contactGroups.create'
	| 'contactGroups.members.modify';

export type AuthOperation = 'auth.consent' | 'auth.token' | 'auth.revoke';

export type Operation = ApiOperation | AuthOperation | 'unknown';

export interface ApiRoute {
	area: 'api';
	operation: ApiOperation;
	kind: RequestKind;
	/** The method's id in the discovery document. */
	method: string;
	/** The schemas of its request and answer there. */
	asks?: string;
	answers: string;
	/** Resource name in the path. */
	name: string;
}

export type Route =
	| ApiRoute
	| { area: 'oauth'; operation: AuthOperation; kind: 'auth' }
	| { area: 'unknown'; operation: 'unknown'; kind: 'read' };

interface Pattern extends Omit<ApiRoute, 'area' | 'name' | 'kind'> {
	verb: string;
	path: RegExp;
}

/** Every call that is served, in the order in which its path is looked for. */
export const API_CALLS: readonly Pattern[] = [
	call('connections.list', 'people.connections.list', 'GET', /^(people\/me)\/connections$/, 'ListConnectionsResponse'),
	call('batchGet', 'people.getBatchGet', 'GET', /^people:batchGet$/, 'GetPeopleResponse'),
	call('searchContacts', 'people.searchContacts', 'GET', /^people:searchContacts$/, 'SearchResponse'),
	call('people.get', 'people.get', 'GET', /^(people\/[^/:]+)$/, 'Person'),
	call('createContact', 'people.createContact', 'POST', /^people:createContact$/, 'Person', 'Person'),
	call('updateContact', 'people.updateContact', 'PATCH', /^(people\/[^/:]+):updateContact$/, 'Person', 'Person'),
	call('deleteContact', 'people.deleteContact', 'DELETE', /^(people\/[^/:]+):deleteContact$/, 'Empty'),
	batch('batchCreateContacts', 'BatchCreateContactsRequest', 'BatchCreateContactsResponse'),
	batch('batchUpdateContacts', 'BatchUpdateContactsRequest', 'BatchUpdateContactsResponse'),
	batch('batchDeleteContacts', 'BatchDeleteContactsRequest', 'Empty'),
	call('contactGroups.list', 'contactGroups.list', 'GET', /^contactGroups$/, 'ListContactGroupsResponse'),
	call(
		'contactGroups.batchGet',
		'contactGroups.batchGet',
		'GET',
		/^contactGroups:batchGet$/,
		'BatchGetContactGroupsResponse',
	),
	call('contactGroups.get', 'contactGroups.get', 'GET', /^(contactGroups\/[^/:]+)$/, 'ContactGroup'),
	call(
		'contactGroups.create',
		'contactGroups.create',
		'POST',
		/^contactGroups$/,
		'ContactGroup',
		'CreateContactGroupRequest',
	),
	call(
		'contactGroups.members.modify',
		'contactGroups.members.modify',
		'POST',
		/^(contactGroups\/[^/:]+)\/members:modify$/,
		'ModifyContactGroupMembersResponse',
		'ModifyContactGroupMembersRequest',
	),
];

const OAUTH_CALLS: Record<string, AuthOperation> = {
	'GET /o/oauth2/v2/auth': 'auth.consent',
	'POST /token': 'auth.token',
	'POST /revoke': 'auth.revoke',
};

/** Finds what a request asks for by verb and path alone. */
export function routeOf(verb: string, path: string): Route {
	const oauth = OAUTH_CALLS[`${verb} ${path}`];
	if (oauth) return { area: 'oauth', operation: oauth, kind: 'auth' };
	const rest = /^\/v1\/(.*)$/.exec(path)?.[1] ?? '';
	for (const { verb: wanted, path: pattern, ...about } of API_CALLS) {
		const match = wanted === verb ? pattern.exec(rest) : null;
		if (match) return { area: 'api', kind: verb === 'GET' ? 'read' : 'write', name: match[1] ?? '', ...about };
	}
	return { area: 'unknown', operation: 'unknown', kind: 'read' };
}

function call(
	operation: ApiOperation,
	id: string,
	verb: string,
	path: RegExp,
	answers: string,
	asks?: string,
): Pattern {
	return { operation, method: `people.${id}`, verb, path, answers, ...(asks && { asks }) };
}

function batch(operation: ApiOperation, asks: string, answers: string): Pattern {
	return call(operation, `people.${operation}`, 'POST', new RegExp(`^people:${operation}$`), answers, asks);
}
