/** What is wrong with one field of a request. */
export interface FieldViolation {
	/** Its place, as `contacts[0].contact_person`; empty for an unknown name. */
	field: string;
	description: string;
}

/** An answer in Google's error shape. */
export class GoogleRefusal extends Error {
	constructor(
		readonly httpStatus: number,
		readonly status: string,
		message: string,
		readonly details: object[] = [],
	) {
		super(message);
	}

	static invalid(message: string): GoogleRefusal {
		return new GoogleRefusal(400, 'INVALID_ARGUMENT', message);
	}

	static notFound(): GoogleRefusal {
		return new GoogleRefusal(404, 'NOT_FOUND', 'Requested entity was not found.');
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
}
