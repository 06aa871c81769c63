import type { ModuleStore } from './moduleStore';

/** What a client asks for that is to use everything here. */
export const ALL_SCOPES = [
	'ZohoCRM.modules.ALL',
	'ZohoCRM.settings.ALL',
	'ZohoCRM.users.READ',
	'ZohoCRM.org.READ',
	'ZohoCRM.coql.READ',
	'ZohoSearch.securesearch.READ',
];

export type RecordAction = 'READ' | 'CREATE' | 'UPDATE' | 'DELETE';

export function moduleScope(module: ModuleStore, action: RecordAction): string {
	const name = module.custom ? 'custom' : module.apiName.toLowerCase();
	return `ZohoCRM.modules.${name}.${action}`;
}

/**
 * Whether a granted scope includes a required one: the same, or a wider one (`ZohoCRM.modules.ALL`,
 * `ZohoCRM.modules.READ` or `ZohoCRM.modules.contacts.ALL` for `ZohoCRM.modules.contacts.READ`).
 */
export function covers(granted: string, required: string): boolean {
	const has = granted.toLowerCase().split('.');
	const needs = required.toLowerCase().split('.');
	const action = needs[needs.length - 1];
	const grantedAction = has[has.length - 1];
	const isPrefix = has.slice(0, -1).every((part, index) => part === needs[index]);
	return isPrefix && has.length <= needs.length && actionCovers(grantedAction, action);
}

function actionCovers(granted: string, required: string): boolean {
	if (granted === 'all' || granted === required) return true;
	return granted === 'write' && (required === 'create' || required === 'update');
}

/** Scopes come separated by commas or spaces. */
export function parseScopes(text: string): string[] {
	return text.split(/[\s,]+/).filter((scope) => scope !== '');
}

export function isScope(text: string): boolean {
	return /^(ZohoCRM|ZohoSearch)(\.[A-Za-z_]+)+$/.test(text);
}
