import type { JsonObject } from './json';

/** `{code, details, message, status}`, the one shape of the API's errors. */
export interface ZohoError {
	code: string;
	details: JsonObject;
	message: string;
	status: 'error';
}

export function zohoError(code: string, message: string, details: JsonObject = {}): ZohoError {
	return { code, details, message, status: 'error' };
}

/** Ends the handling of a request with an error answer. */
export class ApiRefusal extends Error {
	constructor(
		readonly httpStatus: number,
		readonly error: ZohoError,
		readonly headers: Record<string, string> = {},
	) {
		super(`${error.code}: ${error.message}`);
	}
}

/** @throws anything else again: a fault of the server itself. */
export function asRefusal(error: unknown): ApiRefusal {
	if (error instanceof ApiRefusal) return error;
	throw error;
}

function refuse(status: number, code: string, message: string, details: JsonObject = {}): ApiRefusal {
	return new ApiRefusal(status, zohoError(code, message, details));
}

/**
 * The refusals of a whole request. Codes, texts and details follow the examples of Zoho's specifications of 2026
 * (repository zoho/crm-oas, v8.0/<api>/operations/<operation>/examples), statuses the API facts of this project.
 */
export const refusals = {
	invalidHost: () => refuse(400, 'INVALID_HOST', 'the host given seems to be invalid'),
	invalidUrl: () => refuse(404, 'INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one'),
	invalidMethod: () => refuse(400, 'INVALID_REQUEST_METHOD', 'The http request method type is not a valid one'),
	unauthenticated: () => refuse(401, 'AUTHENTICATION_FAILURE', 'Authentication failed'),
	invalidToken: () => refuse(401, 'INVALID_TOKEN', 'invalid oauth token'),
	scopeMismatch: (status: 401 | 403) => refuse(status, 'OAUTH_SCOPE_MISMATCH', 'Unauthorized'),
	authorizationFailed: () =>
		new ApiRefusal(400, zohoError('AUTHORIZATION_FAILED', 'User does not have sufficient privilege to perform this operation')),
	noPermission: (permission: string) =>
		refuse(403, 'NO_PERMISSION', 'Permission denied', { permissions: [permission] }),
	invalidModule: () =>
		refuse(400, 'INVALID_MODULE', 'the module name given seems to be invalid', { resource_path_index: 0 }),
	moduleNotQueryable: () => refuse(400, 'INVALID_MODULE', 'the given module is not supported in api'),
	paramMissing: (name: string) =>
		refuse(400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param_name: name }),
	anyParamMissing: (names: string[]) =>
		refuse(400, 'EXPECTED_PARAM_MISSING', 'one of the expected parameter is missing', { param_names: names }),
	patternNotMatched: (name: string) =>
		refuse(400, 'PATTERN_NOT_MATCHED', 'Please check whether the input values are correct', {
			param_name: name,
		}),
	invalidParam: (name: string, supported?: string[]) =>
		refuse(400, 'INVALID_DATA', 'invalid data', {
			param_name: name,
			...(supported ? { supported_values: supported } : {}),
		}),
	invalidPathId: () => refuse(400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 }),
	limitExceeded: (name: string, limit: number) =>
		refuse(400, 'LIMIT_EXCEEDED', 'limit exceeded', { limit, param_name: name }),
	ambiguous: (...names: string[]) =>
		refuse(400, 'AMBIGUITY_DURING_PROCESSING', 'Ambiguity while processing the request', {
			ambiguity_due_to: names.map((name) => ({ param_name: name })),
		}),
	discretePagination: () =>
		refuse(
			400,
			'DISCRETE_PAGINATION_LIMIT_EXCEEDED',
			'You can only get the first 2000 records without using page_token param',
			{ limit: 2_000 },
		),
	pagination: () =>
		refuse(400, 'PAGINATION_LIMIT_EXCEEDED', 'You can only get upto 100000 records using page_token param', {
			param_name: 'page_token',
		}),
	tokenMismatch: () =>
		refuse(
			400,
			'TOKEN_BOUND_DATA_MISMATCH',
			'The page_token given seems to be invalid or input param is added or altered or deleted',
			{ param_name: 'page_token' },
		),
	tokenExpired: () =>
		refuse(400, 'EXPIRED_VALUE', 'Page token expired', {
			api_name: 'page_token',
			json_path: '$.query.page_token',
		}),
	searchLimit: () => refuse(400, 'LIMIT_REACHED', 'You can get only the first 2000 records', { limit: 2_000 }),
	alreadyModified: () =>
		refuse(412, 'ALREADY_MODIFIED', 'record updated time has already passed if-unmodified-since time'),
	notJson: () => refuse(400, 'INVALID_DATA', 'body', { expected_data_type: 'jsonobject' }),
	bodyFieldMissing: (name: string) =>
		refuse(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: name, json_path: `$.${name}` }),
	bodyFieldInvalid: (name: string, expectedType: string) =>
		refuse(400, 'INVALID_DATA', 'invalid data', {
			api_name: name,
			json_path: `$.${name}`,
			expected_data_type: expectedType,
		}),
	internal: () => refuse(500, 'INTERNAL_ERROR', 'Internal Server Error'),
};

/** Too many requests: with Retry-After as general APIs answer, without as search does (both in Zoho's examples). */
export function errorFor(status: number, retryAfter?: number): ZohoError {
	switch (status) {
		case 401:
			return zohoError('INVALID_TOKEN', 'invalid oauth token');
		case 403:
			return zohoError('NO_PERMISSION', 'Permission denied', { permissions: [] });
		case 429:
			return retryAfter === undefined
				? zohoError('RATE_LIMIT_EXCEEDED', 'Too many requests. Please try again later.')
				: zohoError('TOO_MANY_REQUESTS', 'Rate limit exceeded. Please retry after the specified time.', {
						retry_after: retryAfter,
					});
		case 502:
		case 503:
		case 504:
			return zohoError('SERVICE_UNAVAILABLE', 'Service temporarily unavailable');
		default:
			return zohoError('INTERNAL_ERROR', 'Internal Server Error');
	}
}
