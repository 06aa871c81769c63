import { refusals } from './apiError';
import type { ModulePermissions, ModuleStore } from './moduleStore';
import type { ApiOperation } from './routes';
import { covers, moduleScope, type RecordAction } from './scopes';
import type { Switches } from './switches';
import type { TokenStore } from './tokens';

/**
 * Reads `Authorization: Zoho-oauthtoken …` or `Bearer …`.
 *
 * @returns the token's scopes.
 * @throws ApiRefusal 401.
 */
export function authenticate(header: string | undefined, tokens: TokenStore, switches: Switches): string[] {
	const match = /^(Zoho-oauthtoken|Bearer) (\S+)$/.exec(header ?? '');
	if (!match) throw refusals.unauthenticated();
	const [, scheme, token] = match;
	const scopes = scheme === 'Bearer' && switches.rejectBearer ? undefined : tokens.scopesOf(token);
	if (!scopes) throw refusals.invalidToken();
	return scopes;
}

/** @throws ApiRefusal OAUTH_SCOPE_MISMATCH unless every required scope is granted and none is revoked. */
export function requireScopes(required: string[], granted: string[], switches: Switches): void {
	const isMissing = (scope: string): boolean =>
		!granted.some((each) => covers(each, scope)) ||
		[...switches.revokedScopes].some((revoked) => covers(revoked, scope));
	if (required.some(isMissing)) throw refusals.scopeMismatch(switches.scopeMismatchStatus);
}

/** The scopes that an operation on a module needs; COQL learns its module from the query. */
export function scopesFor(operation: ApiOperation, module: ModuleStore | undefined): string[] {
	const onModule = (...actions: RecordAction[]): string[] =>
		module ? actions.map((action) => moduleScope(module, action)) : [];
	switch (operation) {
		case 'records.list':
		case 'records.get':
		case 'deleted':
			return onModule('READ');
		case 'records.search':
			return [...onModule('READ'), 'ZohoSearch.securesearch.READ'];
		case 'records.create':
			return onModule('CREATE');
		case 'records.update':
			return onModule('UPDATE');
		case 'records.upsert':
			return onModule('CREATE', 'UPDATE');
		case 'records.delete':
			return onModule('DELETE');
		case 'coql':
			return ['ZohoCRM.coql.READ', ...onModule('READ')];
		case 'settings.fields':
			return ['ZohoCRM.settings.fields.READ'];
		case 'settings.modules':
		case 'settings.module':
			return ['ZohoCRM.settings.modules.READ'];
		case 'settings.customViews':
		case 'settings.customView':
			return ['ZohoCRM.settings.custom_views.READ'];
		case 'settings.profile':
			return ['ZohoCRM.settings.profiles.READ'];
		case 'users':
			return ['ZohoCRM.users.READ'];
		case 'org':
			return ['ZohoCRM.org.READ'];
	}
}

type CrudPermission = Exclude<keyof ModulePermissions, 'syncWithGoogleContacts'>;

const PERMISSION_NAMES: Record<CrudPermission, string> = {
	view: 'View',
	create: 'Create',
	edit: 'Edit',
	delete: 'Delete',
};

function permissionsFor(operation: ApiOperation): CrudPermission[] {
	switch (operation) {
		case 'records.list':
		case 'records.get':
		case 'records.search':
		case 'deleted':
		case 'coql':
			return ['view'];
		case 'records.create':
			return ['create'];
		case 'records.update':
			return ['edit'];
		case 'records.upsert':
			return ['create', 'edit'];
		case 'records.delete':
			return ['delete'];
		case 'settings.fields':
		case 'settings.modules':
		case 'settings.module':
		case 'settings.customViews':
		case 'settings.customView':
		case 'settings.profile':
		case 'users':
		case 'org':
			return [];
	}
}

/**
 * @throws ApiRefusal NO_PERMISSION that names the missing permission. That the sync permission stops the API is this
 * server's assumption: Zoho documents it for its own synchronisation only.
 */
export function requirePermissions(operation: ApiOperation, module: ModuleStore, refusal: Switches['permissionRefusal']): void {
	const needed = permissionsFor(operation);
	const missing = needed.find((permission) => !module.permissions[permission]);
	if (missing && refusal === 'AUTHORIZATION_FAILED') throw refusals.authorizationFailed();
	if (missing) throw refusals.noPermission(`Crm_Implied_${PERMISSION_NAMES[missing]}_${module.apiName}`);
	if (needed.length > 0 && !module.permissions.syncWithGoogleContacts) {
		throw refusals.noPermission(`Crm_Implied_Sync_With_Google_${module.apiName}`);
	}
}
