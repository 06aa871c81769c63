import omit from 'lodash/omit';
import * as v from 'valibot';

import type { RefusalKind } from '../../shared/api/errors';
import { ServiceError, shortened, UNEXPECTED_REMEDY, wayRemedy } from '../../shared/api/errors';
import type { WriteError } from '../../shared/protocol';

const TextSchema = v.fallback(v.optional(v.pipe(v.string(), v.transform(shortened))), undefined);
const DetailsSchema = v.fallback(v.optional(v.record(v.string(), v.unknown())), undefined);

/** What is of another kind than documented was not said. */
const StatusSchema = v.fallback(v.object({ code: TextSchema, message: TextSchema, status: TextSchema, details: DetailsSchema }), {});

/** Zoho's way to refuse a request or a record. */
export type CrmStatus = v.InferOutput<typeof StatusSchema>;

/** What an answer says of a request, or of one of its records, whatever it holds. */
export function statusIn(given: unknown): CrmStatus {
	return v.parse(StatusSchema, given);
}

const ACCESS_CODES = new Set([
	'AUTHENTICATION_FAILURE',
	'AUTHORIZATION_FAILED',
	'INVALID_TOKEN',
	'NO_PERMISSION',
	'OAUTH_SCOPE_MISMATCH',
	'UNAUTHORIZED',
]);

/** Refusals of a query's text. */
export const QUERY_ERRORS: ReadonlySet<string> = new Set(['INVALID_QUERY', 'SYNTAX_ERROR']);

const QUOTA_CODES = new Set(['RATE_LIMIT_EXCEEDED', 'TOO_MANY_REQUESTS']);

/** Some addresses refuse in the first entry of `data`, as the deleted feed does. */
function refusalIn(body: unknown): CrmStatus {
	const { data } = (typeof body === 'object' ? (body ?? {}) : {}) as { data?: unknown };
	const [first] = Array.isArray(data) ? (data as unknown[]) : [];
	const status = statusIn(body);
	return status.code === undefined && first !== undefined ? statusIn(first) : status;
}

/** Codes of the CRM's own failures: what was done is not said. */
const OWN_FAILURES = new Set(['INTERNAL_ERROR', 'INTERNAL_SERVER_ERROR', 'UNABLE_TO_PROCESS']);

/** Whether the CRM's word on one record leaves open what was done, as a success beside the code of a refusal. */
export function saysNothing({ status, code }: CrmStatus): boolean {
	if (OWN_FAILURES.has(code ?? '')) return true;
	const isOfSuccess = [undefined, 'SUCCESS'].includes(code);
	return status === 'success' ? !isOfSuccess : status !== 'error' && isOfSuccess;
}

/** Whether a 401 may mean that the access token is too old. One for a missing scope does not: a fresh token lacks it too. */
export function meansOldToken(body: unknown): boolean {
	return [undefined, 'AUTHENTICATION_FAILURE', 'INVALID_TOKEN'].includes(refusalIn(body).code);
}

/** A request that the CRM refused, with its own words and what to do about it. */
export class CrmError extends ServiceError {
	readonly details: Record<string, unknown>;

	constructor(status: number, body: unknown) {
		const { code = `HTTP_${status}`, message, details = {} } = refusalIn(body);
		super('CRM', status, code, `${message ?? `answered with status ${status}`} (${code})`, remedyFor(status, code, details));
		this.details = details;
	}

	/** By Zoho's code: a lack of permission comes with 400 as well. */
	get refusal(): RefusalKind {
		if (this.status === 429 || QUOTA_CODES.has(this.code)) return 'quota';
		return this.status === 401 || this.status === 403 || ACCESS_CODES.has(this.code) ? 'access' : 'request';
	}
}

function remedyFor(status: number, code: string, details: Record<string, unknown>): string | undefined {
	switch (code) {
		case 'INVALID_TOKEN':
		case 'AUTHENTICATION_FAILURE':
		case 'UNAUTHORIZED':
			return 'Open the CRM credential and connect the account again.';
		case 'OAUTH_SCOPE_MISMATCH':
			return 'Open the CRM credential and connect the account again, granting all that it asks for.';
		case 'NO_PERMISSION':
		case 'AUTHORIZATION_FAILED':
			return permissionRemedy(permissionsIn(details));
		case 'INVALID_HOST':
			return 'Check the host and the location in the CRM credential.';
		case 'INVALID_MODULE':
			return 'Check the module\'s API name; solutions rename modules.';
		case 'INVALID_URL_PATTERN':
			return 'Check the host and the API version in the CRM credential.';
		case 'TOO_MANY_REQUESTS':
		case 'RATE_LIMIT_EXCEEDED':
			return QUOTA_REMEDY;
		case 'PAGINATION_LIMIT_EXCEEDED':
			return 'The CRM lists 100,000 records at the most. Choose a list view that shows fewer.';
		default:
			return otherRemedy(status, code);
	}
}

function otherRemedy(status: number, code: string): string | undefined {
	if (status === 401) return 'Open the CRM credential and connect the account again.';
	if (status === 429) return QUOTA_REMEDY;
	if (code === `HTTP_${status}`) return wayRemedy('the CRM');
	if (status === 403) return 'Check in the CRM that the user, the edition and the licence allow this.';
	return status === 400 || status === 404 ? undefined : UNEXPECTED_REMEDY;
}

const QUOTA_REMEDY = 'The CRM\'s API credits are used up for now. Run the workflow less often, or wait.';

/** What to ask an administrator for, and which direction of a sync it is needed for. */
export function permissionRemedy(permissions: readonly string[]): string {
	const named = permissions.length > 0 ? `the permission ${permissions.map((name) => `"${name}"`).join(' and ')}` : 'the permission';
	const writesOnly = permissions.length > 0 && permissions.every((name) => ['Create', 'Edit', 'Delete'].includes(name));
	const direction = writesOnly
		? 'A sync into the CRM needs it (Google to CRM, and both ways); for CRM to Google alone, "View" is enough.'
		: 'Every direction of a sync needs it.';
	return `Ask an administrator to give the CRM user's profile ${named} on this module. ${direction}`;
}

/** E.g. `Crm_Implied_Edit_Contacts` is what the profile page calls Edit. */
function permissionsIn({ permissions }: Record<string, unknown>): string[] {
	if (!Array.isArray(permissions)) return [];
	return permissions.map((permission) => {
		const words = String(permission).replace(/^Crm_Implied_/, '').split('_');
		return ['View', 'Create', 'Edit', 'Delete'].includes(words[0]) ? words[0] : words.join(' ');
	});
}

/** What the CRM says of single fields of a record, by their API names; a value that another record has is none of these. */
export function fieldsRefused({ code = '', details = {} }: CrmStatus): string[] {
	if (NO_MATTER_OF_VALUES.has(code) || ACCESS_CODES.has(code)) return [];
	const several = Array.isArray(details.errors) ? details.errors.map(statusIn).flatMap(fieldsRefused) : [];
	return typeof details.api_name === 'string' ? [details.api_name, ...several] : several;
}

const NO_MATTER_OF_VALUES = new Set(['ALREADY_MODIFIED', 'DUPLICATE_DATA', 'MANDATORY_NOT_FOUND']);

/** The record that already has the value of a unique field. */
export function duplicateOf({ code, details = {} }: CrmStatus): { id: string; field: string } | undefined {
	const id = (details.duplicate_record as { id?: unknown } | undefined)?.id ?? details.id;
	if (code !== 'DUPLICATE_DATA' || typeof id !== 'string') return undefined;
	return { id, field: typeof details.api_name === 'string' ? details.api_name : '' };
}

/** A record that the CRM refused: its code, its words and its field, and of a duplicate the other record. */
export function recordError(refusal: CrmStatus): WriteError {
	const { code = 'UNKNOWN', message = 'refused', details = {} } = refusal;
	const several = Array.isArray(details.errors) ? details.errors.map(statusIn).map(recordError) : [];
	const field = typeof details.api_name === 'string' ? details.api_name : several[0]?.field;
	const duplicate = duplicateOf(refusal);
	const words =
		several.length > 0
			? several.map((error) => `${error.message} (${error.code})`)
			: [message, field && `field ${field}`, ...limitsIn(details), duplicate && `record ${duplicate.id} has this value`];
	return {
		code,
		message: words.filter(Boolean).join(', '),
		...(duplicate && { remedy: `Change or merge record ${duplicate.id}: no two records may have this value.` }),
		...(code === 'MANDATORY_NOT_FOUND' && { remedy: 'Bring something to this field by a row of the field map, with a field of Google or a fixed value.' }),
		...(field && { field }),
		...(['NO_PERMISSION', 'AUTHORIZATION_FAILED'].includes(code) && permissionError(permissionsIn(details))),
	};
}

/** Where no permission of the profile is named, it is this record that the user may not change. */
function permissionError(permissions: readonly string[]): Pick<WriteError, 'remedy' | 'access'> {
	return permissions.length === 0 ? { remedy: ONE_RECORD_REMEDY } : { remedy: permissionRemedy(permissions), access: true };
}

const ONE_RECORD_REMEDY = 'Look in the CRM whether its user may change this record, by its owner, sharing rules and territories; if not, take it out of the list view.';

/** A permission that other records of the same request were written with is not what the user lacks. */
export function withoutPermissions({ details, ...status }: CrmStatus): CrmStatus {
	return { ...status, details: omit(details, 'permissions') };
}

function limitsIn({ maximum_length: most, expected_data_type: type, supported_values: options }: Record<string, unknown>): string[] {
	return [
		typeof most === 'number' || typeof most === 'string' ? `at most ${most} characters` : [],
		typeof type === 'string' ? `expected ${type}` : [],
		Array.isArray(options) ? `one of ${options.join(', ')}` : [],
	].flat();
}
