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

	toJson(): object {
		const { httpStatus: code, message, status, details } = this;
		return { error: { code, message, status, ...(details.length > 0 && { details }) } };
	}
}
