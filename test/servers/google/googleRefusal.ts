/** What is wrong with one field of a request. */
export interface FieldViolation {
	/** Its place, as `contacts[0].contact_person`; empty for an unknown name. */
	field: string;
	description: string;
}

/** An answer in Google's error shape. */
export class GoogleRefusal extends Error {
	/** @param retryAfter seconds, sent as Retry-After; left out: no such header. */
	constructor(
		readonly httpStatus: number,
		readonly status: string,
		message: string,
		readonly details: object[] = [],
		readonly retryAfter?: number,
	) {
		super(message);
	}

	static invalid(message: string): GoogleRefusal {
		return new GoogleRefusal(400, 'INVALID_ARGUMENT', message);
	}

	static notFound(): GoogleRefusal {
		return new GoogleRefusal(404, 'NOT_FOUND', 'Requested entity was not found.');
	}

	static staleEtag(): GoogleRefusal {
		const message =
			'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.';
		return new GoogleRefusal(400, 'FAILED_PRECONDITION', message);
	}

	/** A request that the API's own description does not allow. */
	static malformed(violations: readonly FieldViolation[]): GoogleRefusal {
		const message = violations.map(({ description }) => description).join('\n');
		const details = [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations }];
		return new GoogleRefusal(400, 'INVALID_ARGUMENT', message, details);
	}

	toJson(): object {
		const { httpStatus: code, message, status, details } = this;
		return { error: { code, message, status, ...(details.length > 0 && { details }) } };
	}

	/** As google.rpc.Status, for one contact of a batch. */
	toStatus(): { code: number; message: string } {
		return { code: RPC_CODES[this.status] ?? 2, message: this.message };
	}
}

/** Numbers of google.rpc.Code. */
const RPC_CODES: Record<string, number> = {
	INVALID_ARGUMENT: 3,
	NOT_FOUND: 5,
	PERMISSION_DENIED: 7,
	RESOURCE_EXHAUSTED: 8,
	FAILED_PRECONDITION: 9,
};

/** Anything but a refusal is a fault of the server, and goes on as one. */
export function asRefusal(error: unknown): GoogleRefusal {
	if (error instanceof GoogleRefusal) return error;
	throw error;
}
