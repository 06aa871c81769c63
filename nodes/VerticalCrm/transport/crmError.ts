import { OperationalError } from 'n8n-workflow';

import type { WriteError } from '../../shared/syncProtocol';

/** Zoho's way to refuse a request or a record. */
export interface CrmStatus {
	code?: string;
	message?: string;
	status?: string;
	details?: Record<string, unknown>;
}

/** A request that the CRM refused, with its own words and what to do about it. */
export class CrmError extends OperationalError {
	readonly code: string;
	readonly details: Record<string, unknown>;

	constructor(
		readonly status: number,
		body: unknown,
	) {
		const { code = `HTTP_${status}`, message, details = {} } = (body ?? {}) as CrmStatus;
		super(`CRM: ${message ?? `answered with status ${status}`} (${code})`, {
			description: remedyFor(status, code, details),
		});
		this.code = code;
		this.details = details;
	}

	get isAccess(): boolean {
		return this.status === 401 || this.status === 403;
	}

	toWriteError(): WriteError {
		return {
			code: this.code,
			message: this.message.replace(/^CRM: /, ''),
			...(this.description && { remedy: this.description }),
			...(this.isAccess && { access: true }),
		};
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
			return `Ask an administrator to give the CRM user's profile the permission ${permissionsIn(details)}on this module.`;
		case 'INVALID_HOST':
			return 'Check the host and the location in the CRM credential.';
		case 'INVALID_MODULE':
			return 'Check the module\'s API name; solutions rename modules.';
		case 'INVALID_URL_PATTERN':
			return 'Check the host and the API version in the CRM credential.';
		case 'TOO_MANY_REQUESTS':
		case 'RATE_LIMIT_EXCEEDED':
			return 'The CRM\'s API credits are used up for now. Run the workflow less often, or wait.';
		default:
			return status === 401 ? 'Open the CRM credential and connect the account again.' : undefined;
	}
}

function permissionsIn({ permissions }: Record<string, unknown>): string {
	return Array.isArray(permissions) && permissions.length > 0 ? `${permissions.join(', ')} ` : '';
}

/** A record that the CRM refused. */
export function recordError({ code = 'UNKNOWN', message = 'refused', details = {} }: CrmStatus): WriteError {
	const field = typeof details.api_name === 'string' ? details.api_name : undefined;
	const duplicate = (details.duplicate_record as { id?: string } | undefined)?.id;
	return {
		code,
		message: [message, field && `field ${field}`, duplicate && `record ${duplicate} has this value`]
			.filter(Boolean)
			.join(', '),
		...(field && { field }),
		...(['NO_PERMISSION', 'AUTHORIZATION_FAILED'].includes(code) && { access: true }),
	};
}
